"""What every BlobStore promises. Each implementation is run through it by a subclass that gives the fixture `store`."""

import asyncio
import hashlib
import os
from abc import abstractmethod
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from albumen.storage import (
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    BlobRef,
    BlobStore,
    Derived,
    Digests,
    StagedConflict,
    StagedMissing,
    StagedTooLarge,
    StorageSettings,
    StoreFull,
    StoreRefused,
    ensure_room,
    stage,
    stage_file,
)

SMALL_BLOCKS = StorageSettings(floor_mib=0, floor_percent=0, block_kib=64)
LARGE = 1 << 40


class ClientGone(Exception):
    """The source of the bytes broke off."""


async def chunks_of(*chunks: bytes, fail: bool = False) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if fail:
        raise ClientGone


def ref_of(data: bytes, space: int = 7) -> BlobRef:
    return BlobRef(space, hashlib.sha256(data).digest())


async def put(store: BlobStore, data: bytes, space: int = 7) -> BlobRef:
    """All of an upload that storage sees."""
    staged = await stage(store, chunks_of(data), LARGE)
    ref = BlobRef(space, staged.sha256)
    await store.keep(staged, ref)
    await store.discard(staged.name)
    return ref


async def read(store: BlobStore, ref: BlobRef, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([block async for block in store.open(ref, start, end)])


async def staged_names(store: BlobStore) -> set[str]:
    return {entry.name async for entry in store.staged_names()}


PICTURE = os.urandom(300_000)
"""Some blocks, and a piece of one."""


class BlobStoreContract:
    """Tests that take the fixture `store`: a store that was created, with SMALL_BLOCKS."""

    crowd = 50
    """How many do the same at once; fewer where each act is a request to a server."""

    @abstractmethod
    async def overwrite(self, store: BlobStore, ref: BlobRef, data: bytes) -> None:
        """Put other bytes where an original lies, as a failing disk would."""

    @abstractmethod
    def full(self, store: BlobStore) -> BlobStore:
        """The same store as if its disk had fallen below the floor."""

    # The store itself.

    async def test_is_known_by_its_mark(self, store: BlobStore) -> None:
        mark = await store.identity()
        assert mark is not None
        assert await store.create() == mark
        assert await store.create(mark) == mark
        with pytest.raises(StoreRefused):
            await store.create(uuid4())
        store.expect(mark)
        assert (await store.check()).ok

    async def test_under_another_mark_is_refused_and_nothing_is_written_or_removed(self, store: BlobStore) -> None:
        ref = await put(store, PICTURE)
        staged = await stage(store, chunks_of(b"more"), LARGE)
        store.expect(uuid4())
        assert not (await store.check()).ok
        for refused in (
            store.stage_new(),
            store.keep(staged, BlobRef(7, staged.sha256)),
            store.remove(ref),
            store.stat(ref_of(b"never seen")),
            store.spaces(),
        ):
            with pytest.raises(StoreRefused):
                await refused
        store.expect(await store.identity() or uuid4())
        assert await read(store, ref) == PICTURE

    async def test_tells_its_room(self, store: BlobStore) -> None:
        room = await store.free()
        assert 0 < room.usable <= room.free <= room.total
        await ensure_room(store, room.usable // 2)
        with pytest.raises(StoreFull):
            await ensure_room(store, room.total + 1)

    # Staging.

    @pytest.mark.parametrize("data", [b"", b"x", PICTURE, bytes(1 << 20)], ids=len)
    async def test_stages_in_one_pass_what_it_was_given(self, store: BlobStore, data: bytes) -> None:
        pieces = [data[at : at + 50_000] for at in range(0, len(data), 50_000)]
        staged = await stage(store, chunks_of(*pieces), LARGE)
        assert (staged.size, staged.sha256) == (len(data), hashlib.sha256(data).digest())
        assert staged.sha1 == hashlib.sha1(data).digest()
        assert await store.stage_length(staged.name) == len(data)
        assert await store.seal(staged.name) == staged

    async def test_stages_a_file_and_leaves_it_alone(self, store: BlobStore, tmp_path: Path) -> None:
        source = tmp_path / "IMG_0001.JPG"
        source.write_bytes(PICTURE)
        before = source.stat()
        staged = await stage_file(store, source, LARGE)
        assert staged.sha256 == hashlib.sha256(PICTURE).digest()
        await store.keep(staged, ref_of(PICTURE))
        await store.discard(staged.name)
        after = source.stat()
        assert (after.st_ino, after.st_nlink, after.st_mode, after.st_mtime_ns) == (
            before.st_ino,
            1,
            before.st_mode,
            before.st_mtime_ns,
        )
        source.write_bytes(b"edited in place")
        assert await read(store, ref_of(PICTURE)) == PICTURE

    async def test_keeps_nothing_staged_when_one_pass_fails(self, store: BlobStore, tmp_path: Path) -> None:
        with pytest.raises(ClientGone):
            await stage(store, chunks_of(PICTURE, fail=True), LARGE)
        with pytest.raises(StagedTooLarge):
            await stage(store, chunks_of(PICTURE), len(PICTURE) - 1)
        (tmp_path / "large").write_bytes(PICTURE)
        with pytest.raises(StagedTooLarge):
            await stage_file(store, tmp_path / "large", len(PICTURE) - 1)
        with pytest.raises(FileNotFoundError):
            await stage_file(store, tmp_path / "absent", LARGE)
        assert await staged_names(store) == set()

    async def test_resumes_where_the_client_broke_off(self, store: BlobStore) -> None:
        name = await store.stage_new()
        assert await store.stage_length(name) == 0
        with pytest.raises(ClientGone):
            await store.stage_append(name, 0, chunks_of(PICTURE[:100_000], fail=True), len(PICTURE))
        assert await store.stage_length(name) == 100_000
        assert await store.stage_append(name, 100_000, chunks_of(PICTURE[100_000:200_000]), len(PICTURE)) == 200_000
        # The client knows of less than arrived: it is cut to that.
        assert await store.stage_append(name, 150_000, chunks_of(PICTURE[150_000:]), len(PICTURE)) == len(PICTURE)
        async with store.borrow_staged(name) as fd:
            assert os.read(fd, len(PICTURE) + 1) == PICTURE
        staged = await store.seal(name)
        assert (staged.size, staged.sha256) == (len(PICTURE), hashlib.sha256(PICTURE).digest())
        assert staged.sha1 == hashlib.sha1(PICTURE).digest()

    async def test_refuses_a_gap_and_an_excess_and_stays_as_it_was(self, store: BlobStore) -> None:
        name = await store.stage_new()
        await store.stage_append(name, 0, chunks_of(b"12345"), 10)
        with pytest.raises(StagedConflict):
            await store.stage_append(name, 6, chunks_of(b"7"), 10)
        with pytest.raises(StagedTooLarge):
            await store.stage_append(name, 5, chunks_of(b"678", b"90", b"!"), 10)
        assert await store.stage_length(name) == 5
        assert await store.stage_append(name, 5, chunks_of(b"67890"), 10) == 10

    async def test_lets_one_write_at_a_time(self, store: BlobStore) -> None:
        name = await store.stage_new()
        began, go_on = asyncio.Event(), asyncio.Event()

        async def slow() -> AsyncIterator[bytes]:
            yield b"first"
            began.set()
            await go_on.wait()
            yield b"second"

        first = asyncio.create_task(store.stage_append(name, 0, slow(), 100))
        await began.wait()
        with pytest.raises(StagedConflict):
            await store.stage_append(name, 0, chunks_of(b"intruder"), 100)
        with pytest.raises(StagedConflict):
            await store.seal(name)
        go_on.set()
        assert await first == 11
        assert (await store.seal(name)).sha256 == hashlib.sha256(b"firstsecond").digest()

    async def test_keeps_what_arrived_before_a_cancellation(self, store: BlobStore) -> None:
        name = await store.stage_new()
        began = asyncio.Event()

        async def endless() -> AsyncIterator[bytes]:
            for at in range(0, 250_000, 1000):
                yield PICTURE[at : at + 1000]
            began.set()
            await asyncio.Event().wait()

        appending = asyncio.create_task(store.stage_append(name, 0, endless(), LARGE))
        await began.wait()
        appending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await appending
        assert await store.stage_length(name) == 250_000
        await store.stage_append(name, 250_000, chunks_of(PICTURE[250_000:]), LARGE)
        assert (await store.seal(name)).sha256 == hashlib.sha256(PICTURE).digest()

    async def test_takes_no_more_once_sealed(self, store: BlobStore) -> None:
        name = await store.stage_new()
        await store.stage_append(name, 0, chunks_of(PICTURE), LARGE)
        staged = await store.seal(name)
        for at in (0, len(PICTURE)):
            with pytest.raises(StagedConflict):
                await store.stage_append(name, at, chunks_of(b"more"), LARGE)
        assert await store.seal(name) == staged
        # Not even after the bytes became an original: there they would be changed with it.
        await store.keep(staged, ref_of(PICTURE))
        with pytest.raises(StagedConflict):
            await store.stage_append(name, 0, chunks_of(b"more"), LARGE)
        assert await read(store, ref_of(PICTURE)) == PICTURE

    async def test_forgets_what_is_discarded(self, store: BlobStore) -> None:
        name = await store.stage_new()
        assert await staged_names(store) == {name}
        await store.discard(name)
        await store.discard(name)
        assert await store.stage_length(name) is None
        with pytest.raises(StagedMissing):
            await store.stage_append(name, 0, chunks_of(b"x"), 10)
        with pytest.raises(StagedMissing):
            await store.seal(name)
        with pytest.raises(StagedMissing):
            async with store.borrow_staged(name):
                pass
        assert await staged_names(store) == set()

    @pytest.mark.parametrize(
        "name", ["", ".", "..", "../originals", "a/b", "A" * 32, "0" * 31, "0" * 33, "\0" * 32, "０" * 32]
    )
    async def test_takes_no_name_that_it_did_not_mint(self, store: BlobStore, name: str) -> None:
        with pytest.raises(StagedMissing):
            await store.stage_append(name, 0, chunks_of(b"x"), 10)
        with pytest.raises(StagedMissing):
            await store.seal(name)

    async def test_digests_follow_what_is_appended(self, store: BlobStore) -> None:
        name, digests = await store.stage_new(), Digests()
        await store.stage_append(name, 0, chunks_of(PICTURE[:1000], PICTURE[1000:]), LARGE, digests)
        assert digests.staged(name) == await store.seal(name)

    async def test_gives_out_no_address_unasked(self, store: BlobStore) -> None:
        name = await store.stage_new()
        assert store.address_to_stage(name, 5) is None
        assert store.address(ref_of(PICTURE), disposition="attachment", media_type="image/jpeg") is None
        for never in (name, "no name"):
            with pytest.raises(StagedMissing):
                await anext(store.sent(never))

    # Originals.

    async def test_keeps_every_byte_for_ever(self, store: BlobStore) -> None:
        ref = await put(store, PICTURE)
        assert await store.stat(ref) == len(PICTURE)
        assert await read(store, ref) == PICTURE
        async with store.borrow(ref) as fd:
            assert os.read(fd, len(PICTURE) + 1) == PICTURE
        verified = await store.verify(ref)
        assert (verified.size, verified.sha1) == (len(PICTURE), hashlib.sha1(PICTURE).digest())
        assert await staged_names(store) == set()

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (0, 0),
            (0, 1),
            (1, None),
            (65_536, 131_072),
            (65_535, 131_073),
            (299_999, None),
            (300_000, None),
            (5, 10**9),
            (9, 3),
        ],
    )
    async def test_reads_any_range(self, store: BlobStore, start: int, end: int | None) -> None:
        ref = await put(store, PICTURE)
        assert await read(store, ref, start, end) == PICTURE[start:end]

    async def test_a_reader_may_leave_early(self, store: BlobStore) -> None:
        ref = await put(store, PICTURE)
        for _ in range(20):
            blocks = store.open(ref)
            assert PICTURE.startswith(await anext(blocks))
            await blocks.aclose()  # type: ignore[attr-defined]
        assert await read(store, ref) == PICTURE

    async def test_keep_only_creates(self, store: BlobStore) -> None:
        first = await stage(store, chunks_of(PICTURE), LARGE)
        second = await stage(store, chunks_of(PICTURE), LARGE)
        ref = ref_of(PICTURE)
        await store.keep(first, ref)
        await store.keep(first, ref)
        await store.keep(second, ref)
        await store.discard(first.name)
        await store.discard(second.name)
        assert await read(store, ref) == PICTURE
        with pytest.raises(ValueError, match="own digest"):
            await store.keep(await stage(store, chunks_of(b"other"), LARGE), ref)

    async def test_equal_bytes_of_two_spaces_are_two_blobs(self, store: BlobStore) -> None:
        mine, theirs = await put(store, PICTURE, 7), await put(store, PICTURE, 8)
        await store.remove(mine)
        assert await store.stat(mine) is None
        assert await read(store, theirs) == PICTURE

    @pytest.mark.parametrize("there", [b"", b"other bytes", PICTURE[:-1] + b"?"], ids=["empty", "shorter", "flipped"])
    async def test_puts_both_aside_when_other_bytes_lie_there(self, store: BlobStore, there: bytes) -> None:
        ref = await put(store, PICTURE)
        await self.overwrite(store, ref, there)
        staged = await stage(store, chunks_of(PICTURE), LARGE)
        with pytest.raises(BlobConflict):
            await store.keep(staged, ref)
        assert await store.stat(ref) is None
        assert await store.stage_length(staged.name) is None
        # The place is free again: whoever still has the photo heals it.
        await put(store, PICTURE)
        assert await read(store, ref) == PICTURE

    @pytest.mark.parametrize(
        "there",
        [b"", PICTURE[:-1], PICTURE[:100] + b"?" + PICTURE[101:], PICTURE + b"?"],
        ids=["empty", "shorter", "flipped", "longer"],
    )
    async def test_never_hands_out_damaged_bytes_as_a_whole(self, store: BlobStore, there: bytes) -> None:
        ref = await put(store, PICTURE)
        await self.overwrite(store, ref, there)
        got = bytearray()

        async def read_all() -> None:
            async for block in store.open(ref):
                got.extend(block)

        with pytest.raises(BlobCorrupt):
            await read_all()
        assert len(got) < max(len(there), 1)
        with pytest.raises(BlobCorrupt):
            await store.verify(ref)

    async def test_what_was_never_kept_is_missing(self, store: BlobStore) -> None:
        ref = ref_of(b"never")
        assert await store.stat(ref) is None
        for verb in (read(store, ref), read(store, ref, 1, 2), store.verify(ref)):
            with pytest.raises(BlobMissing):
                await verb
        with pytest.raises(BlobMissing):
            async with store.borrow(ref):
                pass
        await store.remove(ref)
        await store.remove_derived(ref)

    async def test_puts_an_original_aside(self, store: BlobStore) -> None:
        ref = await put(store, PICTURE)
        await store.quarantine(ref, "found damaged")
        assert await store.stat(ref) is None
        await store.quarantine(ref, "again")

    async def test_lists_by_space_and_digest(self, store: BlobStore) -> None:
        refs = [await put(store, f"{number}".encode(), space) for space in (10, 9, 0) for number in range(self.crowd)]
        made = ref_of(b"only derived", 11)
        await store.put_derived(Derived(made, "grid"), b"small")
        assert await store.spaces() == [0, 9, 10, 11]
        for space in (0, 9, 10, 11):
            listed = [entry async for entry in store.originals(space)]
            assert [entry.ref for entry in listed] == sorted(ref for ref in refs if ref.space == space)
            assert [entry.size for entry in listed] == [await store.stat(entry.ref) for entry in listed]
        assert [ref async for ref in store.derived_refs(11)] == [made]
        assert [ref async for ref in store.derived_refs(9)] == []
        assert [entry async for entry in store.originals(12)] == []

    async def test_many_equal_uploads_are_one_blob(self, store: BlobStore) -> None:
        refs = await asyncio.gather(*(put(store, PICTURE) for _ in range(self.crowd)))
        assert set(refs) == {ref_of(PICTURE)}
        assert await read(store, refs[0]) == PICTURE
        assert await staged_names(store) == set()

    async def test_many_uploads_over_damaged_bytes_end_whole(self, store: BlobStore) -> None:
        ref = await put(store, PICTURE)
        await self.overwrite(store, ref, b"damaged")
        results = await asyncio.gather(*(put(store, PICTURE) for _ in range(self.crowd)), return_exceptions=True)
        assert {type(result) for result in results} <= {BlobRef, BlobConflict}
        # Whoever was told "kept" is told the truth.
        if any(isinstance(result, BlobRef) for result in results):
            assert await read(store, ref) == PICTURE
        assert sum(isinstance(result, BlobConflict) for result in results) == 1

    # Derived bytes.

    async def test_derived_bytes_can_be_replaced_and_go_together(self, store: BlobStore) -> None:
        ref, other = ref_of(PICTURE), ref_of(b"other")
        grid, preview = Derived(ref, "grid-1.webp"), Derived(ref, "preview-1.webp")
        assert await store.read_derived(grid) is None
        assert await store.stat_derived(grid) is None
        with pytest.raises(BlobMissing):
            await anext(store.open_derived(grid))
        await store.put_derived(grid, b"small")
        await store.put_derived(preview, PICTURE)
        await store.put_derived(Derived(other, "grid-1.webp"), b"of another")
        await store.put_derived(grid, b"small again")
        assert await store.read_derived(grid) == b"small again"
        assert await store.stat_derived(preview) == len(PICTURE)
        assert b"".join([block async for block in store.open_derived(preview)]) == PICTURE
        assert (
            b"".join([block async for block in store.open_derived(preview, 65_000, 200_000)]) == PICTURE[65_000:200_000]
        )
        await store.remove_derived(ref)
        assert await store.read_derived(grid) is None
        assert await store.read_derived(preview) is None
        assert await store.read_derived(Derived(other, "grid-1.webp")) == b"of another"

    async def test_derived_bytes_are_seen_whole_or_not_at_all(self, store: BlobStore) -> None:
        grid = Derived(ref_of(PICTURE), "grid")
        versions = [bytes([number]) * 200_000 for number in range(8)]

        async def write() -> None:
            for version in versions:
                await store.put_derived(grid, version)
                await store.remove_derived(grid.ref)

        async def look() -> None:
            while not writing.done():
                assert await store.read_derived(grid) in (None, *versions)
                await asyncio.sleep(0)

        writing = asyncio.gather(write(), write())
        await asyncio.gather(writing, look(), look())

    # Room.

    async def test_below_the_floor_nothing_is_written_but_all_is_read_and_deleted(self, store: BlobStore) -> None:
        ref = await put(store, PICTURE)
        staged = await stage(store, chunks_of(b"staged before"), LARGE)
        open_name = await store.stage_new()
        grid = Derived(ref, "grid")
        await store.put_derived(grid, b"small")
        store = self.full(store)
        with pytest.raises(StoreFull):
            await ensure_room(store, 1)
        with pytest.raises(StoreFull):
            await stage(store, chunks_of(b"x"), LARGE)
        with pytest.raises(StoreFull):
            await store.stage_append(open_name, 0, chunks_of(b"x"), LARGE)
        with pytest.raises(StoreFull):
            await store.put_derived(grid, b"larger")
        assert await read(store, ref) == PICTURE
        assert await store.read_derived(grid) == b"small"
        # What arrived in time needs no more room and is kept.
        await store.keep(staged, BlobRef(7, staged.sha256))
        await store.discard(staged.name)
        await store.discard(open_name)
        await store.remove_derived(ref)
        await store.remove(ref)
        assert await store.stat(ref) is None
        assert await staged_names(store) == set()
