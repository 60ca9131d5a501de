"""The folder of a local store: its mark, its room, and writes to its disk that are known to have arrived."""

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID, uuid4

import structlog

from albumen.core import Said
from albumen.storage.errors import (
    STORE_AWAY,
    STORE_MARK,
    STORE_OTHER,
    STORE_SAID,
    WRITE_LOST,
    StoreFailed,
    StoreFull,
    StoreRefused,
)
from albumen.storage.files import write_all
from albumen.storage.model import Room, StoreCheck
from albumen.storage.settings import StorageSettings

log = structlog.get_logger(__name__)

FOLDERS = ("staging", "originals", "derived", "quarantine")

_MARK = "store-id"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_FEW_INODES = 1024
_MANY_FOLDERS = 1 << 16


@contextmanager
def told(what: str) -> Iterator[None]:
    """Tell what the system refuses as `StoreFull` or `StoreFailed`; `what` completes "the photo store could not …"."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull from error
        log.error("storage.failed", doing=what, error=error.strerror, path=error.filename)
        raise StoreFailed(STORE_SAID(what=what, system=error.strerror or "")) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one, of all processes, that vacates places in a folder."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


class Place:
    """A folder that a store lives in.

    Its folders are made once, by `create`, and nothing is written where they are missing: so an unmounted disk is
    not mistaken for an empty store.
    """

    def __init__(self, root: Path, settings: StorageSettings, folders: Sequence[str] = FOLDERS) -> None:
        self.root = root
        self._folders = folders
        self.expected: UUID | None = None
        self._settings = settings
        self._failure: Said | None = None
        self._durable: set[Path] = set()

    def create(self, store_id: UUID | None) -> UUID:
        """Make the folders and the mark, or find them made; the mark."""
        with told("be created"):
            if not self.root.exists():
                self.root.mkdir(mode=0o750, parents=True, exist_ok=True)
                self.fsync_folder(self.root.parent)
            found = self.identity()
            if found is None:
                if (self.root / "originals").exists() and any((self.root / "originals").iterdir()):
                    raise StoreRefused(
                        f"There are photos in {self.root} but no file {_MARK}: is this the right folder?"
                    )
                found = self._write_mark(store_id or uuid4())
            if store_id not in (None, found):
                raise StoreRefused(f"Another photo store ({found}) lies in {self.root}.")
            for folder in self._folders:
                (self.root / folder).mkdir(mode=0o750, exist_ok=True)
            self.fsync_folder(self.root)
        return found

    def identity(self) -> UUID | None:
        """The mark, or None where there is none."""
        with told("be read"):
            try:
                return UUID((self.root / _MARK).read_text().strip())
            except (FileNotFoundError, NotADirectoryError):
                return None
            except ValueError as error:
                raise StoreRefused(STORE_MARK(file=_MARK)) from error

    def present(self) -> None:
        """Raise `StoreRefused` unless the store, and the expected one, lies here: else what is missing is no news."""
        found = self.identity()
        if found is None:
            raise StoreRefused(STORE_AWAY())
        if self.expected not in (None, found):
            raise StoreRefused(STORE_OTHER())

    def check(self) -> StoreCheck:
        """Read the mark, write a small file, and remember what went wrong before."""
        problems: list[str] = [self._failure] if self._failure else []
        try:
            self.present()
            self._write_probe()
        except (StoreFailed, StoreFull) as error:
            problems.append(error.detail)
        return StoreCheck(tuple(problems))

    def room(self) -> Room:
        """What the file system says. One without inodes counts as full."""
        with told("be measured"):
            found = os.statvfs(self.root)
        total, free = found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize
        if found.f_files and found.f_favail < _FEW_INODES:
            free = 0
        return Room(free, total, self._settings.floor(total))

    def need_room(self, size: int = 1) -> None:
        """Raise `StoreFull` unless `size` more bytes fit above the floor."""
        if size > self.room().usable:
            raise StoreFull

    def fsync(self, fd: int) -> None:
        """Fsync once. After a failure the kernel has dropped the data, and a second call would say that all is well."""
        try:
            os.fsync(fd)
        except OSError as error:
            if error.errno not in _FULL:
                self._failure = WRITE_LOST(system=error.strerror or "")
                log.error("storage.write_lost", root=str(self.root), error=error.strerror)
            raise

    def fsync_folder(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            self.fsync(fd)
        finally:
            os.close(fd)

    def need_drawer(self, drawer: Path) -> None:
        """Make `…/<space>/aa` durably.

        One that is there may have been made by another process that did not fsync it yet, so each process does so once
        before it relies on a drawer.
        """
        if drawer in self._durable:
            return
        for folder in (drawer.parent, drawer):
            with suppress(FileExistsError):
                folder.mkdir(mode=0o750)
            self.fsync_folder(folder.parent)
        if len(self._durable) >= _MANY_FOLDERS:
            self._durable.clear()
        self._durable.add(drawer)

    def forget_drawer(self, drawer: Path) -> None:
        """Rely on it no longer."""
        self._durable.discard(drawer)

    def _write_mark(self, store_id: UUID) -> UUID:
        # Written whole under another name, then linked: of two processes that begin at once, one mark wins.
        draft = self.root / f"{_MARK}.{secrets.token_hex(8)}"
        try:
            self._write(draft, f"{store_id}\n".encode())
            with suppress(FileExistsError):
                (self.root / _MARK).hardlink_to(draft)
        finally:
            draft.unlink(missing_ok=True)
        return self.identity() or store_id

    def _write_probe(self) -> None:
        probe = self.root / "staging" / secrets.token_hex(16)
        with told("be written"):
            try:
                self._write(probe, b"probe\n")
            finally:
                probe.unlink(missing_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        try:
            write_all(fd, data)
            self.fsync(fd)
        finally:
            os.close(fd)
