"""Real worker processes that die by SIGKILL: no job is stranded, and none can take the others down with it for ever."""

import asyncio
import importlib
import signal
import sys
from collections.abc import AsyncIterator
from types import ModuleType

import pytest

from albumen.database import Database, OpenTx
from albumen.jobs import Counts, Lane, counts, enqueue, enqueue_many, task
from albumen.jobs.model import Running
from tests.jobs.conftest import MakeWorker, rows, until


@pytest.fixture
async def dying(database: Database) -> AsyncIterator[ModuleType]:
    """The tasks of the dying worker, and the tables that they write to."""
    await rows(database, "CREATE TABLE begun (id bigint, attempt int)")
    await rows(database, "CREATE TABLE failed (id bigint, reason text)")
    yield importlib.import_module("tests.jobs.dying_worker")
    sys.modules.pop("tests.jobs.dying_worker")


async def start(database: Database, slots: int) -> asyncio.subprocess.Process:
    program = [sys.executable, "-m", "tests.jobs.dying_worker", database.url, str(slots)]
    return await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.DEVNULL)


@pytest.mark.timeout(300)  # starts several processes
async def test_the_jobs_of_a_killed_worker_are_done_by_the_next(database: Database, dying: ModuleType) -> None:
    async with database.open_tx() as tx:
        await enqueue_many(tx, dying.innocent, [{"photo_id": n} for n in range(3)])
    worker = await start(database, 3)

    async def all_began() -> bool:
        return len(await rows(database, "SELECT * FROM begun")) == 3

    await until(all_began)
    worker.kill()
    assert await worker.wait() == -signal.SIGKILL
    assert len(await rows(database, "SELECT id FROM procrastinate_jobs WHERE status = 'doing'")) == 3

    assert await (await start(database, 3)).wait() == 0
    async with database.open_tx() as tx:
        assert await counts(tx) == Counts(0, 0, 0)
    again = await rows(database, "SELECT id FROM begun WHERE attempt = 2 ORDER BY id")
    assert [row.id for row in again] == [0, 1, 2]
    for table in ("failed", "job_troubles", "procrastinate_workers"):
        assert await rows(database, f"SELECT * FROM {table}") == []


@pytest.mark.timeout(300)  # starts several processes
async def test_who_kills_its_process_three_times_is_parked_and_its_neighbours_are_not(
    database: Database, dying: ModuleType
) -> None:
    async with database.open_tx() as tx:
        job_id = await enqueue(tx, dying.poison, photo_id=0, neighbours=3)
        await enqueue_many(tx, dying.innocent, [{"photo_id": n} for n in (1, 2, 3)])

    for deaths in (1, 2, 3):
        assert await (await start(database, 4)).wait() == -signal.SIGKILL
        tried = await rows(database, "SELECT max(attempt) AS n FROM begun WHERE id = 0")
        assert tried[0].n == deaths
    assert await rows(database, "SELECT * FROM failed") == []

    assert await (await start(database, 4)).wait() == 0
    reason = "Its process died 3 times while it ran."
    assert [tuple(row) for row in await rows(database, "SELECT * FROM failed")] == [(0, reason)]
    left = await rows(database, "SELECT job_id, deaths, reason, parked_at IS NOT NULL FROM job_troubles")
    assert [tuple(row) for row in left] == [(job_id, 3, reason, True)]
    async with database.open_tx() as tx:
        assert await counts(tx) == Counts(0, 0, 1)
    # Each neighbour died once with it and was then done in its turn.
    neighbours = await rows(
        database, "SELECT id, array_agg(attempt ORDER BY attempt) AS tries FROM begun WHERE id > 0 GROUP BY id"
    )
    assert {row.id: row.tries for row in neighbours} == {1: [1, 2], 2: [1, 2], 3: [1, 2]}


async def test_jobs_of_the_living_are_left_alone(database: Database, make_worker: MakeWorker) -> None:
    """A second worker starts and looks for the dead while the first is at work."""
    runs: list[int] = []
    begun, go_on = asyncio.Event(), asyncio.Event()

    @task()
    async def develop(photo_id: int) -> None:
        runs.append(photo_id)
        begun.set()
        await go_on.wait()

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
    first, second = (make_worker(develop, dead_after_seconds=3.0) for _ in range(2))
    runners = [asyncio.create_task(first.run())]
    await begun.wait()
    runners.append(asyncio.create_task(second.run()))
    after = (await rows(database, "SELECT now() + interval '4 seconds' AS at"))[0].at
    both_beat = "SELECT count(*) = 2 AS met FROM procrastinate_workers WHERE last_heartbeat > :after"

    async def several_looks_later() -> bool:
        return bool((await rows(database, both_beat, after=after))[0].met)

    await until(several_looks_later)
    assert runs == [1]
    assert (first.running, second.running) == (1, 0)
    go_on.set()
    first.stop()
    second.stop()
    await asyncio.gather(*runners)
    assert runs == [1]


async def test_a_video_that_killed_its_process_waits_in_its_own_lane(
    database: Database, make_worker: MakeWorker
) -> None:
    """It ran alone there already, and beside photos it would hold them up."""
    tries: list[tuple[int, Lane]] = []

    @task(lane=Lane.VIDEO)
    async def transcode(photo_id: int, *, job: Running) -> None:
        tries.append((job.attempt, job.lane))

    async with database.open_tx() as tx:
        await enqueue(tx, transcode, photo_id=1)
    # What a worker leaves behind that died while it ran this.
    await rows(database, "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    await make_worker(transcode, provide={OpenTx: database.open_tx}).run(until_idle=True)
    assert tries == [(2, Lane.VIDEO)]


async def test_a_slow_worker_has_no_say_over_a_job_that_was_taken_from_it(
    database: Database, make_worker: MakeWorker
) -> None:
    """It raises after its job was given to another: that one's run is neither retried nor parked for it."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def never(tx: object, reason: str, photo_id: int) -> None:
        raise AssertionError(reason)

    @task(on_parked=never, park_on=(OSError,))
    async def develop(photo_id: int) -> None:
        begun.set()
        await go_on.wait()
        raise OSError

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
    worker = make_worker(develop)
    run = asyncio.create_task(worker.run())
    await begun.wait()
    await rows(database, "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 hour')")
    await rows(database, "UPDATE procrastinate_jobs SET worker_id = (SELECT max(id) FROM procrastinate_workers)")
    go_on.set()
    worker.stop()
    await run
    async with database.open_tx() as tx:
        assert await counts(tx) == Counts(0, 1, 0)
