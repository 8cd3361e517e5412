"""Commands of curl, beside what curl itself sends."""

import shlex
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cometvideo.cli import main
from cometvideo.errors import InputError
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.wire.curl import read_curl

URL = "https://api.cometapi.com/v1/videos"
PNG = b"\x89PNG\r\n\x1a\nno picture"
FILES = {"kite.png": PNG, "a.jpg": b"jpeg", "story.txt": b"Two\nlines\n", "x.bin": b"\0"}


def read(path: str) -> bytes:
    return FILES[path]


COMMANDS = {
    "form": "-F prompt='A kite' -F model=m -F seconds=5",
    "file": "-F prompt=a -F input_reference=@kite.png",
    "typed": "-F 'input_reference=@kite.png;type=image/webp;filename=b.webp' -F prompt=a",
    "endings": "-F a=@a.jpg -F b=@story.txt -F c=@x.bin",
    "quoted file": """-F 'input_reference=@"kite.png"'""",
    "text of a file": "-F 'prompt=<story.txt' -F model=m",
    "semicolon": "-F 'prompt=a; b;c' -F model=m",
    "semicolon in quotes": """-F 'prompt="a; b;c"' -F model=m""",
    "quotes inside": """-F 'prompt=say "hi"' -F 'model="a\\"b"'""",
    "quoted setting": """-F 'input_reference=@kite.png;filename="a;b.png"'""",
    "spaced setting": "-F 'input_reference=@kite.png ; type=image/webp'",
    "spaces": "-F 'prompt= a ' -F 'model=m ;type=text/plain'",
    "string": "--form-string 'prompt=@kite.png;type=x'",
    "own type": "-H 'Content-Type: multipart/form-data' -F prompt=a",
    "data": "-d prompt=a -d model=m",
    "data of a file": "-d @story.txt",
    "binary": "--data-binary @story.txt",
    "raw": "--data-raw '@story.txt'",
    "encoded": "--data-urlencode 'prompt=A kite & more' --data-urlencode '=a=b' --data-urlencode c",
    "json": """--json '{"prompt": "a"}'""",
    "json by hand": """-H 'Content-Type: application/json' -d '{"prompt": "a"}'""",
    "together": "-sSXPOST -F prompt=a",
    "put": "--request PUT -d a=b",
    "unicode": "-F 'prompt=Ein Drachen über Zürich 🪁'",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_what_curl_sends(name: str, tmp_path: Path, receiver: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl")
    for file, data in FILES.items():
        (tmp_path / file).write_bytes(data)
    command = f"curl {receiver} {COMMANDS[name]}"
    done = subprocess.run(
        [*shlex.split(command), "-sS", "--noproxy", "*", "--max-time", "10"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    (method, headers, body) = Receiver.got.pop()
    ours = read_curl(command, read)
    kinds = headers.get("Content-Type"), ours.header("content-type")
    theirs, mine = (
        from_body(read_body(kind, data))
        for kind, data in zip(kinds, (body, ours.body), strict=True)
    )
    assert (ours.method, mine) == (method, theirs)
    assert len({str(each).partition(";")[0] for each in kinds}) == 1


class Receiver(BaseHTTPRequestHandler):
    got: ClassVar[list[tuple[str, Any, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.command, self.headers, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_POST  # noqa: N815 - the name that the server looks for

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def receiver() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/videos"
        server.shutdown()


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (f"curl {URL} \\\n  -F prompt=a \\\r\n -F model=m", {"prompt": "a", "model": "m"}),
        (f"curl '{URL}' -F $'prompt=it\\'s \\u00fc'", {"prompt": "it's ü"}),
        (f"curl {URL} --form=prompt=a", None),
        (
            f'curl {URL} -H "Authorization: Bearer $KEY" -F "prompt=a $THING"',
            {"prompt": "a $THING"},
        ),
        (f"/usr/bin/curl -Fprompt=a {URL}", {"prompt": "a"}),
        (f"  curl.exe --url {URL} -F prompt=a", {"prompt": "a"}),
    ],
)
def test_commands_are_read_as_they_are_copied(command: str, fields: object) -> None:
    if fields is None:
        with pytest.raises(InputError, match="is not known here"):
            read_curl(command, read)
        return
    request = read_curl(command, read)
    assert request.path == "/v1/videos"
    assert from_body(read_body(request.header("content-type"), request.body)).fields == fields


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("", "begins with `curl`"),
        ("wget x", "begins with `curl`"),
        ("curl 'x", "cannot be split into words: No closing quotation"),
        ("curl", "one address; this one has 0"),
        (f"curl {URL} {URL}", "one address; this one has 2"),
        (f"curl {URL} --next", "the option --next of curl is not known here"),
        (f"curl {URL} -T f", "the option -T of curl is not known here"),
        (f"curl {URL} -G -d a=b", "the option -G of curl is not known here"),
        (f"curl {URL} -F", "the option -F of curl needs a value"),
        (f"curl {URL} -F prompt", "-F takes name=value"),
        (f"curl {URL} -F a=b -d c=d", "either a form (-F) or data"),
        (f"curl {URL} -F $'a=\\x'", "has an escape that is none"),
    ],
)
def test_what_is_no_request_is_told(command: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_curl(command, read)
    assert says in str(caught.value)


KEY = '-H "Authorization: Bearer $COMETAPI_KEY"'
FINE = f"curl {URL} {KEY} -F prompt=a -F model=doubao-seedance-2-0 -F seconds=5 -F size=1280x720"


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (FINE, 0, "valid: the API takes this request"),
        (FINE.replace("seconds=5", "seconds=99"), 1, "seconds '99' is outside"),
        (FINE.replace(KEY, ""), 1, "key-missing"),
        (FINE.replace("/v1/videos", "/videos"), 2, "it asks POST /videos, which is no create"),
        (f"curl {URL}/task_1", 2, "it asks GET /v1/videos/task_1, which is no create"),
        (f"{FINE} -F input_reference=@none.png", 2, "none.png"),
    ],
)
def test_the_command_judges_it(command: str, code: int, says: str, capsys: Any) -> None:
    assert main(["validate", "--curl", command]) == code
    shown = capsys.readouterr()
    assert says in shown.out + shown.err


def test_fields_and_a_command_are_not_given_together(capsys: Any) -> None:
    assert main(["validate", "--curl", FINE, "prompt=a"]) == 2
    assert "not several of them" in capsys.readouterr().err
