"""What every store of bytes can do, and how bytes come to be staged in one.

Crash points that a fault test may name (`albumen.core.crashpoint`), in the words of the protocol of ingest:

    S0.before S0.after             around making the staged object of an upload in one piece
    S1.before S1.after             around writing the staged object; every append of a resumable upload passes both
    S3.before S3.after             around making it durable (`stage_append`, `seal`)
    S5.before S5.linked S5.after   around `keep`; `linked` lies between the link and the fsync of its folder, in a bucket
                                   between making the object and reading it again
    S5.sent                        in a bucket: a large file was sent in parts, but is not at its place yet
    S6b.before S6b.after           around `discard`
    collect.marked collect.removed collect.dropped   after each step of `collect`
"""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from albumen.core import crashpoint, to_its_end
from albumen.storage.errors import StoreFailed, StoreFull
from albumen.storage.files import read_file
from albumen.storage.model import BlobRef, Derived, Digests, OriginalEntry, Room, Staged, StagedEntry, StoreCheck


class BlobStore(Protocol):
    """Keeps originals for ever, derived bytes for as long as they are wanted, and staged objects on their way in.

    Originals are created whole and never written again. Every verb may raise `StoreFailed` (or `StoreRefused`, when
    another or no store lies at its place) and those that write `StoreFull`.
    """

    async def create(self, store_id: UUID | None = None) -> UUID:
        """Make an empty store here and mark it with an id, or find it made; its id.

        Raises `StoreRefused` where there are originals but no mark, or another mark than `store_id`.
        """
        ...

    async def identity(self) -> UUID | None:
        """The id that the store is marked with, or None where there is none."""
        ...

    def expect(self, store_id: UUID) -> None:
        """From now on refuse to work unless this is the mark."""
        ...

    async def check(self) -> StoreCheck:
        """Whether the store is there, is the expected one, can be written, and lost no write in this process."""
        ...

    async def free(self) -> Room:
        """How much room there is."""
        ...

    async def close(self) -> None:
        """Let go of threads and connections; nothing is asked of the store afterwards."""
        ...

    async def stage_new(self, *, durable: bool = True) -> str:
        """An empty staged object under a newly minted name; `durable` says that it must outlive a loss of power."""
        ...

    async def stage_append(
        self, name: str, at: int, chunks: AsyncIterable[bytes], at_most: int, digests: Digests | None = None
    ) -> int:
        """Cut a staged object to `at` bytes, append `chunks`, make it durable; the durable length in bytes.

        Where `chunks` breaks off, what arrived is made durable and stays, and its exception goes on. Raises
        `StagedMissing`; `StagedConflict` when fewer than `at` bytes are there, another writer is at it, or it is
        sealed; `StagedTooLarge` when it would grow past `at_most` bytes (it is then cut to `at` again). A
        disk that reports a failed write costs the staged object. `digests` takes in what is appended.
        """
        ...

    async def stage_length(self, name: str) -> int | None:
        """How many bytes of it arrived, or None when there is no such staged object."""
        ...

    async def stage_clone(self, path: Path) -> str | None:
        """A staged object that shares the blocks of a local file (never its inode), or None where that cannot be."""
        ...

    def borrow_staged(self, name: str) -> AbstractAsyncContextManager[int]:
        """A readable file descriptor at the beginning of a staged object, for a child process. Raises `StagedMissing`."""
        ...

    def address_to_stage(self, name: str, size: int) -> str | None:
        """An address to which whoever has it may PUT, for a while, the bytes of a staged object of exactly that size.

        None where the store takes none. What was sent there is not staged before it was appended (`sent`).
        """
        ...

    def sent(self, name: str) -> AsyncIterator[bytes]:
        """What was sent to the address of a staged object, in blocks.

        Raises `StagedMissing`, at once or at the first block, where nothing was.
        """
        ...

    async def seal(self, name: str) -> Staged:
        """Make a staged object durable and read all of it again from the disk: what is really there.

        It takes no more bytes then. May be repeated.
        """
        ...

    async def discard(self, name: str) -> None:
        """Forget a staged object, if it is there."""
        ...

    def staged_names(self) -> AsyncIterator[StagedEntry]:
        """All staged objects, in no order."""
        ...

    async def keep(self, staged: Staged, ref: BlobRef) -> None:
        """Make a staged object the original of `ref`, for ever; only creates. The staged name stays until `discard`.

        Where the same bytes are there already that is fine, after reading them. Where others are, both are put aside
        and `BlobConflict` is raised. When it returns, the original survives a loss of power.
        """
        ...

    def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end` (default: to the last), in blocks.

        A read of the whole is verified while it passes: the last block comes only when the digest is right. Raises
        `BlobMissing` and `BlobCorrupt`, at the first or any later block.
        """
        ...

    def address(self, ref: BlobRef, *, disposition: str, media_type: str) -> str | None:
        """An address at which whoever has it may download an original for a short while, with these two headers.

        None where the store gives out none: then `open` is the way.
        """
        ...

    def borrow(self, ref: BlobRef) -> AbstractAsyncContextManager[int]:
        """A readable file descriptor at the beginning of the bytes, for a child process; closed when the block ends.

        Raises `BlobMissing`.
        """
        ...

    async def stat(self, ref: BlobRef) -> int | None:
        """The size in bytes, or None when there is no such original."""
        ...

    async def verify(self, ref: BlobRef) -> Digests:
        """Read all of an original again; its digests. Raises `BlobMissing` and `BlobCorrupt`."""
        ...

    async def remove(self, ref: BlobRef) -> None:
        """Destroy an original, if it is there. Only the collector calls this."""
        ...

    async def quarantine(self, ref: BlobRef, reason: str) -> None:
        """Put an original aside, with the reason, where the operator finds it and nothing reads it."""
        ...

    async def spaces(self) -> list[int]:
        """The spaces that may hold originals or derived bytes, ascending."""
        ...

    def originals(self, space: int) -> AsyncIterator[OriginalEntry]:
        """The originals of a space by digest; what comes and goes meanwhile may be listed or not."""
        ...

    def derived_refs(self, space: int) -> AsyncIterator[BlobRef]:
        """The blobs of a space that have derived bytes, in the order of their digests."""
        ...

    async def derived_size(self) -> tuple[int, int]:
        """How many derived objects there are, and their bytes together. It looks at each: minutes where there are millions."""
        ...

    async def put_derived(self, derived: Derived, data: bytes) -> None:
        """Write or replace derived bytes; readers see all of them or none."""
        ...

    async def read_derived(self, derived: Derived) -> bytes | None:
        """All of the derived bytes, or None when they were not made yet."""
        ...

    async def stat_derived(self, derived: Derived) -> int | None:
        """Their size in bytes, or None."""
        ...

    def open_derived(self, derived: Derived, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The derived bytes from `start` up to `end`, in blocks. Raises `BlobMissing`."""
        ...

    async def remove_derived(self, ref: BlobRef) -> None:
        """Destroy all derived bytes of one blob."""
        ...


async def ensure_room(store: BlobStore, size: int) -> None:
    """Raise `StoreFull` unless `size` more bytes fit above the floor of free space."""
    room = await store.free()
    if size > room.usable:
        raise StoreFull


async def stage(store: BlobStore, chunks: AsyncIterable[bytes], at_most: int) -> Staged:
    """Stage bytes in one pass (S1 and S3): hashed while they are written, durable when this returns.

    Raises `StagedTooLarge` past `at_most` bytes. Whatever is raised, nothing stays staged.
    """
    crashpoint("S0.before")
    name = await store.stage_new(durable=False)
    crashpoint("S0.after")
    digests = Digests()
    try:
        await store.stage_append(name, 0, chunks, at_most, digests)
    except BaseException:
        await to_its_end(store.discard(name))
        raise
    return digests.staged(name)


async def stage_file(store: BlobStore, path: Path, at_most: int) -> Staged:
    """Stage a local file: its blocks are shared where the file system can, else copied; what is there is read again.

    Raises `Invalid` where `path` is not a plain file and `StagedTooLarge` when it has more than `at_most` bytes.
    """
    name = await store.stage_clone(path)
    copied = None
    if name is None:
        copied = await stage(store, read_file(path), at_most)
        name = copied.name
    try:
        staged = await store.seal(name)
        if copied not in (None, staged):
            raise StoreFailed("The photo store did not write what it was given.")
    except BaseException:
        await to_its_end(store.discard(name))
        raise
    return staged
