"""Traffic: what requests tell that were sent for their own sake, judged as probes are.

Nobody chose these requests to learn something, so doubt has another weight: what they do not tell
is not asked for, and a refusal of a documented request may be for its prompt or its picture. It is
held against a fact only where its answer names that field, or where many were refused alike.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cometvideo.drift import DriftReport, of_families
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.matrix import Matrix
from cometvideo.jobs import is_create, jobs_of
from cometvideo.live.attempt import Attempt, json_of
from cometvideo.live.creates import probe_of
from cometvideo.live.following import video_of
from cometvideo.live.judging import judge_unasked
from cometvideo.live.life import is_success
from cometvideo.live.probe import Probe
from cometvideo.live.reactions import react
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.wire.exchange import Answer, Exchange, credentials_of, redact
from cometvideo.wire.recordings import LOST, Recorded
from cometvideo.words import Words, words_of

__all__ = ["Traffic", "disagreements", "judge_families", "judge_traffic"]

_ALIKE = 3  # of jobs that came out alike so many are looked at
_BODILESS = "the recording does not have their body"


class Traffic(NamedTuple):
    """What recorded exchanges told.

    `jobs` is the number of creates that were judged, `kinds` how many of them differed, and
    `left_out` why others were not, with their number. `latest` is when the last was answered of
    the jobs that are like one which was looked at, by its place, in Unix seconds.
    """

    report: DriftReport
    jobs: int
    kinds: int
    left_out: Mapping[str, int]
    latest: Mapping[str, float]


def judge_traffic(
    matrix: Matrix,
    recorded: Sequence[Recorded],
    videos: Mapping[str, bytes] | None = None,
    *,
    elsewhere: Iterable[Recorded] = (),
) -> Traffic:
    """Judge the creates among exchanges with one host, with what came of their tasks.

    `videos` are files by the ids of their tasks; those that were fetched in the recording
    itself, there or `elsewhere`, are measured as well.
    """
    words = words_of(matrix)
    probes: dict[str, Probe] = {}
    attempts: list[Attempt] = []
    alike: Counter[object] = Counter()
    kind_of: dict[str, object] = {}
    left_out: Counter[str] = Counter()
    latest: dict[object, float] = {}
    for job in jobs_of(matrix, recorded, videos or {}, elsewhere):
        each = Recorded(job.place, job.create)
        if job.create.request.header(LOST) is not None:
            left_out[_BODILESS] += 1
            continue
        probe = _probe(matrix, words, each)
        attempt = Attempt(
            job.place,
            "no answer" if job.create.answer is None else "answered",
            tuple(map(_redacted, (job.create, *job.polls))),
            None if job.video is None else video_of(job.video),
            "no video of it was recorded",
        )
        reaction = react(matrix, probe, attempt)
        if reaction.kind == "untold":
            left_out[reaction.why] += 1
            continue
        kind = _kind(matrix, probe, attempt)
        alike[kind] += 1
        kind_of[job.place] = kind
        times = (exchange.at for exchange in attempt.exchanges)
        latest[kind] = max(latest.get(kind, 0.0), *times)
        if alike[kind] <= _ALIKE:
            probes[job.place] = probe
            attempts.append(attempt)
    counts = {place: alike[kind] for place, kind in kind_of.items()}
    report = judge_unasked(matrix, probes, attempts, counts)
    when = {place: latest[kind] for place, kind in kind_of.items()}
    return Traffic(_counted(report, counts), alike.total(), len(alike), dict(left_out), when)


def judge_families(
    spec: AnySpec,
    recorded: Sequence[Recorded],
    videos: Mapping[str, bytes] | None = None,
    *,
    elsewhere: Sequence[Recorded] = (),
) -> Traffic:
    """The same of a whole endpoint as well: each create is judged by the family of its model.

    One whose model no family has, or is not known, is judged by what all of them share.
    """
    if isinstance(spec, Matrix):
        return judge_traffic(spec, recorded, videos, elsewhere=elsewhere)
    words = words_of(spec.unnamed)
    every = {**spec.families, "": spec.unnamed}
    own: dict[Matrix, list[Recorded]] = {each: [] for each in every.values()}
    left_out: Counter[str] = Counter()
    asked: set[Matrix] = set()
    for each in recorded:
        if not is_create(words, each):
            for several in own.values():  # the tasks that it is about tell whose it is
                several.append(each)
        elif each.exchange.request.header(LOST) is not None:
            left_out[_BODILESS] += 1
        else:
            matrix = spec.matrix_for(_fields_of(each))
            own[matrix].append(each)
            asked.add(matrix)
    found = {
        name: judge_traffic(matrix, own[matrix], videos, elsewhere=elsewhere)
        for name, matrix in every.items()
        if matrix in asked
    }
    latest: dict[str, float] = {}
    for traffic in found.values():
        left_out.update(traffic.left_out)
        latest |= traffic.latest
    report = of_families({name: traffic.report for name, traffic in found.items()})
    jobs = sum(traffic.jobs for traffic in found.values())
    kinds = sum(traffic.kinds for traffic in found.values())
    return Traffic(report._replace(is_live=True), jobs, kinds, dict(left_out), latest)


def _fields_of(each: Recorded) -> dict[str, object]:
    request = each.exchange.request
    body = read_body(request.header("content-type") or "", request.body)
    return dict(from_body(body).fields)


def disagreements(spec: AnySpec, recorded: Sequence[Recorded]) -> Iterator[str]:
    """Where a recording is not as the spec says, a sentence each: which entries, and what of them.

    So a recording that was made before the API or the spec changed is told from a good one.
    """
    report = judge_families(spec, recorded).report
    for each in report.drifts:
        if each.verdict in report.adrift or each.verdict == "new":
            places = ", ".join(dict.fromkeys(seen.page for seen in each.evidence))
            yield f"{places}: {each.finding.problem}"


def _counted(report: DriftReport, counts: Mapping[str, int]) -> DriftReport:
    """The report with how many jobs are like those that it shows."""

    def told(place: str, how: str) -> str:
        count = counts.get(place, 1)
        return f"{how}, one of {count} alike" if count > 1 else how

    drifts = (
        each._replace(
            evidence=tuple(seen._replace(how=told(seen.page, seen.how)) for seen in each.evidence)
        )
        for each in report.drifts
    )
    return report._replace(drifts=tuple(drifts))


def _probe(matrix: Matrix, words: Words, each: Recorded) -> Probe:
    """The create as a probe, its numbers as numbers."""
    request = each.exchange.request
    content_type = request.header("content-type") or ""
    sent = content_type, request.body
    fields = _fields_of(each)
    for name, value in fields.items():
        kind = matrix.value("fields", name, "kind")
        if kind == "integer" and isinstance(value, str) and value.isascii() and value.isdecimal():
            fields[name] = int(value[:18])
    model = fields.get(words.selector or "")
    known = str(model) if model in matrix.models else None
    return probe_of(matrix, each.place, known, fields, sent)


def _redacted(exchange: Exchange) -> Exchange:
    credentials = credentials_of(exchange.request)
    answer = exchange.answer
    hidden = None if answer is None else answer._replace(body=credentials.body(answer.body))
    return Exchange(redact(exchange.request, credentials), hidden, exchange.at)


def _kind(matrix: Matrix, probe: Probe, attempt: Attempt) -> object:
    """What a job is like: all that is asked but its texts, and all that came but its names."""
    asked = tuple(
        (name, value)
        for name, value in sorted(probe.fields.items())
        if matrix.value("fields", name, "kind") != "text"
    )
    video = attempt.video
    seen = video and (video.width, video.height, round(video.seconds, 1), video.problem)
    answers = tuple(_shape(each.answer, json_of(each)) for each in attempt.exchanges)
    return probe.model, asked, probe.content_type.partition(";")[0], answers, seen


def _shape(answer: Answer | None, data: Mapping[str, object] | None) -> object:
    if answer is None or data is None:
        return answer and answer.status
    error = next((each for each in data.values() if isinstance(each, Mapping)), data)
    said = (data.get("status"), error.get("code"), error.get("param"), error.get("type"))
    kinds = tuple(sorted((name, type(value).__name__) for name, value in data.items()))
    return answer.status, kinds if is_success(answer.status) else (), tuple(map(str, said))
