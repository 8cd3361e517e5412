"""References: files at the boundaries of what the matrix says of a media field."""

from collections.abc import Iterator

from cometvideo.facts.fact import Fact
from cometvideo.facts.terms import Terms
from cometvideo.samples.files import file_like
from cometvideo.wire.media import Media

__all__ = ["reference_values"]

Named = Iterator[tuple[str, object]]

_PNG = "image/png"
_SIDE = 1000


def reference_values(terms: Terms) -> Named:
    """Named values of a media field, the plainest first: one Media, or several in a tuple."""
    formats = terms.block("limits").get("formats")
    listed = formats.value if isinstance(formats, Fact) else None
    kinds = [str(each) for each in listed] if isinstance(listed, tuple) else [_PNG]
    plain = file_like(_PNG if _PNG in kinds else kinds[0])
    yield "a small file", plain
    yield "one file in a list", (plain,)
    yield "no files", ()
    yield "two files", (plain, plain._replace(filename="second.png"))
    for kind in kinds:
        yield f"a file of {kind}", file_like(kind, name="reference")
    yield "a file of no declared type", plain._replace(content_type=None)
    yield "a file declared as another type", plain._replace(content_type="application/octet-stream")
    yield "a file cut short", plain._replace(complete=False)
    yield "a file of no known format", file_like(None, name="reference")
    yield "a file of another family", file_like("text/plain", name="note.txt")
    yield "a file of a rarer format", file_like("image/gif", name="reference.gif")
    yield from _at_limits(terms, plain)
    yield "a path as text", "reference.png"
    yield "an address as text", "https://example.com/reference.png"
    yield "a text in a list", ("reference.png",)
    yield "a list in a list", ([plain],)


def _at_limits(terms: Terms, plain: Media) -> Named:
    """A file at each limit, and one just beyond it."""
    limits = {
        key: fact.value
        for key, fact in terms.block("limits").items()
        if isinstance(fact, Fact) and isinstance(fact.value, int | float)
    }
    if "max_count" in limits:
        most = int(limits["max_count"])
        yield "as many files as the limit", (plain,) * most
        yield "one file more than the limit", (plain,) * (most + 1)
    if "max_bytes" in limits:
        size = int(limits["max_bytes"])
        yield "a file as large as the limit", plain._replace(size=size)
        yield "a file larger than the limit", plain._replace(size=size + 1)
    for key, step, words in (("min_side", -1, "smaller"), ("max_side", 1, "wider")):
        if key in limits:
            side = int(limits[key])
            yield f"sides at the limit of {key}", plain._replace(width=side, height=side)
            beyond = side + step
            yield f"{words} than the limit", plain._replace(width=beyond, height=beyond)
    for key, step, words in (("min_ratio", -1, "taller"), ("max_ratio", 1, "flatter")):
        if key in limits:
            width = round(limits[key] * _SIDE)
            yield f"a ratio at the limit of {key}", plain._replace(width=width, height=_SIDE)
            yield f"{words} than the limit", plain._replace(width=width + step, height=_SIDE)
