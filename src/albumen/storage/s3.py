"""A store in a bucket of an S3 server, with the way in on the disk of this machine."""

import asyncio
import hashlib
import os
import re
import secrets
import tempfile
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterator
from contextlib import aclosing, asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

import structlog

from albumen.core import crashpoint
from albumen.storage.bucket import LARGEST_COPY, LARGEST_PUT, ONE_PUT, Abilities, Bucket, Object, Part
from albumen.storage.errors import (
    S3_UNFIT,
    STORE_AWAY,
    STORE_MARK,
    STORE_OTHER,
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    StagedConflict,
    StagedMissing,
    StoreFailed,
    StoreFull,
    StoreRefused,
)
from albumen.storage.files import DiskThreads, write_all
from albumen.storage.model import (
    STAGED_NAME,
    BlobRef,
    Derived,
    Digests,
    OriginalEntry,
    Staged,
    StagedEntry,
    StoreCheck,
)
from albumen.storage.place import locked, told
from albumen.storage.settings import StorageSettings
from albumen.storage.staged import DiskStaging
from albumen.storage.staging import SEALED

log = structlog.get_logger(__name__)

_DIGEST = re.compile(r"[0-9a-f]{64}")
_MARK = "store-id"
_MARK_SECONDS = 5.0
"""How long the mark that was read counts: a bucket is not taken out from under a process like a disk."""
_PROBE_SECONDS = 60.0
"""How long a write that went well counts."""
_MANY_NAMES = 10_000
_PIECE_BLOCKS = 4
"""Blocks that are asked for at once: each request costs the way to the server and back."""
_REQUESTS = 32
"""Requests at once; who comes later waits for a thread."""


class S3Store(DiskStaging):
    """Keeps blobs in a bucket, under the same keys as `LocalStore` its files; what is staged lies in a folder of this machine.

    In the bucket, under the prefix:

    store-id                               the store's mark
    originals/<space>/aa/<sha256>          written once, and only where nothing lies
    derived/<space>/aa/<sha256>/<name>     can be made again
    staging/<name>                         a large original that is being sent in parts, until it is copied to its place;
                                           and what clients send straight to the server, until it was read again
    quarantine/<space>-<sha256>-<random>/  put aside, with the reason

    In the folder: store-id and staging/<name>, as a local store has them.
    """

    def __init__(
        self, spool: Path, settings: StorageSettings, *, one_put: int = ONE_PUT, can: Abilities | None = None
    ) -> None:
        """Nothing is asked of the server, nor made in `spool`, before the first verb.

        What has more than `one_put` bytes is sent in parts. What the server `can` do is seen by trying where it is not known.
        """
        super().__init__(spool, settings, ("staging",), threads=16)
        self.settings = settings
        self.bucket = Bucket(settings)
        self.bucket.can = can or Abilities()
        self._requests = DiskThreads(_REQUESTS)
        self._reread = settings.s3_reread
        self._one_put = one_put
        self._piece = settings.block * _PIECE_BLOCKS
        self._expected: UUID | None = None
        self._mark: UUID | None = None
        self._mark_until = self._probe_until = 0.0
        self._probed = can is not None
        self._places: WeakValueDictionary[BlobRef, asyncio.Lock] = WeakValueDictionary()
        self._parts: dict[str, list[Part]] = {}
        self._in_bucket: set[str] = set()
        """Names under which something may lie in the bucket, too."""

    # The store itself.

    async def create(self, store_id: UUID | None = None) -> UUID:
        """Write the mark, or find it written."""
        found = await self._requests.run(self._create, store_id)
        if store_id not in (None, found):
            raise StoreRefused(f"Another photo store ({found}) lies in s3://{self.bucket.name}/{self.bucket.prefix}.")
        await self._threads.run(self._make_spool, found)
        return found

    async def identity(self) -> UUID | None:
        """Read the mark."""
        return await self._requests.run(self._identity)

    def expect(self, store_id: UUID) -> None:
        """Refuse every other mark from now on."""
        self._expected = self._place.expected = store_id

    async def probe(self) -> None:
        """See, once, what the server can do, and that it can do what a store needs. Raises `StoreRefused` where it cannot."""
        if not self._probed:
            await self._requests.run(self._probe)

    async def check(self) -> StoreCheck:
        """Read the mark, write and destroy a small object (once a minute at most), and look at the folder."""
        problems: list[str] = []
        try:
            self._mark_until = 0
            await self._ready()
            await self._requests.run(self._probe_writing)
        except (StoreFailed, StoreFull) as error:
            return StoreCheck((error.detail,))
        problems += (await self._threads.run(self._place.check)).problems
        return StoreCheck(tuple(problems))

    async def close(self) -> None:
        """Let the threads go."""
        self._requests.close()
        await super().close()

    def _identity(self) -> UUID | None:
        written = self.bucket.read(_MARK)
        try:
            self._mark = None if written is None else UUID(written.decode().strip())
        except ValueError as error:
            raise StoreRefused(STORE_MARK(file=_MARK)) from error
        self._mark_until = time.monotonic() + _MARK_SECONDS
        return self._mark

    def _create(self, store_id: UUID | None) -> UUID:
        found = self._identity()
        if found is not None:
            return found
        if next(self.bucket.listed("originals/"), None) is not None:
            raise StoreRefused(
                f"There are photos in s3://{self.bucket.name}/{self.bucket.prefix} but no {_MARK}: is this the right place?"
            )
        if not self._probed:
            self._probe()
        self.bucket.create(_MARK, f"{store_id or uuid4()}\n".encode())
        found = self._identity()
        if found is None:
            raise StoreRefused(S3_UNFIT(endpoint=self.bucket.endpoint, what="it does not have what was just written"))
        return found

    def _make_spool(self, mark: UUID) -> None:
        if self._place.identity() != mark or not (self.root / "staging").is_dir():
            self._place.create(mark)

    def _present(self) -> UUID:
        """Raise `StoreRefused` unless the store, and the expected one, lies in the bucket: else what is missing is no news."""
        mark = self._mark if time.monotonic() < self._mark_until else self._identity()
        if mark is None:
            raise StoreRefused(STORE_AWAY())
        if self._expected not in (None, mark):
            raise StoreRefused(STORE_OTHER())
        return mark

    async def _ready(self) -> None:
        """The store is there, what its server can do is known, and its folder is made."""
        mark = await self._requests.run(self._present)
        await self.probe()
        await self._threads.run(self._make_spool, mark)

    # What the server can do.

    def _probe(self) -> None:
        """By doing it: one knows of a server only what it did. Two small objects, a dozen requests."""
        one, other = (f"staging/probe-{secrets.token_hex(8)}" for _ in range(2))
        bucket, can = self.bucket, self.bucket.can
        try:
            bucket.write(one, b"one")
            bucket.write(other, b"other")
            self._need(bucket.read(one) == b"one", "it does not have what was just written")
            can.create, can.copy = True, True
            can.create = self._refuses(lambda: bucket.create(one, b"two"))
            can.copy = self._refuses(lambda: bucket.copy_new(other, one))
            if not can.copy:
                bucket.copy(other, one)
                self._need(bucket.read(one) == b"other", "it cannot copy")
            listed = {each.key for each in bucket.listed("staging/")}
            self._need({one, other} <= listed, "it does not list what was just written")
        finally:
            for key in (one, other):
                bucket.delete(key)
        self._need(bucket.read(one) is None, "what was deleted is still there")
        self._probed = True
        self._probe_until = time.monotonic() + _PROBE_SECONDS
        log.info("storage.s3_probed", bucket=bucket.name, create_only=can.create, copy_only=can.copy)

    def _refuses(self, verb: Callable[[], bool]) -> bool:
        try:
            return not verb()
        except StoreRefused:
            raise
        except StoreFailed:
            # It does not know such a request at all.
            return False

    def _need(self, fact: bool, otherwise: str) -> None:
        if not fact:
            raise StoreRefused(S3_UNFIT(endpoint=self.bucket.endpoint, what=otherwise))

    def _probe_writing(self) -> None:
        if time.monotonic() < self._probe_until:
            return
        key = f"staging/probe-{secrets.token_hex(8)}"
        self.bucket.write(key, b"probe")
        self.bucket.delete(key)
        self._probe_until = time.monotonic() + _PROBE_SECONDS

    # Staging: on this machine's disk, as soon as the store in the bucket was seen.

    async def stage_new(self, *, durable: bool = True) -> str:
        """Create an empty file."""
        await self._ready()
        return await super().stage_new(durable=durable)

    async def stage_append(
        self, name: str, at: int, chunks: AsyncIterable[bytes], at_most: int, digests: Digests | None = None
    ) -> int:
        """Append to the file."""
        await self._ready()
        return await super().stage_append(name, at, chunks, at_most, digests)

    async def stage_clone(self, path: Path) -> str | None:
        """Reflink, where source and folder lie on one file system that can."""
        await self._ready()
        return await super().stage_clone(path)

    def address_to_stage(self, name: str, size: int) -> str | None:
        """An address of the S3 server, where the settings allow that and one request can bring so much."""
        if not self.settings.s3_uploads or size > LARGEST_PUT or STAGED_NAME.fullmatch(name) is None:
            return None
        self._note_in_bucket(name)
        return self.bucket.address_to_send(f"staging/{name}", self.settings.s3_upload_minutes * 60, size)

    def sent(self, name: str) -> AsyncIterator[bytes]:
        """Ask for one piece after the other, one ahead."""
        return self._requests.blocks(self._sent_pieces(name))

    def _note_in_bucket(self, name: str) -> None:
        # What is forgotten here, or was noted by a process that died, the sweep finds.
        if len(self._in_bucket) >= _MANY_NAMES:
            self._in_bucket.clear()
        self._in_bucket.add(name)

    def _sent_pieces(self, name: str) -> Generator[bytes, None, None]:
        if STAGED_NAME.fullmatch(name) is None:
            raise StagedMissing
        self._note_in_bucket(name)
        try:
            for piece, _ in self.bucket.pieces(f"staging/{name}", 0, None, self._piece):
                yield piece
        except FileNotFoundError as error:
            self._present()
            raise StagedMissing from error

    async def discard(self, name: str) -> None:
        """Unlink the file, and what a sending of it that broke off left in the bucket."""
        await super().discard(name)
        if name in self._in_bucket:
            await self._requests.run(self._discard_sent, name)

    async def staged_names(self) -> AsyncIterator[StagedEntry]:
        """List the folder, then what sendings that broke off left in the bucket."""
        await self._ready()
        async for entry in super().staged_names():
            yield entry
        for sent in await self._requests.run(self._sent):
            yield sent

    def _sent(self) -> list[StagedEntry]:
        found: dict[str, StagedEntry] = {}
        for each in self.bucket.listed("staging/"):
            name = each.key.removeprefix("staging/")
            if STAGED_NAME.fullmatch(name):
                found[name] = StagedEntry(name, each.size, each.written_at)
        self._parts.clear()
        for part in self.bucket.parts(""):
            name = part.key.removeprefix("staging/")
            if not STAGED_NAME.fullmatch(name):
                # A copy on the server to its place that broke off: it goes by a name made of its own.
                name = hashlib.sha256(part.upload.encode()).hexdigest()[:32]
            self._parts.setdefault(name, []).append(part)
            found.setdefault(name, StagedEntry(name, 0, part.began_at))
        self._in_bucket |= set(found)
        return list(found.values())

    def _discard_sent(self, name: str) -> None:
        for part in self._parts.pop(name, []):
            self.bucket.abort(part)
        self.bucket.delete(f"staging/{name}")
        self._in_bucket.discard(name)

    # Originals.

    async def keep(self, staged: Staged, ref: BlobRef) -> None:
        """Send the staged file to its place, where nothing lies, and read it again from there."""
        if staged.sha256 != ref.sha256:
            raise ValueError("a staged object is kept under its own digest")
        crashpoint("S5.before")
        await self._ready()
        async with self._places.setdefault(ref, asyncio.Lock()):
            await self._requests.run(self._keep, staged, ref)
        crashpoint("S5.after")

    def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Ask for one piece after the other, one ahead."""
        return self._requests.blocks(self._original_pieces(ref, start, end))

    @asynccontextmanager
    async def borrow(self, ref: BlobRef) -> AsyncIterator[int]:
        """A file without a name in the folder, to which the bytes are brought first."""
        await self._ready()
        with await self._threads.run(self._nameless) as file:
            async with aclosing(self._requests.blocks(self._original_pieces(ref, 0, None))) as pieces:
                async for piece in pieces:
                    await self._threads.run(_write, file, piece)
            os.lseek(file.fileno(), 0, os.SEEK_SET)
            yield file.fileno()

    async def stat(self, ref: BlobRef) -> int | None:
        """Ask for its size."""
        return await self._requests.run(self._size, ref.key)

    async def verify(self, ref: BlobRef) -> Digests:
        """Read it all."""
        return await self._requests.run(self._verify, ref)

    async def remove(self, ref: BlobRef) -> None:
        """Delete it."""
        await self._requests.run(self._remove, ref)

    async def quarantine(self, ref: BlobRef, reason: str) -> None:
        """Copy it under `quarantine`, then delete it."""
        await self._ready()
        async with self._places.setdefault(ref, asyncio.Lock()):
            await self._requests.run(self._quarantine, ref, reason)

    async def spaces(self) -> list[int]:
        """List what stands before the second slash."""
        return await self._requests.run(self._spaces)

    async def originals(self, space: int) -> AsyncIterator[OriginalEntry]:
        """List them a page at a time: S3 lists in the order of the keys, which is that of the digests."""
        async for each in self._listed(f"originals/{space}/"):
            ref = _ref(space, each.key)
            if ref is not None and each.key == ref.key:
                yield OriginalEntry(ref, each.size, each.written_at)

    def address(self, ref: BlobRef, *, disposition: str, media_type: str) -> str | None:
        """An address of the S3 server, where the settings allow that."""
        if not self.settings.s3_downloads:
            return None
        headers = {"response-content-disposition": disposition, "response-content-type": media_type}
        return self.bucket.address(ref.key, self.settings.s3_download_seconds, headers)

    def _keep(self, staged: Staged, ref: BlobRef) -> None:
        with told("be written"), self._staging.locked(staged.name) as fd:
            if os.fstat(fd).st_size != staged.size:
                raise StagedConflict("This upload changed after it was complete.")
            os.fchmod(fd, SEALED)
            while not self._is_kept(staged, ref):
                pass

    def _is_kept(self, staged: Staged, ref: BlobRef) -> bool:
        """Whether the bytes are at their place now; False when the place was vacated meanwhile: it is tried again."""
        sent = self._send(staged, ref)
        crashpoint("S5.linked")
        if sent and not self._reread:
            there = self.bucket.head(ref.key)
            if there is not None and there.size == staged.size:
                return True
        return self._same_is_there(staged, ref, sent)

    def _send(self, staged: Staged, ref: BlobRef) -> bool:
        """Make the object; False where there is one."""
        path = self._staging.path(staged.name)
        if staged.size <= self._one_put:
            return self.bucket.create(ref.key, path.read_bytes())
        # Asked first: to send much in vain costs more than the question.
        if self.bucket.head(ref.key) is not None:
            return False
        if staged.size > LARGEST_COPY:
            self.bucket.upload(ref.key, path, staged.size)
            return True
        draft = f"staging/{staged.name}"
        self.bucket.upload(draft, path, staged.size)
        crashpoint("S5.sent")
        made = self.bucket.copy_new(draft, ref.key)
        self.bucket.delete(draft)
        return made

    def _same_is_there(self, staged: Staged, ref: BlobRef, sent: bool) -> bool:
        """True where the same bytes lie at the place, False where nothing does; others are put aside."""
        try:
            self._verify(ref)
        except BlobMissing:
            self._need(not sent, "it does not have what was just written")
            return False
        except BlobCorrupt:
            return self._heal(staged, ref)
        return True

    def _heal(self, staged: Staged, ref: BlobRef) -> bool:
        """Put aside what lies at the place, and what was to lie there; True where the right bytes came to lie there meanwhile."""
        with told("be written"), locked(self.root / "staging"):
            # Another process of this machine may have put it aside, and a third one kept the right bytes.
            try:
                self._verify(ref)
            except BlobMissing:
                return False
            except BlobCorrupt:
                aside = self._put_aside(ref, "Other bytes lay where it was to be kept.")
                self.bucket.upload(f"{aside}/staging-{staged.name}", self._staging.path(staged.name), staged.size)
                self._staging.discard(staged.name)
            else:
                return True
        log.error("storage.blob_conflict", space=ref.space, sha256=ref.hex, quarantine=aside)
        raise BlobConflict

    def _put_aside(self, ref: BlobRef, reason: str) -> str:
        aside = f"quarantine/{ref.space}-{ref.hex}-{secrets.token_hex(4)}"
        self.bucket.write(f"{aside}/reason", f"{reason}\n".encode())
        self.bucket.copy(ref.key, f"{aside}/{ref.hex[:2]}-{ref.hex}")
        self.bucket.delete(ref.key)
        return aside

    def _quarantine(self, ref: BlobRef, reason: str) -> None:
        with told("be written"), locked(self.root / "staging"):
            if self.bucket.head(ref.key) is not None:
                self._put_aside(ref, reason)

    def _original_pieces(self, ref: BlobRef, start: int, end: int | None) -> Generator[bytes, None, None]:
        try:
            if start > 0 or end is not None:
                yield from self._part_of(ref, start, end)
            else:
                yield from self._whole(ref)
        except FileNotFoundError as error:
            self._present()
            log.error("storage.blob_missing", space=ref.space, sha256=ref.hex)
            raise BlobMissing from error

    def _part_of(self, ref: BlobRef, start: int, end: int | None) -> Generator[bytes, None, None]:
        there = self.bucket.head(ref.key)
        if there is None:
            raise FileNotFoundError(ref.key)
        if start == 0 and (end is None or end >= there.size):
            yield from self._whole(ref)
        elif start < min(there.size, there.size if end is None else end):
            for piece, _ in self.bucket.pieces(ref.key, start, end, self._piece):
                yield piece

    def _whole(self, ref: BlobRef) -> Generator[bytes, None, None]:
        """All of it, the last piece only when the digest is right."""
        digests, last = Digests(), b""
        for piece, size in self.bucket.pieces(ref.key, 0, None, self._piece):
            digests.update(piece)
            if digests.size < size:
                yield piece
            else:
                last = piece
        if digests.sha256 != ref.sha256:
            raise _corrupt(ref)
        yield last

    def _verify(self, ref: BlobRef) -> Digests:
        digests = Digests()
        try:
            for piece, _ in self.bucket.pieces(ref.key, 0, None, self._piece):
                digests.update(piece)
        except FileNotFoundError as error:
            self._present()
            raise BlobMissing from error
        if digests.sha256 != ref.sha256:
            raise _corrupt(ref)
        return digests

    def _remove(self, ref: BlobRef) -> None:
        self._present()
        self.bucket.delete(ref.key)

    def _nameless(self) -> BinaryIO:
        with told("be read"):
            return tempfile.TemporaryFile(dir=self.root / "staging", buffering=0)

    # Derived bytes.

    async def put_derived(self, derived: Derived, data: bytes) -> None:
        """Write the object."""
        await self._threads.run(self._place.need_room, len(data))
        await self._requests.run(self.bucket.write, derived.key, data)

    async def read_derived(self, derived: Derived) -> bytes | None:
        """Read the object."""
        data = await self._requests.run(self.bucket.read, derived.key)
        if data is None:
            await self._requests.run(self._present)
        return data

    async def stat_derived(self, derived: Derived) -> int | None:
        """Ask for its size."""
        return await self._requests.run(self._size, derived.key)

    def open_derived(self, derived: Derived, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Ask for one piece after the other, one ahead."""
        return self._requests.blocks(self._derived_pieces(derived, start, end))

    async def remove_derived(self, ref: BlobRef) -> None:
        """List them and delete each."""
        await self._requests.run(self._remove_derived, ref)

    async def derived_size(self) -> tuple[int, int]:
        """List them all."""
        count = size = 0
        async for each in self._listed("derived/"):
            count, size = count + 1, size + each.size
        return count, size

    async def derived_refs(self, space: int) -> AsyncIterator[BlobRef]:
        """List them all; those of one blob follow one another."""
        last = None
        async for each in self._listed(f"derived/{space}/"):
            ref = _ref(space, each.key.rpartition("/")[0])
            if ref is not None and ref != last:
                last = ref
                yield ref

    def _derived_pieces(self, derived: Derived, start: int, end: int | None) -> Generator[bytes, None, None]:
        try:
            for piece, _ in self.bucket.pieces(derived.key, start, end, self._piece):
                yield piece
        except FileNotFoundError as error:
            self._present()
            raise BlobMissing from error

    def _remove_derived(self, ref: BlobRef) -> None:
        self._present()
        for each in list(self.bucket.listed(f"{ref.derived_key}/")):
            self.bucket.delete(each.key)

    # Looking around.

    async def _listed(self, prefix: str) -> AsyncIterator[Object]:
        listing = self.bucket.listed(prefix)
        while some := await self._requests.run(_some, listing):
            for each in some:
                yield each

    def _size(self, key: str) -> int | None:
        there = self.bucket.head(key)
        if there is None:
            self._present()
            return None
        return there.size

    def _spaces(self) -> list[int]:
        self._present()
        names = {name for top in ("originals/", "derived/") for name in self.bucket.folders(top)}
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())


def _some(listing: Iterator[Object]) -> list[Object]:
    return list(islice(listing, 1000))


def _ref(space: int, key: str) -> BlobRef | None:
    """The blob that a key ends with, or None where it is no such key."""
    name = key.rpartition("/")[2]
    return BlobRef(space, bytes.fromhex(name)) if _DIGEST.fullmatch(name) else None


def _write(file: BinaryIO, data: bytes) -> None:
    with told("be read"):
        write_all(file.fileno(), data)


def _corrupt(ref: BlobRef) -> BlobCorrupt:
    log.error("storage.blob_corrupt", space=ref.space, sha256=ref.hex)
    return BlobCorrupt()
