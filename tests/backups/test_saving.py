"""What a backup holds, what it leaves alone, and that it is true while people use Albumen."""

import asyncio
import itertools
import os
from pathlib import Path

import pytest

from albumen import backups, ingest, photos, storage
from albumen.backups import BackupBusy, BackupFailed, NoBackup, OtherInstance, saving
from albumen.cli.report import bar
from albumen.database import Database
from albumen.storage import BlobRef
from tests.backups.conftest import ROOMY, Library, Place, all_rows, digest_of, originals_in
from tests.support.app import running


async def test_there_and_back(library: Library, place: Place) -> None:
    report = await library.back_up()
    assert (report.count, report.copied, report.unreadable) == (5, 5, ())
    assert await library.verify() == []
    restored = await backups.restore(library.folder, library.folder.snapshot(), place.url, place.store, progress=bar)
    assert restored == 5
    before, after = await all_rows(library.app.parts.database.url), await all_rows(place.url)
    assert before["photos"]
    assert after == before, "everything that is known of each photo"
    assert originals_in(place.data) == library.blobs
    database = Database(place.url, application="test")
    report_after = await ingest.examine(database.open_tx, place.store, ROOMY, reread=storage.Slice(1, 1))
    await database.close()
    assert report_after.clean, report_after


async def test_what_is_restored_is_an_albumen_that_works(library: Library, place: Place) -> None:
    await library.back_up()
    await backups.restore(library.folder, library.folder.snapshot(), place.url, place.store, progress=bar)
    async with running(place.url, place.data) as app:
        program = await app.program(library.ada)
        days = (await program.get("/api/v1/timeline")).json()["days"]
        assert sum(day["count"] for day in days) == 3
        await app.photo(library.ada, 77)


async def test_the_next_one_copies_only_what_is_new(library: Library) -> None:
    await library.back_up()
    before = {path: path.stat().st_mtime_ns for path in library.folder.stored()}
    await library.app.photo(library.ada, 6)
    report = await library.back_up()
    assert (report.count, report.copied) == (6, 1)
    after = {path: path.stat().st_mtime_ns for path in library.folder.stored()}
    assert {path: after[path] for path in before} == before
    assert len(after) == len(before) + 1
    assert len(library.folder.names()) == 2
    assert await library.verify() == []


async def test_a_damaged_copy_of_another_length_is_copied_again(library: Library) -> None:
    await library.back_up()
    victim = next(library.folder.stored())
    victim.write_bytes(b"short")
    assert (await library.back_up()).copied == 1
    assert await library.verify() == []


async def test_the_oldest_go_and_what_only_they_had(library: Library) -> None:
    await library.back_up(keep=2)
    names = set(library.folder.names())
    await library.purge(4)
    await library.collect()
    second = await library.back_up(keep=2)
    assert (second.count, second.removed) == (4, 0), "the older state still has it"
    third = await library.back_up(keep=2)
    assert (third.forgotten, third.removed) == (1, 1)
    assert not names & set(library.folder.names())
    assert await library.verify() == []


async def test_while_people_add_and_delete(library: Library, place: Place) -> None:
    """Whatever moment the dump shows, its blobs are in the backup."""
    app, over = library.app, asyncio.Event()
    numbers = itertools.count(100)
    added = 0

    async def add_and_delete() -> None:
        nonlocal added
        while not over.is_set():
            photo = await app.photo(library.ada, next(numbers))
            added += 1
            if added % 3 == 0:
                await app.do(photos.trash, library.ada.id, [photo.id])
                await app.do(photos.purge, library.ada.id, [photo.id])
                await library.collect()

    busy = [asyncio.create_task(add_and_delete()) for _ in range(2)]
    try:
        while added < 10:
            await asyncio.sleep(0.01)
        await library.back_up()
        report = await library.back_up()
    finally:
        over.set()
        await asyncio.gather(*busy)
    assert report.unreadable == ()
    assert await library.verify() == []
    await backups.restore(library.folder, library.folder.snapshot(), place.url, place.store, progress=bar)
    database = Database(place.url, application="test")
    found = await ingest.examine(database.open_tx, place.store, ROOMY, reread=storage.Slice(1, 1))
    await database.close()
    assert not found.store.findings.get(storage.Finding.MISSING)
    assert not found.store.findings.get(storage.Finding.CORRUPT)
    assert not found.days
    assert not found.quotas


async def test_what_is_purged_meanwhile_is_still_copied(library: Library) -> None:
    """The dump is of a moment in which it was there."""

    def copying(title: str, things: int, size: int):  # type: ignore[no-untyped-def]
        return _Purging(library) if title == "Copying photos" else bar(title, things, size)

    report = await library.back_up(progress=copying)
    assert (report.count, report.copied, report.unreadable) == (5, 5, ())
    assert await library.verify() == []


class _Purging:
    """Shows work; when it begins, everything is purged and collected, as far as that goes."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __enter__(self) -> "_Purging":
        asyncio.get_running_loop().create_task(self._purge())
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def step(self, size: int = 0, things: int = 1) -> None:
        pass

    async def _purge(self) -> None:
        await self._library.purge(*range(5))
        await self._library.collect()


async def test_an_original_that_cannot_be_read_keeps_no_other_out(library: Library, place: Place) -> None:
    ref = BlobRef(library.bob.id, digest_of(0))
    (victim,) = (library.app.parts.settings.data / "originals").glob(f"{ref.space}/*/{ref.hex}")
    victim.unlink()
    report = await library.back_up()
    assert report.unreadable == (ref,)
    assert (report.count, report.copied) == (5, 4)
    assert await library.verify() == [], "that it is missing is said in the manifest, and no damage of the backup"
    assert await backups.restore(library.folder, library.folder.snapshot(), place.url, place.store, progress=bar) == 4


async def test_a_disk_that_does_not_keep_what_is_written_is_noticed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that lies cannot be had; this is what it does."""
    real = saving._make_durable

    def lie(file) -> None:  # type: ignore[no-untyped-def]
        real(file)
        with Path(file.name).open("r+b") as disk:
            disk.write(b"\0")
            os.fsync(disk.fileno())

    monkeypatch.setattr(saving, "_make_durable", lie)
    with pytest.raises(BackupFailed, match="did not keep what was written"):
        await library.back_up()
    assert library.folder.names() == [], "it does not count"
    monkeypatch.undo()
    await library.back_up()
    assert await library.verify() == []


async def test_two_at_once(library: Library) -> None:
    library.folder.open_for(await library.app.parts.store.identity())  # type: ignore[arg-type]
    with library.folder.only_writer(), pytest.raises(BackupBusy):
        await library.back_up()


async def test_each_albumen_has_its_own_folder(library: Library, place: Place) -> None:
    await library.back_up()
    with pytest.raises(OtherInstance):
        library.folder.open_for(await place.store.create())


async def test_a_folder_that_cannot_be_written(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match="could not be written"):
        await backups.back_up(
            library.app.open_tx,
            library.app.parts.database.url,
            library.app.parts.store,
            tmp_path / "file" / "backup",
            keep=1,
            progress=bar,
        )


async def test_snapshots_of_nobody(library: Library) -> None:
    await library.back_up()
    (library.folder.root / "albumen-backup.json").unlink()
    with pytest.raises(NoBackup, match="does not say whose"):
        await library.back_up()
