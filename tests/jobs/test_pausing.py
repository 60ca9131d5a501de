"""A lane that is paused: no worker takes a job of it, whichever worker and however often that starts; then it goes on at once."""

import asyncio
import os
from datetime import timedelta

from albumen.core import now
from albumen.database import Database
from albumen.jobs import (
    Lane,
    Retry,
    counts,
    enqueue,
    lanes,
    pause,
    paused,
    resume,
    retry_parked_before,
    running,
    task,
    working,
)
from tests.jobs.conftest import MakeWorker, until
from tests.jobs.conftest import working as at_work


async def test_no_worker_takes_a_job_of_a_paused_lane_over_restarts_until_it_goes_on(
    database: Database, make_worker: MakeWorker
) -> None:
    done: list[int] = []

    @task(name="t.media")
    async def media(number: int) -> None:
        done.append(number)

    @task(name="t.upkeep", lane=Lane.UPKEEP)
    async def upkeep(number: int) -> None:
        done.append(100 + number)

    async with database.open_tx() as tx:
        await pause(tx, Lane.MEDIA, actor="ann")
        await pause(tx, Lane.MEDIA, actor="bob")
    for number in range(2):
        # Two workers at once, and then two new ones, as after a restart.
        async with at_work(make_worker(media, upkeep)), at_work(make_worker(media, upkeep)):
            async with database.open_tx() as tx:
                await enqueue(tx, media, number=number)
                await enqueue(tx, upkeep, number=number)

            async def other_lane(number: int = number) -> bool:
                return 100 + number in done

            await until(other_lane)
            # A worker that looked for the one has looked for the other: so many looks later nothing of it began.
            await asyncio.sleep(0.3)
    assert done == [100, 101]
    async with database.open_tx() as tx:
        (pausing,) = await paused(tx)
        assert (pausing.lane, pausing.actor) == (Lane.MEDIA, "ann")
        assert (await counts(tx)).queued == 2
        view = {view.lane: view for view in await lanes(tx, (media, upkeep))}
    assert view[Lane.MEDIA].paused == pausing
    assert (view[Lane.MEDIA].queued, view[Lane.UPKEEP].queued, view[Lane.UPKEEP].done_hour) == (2, 0, 2)
    assert view[Lane.MEDIA].oldest_wait > 0
    # Looks are rare in this worker: it is the word of the transaction that wakes it.
    async with at_work(make_worker(media, upkeep, poll_seconds=60)):
        await asyncio.sleep(0.1)
        async with database.open_tx() as tx:
            await resume(tx, Lane.MEDIA)

        async def both() -> bool:
            return {0, 1} <= set(done)

        await until(both)


async def test_what_runs_when_its_lane_is_paused_comes_to_its_end(database: Database, make_worker: MakeWorker) -> None:
    began, go, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @task(name="t.slow")
    async def slow(photo_id: int) -> None:
        began.set()
        await go.wait()
        ended.set()

    async with at_work(make_worker(slow)):
        async with database.open_tx() as tx:
            await enqueue(tx, slow, photo_id=7)
        await began.wait()
        async with database.open_tx() as tx:
            await pause(tx, Lane.MEDIA, actor="ann")
        async with database.open_tx() as tx:
            (job,) = await running(tx)
            (worker,) = await working(tx)
        assert (job.task, job.lane, dict(job.arguments), job.attempt) == ("t.slow", Lane.MEDIA, {"photo_id": 7}, 1)
        assert job.since is not None
        assert (worker.pid, worker.running, worker.id) == (os.getpid(), 1, job.worker)
        assert worker.host
        assert worker.version
        assert worker.seen_seconds < 20
        go.set()
        await ended.wait()
    async with database.open_tx() as tx:
        assert await working(tx) == []


async def test_a_worker_that_ends_when_idle_does_not_wait_for_a_paused_lane(
    database: Database, make_worker: MakeWorker
) -> None:
    @task(name="t.never")
    async def never() -> None:
        raise AssertionError

    async with database.open_tx() as tx:
        await pause(tx, Lane.MEDIA, actor="ann")
        await enqueue(tx, never)
    await make_worker(never).run(until_idle=True)
    async with database.open_tx() as tx:
        assert (await counts(tx)).queued == 1


async def test_all_parked_jobs_are_tried_again_once(database: Database, make_worker: MakeWorker) -> None:
    tried: list[int] = []

    @task(name="t.hopeless", retry=Retry(attempts=1), queueing_lock="hopeless:{number}")
    async def hopeless(number: int) -> None:
        tried.append(number)
        raise ValueError

    worker = make_worker(hopeless)
    async with database.open_tx() as tx:
        for number in range(5):
            await enqueue(tx, hopeless, number=number)
    await worker.run(until_idle=True)
    async with database.open_tx() as tx:
        # One that is promised again meanwhile keeps the promise of the parked one.
        await enqueue(tx, hopeless, number=3)
    before = now() + timedelta(seconds=5)
    retried = []
    while True:
        async with database.open_tx() as tx:
            some = await retry_parked_before(tx, before, limit=2)
        if not some:
            break
        retried.append(some)
    assert retried == [2, 2, 1]
    async with database.open_tx() as tx:
        assert (await counts(tx)).queued == 5
    await make_worker(hopeless).run(until_idle=True)
    assert sorted(tried) == sorted([*range(5), *range(5)])
