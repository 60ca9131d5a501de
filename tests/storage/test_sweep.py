"""What is left over goes, what is needed stays, and absence deletes nothing."""

import os
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from albumen import storage
from albumen.storage import (
    BlobRef,
    Derived,
    Finding,
    LocalStore,
    StorageSettings,
    StoreFailed,
    StoreRefused,
    SweepReport,
    walk,
)
from tests.contracts.blob_store import SMALL_BLOCKS, chunks_of
from tests.storage.library import OTHER, OWNER, Library, ref_of

HOUR = 3600
ALL_AT_ONCE = SMALL_BLOCKS.model_copy(update={"missing_percent": 100.0})


def local(library: Library) -> LocalStore:
    assert isinstance(library.store, LocalStore)
    return library.store


def set_age(path: Path, hours: float) -> None:
    then = time.time() - hours * HOUR
    os.utime(path, (then, then))


async def sweep(library: Library, settings: StorageSettings = SMALL_BLOCKS, needed: Sequence[str] = ()) -> SweepReport:
    async def named_staged(names: Sequence[str]) -> list[str]:
        return [name for name in names if name in needed]

    return await storage.sweep(
        library.open_tx,
        library.store,
        named_staged=named_staged,
        on_gone=library.on_gone,
        settings=settings,
        names=library.names,
    )


async def unnamed(library: Library, data: bytes, *, hours: float, owner: int = OWNER) -> BlobRef:
    ref = await library.put(data, owner)
    await library.forget(ref)
    await library.age(ref, hours)
    return ref


async def stray(library: Library, data: bytes, *, hours: float, owner: int = OTHER) -> BlobRef:
    """A file without a row."""
    ref = await library.put(data, owner)
    await library.forget(ref)
    async with library.open_tx() as tx:
        await tx.execute(
            text("DELETE FROM blobs WHERE shard = :shard AND sha256 = :sha256"),
            {"shard": ref.shard, "sha256": ref.sha256},
        )
    set_age(local(library).root / ref.key, hours)
    return ref


async def test_clears_away_what_is_left_over_and_nothing_else(library: Library) -> None:
    store = local(library)
    kept = [await library.put(f"kept {number}".encode(), owner) for number in range(5) for owner in (OWNER, OTHER)]
    for ref in kept:
        await library.age(ref, 1000)
        await store.put_derived(Derived(ref, "grid"), b"small")
    young = await unnamed(library, b"young", hours=23)
    old = [await unnamed(library, f"old {number}".encode(), hours=25) for number in range(5)]
    (store.root / old[0].key).unlink()
    (store.root / old[1].key).unlink()
    (store.root / old[1].key).write_bytes(b"damaged")
    claimed = ref_of(b"claimed and never sent")
    await storage.claim(library.open_tx, claimed, 10, bytes(20))
    await library.age(claimed, 25)
    unfinished = await unnamed(library, b"unfinished", hours=1)
    async with library.open_tx() as tx:
        await tx.execute(
            text("UPDATE blobs SET state = 'deleting' WHERE shard = 5 AND sha256 = :sha256"),
            {"sha256": unfinished.sha256},
        )
    young_stray, old_stray = await stray(library, b"stray", hours=1), await stray(library, b"old stray", hours=200)
    needed, idle, fresh = await store.stage_new(), await store.stage_new(), await store.stage_new()
    for name in (needed, idle):
        set_age(store.root / "staging" / name, 25)
    made_of_nothing = Derived(ref_of(b"gone while it was drawn"), "grid")
    await store.put_derived(made_of_nothing, b"small")

    report = await sweep(library, needed=[needed])

    assert report == SweepReport(collected=8, derived=1, discarded=1)
    for ref in kept:
        assert await store.stat(ref) is not None
        assert await store.read_derived(Derived(ref, "grid")) == b"small"
        assert await library.state(ref) == "live"
    assert await library.state(young) == "live"
    assert await store.stat(young) is not None
    for ref in (*old, claimed, unfinished, old_stray):
        assert await library.state(ref) is None
        assert await store.stat(ref) is None
    assert await store.stat(young_stray) is not None
    assert await library.state(young_stray) is None
    assert await library.staged() == {needed, fresh}
    assert await store.read_derived(made_of_nothing) is None
    # Only what had been live gives room back; every original that went is on record.
    assert len(library.gone) == 5
    assert {sha256 for sha256, *_ in await library.record()} == {ref.sha256 for ref in (*old, claimed)}
    assert {(sha256, actor) for sha256, _, _, actor in await library.record(OTHER)} == {(old_stray.sha256, "sweep")}

    assert await sweep(library, needed=[needed]) == SweepReport()


@pytest.mark.parametrize(
    ("gone", "settings", "stops"),
    [
        (1, SMALL_BLOCKS, True),
        (1, SMALL_BLOCKS.model_copy(update={"missing_percent": 5.0}), False),
        (2, SMALL_BLOCKS.model_copy(update={"missing_percent": 100.0, "missing_most": 1}), True),
        (20, ALL_AT_ONCE, False),
    ],
)
async def test_stops_where_too_much_is_missing(
    library: Library, gone: int, settings: StorageSettings, stops: bool
) -> None:
    refs = [await library.put(f"{number}".encode()) for number in range(20)]
    old = await unnamed(library, b"old", hours=25)
    for ref in refs[:gone]:
        (local(library).root / ref.key).unlink()
    report = await sweep(library, settings)
    assert set(report.missing) == set(refs[:gone])
    assert (report.stopped is not None) == stops
    assert await library.state(old) == ("live" if stops else None)
    # Whatever is missing, its rows stay.
    assert [await library.state(ref) for ref in refs] == ["live"] * 20


async def test_stops_where_the_database_knows_too_little(library: Library) -> None:
    old = await unnamed(library, b"old", hours=25)
    strays = [await stray(library, f"{number}".encode(), hours=200) for number in range(3)]
    settings = SMALL_BLOCKS.model_copy(update={"missing_most": 2})
    assert "unknown" in ((await sweep(library, settings)).stopped or "")
    for ref in (old, *strays):
        assert await library.store.stat(ref) is not None
    assert (await sweep(library)).collected == 4


async def test_refuses_where_no_store_is(library: Library, tmp_path: Path) -> None:
    old = await unnamed(library, b"old", hours=25)
    local(library).root.rename(tmp_path / "unmounted")
    local(library).root.mkdir()
    with pytest.raises(StoreRefused):
        await sweep(library)
    assert await library.state(old) == "live"


async def test_one_that_cannot_be_deleted_keeps_no_other(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    old = [await unnamed(library, f"{number}".encode(), hours=25) for number in range(3)]
    remove = library.store.remove

    async def failing(ref: BlobRef) -> None:
        if ref == min(old):
            raise StoreFailed
        await remove(ref)

    monkeypatch.setattr(library.store, "remove", failing)
    report = await sweep(library)
    assert (report.collected, report.failed) == (2, 1)
    monkeypatch.undo()
    report = await sweep(library)
    assert (report.collected, report.failed) == (1, 0)


async def test_makes_room_on_a_full_disk(library: Library) -> None:
    old = await unnamed(library, b"old", hours=25)
    no_room = SMALL_BLOCKS.model_copy(update={"floor_mib": 1 << 40})
    library.store = LocalStore(local(library).root, no_room)
    assert (await sweep(library, no_room)).collected == 1
    assert await library.state(old) is None


async def test_rows_and_files_are_merged_whatever_the_pages(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "_PAGE", 3)
    draw = random.Random(7)
    expected: dict[BlobRef, Finding | None] = {}
    for number in range(60):
        owner = draw.choice([OWNER, OTHER])
        data = f"{number}".encode()
        match draw.choice(["both", "row", "file"]):
            case "both":
                expected[await library.put(data, owner)] = None
            case "row":
                ref = await library.put(data, owner)
                (local(library).root / ref.key).unlink()
                expected[ref] = Finding.MISSING
            case _:
                expected[await stray(library, data, hours=0, owner=owner)] = Finding.ORPHAN
    seen = [
        sight
        for space in await walk.all_spaces(library.open_tx, library.store)
        async for sight in walk.walk(library.open_tx, library.store, space, timedelta(0), library.names)
    ]
    assert [sight.ref for sight in seen] == sorted(expected)
    assert {sight.ref: sight.finding for sight in seen} == expected


async def test_a_fresh_library_needs_no_sweeping(library: Library) -> None:
    assert await sweep(library) == SweepReport()
    staged = await storage.stage(library.store, chunks_of(b"on its way"), 100)
    assert await sweep(library) == SweepReport()
    assert await library.store.stage_length(staged.name) == 10
