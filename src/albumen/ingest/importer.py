"""Files of this machine become photos: each is asked for by its hash first, then taken in like every upload."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import structlog

from albumen import imaging, photos
from albumen.accounts import User
from albumen.core import AlbumenError, Forbidden, NoRoom, TooLarge, Unavailable, Unsupported
from albumen.ingest.errors import EmptyFile, FileTooLarge, WrongDigest, WrongSize
from albumen.ingest.folders import Found, Inventory, sidecar_kind
from albumen.ingest.model import About, Receiving
from albumen.ingest.names import clean_name, clean_path
from albumen.ingest.receive import attach_sidecar, receive
from albumen.jobs import Priority
from albumen.photos import Photo, Presence, State
from albumen.storage import stage_file

log = structlog.get_logger(__name__)

_PAUSES = (0.5, 1, 2, 4, 8, 16)
"""Seconds between tries where the database or the store is away for a moment."""
_AWAY = 8
"""Files in a row that failed so before the import gives up."""
MOST_SIDECAR_BYTES = 16 * 1024 * 1024
"""Bytes of a sidecar: it is text."""
_LEFT_ALONE = {
    Presence.TRASHED: "It lies in the trash.",
    Presence.PURGED: "It was deleted for good.",
}


class Fate(StrEnum):
    """What became of a file."""

    ADDED = "added"
    RESTORED = "restored"
    """It lay in the trash and came back."""
    THERE = "already there"
    OPAQUE = "opaque"
    """Added; but its picture cannot be shown."""
    SIDECAR = "sidecar"
    SKIPPED = "skipped"
    FAILED = "failed"
    """It should have been taken in and was not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, and why where it was not taken in."""

    file: Found
    fate: Fate
    reason: str = ""


@dataclass(slots=True)
class _Run:
    """What the workers of one import share."""

    receiving: Receiving
    owner: User
    again: bool
    waiting: Iterator[Found]
    outcomes: "asyncio.Queue[Outcome | None]"
    photos: dict[Path, "asyncio.Future[Photo | None]"]
    """Where sidecars find their photos."""
    away: int = 0
    """Files one after the other for which the database or the store was away."""
    stopped: AlbumenError | None = None


async def import_files(
    receiving: Receiving, owner: User, inventory: Inventory, *, again: bool = False, parallel: int = 4
) -> AsyncIterator[Outcome]:
    """Take files into a person's library, `parallel` at once; what became of each, as it is known.

    What is there already, was purged or lies in the trash is left alone; `again` brings the latter two back. One bad file
    never stops it. What concerns every file does, and is raised after the outcomes so far: no room (`NoRoom`), an account
    that may not add (`Forbidden`), a database or store that stays away (`Unavailable`).
    """
    loop = asyncio.get_running_loop()
    futures: dict[Path, asyncio.Future[Photo | None]] = {
        file.path: loop.create_future() for file in inventory.files if not file.sidecar_of
    }
    run = _Run(receiving, owner, again, iter(inventory.files), asyncio.Queue(4 * parallel), futures)
    working = asyncio.create_task(_work_all(run, parallel))
    try:
        while (outcome := await run.outcomes.get()) is not None:
            yield outcome
        await working
    finally:
        working.cancel()
        await asyncio.wait([working])
    if run.stopped is not None:
        raise run.stopped


async def _work_all(run: _Run, parallel: int) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(parallel):
                group.create_task(_work(run))
    finally:
        await run.outcomes.put(None)


async def _work(run: _Run) -> None:
    for file in run.waiting:
        await run.outcomes.put(await _take(run, file))
        if run.stopped is not None:
            return


async def _take(run: _Run, file: Found) -> Outcome:
    photo: Photo | None = None
    try:
        outcome, photo = await _take_patiently(run, file)
        run.away = 0
        return outcome
    except (NoRoom, Forbidden) as error:
        run.stopped = error
        return Outcome(file, Fate.FAILED, error.detail)
    except Unavailable as error:
        run.away += 1
        run.stopped = error if run.away >= _AWAY else run.stopped
        return Outcome(file, Fate.FAILED, error.detail)
    except (Unsupported, EmptyFile, TooLarge) as error:
        return Outcome(file, Fate.SKIPPED, error.detail)
    except (WrongDigest, WrongSize):
        return Outcome(file, Fate.FAILED, "It kept changing while it was read.")
    except AlbumenError as error:
        return Outcome(file, Fate.FAILED, error.detail)
    except OSError as error:
        return Outcome(file, Fate.FAILED, f"It cannot be read ({error.strerror or type(error).__name__}).")
    except Exception as error:
        # A fault of ours; but one file must not keep the others out.
        log.exception("import_failed", size=file.size)
        return Outcome(file, Fate.FAILED, f"Albumen failed over it ({type(error).__name__}).")
    finally:
        if not file.sidecar_of:
            run.photos[file.path].set_result(photo)


async def _take_patiently(run: _Run, file: Found) -> tuple[Outcome, Photo | None]:
    """Take one file; again after a pause where the database or the store is away, or the file changed while it was read."""
    for pause in _PAUSES:
        try:
            return await _take_once(run, file)
        except (Unavailable, WrongDigest, WrongSize):
            await asyncio.sleep(pause)
    return await _take_once(run, file)


async def _take_once(run: _Run, file: Found) -> tuple[Outcome, Photo | None]:
    if file.sidecar_of:
        return await _take_sidecar(run, file), None
    return await _take_photo(run, file)


async def _take_photo(run: _Run, file: Found) -> tuple[Outcome, Photo | None]:
    receiving, owner = run.receiving, run.owner
    if file.size > receiving.settings.largest_file_bytes:
        raise FileTooLarge
    if not await asyncio.to_thread(imaging.accepts, file.path):
        raise imaging.UnsupportedType
    digest = await asyncio.to_thread(_sha256, file.path)
    async with receiving.open_tx() as tx:
        found = (await photos.find_digests(tx, owner.id, [digest])).get(digest)
        there = await photos.get(tx, found.photo_id) if found is not None and found.photo_id is not None else None
    if found is not None and found.presence is Presence.PRESENT:
        return Outcome(file, Fate.THERE), there
    if found is not None and not run.again:
        return Outcome(file, Fate.SKIPPED, _LEFT_ALONE[found.presence]), None
    staged = await stage_file(receiving.store, file.path, receiving.settings.largest_file_bytes)
    added = await receive(receiving, owner, staged, _about(file, digest))
    if not added.created:
        return Outcome(file, Fate.RESTORED if added.restored else Fate.THERE), added.photo
    return Outcome(file, Fate.OPAQUE if added.photo.state is State.OPAQUE else Fate.ADDED), added.photo


async def _take_sidecar(run: _Run, file: Found) -> Outcome:
    # Photos stand before their sidecars, so somebody is at work on each of these or done with it.
    owners = [photo for path in file.sidecar_of if (photo := await run.photos[path]) is not None]
    if not owners:
        return Outcome(file, Fate.SKIPPED, "Its photo was not taken in.")
    attached = False
    for photo in owners:
        staged = await stage_file(run.receiving.store, file.path, MOST_SIDECAR_BYTES)
        about = _about(file, None)
        kind = sidecar_kind(file.path.name)
        assert kind is not None, "photos_of names none for anything else"
        attached |= await attach_sidecar(run.receiving, run.owner, photo, staged, about, kind)
    return Outcome(file, Fate.SIDECAR if attached else Fate.THERE)


def _about(file: Found, digest: bytes | None) -> About:
    return About(
        filename=clean_name(file.path.name),
        path=clean_path(file.relative),
        modified=file.modified,
        sha256=digest,
        priority=Priority.NEW,
    )


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
