"""`cometvideo spec`: specs as files: the start of one, what one comes to, their schema."""

__all__ = ["SUBCOMMANDS", "SUMMARY"]

SUMMARY = "begin a spec of your own, see what one comes to, write the schema of specs"
SUBCOMMANDS = ("init", "show", "schema")
