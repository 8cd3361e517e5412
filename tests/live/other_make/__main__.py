"""How well the live suite sees an upstream of another make.

    python -m tests.live.other_make [--traffic] [NAME…]

Every lawful variant, every trouble and every single change, or those that are named, each in
processes of its own; prints what is wrong, and the sums that docs/live.md has. With --traffic it is
judged by a day of ordinary requests, and not by a plan.
"""

import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.live.other_make.asking import Told, asked, asked_by_traffic, made_plan
from tests.live.other_make.changed import CHANGED
from tests.live.other_make.judged import faults
from tests.live.other_make.lawful import AVAILABILITY, LAWFUL
from tests.live.other_make.switches import Switches

_A_DAY = 500  # requests


def main(names: list[str]) -> int:
    """Ask them all, and print what is wrong; returns how many are."""
    by_traffic = "--traffic" in names
    names = [each for each in names if each != "--traffic"]
    every = [
        *((f"lawful: {name}", each) for name, each in LAWFUL.items()),
        *((f"trouble: {name}", each) for name, each in AVAILABILITY.items()),
        *((f"changed: {name}", each.switches) for name, each in CHANGED.items()),
    ]
    chosen = [each for each in every if not names or any(name in each[0] for name in names)]
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        plan = made_plan(Path(folder) / "plan.json")
        small = made_plan(Path(folder) / "small.json", "--facts=task.initial")
        slow = {f"changed: {name}" for name, each in CHANGED.items() if each.is_slow}

        def ask(each: tuple[str, Switches]) -> Told:
            name, switches = each
            if by_traffic:
                return asked_by_traffic(switches, Path(folder), _A_DAY)
            return asked(switches, small if name in slow else plan, Path(folder))

        with ThreadPoolExecutor(2) as pool:
            tolds = pool.map(ask, chosen)
            for (name, switches), told in zip(chosen, tolds, strict=True):
                kind, _, short = name.partition(": ")
                wrong = faults(kind, short, switches, told)
                sums[f"{kind}: asked"] += 1
                sums[f"{kind}: exit {told.code}"] += 1
                for each in wrong:
                    sums[f"{kind}: {each.what}"] += 1
                words = "; ".join(f"{each.what}: {each.about}" for each in wrong)
                sys.stdout.write(f"{told.code} {name}: {words or 'right'}\n")
                sys.stdout.flush()
    for key in sorted(sums):
        sys.stdout.write(f"{sums[key]:4} {key}\n")
    return sum(
        count for key, count in sums.items() if not key.endswith("asked") and "exit" not in key
    )


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
