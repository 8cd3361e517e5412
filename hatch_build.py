"""Build hook: the specs in the wheel are there as resolved, too, so that no start has to parse."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResolvedSpecs(BuildHookInterface[Any]):
    """Puts a JSON beside each YAML of a wheel; an editable install reads the YAML itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files, and tell the builder where they belong."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        from cometvideo.facts.claims import build
        from cometvideo.facts.loading import read_chain, shipped_files
        from cometvideo.facts.resolved import resolved_file, to_json

        self.folder = tempfile.TemporaryDirectory()
        for spec in shipped_files().values():
            chain = read_chain(spec)
            name = resolved_file(spec.name)
            written = Path(self.folder.name, name)
            written.write_text(to_json(build(chain), (each.file for each in chain)), "utf-8")
            build_data["force_include"][str(written)] = f"cometvideo/_spec/{name}"

    def finalize(self, *_: object) -> None:
        """Remove what is in the wheel by now."""
        if hasattr(self, "folder"):
            self.folder.cleanup()
