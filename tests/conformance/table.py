"""The tables of docs/clients.md: `python -m tests.conformance.table` writes them anew."""

import json
import re
from pathlib import Path

from cometvideo.conformance import CLAUSES
from tests.conformance.real_clients import ROOT, RUNS
from tests.miniatures.clients.faults import FAULTS, FURTHER

PAGE = ROOT / "docs" / "clients.md"
_MARKS = {
    "passed": "ok",
    "failed": "**fails**",
    "could not tell": "?",
    "not applicable": "",
    None: "not yet measured",
}


def clauses_table() -> str:
    """Every clause, why it is there, and the fault that shows that it is seen."""
    faults: dict[str, list[str]] = {}
    for fault, clause in {**FAULTS, **FURTHER}.items():
        faults.setdefault(clause, []).append(fault)
    rows = ["| clause | level | | broken by |", "|---|---|---|---|"]
    rows += [
        f"| `{each.id}` | {each.level} | {each.says} {each.why} | {', '.join(faults[each.id])} |"
        for each in CLAUSES.values()
    ]
    return "\n".join(rows)


def clients_table() -> str:
    """What was found of every real client; clauses that all of them pass are left out."""
    runs = json.loads(RUNS.read_text())
    columns: dict[str, dict[str, str]] = {}
    for name, run in runs.items():
        title = f"{name.removesuffix('-2').removesuffix('-3')} {run['version']}"
        columns[title] = run["verdicts"]
        if "behind the guard" in run:
            columns[f"{title} behind the guard"] = run["behind the guard"]
    rows = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    verdicts = {clause: [each.get(clause) for each in columns.values()] for clause in CLAUSES}
    passed = [clause for clause, found in verdicts.items() if set(found) == {"passed"}]
    rows += [
        f"| `{clause}` | " + " | ".join(_MARKS[each] for each in found) + " |"
        for clause, found in verdicts.items()
        if clause not in passed
    ]
    counts = [sum(each == "failed" for each in found.values()) for found in columns.values()]
    rows.append("| fails in all | " + " | ".join(map(str, counts)) + " |")
    note = (
        f"?: could not tell; empty: not applicable. The other {len(passed)} clauses are passed by "
        "all."
    )
    return "\n".join([*rows, "", note])


def with_tables(page: str) -> str:
    """The page with its tables as they are now."""
    for name, table in (("clauses", clauses_table()), ("clients", clients_table())):
        page = re.sub(
            rf"(<!-- {name}: .*? -->\n).*?(<!-- /{name} -->)",
            lambda found, table=table: f"{found[1]}{table}\n{found[2]}",  # type: ignore[misc]
            page,
            flags=re.DOTALL,
        )
    return page


def main() -> None:
    """Write the tables."""
    Path(PAGE).write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
