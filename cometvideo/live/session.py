"""Session: a plan of a file and the key of the environment, as the faces carry them out."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cometvideo.client.address import checked_base_url, is_loopback
from cometvideo.client.channel import require_httpx
from cometvideo.drift import DriftReport
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.matrix import Matrix
from cometvideo.live.deriving import probes_of
from cometvideo.live.following import AS_ADVISED, Pace
from cometvideo.live.judging import follow_up, judge
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import PreparedPlan, ProbePlan, prepare
from cometvideo.live.progression import Event, Summary
from cometvideo.live.run import run
from cometvideo.live.surroundings import real_surroundings
from cometvideo.wire.credentials import Credentials, is_hideable, without_secret
from cometvideo.wire.files import read_file
from cometvideo.words import words_of

__all__ = ["Access", "access", "carry_out", "opened", "prepare_plan", "report_of", "text_of_plan"]

_LARGEST_PLAN = 64 << 20  # bytes


class Access(NamedTuple):
    """Where the API is, and the key to it; `credentials` are what nothing that is kept shows."""

    base_url: str
    key: str
    credentials: Credentials = Credentials()

    def __repr__(self) -> str:
        return f"<Access to {self.base_url}>"


def access(matrix: Matrix, environment: Mapping[str, str], *, unencrypted: bool = False) -> Access:
    """What the environment variables that the spec names say; raises InputError where they do not.

    The base URL is the spec's where none is set. A key that is a word of the spec, or like one, is
    taken out of no text, or nobody could read what came; only this machine is asked with such.
    """
    words = words_of(matrix)
    key_name, base_name = words.key_variable, words.base_url_variable
    key, base_url = (environment.get(each or "", "").strip() for each in (key_name, base_name))
    if not key or not key.isascii() or not key.isprintable():
        raise InputError(
            f"there is no key that a header can hold: set {key_name}, and {base_name} for another "
            f"base URL than {words.base_url}"
        )
    if not base_url and base_name is not None and base_name in environment:
        raise InputError(
            f"{base_name} is empty: give it a base URL, or unset it for {words.base_url}"
        )
    base_url = checked_base_url(
        base_url or words.base_url, base_name or "it", words.base_url, unencrypted=unencrypted
    )
    is_word = _is_word_of(matrix, key)
    if (is_word or not is_hideable(key)) and not is_loopback(urlsplit(base_url).hostname or ""):
        raise InputError(
            f"the key in {key_name} cannot be kept out of what is written down, as it is "
            f"{'a word of the spec' if is_word else 'short, or letters alone'}: set one of 8 "
            "characters or more, not all of them letters (of 16, if they are)"
        )
    header = frozenset({words.auth_header.lower()})
    return Access(base_url, key, Credentials(header, () if is_word else (key,)))


def _is_word_of(matrix: Matrix, key: str) -> bool:
    """Whether what answers say by the spec would change if the key were taken out of it."""
    said = " ".join(f"{path} {fact.value} {fact.one_of}" for path, fact in matrix.facts.items())
    return without_secret(said, key) != said


def text_of_plan(path: Path) -> str:
    """The text of a file that should be a plan; raises InputError."""
    try:
        return read_file(str(path), _LARGEST_PLAN, "plan").decode()
    except UnicodeDecodeError:
        raise InputError(f"cannot read the plan {path}: it is no text") from None


def prepare_plan(plan: ProbePlan, spec: str | None = None) -> PreparedPlan:
    """A plan with its probes, under the spec given, the environment's, or the one it names.

    Of an endpoint it is the family that the plan names.

    Raises InputError where it was made for another one.
    """
    opened = load(spec or os.environ.get("COMETVIDEO_SPEC") or plan.spec)
    families = opened.families.values()
    matrix = next((each for each in families if each.name == plan.spec), None)
    matrix = matrix or (opened.family(plan.spec) if isinstance(opened, Endpoint) else opened)
    return prepare(plan, matrix, probes_of(matrix))


def opened(path: Path, plan_text: str, to: Access) -> Ledger:
    """The ledger of a new run, or of one to go on with, if there is what sends it."""
    require_httpx()
    run_id = secrets.token_hex(8)
    return Ledger.open(path, plan_text, to.base_url, run_id, credentials=to.credentials)


def carry_out(
    plan: PreparedPlan,
    ledger: Ledger,
    key: str,
    pace: Pace = AS_ADVISED,
    on_event: Callable[[Event], object] = lambda _: None,
    *,
    has_looked: bool = False,
) -> Summary:
    """Carry out a plan against the base URL of its ledger; costs what the plan says.

    A signal ends it with KeyboardInterrupt, and what was under way is kept.
    """
    with real_surroundings(ledger.base_url) as surroundings:
        return run(
            plan,
            ledger,
            key,
            surroundings,
            follow_up=follow_up,
            pace=pace,
            has_looked=has_looked,
            on_event=on_event,
        )


def report_of(plan: PreparedPlan, ledger: Ledger) -> DriftReport:
    """What the attempts of a ledger tell of every fact; sends nothing."""
    report = judge(
        plan.matrix,
        plan.library,
        ledger.attempts(),
        planned=plan.plan.probes,
        skipped=ledger.skipped,
    )
    return report._replace(origin=ledger.base_url)
