"""An endpoint with a family that speaks in words of its own, and takes long."""

from pathlib import Path

from cometvideo.facts.endpoint import AnySpec, load

__all__ = ["slow_endpoint"]

_SLOW = """\
format: 1
name: slow
extends: wan
from: wan-pages
operations: { content: { path: "/v1/videos/{id}/film" } }
errors: { retry: { "404": backoff } }
task:
  initial: resting
  statuses: { resting: { terminal: false, means: waiting } }
  polling: { interval_min_s: 40, interval_max_s: 80, usual_max_s: 1000 }
"""
_SEVERAL = "format: 1\nname: several\nextends: cometapi\nfamilies: [veo, slow.yaml]\n"


def slow_endpoint(folder: Path) -> AnySpec:
    """Of two families: veo as it is, and wan, asked after every 40 s and taking 1000."""
    (folder / "slow.yaml").write_text(_SLOW, encoding="utf-8")
    (folder / "several.yaml").write_text(_SEVERAL, encoding="utf-8")
    return load(folder / "several.yaml")
