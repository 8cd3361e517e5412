"""Recorded traffic of a whole endpoint: each create by its family, others by what all share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cometvideo.cli import main
from cometvideo.facts.endpoint import load
from cometvideo.live.traffic import judge_families, judge_traffic
from cometvideo.wire.recordings import Recorded
from tests.live.test_traffic import MATRIX, MAX, NAMED, job, lines, run, verdicts


def test_each_create_is_judged_by_the_family_of_its_model() -> None:
    endpoint = load("cometapi")
    jobs = [job("1"), job("2", seconds="16"), job("3", model="veo3.1", seconds="8")]
    jobs += [job("4", model="nobody-knows"), job("5", 400, NAMED, model="sora-2", seconds="12")]
    traffic = judge_families(endpoint, jobs)
    assert (traffic.jobs, dict(traffic.left_out)) == (5, {})
    drifted = verdicts(traffic, "drifted")
    assert drifted.keys() == {f"seedance:{MAX}", "fields.model.selects"}
    assert drifted[f"seedance:{MAX}"] == "at least 16"
    held = verdicts(traffic, "holds")
    assert {"seedance", "veo"} <= {each.partition(":")[0] for each in held}
    assert judge_families(MATRIX, jobs[:2]) == judge_traffic(MATRIX, jobs[:2])


KNOWN = {"error": {"message": "x", "type": "comet_api_error", "code": "model_not_found"}}
UNLIKE = {"error": {"message": "x", "type": "comet_api_error", "code": "invalid_request"}}
GARBLED = b'{"model": "wan2.7",, '


def garbled(status: int, told: Mapping[str, object]) -> Recorded:
    place, exchange = job("1", status, told)
    headers = (exchange.request.headers[0], ("Content-Type", "multipart/form-data; boundary=x"))
    request = exchange.request._replace(headers=headers, body=GARBLED)
    return Recorded(place, exchange._replace(request=request))


@pytest.mark.parametrize(
    ("recorded", "code"),
    [
        (job("1", 503, KNOWN, model="nobody-knows"), 0),
        (job("1", model="nobody-knows"), 1),
        (job("1", without="model"), 1),
        (garbled(400, UNLIKE), 1),
    ],
    ids=["unknown, refused", "unknown, taken", "none, taken", "garbled, refused otherwise"],
)
def test_a_create_of_no_family_is_judged_by_what_all_share(
    recorded: Recorded, code: int, tmp_path: Path
) -> None:
    ran = {
        spec: run(tmp_path, "a.jsonl", lines(recorded), "--strict", "--spec", spec)
        for spec in ("cometapi", "wan")
    }
    assert ran == {"cometapi": code, "wan": code}


def test_what_all_families_share_is_borne_out_for_the_endpoint(tmp_path: Path, capsys: Any) -> None:
    path = str(tmp_path / "seen.sqlite")
    told = lines(job("1", 503, KNOWN, model="nobody-knows"))
    assert run(tmp_path, "a.jsonl", told, "--spec", "cometapi", "--history", path) == 0
    fact = "rejections.by_field.model.not-a-choice.code"
    capsys.readouterr()
    main(["--spec", "cometapi", "facts", fact, "--seen", "--history", path])
    assert "traffic" in capsys.readouterr().out
