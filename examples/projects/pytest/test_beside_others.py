"""The mock beside the tools that people already mock, freeze and fake with."""

import clients
import freezegun
import httpx
import pytest
import requests
import responses
import respx
import vcr


def test_respx_has_the_other_hosts(comet_mock):
    with respx.mock(assert_all_called=False) as router:
        router.get("https://prices.example/").respond(json={})
        router.route(host="127.0.0.1").pass_through()
        assert httpx.get("https://prices.example/").status_code == 200
        assert clients.by_httpx() == 200
    comet_mock.assert_tasks(1)


def test_responses_has_the_other_hosts(comet_mock):
    with responses.RequestsMock() as mocked:
        mocked.get("https://prices.example/", json={})
        mocked.add_passthru("http://127.0.0.1")
        assert requests.get("https://prices.example/", timeout=10).status_code == 200
        assert clients.by_requests() == 200
    comet_mock.assert_tasks(1)


def test_vcr_leaves_this_machine_alone(comet_mock, tmp_path):
    recorder = vcr.VCR(ignore_localhost=True, record_mode="none")
    with recorder.use_cassette(str(tmp_path / "nothing.yaml")):
        assert clients.by_requests() == 200
    comet_mock.assert_tasks(1)


def test_time_may_stand_still(comet_mock):
    with freezegun.freeze_time("2026-01-01"):
        assert clients.by_httpx() == 200
    comet_mock.assert_tasks(1)


def test_files_may_be_fake(fs, comet_mock):
    fs.create_file("/kite.txt", contents="kite")
    assert clients.by_httpx() == 200
    comet_mock.assert_tasks(1)


def test_elsewhere_is_out_of_reach(comet_mock):
    with pytest.raises(Exception, match=r"(?i)socket|connect|127"):
        requests.get("http://192.0.2.1/", timeout=1)
    comet_mock.assert_tasks(0)
