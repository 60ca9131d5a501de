"""All of Albumen's data on a small disk that is full, and the database's alone: what is there can be read and deleted.

Nobody restarts anything: as soon as there is room again photos come in again. Time: 40 seconds (marker `faults`).
"""

import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from albumen.database import EmbeddedPostgres, migrate
from tests.faults.harness import QUICK, Instance, make_instance
from tests.faults.pictures import Picture
from tests.faults.processes import Zygote
from tests.storage.processes import needs_root

pytestmark = [pytest.mark.faults, needs_root, pytest.mark.xdist_group("small disks")]

_numbers = count(1)
_MIB = 1 << 20
_LARGE = 4 * _MIB
LOW = {"ALBUMEN_STORAGE_FLOOR_MIB": "0", "ALBUMEN_STORAGE_GRACE_HOURS": "0"}

Mount = Callable[[str], Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mounts a small file system in memory; all are gone after the test."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        where = tmp_path / f"disk{len(mounted)}"
        where.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(where)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"needs permission to mount a small file system ({done.stderr.strip()})")
        mounted.append(where)
        return where

    yield mount
    for where in mounted:
        subprocess.run(["umount", "-l", str(where)], check=False)


@asynccontextmanager
async def _living(zygote: Zygote, database: Path, data: Path) -> AsyncIterator[Instance]:
    """A server, a worker and a database in these folders; the floor is as low as it can be."""
    server = EmbeddedPostgres(database)
    await server.start()
    await migrate(server.url)
    instance = await make_instance(zygote, data, server.url, QUICK | LOW)
    try:
        await instance.start_web()
        instance.start_worker()
        yield instance
        assert instance.web is not None
        assert instance.web.alive
        assert instance.worker is not None
        assert instance.worker.alive
    finally:
        await instance.end()
        await server.stop()


async def test_everything_on_a_full_disk(mount: Mount, zygote: Zygote) -> None:
    disk = mount("160m")
    async with _living(zygote, disk / "database", disk / "data") as instance:
        await instance.until_developed(await instance.uploaded(Picture(next(_numbers), _LARGE)))
        await instance.until_idle()
        for size in (_LARGE, 100_000, 3_000):
            await _fill(instance, size)
        await instance.check_photos()
        # What is deleted for good makes room, and with it photos come in again.
        gone = [picture for picture in instance.ledger.photos if picture.size == _LARGE]
        assert len(gone) > 1
        await _delete(instance, gone)
        await instance.until_idle()
        for picture in gone[1:]:
            photo_id = await instance.uploaded(picture)
            assert (await instance.until_developed(photo_id))["state"] == "ready"
        await instance.check_photos()
        await instance.until_idle()
        await instance.kill_worker()
        await instance.check_swept()
        instance.start_worker()


async def test_the_databases_disk_is_full(mount: Mount, zygote: Zygote, tmp_path: Path) -> None:
    disk = mount("120m")
    async with _living(zygote, disk / "database", tmp_path / "data") as instance:
        await instance.until_developed(await instance.uploaded(Picture(next(_numbers), 50_000)))
        await instance.until_idle()
        _leave_nothing(disk)
        refused = []
        for _ in range(400):
            picture = Picture(next(_numbers), 5_000)
            answer = await instance.upload(picture)
            if not answer.is_success:
                refused.append(picture)
                assert answer.status_code in (503, 507), answer.text
                assert answer.json()["detail"]
                break
        assert refused, "the disk of the database was never full"
        await instance.check_photos()
        (disk / "ballast").unlink()
        await instance.until_ready()
        for picture in refused:
            photo_id = await instance.uploaded(picture)
            assert (await instance.until_developed(photo_id))["state"] == "ready"
        await instance.until_idle()
        await instance.kill_worker()
        await instance.check_swept()
        instance.start_worker()


async def _fill(instance: Instance, size: int) -> None:
    """Upload pictures of this size until there is no room for another."""
    while True:
        answer = await instance.upload(Picture(next(_numbers), size))
        if not answer.is_success:
            assert answer.status_code == 507, f"{answer.status_code} {answer.text}"
            return


def _leave_nothing(disk: Path) -> None:
    """Take all the room that is left."""
    with (disk / "ballast").open("wb") as ballast:
        for piece in (_MIB, 4096):
            try:
                while True:
                    os.write(ballast.fileno(), bytes(piece))
            except OSError:
                continue


async def _delete(instance: Instance, pictures: list[Picture]) -> None:
    """For good."""
    async with instance.client() as client:
        ids = [instance.ledger.photos.pop(picture) for picture in pictures]
        answer = await client.post("/api/v1/photos/trash", json={"ids": ids})
        assert answer.is_success, answer.text
        answer = await client.delete("/api/v1/trash")
        assert answer.json() == {"purged": len(ids)}, answer.text
