"""Clauses on the form of a create: that what arrives is what was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from cometvideo.conformance.cases import Call, Case, Observed, files_in
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    Need,
    failed,
    said,
    unclear,
)
from cometvideo.conformance.clauses.files import redrawn
from cometvideo.conformance.material import Material
from cometvideo.facts.fact import Fact
from cometvideo.facts.terms import Terms
from cometvideo.findings import shown
from cometvideo.wire.bodies import read_body
from cometvideo.wire.request import Part

__all__ = ["CLAUSES", "differences"]

Judge = Callable[[Observed, Material], CaseVerdict]
_NEEDS: frozenset[Need] = frozenset({"create"})


def differences(request: Mapping[str, object], create: Call) -> Iterator[str]:
    """How what arrived differs from what was asked for, one sentence a field."""
    parts = create.parts
    sent = {name: [part for part in parts if part.name == name] for name in request}
    for name, wanted in request.items():
        yield from _difference(name, wanted, sent[name])
    for part in parts:
        if part.name not in request:
            yield f"{part.name} was sent ({shown(part.data)}) and never asked for"


def _difference(name: str, wanted: object, parts: list[Part]) -> Iterator[str]:
    if not parts:
        yield f"{name} is missing"
        return
    files = files_in(wanted)
    if files:
        got_files = [part.data for part in parts if part.is_file]
        if got_files != [file.data for file in files] and not redrawn(files, parts):
            got = ", ".join(f"{len(part.data)} bytes" for part in parts)
            asked = ", ".join(f"{len(file.data)} bytes" for file in files)
            yield f"{name} is not the file that was given, or not in order: {got}, not {asked}"
        return
    text = str(int(wanted)) if isinstance(wanted, float) else str(wanted)
    if len(parts) != 1 or parts[0].is_file or parts[0].text() != text:
        yield f"{name} is {', '.join(shown(part.data) for part in parts)}, not {shown(text)}"


def _multipart(observed: Observed, material: Material) -> CaseVerdict:
    encodings = material.matrix.block("body", "encodings")
    documented = [
        name for name, fact in encodings.items() if isinstance(fact, Fact) and not fact.one_of
    ]
    for create in observed.creates:
        if create.encoding not in documented:
            got = create.encoding or "no Content-Type"
            return failed(f"the body is {got}; documented is {', '.join(documented)}")
        problem = read_body(create.request.header("content-type"), create.request.body).problem
        if problem:
            return failed(problem)
    return PASSED


def _names(observed: Observed, material: Material) -> CaseVerdict:
    documented = material.matrix.block("fields")
    for create in observed.creates:
        names = Counter(part.name.partition("[")[0] for part in create.parts)
        unknown = sorted(name for name in names if name not in documented)
        if unknown:
            return failed(f"{', '.join(unknown)}: no such field is documented")
        for name, count in names.items():
            if count > 1 and Terms(material.matrix, None, name).value("repeat") is not True:
                return failed(f"{name} was sent {count} times, and is documented to be sent once")
    return PASSED


def _field(kind: str) -> Judge:
    """A judge that compares the fields of a kind with what was asked for."""

    def judge(observed: Observed, material: Material) -> CaseVerdict:
        names = set(material.fields(kind))
        asked = {n: v for n, v in observed.case.request.items() if n in names}
        for name, wanted in asked.items():
            parts = [part for part in observed.creates[0].parts if part.name == name]
            if not parts:
                return failed(f"{name} was not sent")
            if [part.text() for part in parts] != [str(wanted)]:
                got = ", ".join(shown(part.data) for part in parts)
                return failed(f"{name} arrived as {got}, asked for {shown(wanted)}")
        return PASSED

    return judge


def _bearer(observed: Observed, material: Material) -> CaseVerdict:
    if not observed.creates:
        if observed.strays:
            return failed("creates came without the key that was given")
        return unclear(f"no create reached the API; {said(observed)}")
    header = material.words.auth_header.lower()
    wanted = f"{material.words.auth_scheme} {observed.key}"
    for create in observed.creates:
        got = create.request.header(header)
        if got != wanted:
            scheme = (got or "").partition(" ")[0]
            return failed(f"{header} is {f'{scheme!r} and a key' if got else 'missing'}")
    return PASSED


def _meaning(observed: Observed, _: Material) -> CaseVerdict:
    create = observed.creates[0]
    found = list(differences(observed.case.request, create))
    if found:
        return failed("; ".join(found))
    for name, value in observed.case.request.items():
        anew = redrawn(files_in(value), [part for part in create.parts if part.name == name])
        if anew:
            return unclear(anew)
    return PASSED


_PROMPTS = {
    "other scripts": "Ein Boot \u2014 \u96e8\u306e\u65e5 \u0645\u0631\u062d\u0628\u0627 \U0001f6a3",
    "quotes": 'She says "go", it\'s 5 o\'clock; name="x" \\ & % + <b>',
    "line breaks": "first line\nsecond line\n\n--boundary\n",
    "a long text": "A very long walk along the river. " * 200,
}


def _prompts(material: Material) -> list[Case]:
    name = next(iter(material.fields("text")), None)
    if name is None:
        return []
    model = material.words.model_of(material.request)
    most = Terms(material.matrix, model, name).integer("max_length")
    return [
        material.refused_at_once(label, {**material.request, name: text[:most]})
        for label, text in _PROMPTS.items()
    ]


def _forms(material: Material) -> list[Case]:
    return [material.form, *material.form_with_file, *material.form_with_files]


def _plain(material: Material) -> list[Case]:
    return [material.form]


# A plain request that arrives wrong needs no drawn ones to show it.
_PLAINER = (
    "form-multipart",
    "form-documented-names",
    "form-numbers",
    "form-size",
    "form-model",
    "form-prompt",
    "form-file",
    "form-files-in-order",
)

CLAUSES = (
    Clause(
        "form-multipart",
        "must",
        "A create is sent as the documented multipart form, even without a file.",
        "Any other encoding may be refused, or be read as a request without fields.",
        (("body", "encodings"),),
        _forms,
        _multipart,
        needs=_NEEDS,
    ),
    Clause(
        "form-documented-names",
        "must",
        "A create has documented fields alone, and each as often as is documented.",
        "What any other does is anybody's guess: ignored today, refused tomorrow.",
        (("body", "undocumented_field"), ("body", "repeated_field")),
        _forms,
        _names,
        needs=_NEEDS,
    ),
    Clause(
        "form-numbers",
        "must",
        "A number is sent as the digits of an integer.",
        "5.0, quotes or a unit may be refused, or be replaced by the default length.",
        (("fields", "<integer>"),),
        _plain,
        _field("integer"),
        of_intent=True,
        needs=_NEEDS,
    ),
    Clause(
        "form-size",
        "must",
        "The size is sent as it was asked for.",
        "Another size is another video, at another price.",
        (("fields", "<size>"),),
        _plain,
        _field("size"),
        of_intent=True,
        needs=_NEEDS,
    ),
    Clause(
        "form-model",
        "must",
        "The model is sent as it was asked for.",
        "Another model is another price, or a refusal.",
        (("fields", "<choice>"),),
        _plain,
        _field("choice"),
        of_intent=True,
        needs=_NEEDS,
    ),
    Clause(
        "form-prompt",
        "must",
        "The prompt arrives unchanged: scripts, quotes, line breaks and length.",
        "A prompt that is altered on the way renders another video than the one that is paid for.",
        (("fields", "<text>"),),
        _prompts,
        _field("text"),
        of_intent=True,
        needs=_NEEDS,
    ),
    Clause(
        "form-bearer",
        "must",
        "The key is sent as the documented header says, and as it is.",
        "Anything else is a 401.",
        (("service", "auth_header"), ("service", "auth_scheme")),
        _plain,
        _bearer,
        needs=frozenset(),
    ),
    Clause(
        "form-meaning",
        "must",
        "For any valid request, what arrives means what was asked for.",
        "A field that is dropped, added or altered is a wrong video at full price.",
        (("body", "undocumented_field"), ("body", "repeated_field")),
        _plain,
        _meaning,
        of_intent=True,
        needs=_NEEDS,
        drawn=True,
        after=_PLAINER,
    ),
)
