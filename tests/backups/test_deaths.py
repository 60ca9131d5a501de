"""SIGKILL at any step of a backup: the older states stay whole, and the next one is whole too."""

import asyncio
from collections.abc import Iterable

import pytest

from albumen import backups
from albumen.backups import Snapshot
from albumen.backups.folder import read_list
from albumen.cli.report import bar
from tests.backups.conftest import Library, Place, originals_in
from tests.backups.dying import back_up_until_killed


async def test_killed_at_some_steps(library: Library) -> None:
    await _kill_at(library, [1, 3, 5, 9, 14, 20, 25, 31, 38, 45])


@pytest.mark.faults
@pytest.mark.timeout(1200)
async def test_killed_at_every_step(library: Library) -> None:
    """About 2 seconds per step, some 50 steps."""
    await _kill_at(library, range(1, 1000))


async def _kill_at(library: Library, steps: Iterable[int]) -> None:
    parts = library.app.parts
    url, data = parts.database.url, parts.settings.data
    await library.back_up(keep=2)
    for number, step in enumerate(steps):
        await library.app.photo(library.ada, 1000 + number)
        await library.purge(1000 + number - 3)
        await library.collect()
        before = library.folder.names()
        killed = await asyncio.to_thread(back_up_until_killed, url, data, library.folder.root, step)
        assert set(library.folder.names()) >= set(before[-1:]), "the newest that was whole stays"
        assert await library.verify() == []
        await library.back_up(keep=2)
        assert await library.verify() == []
        assert not list((library.folder.root / "snapshots").glob(".*"))
        named = {path for name in library.folder.names() for path in _blobs_of(library, library.folder.snapshot(name))}
        assert named <= {str(path) for path in library.folder.stored()}
        if not killed:
            return


def _blobs_of(library: Library, snapshot: Snapshot) -> set[str]:
    return {str(library.folder.path_of(blob.ref)) for blob in read_list(snapshot.list)}


async def test_what_many_deaths_left_behind_can_be_restored(library: Library, place: Place) -> None:
    parts = library.app.parts
    for step in (2, 12, 22, 32, 42):
        await asyncio.to_thread(
            back_up_until_killed, parts.database.url, parts.settings.data, library.folder.root, step
        )
    await library.back_up()
    await backups.restore(library.folder, library.folder.snapshot(), place.url, place.store, progress=bar)
    assert originals_in(place.data) == library.blobs


async def test_a_backup_that_was_killed_holds_nobody_up(library: Library) -> None:
    """Who held the blobs is gone, so deleting goes on."""
    parts = library.app.parts
    assert await asyncio.to_thread(
        back_up_until_killed, parts.database.url, parts.settings.data, library.folder.root, 12
    )
    await library.purge(0, 3, 4)
    async with asyncio.timeout(60):
        while len(library.blobs) > 2:
            await library.collect()
