"""Runs of pytest of their own, with the plugin and nothing else."""

import pytest

__all__ = ["Run"]

CLIENT = """
    import json, os
    from http.client import HTTPConnection
    from urllib.parse import urlsplit
    import pytest

    def ask(method, path, fields=None, key=None):
        base = urlsplit(os.environ["COMETAPI_BASE_URL"])
        headers = {"Authorization": "Bearer " + (key or os.environ["COMETAPI_KEY"])}
        body = None
        if fields is not None:
            body = "".join(
                f'--b\\r\\nContent-Disposition: form-data; name="{n}"\\r\\n\\r\\n{v}\\r\\n'
                for n, v in fields.items()
            ) + "--b--\\r\\n"
            headers["Content-Type"] = "multipart/form-data; boundary=b"
        connection = HTTPConnection(base.netloc)
        connection.request(method, base.path + path, body, headers)
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        return found

    GOOD = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}

    def create(**fields):
        return ask("POST", "/videos", {**GOOD, **fields})
"""


class Run:
    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.early = False

    def __call__(
        self, tests: str, *, workers: int = 0, ini: str = "", more: tuple[str, ...] = ()
    ) -> pytest.RunResult:
        self.pytester.makeini("[pytest]\nfilterwarnings = error\n" + ini)
        self.pytester.makepyfile(talk=CLIENT)
        self.pytester.makepyfile(test_it="from talk import *\n" + tests)
        arguments = ("-ra", "-p", "cometvideo.pytest_plugin", *more)
        if not workers:
            return self.pytester.runpytest_inprocess(*arguments)
        return self.pytester.runpytest_subprocess(*arguments, "-p", "xdist", "-n", str(workers))

    def told(self, tests: str, *, ini: str = "") -> dict[str, str]:
        """What is said of each test that did not pass, by the test's name."""
        self.pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        self.pytester.makepyfile(talk=CLIENT)
        self.pytester.makepyfile(test_it="from talk import *\n" + tests)
        early = ("--comet-mock",) if self.early else ()
        done = self.pytester.inline_run("-p", "cometvideo.pytest_plugin", *early)
        reports = done.getreports("pytest_runtest_logreport")
        return {
            str(each.head_line): " ".join(f"{each.longreprtext} {each.sections}".split())
            for each in reports
            if each.failed
        }
