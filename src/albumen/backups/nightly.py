"""Dumps of the database beside the data: a way back for whoever spoils the database, not for whoever loses the disk."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from albumen import database, storage
from albumen.backups.folder import sync_folder, write_durably
from albumen.backups.model import BackupReport
from albumen.core import now
from albumen.storage import BlobStore

_LAST = "last-backup.json"
_NEW = ".new-"
_DRAFT_KEPT = 86400.0
_ROOM_AT_FIRST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Dumps:
    """Where nightly dumps are written, of which database, and how many are kept."""

    folder: Path
    url: str
    kept: int


async def write_dump(dumps: Dumps, store: BlobStore) -> Path | None:
    """Write a dump, read it again, and remove the oldest beyond those kept; None where none are wanted.

    Raises `storage.StoreFull` where it would not fit above the floor of free space, `database.DumpFailed`,
    `database.DumpDamaged` and OSError.
    """
    if dumps.kept == 0:
        return None
    await asyncio.to_thread(dumps.folder.mkdir, mode=0o700, parents=True, exist_ok=True)
    there = await asyncio.to_thread(list_dumps, dumps.folder)
    await storage.ensure_room(store, max(_ROOM_AT_FIRST, 2 * there[-1].stat().st_size if there else 0))
    await asyncio.to_thread(_clear_drafts, dumps.folder)
    final = dumps.folder / f"{now():%Y-%m-%dT%H-%M-%SZ}.dump"
    draft = final.with_name(_NEW + final.name)
    try:
        await database.dump(dumps.url, draft)
        await database.check_dump(draft)
        await asyncio.to_thread(draft.replace, final)
    finally:
        await asyncio.to_thread(draft.unlink, missing_ok=True)
    await asyncio.to_thread(sync_folder, dumps.folder)
    for old in (await asyncio.to_thread(list_dumps, dumps.folder))[: -dumps.kept]:
        await asyncio.to_thread(old.unlink, missing_ok=True)
    return final


def list_dumps(folder: Path) -> list[Path]:
    """The whole dumps in a folder, the oldest first."""
    return sorted(path for path in folder.glob("*.dump") if not path.name.startswith("."))


def _clear_drafts(folder: Path) -> None:
    for draft in folder.glob(f"{_NEW}*"):
        # Another worker may be writing one.
        if time.time() - draft.stat().st_mtime > _DRAFT_KEPT:
            draft.unlink(missing_ok=True)


class LastBackup(msgspec.Struct, frozen=True):
    """When `albumen backup` last succeeded, and where it wrote to."""

    at: datetime
    to: str
    name: str


def note_backup(folder: Path, to: Path, report: BackupReport) -> None:
    """Remember that a backup succeeded, for whoever asks how old it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(folder / _LAST, msgspec.json.encode(LastBackup(now(), str(to.absolute()), report.name)))


def last_backup(folder: Path) -> LastBackup | None:
    """The last backup that succeeded; None when there was none."""
    try:
        return msgspec.json.decode((folder / _LAST).read_bytes(), type=LastBackup)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
