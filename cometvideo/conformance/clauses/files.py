"""Clauses on references: that the files of a create arrive as files, whole and in their order."""

from __future__ import annotations

from collections.abc import Sequence

from cometvideo.conformance.arrivals import Arrival, arrivals_of
from cometvideo.conformance.cases import Case, File, Observed, files_in
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    Need,
    failed,
    not_applicable,
    unclear,
    unless,
)
from cometvideo.conformance.material import Material
from cometvideo.wire.media import look

__all__ = ["CLAUSES", "redrawn"]

_NEEDS: frozenset[Need] = frozenset({"create"})


def redrawn(files: Sequence[File], arrivals: Sequence[Arrival]) -> str:
    """What arrived where whole images came that are none of those given; "" where they are not.

    A client may make an image smaller, or write it anew, on purpose: that cannot be seen.
    """
    given = {file.data for file in files}
    images = [look(each.file) for each in arrivals if each.file and each.file not in given]
    others = [each for each in images if each.is_image and each.complete]
    if not others or len(others) != len(images) or len(arrivals) != len(files):
        return ""
    listed = ", ".join(f"{each.width}x{each.height} ({each.format})" for each in others)
    asked = ", ".join(str(look(file.data, filename=file.filename)) for file in files)
    return (
        f"what arrived is a whole image that was made anew, {listed}, for {asked}: made smaller on "
        "purpose or altered by accident, which the checks cannot know"
    )


def _files(observed: Observed, material: Material) -> tuple[tuple[File, ...], list[Arrival], str]:
    """The files that were asked for, what arrived under their name, and that name."""
    for name, value in observed.case.request.items():
        files = files_in(value)
        if files:
            came = arrivals_of(observed, material.spec).every
            return files, [each for each in came if each.name.partition("[")[0] == name], name
    return (), [], ""


def _file_bytes(observed: Observed, material: Material) -> CaseVerdict:
    files, came, name = _files(observed, material)
    if not any(each.file is not None for each in came):
        got = came[0].shown if came else "nothing"
        return failed(f"{name} did not arrive as a file part, but as {got}")
    if len(came) > 1:
        return failed(f"{name} was asked for once, and was sent {len(came)} times")
    if anew := redrawn(files, came):
        return unclear(anew)
    sent, given = came[0].file or b"", files[0].data
    return unless(
        sent == given, f"{name} arrived as {len(sent)} bytes that are not the {len(given)} given"
    )


def _file_name(observed: Observed, material: Material) -> CaseVerdict:
    files, came, name = _files(observed, material)
    found = [each for each in came if each.file is not None]
    if not found:
        return PASSED  # that it is no file at all is another clause's
    part = found[0].part
    if part is None:
        return not_applicable("it sends JSON, in which a file has no name")
    family = files[0].content_type.partition("/")[0]
    if not (part.content_type or "").startswith(f"{family}/"):
        return failed(f"{name} is declared as {part.content_type}, not as {files[0].content_type}")
    ending = files[0].filename.rpartition(".")[2]
    return unless(
        (part.filename or "").lower().endswith(f".{ending}"),
        f"{name} is called {part.filename!r}, which does not end in .{ending}",
    )


def _files_in_order(observed: Observed, material: Material) -> CaseVerdict:
    files, came, name = _files(observed, material)
    odd = sorted({each.name for each in came} - {name})
    if odd:
        return failed(f"several files were sent as {', '.join(odd)}; the field is {name}, repeated")
    got = [each.file for each in came if each.file is not None]
    wanted = [file.data for file in files]
    if got == wanted:
        return PASSED
    if sorted(got) == sorted(wanted):
        return failed(f"the files of {name} arrived in another order")
    if anew := redrawn(files, came):
        return unclear(anew)
    return failed(f"of {len(wanted)} files of {name}, {len(set(got) & set(wanted))} arrived intact")


def _with_file(material: Material) -> list[Case]:
    return [*material.form_with_file]


CLAUSES = (
    Clause(
        "form-file",
        "must",
        "A reference is sent as a file part, or as JSON may hold it, with its bytes intact.",
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
