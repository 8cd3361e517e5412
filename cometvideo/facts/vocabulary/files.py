"""The vocabulary of what a field says of files."""

from typing import Final

from cometvideo.facts.vocabulary.rows import (
    BOOLEAN,
    INTEGER,
    LARGE,
    NO_PROBE,
    NUMBER,
    OPEN_BOOLEAN,
    OPEN_TEXT,
    TEXT,
    TEXTS,
    Row,
    words,
)

__all__ = ["REFUSED_OR_ACCEPTED", "facts_of_files"]

REFUSED_OR_ACCEPTED: Final = words("refused-or-accepted", "refused", "accepted", settled=False)
_KINDS: Final = ("media",)


def facts_of_files(*, of_field: bool) -> dict[str, Row]:
    """The facts of a field of files, for every model or for one that says otherwise."""
    return {
        "matches": Row(
            "Matches",
            "The field of a size that every file has to have exactly, in pixels.",
            TEXT,
            kinds=_KINDS,
            codes=("file-not-of-size",),
            left_out="any width and height",
        ),
        "repeat": Row(
            "Repeat",
            "Whether several files may be sent under this name.",
            BOOLEAN,
            kinds=_KINDS,
            codes=("several-files", "too-many-files"),
            left_out="one file is taken",
        ),
        "as_data": Row(
            "As data",
            "Whether a text `data:TYPE;base64,…` with the bytes is taken for a file, as JSON can "
            "carry one; it is not where nothing is said.",
            OPEN_BOOLEAN,
            kinds=_KINDS,
            unshown=NO_PROBE,
            codes=("not-a-file",),
            left_out="no",
        ),
        "as_address": Row(
            "As an address",
            "Whether an address is taken for a file, which the service fetches; it is not where "
            "nothing is said.",
            OPEN_BOOLEAN,
            kinds=_KINDS,
            unshown=NO_PROBE,
            codes=("not-a-file",),
            left_out="no",
        ),
        "by_count": Row(
            "By the number of files",
            "By how many files there are: what they are to the video, in words.",
            kinds=_KINDS,
            codes=("files-by-count",),
            each=Row(
                "What so many files are",
                "Such as the first frame, or the first and the last.",
                OPEN_TEXT,
                unshown=NO_PROBE,
            ),
            left_out="nothing is said of it",
        ),
        "format_family": Row(
            "Family of formats",
            "The first half of the media type: image, video or audio.",
            TEXT,
            kinds=_KINDS,
            page=of_field,
            codes=("not-a-file", "not-media-family"),
            left_out="any file",
        ),
        "truncated": Row(
            "A truncated file",
            "What becomes of a file that is cut short.",
            REFUSED_OR_ACCEPTED,
            kinds=_KINDS,
            codes=("file-truncated",),
            left_out="it may be refused; the mock refuses it",
        ),
        "declared_type": Row(
            "A wrong declared type",
            "What becomes of a file whose part declares another type.",
            words("refused-or-ignored", "refused", "ignored", settled=False),
            kinds=_KINDS,
            codes=("type-undeclared",),
            left_out="it may be refused; the mock refuses it",
        ),
        "beyond_limits": Row(
            "Beyond the limits",
            "What becomes of a file beyond the limits below.",
            REFUSED_OR_ACCEPTED,
            kinds=_KINDS,
            codes=("format-unrecognised", "beyond-limit"),
            left_out="it may be refused; the mock refuses it",
        ),
        "limits": Row(
            "Limits of files",
            "Limits that are known; beyond_limits tells whether they are enforced.",
            kinds=_KINDS,
            whole=of_field,
            codes=("beyond-limit",),
            keys={
                "max_count": Row("Most files", "The number of files under one name.", INTEGER),
                "formats": Row("Formats", "Media types of the files.", TEXTS, page=of_field),
                "max_bytes": Row("Most bytes", "The size of one file.", NUMBER, unshown=LARGE),
                "min_side": Row("Least side", "Of width and height, in pixels.", NUMBER),
                "max_side": Row("Greatest side", "Of width and height, in pixels.", NUMBER),
                "min_ratio": Row("Least ratio", "Of width to height.", NUMBER),
                "max_ratio": Row("Greatest ratio", "Of width to height.", NUMBER),
            },
            left_out="no limit is known",
        ),
    }
