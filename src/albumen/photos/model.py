"""What a photo is. A video is a photo with `kind` video."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType

PhotoId = NewType("PhotoId", int)


class Kind(StrEnum):
    """Still or moving."""

    IMAGE = "image"
    VIDEO = "video"


class State(StrEnum):
    """How far a photo has come. Its bytes are safe in every state."""

    PROCESSING = "processing"
    READY = "ready"
    OPAQUE = "opaque"
    """An accepted type that no decoder here can read: kept and downloadable, without renditions."""
    FAILED = "failed"
    """Developing it hit a limit or crashed a decoder: kept and downloadable, the reason is told."""


class Shelf(StrEnum):
    """One of the four lists that a library is read by."""

    LIBRARY = "library"
    FAVOURITES = "favourites"
    ARCHIVE = "archive"
    TRASH = "trash"


class DateSource(StrEnum):
    """Where a date comes from."""

    OFFSET_TAG = "offset_tag"
    GPS = "gps"
    HOME_ZONE = "home_zone"
    SIDECAR = "sidecar"
    FILE_NAME = "file_name"
    MODIFIED = "modified"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Taken:
    """When a photo was taken, as well as it is known."""

    wall: datetime | None
    """What a clock on the wall showed, without a zone."""
    offset: int | None
    """Minutes that this clock was ahead of UTC; None when that is not known."""
    source: DateSource | None
    confidence: str
    """certain, likely or guess."""
    precision: str
    """year, month, day, minute, second or subsecond: parts of `wall` that are finer mean nothing."""


UNKNOWN_DATE = Taken(None, None, None, "guess", "day")


@dataclass(frozen=True, slots=True)
class NewPhoto:
    """What a photo is made from when its bytes have arrived."""

    owner_id: int
    sha256: bytes
    sha1: bytes
    size: int
    kind: Kind
    media_type: str
    filename: str
    path: str
    modified: datetime | None
    """When the file was last changed at its sender's, as the sender says."""
    state: State
    uploaded_wall: datetime
    """The wall clock in the owner's zone at the upload: where the photo stands until its date is known."""
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What developing found out about a photo. What the owner has edited since stays as they want it."""

    width: int | None
    height: int | None
    """In pixels, as it is to be seen (after orientation)."""
    taken: Taken
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    exposure: Mapping[str, Any] | None = None
    duration: float | None = None
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    rating: int = 0
    details: Mapping[str, Any] | None = None
    """Facts that no column has: codecs, identifiers of live pairs, authors."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo or video in somebody's library."""

    id: PhotoId
    owner_id: int
    sha256: bytes
    sha1: bytes
    size: int
    kind: Kind
    media_type: str
    filename: str
    path: str
    modified: datetime | None
    state: State
    reason: str | None
    """Why it is opaque or failed."""
    width: int | None
    height: int | None
    taken: Taken
    shown_at: datetime
    """The wall clock it stands at in the timeline: when it was taken, else when it was uploaded."""
    latitude: float | None
    longitude: float | None
    altitude: float | None
    make: str | None
    model: str | None
    lens: str | None
    exposure: Mapping[str, Any]
    duration: float | None
    title: str
    description: str
    tags: tuple[str, ...]
    rating: int
    favourite: bool
    archived: bool
    trashed_at: datetime | None
    details: Mapping[str, Any]
    """Facts that no column has, as in `Facts`."""
    thumbhash: str | None
    renditions: Mapping[str, str]
    """Kind of rendition → the name under which delivery finds its bytes."""
    steps: Mapping[str, int]
    """Step of development → the version in which it was done."""
    edited: frozenset[str]
    """Properties that the owner set by hand."""
    uploaded_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an upload."""

    photo: Photo
    created: bool
    """False when the owner had these bytes already."""
    restored: bool = False
    """True when they lay in the trash and came back."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day of a shelf and how many photos stand on it."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Tile:
    """What a grid needs of one photo."""

    id: PhotoId
    kind: Kind
    ratio: float
    """Width over height; 1 while unknown."""
    shown_at: datetime
    taken_known: bool
    favourite: bool
    archived: bool
    state: State
    thumbhash: str | None
    duration: float | None
    sha256: bytes
    renditions: Mapping[str, str]
    trashed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of one day, the latest first, and where to go on."""

    tiles: tuple[Tile, ...]
    cursor: str | None


class Presence(StrEnum):
    """What the library knows of a digest."""

    PRESENT = "present"
    TRASHED = "trashed"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Found:
    """A digest that the library knows: the photo (None when it was purged) and whether it is there."""

    photo_id: PhotoId | None
    presence: Presence
