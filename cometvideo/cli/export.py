"""`cometvideo export`: write the contract for other tools: JSON Schema, OpenAPI, cases."""

import argparse
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import add_spec
from cometvideo.cli.output import FINDINGS, HOLDS, add_output, put, show
from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix

if TYPE_CHECKING:
    from cometvideo.facts.endpoint import Endpoint

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "write the contract for other tools: JSON Schema, OpenAPI, test cases, functions, SQL"

EXAMPLES = """\
json-schema  JSON Schema 2020-12 of a typed request
openapi      OpenAPI 3.1 of create, retrieve and download
cases        requests, tasks and errors with what must come of them, for tests in any language
sql          the rules for columns, as a CHECK and as a CASE that names the first broken one
html         the explorer: a site (-o FOLDER), or with --single one file; extra `console`
tools        a function for each model that language models can call, for a vendor

With --flat a schema is one object without unions or rules between fields, for generators that know
no more; its comment says what that leaves out.

The same spec gives the same bytes. With --check nothing is written: the exit code is 1 where the
file differs from what would be.

examples:
  cometvideo export json-schema --model doubao-seedance-1-5-pro
  cometvideo export json-schema --flat --model doubao-seedance-2-0
  cometvideo export tools --for openai -o tools.json
  cometvideo export sql --dialect duckdb
  cometvideo export openapi -o openapi.json
  cometvideo --spec my-spec.yaml export cases -o cases.json
  cometvideo export openapi -o openapi.json --check
  cometvideo --spec cometapi export html -o site/
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("what", choices=[*WRITERS, "sql", "tools", "html"], help="what to write")
    add_spec(parser)
    parser.add_argument("--model", metavar="ID", help="for one model alone (not for cases)")
    parser.add_argument("--flat", action="store_true", help="without unions, for generators")
    parser.add_argument(
        "--for", dest="vendor", choices=("openai", "anthropic", "mcp"), help="whose form of tools"
    )
    parser.add_argument(
        "--dialect", choices=("duckdb", "postgres", "sqlite"), help="whose dialect of SQL"
    )
    parser.add_argument("--single", action="store_true", help="of html: all in one page")
    parser.add_argument(
        "--history",
        type=Path,
        metavar="FILE",
        help="of html: when facts were seen",
    )
    parser.add_argument("--local", action="store_true", help="what was seen here counts, too")
    add_output(parser)
    parser.add_argument(
        "--check", action="store_true", help="compare with the file instead of writing it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write or compare; returns the exit code."""
    from cometvideo.facts.endpoint import Endpoint, load

    _check(arguments)
    if arguments.what == "html":
        from cometvideo.cli.export_html import write_site

        return write_site(arguments, load(arguments.spec))
    spec = load(arguments.spec)
    if arguments.what == "sql":
        from cometvideo.export.sql import sql

        return _put(arguments, sql(spec, arguments.dialect))
    if isinstance(spec, Endpoint) and arguments.model is None:
        if arguments.what == "tools":
            return _put(arguments, _tools(spec.families.values(), None, arguments.vendor))
        return _put(arguments, _endpoint(spec, arguments.what, flat=arguments.flat))
    matrix = spec.one(arguments.model)
    if arguments.what == "tools":
        return _put(arguments, _tools([matrix], arguments.model, arguments.vendor))
    return _put(arguments, WRITERS[arguments.what](matrix, arguments.model, flat=arguments.flat))


def _check(arguments: argparse.Namespace) -> None:
    """Raise InputError where the options do not go with what is to be written."""
    what, model, flat = arguments.what, arguments.model is not None, arguments.flat
    mistakes = {
        "nothing to compare with; name the file with --output": (
            arguments.check and arguments.output is None
        ),
        "cases are written for all models; leave --model out": model and what == "cases",
        "SQL is written for all models; leave --model out": model and what == "sql",
        "tools are for a vendor: give --for openai, anthropic or mcp, and only then": (
            (arguments.vendor is None) == (what == "tools")
        ),
        "SQL has dialects: give --dialect duckdb, postgres or sqlite, and only then": (
            (arguments.dialect is None) == (what == "sql")
        ),
        "a site is of a whole spec: leave --check, --flat and --model out": (
            what == "html" and (arguments.check or flat or model)
        ),
        "--single and --history are about html": (
            what != "html" and (arguments.single or arguments.history is not None)
        ),
        f"{what} are not written flat; leave --flat out": (
            flat and what not in {"json-schema", "openapi"}
        ),
    }
    for says, is_made in mistakes.items():
        if is_made:
            raise InputError(says)


def _put(arguments: argparse.Namespace, text: str) -> int:
    if arguments.check:
        return _compare(Path(arguments.output), text)
    put(text, arguments.output)
    return HOLDS


def _compare(path: Path, text: str) -> int:
    try:
        known = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; write it first") from None
    except UnicodeDecodeError:
        known = ""
    if known == text:
        return HOLDS
    show([f"{path} is not what this spec gives; export it again without --check"])
    return FINDINGS


def _tools(matrices: Iterable[Matrix], model: str | None, vendor: str) -> str:
    from cometvideo.export.tools import tool, tools

    found = []
    for matrix in matrices:
        found += tools(matrix, vendor) if model is None else [tool(matrix, model, vendor)]
    return _json(found)


def _json_schema(matrix: Matrix, model: str | None, *, flat: bool) -> str:
    from cometvideo.export.flat import flat_document
    from cometvideo.export.json_schema import json_schema

    return _json((flat_document if flat else json_schema)(matrix, model))


def _openapi(matrix: Matrix, model: str | None, *, flat: bool) -> str:
    from cometvideo.export.openapi import openapi

    return _json(openapi(matrix, model, flat=flat))


def _cases(matrix: Matrix, _: str | None, **__: object) -> str:
    from cometvideo.export.cases import cases_text

    return cases_text(matrix)


def _endpoint(endpoint: "Endpoint", what: str, *, flat: bool) -> str:
    from cometvideo.export import endpoint as whole
    from cometvideo.export.cases import as_lines

    if what == "cases":
        return as_lines(whole.endpoint_cases(endpoint))
    if what == "openapi":
        return _json(whole.endpoint_openapi(endpoint, flat=flat))
    return _json((whole.flat_endpoint_schema if flat else whole.endpoint_schema)(endpoint))


def _json(document: object) -> str:
    import json

    return json.dumps(document, indent=2) + "\n"


WRITERS: Mapping[str, Callable[..., str]] = {
    "json-schema": _json_schema,
    "openapi": _openapi,
    "cases": _cases,
}
