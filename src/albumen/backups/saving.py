"""Out: the database at one moment, then the blobs that belong to it, then, last of all, the manifest."""

import asyncio
import gzip
import os
import re
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import structlog
from sqlalchemy import func, select, text

from albumen import __version__, database, storage
from albumen.backups.errors import NOT_KEPT, NOT_WRITTEN, BackupDamaged, BackupFailed
from albumen.backups.folder import Folder, info_of, read_list, sync_folder, write_durably
from albumen.backups.model import FORMAT, BackupReport, Blob, FileInfo, Manifest, Progress, Steps
from albumen.backups.together import together
from albumen.core import now
from albumen.database import OpenTx, Tx
from albumen.storage import STORE_AWAY, BlobRef, BlobStore, StoreFailed, StoreRefused, blobs

log = structlog.get_logger(__name__)

_PARALLEL = 4
_BLOB = re.compile(r"[0-9a-f]{64}|\.[0-9a-f]{64}\.new")


@dataclass(frozen=True, slots=True)
class _Taken:
    """The snapshot of the database: the revision of its schema, and how many blobs of how many bytes it names."""

    schema: str | None
    count: int
    size: int


@dataclass(slots=True)
class _Copied:
    """What the copying did so far."""

    count: int = 0
    size: int = 0
    unreadable: list[BlobRef] = field(default_factory=list)
    folders: set[Path] = field(default_factory=set)
    """In which there are new names."""


async def back_up(
    open_tx: OpenTx,
    url: str,
    store: BlobStore,
    to: Path,
    *,
    keep: int,
    progress: Progress,
    secret: Path | None = None,
) -> BackupReport:
    """Back up the database at `url` and the blobs that it names into a folder, in which `keep` snapshots (1 or more) stay.

    Blobs that are there already are not copied again. What is written is read again from the disk before it counts. While
    it runs nothing is destroyed in `store`, so that what is purged meanwhile can still be copied. Killed at any moment, it
    leaves the older snapshots as they were. With `secret` that file is copied too.

    A blob that cannot be read keeps no other from being copied: it is named in the report and in the manifest. Raises
    `BackupBusy`, `OtherInstance`, `BackupFailed`, `storage.AlreadyHeld`, and what database and store raise.
    """
    instance = await store.identity()
    if instance is None:
        raise StoreRefused(STORE_AWAY())
    folder = Folder(to)
    try:
        await asyncio.to_thread(folder.open_for, instance)
        with folder.only_writer():
            at = now()
            name = await asyncio.to_thread(_new_name, folder, at)
            new = await asyncio.to_thread(folder.begin, name)
            async with storage.hold(open_tx):
                with progress("Saving the database", 1, 0) as steps:
                    taken = await _take(open_tx, url, new)
                    steps.step()
                copied = await _copy_all(folder, store, new / "blobs.gz", taken, progress)
            await database.check_dump(new / "database.dump")
            manifest = await asyncio.to_thread(_describe, new, at, instance, taken, copied, secret)
            await asyncio.to_thread(folder.finish, name, manifest)
            forgotten, removed = await asyncio.to_thread(_prune, folder, keep)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise BackupFailed(NOT_WRITTEN(system=f"{error.strerror or error}{where}")) from error
    return BackupReport(
        name, taken.count, taken.size, copied.count, copied.size, tuple(copied.unreadable), forgotten, removed
    )


async def _take(open_tx: OpenTx, url: str, new: Path) -> _Taken:
    """Dump the database, and list the blobs, as one and the same snapshot shows them."""
    async with open_tx() as tx:
        await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        # It waits for pg_dump, as long as that takes.
        await tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        await tx.execute(text("SET LOCAL statement_timeout = 0"))
        snapshot = await tx.scalar(select(func.pg_export_snapshot()))
        schema = await database.current_revision(tx)
        count, size = await _list_blobs(tx, new / "blobs.gz")
        await database.dump(url, new / "database.dump", snapshot=snapshot)
    return _Taken(schema, count, size)


async def _list_blobs(tx: Tx, to: Path) -> tuple[int, int]:
    live = (
        select(blobs.c.space, blobs.c.sha256, blobs.c.size)
        .where(blobs.c.state == "live")
        .order_by(blobs.c.space, blobs.c.sha256)
        .prefix_with("/* all shards */")
    )
    count = total = 0
    with to.open("wb") as raw:
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
            async for space, digest, size in await tx.stream(live):
                packed.write(f"{space} {digest.hex()} {size}\n".encode())
                count += 1
                total += size
        raw.flush()
        os.fsync(raw.fileno())
    return count, total


async def _copy_all(folder: Folder, store: BlobStore, listed: Path, taken: _Taken, progress: Progress) -> _Copied:
    copied = _Copied()
    waiting = read_list(listed)
    with progress("Copying photos", taken.count, taken.size) as steps:
        await together(_PARALLEL, lambda: _copy_some(folder, store, waiting, copied, steps))
    await asyncio.to_thread(_sync_all, copied.folders)
    return copied


async def _copy_some(folder: Folder, store: BlobStore, waiting: Iterator[Blob], copied: _Copied, steps: Steps) -> None:
    for blob in waiting:
        path = folder.path_of(blob.ref)
        if await asyncio.to_thread(_size_of, path) != blob.size:
            await _copy(store, blob, path, copied)
        steps.step(blob.size)


async def _copy(store: BlobStore, blob: Blob, path: Path, copied: _Copied) -> None:
    await asyncio.to_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("wb") as file:
            async with aclosing(store.open(blob.ref)) as blocks:  # type: ignore[type-var]
                async for block in blocks:
                    await asyncio.to_thread(file.write, block)
            await asyncio.to_thread(_make_durable, file)
    except StoreRefused:
        raise
    except StoreFailed as error:
        log.error("backup_blob_unreadable", space=blob.ref.space, sha256=blob.ref.hex, error=error.detail)
        copied.unreadable.append(blob.ref)
        await asyncio.to_thread(draft.unlink, missing_ok=True)
        return
    written = await asyncio.to_thread(info_of, draft)
    if written != FileInfo(blob.size, blob.ref.hex):
        raise BackupFailed(NOT_KEPT(file=str(draft)))
    await asyncio.to_thread(draft.replace, path)
    copied.folders |= {path.parent, path.parent.parent, path.parent.parent.parent}
    copied.count += 1
    copied.size += blob.size


def _describe(new: Path, at: datetime, instance: UUID, taken: _Taken, copied: _Copied, secret: Path | None) -> Manifest:
    if secret is not None:
        write_durably(new / "secret", secret.read_bytes())
        (new / "secret").chmod(0o600)
    return Manifest(
        format=FORMAT,
        created_at=at.isoformat(timespec="seconds"),
        albumen=__version__,
        schema=taken.schema,
        instance=instance,
        database=info_of(new / "database.dump"),
        blobs=info_of(new / "blobs.gz"),
        count=taken.count,
        bytes=taken.size,
        secret=info_of(new / "secret") if secret is not None else None,
        unreadable=tuple(sorted(str(ref) for ref in copied.unreadable)),
    )


def _prune(folder: Folder, keep: int) -> tuple[int, int]:
    """Forget the oldest snapshots beyond `keep`, then remove the blobs that none of the kept names: how many of each."""
    names = folder.names()
    old, kept = names[:-keep], names[-keep:]
    if not old:
        return 0, 0
    named: set[Path] = set()
    try:
        for name in kept:
            snapshot = folder.snapshot(name)
            if info_of(snapshot.list) != snapshot.manifest.blobs:
                raise BackupDamaged(f"The list of photos of {name} is damaged.")
            named.update(folder.path_of(blob.ref) for blob in read_list(snapshot.list))
    except BackupDamaged as error:
        # What it names is not known, so nothing may go.
        log.warning("backup_not_pruned", reason=error.detail)
        return 0, 0
    for name in old:
        folder.forget(name)
    removed = 0
    for path in folder.stored():
        if path not in named and _BLOB.fullmatch(path.name):
            path.unlink()
            removed += 1
    return len(old), removed


def _new_name(folder: Folder, at: datetime) -> str:
    """A name that sorts behind all older ones and that every file system takes."""
    stem = f"{at:%Y-%m-%dT%H-%M-%SZ}"
    names = set(folder.names())
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if name not in names)


def _size_of(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _make_durable(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_all(folders: set[Path]) -> None:
    for each in folders:
        sync_folder(each)
