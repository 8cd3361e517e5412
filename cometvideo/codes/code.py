"""What a code of findings stands for."""

from typing import NamedTuple

__all__ = ["Code"]


class Code(NamedTuple):
    """What a code stands for.

    `text` is the message; its braces are filled from the finding. `title` names the code in a
    list, `explanation` is the paragraph that `cometvideo explain` prints.
    """

    title: str
    text: str
    explanation: str
