"""Attack what SECURITY.md promises, for minutes; the exit code is 1 if a promise does not hold."""

import argparse
import random
import sys
import time

from tests.attack.classes import CLASSES
from tests.attack.tally import Tally


def main() -> int:
    """Run the classes that are asked for, each for its share of the time; print the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("classes", nargs="*", metavar="CLASS", help=f"{', '.join(CLASSES)}; all")
    parser.add_argument("--minutes", type=float, default=5.0, help="in all (default: 5)")
    parser.add_argument("--seed", default="0", help="what the attacks are drawn from")
    arguments = parser.parse_args()
    chosen = arguments.classes or [*CLASSES]
    if unknown := set(chosen) - CLASSES.keys():
        parser.error(f"no class {', '.join(sorted(unknown))}; there are {', '.join(CLASSES)}")
    is_broken = False
    for name in chosen:
        tally = Tally()
        until = time.monotonic() + 60 * arguments.minutes / len(chosen)
        CLASSES[name](until, random.Random(f"{arguments.seed}/{name}"), tally)
        print(name, *tally.lines(), sep="\n", flush=True)
        is_broken = is_broken or bool(tally.broken)
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
