"""The vocabulary of fields, and of what differs by model."""

from collections.abc import Mapping
from typing import Final

from cometvideo.facts.vocabulary.files import REFUSED_OR_ACCEPTED, facts_of_files
from cometvideo.facts.vocabulary.requests import REFUSED_OR_READ
from cometvideo.facts.vocabulary.rows import (
    BOOLEAN,
    INTEGER,
    INTEGERS,
    NUMBER,
    OPEN_BOOLEAN,
    OPEN_SCALAR,
    OPEN_SIZE,
    OPEN_TEXT,
    OURS,
    TEXT,
    TEXTS,
    TEXTS_OR_NONE,
    VALUES,
    Row,
    Rule,
    words,
)

__all__ = ["FIELDS", "KINDS_OF_FIELDS", "MODELS"]

_KINDS: Final = ("text", "choice", "integer", "number", "boolean", "size", "media")
_TEXT: Final = ("text",)
_CHOICE: Final = ("choice",)
_INTEGER: Final = ("integer",)
_NUMBERS: Final = ("integer", "number")
_AS_TEXT: Final = ("integer", "number", "boolean")
_SIZE: Final = ("size",)


def _facts(*, of_model: bool) -> dict[str, Row]:
    """The facts of a field, for every model or for one that says otherwise.

    A page has the ones in its list of fields, and the others in its tables of models.
    """
    of_field = not of_model
    return {
        "kind": Row(
            "Kind of field",
            "text: any text. choice: one of a few texts. integer: a whole number of a range or a "
            "set. number: any number of a range. boolean: true or false. size: a label, or width "
            "and height. media: a file.",
            words("kinds-of-fields", *_KINDS),
            fields_only=True,
            page=of_field,
            unshown=OURS,
            codes=("wrong-type", "text-quoted"),
            left_out="an error",
        ),
        "required": Row(
            "Required",
            "Whether a request must have the field.",
            BOOLEAN,
            page=of_field,
            codes=("required",),
            left_out="it may be left out of a request",
        ),
        "gives": Row(
            "Gives",
            "What the value decides about the video: an integer its length in seconds, a choice "
            "the row of the table of sizes.",
            words("given-by-fields", "seconds", "resolution"),
            fields_only=True,
            unshown=OURS,
            left_out="it decides nothing of it",
        ),
        "requires": Row(
            "Requires",
            "Another field, without which this one cannot be sent.",
            TEXT,
            codes=("field-required-with",),
            left_out="it can be sent alone",
        ),
        "excludes": Row(
            "Excludes",
            "Other fields, together with which this one cannot be sent.",
            TEXTS,
            codes=("fields-exclusive",),
            left_out="it goes with any other",
        ),
        "when": Row(
            "When another field has some values",
            "By the name of another field: where that `is` one of these, this one `takes` those.",
            codes=("pair-not-taken",),
            each=Row(
                "A pair of lists",
                "The values of the other field, and those of this one that are taken with them.",
                keys={
                    "is": Row(
                        "Is",
                        "Values of the other field.",
                        VALUES,
                        left_out="the pair says nothing",
                    ),
                    "takes": Row(
                        "Takes",
                        "The values of this field that are left then.",
                        VALUES,
                        left_out="the pair says nothing",
                    ),
                },
            ),
            left_out="it goes with any value",
        ),
        "accepted": Row(
            "Accepted",
            "Whether the model takes the field, or is taken itself in the field of the model; it "
            "does where nothing is said.",
            OPEN_BOOLEAN,
            page=of_model,
            codes=("not-accepted",),
            left_out="the model takes it",
        ),
        "default": Row(
            "Default",
            "What is used where the field is left out; `another` is a size that nobody states.",
            OPEN_SCALAR,
            page=of_field,
            codes=("default-open",),
            left_out="what is used is not known",
        ),
        "empty": Row(
            "An empty text",
            "What becomes of an empty one; taken where nothing is said.",
            REFUSED_OR_ACCEPTED,
            kinds=_TEXT,
            codes=("empty-text",),
            left_out="it is taken",
        ),
        "max_length": Row(
            "Longest text",
            "The number of characters that a text has at most.",
            INTEGER,
            kinds=_TEXT,
            codes=("text-too-long",),
            left_out="no limit is known",
        ),
        "choices": Row(
            "Choices",
            "The texts to choose from; with `gives: resolution`, rows of the table.",
            TEXTS,
            kinds=_CHOICE,
            page=True,
            codes=("not-a-choice",),
            left_out="an error, but for `selects`",
        ),
        "selects": Row(
            "Selects",
            "The block whose keys are the choices; one field of a spec selects the model.",
            words("selected-blocks", "models"),
            fields_only=True,
            kinds=_CHOICE,
            unshown=OURS,
            codes=("not-a-choice",),
            left_out="the choices are those of `choices`",
        ),
        "min": Row(
            "Least",
            "The least number that is taken; of an integer a whole one.",
            NUMBER,
            kinds=_NUMBERS,
            page=True,
            codes=("out-of-range",),
            left_out="no bound is known",
        ),
        "max": Row(
            "Most",
            "The greatest number that is taken; of an integer a whole one.",
            NUMBER,
            kinds=_NUMBERS,
            page=True,
            codes=("out-of-range",),
            left_out="no bound is known",
        ),
        "values": Row(
            "Values",
            "The numbers that are taken, where they are a set.",
            INTEGERS,
            kinds=_INTEGER,
            page=of_field,
            codes=("out-of-range",),
            left_out="any number within the bounds",
        ),
        "as_text": Row(
            "As text",
            "Whether the digits, or true and false, are taken as text, as forms send them; no form "
            "can carry the field where they are not.",
            BOOLEAN,
            kinds=_AS_TEXT,
            codes=("not-an-integer", "wrong-type"),
            left_out="only JSON can carry the field",
        ),
        "labels": Row(
            "Labels",
            'Presets that are sent by name, such as "16:9"; [] where a model takes none of them.',
            TEXTS_OR_NONE,
            kinds=_SIZE,
            page=of_field,
            codes=("size-off-pattern",),
            left_out="there are none",
        ),
        "exact": Row(
            "Exact sizes",
            "The bounds of both sides of a size WxH. Without them only published sizes are taken, "
            "and only where there are no labels.",
            kinds=_SIZE,
            whole=of_field,
            subject="exact sizes in {1}" if of_field else "",
            codes=("size-off-pattern",),
            keys={
                "min": _side("Least side", of_field=of_field),
                "max": _side("Greatest side", of_field=of_field),
            },
            left_out="only listed sizes are taken, or labels alone",
        ),
        "pattern": Row(
            "Pattern",
            "The regular expression as the documentation has it; labels and exact say the same.",
            TEXT,
            kinds=_SIZE,
            page=of_field,
            codes=("size-off-pattern",),
            left_out="`labels` and `exact` say it",
        ),
        "undocumented": Row(
            "An undocumented size",
            "What becomes of a size within the bounds that is not published for the model; "
            "`another` is one that nobody states.",
            words("fates-of-a-size", "refused", "nearest", "another", "as_asked", settled=False),
            kinds=_SIZE,
            codes=("size-undocumented",),
            left_out="it may be refused or changed; the mock refuses it",
        ),
        "table": Row(
            "Table of sizes",
            "The table under sizes that holds this model's published sizes.",
            TEXT,
            kinds=_SIZE,
            page=of_model,
            left_out="no size is listed",
        ),
        "rows": Row(
            "Rows of the table",
            "The rows that hold for this model; all of them where this is left out.",
            TEXTS,
            kinds=_SIZE,
            page=of_model,
            codes=("size-undocumented",),
            left_out="all rows",
        ),
        "preset_row": Row(
            "Row of a preset",
            "The row that a label means.",
            OPEN_TEXT,
            kinds=_SIZE,
            page=of_model,
            codes=("preset-row", "preset-open"),
            left_out="any row that has the label",
        ),
        "presets": Row(
            "Presets",
            "By label: the size that it renders, where that is in no table.",
            kinds=_SIZE,
            codes=("preset-row", "preset-open"),
            each=Row("A preset", "The size that this label renders.", OPEN_SIZE),
            left_out="the size in the table",
        ),
        "renders": Row(
            "Rendered otherwise",
            "By published size, or by row and label: the size that it is known to render.",
            kinds=_SIZE,
            codes=("size-renders-otherwise", "size-sibling"),
            each=Row(
                "A size that is rendered otherwise",
                "The size that it is known to render; `another` is one that nobody states. Of a "
                "row, such a size for each of its labels.",
                OPEN_SIZE,
                each=Row(
                    "A label that is rendered otherwise",
                    "The size that this label is known to render in this row.",
                    OPEN_SIZE,
                ),
                subject="{4} of {1} renders" if of_model else "",
            ),
            left_out="the size that is asked for",
        ),
        **facts_of_files(of_field=of_field),
    }


def _side(title: str, *, of_field: bool) -> Row:
    return Row(
        title,
        "In pixels.",
        INTEGER,
        page=of_field,
        left_out="no exact size is taken",
        subject="sides of exact sizes in {1}" if of_field else "",
    )


_OF_FIELDS: Final = _facts(of_model=False)


def _of_kind(kind: str) -> dict[str, Row]:
    found = {key: row for key, row in _OF_FIELDS.items() if not row.kinds or kind in row.kinds}
    if kind == "integer":
        found |= {key: found[key]._replace(type=INTEGER) for key in ("min", "max")}
    return found


KINDS_OF_FIELDS: Final[Mapping[str, Mapping[str, Row]]] = {each: _of_kind(each) for each in _KINDS}
"""The facts that a field has, by its kind."""

FIELDS: Final = Row(
    "Fields",
    "The fields of a create, by name, in the order in which they are reported.",
    subject="Fields",
    page="list of the request's fields",
    each=Row(
        "A field",
        "What holds of this field for every model that says nothing else.",
        part="field",
        whole=True,
        subject="field {1}",
        rule=Rule("old clients send this field", "never"),
        keys=_OF_FIELDS,
    ),
)

MODELS: Final = Row(
    "Models",
    "What differs by model, by the model's id.",
    subject="Models",
    page="table or text on what the models take",
    each=Row(
        "A model",
        "What holds of each field for this model.",
        whole=True,
        free=True,
        subject="model {1}",
        rule=Rule("old clients name this model", "never"),
        keys={
            "alias_of": Row(
                "Alias of",
                "Another model, of which this is one more id: what holds of that holds of this.",
                TEXT,
                unshown=OURS,
                left_out="it is a model of its own",
            ),
            "encodings": Row(
                "Encodings",
                "By media type: whether a body of this type is read of this model, in place of "
                "what `body.encodings` says of it.",
                codes=("encoding-undocumented", "malformed-body"),
                each=Row(
                    "An encoding",
                    "Whether a body of this type is read.",
                    REFUSED_OR_READ,
                    subject="bodies of {1} as {3}",
                    page=True,
                ),
                left_out="what `body.encodings` says",
            ),
        },
        each=Row(
            "A field, for this model",
            "What holds of this field for this model, in place of what fields says.",
            part="field",
            whole=True,
            subject="{2} of {1}",
            keys=_facts(of_model=True),
        ),
    ),
)
