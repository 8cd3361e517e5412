"""Coverage-guided fuzzing of the mock: `python -m tests.fuzz request|connection [OPTION...]`.

Needs atheris (`pip install atheris`). Options are libFuzzer's: `-max_total_time=300` (the default
is 60 seconds), a folder to keep what was worth trying, or the file of a crash to see it again.
What it finds becomes a row in tests/fuzz/test_targets.py.
"""

import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Fuzz one target for a while."""
    try:
        import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        sys.exit("atheris is not installed; install it with: pip install atheris")
    with atheris.instrument_imports(include=["cometvideo", "python_multipart"]):
        from tests.fuzz.targets import SEEDS, TARGETS

        # Much is loaded when it is first used, and has to be while imports are instrumented.
        for name, target in TARGETS.items():
            for seed in SEEDS[name]:
                target(seed)
    name, *options = sys.argv[1:] or [""]
    if name not in TARGETS:
        sys.exit(f"name a target: {', '.join(TARGETS)}")
    if not any(each.startswith("-max_total_time") for each in options):
        options.append("-max_total_time=60")
    with tempfile.TemporaryDirectory() as folder:
        if all(each.startswith("-") for each in options):
            options.append(folder)
        for number, seed in enumerate(SEEDS[name]):
            Path(folder, str(number)).write_bytes(seed)
        if folder not in options:
            options.append(folder)
        atheris.Setup([sys.argv[0], *options], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
