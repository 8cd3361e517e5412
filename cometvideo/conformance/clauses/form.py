"""Clauses on the form of a create: that what arrives is what was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from cometvideo.conformance.arrivals import Arrivals, arrivals_of
from cometvideo.conformance.cases import Case, Observed, files_in
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
from cometvideo.facts.terms import Terms, encodings_of
from cometvideo.findings import shown
from cometvideo.wire.keys import carried
from cometvideo.wire.request import written
from cometvideo.words import words_of

__all__ = ["CLAUSES", "differences"]

Judge = Callable[[Observed, Material], CaseVerdict]
_NEEDS: frozenset[Need] = frozenset({"create"})


def differences(request: Mapping[str, object], arrivals: Arrivals) -> Iterator[str]:
    """How what arrived differs from what was asked for, one sentence a field."""
    for name, wanted in request.items():
        came, files = arrivals.of(name), files_in(wanted)
        if files and came:
            if [each.file for each in came] != [f.data for f in files] and not redrawn(files, came):
                got = ", ".join(each.weight for each in came)
                asked = ", ".join(f"{len(file.data)} bytes" for file in files)
                yield f"{name} is not the file that was given, or not in order: {got}, not {asked}"
        elif not came:
            yield f"{name} is missing"
        elif not arrivals.mean(name, wanted):
            yield f"{name} is {arrivals.shown(name)}, not {shown(written(wanted))}"
    for each in arrivals.every:
        if each.name not in request:
            yield f"{each.name} was sent ({each.shown}) and never asked for"


def _multipart(observed: Observed, material: Material) -> CaseVerdict:
    request = observed.case.request
    matrix = material.spec.matrix_for(request)
    model = words_of(matrix).model_of(request)
    encodings = encodings_of(matrix, model)
    documented = [name for name, fact in encodings.facts() if fact.value == "read"]
    own = matrix.block("models", model, "encodings").keys()
    whose = f" for {model}" if own & {*documented} else ""
    for create in observed.creates:
        body, sent = create.reading
        if body.encoding not in documented:
            got = body.encoding or "no Content-Type"
            return failed(f"the body is {got}; documented{whose} is {', '.join(documented)}")
        unread = [each.got for each in sent.issues if each.kind in _UNREAD]
        if unread:
            return failed(str(unread[0]))
    return PASSED


_UNREAD = frozenset({"malformed-body", "compressed-body"})


def _names(observed: Observed, material: Material) -> CaseVerdict:
    documented = material.matrix.block("fields")
    for create in observed.creates:
        arrivals = arrivals_of(observed, material.spec, create)
        names = Counter(each.name.partition("[")[0] for each in arrivals.every)
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
        arrivals = arrivals_of(observed, material.spec)
        for name, wanted in asked.items():
            if not arrivals.of(name):
                return failed(f"{name} was not sent")
            if not arrivals.mean(name, wanted):
                got = arrivals.shown(name)
                return failed(f"{name} arrived as {got}, asked for {shown(wanted)}")
        return PASSED

    return judge


def _bearer(observed: Observed, material: Material) -> CaseVerdict:
    if not observed.creates:
        if observed.strays:
            return failed("creates came without the key that was given")
        return unclear(f"no create reached the API; {said(observed)}")
    header = material.words.auth_header.lower()
    wanted = carried(material.words.auth_scheme, observed.key)
    for create in observed.creates:
        got = create.request.header(header)
        if got != wanted:
            scheme, _, key = (got or "").partition(" ")
            told = f"{scheme!r} and a key" if key else "no key as it was given"
            return failed(f"{header} is {told if got else 'missing'}")
    return PASSED


def _meaning(observed: Observed, material: Material) -> CaseVerdict:
    request = observed.case.request
    arrivals = arrivals_of(observed, material.spec)
    found = list(differences(request, arrivals))
    if found:
        return failed("; ".join(found))
    for name, value in request.items():
        anew = redrawn(files_in(value), arrivals.of(name))
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


def _encodings(material: Material) -> list[Case]:
    """The same, and a plain request for each model that says itself what it reads."""
    return [*_forms(material), *material.forms_of_their_own]


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
        "A create is sent in an encoding that is documented of its model, even without a file.",
        "Any other encoding may be refused, or be read as a request without fields.",
        (("body", "encodings"),),
        _encodings,
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
        "A whole number is sent as its digits, as a number or a text where JSON may have either.",
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
