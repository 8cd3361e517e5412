"""The codes of findings about a spec: the rules of the linter."""

from cometvideo.codes.code import Code

__all__ = ["ABOUT_SPECS"]

ABOUT_SPECS: dict[str, Code] = {
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
    "fill-in": Code(
        "Something that is still to be written",
        "{field} is still to be filled in{fix}",
        "`cometvideo spec init` writes FILL-IN where only the author of a spec can tell what "
        "stands there. Such a spec is taken by nothing until all of it is filled in.",
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
        "The kind of a field says who judges its values: text, choice, integer, number, boolean, "
        "size or media. It stands under `fields`, and cannot be open.",
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
    "giver-count": Code(
        "Two fields that decide the same of a video",
        "{name} and {other} both decide the {what} of a video; make one of them a field that does "
        "not, such as one of kind choice",
        "What a request renders has one length, one size and one row of a table. Where two fields "
        "decide the same, nobody states which of them is heard.",
    ),
    "reference-unknown": Code(
        "A name that leads nowhere",
        "{field} names {got}, which is no {what}",
        "Tables, rows, fields, statuses and envelopes are written once and referred to by name. A "
        "name that leads nowhere has no effect, or the wrong one.",
    ),
    "file-unsendable": Code(
        "A file for a model that takes JSON alone",
        "{name} is a file, which no request for {models} can carry{fix}",
        "JSON has no files. A model whose body is read as JSON and not as a form takes a file as "
        "a text, of its bytes (`as_data`) or of an address (`as_address`), or takes none.",
    ),
    "base-apart": Code(
        "A base address under which the operations are not",
        "{field} is {got}, while paths of operations on {host} do not begin so",
        "Programs take the base address and add what is left of a path: the mock answers on the "
        "host and path of each operation, and prints the base address for programs to use. It is "
        "the host, with what all paths begin with.",
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
    "preset-row-chosen": Code(
        "A row for labels, where another field chooses the row",
        "{field} is {got}, while {other} chooses the row, also {rows}{fix}",
        "Where a field `gives: resolution`, a label means the row that it names, or, left out, the "
        "row of its default. A `preset_row` beside it says otherwise: of a label in another row "
        "nobody could tell what is rendered.",
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
        "{field} leaves tasks without a status that is terminal, so that they would never end{fix}",
        "Whoever waits for a task polls until its status is terminal.",
    ),
    "price-form": Code(
        "Not an amount, or not a currency",
        "{field} is {got}, which is no such thing",
        "An amount is a number that is not negative, with at most six decimals, so that sums are "
        "exact; a ratio is above zero. A currency is written as its three letters. A price that "
        "nobody knows is left out: zero would say that it costs nothing.",
    ),
    "price-incomplete": Code(
        "A price that lacks something",
        "the prices of {model} lack something without which they tell nothing{fix}",
        "An amount costs what it says in a currency, for each second or for each video, and is "
        "what is published or what is charged. What all models share stands under `prices`.",
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
}
