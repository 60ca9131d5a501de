"""A store in a folder of this machine."""

import asyncio
import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import AsyncIterable, AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import structlog

from albumen.core import crashpoint
from albumen.storage.errors import (
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    StagedConflict,
    StagedMissing,
    StagedTooLarge,
    StoreFailed,
    StoreFull,
)
from albumen.storage.files import (
    Blocks,
    digests_of,
    in_thread,
    in_threads,
    open_plain,
    opened,
    read_blocks,
    submit,
    to_its_end,
    write_all,
)
from albumen.storage.model import (
    STAGED_NAME,
    BlobRef,
    Derived,
    Digests,
    OriginalEntry,
    Room,
    Staged,
    StagedEntry,
    StoreCheck,
)
from albumen.storage.place import Place, locked, told
from albumen.storage.settings import MIB, StorageSettings

log = structlog.get_logger(__name__)

_FICLONE = 0x40049409
"""The request number of linux/fs.h."""

_SEALED = 0o440
_ROOM_EVERY = 8 * MIB
_DRAWER = re.compile(r"[0-9a-f]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPACE = re.compile(r"0|[1-9][0-9]{0,18}")


class LocalStore:
    """Keeps blobs in a folder, all of it on one file system.

    store-id                               the store's mark
    staging/<name>                         on their way in
    originals/<space>/aa/<sha256>          read-only for ever; made by a link, never opened for writing
    derived/<space>/aa/<sha256>/<name>     can be made again
    quarantine/<space>-<sha256>-<random>/  put aside, with the reason
    """

    def __init__(self, root: Path, settings: StorageSettings | None = None) -> None:
        """`root` need not exist; nothing is touched before the first verb."""
        self._settings = settings or StorageSettings()
        self._place = Place(root, self._settings)
        self._staging = root / "staging"
        self.root = root

    # The store itself.

    async def create(self, store_id: UUID | None = None) -> UUID:
        """Make the folders and the mark, or find them made."""
        return await in_thread(self._place.create, store_id)

    async def identity(self) -> UUID | None:
        """Read the mark."""
        return await in_thread(self._place.identity)

    def expect(self, store_id: UUID) -> None:
        """Refuse every other mark from now on."""
        self._place.expected = store_id

    async def check(self) -> StoreCheck:
        """Read the mark and write a small file."""
        return await in_thread(self._place.check)

    async def free(self) -> Room:
        """Ask the file system."""
        return await in_thread(self._place.room)

    # Staging.

    async def stage_new(self, *, durable: bool = True) -> str:
        """Create an empty file."""
        return await in_thread(self._stage_new, durable)

    async def stage_append(
        self, name: str, at: int, chunks: AsyncIterable[bytes], at_most: int, digests: Digests | None = None
    ) -> int:
        """Gather chunks into blocks, write each in a thread while the next is gathered, then fsync."""
        crashpoint("S1.before")
        fd = await opened(self._open_for_append, name, at)
        appending = _Appending(self._place, fd, self._staged(name), self._settings.block, digests)
        length = at
        try:
            async for chunk in chunks:
                length += len(chunk)
                if length > at_most:
                    raise StagedTooLarge
                await appending.take(chunk)
        except StagedTooLarge:
            await to_its_end(appending.finish(cut_to=at))
            raise
        except BaseException:
            await to_its_end(appending.finish())
            raise
        return await to_its_end(appending.finish())

    async def stage_length(self, name: str) -> int | None:
        """Ask for the file's size."""
        return await in_thread(self._size, self._staged(name))

    async def stage_clone(self, path: Path) -> str | None:
        """Reflink, where source and store lie on one file system that can."""
        return await in_thread(self._stage_clone, path)

    async def seal(self, name: str) -> Staged:
        """Fsync, let the page cache go, and read the file again."""
        return await in_thread(self._seal, name)

    async def discard(self, name: str) -> None:
        """Unlink it."""
        crashpoint("S6b.before")
        await in_thread(self._discard, self._staged(name))
        crashpoint("S6b.after")

    async def staged_names(self) -> AsyncIterator[StagedEntry]:
        """List the folder."""
        for name, found in await in_thread(self._all_staged):
            yield StagedEntry(name, found.st_size, _written_at(found))

    def _stage_new(self, durable: bool) -> str:
        self._place.present()
        self._place.need_room()
        name = secrets.token_hex(16)
        with told("be written"):
            os.close(os.open(self._staged(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            if durable:
                self._place.fsync_folder(self._staging)
        return name

    def _open_for_append(self, name: str, at: int) -> int:
        self._place.need_room()
        with told("be written"):
            fd = self._lock_staged(name, for_writing=True)
            try:
                found = os.fstat(fd)
                if found.st_size < at:
                    raise StagedConflict(f"Only {found.st_size} bytes of this upload arrived, not {at}.")
                os.ftruncate(fd, at)
                os.lseek(fd, at, os.SEEK_SET)
            except BaseException:
                os.close(fd)
                raise
        return fd

    def _lock_staged(self, name: str, *, for_writing: bool = False) -> int:
        """A descriptor for a staged file that no other process has while this one does; a sealed one is not written."""
        path = self._staged(name)
        try:
            if for_writing:
                _refuse_sealed(path.stat())
            fd = os.open(path, (os.O_RDWR if for_writing else os.O_RDONLY) | os.O_CLOEXEC)
        except FileNotFoundError as error:
            self._place.present()
            raise StagedMissing from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if for_writing:
                # Again, because it may have been sealed in between, and permissions do not stop root.
                _refuse_sealed(os.fstat(fd))
        except BlockingIOError as error:
            os.close(fd)
            raise StagedConflict("Another request is writing to this upload.") from error
        except BaseException:
            os.close(fd)
            raise
        return fd

    def _stage_clone(self, path: Path) -> str | None:
        source = open_plain(path)
        try:
            name = self._stage_new(durable=False)
            with told("be written"):
                target = os.open(self._staged(name), os.O_WRONLY | os.O_CLOEXEC)
                try:
                    fcntl.ioctl(target, _FICLONE, source)
                except OSError:
                    # Not on this file system, or not across two: the caller copies, and meets there what else is wrong.
                    self._discard(self._staged(name))
                    return None
                finally:
                    os.close(target)
        finally:
            os.close(source)
        return name

    def _seal(self, name: str) -> Staged:
        with told("be read"):
            fd = self._lock_staged(name)
            try:
                os.fchmod(fd, _SEALED)
                _fsync_staged(self._place, fd, self._staged(name))
                return self._read_back(fd).staged(name)
            finally:
                os.close(fd)

    def _discard(self, path: Path) -> None:
        with told("be written"):
            path.unlink(missing_ok=True)

    def _all_staged(self) -> list[tuple[str, os.stat_result]]:
        self._place.present()
        return self._stats(self._staging, STAGED_NAME)

    def _staged(self, name: str) -> Path:
        if STAGED_NAME.fullmatch(name) is None:
            raise StagedMissing
        return self._staging / name

    # Originals.

    async def keep(self, staged: Staged, ref: BlobRef) -> None:
        """Link the staged file to its place and fsync the folders."""
        if staged.sha256 != ref.sha256:
            raise ValueError("a staged object is kept under its own digest")
        crashpoint("S5.before")
        await in_thread(self._keep, staged, ref)
        crashpoint("S5.after")

    def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read blocks in threads, one ahead."""
        return in_threads(self._original_blocks(ref, start, end))

    @asynccontextmanager
    async def borrow(self, ref: BlobRef) -> AsyncIterator[int]:
        """Open the file."""
        fd = await opened(self._open_original, ref)
        try:
            yield fd
        finally:
            os.close(fd)

    async def stat(self, ref: BlobRef) -> int | None:
        """Ask for the file's size."""
        return await in_thread(self._size, self.root / ref.key)

    async def verify(self, ref: BlobRef) -> Digests:
        """Read it all, from the disk and not from the page cache."""
        return await in_thread(self._verify, ref)

    async def remove(self, ref: BlobRef) -> None:
        """Unlink it."""
        await in_thread(self._remove, ref)

    async def quarantine(self, ref: BlobRef, reason: str) -> None:
        """Move it."""
        await in_thread(self._quarantine_original, ref, reason)

    async def spaces(self) -> list[int]:
        """List the folders of spaces."""
        return await in_thread(self._spaces)

    async def originals(self, space: int) -> AsyncIterator[OriginalEntry]:
        """List one of the 256 folders after the other."""
        top = self.root / "originals" / str(space)
        for drawer in await in_thread(self._names, top, _DRAWER):
            for name, found in await in_thread(self._stats, top / drawer, re.compile(f"{drawer}[0-9a-f]{{62}}")):
                yield OriginalEntry(BlobRef(space, bytes.fromhex(name)), found.st_size, _written_at(found))

    def _keep(self, staged: Staged, ref: BlobRef) -> None:
        self._place.present()
        drawer = (self.root / ref.key).parent
        with told("be written"):
            fd = self._lock_staged(staged.name)
            try:
                if os.fstat(fd).st_size != staged.size:
                    raise StagedConflict("This upload changed after it was complete.")
                os.fchmod(fd, _SEALED)
                self._place.need_drawer(drawer)
                while not self._is_kept(staged, ref):
                    pass
            finally:
                os.close(fd)
            crashpoint("S5.linked")
            self._place.fsync_folder(drawer)

    def _is_kept(self, staged: Staged, ref: BlobRef) -> bool:
        """Whether the bytes are at their place now; False when the place was vacated meanwhile: it is tried again."""
        final = self.root / ref.key
        try:
            final.hardlink_to(self._staged(staged.name))
        except FileExistsError:
            return self._same_is_there(staged, ref)
        except FileNotFoundError:
            self._place.forget_drawer(final.parent)
            raise
        return True

    def _same_is_there(self, staged: Staged, ref: BlobRef) -> bool:
        """True where the same bytes lie at the place, False where nothing does; others are put aside."""
        final = self.root / ref.key
        try:
            fd = os.open(final, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            there = os.fstat(fd)
            if os.path.samestat(there, self._staged(staged.name).stat()):
                return True
            if there.st_size == staged.size and digests_of(fd, self._settings.block).sha256 == staged.sha256:
                return True
            with locked(final.parent):
                # Somebody else may have put it aside meanwhile, and a third one kept the right bytes.
                if not final.exists() or not os.path.samestat(there, final.stat()):
                    return False
                aside = self._put_aside(
                    ref, "Other bytes lay where it was to be kept.", final, self._staged(staged.name)
                )
        finally:
            os.close(fd)
        log.error("blob_conflict", space=ref.space, sha256=ref.hex, quarantine=aside.name)
        raise BlobConflict

    def _put_aside(self, ref: BlobRef, reason: str, *files: Path) -> Path:
        aside = self.root / "quarantine" / f"{ref.space}-{ref.hex}-{secrets.token_hex(4)}"
        aside.mkdir(mode=0o700)
        (aside / "reason").write_text(reason + "\n")
        for file in files:
            file.rename(aside / f"{file.parent.name}-{file.name}")
            self._place.fsync_folder(file.parent)
        self._place.fsync_folder(aside)
        self._place.fsync_folder(aside.parent)
        return aside

    def _quarantine_original(self, ref: BlobRef, reason: str) -> None:
        self._place.present()
        final = self.root / ref.key
        with told("be written"), locked(final.parent), suppress(FileNotFoundError):
            self._put_aside(ref, reason, final)

    def _original_blocks(self, ref: BlobRef, start: int, end: int | None) -> Blocks:
        with told("be read"):
            fd = self._open_original(ref)
            size = os.fstat(fd).st_size
            until = size if end is None else min(end, size)
            if (start, until) == (0, size):
                yield from self._verified(ref, fd, size)
            else:
                yield from read_blocks(fd, start, until, self._settings.block)

    def _verified(self, ref: BlobRef, fd: int, size: int) -> Blocks:
        digests, data = Digests(), b""
        for data in read_blocks(fd, 0, size, self._settings.block):
            digests.update(data)
            if digests.size < size:
                yield data
        if digests.sha256 != ref.sha256:
            raise _corrupt(ref)
        yield data

    def _open_original(self, ref: BlobRef) -> int:
        with told("be read"):
            try:
                return os.open(self.root / ref.key, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError as error:
                self._place.present()
                log.error("blob_missing", space=ref.space, sha256=ref.hex)
                raise BlobMissing from error

    def _verify(self, ref: BlobRef) -> Digests:
        fd = self._open_original(ref)
        try:
            with told("be read"):
                digests = self._read_back(fd)
        finally:
            os.close(fd)
        if digests.sha256 != ref.sha256:
            raise _corrupt(ref)
        return digests

    def _read_back(self, fd: int) -> Digests:
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        return digests_of(fd, self._settings.block)

    def _remove(self, ref: BlobRef) -> None:
        self._place.present()
        with told("be written"):
            (self.root / ref.key).unlink(missing_ok=True)

    # Derived bytes.

    async def put_derived(self, derived: Derived, data: bytes) -> None:
        """Write a file in `staging` and move it to its place."""
        await in_thread(self._put_derived, derived, data)

    async def read_derived(self, derived: Derived) -> bytes | None:
        """Read the file."""
        return await in_thread(self._read_derived, derived)

    async def stat_derived(self, derived: Derived) -> int | None:
        """Ask for the file's size."""
        return await in_thread(self._size, self.root / derived.key)

    def open_derived(self, derived: Derived, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read blocks in threads, one ahead."""
        return in_threads(self._derived_blocks(derived, start, end))

    async def remove_derived(self, ref: BlobRef) -> None:
        """Unlink them and their folder."""
        await in_thread(self._remove_derived, self.root / ref.derived_key)

    async def derived_refs(self, space: int) -> AsyncIterator[BlobRef]:
        """List one of the 256 folders after the other."""
        top = self.root / "derived" / str(space)
        for drawer in await in_thread(self._names, top, _DRAWER):
            for name in await in_thread(self._names, top / drawer, _DIGEST):
                yield BlobRef(space, bytes.fromhex(name))

    def _put_derived(self, derived: Derived, data: bytes) -> None:
        self._place.need_room(len(data))
        draft, final = self._staged(secrets.token_hex(16)), self.root / derived.key
        with told("be written"):
            try:
                fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
                try:
                    write_all(fd, data)
                    # Only the bytes: a name that a loss of power takes is made again, but half a picture would show.
                    self._place.fsync(fd)
                finally:
                    os.close(fd)
                self._move(draft, final)
            finally:
                draft.unlink(missing_ok=True)

    def _move(self, draft: Path, final: Path) -> None:
        while True:
            final.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            try:
                draft.rename(final)
            except FileNotFoundError:
                # The folder may have been removed in between; where it is the draft that went, this is an error.
                if not draft.exists():
                    raise
            else:
                return

    def _read_derived(self, derived: Derived) -> bytes | None:
        with told("be read"):
            try:
                return (self.root / derived.key).read_bytes()
            except FileNotFoundError:
                self._place.present()
                return None

    def _derived_blocks(self, derived: Derived, start: int, end: int | None) -> Blocks:
        with told("be read"):
            try:
                fd = os.open(self.root / derived.key, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError as error:
                self._place.present()
                raise BlobMissing from error
            size = os.fstat(fd).st_size
            yield from read_blocks(fd, start, size if end is None else min(end, size), self._settings.block)

    def _remove_derived(self, folder: Path) -> None:
        self._place.present()
        with told("be written"), suppress(FileNotFoundError):
            for entry in list(folder.iterdir()):
                entry.unlink(missing_ok=True)
            try:
                folder.rmdir()
            except OSError as error:
                # Something was made from the blob meanwhile: the sweep will find it.
                if error.errno != errno.ENOTEMPTY:
                    raise

    # Looking around.

    def _size(self, path: Path) -> int | None:
        with told("be read"):
            try:
                return path.stat().st_size
            except FileNotFoundError:
                self._place.present()
                return None

    def _spaces(self) -> list[int]:
        self._place.present()
        names = {*self._names(self.root / "originals", _SPACE), *self._names(self.root / "derived", _SPACE)}
        return sorted(int(name) for name in names)

    def _names(self, folder: Path, wanted: re.Pattern[str]) -> list[str]:
        return [entry.name for entry in self._entries(folder, wanted)]

    def _stats(self, folder: Path, wanted: re.Pattern[str]) -> list[tuple[str, os.stat_result]]:
        found = []
        for entry in self._entries(folder, wanted):
            with told("be read"), suppress(FileNotFoundError):
                found.append((entry.name, entry.stat()))
        return found

    def _entries(self, folder: Path, wanted: re.Pattern[str]) -> list[os.DirEntry[str]]:
        with told("be read"):
            try:
                with os.scandir(folder) as entries:
                    return sorted((e for e in entries if wanted.fullmatch(e.name)), key=lambda e: e.name)
            except FileNotFoundError:
                self._place.present()
                return []


class _Appending:
    """Writes what arrives to a staged file, a block at a time, in a thread, one block behind."""

    def __init__(self, place: Place, fd: int, path: Path, block: int, digests: Digests | None) -> None:
        self._place = place
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
            self._writing = submit(self._write, self._gathered)
            self._gathered, self._size = [], 0

    async def finish(self, cut_to: int | None = None) -> int:
        """Write the rest, make all of it durable and close the file; its length in bytes. To be called once, always."""
        failure = None
        try:
            await self._written()
        except (StoreFailed, StoreFull) as error:
            failure = error
        length = await in_thread(self._finish, cut_to)
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
        try:
            failure = None
            try:
                self._write(self._gathered)
            except (StoreFailed, StoreFull) as error:
                failure = error
            with told("be written"):
                if cut_to is not None:
                    os.ftruncate(self._fd, cut_to)
                crashpoint("S1.after")
                _fsync_staged(self._place, self._fd, self._path)
                length = os.fstat(self._fd).st_size
        finally:
            os.close(self._fd)
        if failure is not None:
            raise failure
        return length


def _fsync_staged(place: Place, fd: int, path: Path) -> None:
    """Fsync a staged file, or drop it: what the disk lost once is not asked for again."""
    crashpoint("S3.before")
    try:
        place.fsync(fd)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    crashpoint("S3.after")


def _refuse_sealed(found: os.stat_result) -> None:
    """Sealed bytes were hashed and may be an original by now. Were they cut here, a photo would be."""
    if not found.st_mode & stat.S_IWUSR:
        raise StagedConflict("This upload is complete already.")


def _corrupt(ref: BlobRef) -> BlobCorrupt:
    log.error("blob_corrupt", space=ref.space, sha256=ref.hex)
    return BlobCorrupt()


def _written_at(found: os.stat_result) -> datetime:
    return datetime.fromtimestamp(found.st_mtime, UTC)
