"""What is wrong is found and said; mending deletes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import text

from albumen import storage
from albumen.storage import Finding, FsckReport, Slice, blobs
from tests.contracts.blob_store import SMALL_BLOCKS
from tests.storage.library import OTHER, OWNER, Library, none_needed
from tests.storage.test_sweep import local, set_age, stray, unnamed

ALL = Slice(1, 1)


async def examine(library: Library, reread: Slice | None = None) -> FsckReport:
    return await storage.examine(
        library.open_tx,
        library.store,
        named_staged=none_needed,
        reread=reread,
        settings=SMALL_BLOCKS,
        names=library.names,
    )


async def repair(library: Library, report: FsckReport) -> dict[storage.BlobRef, str]:
    return dict(await storage.repair(library.open_tx, library.store, report, names=library.names))


def all_bytes(root: Path) -> list[bytes]:
    """The contents of every file of a store, wherever it lies."""
    return sorted(
        path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name not in ("reason", "store-id")
    )


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)


async def test_a_whole_library_is_clean(library: Library) -> None:
    refs = [await library.put(f"{number}".encode(), owner) for number in range(10) for owner in (OWNER, OTHER)]
    report = await examine(library, ALL)
    assert report.clean
    assert (report.blobs, report.read) == (len(refs), len(refs))
    async with library.open_tx() as tx:
        assert await storage.totals(tx) == (len(refs), len(refs))


async def test_finds_each_kind_of_damage(library: Library) -> None:
    root = local(library).root
    await library.put(b"whole")
    missing, short = await library.put(b"missing"), await library.put(b"too short")
    (root / missing.key).unlink()
    (root / short.key).unlink()
    (root / short.key).write_bytes(b"")
    orphan = await stray(library, b"orphan", hours=0)
    dangling, unfinished = await library.put(b"dangling"), await unnamed(library, b"unfinished", hours=0)
    for ref, state in ((dangling, "claimed"), (unfinished, "deleting")):
        async with library.open_tx() as tx:
            await tx.execute(blobs.update().where(storage.queries.this_blob(ref)).values(state=state))
    left = await unnamed(library, b"left over", hours=25)
    staged = await library.store.stage_new()
    set_age(root / "staging" / staged, 25)
    report = await examine(library)
    assert {finding: set(refs) for finding, refs in report.findings.items() if refs} == {
        Finding.MISSING: {missing},
        Finding.CORRUPT: {short},
        Finding.ORPHAN: {orphan},
        Finding.DANGLING: {dangling},
        Finding.UNFINISHED: {unfinished},
        Finding.UNNAMED: {left},
    }
    assert report.staged == (staged,)
    assert not report.clean


@pytest.mark.parametrize("at", [0, 50_000, 99_999])
async def test_finds_a_flipped_bit_by_reading_again(library: Library, at: int) -> None:
    data = bytes(100_000)
    ref = await library.put(data)
    flip(local(library).root / ref.key, at)
    assert (await examine(library)).clean
    assert (await examine(library, ALL)).findings[Finding.CORRUPT] == (ref,)


async def test_slices_read_everything_once_and_date_it(library: Library) -> None:
    refs = [await library.put(f"{number}".encode()) for number in range(40)]
    read = [(await examine(library, Slice(number, 7))).read for number in range(1, 8)]
    assert sum(read) == len(refs)
    assert max(read) < len(refs)
    async with library.open_tx() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM blobs WHERE shard = 5 AND verified_at IS NULL")) == 0
    for number, of in ((0, 1), (2, 1)):
        with pytest.raises(ValueError, match="slice"):
            Slice(number, of)


async def test_tells_its_progress(library: Library) -> None:
    refs = {await library.put(f"{number}".encode()) for number in range(5)}
    seen = set()
    await storage.examine(
        library.open_tx,
        library.store,
        named_staged=none_needed,
        progress=lambda sight: seen.add(sight.ref),
        names=library.names,
    )
    assert seen == refs


async def test_mends_without_deleting_a_byte(library: Library) -> None:
    root = local(library).root
    whole, missing = await library.put(b"whole"), await library.put(b"missing")
    damaged, dangling = await library.put(b"damaged"), await library.put(b"dangling")
    stuck = await library.put(b"named, and yet its deletion began and its bytes went")
    (root / missing.key).unlink()
    (root / stuck.key).unlink()
    flip(root / damaged.key, 3)
    orphan, damaged_orphan = await stray(library, b"orphan", hours=0), await stray(library, b"damaged orphan", hours=0)
    flip(root / damaged_orphan.key, 3)
    async with library.open_tx() as tx:
        await tx.execute(blobs.update().where(storage.queries.this_blob(dangling)).values(state="claimed"))
        await tx.execute(blobs.update().where(storage.queries.this_blob(stuck)).values(state="deleting"))
    before = all_bytes(root)

    mended = await repair(library, await examine(library, ALL))

    assert set(mended) == {missing, damaged, stuck, dangling, orphan, damaged_orphan}
    assert all_bytes(root) == before
    assert await library.read(whole) == b"whole"
    assert await library.state(dangling) == "live"
    assert await library.state(orphan) == "claimed"
    for ref in (missing, damaged, stuck):
        assert await library.state(ref) == "claimed"
        assert await library.store.stat(ref) is None
    assert await library.store.stat(damaged_orphan) is None
    async with library.open_tx() as tx:
        assert await storage.live_bytes(tx, OWNER) == len(b"whole" + b"dangling")
    # They are still named, so nothing collects their rows, and the same photo sent again heals them.
    assert (await examine(library, ALL)).findings[Finding.DANGLING] == tuple(sorted([missing, damaged, stuck]))
    await library.put(b"missing")
    await library.put(b"damaged")
    await library.put(b"named, and yet its deletion began and its bytes went")
    assert (await examine(library, ALL)).clean
    assert await library.read(damaged) == b"damaged"


async def test_mending_again_changes_nothing(library: Library) -> None:
    ref = await library.put(b"damaged")
    flip(local(library).root / ref.key, 0)
    report = await examine(library, ALL)
    assert set(await repair(library, report)) == {ref}
    assert await repair(library, report) == {}
    assert await repair(library, await examine(library, ALL)) == {}
