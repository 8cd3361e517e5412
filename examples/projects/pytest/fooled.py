"""Tests that deceive themselves: each has to fail, with the words in its docstring."""

import contextlib

import clients
import httpx
import pytest
import requests


def test_a_key_of_its_own(comet_mock, monkeypatch):
    """0 tasks were expected, and 3"""
    monkeypatch.setenv("COMETAPI_KEY", "my own")
    for _ in range(3):
        assert clients.by_httpx() == 200
    comet_mock.assert_tasks(0)


@pytest.mark.usefixtures("comet_mock")
def test_the_real_host_by_a_proxy(monkeypatch):
    """tried to reach the real host"""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with contextlib.suppress(Exception):
        requests.post("https://api.cometapi.com/v1/videos", files=clients.FILES, timeout=5)


def test_a_fault_that_strikes_nothing(comet_mock):
    """never used"""
    comet_mock.fail_next("download,status=403")
    assert clients.by_httpx() == 200


def test_a_create_that_nobody_promises_to_take(comet_mock):
    """size"""
    odd = {**clients.FILES, "size": (None, "700x700")}
    httpx.post(clients.place(), files=odd, headers=clients.headers())
    comet_mock.assert_on_contract()
