"""Small MP4 files that play: one flat picture, held for as long as asked.

Written from the standards with nothing but the standard library, and with no I/O: the same
arguments give the same bytes. `avc` makes the pictures (ISO/IEC 14496-10), `boxes` puts them into
a file (ISO/IEC 14496-12 and 14496-15).
"""

from cometvideo.wire.mp4.avc import GREY, Colour, colour_of, still
from cometvideo.wire.mp4.boxes import movie

__all__ = ["GREY", "MAX_FPS", "MAX_SECONDS", "MAX_SIDE", "MIN_SIDE", "Colour", "colour_of", "video"]

MIN_SIDE, MAX_SIDE = 16, 4096  # pixels: one macroblock, and what keeps a picture at 64 kB
MAX_SECONDS = 3600
MAX_FPS = 120

# How far `seconds` may be from a whole number of frames: room for binary fractions such as 0.1.
_ROUNDING = 1e-6


def video(
    width: int, height: int, seconds: float, *, fps: int = 24, colour: Colour = GREY
) -> bytes:
    """Return a playable MP4 file of one flat `colour`, with no sound.

    `width` and `height` are pixels, even, `MIN_SIDE` to `MAX_SIDE`; `seconds` is more than 0 and
    at most `MAX_SECONDS`, a whole number of frames; `fps` is 1 to `MAX_FPS`. The file has exactly
    `seconds * fps` frames and lasts exactly `seconds`. It costs about one byte for each 16x16
    pixels and fifteen for each frame: 5 seconds of 1280x720 are 6 kB.

    The track is H.264 Constrained Baseline in 4:2:0, at the lowest level that allows the size.
    The index comes before the pictures, so that a player can start before it has the whole file.

    Raises ValueError, naming what is allowed, when an argument is out of range, a side is odd
    (4:2:0 has one colour sample for 2x2 pixels, so a picture cannot be cropped to an odd size),
    or `seconds` is not a whole number of frames.
    """
    _check_side("width", width)
    _check_side("height", height)
    _check_colour(colour)
    frames = _count_frames(seconds, fps)
    return movie(still(width, height, frames, fps, colour), width, height, fps)


def _check_side(name: str, pixels: int) -> None:
    if not MIN_SIDE <= pixels <= MAX_SIDE:
        raise ValueError(
            f"{name} is {pixels} pixels; it must be {MIN_SIDE} to {MAX_SIDE}: use a size in there"
        )
    if pixels % 2:
        raise ValueError(
            f"{name} is {pixels} pixels; 4:2:0 video needs an even number: "
            f"use {pixels - 1} or {pixels + 1}"
        )


def _check_colour(colour: Colour) -> None:
    if not all(0 <= part <= 255 for part in colour):
        raise ValueError(f"{colour} has a part outside 0 to 255: use 8-bit Y'CbCr values")


def _count_frames(seconds: float, fps: int) -> int:
    if not 1 <= fps <= MAX_FPS:
        raise ValueError(f"fps is {fps}; it must be 1 to {MAX_FPS}: use a rate in there")
    if not 0 < seconds <= MAX_SECONDS:  # also false for NaN
        raise ValueError(
            f"seconds is {seconds}; it must be more than 0 and at most {MAX_SECONDS}: "
            "use a duration in there"
        )
    frames = max(1, round(seconds * fps))
    if abs(frames - seconds * fps) > _ROUNDING:
        raise ValueError(
            f"seconds is {seconds}, not a whole number of frames at {fps} frames a second: "
            f"use {frames / fps}, the nearest that is"
        )
    return frames
