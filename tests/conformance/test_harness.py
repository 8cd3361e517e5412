from pathlib import Path

from cometvideo import load_family
from cometvideo.conformance.cases import Case, File
from cometvideo.conformance.harness import Harness
from cometvideo.conformance.hearing import Printed
from cometvideo.conformance.material import Material
from cometvideo.conformance.protocol import Answer, Job
from cometvideo.conformance.router import MOST_REQUESTS, CaseMock, MockPool
from cometvideo.conformance.runner import Patience, Ran
from cometvideo.wire.exchange import HttpRequest

PLOT = Material(load_family("seedance"))
PLAIN = Case("plain", {"prompt": "x", "model": "doubao-seedance-2-0"})


class Silent:
    """A runner whose client hangs and sends nothing."""

    virtual, by_wire, parallel = True, False, 1

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def play(self, job: Job, patience: Patience) -> Ran:
        self.jobs.append(job)
        return Ran(None, stopped=f"after {patience.limit_s:g} s")

    def close(self) -> None:
        """Nothing is open."""


def test_a_client_that_is_never_heard_of_is_not_waited_for_again_and_again() -> None:
    runner = Silent()
    with Harness(runner, PLOT) as harness:
        seen = [harness.play(PLAIN) for _ in range(9)]
    assert len(runner.jobs) == 6
    assert [each.stopped for each in seen[:6]] == ["after 13 s"] * 6
    assert {each.problem for each in seen[6:]} == {"the client did nothing in 6 cases: after 13 s"}


def test_every_job_has_its_key_and_its_files() -> None:
    files = (File("a.png", "image/png", b"a"), File("a.png", "image/png", b"b"))
    case = PLAIN._replace(request={"one": files[0], "several": files, "number": 5})
    runner = Silent()
    read = []

    def play(job: Job, patience: Patience) -> Ran:
        request: dict[str, object] = dict(job.request)
        several = request["several"]
        assert isinstance(several, list)
        for each in [request["one"], *several]:
            assert isinstance(each, dict)
            data = Path(each["path"]).read_bytes()
            read.append((data, each["filename"], each["content_type"]))
        runner.jobs.append(job)
        return Ran(Answer("completed"), Printed(f"{patience.limit_s}"))

    runner.play = play  # type: ignore[method-assign]
    with Harness(runner, PLOT) as harness:
        harness.play(case)
        harness.play(case)
    assert read == [(data, "a.png", "image/png") for data in (b"a", b"a", b"b")] * 2
    assert len({job.key for job in runner.jobs}) == 2


def test_a_mock_serves_one_scene_at_a_time_and_forgets_it() -> None:
    mocks = MockPool(PLOT.matrix)
    with mocks.of_world({}) as api, mocks.of_world({}) as other:
        assert api is not other
        CaseMock(
            PLAIN._replace(plan="never", quirks=("left_out",)), api, key="k", clock=lambda: 0.0
        )
        assert api.controls().settings.quirks
    with mocks.of_world({}) as again:
        assert again in (api, other)
        assert not again.controls().settings.quirks
        assert len(again.controls().journal) == 0


def test_whoever_floods_a_scene_is_dropped() -> None:
    with MockPool(PLOT.matrix).of_world({}) as api:
        case_mock = CaseMock(PLAIN, api, key="k", clock=lambda: 0.0)
        request = HttpRequest("GET", "/v1/videos/x", (("Authorization", "Bearer k"),))
        answers = [case_mock.handle(request) for _ in range(MOST_REQUESTS + 5)]
    assert case_mock.flooded
    assert len(case_mock.calls) == MOST_REQUESTS
    assert [each.delivery.drop for each in answers[-6:]] == [False, *[True] * 5]
