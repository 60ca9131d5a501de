"""A worker, or what decodes for it, killed in each step of DEVELOP: the next one finishes, once, and nothing is in its way.

A job that met a limit is parked at once, one that takes its process along three times is parked then, each with its reason;
the photo's bytes stay and all other jobs go on.

Time: about 2 seconds per point, 60 seconds in all (marker `faults`).
"""

import asyncio
import os
import signal
from itertools import count
from pathlib import Path

import pytest

from albumen.ingest.tasks import develop
from albumen.jobs import enqueue
from tests.faults.harness import Instance
from tests.faults.pictures import Picture, SlowPicture
from tests.faults.processes import PATIENCE, descendants_of, is_dead

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("develop")]

_numbers = count(1)
_SIZE = 20_000
_TICK = os.sysconf("SC_CLK_TCK")

POINTS = [
    "S8.before",
    "develop.read_metadata.before",
    "develop.read_metadata.after",
    "develop.make_renditions.before",
    "develop.make_renditions.kept",
    "develop.make_renditions.after",
    "S8.after",
]


@pytest.mark.parametrize("point", POINTS)
async def test_a_worker_killed_between_steps(lasting: Instance, point: str) -> None:
    await lasting.start_web()
    photo_id = await lasting.uploaded(Picture(next(_numbers), _SIZE))
    lasting.start_worker(ALBUMEN_CRASHPOINT=point)
    await lasting.worker_died()
    assert (await lasting.photo(photo_id))["state"] == (
        "ready" if point.endswith(("ons.after", "S8.after")) else "processing"
    )
    await _developed_once(lasting, photo_id)


async def test_a_worker_killed_while_a_picture_is_decoded(lasting: Instance) -> None:
    await lasting.start_web()
    photo_id = await lasting.uploaded(SlowPicture(next(_numbers)))
    worker = lasting.start_worker()
    await _decoding(worker.pid)
    await lasting.kill_worker()
    assert (await lasting.photo(photo_id))["state"] == "processing"
    await _developed_once(lasting, photo_id)


@pytest.mark.parametrize("whom", ["the decoding child", "the warm parent"])
async def test_a_decoder_killed_while_it_decodes(lasting: Instance, whom: str) -> None:
    await lasting.start_web()
    photo_id = await lasting.uploaded(SlowPicture(next(_numbers)))
    worker = lasting.start_worker()
    child = await _decoding(worker.pid)
    os.kill(child if whom == "the decoding child" else _parent_of(child), signal.SIGKILL)
    await lasting.until_developed(photo_id)
    await lasting.kill_worker()
    await _developed_once(lasting, photo_id)


async def test_a_file_that_breaks_every_decoder_is_parked_after_three(lasting: Instance) -> None:
    await lasting.start_web()
    poison, other = SlowPicture(next(_numbers)), Picture(next(_numbers), _SIZE)
    photo_id = await lasting.uploaded(poison)
    worker = lasting.start_worker()
    for tried in (1, 2, 3):
        os.kill(await _decoding(worker.pid), signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while await lasting.rows("SELECT max(attempts) FROM procrastinate_jobs") != [(tried,)]:
                await asyncio.sleep(0.05)
    assert (await lasting.until_developed(photo_id))["state"] == "failed"
    await _parked_with(lasting, photo_id, "broke down")
    assert (await lasting.until_developed(await lasting.uploaded(other)))["state"] == "ready"
    await lasting.kill_worker()
    await _tried_again(lasting, photo_id)


async def test_a_photo_that_takes_the_worker_along_is_parked_after_three_deaths(lasting: Instance) -> None:
    await lasting.start_web()
    photo_id = await lasting.uploaded(Picture(next(_numbers), _SIZE))
    for _ in range(3):
        lasting.start_worker(ALBUMEN_CRASHPOINT="develop.read_metadata.before")
        await lasting.worker_died()
    lasting.start_worker()
    assert (await lasting.until_developed(photo_id))["state"] == "failed"
    await _parked_with(lasting, photo_id, "died 3 times")
    assert (await lasting.until_developed(await lasting.uploaded(Picture(next(_numbers), _SIZE))))["state"] == "ready"
    await lasting.kill_worker()
    await _tried_again(lasting, photo_id)


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ({"ALBUMEN_IMAGING_STILL_MEGAPIXELS": "1"}, "more pixels"),
        ({"ALBUMEN_IMAGING_WALL_SECONDS": "1"}, "too long"),
    ],
)
async def test_what_meets_a_limit_is_parked_at_once(lasting: Instance, limit: dict[str, str], reason: str) -> None:
    await lasting.start_web()
    photo_id = await lasting.uploaded(SlowPicture(next(_numbers)))
    worker = lasting.start_worker(**limit)
    if "ALBUMEN_IMAGING_WALL_SECONDS" in limit:
        os.kill(await _decoding(worker.pid), signal.SIGSTOP)  # a decoder that never comes back
    assert (await lasting.until_developed(photo_id))["state"] == "failed"
    await _parked_with(lasting, photo_id, reason, attempts=1)
    assert (await lasting.until_developed(await lasting.uploaded(Picture(next(_numbers), _SIZE))))["state"] == "ready"
    await lasting.kill_worker()
    await _tried_again(lasting, photo_id)


async def test_a_promise_kept_twice_is_kept_once(lasting: Instance) -> None:
    await lasting.start_web()
    photo_id = await lasting.uploaded(Picture(next(_numbers), _SIZE))
    lasting.start_worker()
    before = await lasting.until_developed(photo_id)
    async with lasting.database() as database, database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=int(photo_id))
    await lasting.until_idle()
    assert {**await lasting.photo(photo_id), "renditions": None} == {**before, "renditions": None}
    await lasting.kill_worker()
    await _developed_once(lasting, photo_id)


async def _developed_once(instance: Instance, photo_id: str) -> None:
    """A new worker makes it ready, and there is nothing twice and nothing too much."""
    instance.start_worker()
    await instance.until_idle()
    photo = await instance.photo(photo_id)
    assert photo["state"] == "ready", photo
    async with instance.client() as client:
        for name in ("grid", "preview"):
            answer = await client.get(photo["renditions"][name])
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"].startswith("image/")
        assert (await client.get("/api/v1/admin/jobs")).json()["parked"] == 0
    made = (instance.data / "derived" / str(instance.owner_id) / photo["sha256"][:2] / photo["sha256"]).iterdir()
    assert {path.name.partition("-")[0] for path in made} == {"grid", "preview"}
    await instance.kill_worker()
    await instance.check_swept()
    await instance.kill_web()


async def _parked_with(instance: Instance, photo_id: str, reason: str, attempts: int = 3) -> None:
    (parked,) = (await instance.get("/api/v1/admin/jobs/parked"))["jobs"]
    assert parked["photo_id"] == photo_id
    assert parked["attempts"] == attempts
    assert reason in parked["reason"]
    await instance.check()


async def _tried_again(instance: Instance, photo_id: str) -> None:
    """An administrator has the parked job done again, by a worker that nothing happens to."""
    (parked,) = (await instance.get("/api/v1/admin/jobs/parked"))["jobs"]
    async with instance.client() as client:
        assert (await client.post(f"/api/v1/admin/jobs/parked/{parked['id']}/retry")).status_code == 204
    await _developed_once(instance, photo_id)


async def _decoding(worker: int) -> int:
    """Wait until a child of the worker's decoders is deep in its work; its pid."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for pid in descendants_of(worker)[1:]:
                if not is_dead(pid) and _parent_of(pid) != worker and _seconds_of(pid) >= 0.1:
                    return pid
            await asyncio.sleep(0.005)


def _seconds_of(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICK


def _parent_of(pid: int) -> int:
    return int(_fields(pid)[1])


def _fields(pid: int) -> list[str]:
    """What `/proc/PID/stat` says from the state on (proc(5)); nothing but zeros of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 20
