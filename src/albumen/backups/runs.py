"""Backups that the worker makes and verifies, and what is told of them while they run and afterwards.

What is told stands in small files beside the nightly dumps: a backup is looked after where its data is, also when the database
is the thing that is lost.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from albumen.backups.errors import FILES_DAMAGED, INTERRUPTED, NO_PLACE, NONE_IN, SYSTEM, BackupDamaged, NoBackup
from albumen.backups.folder import Folder, write_durably
from albumen.backups.model import BackupReport, Damage, Steps
from albumen.backups.nightly import last_backup, note_backup
from albumen.backups.restoring import verify
from albumen.backups.saving import back_up
from albumen.core import AlbumenError, now
from albumen.database import OpenTx
from albumen.storage import BlobStore

_RUN, _VERIFIED = "last-run.json", "last-verified.json"
_TELL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Copies:
    """Where the worker backs up to: of which database, and how many states stay. `folder` holds what is told of it."""

    folder: Path
    url: str
    to: Path | None
    """What the settings say."""
    keep: int

    def place(self) -> Path:
        """The folder of the settings, else the one that was used last. Raises `NoBackup` where there is neither."""
        last = last_backup(self.folder)
        if self.to is not None:
            return self.to
        if last is not None:
            return Path(last.to)
        raise NoBackup(NO_PLACE())


class LastVerified(msgspec.Struct, frozen=True):
    """When a backup was last read again as a whole, where, and how many damages were found."""

    at: datetime
    to: str
    states: int
    damages: int


class Run(msgspec.Struct):
    """A backup or its verification: how far it is, or how it ended."""

    kind: Literal["backup", "verify"]
    to: str
    started_at: datetime
    told_at: datetime
    title: str = ""
    done: int = 0
    total: int = 0
    finished_at: datetime | None = None
    failure: str | None = None
    copied: int = 0
    copied_bytes: int = 0
    unreadable: int = 0


async def copy(open_tx: OpenTx, store: BlobStore, copies: Copies) -> BackupReport:
    """Back everything up to the known place. Raises what `back_up` raises, and `NoBackup` where no place is known."""
    to = copies.place()
    with _telling(copies.folder, "backup", to) as telling:
        report = await back_up(open_tx, copies.url, store, to, keep=copies.keep, progress=telling.progress)
        await asyncio.to_thread(note_backup, copies.folder, to, report)
        telling.run.copied, telling.run.copied_bytes = report.copied, report.copied_size
        telling.run.unreadable = len(report.unreadable)
    return report


async def check(copies: Copies) -> list[Damage]:
    """Read all of the backup again and remember what was found. Raises `NoBackup` and `BackupDamaged`."""
    to = copies.place()
    with _telling(copies.folder, "verify", to) as telling:
        folder = Folder(to)
        names = await asyncio.to_thread(folder.names)
        if not names:
            raise NoBackup(NONE_IN(folder=str(to)))
        damages = await verify(folder, names, telling.progress)
        await asyncio.to_thread(note_verified, copies.folder, to, len(names), len(damages))
        if damages:
            raise BackupDamaged(FILES_DAMAGED(damaged=len(damages)))
    return damages


def note_verified(folder: Path, to: Path, states: int, damages: int) -> None:
    """Remember that a backup was read again, and what was found."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(folder / _VERIFIED, msgspec.json.encode(LastVerified(now(), str(to.absolute()), states, damages)))


def last_verified(folder: Path) -> LastVerified | None:
    """When a backup was last read again; None when none was."""
    try:
        return msgspec.json.decode((folder / _VERIFIED).read_bytes(), type=LastVerified)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def last_run(folder: Path) -> Run | None:
    """The backup or verification that the worker does, or did last."""
    try:
        return msgspec.json.decode((folder / _RUN).read_bytes(), type=Run)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def states_in(to: Path) -> list[tuple[str, datetime, int, int]]:
    """The states of the library in a folder, the newest first: name, when, how many originals, their bytes.

    A state whose description is damaged is left out: verifying tells of it. Raises OSError where the folder is not there.
    """
    to.stat()
    folder = Folder(to)
    found = []
    for name in reversed(folder.names()):
        try:
            manifest = folder.snapshot(name).manifest
        except AlbumenError:
            continue
        found.append((name, datetime.fromisoformat(manifest.created_at), manifest.count, manifest.bytes))
    return found


@dataclass(slots=True)
class _Telling:
    """Holds what is told of a run, and writes it at most once a second."""

    folder: Path
    run: Run
    _told: float = field(default=0.0)

    @contextmanager
    def progress(self, title: str, things: int, size: int) -> Iterator[Steps]:
        """A stretch of work, by the bytes where there are any."""
        run, telling = self.run, self
        run.title, run.done, run.total = title, 0, size or things

        in_bytes = size > 0

        class Counting:
            def step(self, size: int = 0, things: int = 1) -> None:
                run.done += size if in_bytes else things
                telling.tell()

        self.tell(at_once=True)
        yield Counting()

    def tell(self, *, at_once: bool = False) -> None:
        """Write it, if the last time is long enough ago."""
        if at_once or time.monotonic() - self._told > _TELL_SECONDS:
            self._told = time.monotonic()
            self.run.told_at = now()
            write_durably(self.folder / _RUN, msgspec.json.encode(self.run))


@contextmanager
def _telling(folder: Path, kind: Literal["backup", "verify"], to: Path) -> Iterator[_Telling]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    telling = _Telling(folder, Run(kind, str(to), now(), now()))
    telling.tell(at_once=True)
    try:
        yield telling
    except AlbumenError as error:
        telling.run.failure = str(error.detail)
        raise
    except OSError as error:
        telling.run.failure = str(SYSTEM(system=error.strerror or type(error).__name__))
        raise
    except asyncio.CancelledError:
        telling.run.failure = str(INTERRUPTED())
        raise
    finally:
        telling.run.finished_at = now()
        telling.tell(at_once=True)
