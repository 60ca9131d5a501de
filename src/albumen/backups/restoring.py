"""Back: see whether everything is as it was written, then put it into an empty place."""

import asyncio
from collections.abc import Collection, Iterator
from pathlib import Path

from albumen import database, storage
from albumen.backups.errors import BackupDamaged, UnknownFormat
from albumen.backups.folder import Folder, Snapshot, info_of, read_list
from albumen.backups.model import Blob, Damage, FileInfo, Progress, Steps
from albumen.backups.together import together
from albumen.storage import BlobRef, BlobStore

_PARALLEL = 4


async def verify(folder: Folder, names: Collection[str], progress: Progress) -> list[Damage]:
    """Read these snapshots and all their blobs again; what is not as it was written.

    Raises `NoBackup`, `UnknownFormat`, and `BackupDamaged` where a manifest cannot be read.
    """
    damages: list[Damage] = []
    wanted: dict[BlobRef, int] = {}
    for name in names:
        snapshot = folder.snapshot(name)
        if folder.instance() != snapshot.manifest.instance:
            damages.append(Damage(str(folder.root), f"it does not say that {name} is its own"))
        damages += await _verify_files(snapshot)
        unreadable = set(snapshot.manifest.unreadable)
        try:
            wanted.update({b.ref: b.size for b in read_list(snapshot.list) if str(b.ref) not in unreadable})
        except BackupDamaged as error:
            damages.append(Damage(str(snapshot.list), error.detail))
    waiting = iter(sorted(wanted.items()))
    with progress("Reading the backup", len(wanted), sum(wanted.values())) as steps:
        await together(_PARALLEL, lambda: _verify_blobs(folder, waiting, damages, steps))
    return damages


async def restore(
    folder: Folder,
    snapshot: Snapshot,
    url: str,
    store: BlobStore,
    *,
    progress: Progress,
    leave_out: Collection[BlobRef] = (),
) -> int:
    """Put a snapshot into the empty database at `url` and the empty `store`; how many blobs that were.

    Blobs of `leave_out` (damaged ones) and those that the manifest calls unreadable are left out. Raises
    `database.DatabaseNotEmpty`, `BackupDamaged`, `UnknownFormat`, and what database and store raise; the place is then
    half full and must be emptied before the next try.
    """
    manifest = snapshot.manifest
    if (manifest.schema or "") > database.head_revision():
        raise UnknownFormat(
            f"This backup was made by Albumen {manifest.albumen}, which is newer. Restore it with that."
        )
    with progress("Restoring the database", 1, 0) as steps:
        await database.restore(url, snapshot.dump)
        await database.migrate(url)
        steps.step()
    await store.create(manifest.instance)
    store.expect(manifest.instance)
    waiting = iter(await asyncio.to_thread(_to_restore, snapshot, leave_out))
    with progress("Restoring photos", manifest.count, manifest.bytes) as steps:
        counts = [0]
        await together(_PARALLEL, lambda: _restore_blobs(folder, store, waiting, counts, steps))
    return counts[0]


async def _verify_files(snapshot: Snapshot) -> list[Damage]:
    manifest = snapshot.manifest
    damages = []
    wanted = {snapshot.dump: manifest.database, snapshot.list: manifest.blobs}
    if manifest.secret is not None:
        wanted[snapshot.secret] = manifest.secret
    for path, info in wanted.items():
        how = await asyncio.to_thread(_damage_of, path, info)
        if how is not None:
            damages.append(Damage(str(path), how))
    return damages


async def _verify_blobs(
    folder: Folder, waiting: Iterator[tuple[BlobRef, int]], damages: list[Damage], steps: Steps
) -> None:
    for ref, size in waiting:
        path = folder.path_of(ref)
        how = await asyncio.to_thread(_damage_of, path, FileInfo(size, ref.hex))
        if how is not None:
            damages.append(Damage(str(path), how, ref))
        steps.step(size)


def _damage_of(path: Path, wanted: FileInfo) -> str | None:
    try:
        found = info_of(path)
    except FileNotFoundError:
        return "it is missing"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    if found.size != wanted.size:
        return f"it has {found.size} bytes instead of {wanted.size}"
    return None if found == wanted else "its bytes were changed"


def _to_restore(snapshot: Snapshot, leave_out: Collection[BlobRef]) -> list[Blob]:
    unreadable = set(snapshot.manifest.unreadable)
    out = set(leave_out)
    return [blob for blob in read_list(snapshot.list) if blob.ref not in out and str(blob.ref) not in unreadable]


async def _restore_blobs(
    folder: Folder, store: BlobStore, waiting: Iterator[Blob], counts: list[int], steps: Steps
) -> None:
    for blob in waiting:
        staged = await storage.stage_file(store, folder.path_of(blob.ref), blob.size)
        try:
            if staged.sha256 != blob.ref.sha256:
                raise BackupDamaged(f"{folder.path_of(blob.ref)} was changed while it was restored.")
            await store.keep(staged, blob.ref)
        finally:
            await store.discard(staged.name)
        counts[0] += 1
        steps.step(blob.size)
