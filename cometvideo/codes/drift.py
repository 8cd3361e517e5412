"""The codes of findings about drift between the documentation and the matrix."""

from cometvideo.codes.code import Code

__all__ = ["ABOUT_DRIFT"]

ABOUT_DRIFT: dict[str, Code] = {
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
