"""The vocabulary of the tables of published sizes."""

from typing import Final

from cometvideo.facts.vocabulary.rows import SIZE, SIZES, Row

__all__ = ["SIZE_TABLES"]

SIZE_TABLES: Final = Row(
    "Tables of sizes",
    "Published sizes, each table once, by a name that models refer to.",
    subject="Sizes",
    page="table of sizes",
    each=Row(
        "A table of sizes",
        "A list of sizes, or rows of them: by resolution, then by label.",
        SIZES,
        whole=True,
        subject="table of sizes {1}",
        each=Row(
            "A row of sizes",
            "The sizes of one resolution, by label.",
            whole=True,
            subject="row {2} of {1}",
            each=Row(
                "A size",
                "Width and height in pixels, such as 1280x720.",
                SIZE,
                page=True,
                subject="{3} in {2} of {1}",
            ),
        ),
    ),
)
