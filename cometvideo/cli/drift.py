"""`cometvideo drift`: whether the upstream has moved away from the facts."""

__all__ = ["SUBCOMMANDS", "SUMMARY"]

SUMMARY = "tell whether the documentation and the API still are as the spec says"

SUBCOMMANDS = ("docs", "plan", "live", "replay", "accept")
