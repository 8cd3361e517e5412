"""Files in texts: as JSON carries them, with their bytes in the text or at an address."""

import re
from typing import NamedTuple

from cometvideo.prediction.judgement import Judgement
from cometvideo.prediction.rules import Rules
from cometvideo.wire.media import Media, look

__all__ = ["ADDRESS", "DATA", "Given", "InText", "bytes_in"]

_BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
DATA = f"data:[a-z]{{1,20}}/[a-z0-9.+-]{{1,60}};base64,{_BASE64}"
"""The pattern of a text that holds the bytes of a file; what it declares is in lower case."""

ADDRESS = r"https?://[!-~]{1,2000}"
"""The pattern of an address from which a file can be fetched."""


class Given(NamedTuple):
    """A file that was given in a text: what is known of it, None at an address; what is said."""

    media: Media | None
    said: tuple[Judgement, ...] = ()


class InText:
    """What a field makes of files in texts. What it takes none of is no file at all."""

    def __init__(self, rules: Rules, not_a_file: Judgement) -> None:
        self.not_a_file = not_a_file
        self.ways = {
            key: (pattern, () if fact.value is True else (rules.breach("not-a-file", fact),))
            for key, pattern in (("as_data", DATA), ("as_address", ADDRESS))
            if (fact := rules.fact(key)) is not None and True in fact.options
        }

    def reads(self, value: object) -> bool:
        """Whether a value is a text that the field takes, or may take, for a file."""
        return isinstance(value, str) and any(
            re.fullmatch(pattern, value) for pattern, _ in self.ways.values()
        )

    def file(self, value: object) -> object:
        """What is known of a file in a text; anything else as it is."""
        for key, (pattern, said) in self.ways.items():
            if isinstance(value, str) and re.fullmatch(pattern, value):
                open_said = tuple(each.of(value[:60]) for each in said)
                return Given(_seen(value) if key == "as_data" else None, open_said)
        return value


def bytes_in(text: str) -> bytes:
    """The bytes of the file in a text that is of the pattern DATA."""
    # Imported here because hardly any request has one.
    from base64 import b64decode

    return b64decode(text.partition(",")[2])


def _seen(text: str) -> Media:
    return look(bytes_in(text), content_type=text[5:].partition(";")[0])
