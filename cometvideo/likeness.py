"""What was probably meant by a value that is not allowed, or by a word that is not known."""

import re
from collections.abc import Iterable, Sequence

from cometvideo.wire.remembering import remembered

__all__ = [
    "by_likeness",
    "did_you_mean",
    "is_quoted",
    "name_meant",
    "nearest_text",
    "number_meant",
    "squeezed",
    "unquoted",
    "why_not_listed",
    "word_meant",
]

# Less than this much of a text in another one is chance.
_LIKE = 0.5
_LIKE_WORDS = 0.5  # of two words, as get_close_matches compares them
_JSON_TEXT = r'"(?:[^"\\]|\\.)*+"'
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
# Not compiled here: they are for faulty requests alone.
_AMOUNT = rf"({_NUMBER})\s*([a-z]*)\Z"
_NUMBER_IN_TEXT = rf"{_NUMBER}(?:[eE][+-]?[0-9]{{1,2}})?"
_LARGEST = 1e15  # beyond it a float does not tell whole numbers apart
_LONGEST = 200  # of a text longer than this nothing more is looked at
_DATE = r"-(?:[0-9]{6}|[0-9]{8})\Z"
_VARIANT = r"[:@#?].*\Z"
# What other services add to a name, and what it is there.
_ADDED = {
    r"\A.*/": "{!r} before it is how routers name a vendor",
    _VARIANT: "{!r} behind it is how routers name a variant",
    _DATE: "{!r} behind it is how other services date a model",
}


def did_you_mean(got: str, known: Iterable[str]) -> str:
    """What is added to a message about a word that is not known: which is meant, if any is."""
    meant = word_meant(got, known)
    return f"; did you mean {meant}?" if meant else ""


def word_meant(got: str, known: Iterable[str]) -> str | None:
    """The word that was to be typed, whatever its case; None where none is similar."""
    words = list(known)
    meant = name_meant(got, words)
    if meant is not None:
        return meant
    import difflib

    by_lower = {each.lower(): each for each in words}
    found = difflib.get_close_matches(got[:_LONGEST].lower(), by_lower, 1, _LIKE_WORDS)
    return by_lower[found[0]] if found else None


def nearest_text(got: str, among: Sequence[str]) -> str | None:
    """The text that is meant, or the most similar one, or None where none is similar at all."""
    nearest = by_likeness(got, among)[:1]
    known = nearest and (name_meant(got, among) or _likeness(got, nearest[0]) >= _LIKE)
    return nearest[0] if known else None


def by_likeness(got: str, among: Sequence[str]) -> list[str]:
    """Some texts, that which is meant and the most similar first; amounts by their numbers."""
    return list(_by_likeness(got[:_LONGEST], tuple(among)))


@remembered
def _by_likeness(got: str, among: tuple[str, ...]) -> tuple[str, ...]:
    meant = name_meant(got, among)
    return tuple(sorted(among, key=lambda each: (each != meant, -_likeness(got, each))))


def name_meant(got: str, among: Sequence[str]) -> str | None:
    """The name that stands in a text whole: in quotes, with other signs, dated or routed.

    Other services name a model by a vendor before a slash, a variant behind a colon, and a date
    behind a hyphen. None where no name stands in it.
    """
    text = unquoted(got[:_LONGEST].strip()).strip()
    for written in dict.fromkeys((text, text.rpartition("/")[2])):
        same = [each for each in among if squeezed(each) == squeezed(written)]
        if same and squeezed(written):
            return same[0]
    bare = _parts(re.sub(_DATE, "", re.sub(_VARIANT, "", text.rpartition("/")[2], flags=re.DOTALL)))
    within = [each for each in among if bare[: len(_parts(each))] == _parts(each) != []]
    within = [each for each in within if re.search("[a-z]", each.lower())]
    if within:
        return max(within, key=len)
    # A version may be written without its zero: seedance-2 is no seedance-2-5.
    for ending in (bare, [*bare, "0"]) if len(bare) > 1 else ():
        around = [each for each in among if _parts(each)[-len(ending) :] == ending]
        if around:
            return min(around, key=len)
    return None


def why_not_listed(got: object, meant: str | None) -> str:
    """Why a text is not the one that is meant, in a sentence; empty where nothing tells."""
    text = got[:_LONGEST].strip() if isinstance(got, str) else ""
    if isinstance(got, str) and is_quoted(got):
        return "it stands in quotes, as a converter to JSON leaves a text: send it without them"
    if unquoted(text) != text:
        return "it stands in quotes: send it without them"
    if meant is None or name_meant(text, [meant]) is None:
        return ""
    for pattern, words in _ADDED.items():
        if found := re.search(pattern, text, re.DOTALL):
            return words.format(found[0][:40])
    same = squeezed(text) == squeezed(meant)
    return "it is taken only as it is listed, in every letter and sign" if same else ""


def is_quoted(text: str) -> bool:
    """Whether a text is another one in quotes, as JSON is written."""
    return (
        len(text) > 1 and text[0] == text[-1] == '"' and re.fullmatch(_JSON_TEXT, text) is not None
    )


def unquoted(text: str) -> str:
    """A text without the quotes around it, if there are any."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`" else text


def squeezed(text: str) -> str:
    """The letters and digits of a text alone, in lower case."""
    return re.sub("[^a-z0-9]+", "", text.lower())


def _parts(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())


def number_meant(got: object) -> int | None:
    """The whole number nearest to a number, however it is written; None where there is none."""
    if isinstance(got, str):
        found = re.search(_NUMBER_IN_TEXT, got)
        got = float(found[0]) if found else None
    if isinstance(got, float) and abs(got) < _LARGEST:
        return round(got)
    return None


def _likeness(got: str, other: str) -> float:
    """How much of what was got is in another text, from 0 to 1; signs count as one another."""
    amount, known_amount = _amount(got), _amount(other)
    if amount and known_amount and amount[1] in ("", known_amount[1]):
        less, more = sorted((amount[0], known_amount[0]))
        return (1 + less / more) / 2 if more else 1.0
    # Imported here because it is for faulty requests alone.
    import difflib

    given, known = (re.sub("[^a-z0-9]+", "-", each.lower().strip()) for each in (got[:200], other))
    matcher = difflib.SequenceMatcher(None, given, known, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    # Among texts that have as much of it, the one of nearest length.
    return common / max(len(given), 1) - abs(len(given) - len(known)) / 1000


def _amount(text: str) -> tuple[float, str] | None:
    """A number and its unit, such as 720 and p; None for any other text."""
    found = re.match(_AMOUNT, text[:200].strip().lower())
    return (float(found[1]), found[2]) if found else None
