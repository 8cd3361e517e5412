"""How Sphinx makes a site of the pages: `make docs`, which fails at a link that leads nowhere.

The page of all commands is written from their help whenever the site is.
"""

import contextlib
import io
import os
from pathlib import Path

from cometvideo.cli import main
from cometvideo.cli.arguments import COMMANDS, module_of

project = "cometvideo"
root_doc = "docs/site/index"
extensions = ["myst_parser"]
include_patterns = ["*.md", "docs/*.md", "docs/site/*.md"]
myst_heading_anchors = 4
html_title = "cometvideo"
html_show_sphinx = False
html_copy_source = False
# What a terminal shows, or half a file, is no code in one language.
suppress_warnings = ["misc.highlighting_failure"]


def help_of(command: str) -> str:
    """What a command says of itself."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
        main([*command.split(), "--help"])
    return f"\n## {command}\n```text\n{told.getvalue().strip()}\n```\n"


os.environ["COLUMNS"] = "100"
names = [
    f"{name} {each}".strip()
    for name in COMMANDS
    for each in getattr(module_of(name), "SUBCOMMANDS", [""])
]
page = "# Commands\nWhat `cometvideo NAME --help` says.\n" + "".join(map(help_of, names))
Path(__file__).with_name("commands.md").write_text(page, encoding="utf-8")
