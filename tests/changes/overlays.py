"""Specs that differ in a few lines from a shipped one."""

from functools import lru_cache

from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import load_family, read_chain
from cometvideo.facts.matrix import Matrix

CURRENT = load_family("seedance")
FIRST = load_family("seedance@2026-04")

_HEAD = """\
format: 1
name: changed
sources:
  seen: { kind: observation, title: Seen }
  told: { kind: report, title: Told }
from: seen
"""


@lru_cache(maxsize=256)
def changed(text: str, base: str = "seedance") -> Matrix:
    """A shipped spec with these lines over it; their source is `seen`, an observation."""
    return build([*read_chain(base), parse_document(_HEAD + text, "changed.yaml")])
