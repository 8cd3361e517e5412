"""How many changed facts the check names, by kind: `python -m tests.documentation.sensitivity`."""

from collections import Counter

from cometvideo.facts.fact import Fact
from tests.documentation.changes import allowed, changed_pages, changed_spec, observable
from tests.documentation.copies import MATRIX, WHOLE, adrift, check


def kind_of(fact: Fact) -> str:
    """Facts that are read in the same way: sizes, ranges by model, marks of fields and so on."""
    first, last = fact.keys[0], fact.keys[-1]
    return "sizes" if first == "sizes" else f"{first}: {last}"


def main() -> None:
    """Change every fact on every page, and in the spec, and print what was caught."""
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    facts = MATRIX.facts
    for page in WHOLE:
        for fact in observable(page):
            reports = [check(each.content, name=page) for each in changed_pages(page, fact)]
            reports.append(check(page, matrix=changed_spec(fact)))
            for report in reports:
                named = adrift(report)
                tried[kind_of(fact)] += 1
                caught[kind_of(fact)] += fact.path in named
                beside[kind_of(fact)] += bool((named & facts.keys()) - allowed(fact))
    width = max(map(len, tried))
    print(f"{'kind of fact':{width}}  changes  caught  names others")
    for kind in sorted(tried):
        print(f"{kind:{width}}  {tried[kind]:7}  {caught[kind]:6}  {beside[kind]:12}")
    total, good = tried.total(), caught.total()
    print(f"{'all':{width}}  {total:7}  {good:6}  {beside.total():12}  {good / total:.1%}")


if __name__ == "__main__":
    main()
