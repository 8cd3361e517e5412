"""The codes of findings about a request."""

from cometvideo.codes.code import Code

__all__ = ["ABOUT_REQUESTS"]

# Placeholders of all of them: field, got, model, note (of the fact), expect (the answer to
# expect) and also (what other sources say).
ABOUT_REQUESTS: dict[str, Code] = {
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
    "text-quoted": Code(
        "A text in quotes",
        "{field} {got} is taken with the quotes around it, which converters to JSON leave there; "
        "send it without them if they are not meant",
        "A program that turns values into JSON before it puts them into a form sends the quotes "
        "along, and escapes such as \\n. Where any text is taken, they become part of it; a "
        "number, a size or a model in quotes is refused.",
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
        "{field} {got} is {is_no}",
        "A size is one of the preset labels or width and height in ASCII digits with a small x "
        "between, and nothing else: no other sign, no spaces, no final line break, no name of a "
        "resolution such as 720p.",
    ),
    "size-undocumented": Code(
        "An exact size that is not published for the model",
        "{field} {got} is not published for {model} ({listed}): {fate}",
        "The documentation allows any WxH of the right form, publishes a table of sizes by model, "
        "and says that another size may be normalised (it does not say to which) or fail. "
        "`nearest` is our suggestion: the published size of the nearest ratio and area. Use a "
        "published size where the result matters.",
    ),
    "size-renders-otherwise": Code(
        "A published size that is known to come out otherwise",
        "{field} {got} is published for {model}, and known to come out as {others} at times",
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
    "fields-exclusive": Code(
        "Two fields that exclude each other",
        "{field} cannot be sent together with {other}: leave out one of the two",
        "The documentation has two ways to say what the video is made from, and allows one of "
        "them in a request.",
    ),
    "pair-not-taken": Code(
        "A value that is not taken with that of another field",
        "{field} {got}{how} is not taken with {other} {value}",
        "Each of the two values is documented, and they do not go together: some sizes are only "
        "rendered at some lengths, for example.",
    ),
    "text-too-long": Code(
        "A text that is too long",
        "{field} has {got} characters",
        "The text has more characters than are stated to be read. Characters are counted as "
        "Unicode code points.",
    ),
    # --- about files ---
    "file-not-of-size": Code(
        "A file that has not the size of the video",
        "{field} is {got}, and {other} asks for {value}",
        "The picture becomes a frame of the video as it is, so it must have exactly the width and "
        "height that are asked for. Crop or scale it before it is sent.",
    ),
    "not-accepted": Code(
        "The model does not take this field",
        "{says} (got {got})",
        "The documentation names the models that take a reference file, and says how the others "
        "answer. The vendor's own endpoint may differ.",
    ),
    "not-a-file": Code(
        "A text where a file belongs",
        "{field} is {got}, which is no file",
        "The field is documented as a file: its bytes are sent as a part of the form. An address "
        "or a path as text is not fetched by anyone. A file is name=@path on the command line, "
        '{"file": "path"} in a request file, and bytes, a Path or an open file in Python.',
    ),
    "several-files": Code(
        "Several files, of which the number is not stated",
        "{field} has {got}, which are taken in their order; how many may be sent is not stated "
        "by the documentation: {told}",
        "A later version of the documentation repeats the field for several images, in the order "
        "in which the prompt names them. It states no number.",
    ),
    "files-by-count": Code(
        "What so many files are to the video",
        "as many files as {field} has ({count}) are: {role}",
        "What a file is to the video may depend on how many there are: one may be its first frame, "
        "two its first and its last, in their order.",
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
        "A file beyond a known limit",
        "{field} {is_or_has} {got}, beyond a limit that {stated} states",
        "A limit holds where `beyond_limits` says so. CometAPI's pages state no limits for files. "
        "The vendor's reference does, and the first generation of the pages listed formats; "
        "whether they are enforced here is open.",
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
    "nameless-file": Code(
        "A file part without a filename",
        "{field} comes as a part with {how}, by which servers tell a file; write "
        'filename="kite.png" into its Content-Disposition',
        "By the filename in its Content-Disposition servers tell a file from a text. Without one, "
        "with an empty one, or with filename* alone (which forms must not have), some read the "
        "file, others a text, or nothing at all. No documentation says which this one is.",
    ),
    "repeated-field": Code(
        "A text field that is sent twice",
        "{field} is sent more than once (again as {got})",
        "No documentation says which of the two counts. Here the first one is taken.",
    ),
    "encoding-undocumented": Code(
        "A body in an encoding that is not documented",
        "the body{whose} is sent as {got}",
        "Where the documentation describes multipart/form-data, HTTP libraries switch to "
        "urlencoded all the same if no file is sent; whether that is read is stated nowhere. Ask "
        "the library for multipart, for instance by sending every field as a part without a file "
        "name. One model may take another encoding than the others: JSON, say, with a file as "
        "text in it.",
    ),
    "compressed-body": Code(
        "A compressed body",
        "the body is compressed (Content-Encoding: {coding}), which is not documented",
        "No documentation says that a compressed body is unpacked, and few servers do. A form is "
        "small, and images are compressed already: send it as it is.",
    ),
    "malformed-body": Code(
        "A body that cannot be read",
        "the body cannot be read: {problem}",
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
}
