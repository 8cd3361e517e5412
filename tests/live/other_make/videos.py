"""Videos of the other upstream, made by FFmpeg (PyAV) and kept in a folder for the next time."""

import hashlib
import json
import os
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container
import av.video.frame

__all__ = ["make"]

_TURNED = struct.pack(">9I", 0, 0x10000, 0, 0xFFFF0000, 0, 0, 0, 0, 0x40000000)
_STRAIGHT = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def make(width: int, height: int, seconds: float, how: dict[str, Any], cache: Path) -> bytes:
    """A video of this size and length as a player shows it.

    `how` it is made: `rate` frames a second; `flags` of the muxer; `sound` seconds longer (or
    shorter) than the picture; `lead` seconds that an edit list cuts off at the start; `turned`
    stored on its side with a matrix that turns it; `stretch` pixels that are so many times as wide
    as high; `uneven` steps between frames; `extra` frames; `format` of the file; `cut` at so many
    bytes.
    """
    name = hashlib.sha256(json.dumps([width, height, seconds, how], sort_keys=True).encode())
    path = cache / f"{name.hexdigest()[:24]}.{how.get('format', 'mp4')}"
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}.part")
        _write(part, width, height, seconds, how)
        part.replace(path)
    data = path.read_bytes()
    if how.get("turned"):
        data = data.replace(_STRAIGHT, _TURNED, 2).replace(_TURNED, _STRAIGHT, 1)
    return data[: how["cut"]] if "cut" in how else data


def _write(path: Path, width: int, height: int, seconds: float, how: dict[str, Any]) -> None:
    rate, stretch = how.get("rate", 24), Fraction(how.get("stretch", 1))
    if how.get("turned"):
        width, height = height, width
    options = {"movflags": how["flags"]} if "flags" in how else {}
    with av.open(str(path), "w", format=how.get("format", "mp4"), options=options) as file:
        # Whatever the file, as no other encoder is as quick.
        stream: Any = file.add_stream("libx264", rate=rate)
        stream.width, stream.height = round(width / stretch / 2) * 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "ultrafast", "bf": str(how.get("between", 0))}
        stream.codec_context.time_base = stream.time_base = Fraction(1, rate * 100)
        if stretch != 1:
            stream.codec_context.sample_aspect_ratio = stretch
        sound: Any = file.add_stream("aac", rate=44100) if "sound" in how else None
        if sound is not None:
            _hum(file, sound, seconds + how["sound"])
        lead = how.get("lead", 0)
        frame = av.video.frame.VideoFrame(stream.width, stream.height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([128]) * plane.buffer_size)
        for at in _times(seconds + lead, rate, how):
            frame.pts = at - lead * rate * 100
            frame.time_base = Fraction(1, rate * 100)
            _mux(file, stream.encode(frame))
        _mux(file, stream.encode(None))


def _times(seconds: float, rate: int, how: dict[str, Any]) -> list[int]:
    """When each frame is shown, in hundredths of a frame at the usual rate."""
    frames = round(seconds * rate) + how.get("extra", 0)
    if how.get("uneven"):
        return [
            100 * each for each in range(frames) if each % 5 not in {1, 2} or each == frames - 1
        ]
    return [100 * each for each in range(frames)]


def _mux(file: Any, packets: Any) -> None:
    for packet in packets:
        packet.duration = packet.duration or 100
        file.mux(packet)


def _hum(file: Any, sound: Any, seconds: float) -> None:
    from av.audio.frame import AudioFrame

    size, at = 1024, 0
    while at < seconds * 44100:
        frame = AudioFrame(format="fltp", layout="stereo", samples=size)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts, frame.sample_rate, frame.time_base = at, 44100, Fraction(1, 44100)
        _mux_sound(file, sound.encode(frame))
        at += size
    _mux_sound(file, sound.encode(None))


def _mux_sound(file: Any, packets: Any) -> None:
    for packet in packets:
        file.mux(packet)
