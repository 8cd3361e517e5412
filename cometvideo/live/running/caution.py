"""Caution: when there is no use in sending more."""

from cometvideo.live.evidence.probe import Probe
from cometvideo.live.running.dispatch import Came

__all__ = ["Caution"]

_MOST_DENIED_FIRST = 2
_MOST_DENIED_LATER = 5  # a key that is let in elsewhere may lack a model
_MOST_UNCLEAR = 3


class Caution:
    """What the last answers to one run have in common."""

    def __init__(self) -> None:
        self._is_let_in = False
        self._denied = 0
        self._unclear = 0

    def why_stop(self, probe: Probe, came: Came) -> str:
        """Why nothing more should be sent after this; empty where there is no such reason."""
        if came.is_passing:
            return _LATER.get(came.fate, "")
        if probe.key != "own" or not probe.operation:
            return ""  # the answer says nothing of the key
        if came.is_denied:
            self._denied += 1
        elif came.status is not None and came.status < 500:
            self._denied, self._is_let_in = 0, True
        if probe.is_create:
            self._unclear = self._unclear + 1 if came.is_unclear else 0
        if self._denied >= (_MOST_DENIED_LATER if self._is_let_in else _MOST_DENIED_FIRST):
            return (
                f"the API does not let the key in (HTTP {came.status}): look at it and the account"
            )
        if self._unclear >= _MOST_UNCLEAR:
            return (
                f"{self._unclear} jobs in a row may have been started without a clear answer: look "
                "at the account before going on"
            )
        return ""


_LATER = {
    "answered": "the API goes on asking to be left alone (HTTP 429): go on later",
    "not sent": "the API cannot be reached: look at the base URL and the network",
}
