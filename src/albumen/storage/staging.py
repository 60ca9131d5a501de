"""Staged files of a local store: each has one writer at a time, and none once it is sealed."""

import asyncio
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from albumen.core import crashpoint
from albumen.storage.errors import StagedConflict, StagedMissing, StoreFailed, StoreFull
from albumen.storage.files import DiskThreads, digests_of, open_plain, stats, write_all
from albumen.storage.model import STAGED_NAME, Digests, Staged
from albumen.storage.place import Place, told
from albumen.storage.settings import MIB

SEALED = 0o440
"""The mode of sealed files and of originals."""

_FICLONE = 0x40049409
"""The request number of linux/fs.h."""

_ROOM_EVERY = 8 * MIB


class Staging:
    """The blocking calls on staged files. A file's lock is the kernel's, so it goes with the process that held it."""

    def __init__(self, place: Place, block: int) -> None:
        self._place = place
        self._block = block
        self._folder = place.root / "staging"

    def path(self, name: str) -> Path:
        """Where a staged file lies. Raises `StagedMissing` for a name that no store mints."""
        if STAGED_NAME.fullmatch(name) is None:
            raise StagedMissing
        return self._folder / name

    def new(self, durable: bool) -> str:
        """Make an empty one."""
        self._place.present()
        self._place.need_room()
        name = secrets.token_hex(16)
        with told("be written"):
            os.close(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            if durable:
                self._place.fsync_folder(self._folder)
        return name

    def open_for_append(self, name: str, at: int) -> int:
        """A locked descriptor at `at`, to which the file was cut."""
        self._place.need_room()
        with told("be written"):
            path = self.path(name)
            try:
                _refuse_sealed(path.stat())
                fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
            except FileNotFoundError as error:
                self._place.present()
                raise StagedMissing from error
            try:
                _lock(fd)
                found = os.fstat(fd)
                # Again: it may have been sealed in between, and permissions do not stop root.
                _refuse_sealed(found)
                if found.st_size < at:
                    raise StagedConflict(f"Only {found.st_size} bytes of this upload arrived, not {at}.")
                os.ftruncate(fd, at)
                os.lseek(fd, at, os.SEEK_SET)
            except BaseException:
                os.close(fd)
                raise
        return fd

    def open_for_reading(self, name: str) -> int:
        """A descriptor at the beginning."""
        with told("be read"):
            try:
                return os.open(self.path(name), os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError as error:
                self._place.present()
                raise StagedMissing from error

    def length(self, name: str) -> int | None:
        """Its size in bytes, or None where there is no such file."""
        with told("be read"):
            try:
                return self.path(name).stat().st_size
            except FileNotFoundError:
                self._place.present()
                return None

    @contextmanager
    def locked(self, name: str) -> Iterator[int]:
        """A descriptor of a file that nobody writes meanwhile."""
        fd = self.open_for_reading(name)
        try:
            _lock(fd)
            yield fd
        finally:
            os.close(fd)

    def clone(self, path: Path) -> str | None:
        """Reflink a plain file, or None where that cannot be."""
        source = open_plain(path)
        try:
            name = self.new(durable=False)
            with told("be written"):
                target = os.open(self.path(name), os.O_WRONLY | os.O_CLOEXEC)
                try:
                    fcntl.ioctl(target, _FICLONE, source)
                except OSError:
                    # Not on this file system, or not across two: the caller copies, and meets there what else is wrong.
                    self.discard(name)
                    return None
                finally:
                    os.close(target)
        finally:
            os.close(source)
        return name

    def seal(self, name: str) -> Staged:
        """Make it read-only and durable, and read it back from the disk."""
        with told("be read"), self.locked(name) as fd:
            os.fchmod(fd, SEALED)
            self.fsync(fd, self.path(name))
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
            return digests_of(fd, self._block).staged(name)

    def fsync(self, fd: int, path: Path) -> None:
        """Fsync a staged file, or drop it: what the disk lost once is not asked for again."""
        crashpoint("S3.before")
        try:
            self._place.fsync(fd)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        crashpoint("S3.after")

    def discard(self, name: str) -> None:
        """Unlink it."""
        with told("be written"):
            self.path(name).unlink(missing_ok=True)

    def all(self) -> list[tuple[str, os.stat_result]]:
        """Names, and what the file system knows of each."""
        self._place.present()
        with told("be read"):
            return stats(self._folder, STAGED_NAME)


class Appending:
    """Writes what arrives to a staged file, a block at a time, in a thread, one block behind."""

    def __init__(
        self,
        staging: Staging,
        place: Place,
        threads: DiskThreads,
        fd: int,
        path: Path,
        block: int,
        digests: Digests | None,
    ) -> None:
        """`fd` comes from `open_for_append` and is closed by `finish`."""
        self._staging = staging
        self._place = place
        self._threads = threads
        self._fd = fd
        self._path = path
        self._block = block
        self._digests = digests
        self._gathered: list[bytes] = []
        self._size = 0
        self._unmeasured = 0
        self._writing: Future[None] | None = None

    async def take(self, chunk: bytes) -> None:
        """Take the next bytes; waits while the block before the last is still being written."""
        self._gathered.append(chunk)
        self._size += len(chunk)
        if self._size >= self._block:
            await self._written()
            self._writing = self._threads.submit(self._write, self._gathered)
            self._gathered, self._size = [], 0

    async def finish(self, cut_to: int | None = None) -> int:
        """Write the rest, make all of it durable and close the file; its length in bytes. To be called once, always."""
        failure = None
        try:
            await self._written()
        except (StoreFailed, StoreFull) as error:
            failure = error
        length = await self._threads.run(self._finish, cut_to)
        if failure is not None:
            raise failure
        return length

    async def _written(self) -> None:
        """Wait for the block that is being written; a cancellation leaves that to `finish`."""
        if self._writing is None:
            return
        try:
            await asyncio.shield(asyncio.wrap_future(self._writing))
        except (StoreFailed, StoreFull):
            # Nothing may follow what was not written.
            self._gathered = []
            self._writing = None
            raise
        self._writing = None

    def _write(self, chunks: list[bytes]) -> None:
        data = b"".join(chunks)
        self._unmeasured += len(data)
        if self._unmeasured >= _ROOM_EVERY:
            self._unmeasured = 0
            self._place.need_room()
        with told("be written"):
            write_all(self._fd, data)
        if self._digests is not None:
            self._digests.update(data)

    def _finish(self, cut_to: int | None) -> int:
        failure = None
        try:
            try:
                self._write(self._gathered)
            except (StoreFailed, StoreFull) as error:
                failure = error
            with told("be written"):
                if cut_to is not None:
                    os.ftruncate(self._fd, cut_to)
                crashpoint("S1.after")
                self._staging.fsync(self._fd, self._path)
                length = os.fstat(self._fd).st_size
        finally:
            os.close(self._fd)
        if failure is not None:
            raise failure
        return length


def _lock(fd: int) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StagedConflict("Another request is writing to this upload.") from error


def _refuse_sealed(found: os.stat_result) -> None:
    """Sealed bytes were hashed and may be an original by now. Were they cut here, a photo would be."""
    if not found.st_mode & stat.S_IWUSR:
        raise StagedConflict("This upload is complete already.")
