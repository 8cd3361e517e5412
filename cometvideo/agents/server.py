"""The server of the Model Context Protocol, by its official SDK (extra `mcp`)."""

from collections.abc import Callable
from functools import wraps
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from cometvideo.agents.rendering import Renderer
from cometvideo.agents.tools import Json, Tools
from cometvideo.errors import CometVideoError
from cometvideo.extras import need

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

__all__ = ["server"]

_INSTRUCTIONS = (
    "Videos with CometAPI: every create costs money. `models` lists what there is; `check` a "
    "request before anything is sent; where it is not valid, take what `nearest` gives. Only "
    "`render`, where there is one, is paid for."
)


def server(tools: Tools, renderer: Renderer | None = None) -> "MCPServer[Any]":
    """A server with the free tools, and with `render` and `task` where there is a renderer.

    Raises MissingExtraError without the SDK.
    """
    need("the server for agents", "mcp", "mcp")
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    def telling(ask: Callable[..., Json]) -> Callable[..., Json]:
        """The same, whose refusal to answer is told to the agent."""

        @wraps(ask)
        def told(*given: Any, **named: Any) -> Json:
            try:
                return ask(*given, **named)
            except CometVideoError as error:
                raise ToolError(str(error)) from None

        return told

    made: MCPServer[Any] = MCPServer("cometvideo", instructions=_INSTRUCTIONS, log_level="ERROR")
    free: dict[str, Callable[..., Json]] = {
        "models": tools.models,
        "explain": tools.explain,
        "check": tools.check,
        "nearest": tools.nearest,
        "quote": renderer.quotes.quote if renderer else tools.check,
        **({"task": renderer.task} if renderer else {}),
    }
    for name, ask in free.items():
        hint = ToolAnnotations(read_only_hint=True, open_world_hint=name == "task")
        made.add_tool(telling(ask), name, description=getdoc(ask), annotations=hint)
    if renderer:
        hint = ToolAnnotations(read_only_hint=False, idempotent_hint=False)
        about = getdoc(renderer.render)
        made.add_tool(telling(renderer.render), "render", description=about, annotations=hint)
    return made
