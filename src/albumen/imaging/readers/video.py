"""Videos; PyAV (FFmpeg), which is told the container and given a file without a name: it can open nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import av
import av.subtitles.stream  # what FFmpeg's wrapper would otherwise load when it first needs it
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray

from albumen.imaging.errors import Undecodable
from albumen.imaging.readers.common import Box, Header, Loaded, Source, from_array, understood

_ORIENTATIONS = {90: 6, 180: 3, 270: 8}
"""Degrees clockwise as an EXIF orientation."""
_PLACES = (0.1, 0.3, 0.5)
"""Where a frame is looked for, as parts of the whole; the first not later than one second."""
_FIRST_SECONDS = 1.0
_FRAMES_PER_PLACE = 90
_HD_LINES = 720
_OBLONG = 4
"""A point that is said to be longer than this by its shorter side is not believed."""
_UNSPECIFIED = 2
"""FFmpeg's AVCOL_SPC_UNSPECIFIED."""
_BLACK = 24
"""A frame whose brightest parts are darker than this (of 255) is black."""


def header(file: Source) -> Header:
    """The size of its frames. How they are turned is known only once one is decoded."""
    with opened(file) as video:
        stream = picture_stream(video)
        return Header(stream.codec_context.width, stream.codec_context.height)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """A frame at about 1 s or a tenth, whichever is earlier; a later one where that is black."""
    with opened(file) as video:
        stream = picture_stream(video)
        best: VideoFrame | None = None
        for frame in _candidates(video, stream):
            best = best or frame
            if _brightness(frame) > _BLACK:
                best = frame
                break
        if best is None:
            raise Undecodable
        return Loaded(from_array(pixels_of(best, stream)), exif_turn(best))


@contextmanager
def opened(file: Source) -> Iterator[InputContainer]:
    """The container, read as what it was found to be."""
    if file.format.demuxer is None:
        raise Undecodable
    with (
        understood(av.FFmpegError, ValueError),
        av.open(
            file.open(),
            format=file.format.demuxer,
            options={"protocol_whitelist": "", "use_absolute_path": "0", "enable_drefs": "0"},
            metadata_errors="replace",
        ) as video,
    ):
        assert isinstance(video, InputContainer)
        yield video


def picture_stream(video: InputContainer) -> VideoStream:
    """The stream that is shown: the first of moving pictures that is not a cover."""
    for stream in video.streams.video:
        if stream.codec_context is not None and not stream.disposition & av.stream.Disposition.attached_pic:
            stream.codec_context.thread_count = 1
            return stream
    raise Undecodable


def clockwise(frame: VideoFrame) -> int:
    """Degrees (0, 90, 180, 270) that a player turns a frame by; FFmpeg counts the other way."""
    return round(-frame.rotation / 90) * 90 % 360


def exif_turn(frame: VideoFrame) -> int:
    """How a frame is turned upright, as an EXIF orientation."""
    return _ORIENTATIONS.get(clockwise(frame), 1)


def shown_width(frame: VideoFrame, stream: VideoStream) -> int:
    """A frame's width in square points."""
    ratio = stream.sample_aspect_ratio or 1
    return max(1, round(frame.width * ratio) if 1 / _OBLONG <= ratio <= _OBLONG else frame.width)


def pixels_of(frame: VideoFrame, stream: VideoStream, size: tuple[int, int] | None = None) -> NDArray[Any]:
    """The frame as it is shown, or in another size: its points square, its colours by the standard its size implies where it
    names none."""
    width, height = size or (shown_width(frame, stream), frame.height)
    standard = Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601
    named = frame.colorspace != _UNSPECIFIED
    return frame.to_ndarray(
        format="rgb24", width=width, height=height, src_colorspace=None if named else standard, threads=1
    )


def seconds(video: InputContainer, stream: VideoStream) -> float | None:
    """The length of a video; None where it is not said, or is not sane."""
    length = video.duration / av.time_base if video.duration else None
    if length is None and stream.duration and stream.time_base:
        length = float(stream.duration * stream.time_base)
    return length if length is not None and 0 < length < 1_000_000 else None


def _candidates(video: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The frame at each place, as far as there are any; the very first one where seeking leads nowhere."""
    length = seconds(video, stream) or 0.0
    found = False
    for number, part in enumerate(_PLACES):
        at = min(_FIRST_SECONDS, part * length) if number == 0 else part * length
        try:
            video.seek(int(at * av.time_base))
            frame = None
            for frame in islice(video.decode(stream), _FRAMES_PER_PLACE):
                if frame.time is None or frame.time >= at:
                    break
        except (av.EOFError, av.InvalidDataError, av.PermissionError):
            continue
        if frame is not None:
            found = True
            yield frame
    if not found:
        video.seek(0)
        yield from islice(video.decode(stream), 1)


def _brightness(frame: VideoFrame) -> float:
    """How bright the brighter parts of a frame are, 0 to 255."""
    small = np.sort(frame.to_ndarray(format="gray", width=32, height=32, threads=1), axis=None)
    return float(small[-len(small) // 20])
