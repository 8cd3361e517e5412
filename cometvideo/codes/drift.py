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
    "drift-observed": Code(
        "An open fact that was observed",
        "{field} was open ({expected}), and the API takes {observed} ({places})",
        "The documentation leaves this open, and the API was seen to do one of the things that it "
        "allows. Accept it into an overlay to rely on it.",
    ),
    "drift-unchecked": Code(
        "A fact that was not checked",
        "{field} was not checked: {why}",
        "The plan has no probe for it, or what came of the probes did not show it. This is no "
        "agreement: a larger plan may check it.",
    ),
    "drift-behaviour": Code(
        "A fact that the API contradicts",
        "{field} is {expected} in the spec, and the API showed {observed} ({places})",
        "The API was asked, and its answer or its video contradicts the spec. The evidence names "
        "the probe and the exchange. If the change is meant to stay, accept it into an overlay.",
    ),
    "drift-behaviour-new": Code(
        "Something that the API shows and the spec lacks",
        "{field} is new: the API showed {observed} ({places})",
        "An answer has a status or a field that no page lists, or differs from what is inferred "
        "and stated nowhere. Clients that know the documented ones only may stumble over it; it "
        "contradicts nothing, and is no drift unless that is asked for (--strict).",
    ),
    "drift-behaviour-none": Code(
        "A fact that the API bears out",
        "{field} is {observed} as the API shows ({places})",
        "The API was asked, and what it did agrees with the spec.",
    ),
    "drift-behaviour-unclear": Code(
        "A fact that could not be told from what the API did",
        "{field} could not be told: {why} ({places})",
        "The network, the key, the balance, a limit or a failure of the moment stood in the way, "
        "or the answer has several explanations. This is no agreement and no drift: try again.",
    ),
}
