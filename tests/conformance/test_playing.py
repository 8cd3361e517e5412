from pathlib import Path

from cometvideo import load
from cometvideo.conformance.cases import Case, File
from cometvideo.conformance.players import Played
from cometvideo.conformance.playing import Playhouse
from cometvideo.conformance.plot import Plot
from cometvideo.conformance.protocol import Answer, Job
from cometvideo.conformance.stage import MOST_REQUESTS, Mocks, Scene
from cometvideo.wire.exchange import HttpRequest

PLOT = Plot(load())
PLAIN = Case("plain", {"prompt": "x", "model": "doubao-seedance-2-0"})


class Silent:
    """A player whose client hangs and sends nothing."""

    virtual, by_wire, parallel = True, False, 1

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def play(self, job: Job, _: Scene, limit_s: float) -> Played:
        self.jobs.append(job)
        return Played(None, stopped=f"after {limit_s:g} s")

    def close(self) -> None:
        """Nothing is open."""


def test_a_client_that_is_never_heard_of_is_not_waited_for_again_and_again() -> None:
    player = Silent()
    with Playhouse(player, PLOT) as house:
        seen = [house.play(PLAIN) for _ in range(9)]
    assert len(player.jobs) == 6
    assert [each.stopped for each in seen[:6]] == ["after 13 s"] * 6
    assert {each.problem for each in seen[6:]} == {"left out: no case made it send anything"}


def test_every_job_has_its_key_and_its_files() -> None:
    files = (File("a.png", "image/png", b"a"), File("a.png", "image/png", b"b"))
    case = PLAIN._replace(request={"one": files[0], "several": files, "number": 5})
    player = Silent()
    read = []

    def play(job: Job, _: Scene, limit_s: float) -> Played:
        request: dict[str, object] = dict(job.request)
        several = request["several"]
        assert isinstance(several, list)
        for each in [request["one"], *several]:
            assert isinstance(each, dict)
            data = Path(each["path"]).read_bytes()
            read.append((data, each["filename"], each["content_type"]))
        player.jobs.append(job)
        return Played(Answer("completed"), f"{limit_s}")

    player.play = play  # type: ignore[method-assign]
    with Playhouse(player, PLOT) as house:
        house.play(case)
        house.play(case)
    assert read == [(data, "a.png", "image/png") for data in (b"a", b"a", b"b")] * 2
    assert len({job.key for job in player.jobs}) == 2


def test_a_mock_serves_one_scene_at_a_time_and_forgets_it() -> None:
    mocks = Mocks(PLOT.matrix)
    with mocks.of_world({}) as api, mocks.of_world({}) as other:
        assert api is not other
        Scene(PLAIN._replace(plan="never", quirks=("left_out",)), api, key="k", clock=lambda: 0.0)
        assert api.controls().settings.quirks
    with mocks.of_world({}) as again:
        assert again in (api, other)
        assert not again.controls().settings.quirks
        assert len(again.controls().journal) == 0


def test_whoever_floods_a_scene_is_dropped() -> None:
    with Mocks(PLOT.matrix).of_world({}) as api:
        scene = Scene(PLAIN, api, key="k", clock=lambda: 0.0)
        request = HttpRequest("GET", "/v1/videos/x", (("Authorization", "Bearer k"),))
        answers = [scene.handle(request) for _ in range(MOST_REQUESTS + 5)]
    assert scene.flooded
    assert len(scene.seen) == MOST_REQUESTS
    assert [each.delivery.drop for each in answers[-6:]] == [False, *[True] * 5]
