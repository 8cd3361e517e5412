"""A small client with a mistake that is often made: it sends everything again that fails.

    cometvideo check-client --mode wire -- python examples/clients/retrying.py

Where the answer to a create is lost, the task is there all the same, and whoever sends the create
again pays for two. client.py beside it is how it should be.
"""

import json
import os
import sys
import time
from http.client import HTTPException
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

BASE_URL, KEY = os.environ["COMETAPI_BASE_URL"], os.environ["COMETAPI_KEY"]
FIELDS = {"model": "doubao-seedance-2-0", "prompt": "A red kite", "seconds": "4", "size": "864x496"}
PAUSE_S = 0.2
open_url = build_opener(ProxyHandler({})).open


def send(url, body=None, headers=None):
    """One exchange, tried three times: the mistake, for a create."""
    for _ in range(2):
        try:
            return send_once(url, body, headers)
        except (OSError, HTTPException):
            time.sleep(PAUSE_S)
    return send_once(url, body, headers)


def send_once(url, body, headers):
    """One exchange."""
    with open_url(Request(url, body, headers or {}), timeout=5) as answer:  # noqa: S310
        return answer.read()


def ask(path, body=None, content_type="application/json"):
    """What the API answers."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": content_type}
    return json.loads(send(BASE_URL + path, body, headers))


def form(fields):
    """The fields as a multipart form."""
    part = '--edge\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return "".join(part.format(*each) for each in fields.items()).encode() + b"--edge--\r\n"


def main():
    """Make one video and keep it."""
    task = ask("/videos", form(FIELDS), "multipart/form-data; boundary=edge")
    print("created   ", task["id"])
    end = time.monotonic() + 600
    while not task.get("video_url") and time.monotonic() < end:
        time.sleep(PAUSE_S)
        task = ask("/videos/" + task["id"])
        print("asked     ", task["status"])
    video = send(task["video_url"])
    target = Path(os.environ.get("VIDEO", os.devnull))
    target.write_bytes(video)
    print("downloaded", len(video), "bytes to", target)


if __name__ == "__main__":
    try:
        main()
    except (OSError, HTTPException) as error:
        sys.exit(f"no video: {error!r}")
