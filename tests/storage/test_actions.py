"""A blob's life: claimed, live, collected."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select, text

from albumen import storage
from albumen.database import BlobColumn, Tx
from albumen.migrations import load_all_tables
from albumen.storage import BlobBusy, BlobRef, LocalStore, StoreFailed, StoreRefused, actions, naming_columns
from albumen.storage.queries import this_blob
from tests.contracts.blob_store import SMALL_BLOCKS
from tests.storage.library import OTHER, OWNER, Library, ref_of

NOW = timedelta(0)
DATA = b"the bytes of a photo"
SHA1 = hashlib.sha1(DATA).digest()


class TestClaim:
    async def test_a_claim_becomes_live_once(self, library: Library) -> None:
        ref = ref_of(DATA)
        claim = await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        assert await library.state(ref) == "claimed"
        again = await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        assert again == claim
        async with library.open_tx() as tx:
            assert await storage.make_live(tx, claim)
            assert not await storage.make_live(tx, again)
            assert await storage.live_bytes(tx, OWNER) == len(DATA)
            assert await storage.live_bytes(tx, OTHER) == 0
        assert await library.state(ref) == "live"

    async def test_what_was_never_claimed_or_is_being_deleted_cannot_become_live(self, library: Library) -> None:
        ref = ref_of(DATA)
        claim = await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        async with library.open_tx() as tx:
            await tx.execute(text("UPDATE blobs SET state = 'deleting' WHERE shard = 5"))
        async with library.open_tx() as tx:
            with pytest.raises(BlobBusy):
                await storage.make_live(tx, claim)
        await library.collect(ref)
        async with library.open_tx() as tx:
            with pytest.raises(BlobBusy):
                await storage.make_live(tx, claim)

    async def test_a_claim_from_before_a_deletion_is_not_that_of_its_successor(self, library: Library) -> None:
        ref = ref_of(DATA)
        sleeper = await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        assert await library.collect(ref, grace=NOW)
        successor = await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        async with library.open_tx() as tx:
            with pytest.raises(BlobBusy):
                await storage.make_live(tx, sleeper)
            assert await storage.make_live(tx, successor)

    async def test_waits_for_a_deletion_to_end(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.forget(ref)
        begun, go_on = asyncio.Event(), asyncio.Event()
        library.store = Slow(library.store, begun, go_on)  # type: ignore[assignment, arg-type]
        collecting = asyncio.create_task(library.collect(ref, grace=NOW))
        await begun.wait()
        claiming = asyncio.create_task(storage.claim(library.open_tx, ref, len(DATA), SHA1))
        await asyncio.wait({claiming}, timeout=0.1)
        assert not claiming.done()
        go_on.set()
        assert await collecting
        await claiming
        assert await library.state(ref) == "claimed"

    async def test_gives_up_waiting(self, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "_WAIT", 0.05)
        ref = ref_of(DATA)
        await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        async with library.open_tx() as tx:
            await tx.execute(text("UPDATE blobs SET state = 'deleting' WHERE shard = 5"))
        with pytest.raises(BlobBusy):
            await storage.claim(library.open_tx, ref, len(DATA), SHA1)


class TestCollect:
    async def test_takes_bytes_and_what_was_made_of_them_and_writes_it_down(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.store.put_derived(storage.Derived(ref, "grid"), b"small")
        await library.forget(ref)
        assert await library.collect(ref, grace=NOW, job_id=17)
        assert await library.state(ref) is None
        assert await library.store.stat(ref) is None
        assert await library.store.read_derived(storage.Derived(ref, "grid")) is None
        assert await library.record() == [(ref.sha256, len(DATA), "purged", "test")]
        assert library.gone == [(OWNER, len(DATA))]
        assert not await library.collect(ref, grace=NOW)

    async def test_leaves_what_is_named(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.age(ref)
        assert not await library.collect(ref, grace=NOW)
        assert await library.read(ref) == DATA
        assert (library.gone, await library.record()) == ([], [])

    async def test_leaves_what_was_claimed_within_the_grace(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.forget(ref)
        assert not await library.collect(ref)
        await library.age(ref, 23.9)
        assert not await library.collect(ref)
        await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        await library.age(ref, 24.1)
        assert await library.collect(ref)

    async def test_a_claim_that_came_to_nothing_gives_no_room_back(self, library: Library) -> None:
        ref = ref_of(DATA)
        await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        assert await library.collect(ref, grace=NOW)
        assert library.gone == []

    async def test_touches_only_the_space_it_is_told(self, library: Library) -> None:
        mine, theirs = await library.put(DATA, OWNER), await library.put(DATA, OTHER)
        await library.forget(mine)
        assert await library.collect(mine, grace=NOW)
        assert await library.read(theirs) == DATA

    async def test_takes_a_file_without_a_row(self, library: Library) -> None:
        ref = await self._stray(library)
        assert await library.collect(ref)
        assert await library.store.stat(ref) is None
        assert [size for _, size, _, _ in await library.record()] == [len(DATA)]
        assert library.gone == []

    async def test_leaves_a_file_without_a_row_to_who_claims_it_first(self, library: Library) -> None:
        ref = await self._stray(library)
        await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        assert not await library.collect(ref)
        assert await library.read(ref) == DATA

    async def test_finishes_what_broke_off_and_writes_it_down_once(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.forget(ref)
        whole, library.store = library.store, Failing(library.store)  # type: ignore[assignment, arg-type]
        with pytest.raises(StoreFailed):
            await library.collect(ref, grace=NOW)
        assert await library.state(ref) == "deleting"
        library.store = whole
        assert await library.collect(ref)
        assert await library.state(ref) is None
        assert await library.store.stat(ref) is None
        assert len(await library.record()) == len(library.gone) == 1

    async def test_sees_the_name_that_is_committed_while_it_waits(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.forget(ref)
        await library.age(ref)
        claim = await storage.claim(library.open_tx, ref, len(DATA), SHA1)
        await library.age(ref)
        async with library.open_tx() as tx:
            await storage.make_live(tx, claim)
            await library.name(tx, ref)
            collecting = asyncio.create_task(library.collect(ref, grace=NOW))
            await _blocked(library)
        assert not await collecting
        assert await library.read(ref) == DATA

    async def test_waits_for_an_upload_that_met_its_mark(self, library: Library) -> None:
        """An upload that is told to wait locks the row for a moment. Whoever goes away then leaves the blob half deleted."""
        ref = await library.put(DATA)
        await library.forget(ref)
        opened = 0

        async def claim(ready: asyncio.Event) -> None:
            async with library.open_tx() as tx:
                await tx.execute(select(storage.blobs.c.space).where(this_blob(ref)).with_for_update())
                ready.set()
                await _blocked(library)

        @asynccontextmanager
        async def open_tx() -> AsyncIterator[Tx]:
            nonlocal opened
            opened += 1
            if opened == 2:  # marked, and its bytes not gone yet
                claiming.append(asyncio.create_task(claim(ready := asyncio.Event())))
                await ready.wait()
            async with library.open_tx() as tx:
                yield tx

        claiming: list[asyncio.Task[None]] = []
        collector = Library(open_tx, library.store, library.names, library.gone)
        assert await collector.collect(ref, grace=NOW)
        await asyncio.gather(*claiming)
        assert await library.state(ref) is None
        assert await library.store.stat(ref) is None

    async def test_two_at_once_do_it_once(self, library: Library) -> None:
        refs = [await library.put(f"{number}".encode()) for number in range(10)]
        for ref in refs:
            await library.forget(ref)
        await asyncio.gather(*(library.collect(ref, grace=NOW) for ref in refs * 3))
        assert len(await library.record()) == len(library.gone) == len(refs)
        assert [await library.state(ref) for ref in refs] == [None] * len(refs)

    async def test_refuses_where_tables_it_does_not_know_name_blobs(self, library: Library) -> None:
        ref = await library.put(DATA)
        await library.age(ref)
        with pytest.raises(TypeError, match="keepsakes"):
            await library.collect(ref, grace=NOW, names=load_all_tables())
        assert await library.read(ref) == DATA
        assert await library.state(ref) == "live"

    async def _stray(self, library: Library) -> BlobRef:
        ref = await library.put(DATA)
        await library.forget(ref)
        async with library.open_tx() as tx:
            await tx.execute(text("DELETE FROM blobs WHERE shard = 5"))
        return ref


class TestNames:
    def test_every_column_that_names_blobs_is_reached_and_has_an_index(self) -> None:
        columns = naming_columns(load_all_tables())
        assert {(one.table.name, one.sha256.name) for one in columns} >= {("photos", "sha256")}
        for one in columns:
            assert one.table.info["kind"] == "sharded"
            keys = [
                [column.name for column in key.columns][:2]
                for key in (*one.table.indexes, *one.table.constraints)
                if hasattr(key, "columns")
            ]
            assert [one.space.name, one.sha256.name] in keys, f"no index for who names a blob in {one.table.name}"

    def test_a_column_that_the_collector_does_not_reach_is_caught(self, library: Library) -> None:
        assert any(one.table.name == "keepsakes" for one in naming_columns(library.names))
        Table("drawings", library.names, Column("user_id", Integer), Column("picture", BlobColumn))
        with pytest.raises(TypeError, match=r"drawings\.picture"):
            naming_columns(library.names)

    async def test_only_rows_of_the_same_space_name_a_blob(self, library: Library) -> None:
        mine, theirs = await library.put(DATA, OWNER), await library.put(DATA, OTHER)
        await library.forget(mine)
        assert not await library.named(mine)
        assert await library.named(theirs)

    async def test_nothing_names_anything_without_tables(self, library: Library) -> None:
        async with library.open_tx() as tx:
            assert not await storage.named(tx, MetaData(), ref_of(DATA))


class TestAttach:
    async def test_makes_the_store_once_and_finds_it_again(self, library: Library, tmp_path: Path) -> None:
        new = LocalStore(tmp_path / "new", SMALL_BLOCKS)
        made = await storage.attach(library.open_tx, new)
        assert await storage.attach(library.open_tx, LocalStore(tmp_path / "new")) == made
        assert (await new.check()).ok

    async def test_processes_that_begin_at_once_agree(self, library: Library, tmp_path: Path) -> None:
        stores = [LocalStore(tmp_path / "new", SMALL_BLOCKS) for _ in range(8)]
        assert len(set(await asyncio.gather(*(storage.attach(library.open_tx, store) for store in stores)))) == 1

    @pytest.mark.parametrize("instead", ["nothing", "an empty folder", "another store"])
    async def test_refuses_what_lies_in_its_place_and_leaves_it_alone(
        self, library: Library, tmp_path: Path, instead: str
    ) -> None:
        root = tmp_path / "new"
        store = LocalStore(root, SMALL_BLOCKS)
        await storage.attach(library.open_tx, store)
        library.store = store
        ref = await library.put(DATA)
        await library.forget(ref)
        root.rename(tmp_path / "unmounted")
        if instead == "an empty folder":
            root.mkdir()
        if instead == "another store":
            await LocalStore(root).create(uuid4())
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(StoreRefused):
            await storage.attach(library.open_tx, LocalStore(root))
        # Likewise when the disk goes while the process runs.
        assert not (await store.check()).ok
        for verb in (library.put(b"more"), library.read(ref), store.stat(ref), library.collect(ref, grace=NOW)):
            with pytest.raises(StoreRefused):
                await verb
        assert await library.state(ref) == "live"
        assert sorted(tmp_path.rglob("*")) == before

    async def test_refuses_photos_without_a_mark(self, tmp_path: Path) -> None:
        (tmp_path / "originals" / "7").mkdir(parents=True)
        with pytest.raises(StoreRefused):
            await LocalStore(tmp_path).create()

    async def test_refuses_a_damaged_mark(self, library: Library, tmp_path: Path) -> None:
        (tmp_path / "store" / "store-id").write_text("?")
        assert not (await library.store.check()).ok
        with pytest.raises(StoreRefused):
            await library.store.stage_new()


class _Around:
    """A store around a store."""

    def __init__(self, inner: LocalStore) -> None:
        self._inner = inner

    def __getattr__(self, verb: str) -> object:
        return getattr(self._inner, verb)


class Slow(_Around):
    def __init__(self, inner: LocalStore, begun: asyncio.Event, go_on: asyncio.Event) -> None:
        super().__init__(inner)
        self._begun, self._go_on = begun, go_on

    async def remove(self, ref: BlobRef) -> None:
        self._begun.set()
        await self._go_on.wait()
        await self._inner.remove(ref)


class Failing(_Around):
    async def remove(self, ref: BlobRef) -> None:
        raise StoreFailed


async def _blocked(library: Library) -> None:
    """Until some connection waits for a lock."""
    while True:
        async with library.open_tx() as tx:
            waiting = await tx.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                )
            )
        if waiting:
            return
