"""`cometvideo export`: write the contract for other tools: JSON Schema, OpenAPI, cases."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from cometvideo.cli.arguments import add_spec
from cometvideo.cli.output import FINDINGS, HOLDS, add_output, put, show
from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "write the contract for other tools: JSON Schema, OpenAPI, test cases"

EXAMPLES = """\
json-schema  JSON Schema 2020-12 of a typed request
openapi      OpenAPI 3.1 of create, retrieve and download
cases        requests, tasks and errors with what must come of them, for tests in any language

The same spec gives the same bytes. With --check nothing is written: the exit code is 1 where the
file differs from what would be.

examples:
  cometvideo export json-schema --model doubao-seedance-1-5-pro
  cometvideo export openapi -o openapi.json
  cometvideo --spec my-spec.yaml export cases -o cases.json
  cometvideo export openapi -o openapi.json --check
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("what", choices=WRITERS, help="what to write")
    add_spec(parser)
    parser.add_argument("--model", metavar="ID", help="for one model alone (not for cases)")
    add_output(parser)
    parser.add_argument(
        "--check", action="store_true", help="compare with the file instead of writing it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write or compare; returns the exit code."""
    from cometvideo.facts.endpoint import Endpoint, open_spec

    if arguments.check and arguments.output is None:
        raise InputError("nothing to compare with; name the file with --output")
    if arguments.model is not None and arguments.what == "cases":
        raise InputError("cases are written for all models; leave --model out")
    spec = open_spec(arguments.spec)
    if isinstance(spec, Endpoint) and arguments.model is None and arguments.what == "json-schema":
        from cometvideo.export.endpoint import endpoint_schema

        text = _json(endpoint_schema(spec))
    else:
        matrix = spec.one(arguments.model) if isinstance(spec, Endpoint) else spec
        text = WRITERS[arguments.what](matrix, arguments.model)
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


def _json_schema(matrix: Matrix, model: str | None) -> str:
    from cometvideo.export.json_schema import json_schema

    return _json(json_schema(matrix, model))


def _openapi(matrix: Matrix, model: str | None) -> str:
    from cometvideo.export.openapi import openapi

    return _json(openapi(matrix, model))


def _cases(matrix: Matrix, _: str | None) -> str:
    from cometvideo.export.cases import cases_text

    return cases_text(matrix)


def _json(document: object) -> str:
    import json

    return json.dumps(document, indent=2) + "\n"


WRITERS: Mapping[str, Callable[[Matrix, str | None], str]] = {
    "json-schema": _json_schema,
    "openapi": _openapi,
    "cases": _cases,
}
