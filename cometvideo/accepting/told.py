"""Told: findings of drift as the JSON of a report has them."""

from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.drift import LIVE, VERDICTS
from cometvideo.errors import InputError

__all__ = ["Told", "read_told"]


class Told(NamedTuple):
    """One finding; `expected` and `observed` are JSON values, `places` are words on where.

    What was observed is words for it where it is not `exact`; `origin` is the base URL of the API
    that was asked.
    """

    id: str
    subject: str
    verdict: str
    expected: object
    observed: object
    source: str
    places: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    accepted: str = ""
    exact: bool = True
    origin: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the API itself was seen, not a page."""
        return self.source == LIVE


def read_told(data: object, name: str) -> list[Told]:
    """The findings of a report; raises InputError for what is no report."""
    findings = data.get("findings") if isinstance(data, Mapping) else None
    if not isinstance(findings, list):
        raise InputError(
            f"{name} is no report of drift: it has no list of findings; "
            "cometvideo drift docs … --format json makes one"
        )
    origin = str(data.get("origin") or "") if isinstance(data, Mapping) else ""
    told = (_told(each, f"{name}, finding {at}") for at, each in enumerate(findings, 1))
    return [each._replace(origin=origin) for each in told]


def _told(data: object, name: str) -> Told:
    if not isinstance(data, Mapping):
        raise InputError(f"{name}, is no object")
    texts = {key: data.get(key) for key in ("id", "fact", "verdict", "source")}
    for key, text in texts.items():
        if not isinstance(text, str) or not text:
            raise InputError(f"{name}, has no {key}")
    if texts["verdict"] not in VERDICTS:
        raise InputError(
            f"{name}, has the verdict {texts['verdict']!r}; there are {', '.join(VERDICTS)}"
        )
    seen = data.get("evidence")
    evidence = (
        [each for each in seen if isinstance(each, Mapping)] if isinstance(seen, list) else []
    )
    return Told(
        id=str(texts["id"]),
        subject=str(texts["fact"]),
        verdict=str(texts["verdict"]),
        expected=data.get("expected"),
        observed=data.get("observed"),
        source=str(texts["source"]),
        places=tuple(map(_place, evidence)),
        pages=tuple(dict.fromkeys(str(each.get("page") or "") for each in evidence)),
        accepted=str(data.get("accepted") or ""),
        exact=data.get("exact") is not False,
    )


def _place(evidence: Mapping[str, object]) -> str:
    line = f":{evidence['line']}" if evidence.get("line") else ""
    how = f" ({evidence['how']})" if evidence.get("how") else ""
    return f"{evidence.get('page') or 'somewhere'}{line}{how}"
