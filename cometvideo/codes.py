"""The codes of findings: one place, with the text of each and a paragraph that explains it."""

from typing import NamedTuple

__all__ = ["CODES", "Code"]


class Code(NamedTuple):
    """What a code stands for.

    `text` is the message; its braces are filled from the finding. `title` names the code in a
    list, `explanation` is the paragraph that `cometvideo explain` prints.
    """

    title: str
    text: str
    explanation: str


# Placeholders every finding of a request has: field, got, model, note (of the fact), expect (the
# answer to expect) and also (what other sources say).
CODES: dict[str, Code] = {
    # --- about the value of a field ---
    "required": Code(
        "A required field is missing",
        "{field} is required and missing",
        "The documentation marks the field as required, so a request without it is not taken. "
        "An empty text is another matter: see empty-text.",
    ),
    "empty-text": Code(
        "A text is empty",
        "{field} is empty",
        "The documentation asks for the field and does not say that it must hold anything. The "
        "gateway family behind such endpoints refuses an empty prompt, so expect a refusal, but "
        "nothing documented is broken.",
    ),
    "wrong-type": Code(
        "A value is of the wrong type",
        "{field} is {got}, which is of another type",
        "The documentation gives every field a type. A number, a truth value or a list where a "
        "text is documented is not what the endpoint describes; a form would turn it into text "
        "that means something else.",
    ),
    "text-not-utf8": Code(
        "A text is not UTF-8",
        "{field} cannot be read as UTF-8",
        "The documentation names no character set for text. UTF-8 is what every client sends; "
        "other bytes may be refused, or be shown as other characters than were meant.",
    ),
    "not-a-choice": Code(
        "A value is none of those listed",
        "{field} {got} is not one of those that are listed",
        "The documentation lists the values of this field. For model ids, dots and hyphens count: "
        "the ids are used exactly as listed.",
    ),
    "not-an-integer": Code(
        "A value is not a whole number",
        "{field} {got} is not a whole number",
        "A whole number is a JSON integer (5 and 5.0 alike) or, as a form carries it, its digits "
        "with an optional minus and no leading zeros. Words, fractions, a plus sign, spaces and an "
        "empty text are none.",
    ),
    "out-of-range": Code(
        "A number is outside the model's range",
        "{field} {got} is outside what {model} takes",
        "Each model has its own range, inside the overall range of the endpoint. The message "
        "names the nearest number that is taken, and what other sources say, such as the vendor's "
        "own reference, which differs from CometAPI's page for some models.",
    ),
    "size-off-pattern": Code(
        "A size is neither a preset nor WxH",
        "{field} {got} is neither a preset label nor an exact size",
        "A size is one of the preset labels or width and height in ASCII digits with a small x "
        "between, and nothing else: no other sign, no spaces, no final line break, no name of a "
        "resolution such as 720p.",
    ),
    "size-undocumented": Code(
        "An exact size that is not published for the model",
        "{field} {got} is not published for {model} ({listed}): {fate}",
        "The documentation allows any WxH of the right form, publishes a table of sizes by model, "
        "and says that another size may be normalised or fail. `nearest` is the published size "
        "of the nearest ratio and area; a real upstream may choose another one. Use a published "
        "size where the result matters.",
    ),
    "size-renders-otherwise": Code(
        "A published size that is known to come out otherwise",
        "{field} {got} is published for {model}, but can be rendered otherwise: {sizes}",
        "The documentation itself warns that the model can take this size and still render "
        "another one. Measure the video that you get.",
    ),
    "size-sibling": Code(
        "Another size of the same row is known to come out otherwise",
        "{field} {got} is published for {model}; note that {sibling}, of the same row, can be "
        "rendered as {sizes}",
        "Nothing documented speaks against this size. Since the documentation warns of a size of "
        "the same resolution, it is worth measuring the first video.",
    ),
    "preset-row": Code(
        "A preset with a documented size",
        "{field} {got} renders {sizes}: presets of {model} mean the {rows} row",
        "The documentation states which row of the table a preset means for this model, so the "
        "size of the video is known in advance.",
    ),
    "preset-open": Code(
        "A preset whose size is stated nowhere",
        "{field} {got} may render {sizes} with {model}: {note}",
        "A preset means a default size that depends on the model, and the documentation states "
        "it for one model only. Give an exact size where the resolution matters.",
    ),
    "default-open": Code(
        "A field is left out and no default is stated",
        "{field} is left out, and what is used then is open ({options})",
        "The documentation states no default for this field. Give a value where it matters.",
    ),
    "field-required-with": Code(
        "A field needs another one",
        "{field} is sent without {other}",
        "The documentation allows this field only together with the other one.",
    ),
    # --- about files ---
    "not-accepted": Code(
        "The model does not take this field",
        "{model} does not take {field} (got {got})",
        "The documentation names the models that take a reference file, and says how the others "
        "answer. The vendor's own endpoint may differ.",
    ),
    "not-a-file": Code(
        "A text where a file belongs",
        "{field} is {got}, which is no file",
        "The field is documented as a file: its bytes are sent as a part of the form. An address "
        "or a path as text is not fetched by anyone.",
    ),
    "too-many-files": Code(
        "Several files where one is documented",
        "{field} has {got}",
        "The documentation in use describes one file under this name.",
    ),
    "not-media-family": Code(
        "A file of another family",
        "{field} is {got}, which is no {family}",
        "What a file is, is told from its bytes, not from its name or its declared type.",
    ),
    "format-unrecognised": Code(
        "A file of no known format",
        "{field} is {got}: its bytes belong to no known format",
        "The bytes begin like none of the formats that are known here. It may still be an image of "
        "a rare format, so this is not certain to be refused.",
    ),
    "file-truncated": Code(
        "A file that is cut short",
        "{field} is {got} and ends before its format does",
        "The file begins as it should and stops before its end, as after a broken download. No "
        "documentation says what happens to it.",
    ),
    "type-undeclared": Code(
        "A file whose declared type is not what it is",
        "{field} is {got}, declared as another type",
        "Clients that are given raw bytes often declare application/octet-stream. No documentation "
        "says whether the declared type of the part is looked at. Give the file a name or a type.",
    ),
    "beyond-limit": Code(
        "A file beyond a limit that is known from elsewhere",
        "{field} is {got}, beyond a limit of {model}'s makers",
        "CometAPI's pages state no limits for files. The vendor's reference does, and the first "
        "generation of the pages listed formats; whether they are enforced here is open.",
    ),
    # --- about the request as a whole ---
    "undocumented-field": Code(
        "A field that is not documented",
        "field {got} is not documented{origin}",
        "The documentation does not list this field, and does not say whether such a field is "
        "ignored or refused. Names of other generations and other APIs are recognised.",
    ),
    "bracketed-name": Code(
        "A field name written as a list",
        "{got} is not a documented name",
        "Some SDKs write a list as name[] or name[0]. Whether the endpoint reads that as the "
        "field, ignores it or refuses it is stated nowhere. Repeat the plain name instead.",
    ),
    "repeated-field": Code(
        "A text field that is sent twice",
        "{field} is sent more than once (again as {got})",
        "No documentation says which of the two counts. Here the first one is taken.",
    ),
    "encoding-undocumented": Code(
        "A body in an encoding that is not documented",
        "the body is sent as {got}",
        "The documentation describes multipart/form-data. HTTP libraries switch to urlencoded "
        "where no file is sent; whether that is read is stated nowhere. Ask the library for "
        "multipart, for instance by sending every field as a part without a file name.",
    ),
    "malformed-body": Code(
        "A body that cannot be read",
        "the body cannot be read: {got}",
        "The body is not what its Content-Type says, or ends too early. A common cause is a "
        "Content-Type set by hand, without the boundary.",
    ),
    "unreadable-line": Code(
        "A request that cannot be read",
        "cannot be read: {problem}",
        "One of many requests is not JSON as requests are read here, or names a file that cannot "
        "be read, so that nothing can be said of it. The others are judged all the same. Repeated "
        "keys are refused, since which one counts is not defined; so are NaN and infinite numbers, "
        "nesting that no request has, and lines beyond a limit.",
    ),
    "key-missing": Code(
        "No key is sent",
        "no key is sent",
        "Every call needs the key as a bearer token.",
    ),
    # --- about a spec ---
    "yaml-syntax": Code(
        "Not the YAML that a spec may use",
        "{problem}{fix}",
        "A spec is one YAML document of mappings, lists and plain scalars.",
    ),
    "yaml-ambiguous": Code(
        "A scalar that readers of YAML disagree about",
        "{problem}{fix}",
        "YAML 1.1 reads an unquoted 16:9 as a number of base sixty and `on` as true. A spec takes "
        "plain scalars only where every reader reads the same.",
    ),
    "yaml-duplicate-key": Code(
        "A key that stands twice in one mapping",
        "{problem}{fix}",
        "Most readers keep the last of two equal keys and say nothing, so that a fact is lost.",
    ),
    "yaml-alias": Code(
        "An alias",
        "{problem}{fix}",
        "A fact is written once; what models share stands in a table that they name.",
    ),
    "spec-shape": Code(
        "A spec that cannot be read as one",
        "{problem}{fix}",
        "The document is YAML, but not of the shape of a spec.",
    ),
    "not-an-option": Code(
        "A choice that an open fact does not have",
        "{problem}{fix}",
        "An open fact lists the options that the documentation leaves. To state another value, "
        "remove the options (one_of: null) and name a source.",
    ),
    # The rules of lint. Placeholders: field (a path in the spec), got, fix, and the rule's own.
    "schema": Code(
        "A value that the schema of specs does not allow",
        "{field} {problem}{fix}",
        "spec.schema.json describes what a spec's YAML may hold. Editors that know the schema "
        "show the same while one writes.",
    ),
    "unknown-key": Code(
        "A key that nothing reads",
        "{field} is a key that nothing reads",
        "A misspelt key is a fact that is silently lost: nothing reads `maxx`, so that the number "
        "has no limit.",
    ),
    "unknown-word": Code(
        "A word that is none of those that are known",
        "{field} is {got}, which means nothing here",
        "Some facts take one of a few words, such as the kind of a source, what a status means, "
        "or what becomes of a request: refused, ignored, read. No other word has a meaning.",
    ),
    "base-unusable": Code(
        "A base that cannot be used",
        "{field} is {got}: {problem}",
        "A spec that extends another needs that one: the name of a shipped spec, or a path from "
        "the file that extends it.",
    ),
    "empty-block": Code(
        "A block without a fact",
        "{field} has no fact in it, and is read as if it were not there{fix}",
        "A spec is made of facts. A block that holds none leaves no trace: a model with an empty "
        "block is no model, and an empty block in a file that extends another changes nothing.",
    ),
    "field-kind": Code(
        "A field of no known kind",
        "field {name} is of no known kind",
        "The kind of a field says who judges its values: text, choice, integer, size or media. It "
        "stands under `fields`, and cannot be open.",
    ),
    "key-not-of-kind": Code(
        "A key that is not read in a field of this kind",
        "{field} is a key that nothing reads in a field of kind {kind}{fix}",
        "Each kind of field has facts of its own: an integer has a range, a choice has choices. "
        "Facts of another kind have no effect. What a field is (kind, gives, selects) is said "
        "once, under `fields`, and not again under a model.",
    ),
    "choices-missing": Code(
        "A choice without anything to choose",
        "{field} is a choice, and nothing tells of what for {models}{fix}",
        "A field of kind choice lists its texts as `choices`, for every model or for each one, or "
        "says with `selects` that the choices are the ids of the models.",
    ),
    "selector-count": Code(
        "Not exactly one field that selects the model",
        "{count} fields select the model, where exactly one must{fix}",
        "What holds of a request depends on its model, so one field has to name it.",
    ),
    "reference-unknown": Code(
        "A name that leads nowhere",
        "{field} names {got}, which is no {what}",
        "Tables, rows, fields, statuses and envelopes are written once and referred to by name. A "
        "name that leads nowhere has no effect, or the wrong one.",
    ),
    "range-order": Code(
        "A least value above the greatest",
        "{field} is {got}, above {other}, which is {most}{fix}",
        "No number is in such a range, so every one would be refused.",
    ),
    "range-outside-overall": Code(
        "A model takes what the field does not",
        "{field} has {got}, which {overall} does not take",
        "What stands under `fields` holds for the endpoint as a whole. A model narrows it. Where "
        "a model takes more, one of the two is wrong.",
    ),
    "default-outside": Code(
        "A default that a model does not take",
        "{field} is {got}, which {models} would not take{fix}",
        "The default is what is used where the field is left out, so each model must take it.",
    ),
    "size-form": Code(
        "Not a size, or one that nobody could ask for",
        "{field} is {got}, which is no size that can be asked for",
        "A size is width and height in ASCII digits with a small x between, such as 1280x720, "
        "with both sides within the bounds that `exact` states.",
    ),
    "size-ratio": Code(
        "A size whose ratio is not that of its label",
        "{field} is {got}, {percent} % off the ratio {label} of its label (up to {most} % is "
        "usual)",
        "Sides are rounded to multiples of 8 or 16, so that no published size is far from the "
        "ratio of its label. One that is has usually been mistyped, or stands in the wrong "
        "column.",
    ),
    "size-twice": Code(
        "A size that stands in a table twice",
        "{field} is {got}, which stands under {other} already",
        "An exact size means one cell of the table: its resolution and its label. With two of "
        "them, what is predicted for it depends on their order.",
    ),
    "label-unknown": Code(
        "A label that the field does not have",
        "{field} stands under the label {got}, which is no label of the field",
        "A preset is asked for by a label that the field lists under `labels`. A size under "
        "another label can be asked for by its exact form alone.",
    ),
    "label-without-size": Code(
        "Labels for which nothing tells the size",
        "{field} takes the labels {got}, for which nothing tells the size{fix}",
        "A preset means a size: that of its label in the rows that `preset_row` names, or one "
        "that `presets` states. Without either, what is rendered cannot be predicted.",
    ),
    "pattern-disagrees": Code(
        "A pattern that says something else than labels and bounds",
        "{field} {problem}{fix}",
        "The pattern is kept as the documentation writes it; predictions and exports follow "
        "`labels` and `exact`. Samples at and beyond their bounds show whether they say the same.",
    ),
    "table-unused": Code(
        "A table that no model uses",
        "{field} is used by no model{fix}",
        "A table of sizes has an effect through the models that name it.",
    ),
    "http-status": Code(
        "Not a status of HTTP",
        "{field} has {got}, which is no status of HTTP",
        "Statuses of HTTP have three digits, from 100 to 599.",
    ),
    "status-terminal": Code(
        "No status that ends a task",
        "{field} has no status that is terminal, so that no task would ever end{fix}",
        "Whoever waits for a task polls until its status is terminal.",
    ),
    "source-unknown": Code(
        "A source that is not listed",
        "{field} names the source {got}, which is not listed under sources",
        "How sure a fact is follows from the kind of its sources, so each of them is described "
        "once, under `sources`, in the file or in one that it extends.",
    ),
    "source-unused": Code(
        "A source that no fact has",
        "source {got} is the source of nothing{fix}",
        "A source is listed because a fact is known from it, or because it says something else.",
    ),
    "fact-unsourced": Code(
        "A fact without a source",
        "{field} has no source{fix}",
        "A fact is a claim, and somebody made it. Without a source nobody can check it, and it "
        "counts as inferred.",
    ),
    "open-options": Code(
        "An open fact with one option",
        "{field} is open, with {got} as its only option{fix}",
        "An open fact lists what the documentation leaves possible. With one option nothing is "
        "open.",
    ),
    "open-note": Code(
        "An open fact without a note",
        "{field} is open, and nothing tells what would settle it{fix}",
        "An open fact is a question to reality. The note says why it is open and which "
        "observation would answer it.",
    ),
    "options-equal": Code(
        "An option that is listed twice",
        "{field} has the option {got} more than once{fix}",
        "Each option is one way in which the upstream may behave. Numbers and truth values that "
        "are equal in Python, such as 1 and true, count as the same.",
    ),
    "contradicted": Code(
        "A fact about which current sources disagree",
        "{field} is {got}, and {others}",
        "Two current pages say different things of this fact. It stands as written, and is worth "
        "an observation.",
    ),
    "deletes-nothing": Code(
        "A deletion of what is not there",
        "{field} is null, and there is nothing to delete",
        "In a file that extends another, null deletes. Where the base has nothing there, the key "
        "is misspelt, or the base has changed.",
    ),
    "says-nothing-new": Code(
        "A change that changes nothing",
        "{field} is {got}, as in the base, from the same sources{fix}",
        "A file that extends another needs to say what differs. To confirm a fact, name the "
        "source that confirms it.",
    ),
    # --- about drift ---
    "drift-none": Code(
        "A fact that holds",
        "{field} is still {observed} according to {source} ({places})",
        "What was seen of the upstream agrees with the spec.",
    ),
    "drift-changed": Code(
        "A fact that has changed",
        "{field} is {expected} in the spec, and {source} now says {observed} ({places})",
        "The source that the fact cites now gives another value. If the change is meant to stay, "
        "write it into an overlay with its source and date; the shipped spec changes with a "
        "release.",
    ),
    "drift-gone": Code(
        "A fact that its source no longer states",
        "{field} is {expected} in the spec, and {source} no longer says so ({places})",
        "The part of the page where the fact belongs was read to the end and does not state it. "
        "The upstream may still behave so; nothing documented says it any more.",
    ),
    "drift-new": Code(
        "Something that the spec lacks",
        "{field} is new: {source} says {observed} ({places})",
        "The page names a model, a field, a size, a status or a constraint that the spec does not "
        "have, or states what the spec had to leave open.",
    ),
    "drift-contradicted": Code(
        "Statements that do not agree with each other",
        "{field} is {expected} in the spec, and the pages say {observed} ({places})",
        "Two places, on one page or on several, give one fact different values. Until the "
        "upstream settles it, treat the fact as uncertain.",
    ),
    "drift-unclear": Code(
        "A fact that could not be compared",
        "{field} could not be compared with {source}: {why}",
        "The page has no part that states the fact, or states it in a way that is not understood. "
        "This is no agreement and no drift: look at the page, or tell us its layout.",
    ),
}
