"""The dumps beside the data: whole or not there, as many as are wanted."""

import os
import time
from pathlib import Path

import psycopg
import pytest

from albumen import database, wiring
from albumen.backups import Dumps, last_backup, list_dumps, nightly, note_backup, write_dump
from albumen.backups.model import BackupReport
from albumen.backups.settings import BackupsSettings
from albumen.database import DatabaseUnavailable
from albumen.jobs import enqueue
from albumen.storage import LocalStore, StorageSettings, StoreFull
from tests.backups.conftest import Library, Place, all_rows


def dumps_of(library: Library, kept: int = 14) -> Dumps:
    parts = library.app.parts
    return Dumps(parts.settings.data / "backups", parts.database.url, kept)


def older(folder: Path, count: int) -> list[Path]:
    """So many dumps of earlier nights."""
    folder.mkdir()
    paths = [folder / f"2026-01-{day:02}T03-15-00Z.dump" for day in range(1, count + 1)]
    for path in paths:
        path.write_bytes(b"an older dump")
    return paths


def test_fourteen_are_kept() -> None:
    assert BackupsSettings().dumps_kept == 14


async def test_a_dump_brings_the_database_back(library: Library, place: Place) -> None:
    written = await write_dump(dumps_of(library), library.app.parts.store)
    assert written is not None
    await database.restore(place.url, written)
    assert await all_rows(place.url) == await all_rows(library.app.parts.database.url)
    assert written.stat().st_mode & 0o077 == 0, "it holds what people wrote"


async def test_the_oldest_beyond_those_kept_go(library: Library) -> None:
    dumps = dumps_of(library)
    before = older(dumps.folder, 16)
    written = await write_dump(dumps, library.app.parts.store)
    assert list_dumps(dumps.folder) == [*before[-13:], written]


async def test_where_none_are_wanted_none_is_written(library: Library) -> None:
    dumps = dumps_of(library, kept=0)
    assert await write_dump(dumps, library.app.parts.store) is None
    assert not dumps.folder.exists()


async def test_one_that_fails_leaves_nothing_and_costs_no_older(library: Library) -> None:
    dumps = dumps_of(library)
    before = older(dumps.folder, 14)
    away = Dumps(dumps.folder, "postgresql://albumen@/albumen?host=/nowhere", 14)
    with pytest.raises(DatabaseUnavailable):
        await write_dump(away, library.app.parts.store)
    assert sorted(dumps.folder.iterdir()) == before


async def test_where_there_is_no_room_none_is_written(library: Library, tmp_path: Path) -> None:
    full = LocalStore(library.app.parts.settings.data, StorageSettings(floor_mib=1 << 40, floor_percent=0))
    dumps = dumps_of(library)
    before = older(dumps.folder, 3)
    with pytest.raises(StoreFull):
        await write_dump(dumps, full)
    await full.close()
    assert sorted(dumps.folder.iterdir()) == before


async def test_what_broke_off_goes_after_a_day(library: Library) -> None:
    dumps = dumps_of(library)
    dumps.folder.mkdir()
    old, young = dumps.folder / ".new-2026-01-01T03-15-00Z.dump", dumps.folder / ".new-2026-01-02T03-15-00Z.dump"
    for draft in (old, young):
        draft.touch()
    two_days_ago = time.time() - 2 * 86400
    os.utime(old, (two_days_ago, two_days_ago))
    await write_dump(dumps, library.app.parts.store)
    assert not old.exists()
    assert young.exists(), "another worker may be writing it"


async def test_the_worker_writes_it(library: Library) -> None:
    parts = library.app.parts
    async with parts.database.open_tx() as tx:
        await enqueue(tx, nightly)
    await wiring.worker(parts).run(until_idle=True)
    # Besides, a worker makes up for the night that it missed, if it comes to that before it is idle.
    written = list_dumps(dumps_of(library).folder)
    assert written
    for dump in written:
        await database.check_dump(dump)


def test_when_the_last_backup_was_is_remembered(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    assert last_backup(folder) is None
    report = BackupReport("2026-01-01T03-15-00Z", 1, 1, 1, 1, (), 0, 0)
    note_backup(folder, tmp_path / "elsewhere", report)
    noted = last_backup(folder)
    assert noted is not None
    assert (noted.name, noted.to) == (report.name, str(tmp_path / "elsewhere"))
    (folder / "last-backup.json").write_bytes(b"{")
    assert last_backup(folder) is None


async def test_they_can_be_read_while_the_database_is_written(library: Library) -> None:
    """It takes no lock that keeps anybody waiting."""
    async with await psycopg.AsyncConnection.connect(library.app.parts.database.url) as connection:
        await connection.execute("UPDATE /* all shards */ photos SET title = 'being edited'")
        assert await write_dump(dumps_of(library), library.app.parts.store) is not None
