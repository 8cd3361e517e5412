"""Clauses on references: that the files of a create arrive as files, whole and in their order."""

from __future__ import annotations

from cometvideo.conformance.cases import Case, File, Observed, files_in
from cometvideo.conformance.clause import PASSED, CaseVerdict, Clause, Need, failed, unless
from cometvideo.conformance.material import Material
from cometvideo.findings import shown
from cometvideo.wire.request import Part

__all__ = ["CLAUSES"]

_NEEDS: frozenset[Need] = frozenset({"create"})


def _files(observed: Observed, _: Material) -> tuple[tuple[File, ...], list[Part], str]:
    """The files that were asked for, the parts under their name, and that name."""
    for name, value in observed.case.request.items():
        files = files_in(value)
        if files:
            parts = observed.creates[0].parts
            return files, [part for part in parts if part.name.partition("[")[0] == name], name
    return (), [], ""


def _file_bytes(observed: Observed, material: Material) -> CaseVerdict:
    files, parts, name = _files(observed, material)
    if not any(part.is_file for part in parts):
        got = shown(parts[0].data) if parts else "nothing"
        return failed(f"{name} did not arrive as a file part, but as {got}")
    got_bytes = parts[0].data
    return unless(
        got_bytes == files[0].data,
        f"{name} arrived as {len(got_bytes)} bytes that are not the {len(files[0].data)} given",
    )


def _file_name(observed: Observed, material: Material) -> CaseVerdict:
    files, parts, name = _files(observed, material)
    found = [part for part in parts if part.is_file]
    if not found:
        return PASSED  # that it is no file at all is another clause's
    part = found[0]
    family = files[0].content_type.partition("/")[0]
    if not (part.content_type or "").startswith(f"{family}/"):
        return failed(f"{name} is declared as {part.content_type}, not as {files[0].content_type}")
    ending = files[0].filename.rpartition(".")[2]
    return unless(
        (part.filename or "").lower().endswith(f".{ending}"),
        f"{name} is called {part.filename!r}, which does not end in .{ending}",
    )


def _files_in_order(observed: Observed, material: Material) -> CaseVerdict:
    files, parts, name = _files(observed, material)
    odd = sorted({part.name for part in parts} - {name})
    if odd:
        return failed(f"several files were sent as {', '.join(odd)}; the field is {name}, repeated")
    got = [part.data for part in parts if part.is_file]
    wanted = [file.data for file in files]
    if got == wanted:
        return PASSED
    if sorted(got) == sorted(wanted):
        return failed(f"the files of {name} arrived in another order")
    return failed(f"of {len(wanted)} files of {name}, {len(set(got) & set(wanted))} arrived intact")


def _with_file(material: Material) -> list[Case]:
    return [*material.form_with_file]


CLAUSES = (
    Clause(
        "form-file",
        "must",
        "A reference is sent as a file part with its bytes intact.",
        "A path, an address or a re-encoded text in its place renders a video without the image.",
        (("fields", "<media>"),),
        _with_file,
        _file_bytes,
        of_intent=True,
        needs=_NEEDS,
    ),
    Clause(
        "form-file-name",
        "should",
        "A file part has a name with an ending and the content type of an image.",
        "Gateways tell a file's kind by these; application/octet-stream may be refused.",
        (("fields", "<media>", "declared_type"),),
        _with_file,
        _file_name,
        of_intent=True,
        needs=_NEEDS,
    ),
    Clause(
        "form-files-in-order",
        "must",
        "Several references are sent in their order, under the same field.",
        "Prompts call them by number, and bracketed names may be ignored: wrong or no images.",
        (("fields", "<media>", "repeat"), ("body", "bracketed_name")),
        lambda material: [*material.form_with_files],
        _files_in_order,
        of_intent=True,
        needs=_NEEDS,
    ),
)
