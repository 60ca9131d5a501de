"""A store in the memory of this process: for tests, and as the plainest statement of what a store does."""

import hashlib
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from albumen.core import crashpoint, now
from albumen.storage.errors import (
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    StagedConflict,
    StagedMissing,
    StagedTooLarge,
    StoreFull,
    StoreRefused,
)
from albumen.storage.model import BlobRef, Derived, Digests, OriginalEntry, Room, Staged, StagedEntry, StoreCheck
from albumen.storage.settings import StorageSettings


@dataclass(slots=True)
class _Object:
    data: bytearray = field(default_factory=bytearray)
    written_at: datetime = field(default_factory=now)
    sealed: bool = False
    busy: bool = False


class MemoryStore:
    """Keeps blobs in dictionaries, up to `total` bytes; all is gone with the process."""

    def __init__(self, settings: StorageSettings | None = None, *, total: int = 1 << 40) -> None:
        self.settings = settings or StorageSettings()
        self._total = total
        self._id: UUID | None = None
        self._expected: UUID | None = None
        self._staging: dict[str, _Object] = {}
        self._originals: dict[BlobRef, _Object] = {}
        self._derived: dict[BlobRef, dict[str, bytes]] = {}
        self.aside: list[tuple[BlobRef, str]] = []
        """What was put aside: blob and reason."""

    async def create(self, store_id: UUID | None = None) -> UUID:
        """Take an id, or tell the one taken."""
        self._id = self._id or store_id or uuid4()
        if store_id not in (None, self._id):
            raise StoreRefused
        return self._id

    async def identity(self) -> UUID | None:
        """The id taken."""
        return self._id

    def expect(self, store_id: UUID) -> None:
        """Refuse every other id from now on."""
        self._expected = store_id

    async def check(self) -> StoreCheck:
        """Compare the ids."""
        try:
            self._present()
        except StoreRefused as error:
            return StoreCheck((error.detail,))
        return StoreCheck()

    async def free(self) -> Room:
        """Count the bytes held."""
        held = sum(len(one.data) for kind in (self._staging, self._originals) for one in kind.values())
        held += sum(len(data) for made in self._derived.values() for data in made.values())
        return Room(self._total - held, self._total, self.settings.floor(self._total))

    async def close(self) -> None:
        """Nothing is held."""

    async def stage_new(self, *, durable: bool = True) -> str:
        """An empty object."""
        self._present()
        await self._need_room()
        name = secrets.token_hex(16)
        self._staging[name] = _Object()
        return name

    async def stage_append(
        self, name: str, at: int, chunks: AsyncIterable[bytes], at_most: int, digests: Digests | None = None
    ) -> int:
        """Append as it comes."""
        crashpoint("S1.before")
        await self._need_room()
        one = self._staged(name)
        if one.sealed or one.busy:
            raise StagedConflict("This upload is complete already, or another request is writing to it.")
        if len(one.data) < at:
            raise StagedConflict(f"Only {len(one.data)} bytes of this upload arrived, not {at}.")
        del one.data[at:]
        one.busy = True
        try:
            async for chunk in chunks:
                if len(one.data) + len(chunk) > at_most:
                    del one.data[at:]
                    raise StagedTooLarge
                await self._need_room(len(chunk))
                one.data += chunk
                if digests is not None:
                    digests.update(chunk)
        finally:
            one.busy = False
            one.written_at = now()
        crashpoint("S1.after")
        return len(one.data)

    async def stage_length(self, name: str) -> int | None:
        """Its length."""
        one = self._staging.get(name)
        return None if one is None else len(one.data)

    async def stage_clone(self, path: Path) -> str | None:
        """Nothing is shared with a file."""
        return None

    @asynccontextmanager
    async def borrow_staged(self, name: str) -> AsyncIterator[int]:
        """A file without a name that holds the bytes."""
        with _lent(self._staged(name).data) as fd:
            yield fd

    async def seal(self, name: str) -> Staged:
        """Hash it."""
        one = self._staged(name)
        if one.busy:
            raise StagedConflict("Another request is writing to this upload.")
        one.sealed = True
        digests = Digests()
        digests.update(bytes(one.data))
        return digests.staged(name)

    async def discard(self, name: str) -> None:
        """Forget it."""
        crashpoint("S6b.before")
        self._staging.pop(name, None)
        crashpoint("S6b.after")

    async def staged_names(self) -> AsyncIterator[StagedEntry]:
        """List them."""
        self._present()
        for name, one in list(self._staging.items()):
            yield StagedEntry(name, len(one.data), one.written_at)

    async def keep(self, staged: Staged, ref: BlobRef) -> None:
        """Share the object, unless something is there."""
        if staged.sha256 != ref.sha256:
            raise ValueError("a staged object is kept under its own digest")
        crashpoint("S5.before")
        self._present()
        one = self._staged(staged.name)
        if one.busy or len(one.data) != staged.size:
            raise StagedConflict("This upload changed after it was complete.")
        there = self._originals.setdefault(ref, one)
        one.sealed = True
        if there.data != one.data:
            del self._originals[ref], self._staging[staged.name]
            self.aside.append((ref, "Other bytes lay where it was to be kept."))
            raise BlobConflict
        crashpoint("S5.after")

    async def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Hand out slices."""
        data = bytes(self._original(ref).data)
        if start == 0 and (end is None or end >= len(data)) and hashlib.sha256(data).digest() != ref.sha256:
            raise BlobCorrupt
        for block in self._sliced(data, start, end):
            yield block

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
        """A file without a name that holds the bytes."""
        with _lent(self._original(ref).data) as fd:
            yield fd

    async def stat(self, ref: BlobRef) -> int | None:
        """Its length."""
        self._present()
        one = self._originals.get(ref)
        return None if one is None else len(one.data)

    async def verify(self, ref: BlobRef) -> Digests:
        """Hash it again."""
        digests = Digests()
        digests.update(bytes(self._original(ref).data))
        if digests.sha256 != ref.sha256:
            raise BlobCorrupt
        return digests

    async def remove(self, ref: BlobRef) -> None:
        """Forget it."""
        self._present()
        self._originals.pop(ref, None)

    async def quarantine(self, ref: BlobRef, reason: str) -> None:
        """Forget it, but remember why."""
        if self._originals.pop(ref, None) is not None:
            self.aside.append((ref, reason))

    async def spaces(self) -> list[int]:
        """Those that hold something."""
        self._present()
        return sorted({ref.space for ref in (*self._originals, *self._derived)})

    async def originals(self, space: int) -> AsyncIterator[OriginalEntry]:
        """List them."""
        for ref, one in sorted(self._originals.items(), key=lambda item: item[0]):
            if ref.space == space:
                yield OriginalEntry(ref, len(one.data), one.written_at)

    async def derived_size(self) -> tuple[int, int]:
        """Add them up."""
        sizes = [len(data) for made in self._derived.values() for data in made.values()]
        return len(sizes), sum(sizes)

    async def derived_refs(self, space: int) -> AsyncIterator[BlobRef]:
        """List them."""
        for ref in sorted(self._derived):
            if ref.space == space:
                yield ref

    async def put_derived(self, derived: Derived, data: bytes) -> None:
        """Hold them."""
        await self._need_room(len(data))
        self._derived.setdefault(derived.ref, {})[derived.name] = bytes(data)

    async def read_derived(self, derived: Derived) -> bytes | None:
        """What is held."""
        return self._derived.get(derived.ref, {}).get(derived.name)

    async def stat_derived(self, derived: Derived) -> int | None:
        """Their length."""
        data = await self.read_derived(derived)
        return None if data is None else len(data)

    async def open_derived(self, derived: Derived, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Hand out slices."""
        data = await self.read_derived(derived)
        if data is None:
            raise BlobMissing
        for block in self._sliced(data, start, end):
            yield block

    async def remove_derived(self, ref: BlobRef) -> None:
        """Forget them."""
        self._derived.pop(ref, None)

    def damage(self, ref: BlobRef, data: bytes) -> None:
        """Put other bytes where an original is, as a failing disk would."""
        self._originals[ref] = _Object(bytearray(data))

    def _present(self) -> None:
        if self._id is None or self._expected not in (None, self._id):
            raise StoreRefused

    async def _need_room(self, size: int = 1) -> None:
        if size > (await self.free()).usable:
            raise StoreFull

    def _staged(self, name: str) -> _Object:
        if name not in self._staging:
            raise StagedMissing
        return self._staging[name]

    def _original(self, ref: BlobRef) -> _Object:
        self._present()
        if ref not in self._originals:
            raise BlobMissing
        return self._originals[ref]

    def _sliced(self, data: bytes, start: int, end: int | None) -> list[bytes]:
        until = len(data) if end is None else min(end, len(data))
        step = self.settings.block
        return [data[at : min(at + step, until)] for at in range(start, until, step)]


@contextmanager
def _lent(data: bytearray) -> Iterator[int]:
    fd = os.memfd_create("blob", os.MFD_CLOEXEC)
    try:
        os.write(fd, data)
        os.lseek(fd, 0, os.SEEK_SET)
        yield fd
    finally:
        os.close(fd)
