"""Clients of others behind the guard, unmodified: what they pay for twice alone is one bill."""

from pathlib import Path

import pytest

from cometvideo.mock import serve
from tests.guard.running import guard

pytest.importorskip("uvicorn")
pytestmark = pytest.mark.thorough

FIELDS = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
FAULTS = ["create,drop,after,nth=1", "create,status=500,after,nth=1", "create,cut,after,nth=1"]


def bill_of(base_url: str) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(api_key="sk-some-key-of-mine", base_url=base_url)
    try:
        client.videos.create(**FIELDS)
    except openai.OpenAIError:
        pass
    finally:
        client.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_is_one_bill(fault: str, tmp_path: Path) -> None:
    with serve() as alone:
        alone.fault(fault)
        bill_of(alone.base_url)
        assert alone.bill.tasks == 2
    with serve() as behind, guard(tmp_path, behind.base_url) as (_, port):
        behind.fault(fault)
        bill_of(f"http://127.0.0.1:{port}/v1")
        assert behind.bill.tasks == 1


def test_two_videos_on_purpose_are_two(tmp_path: Path) -> None:
    with serve() as behind, guard(tmp_path, behind.base_url) as (_, port):
        for _ in range(2):
            bill_of(f"http://127.0.0.1:{port}/v1")
        assert behind.bill.tasks == 2
