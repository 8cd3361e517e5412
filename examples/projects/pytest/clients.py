"""The same create by the clients that people use; each returns the status."""

import os

import aiohttp
import httpx
import openai
import requests

FIELDS = {
    "prompt": "A red kite over a harbour",
    "model": "doubao-seedance-1-5-pro",
    "seconds": "5",
    "size": "1280x720",
}
FILES = {name: (None, value) for name, value in FIELDS.items()}


def place() -> str:
    return os.environ["COMETAPI_BASE_URL"] + "/videos"


def headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {os.environ['COMETAPI_KEY']}"}


def by_httpx() -> int:
    return httpx.post(place(), files=FILES, headers=headers()).status_code


def by_requests() -> int:
    return requests.post(place(), files=FILES, headers=headers(), timeout=10).status_code


def by_openai() -> int:
    base_url, key = os.environ["COMETAPI_BASE_URL"], os.environ["COMETAPI_KEY"]
    with openai.OpenAI(base_url=base_url, api_key=key) as client:
        client.videos.create(**FIELDS)
    return 200


async def by_aiohttp() -> int:
    form = aiohttp.FormData(FIELDS, default_to_multipart=True)
    async with (
        aiohttp.ClientSession(headers=headers()) as session,
        session.post(place(), data=form) as answer,
    ):
        return answer.status


async def by_async_httpx() -> int:
    async with httpx.AsyncClient() as client:
        return (await client.post(place(), files=FILES, headers=headers())).status_code


async def by_async_openai() -> int:
    base_url, key = os.environ["COMETAPI_BASE_URL"], os.environ["COMETAPI_KEY"]
    async with openai.AsyncOpenAI(base_url=base_url, api_key=key) as client:
        await client.videos.create(**FIELDS)
    return 200
