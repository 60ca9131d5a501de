"""What a video says of itself, read with FFmpeg."""

import re
from datetime import datetime
from typing import Any

import av

from albumen.imaging.errors import Undecodable
from albumen.imaging.metadata import dates
from albumen.imaging.metadata.position import parse_iso6709
from albumen.imaging.metadata.text import (
    DESCRIPTION_LENGTH,
    MAKER_LENGTH,
    TITLE_LENGTH,
    clean_keywords,
    clean_line,
    clean_text,
)
from albumen.imaging.model import Camera, DateFact, Metadata, Position
from albumen.imaging.readers import Source, video

_APPLE = "com.apple.quicktime."
_FRAMES = 30
"""So many are tried for one that can be decoded and says how it is turned."""
_ZONE_WITHOUT_COLON = re.compile(r"([+\-]\d{2})(\d{2})$", re.ASCII)


def read_film(source: Source, now: datetime) -> Metadata:
    """Everything a video says of itself; nothing, when its container cannot be read."""
    try:
        with video.opened(source) as container:
            return _read(container, source, now)
    except Undecodable:
        return Metadata(width=None, height=None)


def _read(container: Any, source: Source, now: datetime) -> Metadata:
    stream = video.picture_stream(container)
    said = {key.lower(): value for key, value in (dict(stream.metadata) | dict(container.metadata)).items()}
    rotation = _rotation(container, stream)
    width, height = stream.codec_context.width, stream.codec_context.height
    if rotation in {90, 270}:
        width, height = height, width
    sound = next(iter(container.streams.audio), None)
    rate = stream.average_rate
    return Metadata(
        width=width or None,
        height=height or None,
        camera=Camera(
            clean_line(_first(said, f"{_APPLE}make", "com.android.manufacturer", "make"), MAKER_LENGTH),
            clean_line(_first(said, f"{_APPLE}model", "com.android.model", "model"), MAKER_LENGTH),
        ),
        lens=clean_line(_first(said, f"{_APPLE}camera.lens_model"), MAKER_LENGTH),
        position=_position(said),
        title=clean_line(_first(said, f"{_APPLE}title", f"{_APPLE}displayname", "title"), TITLE_LENGTH),
        description=clean_text(_first(said, f"{_APPLE}description", "description", "comment"), DESCRIPTION_LENGTH),
        keywords=clean_keywords(re.split(r"[,;]", _first(said, f"{_APPLE}keywords", "keywords") or "")),
        artist=clean_line(_first(said, f"{_APPLE}author", f"{_APPLE}artist", "artist", "author"), TITLE_LENGTH),
        copyright=clean_line(_first(said, f"{_APPLE}copyright", "copyright"), TITLE_LENGTH),
        dates=tuple(_dates(said, dict(stream.metadata), source.format.demuxer, now)),
        content_identifier=clean_line(_first(said, f"{_APPLE}content.identifier"), MAKER_LENGTH),
        duration=video.seconds(container, stream),
        video_codec=_codec(stream),
        audio_codec=_codec(sound),
        frame_rate=round(float(rate), 3) if rate and 0 < rate <= 10_000 else None,
        rotation=rotation,
    )


def _codec(stream: Any) -> str | None:
    """What a stream is coded in, not which of FFmpeg's decoders reads it."""
    if stream is None or stream.codec_context is None:
        return None
    return clean_line(stream.codec_context.codec.canonical_name, MAKER_LENGTH)


def _first(said: dict[str, str], *keys: str) -> str | None:
    return next((said[key] for key in keys if said.get(key)), None)


def _rotation(container: Any, stream: Any) -> int:
    """Degrees clockwise; FFmpeg tells them with a decoded frame only."""
    try:
        for packets, frame in enumerate(container.decode(stream)):
            return video.clockwise(frame) if packets < _FRAMES else 0
    except av.FFmpegError:
        return 0
    return 0


def _position(said: dict[str, str]) -> Position | None:
    for key in (f"{_APPLE}location.iso6709", "location", "location-eng", "location_eng"):
        if found := parse_iso6709(said.get(key)):
            return found
    return None


def _dates(said: dict[str, str], stream: dict[str, str], demuxer: str | None, now: datetime) -> list[DateFact]:
    """With an offset first, then what the container's headers say."""
    in_utc = demuxer in {"mov", "matroska"}
    header = {"mov": "QuickTime.CreateDate", "matroska": "Matroska.DateUTC"}.get(demuxer or "", "Riff.DateCreated")
    found = [
        _parse("QuickTime.CreationDate", said.get(f"{_APPLE}creationdate"), now),
        _parse("QuickTime.ContentCreateDate", said.get("date"), now),
        _parse(header, said.get("creation_time"), now, is_utc=in_utc),
    ]
    if demuxer == "mov":
        found.append(_parse("QuickTime.MediaCreateDate", stream.get("creation_time"), now, is_utc=True))
    return [fact for fact in found if fact]


def _parse(tag: str, written: str | None, now: datetime, *, is_utc: bool = False) -> DateFact | None:
    if written is None:
        return None
    if is_utc:
        # FFmpeg writes these as `2019-07-24T08:25:57.000000Z`; the container counts whole seconds.
        written = written.removesuffix("Z").removesuffix(".000000")
    return dates.parse(tag, written.strip(), now, is_utc=is_utc)
