"""The values that go in and out of imaging: files, probes, metadata, recipes, renditions."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class HasFileno(Protocol):
    """An open file of the operating system: a file object, a memfd, a staged file."""

    def fileno(self) -> int:
        """The descriptor, open for reading."""
        ...


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A file that somebody else has opened and will close, by its descriptor."""

    number: int

    def fileno(self) -> int:
        """The descriptor."""
        return self.number


File = Path | HasFileno
"""A local file, by path or already open. It is opened anew for reading, so the caller's position never moves."""


class Kind(StrEnum):
    """What a file shows."""

    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file is, told from its bytes and never from its name."""

    media_type: str
    """`image/jpeg`, `video/quicktime`, … of our own finding: safe to answer with."""
    extension: str
    """The customary ending, lower case, without the dot: `jpg`, `heic`, `nef`, `mov`."""
    kind: Kind
    decodable: bool
    """False: of an accepted type, but no decoder can read its header. It is kept, and has no renditions."""
    width: int | None = None
    """Pixels after orientation; None where only decoding would tell."""
    height: int | None = None
    frames: int = 1
    """Pictures of an animation; 1 for stills and videos."""


class Precision(StrEnum):
    """The finest part of a date that the file states."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"
    SUBSECOND = "subsecond"


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date that one tag of a file states, as it stands there; which of them is believed is decided above."""

    tag: str
    """Where it stands: the key exiv2 gives it (`Exif.Photo.DateTimeOriginal`, `Xmp.xmp.CreateDate`, `Iptc.DateCreated`,
    `Exif.GPSInfo.DateTime`), `Png.CreationTime`, or for a video `QuickTime.CreationDate`, `QuickTime.ContentCreateDate`,
    `QuickTime.CreateDate`, `QuickTime.MediaCreateDate`, `Matroska.DateUTC`, `Riff.DateCreated`."""
    wall: datetime
    """The digits as written, without a zone, with microseconds. What is finer than `precision` is 0 (month, day: 1)."""
    offset: int | None
    """Minutes east of UTC, -720 to 840, where the file states them for this date, else None. 0 with `is_utc`."""
    is_utc: bool
    """The format itself says that `wall` is in UTC (GPS; the headers of MP4 and Matroska, where some cameras
    nevertheless write local time)."""
    precision: Precision


@dataclass(frozen=True, slots=True)
class Camera:
    """Maker and model as in the file, trimmed; None when absent or garbage."""

    make: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Exposure:
    """How the picture was taken, as far as the file says."""

    iso: int | None = None
    aperture: float | None = None
    """The f-number."""
    shutter_seconds: float | None = None
    focal_length: float | None = None
    """Millimetres."""
    focal_length_35mm: float | None = None
    """Millimetres on film of 36 × 24 mm."""
    bias: float | None = None
    """Steps (EV)."""
    flash_fired: bool | None = None
    program: str | None = None
    """`manual`, `normal`, `aperture priority`, `shutter priority`, `creative`, `action`, `portrait`, `landscape`."""
    metering: str | None = None
    """`average`, `centre-weighted average`, `spot`, `multi-spot`, `multi-segment`, `partial`, `other`."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place on earth: degrees, north and east positive; metres above the sea. Never (0, 0), never NaN."""

    latitude: float
    longitude: float
    altitude: float | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself. All text is clean: valid Unicode, no control characters, of limited length."""

    width: int | None
    """Pixels after orientation; None when not even that can be found."""
    height: int | None
    orientation: int = 1
    """The EXIF orientation, 1 to 8; 1 where the file says nonsense or where the format turns its pictures itself."""
    camera: Camera = Camera()
    lens: str | None = None
    exposure: Exposure = Exposure()
    position: Position | None = None
    title: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    """In the order of the file, without repeats; levels of a hierarchy are joined by `/`."""
    rating: int = 0
    """1 to 5; 0 for none."""
    artist: str | None = None
    copyright: str | None = None
    dates: tuple[DateFact, ...] = ()
    """Every sane date, the most trusted tag first."""
    content_identifier: str | None = None
    """Apple's name for the pair of a live photo: the same in the still and in the video."""
    motion_video_bytes: int | None = None
    """Length of the video at the end of a motion photo's file."""
    duration: float | None = None
    """Seconds of a video."""
    video_codec: str | None = None
    """FFmpeg's name: `h264`, `hevc`, `av1`, …"""
    audio_codec: str | None = None
    frame_rate: float | None = None
    rotation: int = 0
    """Degrees clockwise (0, 90, 180, 270) that a player turns the video's frames by."""


class RenditionFormat(StrEnum):
    """What a rendition is written as."""

    JPEG = "jpeg"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One rendition that is wanted: it fits inside `width` × `height` pixels and is never larger than the original.

    A JPEG cannot be transparent: where the picture is, a `JPEG` recipe gives WebP instead.
    """

    name: str
    width: int
    height: int
    format: RenditionFormat
    quality: int
    """1 to 100, as the format's encoder understands it."""
    filled: bool = False
    """It fills them instead: what hangs over is cut off at both sides alike."""


GRID = Recipe("grid", 1440, 480, RenditionFormat.WEBP, 75)
PREVIEW = Recipe("preview", 2048, 2048, RenditionFormat.JPEG, 82)
POSTER = Recipe("poster", 2048, 2048, RenditionFormat.JPEG, 82)
"""A video's frame, in the size of a preview."""
PORTRAIT = Recipe("portrait", 512, 512, RenditionFormat.WEBP, 86, filled=True)
"""A person's picture, as it is kept."""
AVATAR = Recipe("avatar", 144, 144, RenditionFormat.WEBP, 82, filled=True)
"""The same beside a name."""


@dataclass(frozen=True, slots=True)
class StoryboardLayout:
    """How the small pictures of a storyboard lie in it: row by row, from the left, at equal distances in time."""

    columns: int
    frames: int
    width: int
    """Pixels of one of them."""
    height: int

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return -(-self.frames // self.columns)

    def name(self, version: int) -> str:
        """A file name that tells all of it: whoever shows the picture needs to know."""
        return f"storyboard-{version}-{self.columns}-{self.frames}-{self.width}-{self.height}.webp"

    @classmethod
    def of_name(cls, name: str) -> "StoryboardLayout | None":
        """The layout that a file name tells, None when it tells none."""
        match = re.fullmatch(r"storyboard-\d+-(\d+)-(\d+)-(\d+)-(\d+)\.webp", name, re.ASCII)
        return cls(*(int(part) for part in match.groups())) if match else None


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Small pictures along a video in one WebP, each from the middle of its part of the time."""

    layout: StoryboardLayout
    data: bytes


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture that Albumen made: upright, in sRGB, without any metadata."""

    name: str
    """Its recipe's."""
    media_type: str
    extension: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Renditions:
    """Everything that one decoding gave."""

    pictures: tuple[Rendition, ...]
    """In the order in which they were wanted."""
    thumbhash: bytes
    """About 25 bytes: a blurred picture with its ratio and transparency."""
    width: int
    """Of the whole picture as decoded, after orientation (for RAW: of the developed picture)."""
    height: int
