"""Playing: a case, set up, put to a client, and everything that was seen of it."""

from __future__ import annotations

import itertools
import secrets
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from cometvideo.conformance.cases import Case, File, Observed
from cometvideo.conformance.inprocess import Clock, transport
from cometvideo.conformance.players import Played, Player
from cometvideo.conformance.plot import Plot
from cometvideo.conformance.protocol import Job
from cometvideo.conformance.stage import Mocks, Scene, Stage
from cometvideo.mock.api import MockApi
from cometvideo.mock.server import Server

__all__ = ["Playhouse"]

_GIVE_UP = 6  # cases in which a client hung, before it was heard of at all
_GRACE_S = 3.0  # that a client may take to wind up, beyond its deadline


class Playhouse:
    """Plays cases to one client, several at once if it is asked from several threads.

    A client in a process of its own meets a server on loopback that runs while the house is open.
    """

    def __init__(self, player: Player, plot: Plot, *, grace_s: float = _GRACE_S) -> None:
        self.player = player
        self.plot = plot
        self._grace_s = grace_s
        self._heard, self._mute = False, 0
        self._numbers = itertools.count(1)
        self._folder = tempfile.TemporaryDirectory(prefix="cometvideo-")
        self._stage = Stage(plot.matrix)
        self._mocks = Mocks(plot.matrix)
        self._server = None if player.virtual else Server(self._stage)

    def __enter__(self) -> Self:
        if self._server is not None:
            self._server.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.player.close()
        if self._server is not None:
            self._server.__exit__(kind, error, trace)
        self._folder.cleanup()

    def play(self, case: Case) -> Observed:
        """Put a case to the client and see what it does."""
        if self._mute >= _GIVE_UP and not self._heard:
            return Observed(case, "", (), None, problem="left out: no case made it send anything")
        number = next(self._numbers)
        key = f"sk-check-{secrets.token_hex(12)}"
        with self._mocks.of_world(case.choices) as api:
            if self._server is None:
                scene, played = self._play_virtually(case, api, number, key)
            else:
                scene, played = self._play_served(case, api, number, key, self._server)
            self._heard = self._heard or bool(scene.seen)
            self._mute += bool(played.stopped)
            return Observed(
                case,
                key,
                scene.seen,
                played.answer,
                played.output,
                played.stopped,
                played.problem,
                self.player.by_wire,
                len(self._stage.strays),
            )

    def _play_virtually(
        self, case: Case, api: MockApi, number: int, key: str
    ) -> tuple[Scene, Played]:
        limit_s = case.deadline_s + self._grace_s
        clock = Clock(limit_s)
        scene = Scene(case, api, key=key, clock=clock)
        dialect = api.state.dialect
        job = self._job(case, number, dialect.host + dialect.base_path, key)._replace(
            clock=clock, sleep=clock.sleep, transport=lambda: transport(scene, clock)
        )
        return scene, self.player.play(job, scene, limit_s)

    def _play_served(
        self, case: Case, api: MockApi, number: int, key: str, server: Server
    ) -> tuple[Scene, Played]:
        origin = self._stage.state.videos_origin
        scene = Scene(case, api, key=key, clock=time.monotonic, videos_origin=origin)
        job = self._job(case, number, server.base_url, key)
        with self._stage.playing(scene):
            return scene, self.player.play(job, scene, case.deadline_s + self._grace_s)

    def _job(self, case: Case, number: int, base_url: str, key: str) -> Job:
        return Job(
            id=f"{number}",
            request=self._written(case.request, number),
            base_url=base_url,
            key=key,
            deadline_s=case.deadline_s,
            poll_interval_s=case.poll_interval_s,
            download=case.download,
        )

    def _written(self, request: Mapping[str, object], number: int) -> dict[str, object]:
        """The request as a job has it, with its files on the disk."""
        found: dict[str, object] = {}
        for name, value in request.items():
            if isinstance(value, File):
                found[name] = self._write(value, f"{number}-{name}")
            elif isinstance(value, tuple):
                found[name] = [
                    self._write(each, f"{number}-{name}-{at}") for at, each in enumerate(value)
                ]
            else:
                found[name] = value
        return found

    def _write(self, file: File, place: str) -> dict[str, str]:
        folder = Path(self._folder.name) / place
        folder.mkdir(exist_ok=True)
        path = folder / file.filename
        path.write_bytes(file.data)
        return {"path": str(path), "filename": file.filename, "content_type": file.content_type}
