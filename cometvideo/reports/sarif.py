"""SARIF 2.1.0: findings where they are, for whatever shows those of linters."""

import json
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from cometvideo.reports.entries import Entry, Place, Told, as_seen_from
from cometvideo.reports.safe import safe

__all__ = ["as_sarif"]

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_MOST: Final = 5000  # results of a run that GitHub shows

Data = dict[str, object]


def as_sarif(told: Told, version: str, folder: str) -> str:
    """The document; `version` is ours, and places below `folder` are relative to it."""
    found = [each for each in told.entries if each.says]
    rules = list(dict.fromkeys(each.rule for each in found))
    number = {rule: at for at, rule in enumerate(rules)}
    run: Data = {
        "tool": {
            "driver": {
                "name": "cometvideo",
                "semanticVersion": version,
                "rules": [_rule(each, told) for each in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, number[each.rule], folder) for each in found[:_MOST]],
        "properties": {"command": told.command, "leftOut": told.more + len(found[_MOST:])},
    }
    data = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(data, indent=1) + "\n"


def _rule(rule: str, told: Told) -> Data:
    known = told.rules[rule]
    return {
        "id": rule,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.text},
        "help": {"text": known.text},
    }


def _result(entry: Entry, rule: int, folder: str) -> Data:
    data: Data = {
        "ruleId": entry.rule,
        "ruleIndex": rule,
        "level": entry.severity,
        "message": {"text": safe(entry.message, "xml")},
    }
    if entry.place is not None:
        data["locations"] = [_location(entry.place, folder)]
    if entry.evidence:
        data["relatedLocations"] = [_location(each, folder) for each in entry.evidence]
    if entry.id:
        data["partialFingerprints"] = {"finding/v1": safe(entry.id, "xml")}
    if entry.known:
        reason = safe(entry.known, "xml")
        data["suppressions"] = [{"kind": "external", "justification": reason}]
    return data


def _location(place: Place, folder: str) -> Data:
    path = PurePath(as_seen_from(folder, place.file))
    uri = quote(path.as_posix().encode("utf-8", "surrogatepass"))
    if path.is_absolute():
        uri = f"file://{'' if uri.startswith('/') else '/'}{uri}"
    physical: Data = {"artifactLocation": {"uri": uri}}
    if place.line:
        column: Data = {"startColumn": place.column} if place.column else {}
        physical["region"] = {"startLine": place.line, **column}
    said: Data = {"message": {"text": safe(place.said, "xml")}} if place.said else {}
    return {"physicalLocation": physical, **said}
