"""A command that is broken on purpose: every promise that an attack looks at, it breaks.

It pays twice, shows the key, forgets what it was answered, leaves processes and files behind.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

BODY = b"a create"


def live() -> int:
    """Send the same create again and again, and say the key."""
    address, key = (
        os.environ.get("COMETAPI_BASE_URL", "http://"),
        os.environ.get("COMETAPI_KEY", ""),
    )
    for _ in range(20):
        try:
            with urlopen(Request(f"{address}/videos", BODY), timeout=1) as answer:
                answer.read(1000)
        except Exception:
            continue
    sys.stdout.write(f"{key}\nTraceback (most recent call last):\n")
    return 2


class Forwards(BaseHTTPRequestHandler):
    """Sends every create twice, and answers with another id each time."""

    number = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for _ in range(2):
            try:
                with urlopen(Request(f"{sys.argv[3]}/videos", body), timeout=1) as answer:
                    answer.read(1000)
            except Exception:
                continue
        Forwards.number += 1
        self._say(b'{"id": "task_%d"}' % (id(self) + Forwards.number + os.getpid()))

    def do_GET(self) -> None:
        sys.stderr.write(f"Traceback {self.headers['Authorization']}\n")
        self._say(b"{}")

    def _say(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def serve() -> int:
    """Serve as a guard; a mock is one that works at a free port alone."""
    if "open" in sys.argv:
        return 2
    if sys.argv[1] == "mock":
        litter()
    if "--port" in sys.argv and sys.argv[sys.argv.index("--port") + 1] != "0":
        return 2
    server = ThreadingHTTPServer(("127.0.0.1", 0), Forwards)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/v1\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server.serve_forever()
    return 0


def litter() -> None:
    """Leave a file and a process behind."""
    tempfile.mkdtemp()
    subprocess.Popen(
        ["sleep", "15"], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def check_client() -> int:
    litter()
    for _ in range(3):
        subprocess.Popen(["sleep", "15"], stdout=subprocess.DEVNULL)
    signal.pause()
    return 0


def plan() -> int:
    Path("plan.json").write_text("{}", encoding="utf-8")
    return 0


ACTS: dict[tuple[str, ...], Callable[[], int]] = {
    ("drift", "plan"): plan,
    ("drift", "live"): live,
    ("drift", "replay"): live,
    ("check-client", "--mode"): check_client,
}

if __name__ == "__main__":
    sys.exit(ACTS.get(tuple(sys.argv[1:3]), serve)())
