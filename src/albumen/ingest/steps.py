"""What is made of a photo after it is safe: a list of steps, each of which may be repeated without harm.

A step has a version. A photo remembers which version of each step was done for it; raising a `VERSION` makes `sweep` do the
step again for every photo. That is how a better reader or a new size of rendition reaches photos of years ago.
"""

import base64
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from albumen import accounts, imaging, photos, places
from albumen.core import crashpoint, now
from albumen.database import OpenTx
from albumen.imaging import (
    GRID,
    POSTER,
    PREVIEW,
    DecoderCrashed,
    DecoderLimit,
    Decoders,
    Descriptor,
    Metadata,
    Probe,
    Recipe,
    Undecodable,
)
from albumen.ingest.dating import decide
from albumen.photos import DateSource, Facts, Kind, Photo, PhotoId, State, Taken
from albumen.storage import BlobRef, BlobStore, Derived


@dataclass(frozen=True, slots=True)
class Darkroom:
    """What a step needs besides the photo."""

    open_tx: OpenTx
    store: BlobStore
    decoders: Decoders


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name and version, what it does to a photo whose original is open, and to which kinds of photos."""

    name: str
    version: int
    do: Callable[[Darkroom, Photo, Probe, Descriptor], Awaitable[None]]
    kinds: frozenset[Kind] = frozenset(Kind)


async def develop(darkroom: Darkroom, photo_id: PhotoId) -> None:
    """Do every step that was not done for this photo in its present version.

    Nothing happens when the photo is gone. Raises what stops a decoder (`imaging.DecoderLimit`, `imaging.DecoderCrashed`) and
    what stops the store; the photo then stays as it is, its bytes are untouched.
    """
    photo = await _read(darkroom, photo_id)
    if photo is None or not _undone(photo):
        return
    crashpoint("S8.before")
    async with darkroom.store.borrow(BlobRef(photo.owner_id, photo.sha256)) as number:
        file = Descriptor(number)
        probe = await imaging.probe(darkroom.decoders, photo.owner_id, file)
        for step in _undone(photo):
            crashpoint(f"develop.{step.name}.before")
            await step.do(darkroom, photo, probe, file)
            crashpoint(f"develop.{step.name}.after")
    crashpoint("S8.after")


def recipes_of(kind: Kind) -> tuple[Recipe, ...]:
    """The renditions that every photo of this kind has."""
    return (GRID, POSTER) if kind is Kind.VIDEO else (GRID, PREVIEW)


async def _read_metadata(darkroom: Darkroom, photo: Photo, probe: Probe, file: Descriptor) -> None:
    try:
        found = await imaging.read_metadata(darkroom.decoders, photo.owner_id, file, probe)
    except Undecodable:
        found = Metadata(width=None, height=None)
    async with darkroom.open_tx() as tx:
        owner = await accounts.get_user(tx, photo.owner_id)
        home = owner.profile.time_zone if owner else "UTC"
        facts = _facts(photo, found, home)
        await photos.describe(tx, photo.id, facts, step=READ_METADATA.name, version=READ_METADATA.version)


async def _make_renditions(darkroom: Darkroom, photo: Photo, probe: Probe, file: Descriptor) -> None:
    wanted = recipes_of(photo.kind)
    step = MAKE_RENDITIONS
    try:
        made = await imaging.make_renditions(darkroom.decoders, photo.owner_id, file, probe, wanted)
    except Undecodable as error:
        async with darkroom.open_tx() as tx:
            await photos.mark_step(tx, photo.id, step=step.name, version=step.version)
            await photos.mark(tx, photo.id, State.OPAQUE, error.detail)
        return
    ref = BlobRef(photo.owner_id, photo.sha256)
    names = {}
    for picture in made.pictures:
        # The version is part of the name, so that caches never show an older make.
        names[picture.name] = f"{picture.name}-{step.version}.{picture.extension}"
        await darkroom.store.put_derived(Derived(ref, names[picture.name]), picture.data)
    crashpoint("develop.make_renditions.kept")
    async with darkroom.open_tx() as tx:
        await photos.put_renditions(
            tx,
            photo.id,
            renditions=names,
            thumbhash=base64.b64encode(made.thumbhash).decode(),
            width=made.width,
            height=made.height,
            step=step.name,
            version=step.version,
        )


async def _make_storyboard(darkroom: Darkroom, photo: Photo, probe: Probe, file: Descriptor) -> None:
    """Small pictures along a video, for whoever looks for a place in it.

    A video without one is none the worse: what cannot be made of it, or would take too long, is left out.
    """
    step = MAKE_STORYBOARD
    made = None
    with contextlib.suppress(Undecodable, DecoderLimit, DecoderCrashed):
        made = await imaging.make_storyboard(darkroom.decoders, photo.owner_id, file, probe)
    if made is None:
        async with darkroom.open_tx() as tx:
            await photos.mark_step(tx, photo.id, step=step.name, version=step.version)
        return
    name = made.layout.name(step.version)
    await darkroom.store.put_derived(Derived(BlobRef(photo.owner_id, photo.sha256), name), made.data)
    async with darkroom.open_tx() as tx:
        await photos.put_storyboard(tx, photo.id, name, step=step.name, version=step.version)


READ_METADATA = Step("read_metadata", 1, _read_metadata)
MAKE_RENDITIONS = Step("make_renditions", 1, _make_renditions)
MAKE_STORYBOARD = Step("make_storyboard", 1, _make_storyboard, frozenset({Kind.VIDEO}))

DEVELOP: tuple[Step, ...] = (READ_METADATA, MAKE_RENDITIONS, MAKE_STORYBOARD)
"""In this order: what the file says of itself first, so that a photo whose picture cannot be made still has its date;
what a video can do without last, when it is seen already."""


def steps_of(kind: Kind) -> list[Step]:
    """The steps that a photo of this kind goes through."""
    return [step for step in DEVELOP if kind in step.kinds]


def _undone(photo: Photo) -> list[Step]:
    return [step for step in steps_of(photo.kind) if photo.steps.get(step.name) != step.version]


async def _read(darkroom: Darkroom, photo_id: PhotoId) -> Photo | None:
    async with darkroom.open_tx() as tx:
        return await photos.get(tx, photo_id)


def _facts(photo: Photo, found: Metadata, home_zone: str) -> Facts:
    position = found.position
    dated = decide(
        found.dates,
        camera=found.camera,
        position_zone=places.zone_at(position.latitude, position.longitude) if position else None,
        home_zone=home_zone,
        filename=photo.filename,
        path=photo.path,
        duration=found.duration,
        modified=photo.modified,
        now=now(),
    )
    exposure = {name: value for name, value in asdict(found.exposure).items() if value is not None}
    details = {
        name: getattr(found, name)
        for name in (
            "artist",
            "copyright",
            "content_identifier",
            "motion_video_bytes",
            "video_codec",
            "audio_codec",
            "frame_rate",
        )
        if getattr(found, name) is not None
    }
    return Facts(
        width=found.width,
        height=found.height,
        taken=Taken(
            dated.wall,
            dated.offset,
            DateSource(dated.source) if dated.source else None,
            dated.confidence.value,
            dated.precision.value,
        ),
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
        altitude=position.altitude if position else None,
        make=found.camera.make,
        model=found.camera.model,
        lens=found.lens,
        exposure=exposure,
        duration=found.duration,
        title=found.title or "",
        description=found.description or "",
        tags=found.keywords,
        rating=found.rating,
        details=details,
    )
