"""The exceptions that the package raises, all of them with text that tells what to do next."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cometvideo.findings import Finding

__all__ = ["CometVideoError", "InputError", "RequestInvalid", "SpecError"]


class CometVideoError(Exception):
    """Anything that this package reports on purpose."""


class InputError(CometVideoError):
    """Something handed over cannot be read: a file, an argument, a line."""


class SpecError(CometVideoError):
    """A spec cannot be used: it names every place that is wrong, as findings."""

    def __init__(self, findings: "tuple[Finding, ...]") -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(f"{each.where}: {each.message}" for each in self.findings)


class RequestInvalid(CometVideoError, ValueError):  # noqa: N818 - reads as what it says
    """A request that must not be sent: `findings` says all that is wrong with it."""

    def __init__(self, findings: "tuple[Finding, ...]") -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(f"[{each.code}] {each.message}" for each in self.findings)
