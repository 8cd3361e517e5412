"""`cometvideo validate`: what the API will do with a request, or with many."""

import argparse
import os
import sys
from collections.abc import Iterator

from cometvideo.cli.arguments import UsageError, add_format, add_reports, add_spec
from cometvideo.cli.fields import read_fields, standard_input
from cometvideo.cli.output import (
    FINDINGS,
    HOLDS,
    show,
    tell,
)
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.loading import families_of, shipped_files
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding
from cometvideo.reports.prediction import lines_of
from cometvideo.reports.text import amount, style_of
from cometvideo.validation import Validation, validate, validate_form

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "tell whether the API will take requests, and what it will render"

EXAMPLES = """\
fields, after curl's -F:
  name=value    a text; numbers are written as their digits, as a form sends them
  name=@path    a file; repeat it for several files, - is standard input
  name=<path    a text from a file
  A text that itself begins with @ or < can stand in a request file.

request files:
  .json a request as an object, or a list of them; .yaml the same; .jsonl one object a line.
  A file is {"file": "path"} in there, relative to the request file. Values keep their types.
  Repeated keys are refused, and so is a line or a document of more than 16 MiB (YAML: 4 MiB).
  Of several requests, what is more than a note is said with its place, then what they amount to.
  A line that cannot be read is a finding; the others are judged all the same.
  Rows of .parquet, .arrow and .csv (.csv.gz, .jsonl.zst) need the extra frames: a null is left
  out, a column that is no field is told of once. -o writes rows and verdicts as .parquet or .arrow.

json:
  Of one request: verdict (valid, uncertain, invalid), acceptance (yes, maybe, no), outcomes,
  cost (currency, min, max, max_at_list, kind, source, date, facts; null where no price is known),
  findings, request, spec. Of many: the same with file, and line or index (from 0), before it; a
  line that cannot be read has null for its verdict. --summary has one object for all.

exit codes:
  0 valid or uncertain, 1 invalid or unreadable lines (--strict: anything uncertain or open),
  2 wrong usage, or a request that cannot be read, 3 nothing to check

examples:
  cometvideo validate model=doubao-seedance-1-5-pro prompt="A kite" size=16:9 seconds=5
  cometvideo validate model=doubao-seedance-2-0 prompt="<story.txt" input_reference=@kite.png
  cometvideo validate --curl "$(pbpaste)"
  cometvideo validate --har traffic.har
  cometvideo validate --file "logs/*.parquet" --columns prompt=text -o verdicts.parquet
  cometvideo validate --file request.yaml --strict
  cometvideo validate --file requests.jsonl --format github
  generate-requests | cometvideo validate --file - --summary
"""

FORMATS = ("text", "json", "jsonl", "github")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("fields", nargs="*", metavar="name=value", help="a field of the request; see below")
    add(
        "--file",
        action="extend",
        nargs="+",
        default=[],
        metavar="FILE",
        help="files with one request or with many, patterns, folders, - for standard input",
    )
    add("-o", "--output", metavar="FILE", help="of rows: write them with their verdicts there")
    add(
        "--columns",
        metavar="FIELD=COLUMN,…",
        help="of rows: the columns that fields have under another name",
    )
    add("--curl", metavar="COMMAND", help="a command of curl, as copied; - for standard input")
    add("--har", metavar="FILE", help="the creates of recorded traffic: HAR, or as `drift logs`")
    add(
        "--input-format",
        choices=("json", "yaml", "jsonl"),
        help="what --file holds (default: by its ending, else by its content)",
    )
    add(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="exit with 1 for anything uncertain or open, too",
    )
    add("--summary", action="store_true", help="of many requests, say only what they amount to")
    add(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="processes for a large JSONL file (default: one for each processor)",
    )
    add_format(parser, *FORMATS)
    add_reports(parser, "html", "json", "junit", "sarif")
    add_spec(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge the request, or the requests; returns the exit code."""
    given = [arguments.fields, arguments.file, arguments.curl, arguments.har]
    if sum(map(bool, given)) > 1:
        raise UsageError("give either fields or --file or --curl or --har, not several of them")
    if arguments.file:
        return _judge_files(arguments)
    if arguments.curl:
        return _judge_curl(arguments)
    if arguments.har:
        if arguments.format == "github":
            raise UsageError("--har has no lines to point at; choose --format text, json or jsonl")
        from cometvideo.cli.judging_recorded import judge_recorded

        return judge_recorded(arguments)
    if not arguments.fields:
        raise UsageError(
            "no request: give fields as name=value, --file, --curl or --har; see --help"
        )
    parts = list(read_fields(arguments.fields))
    return _show(validate_form(parts, spec=load(arguments.spec)), arguments, None)


def _judge_files(arguments: argparse.Namespace) -> int:
    from cometvideo.cli.reading import One, is_document, read_requests
    from cometvideo.many.naming import paths_of
    from cometvideo.wire.files import Files

    given = [each for each in arguments.file if "=" in each and not os.path.exists(each)]
    if given:
        raise UsageError(f"give either fields or --file, not both: {given[0]} is no file")
    paths = paths_of(arguments.file)
    for folder in filter(os.path.isdir, arguments.file):
        _tell_documents(folder)
    if arguments.output or arguments.columns or any(map(_is_table, paths)):
        from cometvideo.cli.tables import judge_tables

        if documents := [*filter(is_document, paths)]:
            apart = "judge it apart from files of rows, without -o and --columns"
            raise UsageError(f"{documents[0]} is a document of requests, not of rows: {apart}")
        return judge_tables(paths, load(arguments.spec), arguments)
    sources = [read_requests(path, arguments.input_format) for path in paths]
    only = sources[0]
    if len(sources) > 1 or not isinstance(only, One) or arguments.summary:
        from cometvideo.cli.many import judge_many

        return judge_many(sources, load(arguments.spec), arguments)
    fields = Files(only.folder).put_into(only.fields)
    return _show(validate(fields, spec=load(arguments.spec)), arguments, only.name)


def _tell_documents(folder: str) -> None:
    """Tell of the documents of requests in a folder, of which only files of rows are read."""
    from cometvideo.cli.reading import is_document

    count = sum(is_document(name) for _, _, names in os.walk(folder) for name in names)
    if count:
        found = amount(count, "document")
        tell(
            f"cometvideo: {folder}: {found} of JSON or YAML not read; name each in a run of its own"
        )


def _is_table(path: str) -> bool:
    from cometvideo.many.naming import kind_of

    kind, packing = kind_of(path)
    return kind is not None and (kind != "lines" or packing is not None)


def _judge_curl(arguments: argparse.Namespace) -> int:
    from cometvideo.validation import validate_wire
    from cometvideo.wire.curl import read_curl
    from cometvideo.wire.files import read_file
    from cometvideo.wire.strict_json import LARGEST, decode_text
    from cometvideo.words import words_of

    spec = load(arguments.spec)
    is_input = arguments.curl == "-"
    command = decode_text(standard_input().read(LARGEST)) if is_input else arguments.curl
    request = read_curl(command, read_file)
    words = words_of(spec.common if isinstance(spec, Endpoint) else spec)
    create = words.operations["create"]
    if (request.method, request.path.rstrip("/")) != (create.method, create.path):
        raise InputError(
            f"it asks {request.method} {request.path}, which is no create: {create.method} "
            f"{create.path}"
        )
    return _show(validate_wire(dict(request.headers), request.body, spec=spec), arguments, None)


def _show(validation: Validation, arguments: argparse.Namespace, file: str | None) -> int:
    if arguments.report or arguments.format != "text":
        _publish(validation, arguments, file)
    else:
        show(_lines(validation))
    blocking = validation.blocking(strict=arguments.strict)
    if blocking and validation:
        codes = ", ".join(dict.fromkeys(each.code for each in blocking))
        tell(f"cometvideo: exit code 1 by --strict: uncertain or open is {codes}")
    return FINDINGS if blocking else HOLDS


def _lines(validation: Validation) -> Iterator[str]:
    prediction, _, matrix = validation
    yield from lines_of(prediction, matrix.sources, style_of(sys.stdout))
    yield from _hints(validation)


def _publish(validation: Validation, arguments: argparse.Namespace, file: str | None) -> None:
    from cometvideo.cli.reporting import Telling, publish
    from cometvideo.reports.data import describe
    from cometvideo.reports.entries import Place, Told, rules_of, told_finding

    place = Place(file) if file else None
    entries = [
        told_finding(each, place, strict=bool(arguments.strict))
        for each in validation.findings
        if each.severity != "note"
    ]
    publish(
        arguments,
        Telling(
            lambda: _lines(validation),
            lambda: describe(validation),
            lambda: Told("validate", entries, rules_of(entries)),
        ),
    )


def _hints(validation: Validation) -> Iterator[str]:
    """How to write here what was written otherwise."""
    for each in validation.findings:
        if each.code == "not-a-file":
            yield ""
            yield f'a file is {each.field}=@path here, and {{"file": "path"}} in a request file'
            return
        if each.code == "not-a-choice" and (found := _other_family(validation.matrix, each)):
            endpoint, family = found
            yield ""
            yield (
                f"{each.got} is of another family of this endpoint: --spec {family}, "
                f"or --spec {endpoint} for all of them"
            )


def _other_family(matrix: Matrix, finding: Finding) -> tuple[str, str] | None:
    """The endpoint and the family that has a model which this family has not; None for none."""
    if matrix.value("fields", finding.field or "", "selects") is None:
        return None
    for name, file in shipped_files().items():
        if matrix.name in families_of(str(file)):
            endpoint = Endpoint(str(file))
            other = endpoint.of_model(finding.got)
            if other is not None:
                return name, other.name
    return None


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; write 1 to 256")
    return int(text)
