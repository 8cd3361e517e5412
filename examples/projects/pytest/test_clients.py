"""Every client pays for one task, under asyncio and anyio, in any order, in two processes."""

import clients
import pytest


@pytest.mark.parametrize("create", [clients.by_httpx, clients.by_requests, clients.by_openai])
def test_one_task(comet_mock, create):
    assert create() == 200
    comet_mock.assert_tasks(1)
    comet_mock.assert_on_contract()


ASYNC = [clients.by_aiohttp, clients.by_async_httpx, clients.by_async_openai]


@pytest.mark.asyncio
@pytest.mark.parametrize("create", ASYNC)
async def test_one_task_under_asyncio(comet_mock, create):
    assert await create() == 200
    comet_mock.assert_tasks(1)


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
@pytest.mark.parametrize("create", ASYNC)
async def test_one_task_under_anyio(comet_mock, create):
    assert await create() == 200
    comet_mock.assert_tasks(1)


def test_a_busy_gateway(comet_mock):
    comet_mock.fail_next("create,status=429,retry_after=1")
    assert clients.by_requests() == 429
    assert clients.by_httpx() == 200
    comet_mock.assert_tasks(1)


def test_without_a_socket(comet_mock_inprocess):
    with comet_mock_inprocess.router():
        assert clients.by_httpx() == 200
    comet_mock_inprocess.assert_tasks(1)
