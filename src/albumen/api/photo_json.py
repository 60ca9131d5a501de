"""How a photo looks in JSON."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from albumen import delivery
from albumen.api.errors import SaidOut, said
from albumen.api.json import Id, wall_clock
from albumen.delivery import Audience
from albumen.imaging import StoryboardLayout
from albumen.photos import Kind, Photo, State
from albumen.storage import BlobRef
from albumen.wiring import Parts


class Camera(BaseModel):
    """As in the file, trimmed."""

    make: str | None
    model: str | None


class Exposure(BaseModel):
    """How the picture was taken, as far as the file says; what it does not say is left out."""

    iso: int | None = None
    aperture: float | None = Field(None, description="The f-number")
    shutter_seconds: float | None = None
    focal_length: float | None = Field(None, description="Millimetres")
    focal_length_35mm: float | None = Field(None, description="Millimetres on film of 36 × 24 mm")
    bias: float | None = Field(None, description="Steps (EV)")
    flash_fired: bool | None = None
    program: str | None = Field(None, examples=["aperture priority"])
    metering: str | None = Field(None, examples=["multi-segment"])


class StoryboardOut(BaseModel):
    """Small pictures along a video in one: row by row from the left, each from the middle of its part of the time."""

    url: str
    columns: int
    frames: int
    width: int = Field(description="Pixels of one of them")
    height: int


class Renditions(BaseModel):
    """Signed addresses of smaller pictures, good for one to two hours; null while there is none."""

    grid: str | None
    preview: str | None
    poster: str | None
    video: str | None = Field(description="A video that browsers play")
    storyboard: StoryboardOut | None = Field(description="Of a video")


class PhotoOut(BaseModel):
    """A photo or video with what is known of it."""

    id: Id
    owner_id: Id
    kind: Kind
    media_type: str
    filename: str
    path: str
    size: int = Field(description="Bytes of the original")
    sha256: str
    sha1: str
    width: int | None = Field(description="Pixels, after orientation")
    height: int | None
    taken_at: str | None = Field(
        description="ISO 8601 wall clock; with an offset only when it is known; null when nothing is known",
        examples=["2019-07-04T21:15:03", "2019-07-04T21:15:03+02:00"],
    )
    taken_at_source: Literal["offset_tag", "gps", "home_zone", "sidecar", "file_name", "modified", "user"] | None = None
    taken_at_confidence: Literal["certain", "likely", "guess"]
    taken_at_precision: Literal["year", "month", "day", "minute", "second", "subsecond"]
    shown_at: str = Field(description="The wall clock at which it stands in the timeline")
    latitude: float | None
    longitude: float | None
    altitude: float | None
    camera: Camera
    lens: str | None
    exposure: Exposure
    artist: str | None = Field(description="Who took it, as the file says")
    copyright: str | None
    duration: float | None = Field(description="Seconds of a video")
    video_codec: str | None = Field(examples=["h264", "hevc"])
    audio_codec: str | None
    frame_rate: float | None = Field(description="Pictures a second")
    title: str
    description: str
    tags: list[str]
    rating: int
    favourite: bool
    archived: bool
    trashed_at: AwareDatetime | None
    state: State
    reason: str | None = Field(description="Why it is opaque or failed")
    reason_said: SaidOut | None = Field(description="By which name the reason is known")
    renditions: Renditions
    thumbhash: str | None = Field(description="Base64")
    uploaded_at: AwareDatetime
    updated_at: AwareDatetime


def _storyboard(name: str | None, address: Callable[[str | None], str | None]) -> dict[str, Any] | None:
    layout = StoryboardLayout.of_name(name) if name else None
    return {"url": address(name), **asdict(layout)} if layout else None


PLAYABLE = frozenset({"video/mp4", "video/webm", "video/quicktime"})
"""Videos whose original a browser may well play; the player says so when it cannot."""


def signed(parts: Parts, owner_id: int, sha256: bytes, name: str | None, now: datetime) -> str | None:
    """The signed address of a rendition of a private photo, None when there is none."""
    if name is None:
        return None
    return delivery.url_for(parts.media_keys, BlobRef(owner_id, sha256), name, Audience.PRIVATE, now)


def photo_json(photo: Photo, parts: Parts) -> dict[str, Any]:
    """A photo that the viewer may see, as plain values in the shape of `PhotoOut`.

    Whoever calls has asked `sharing`: the addresses in it are as good as the bytes.
    """
    now = datetime.now(UTC)

    def address(name: str | None) -> str | None:
        return signed(parts, photo.owner_id, photo.sha256, name, now)

    playable = photo.media_type in PLAYABLE and photo.state is State.READY
    return {
        "id": str(photo.id),
        "owner_id": str(photo.owner_id),
        "kind": photo.kind,
        "media_type": photo.media_type,
        "filename": photo.filename,
        "path": photo.path,
        "size": photo.size,
        "sha256": photo.sha256.hex(),
        "sha1": photo.sha1.hex(),
        "width": photo.width,
        "height": photo.height,
        "taken_at": wall_clock(photo.taken.wall, photo.taken.offset),
        "taken_at_source": photo.taken.source,
        "taken_at_confidence": photo.taken.confidence,
        "taken_at_precision": photo.taken.precision,
        "shown_at": wall_clock(photo.shown_at, None),
        "latitude": photo.latitude,
        "longitude": photo.longitude,
        "altitude": photo.altitude,
        "camera": {"make": photo.make, "model": photo.model},
        "lens": photo.lens,
        "exposure": photo.exposure,
        "artist": photo.details.get("artist"),
        "copyright": photo.details.get("copyright"),
        "duration": photo.duration,
        "video_codec": photo.details.get("video_codec"),
        "audio_codec": photo.details.get("audio_codec"),
        "frame_rate": photo.details.get("frame_rate"),
        "title": photo.title,
        "description": photo.description,
        "tags": photo.tags,
        "rating": photo.rating,
        "favourite": photo.favourite,
        "archived": photo.archived,
        "trashed_at": photo.trashed_at,
        "state": photo.state,
        "reason": photo.reason,
        "reason_said": said(photo.reason),
        "renditions": {
            "grid": address(photo.renditions.get("grid")),
            "preview": address(photo.renditions.get("preview")),
            "poster": address(photo.renditions.get("poster")),
            "video": address(delivery.original_name(photo.media_type)) if playable else None,
            "storyboard": _storyboard(photo.renditions.get("storyboard"), address),
        },
        "thumbhash": photo.thumbhash,
        "uploaded_at": photo.uploaded_at,
        "updated_at": photo.updated_at,
    }
