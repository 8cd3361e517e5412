"""The vocabulary of prices: what a video costs, as far as any source states it."""

from typing import Final

from cometvideo.facts.vocabulary.rows import PRICE, TEXT, Row, Rule, words

__all__ = ["PRICES"]

_COSTS: Final = Rule("nothing breaks, but the bill changes", "never", removed=False)
_BILLED: Final = words("billed-or-free", "billed", "free", settled=False)

# What holds for every model, and what a model may have otherwise.
_COMMON: Final = {
    "per": Row(
        "Unit",
        "What the amounts are paid for: each second of a video, or each video.",
        words("units-of-prices", "second", "video"),
        rule=_COSTS,
        left_out="an error where there are prices",
    ),
    "kind": Row(
        "Kind of price",
        "list: the price that is published; charged: what is paid in the end.",
        words("kinds-of-prices", "list", "charged", settled=False),
        rule=_COSTS,
        left_out="an error where there are prices",
    ),
    "ratio": Row(
        "Ratio",
        "What is charged, as a part of the list price, such as 0.8.",
        PRICE,
        rule=_COSTS,
        left_out="what is charged is not known",
    ),
}

PRICES: Final = Row(
    "Prices",
    "What a video costs, as far as any source states it. A model without a price has none that is "
    "known, which is not zero.",
    subject="Prices",
    unshown="the account shows it, and no answer does",
    keys={
        "currency": Row(
            "Currency",
            "Of all amounts: its three letters, such as USD.",
            TEXT,
            rule=_COSTS,
            left_out="an error where there are prices",
        ),
        "catalogue": Row(
            "Catalogue",
            "Address of the public catalogue of models, which has prices as well.",
            TEXT,
            rule=Rule("it is an address for people and for checks", "never", removed=False),
            left_out="no catalogue is known",
        ),
        **_COMMON,
        "failed": Row(
            "A task that fails",
            "Whether it is billed all the same.",
            _BILLED,
            rule=_COSTS,
            left_out="not known; the mock bills it",
        ),
        "moderated": Row(
            "A task that moderation ends",
            "Whether it is billed all the same.",
            _BILLED,
            rule=_COSTS,
            left_out="not known; the mock bills it",
        ),
        "models": Row(
            "Prices by model",
            "By the model's id.",
            each=Row(
                "Prices of a model",
                "What holds for this model, in place of what stands above.",
                whole=True,
                subject="prices of {2}",
                rule=_COSTS,
                keys={
                    **{
                        key: row._replace(subject=f"{row.title.lower()} of {{2}}")
                        for key, row in _COMMON.items()
                    },
                    "any": Row(
                        "Price of any size",
                        "Where the size makes no difference, and for rows that have no price of "
                        "their own.",
                        PRICE,
                        subject="price of {2}",
                        rule=_COSTS,
                        left_out="`rows` say it",
                    ),
                    "rows": Row(
                        "Prices by row",
                        "By row of the model's table of sizes.",
                        each=Row(
                            "Price of a row",
                            "What a video of a size in this row costs.",
                            PRICE,
                            subject="price of {2} at {4}",
                            rule=_COSTS,
                        ),
                        left_out="`any` says it",
                    ),
                },
            ),
        ),
    },
)
