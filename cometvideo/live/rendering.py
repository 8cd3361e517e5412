"""Renderings: whether a measured video is of the size and the length that is predicted."""

from collections.abc import Callable

from cometvideo.live.attempt import Video
from cometvideo.prediction import Accept, Outcome

__all__ = ["TOLERANCE_PX", "TOLERANCE_S", "agreeing", "fits_length", "fits_size"]

TOLERANCE_S = 0.5
"""Encoders round to whole frames and add one: half a second off is another length."""
TOLERANCE_PX = 1
"""Sides of an encoded picture are even: one pixel off is no other size."""


def agreeing(
    outcomes: tuple[Outcome, ...], video: Video | None, among: tuple[Outcome, ...] = ()
) -> tuple[Accept, ...]:
    """The acceptances that agree with a video; all of them while there is none to measure.

    A size that nobody states is another one than those that are stated `among` all outcomes.
    """
    accepts = tuple(each for each in outcomes if isinstance(each, Accept))
    if video is None or video.problem:
        return accepts
    is_stated = any(
        isinstance(each, Accept) and each.rendering.width and _fits_size(each, video)
        for each in among
    )
    return tuple(
        each
        for each in accepts
        if (each.rendering.width or not is_stated)
        and _fits_size(each, video)
        and _fits_length(each, video)
    )


def fits_length(outcomes: tuple[Outcome, ...], video: Video | None) -> bool | None:
    """Whether a video is as long as one of the acceptances says; None where nothing tells."""
    return _any_fits(outcomes, video, _fits_length)


def fits_size(outcomes: tuple[Outcome, ...], video: Video | None) -> bool | None:
    """Whether a video is of the size that one of the acceptances says; None as above."""
    return _any_fits(outcomes, video, _fits_size)


def _any_fits(
    outcomes: tuple[Outcome, ...], video: Video | None, fits: Callable[[Accept, Video], bool]
) -> bool | None:
    accepts = [each for each in outcomes if isinstance(each, Accept)]
    if video is None or video.problem or not accepts:
        return None
    return any(fits(each, video) for each in accepts)


def _fits_size(accept: Accept, video: Video) -> bool:
    rendering = accept.rendering
    if rendering.width is None or rendering.height is None:
        return True
    off = max(abs(rendering.width - video.width), abs(rendering.height - video.height))
    return off <= TOLERANCE_PX


def _fits_length(accept: Accept, video: Video) -> bool:
    seconds = accept.rendering.seconds
    return seconds is None or abs(seconds - video.seconds) < TOLERANCE_S
