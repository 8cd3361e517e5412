"""How well the live suite sees an upstream of another make.

    python -m tests.live.other_make [NAME…]

Every lawful variant, every trouble and every single change, or those that are named, each in
processes of its own; prints what is wrong, and the sums that docs/live.md has.
"""

import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.live.other_make.asking import asked, made_plan
from tests.live.other_make.changed import CHANGED
from tests.live.other_make.judged import faults
from tests.live.other_make.lawful import AVAILABILITY, LAWFUL


def main(names: list[str]) -> int:
    """Ask them all, and print what is wrong; returns how many are."""
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
        with ThreadPoolExecutor(2) as pool:
            slow = {f"changed: {name}" for name, each in CHANGED.items() if each.is_slow}
            tolds = pool.map(
                lambda each: asked(each[1], small if each[0] in slow else plan, Path(folder)),
                chosen,
            )
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
