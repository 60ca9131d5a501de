"""Small pictures along a video, in one."""

import time
from collections.abc import Sequence
from itertools import islice

import av
import pyvips
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumen.imaging.errors import DecoderLimit, Undecodable
from albumen.imaging.model import Storyboard, StoryboardLayout
from albumen.imaging.readers import Box, Source
from albumen.imaging.readers.common import from_array
from albumen.imaging.readers.video import exif_turn, opened, picture_stream, pixels_of, seconds, shown_width
from albumen.imaging.steps.scale import fitting

_BOX = Box(160, 160)
_COLUMNS = 10
_MOST = 100
_APART = 0.5
"""Seconds between two of them at least."""
_QUALITY = 55
_ON = 300
"""Frames that are decoded at most to come nearer to one place."""


def storyboard(file: Source, cpu_seconds: float, pixels: int) -> Storyboard:
    """Frames at equal distances. Where the time does not suffice, the nearest key frame before a place stands for it."""
    with opened(file) as video:
        stream = picture_stream(video)
        if stream.codec_context.width * stream.codec_context.height > pixels:
            raise DecoderLimit("pixels")
        length = seconds(video, stream)
        if length is None:
            raise Undecodable
        # Streams that were broadcast begin at any time.
        start = (video.start_time or 0) / av.time_base
        count = max(1, min(_MOST, round(length / _APART)))
        places = [start + (number + 0.5) / count * length for number in range(count)]
        pictures = _by_seeking(video, stream, places, cpu_seconds / 2) or _in_order(
            video, stream, places, cpu_seconds / 2
        )
    width, height = pictures[0].width, pictures[0].height
    # Frames that are turned in the middle of a video are rare, but must not tear the whole apart.
    even = [picture.resize(width / picture.width, vscale=height / picture.height) for picture in pictures]
    layout = StoryboardLayout(min(_COLUMNS, count), count, width, height)
    sheet = pyvips.Image.arrayjoin(even, across=layout.columns)
    return Storyboard(layout, sheet.webpsave_buffer(Q=_QUALITY, effort=2, keep="none"))


def _by_seeking(
    video: InputContainer, stream: VideoStream, places: Sequence[float], cpu_seconds: float
) -> list[pyvips.Image] | None:
    """The pictures at these moments; None where seeking leads nowhere, as in short streams without an index."""
    pictures = []
    began = time.process_time()
    for number, at in enumerate(places):
        left = (number + 1) / len(places) * cpu_seconds - (time.process_time() - began)
        frame = _frame_at(video, stream, at, left)
        if frame is None:
            return None
        pictures.append(_small(frame, stream))
    return pictures


def _in_order(
    video: InputContainer, stream: VideoStream, places: Sequence[float], cpu_seconds: float
) -> list[pyvips.Image]:
    """The same by reading on from the beginning; what is not reached in time shows the last that was. Raises `Undecodable`."""
    until = time.process_time() + cpu_seconds
    video.seek(0)
    pictures: list[pyvips.Image] = []
    best: VideoFrame | None = None
    try:
        for frame in video.decode(stream):
            while best is not None and len(pictures) < len(places) and (frame.time or 0) > places[len(pictures)]:
                pictures.append(_small(best, stream))
            best = frame
            if time.process_time() > until or len(pictures) == len(places):
                break
    except (av.EOFError, av.InvalidDataError):
        pass
    if best is None:
        raise Undecodable
    last = _small(best, stream)
    return pictures + [last] * (len(places) - len(pictures))


def _frame_at(video: InputContainer, stream: VideoStream, at: float, cpu_seconds: float) -> VideoFrame | None:
    """The frame of a moment, or the last before it that can be had in the time; None where seeking leads nowhere."""
    until = time.process_time() + cpu_seconds
    best: VideoFrame | None = None
    try:
        video.seek(int(at * av.time_base))
        for frame in islice(video.decode(stream), _ON):
            if best is not None and frame.time is not None and frame.time > at:
                break
            best = frame
            if time.process_time() > until:
                break
    except (av.EOFError, av.InvalidDataError, av.PermissionError):
        pass
    return best


def _small(frame: VideoFrame, stream: VideoStream) -> pyvips.Image:
    """A frame as it is shown, upright, as small as it lies in the board."""
    turn = exif_turn(frame)
    image = from_array(pixels_of(frame, stream, fitting(shown_width(frame, stream), frame.height, _BOX)))
    if turn == 1:
        return image
    image = image.copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", turn)
    return image.autorot().copy_memory()
