"""`cometvideo mcp`: what an agent may ask about videos before it pays, as a server of tools."""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cometvideo.cli.arguments import UsageError, add_spec, amount_of_money
from cometvideo.cli.mock import until_told
from cometvideo.cli.output import HOLDS
from cometvideo.errors import InputError
from cometvideo.extras import need

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from cometvideo.agents.rendering import Renderer
    from cometvideo.agents.tools import Tools

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "give agents tools: check, nearest, quote, explain, models, and render behind a guard"

EXAMPLES = """\
Speaks the Model Context Protocol on standard input and output, as hosts of agents start it; with
--http on 127.0.0.1, where the first line printed is its address. All tools are free, but `render`:
that is there only with --guard, takes the token of a `quote` for the same request, once, within ten
minutes, and sends it to the guard with the key in COMETAPI_KEY, which the guard may hold for it.

examples:
  cometvideo mcp --spec cometapi
  cometvideo mcp --http --port 8765
  cometvideo mcp --guard http://127.0.0.1:43117/v1 --max-usd 2 --files references/
"""

_LARGEST_FILE = 64 << 20  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add_spec(parser)
    add("--http", action="store_true", help="serve over HTTP on 127.0.0.1")
    add("--port", type=int, default=0, metavar="N", help="port of --http (default: any free one)")
    add("--files", type=Path, metavar="FOLDER", help="read reference files below this folder")
    add("--guard", metavar="URL", help="base URL of a guard, to which `render` sends")
    add(
        "--max-usd",
        type=amount_of_money,
        metavar="N",
        help="no token for what may cost more, at list",
    )
    add("--unpriced", action="store_true", help="give tokens where no price is known")


def run(arguments: argparse.Namespace) -> int:
    """Serve until the host goes, or a signal comes."""
    need("the server for agents", "mcp", "mcp")
    from cometvideo.agents.server import server
    from cometvideo.agents.tools import Tools
    from cometvideo.facts.endpoint import load

    if arguments.guard is None and (arguments.max_usd is not None or arguments.unpriced):
        raise UsageError("--max-usd and --unpriced are about `render`, which needs --guard URL")
    if arguments.port and not arguments.http:
        raise UsageError("--port is for --http")
    tools = Tools(load(arguments.spec), _reader(arguments.files))
    made = server(tools, _renderer(tools, arguments) if arguments.guard else None)
    if arguments.http:
        _serve(made, arguments.port)
    else:
        made.run()
    return HOLDS


def _reader(folder: Path | None) -> Callable[[str], object] | None:
    """What reads files below a folder, and no other."""
    if folder is None:
        return None
    if not folder.is_dir():
        raise InputError(f"--files {folder}: there is no such folder")
    root = folder.resolve()

    def read(name: str) -> object:
        from cometvideo.wire.files import read_file

        try:
            file = (root / name).resolve()
        except (OSError, ValueError):
            file = root
        if not file.is_relative_to(root) or not file.is_file():
            raise InputError(f"there is no file {name!r} in the folder of --files")
        return (file.name, read_file(str(file), _LARGEST_FILE, "file"))

    return read


def _renderer(tools: "Tools", arguments: argparse.Namespace) -> "Renderer":
    """What sends to the guard; raises InputError where there is none at its address."""
    need("the client", "client", "httpx")
    from cometvideo.agents.quotes import Quotes
    from cometvideo.agents.rendering import Renderer, check_guard
    from cometvideo.client import Client

    check_guard(arguments.guard)
    quotes = Quotes(
        tools,
        clock=time.monotonic,
        draw=lambda: secrets.token_urlsafe(16),
        most=arguments.max_usd,
        unpriced=arguments.unpriced,
    )
    return Renderer(quotes, Client(base_url=arguments.guard, spec=tools.spec))


def _serve(made: "MCPServer[Any]", port: int) -> None:
    need("--http", "mcp", "uvicorn")
    import uvicorn

    from cometvideo.mock.listening import listen

    listening = listen(port=port)
    config = uvicorn.Config(
        made.streamable_http_app(), log_level="error", timeout_graceful_shutdown=5
    )
    with until_told():
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}/mcp{os.linesep}")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listening])
