"""Tables of any size: validate a DataFrame, a warehouse, a cluster.

Needs `pyarrow`. Few distinct values decide nearly everything: the distinct requests among the rows
are judged by `predict`, each once, and the answers are joined back.
"""

from cometvideo.extras import need

try:
    from cometvideo.frames.judging import Judge
    from cometvideo.frames.results import RESULTS
    from cometvideo.frames.tables import (
        Failures,
        Summary,
        filter_rows,
        judge_batch,
        summary,
        validate,
    )
except ImportError:
    need("cometvideo.frames", "frames", "pyarrow")
    raise

filter = filter_rows  # noqa: A001 (as libraries of DataFrames call it)

__all__ = [
    "RESULTS",
    "Failures",
    "Judge",
    "Summary",
    "filter",
    "judge_batch",
    "summary",
    "validate",
]
