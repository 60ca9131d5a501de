"""A store in a folder of this machine."""

import errno
import os
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import structlog

from albumen.core import crashpoint
from albumen.storage.errors import BlobConflict, BlobCorrupt, BlobMissing, StagedConflict, StagedMissing
from albumen.storage.files import (
    Blocks,
    digests_of,
    entries,
    read_blocks,
    stats,
    write_all,
)
from albumen.storage.model import BlobRef, Derived, Digests, OriginalEntry, Staged, StoreCheck
from albumen.storage.place import FOLDERS, locked, told
from albumen.storage.settings import StorageSettings
from albumen.storage.staged import DiskStaging, written_at
from albumen.storage.staging import SEALED

log = structlog.get_logger(__name__)

_DRAWER = re.compile(r"[0-9a-f]{2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPACE = re.compile(r"0|[1-9][0-9]{0,18}")


class LocalStore(DiskStaging):
    """Keeps blobs in a folder, all of it on one file system.

    store-id                               the store's mark
    staging/<name>                         on their way in
    originals/<space>/aa/<sha256>          read-only for ever; made by a link, never opened for writing
    derived/<space>/aa/<sha256>/<name>     can be made again
    quarantine/<space>-<sha256>-<random>/  put aside, with the reason
    """

    def __init__(self, root: Path, settings: StorageSettings | None = None, *, threads: int = 16) -> None:
        """`root` need not exist; nothing is touched before the first verb. At most `threads` calls wait for the disk."""
        super().__init__(root, settings or StorageSettings(), FOLDERS, threads=threads)

    # The store itself.

    async def create(self, store_id: UUID | None = None) -> UUID:
        """Make the folders and the mark, or find them made."""
        return await self._threads.run(self._place.create, store_id)

    async def identity(self) -> UUID | None:
        """Read the mark."""
        return await self._threads.run(self._place.identity)

    def expect(self, store_id: UUID) -> None:
        """Refuse every other mark from now on."""
        self._place.expected = store_id

    async def check(self) -> StoreCheck:
        """Read the mark and write a small file."""
        return await self._threads.run(self._place.check)

    # Originals.

    async def keep(self, staged: Staged, ref: BlobRef) -> None:
        """Link the staged file to its place and fsync the folders."""
        if staged.sha256 != ref.sha256:
            raise ValueError("a staged object is kept under its own digest")
        crashpoint("S5.before")
        await self._threads.run(self._keep, staged, ref)
        crashpoint("S5.after")

    def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read blocks in threads, one ahead."""
        return self._threads.blocks(self._original_blocks(ref, start, end))

    def address_to_stage(self, name: str, size: int) -> str | None:
        """None: there is no other way in than through this process."""
        return None

    def sent(self, name: str) -> AsyncIterator[bytes]:
        """Nothing was."""
        raise StagedMissing

    def address(self, ref: BlobRef, *, disposition: str, media_type: str) -> str | None:
        """None: there is no other way to the bytes than through this process."""
        return None

    @asynccontextmanager
    async def borrow(self, ref: BlobRef) -> AsyncIterator[int]:
        """Open the file."""
        fd = await self._threads.open(self._open_original, ref)
        try:
            yield fd
        finally:
            os.close(fd)

    async def stat(self, ref: BlobRef) -> int | None:
        """Ask for the file's size."""
        return await self._threads.run(self._size, self.root / ref.key)

    async def verify(self, ref: BlobRef) -> Digests:
        """Read it all, from the disk and not from the page cache."""
        return await self._threads.run(self._verify, ref)

    async def remove(self, ref: BlobRef) -> None:
        """Unlink it."""
        await self._threads.run(self._remove, ref)

    async def quarantine(self, ref: BlobRef, reason: str) -> None:
        """Move it under `quarantine`."""
        await self._threads.run(self._quarantine, ref, reason)

    async def spaces(self) -> list[int]:
        """List the folders of spaces."""
        return await self._threads.run(self._spaces)

    async def originals(self, space: int) -> AsyncIterator[OriginalEntry]:
        """List one of the 256 folders after the other."""
        top = self.root / "originals" / str(space)
        for drawer in await self._threads.run(self._names, top, _DRAWER):
            for name, found in await self._threads.run(self._stats, top / drawer, drawer):
                yield OriginalEntry(BlobRef(space, bytes.fromhex(name)), found.st_size, written_at(found))

    def _keep(self, staged: Staged, ref: BlobRef) -> None:
        self._place.present()
        drawer = (self.root / ref.key).parent
        with told("be written"):
            with self._staging.locked(staged.name) as fd:
                if os.fstat(fd).st_size != staged.size:
                    raise StagedConflict("This upload changed after it was complete.")
                os.fchmod(fd, SEALED)
                self._place.need_drawer(drawer)
                while not self._is_kept(staged, ref):
                    pass
            crashpoint("S5.linked")
            self._place.fsync_folder(drawer)

    def _is_kept(self, staged: Staged, ref: BlobRef) -> bool:
        """Whether the bytes are at their place now; False when the place was vacated meanwhile: it is tried again."""
        final = self.root / ref.key
        try:
            final.hardlink_to(self._staging.path(staged.name))
        except FileExistsError:
            return self._same_is_there(staged, ref)
        except FileNotFoundError:
            self._place.forget_drawer(final.parent)
            raise
        return True

    def _same_is_there(self, staged: Staged, ref: BlobRef) -> bool:
        """True where the same bytes lie at the place, False where nothing does; others are put aside."""
        final, ours = self.root / ref.key, self._staging.path(staged.name)
        try:
            fd = os.open(final, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            there = os.fstat(fd)
            if os.path.samestat(there, ours.stat()):
                return True
            if there.st_size == staged.size and digests_of(fd, self._block).sha256 == staged.sha256:
                return True
            with locked(final.parent):
                # Somebody else may have put it aside meanwhile, and a third one kept the right bytes.
                if not final.exists() or not os.path.samestat(there, final.stat()):
                    return False
                aside = self._put_aside(ref, "Other bytes lay where it was to be kept.", final, ours)
        finally:
            os.close(fd)
        log.error("storage.blob_conflict", space=ref.space, sha256=ref.hex, quarantine=aside.name)
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

    def _quarantine(self, ref: BlobRef, reason: str) -> None:
        self._place.present()
        final = self.root / ref.key
        with told("be written"), suppress(FileNotFoundError), locked(final.parent):
            if final.exists():
                self._put_aside(ref, reason, final)

    def _original_blocks(self, ref: BlobRef, start: int, end: int | None) -> Blocks:
        with told("be read"):
            fd = self._open_original(ref)
            size = os.fstat(fd).st_size
            if start == 0 and (end is None or end >= size):
                yield from self._verified(ref, fd, size)
            else:
                yield from read_blocks(fd, start, end, self._block)

    def _verified(self, ref: BlobRef, fd: int, size: int) -> Blocks:
        digests, data = Digests(), b""
        for data in read_blocks(fd, 0, size, self._block):
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
                log.error("storage.blob_missing", space=ref.space, sha256=ref.hex)
                raise BlobMissing from error

    def _verify(self, ref: BlobRef) -> Digests:
        fd = self._open_original(ref)
        try:
            with told("be read"):
                os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
                digests = digests_of(fd, self._block)
        finally:
            os.close(fd)
        if digests.sha256 != ref.sha256:
            raise _corrupt(ref)
        return digests

    def _remove(self, ref: BlobRef) -> None:
        self._place.present()
        with told("be written"):
            (self.root / ref.key).unlink(missing_ok=True)

    # Derived bytes.

    async def put_derived(self, derived: Derived, data: bytes) -> None:
        """Write a file in `staging` and move it to its place."""
        await self._threads.run(self._put_derived, derived, data)

    async def read_derived(self, derived: Derived) -> bytes | None:
        """Read the file."""
        return await self._threads.run(self._read_derived, derived)

    async def stat_derived(self, derived: Derived) -> int | None:
        """Ask for the file's size."""
        return await self._threads.run(self._size, self.root / derived.key)

    def open_derived(self, derived: Derived, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Read blocks in threads, one ahead."""
        return self._threads.blocks(self._derived_blocks(derived, start, end))

    async def remove_derived(self, ref: BlobRef) -> None:
        """Unlink them and their folder."""
        await self._threads.run(self._remove_derived, self.root / ref.derived_key)

    async def derived_size(self) -> tuple[int, int]:
        """Walk through one of the 256 folders of a space after the other."""
        count = size = 0
        for space in await self._threads.run(self._names, self.root / "derived", _SPACE):
            top = self.root / "derived" / space
            for drawer in await self._threads.run(self._names, top, _DRAWER):
                some, of_size = await self._threads.run(_weigh, top / drawer)
                count, size = count + some, size + of_size
        return count, size

    async def derived_refs(self, space: int) -> AsyncIterator[BlobRef]:
        """List one of the 256 folders after the other."""
        top = self.root / "derived" / str(space)
        for drawer in await self._threads.run(self._names, top, _DRAWER):
            for name in await self._threads.run(self._names, top / drawer, _DIGEST):
                yield BlobRef(space, bytes.fromhex(name))

    def _put_derived(self, derived: Derived, data: bytes) -> None:
        self._place.need_room(len(data))
        # Under a name that could be a staged object's, so that the sweep clears away what a crash leaves.
        draft = self._staging.path(secrets.token_hex(16))
        with told("be written"):
            try:
                fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
                try:
                    write_all(fd, data)
                    # Only the bytes: a name that a loss of power takes is made again, but half a picture would show.
                    self._place.fsync(fd)
                finally:
                    os.close(fd)
                _move(draft, self.root / derived.key)
            finally:
                draft.unlink(missing_ok=True)

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
            yield from read_blocks(fd, start, end, self._block)

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
        tops = (self._names(self.root / top, _SPACE) for top in ("originals", "derived"))
        return sorted({int(name) for names in tops for name in names})

    def _names(self, folder: Path, wanted: re.Pattern[str]) -> list[str]:
        with told("be read"):
            return [entry.name for entry in entries(folder, wanted)]

    def _stats(self, folder: Path, drawer: str) -> list[tuple[str, os.stat_result]]:
        with told("be read"):
            return stats(folder, re.compile(f"{drawer}[0-9a-f]{{62}}"))


def _move(draft: Path, final: Path) -> None:
    while True:
        try:
            draft.rename(final)
        except FileNotFoundError:
            # Its folder was never made, or was just removed; where it is the draft that went, this is an error.
            if not draft.exists():
                raise
            for folder in (final.parent.parent.parent, final.parent.parent, final.parent):
                with suppress(FileExistsError):
                    folder.mkdir(mode=0o750)
        else:
            return


def _weigh(folder: Path) -> tuple[int, int]:
    count = size = 0
    with told("be read"):
        for place, _, names in os.walk(folder):
            for name in names:
                # Pictures are made and cleared away meanwhile.
                with suppress(FileNotFoundError):
                    size += Path(place, name).stat().st_size
                    count += 1
    return count, size


def _corrupt(ref: BlobRef) -> BlobCorrupt:
    log.error("storage.blob_corrupt", space=ref.space, sha256=ref.hex)
    return BlobCorrupt()
