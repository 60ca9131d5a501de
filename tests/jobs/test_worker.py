"""Keeping promises: what the worker hands in, in which order and beside what jobs run, and how each try ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from albumen.core import NoRoom, NotFound, TooMany, Unavailable
from albumen.database import Database, DatabaseUnavailable, OpenTx, Tx
from albumen.jobs import (
    Counts,
    Lane,
    NotParked,
    Park,
    Priority,
    Retry,
    Running,
    Worker,
    counts,
    counts_by_task,
    discard_parked,
    enqueue,
    enqueue_many,
    parked,
    retry_parked,
    task,
)
from tests.jobs.conftest import MakeWorker, rows, until, working


class Store:
    """Something that tasks are handed."""


class Finder(Protocol):
    """The same, as a protocol."""

    def find(self) -> str: ...


class TooHard(Exception):
    """What a decoder says when a file is beyond its limits."""


async def drained(worker: Worker) -> None:
    """Runs a worker until nothing is due."""
    await worker.run(until_idle=True)


async def counted(database: Database) -> Counts:
    async with database.open_tx() as tx:
        return await counts(tx)


async def test_tasks_get_their_arguments_and_what_they_need_by_type(
    database: Database, make_worker: MakeWorker
) -> None:
    got: list[tuple[Any, ...]] = []

    @task(name="room.verb", lane=Lane.VIDEO)
    async def verb(
        photo_id: int, words: list[str], *, store: Store, finder: Finder, open_tx: OpenTx, job: Running
    ) -> None:
        async with open_tx() as tx:
            one = await tx.scalar(text("SELECT 1"))
        got.append((photo_id, words, store, finder.find(), one, job))

    class Here:
        def find(self) -> str:
            return "found"

    store = Store()
    async with database.open_tx() as tx:
        job_id = await enqueue(tx, verb, photo_id=7, words=["a", "b"])
    provide = {Store: store, Finder: Here(), OpenTx: database.open_tx}
    await drained(make_worker(verb, provide=provide, video_niceness=13))
    assert job_id is not None
    assert got == [(7, ["a", "b"], store, "found", 1, Running(job_id, "room.verb", 1, Lane.VIDEO, 13))]
    assert await counted(database) == Counts(0, 0, 0)


async def test_told_to_stop_when_idle_it_does_first_what_is_due(database: Database, make_worker: MakeWorker) -> None:
    done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        done.append(photo_id)

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=0)
    worker = make_worker(develop)
    async with working(worker) as run:
        await until(lambda: _is(done == [0]))
        assert not run.done()
        async with database.open_tx() as tx:
            await enqueue_many(tx, develop, [{"photo_id": number} for number in range(1, 10)])
        worker.stop_when_idle()
        await run
    assert sorted(done) == list(range(10))


async def _is(met: bool) -> bool:
    return met


async def test_the_most_urgent_goes_first_and_then_the_oldest(database: Database, make_worker: MakeWorker) -> None:
    order: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        order.append(photo_id)

    async with database.open_tx() as tx:
        for number, priority in enumerate([Priority.BACKFILL, Priority.NEW, Priority.INTERACTIVE] * 3):
            await enqueue(tx, develop, priority=priority, photo_id=number)
    await drained(make_worker(develop, concurrency=1))
    assert order == [2, 5, 8, 1, 4, 7, 0, 3, 6]


async def test_no_more_run_at_once_than_the_budget_has_slots(database: Database, make_worker: MakeWorker) -> None:
    now, most = 0, 0

    @task()
    async def develop(photo_id: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await rows(database, "SELECT pg_sleep(0.01)")
        now -= 1

    async with database.open_tx() as tx:
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(20)])
    await drained(make_worker(develop, concurrency=3))
    assert most == 3


async def test_videos_and_upkeep_never_hold_up_photos(database: Database, make_worker: MakeWorker) -> None:
    release = asyncio.Event()
    running: list[str] = []

    @task(lane=Lane.VIDEO, priority=Priority.INTERACTIVE)
    async def transcode(photo_id: int) -> None:
        running.append("video")
        await release.wait()

    @task(lane=Lane.UPKEEP, priority=Priority.INTERACTIVE)
    async def sweep() -> None:
        running.append("upkeep")
        await release.wait()

    photos_done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        photos_done.append(photo_id)

    async with database.open_tx() as tx:
        await enqueue_many(tx, transcode, [{"photo_id": n} for n in range(5)])
        await enqueue_many(tx, sweep, [{}] * 5)
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(20)])
    async with working(make_worker(transcode, sweep, develop, concurrency=1)):
        await until(_has(photos_done, 20))
        await until(_has(running, 2))
        assert sorted(running) == ["upkeep", "video"]
        release.set()


async def test_a_promise_wakes_the_worker_at_once(database: Database, make_worker: MakeWorker) -> None:
    done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        done.append(photo_id)

    # By itself it looks once a minute; so nearly all of this comes by the bell.
    async with working(make_worker(develop, poll_seconds=60)):
        await until(lambda: _listens(database))
        for number in range(10):
            async with database.open_tx() as tx:
                await enqueue(tx, develop, photo_id=number)
            await until(_has(done, number + 1))


async def test_a_job_of_a_later_time_waits_for_it(database: Database, make_worker: MakeWorker) -> None:
    done: list[int] = []

    @task()
    async def purge(photo_id: int) -> None:
        done.append(photo_id)

    async with database.open_tx() as tx:
        await enqueue(tx, purge, at=datetime.now(UTC) + timedelta(days=30), photo_id=1)
        assert await counts(tx) == Counts(0, 0, 0)
    await drained(make_worker(purge))
    assert done == []
    await rows(database, "UPDATE procrastinate_jobs SET scheduled_at = now()")
    await drained(make_worker(purge))
    assert done == [1]


async def test_what_failed_is_tried_again_later_and_then_parked(database: Database, make_worker: MakeWorker) -> None:
    attempts: list[int] = []

    @task(name="photos.develop", retry=Retry(attempts=3, first=10, factor=10, longest=50))
    async def develop(photo_id: int, *, job: Running) -> None:
        attempts.append(job.attempt)
        raise OSError("cannot open '/home/ada/My secret holiday.jpg'")

    async with database.open_tx() as tx:
        job_id = await enqueue(tx, develop, photo_id=9)
    for failures, (shortest, longest) in ((1, (5, 10)), (2, (25, 50))):
        await drained(make_worker(develop))
        assert attempts == list(range(1, failures + 1))
        found = await rows(
            database, "SELECT status, extract(epoch FROM scheduled_at - now())::float AS wait FROM procrastinate_jobs"
        )
        assert found[0].status == "todo"
        assert shortest - 5 < found[0].wait <= longest
        assert await counted(database) == Counts(1, 0, 0)
        await rows(database, "UPDATE procrastinate_jobs SET scheduled_at = now()")
    await drained(make_worker(develop))
    assert attempts == [1, 2, 3]
    async with database.open_tx() as tx:
        assert await counts(tx) == Counts(0, 0, 1)
        jobs, cursor = await parked(tx)
        assert cursor is None
        assert [(job.id, job.task, job.arguments, job.reason, job.attempts) for job in jobs] == [
            (job_id, "photos.develop", {"photo_id": 9}, "OSError: cannot open …", 3)
        ]
        assert abs(datetime.now(UTC) - jobs[0].since) < timedelta(minutes=5)


@pytest.mark.parametrize("away", [Unavailable(), NoRoom(), TooMany(retry_after=700)])
async def test_patience_is_longer_where_what_it_needs_is_away(
    away: Exception, database: Database, make_worker: MakeWorker
) -> None:
    @task(retry=Retry(attempts=1, patience=3, first=100))
    async def develop(photo_id: int) -> None:
        raise away

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
    for expected in (Counts(1, 0, 0), Counts(1, 0, 0), Counts(0, 0, 1)):
        await rows(database, "UPDATE procrastinate_jobs SET scheduled_at = now()")
        await drained(make_worker(develop))
        assert await counted(database) == expected
        if isinstance(away, TooMany) and expected.queued:
            wait = (await rows(database, "SELECT scheduled_at - now() AS wait FROM procrastinate_jobs"))[0].wait
            assert wait > timedelta(seconds=690)


async def test_what_is_in_vain_is_parked_at_once(database: Database, make_worker: MakeWorker) -> None:
    tries: list[int] = []

    @task(park_on=(TooHard,))
    async def develop(photo_id: int) -> None:
        tries.append(photo_id)
        match photo_id:
            case 0:
                raise Park("The decoder ran into its limit of 400 megapixels.")
            case 1:
                raise TooHard("more than 1 GiB\nof memory")
            case 2:
                raise MemoryError

    @task(time_limit=0.05)
    async def endless(photo_id: int) -> None:
        tries.append(photo_id)
        await asyncio.Event().wait()

    async with database.open_tx() as tx:
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(3)])
        await enqueue(tx, endless, photo_id=3)
    await drained(make_worker(develop, endless, concurrency=1))
    assert tries == [0, 1, 2, 3]
    async with database.open_tx() as tx:
        jobs, _ = await parked(tx)
    assert [job.reason for job in reversed(jobs)] == [
        "The decoder ran into its limit of 400 megapixels.",
        "TooHard: more than 1 GiB",
        "MemoryError",
        "It took longer than 0.05 seconds.",
    ]


async def test_a_time_out_of_its_own_is_not_the_limit_of_the_job(database: Database, make_worker: MakeWorker) -> None:
    @task()
    async def develop(photo_id: int) -> None:
        raise TimeoutError

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
    await drained(make_worker(develop))
    assert await counted(database) == Counts(1, 0, 0)


async def test_a_job_that_cancels_itself_has_failed(database: Database, make_worker: MakeWorker) -> None:
    @task(retry=Retry(attempts=1))
    async def develop(photo_id: int) -> None:
        raise asyncio.CancelledError

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
    await drained(make_worker(develop))
    assert await counted(database) == Counts(0, 0, 1)


async def test_a_poison_job_holds_up_nobody(database: Database, make_worker: MakeWorker) -> None:
    done: list[int] = []

    @task(retry=Retry(attempts=1))
    async def develop(photo_id: int) -> None:
        if photo_id % 2:
            raise ValueError
        done.append(photo_id)

    async with database.open_tx() as tx:
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(40)])
    await drained(make_worker(develop, concurrency=1))
    assert done == list(range(0, 40, 2))
    assert await counted(database) == Counts(0, 0, 20)


async def test_its_room_hears_of_it_in_the_transaction_that_parks(database: Database, make_worker: MakeWorker) -> None:
    await rows(database, "CREATE TABLE pictures (id bigint, state text, reason text)")

    async def failed(tx: Tx, reason: str, photo_id: int) -> None:
        assert await tx.scalar(text("SELECT status FROM procrastinate_jobs")) == "failed"
        values = {"id": photo_id, "reason": reason}
        await tx.execute(text("INSERT INTO pictures VALUES (:id, 'failed', :reason)"), values)

    @task(on_parked=failed)
    async def develop(photo_id: int) -> None:
        raise Park("It is no picture.")

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=4)
    await drained(make_worker(develop))
    assert [tuple(row) for row in await rows(database, "SELECT * FROM pictures")] == [
        (4, "failed", "It is no picture.")
    ]


async def test_a_job_is_parked_also_when_its_room_cannot_be_told(database: Database, make_worker: MakeWorker) -> None:
    await rows(database, "CREATE TABLE pictures (id bigint PRIMARY KEY)")

    async def failed(tx: Tx, reason: str, photo_id: int) -> None:
        await tx.execute(text("INSERT INTO pictures VALUES (1), (1)"))

    @task(on_parked=failed)
    async def develop(photo_id: int) -> None:
        raise Park("It is no picture.")

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=4)
    await drained(make_worker(develop))
    async with database.open_tx() as tx:
        jobs, _ = await parked(tx)
    assert [job.reason for job in jobs] == ["It is no picture. (then on_parked: UniqueViolation (pictures_pkey))"]
    assert await rows(database, "SELECT * FROM pictures") == []


async def test_jobs_of_another_version_are_parked(database: Database, make_worker: MakeWorker) -> None:
    @task(name="room.gone")
    async def gone() -> None: ...

    @task(name="room.changed")
    async def before(photo_id: int) -> None: ...

    async with database.open_tx() as tx:
        await enqueue(tx, gone)
        await enqueue(tx, before, photo_id=1)

    @task(name="room.changed2")
    async def changed(photo_ids: list[int]) -> None: ...

    await rows(database, "UPDATE procrastinate_jobs SET task_name = 'room.changed2' WHERE task_name = 'room.changed'")
    await drained(make_worker(changed))
    async with database.open_tx() as tx:
        jobs, _ = await parked(tx)
    assert [job.reason for job in reversed(jobs)] == [
        "This version of Albumen has no such job.",
        "In this version of Albumen the job takes other arguments.",
    ]


async def test_no_two_with_the_same_lock_run_at_once(database: Database, make_worker: MakeWorker) -> None:
    now: dict[int, int] = {}

    @task(lock="album:{album_id}")
    async def cover(album_id: int) -> None:
        now[album_id] = now.get(album_id, 0) + 1
        assert now[album_id] == 1
        await rows(database, "SELECT pg_sleep(0.01)")
        now[album_id] -= 1

    async with database.open_tx() as tx:
        await enqueue_many(tx, cover, [{"album_id": n % 2} for n in range(20)])
    await drained(make_worker(cover, concurrency=4))
    assert await counted(database) == Counts(0, 0, 0)


async def test_a_lock_keeps_the_order_of_the_promises(database: Database, make_worker: MakeWorker) -> None:
    order: list[int] = []

    @task(lock="album")
    async def cover(number: int) -> None:
        order.append(number)

    async with database.open_tx() as tx:
        await enqueue(tx, cover, at=datetime.now(UTC) + timedelta(days=1), number=1)
        await enqueue(tx, cover, number=2)
        await enqueue(tx, cover, priority=Priority.INTERACTIVE, number=3)
    async with working(make_worker(cover)):
        await until(_has(order, 1))
        await rows(database, "UPDATE procrastinate_jobs SET scheduled_at = now()")
        await until(_has(order, 3))
    assert order == [3, 1, 2]


async def test_a_retry_gives_way_to_a_newer_promise_of_the_same(database: Database, make_worker: MakeWorker) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    tries: list[int] = []

    @task(queueing_lock="cover")
    async def cover(*, job: Running) -> None:
        tries.append(job.attempt)
        begun.set()
        await go_on.wait()
        if len(tries) == 1:
            raise OSError

    async with database.open_tx() as tx:
        await enqueue(tx, cover)
    async with working(make_worker(cover, concurrency=1)):
        await begun.wait()
        async with database.open_tx() as tx:
            assert await enqueue(tx, cover) is not None
        go_on.set()
        await until(_has(tries, 2))
    assert tries == [1, 1]
    assert await counted(database) == Counts(0, 0, 0)


async def test_stopping_lets_running_jobs_end_and_takes_no_more(database: Database, make_worker: MakeWorker) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        begun.set()
        await go_on.wait()
        done.append(photo_id)

    async with database.open_tx() as tx:
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(5)])
    worker = make_worker(develop, concurrency=1, stop_seconds=60)
    run = asyncio.create_task(worker.run())
    await begun.wait()
    worker.stop()
    await until(lambda: _alive(database))
    assert worker.running == 1
    go_on.set()
    await run
    assert done == [0]
    assert await counted(database) == Counts(4, 0, 0)
    assert await rows(database, "SELECT id FROM procrastinate_workers") == []


async def test_stopping_puts_back_what_does_not_end(database: Database, make_worker: MakeWorker) -> None:
    begun: list[tuple[str, int]] = []
    over = asyncio.Event()

    @task(retry=Retry(attempts=1))
    async def develop(photo_id: int, *, job: Running) -> None:
        begun.append(("develop", job.attempt))
        await over.wait()

    @task(retry=Retry(attempts=1))
    async def stubborn(*, job: Running) -> None:
        begun.append(("stubborn", job.attempt))
        while not over.is_set():
            with suppress(asyncio.CancelledError):
                await over.wait()

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
        await enqueue(tx, stubborn)
    try:
        for stops in (1, 2):
            worker = make_worker(develop, stubborn, stop_seconds=0.05)
            run = asyncio.create_task(worker.run())
            await until(_has(begun, 2 * stops))
            worker.stop()
            await run
            # It was not its fault, so it does not count as a try.
            assert sorted(begun) == [("develop", 1)] * stops + [("stubborn", 1)] * stops
            found = await rows(database, "SELECT status, attempts, scheduled_at, worker_id FROM procrastinate_jobs")
            assert [tuple(row) for row in found] == [("todo", 0, None, None)] * 2
    finally:
        over.set()
    # Those that came to an end only after their worker had left have no say any more.
    left = [left for left in asyncio.all_tasks() if left.get_name().startswith("job ")]
    assert len(left) == 2
    await asyncio.wait(left)
    assert await counted(database) == Counts(2, 0, 0)


async def test_a_cancelled_worker_puts_its_jobs_back(database: Database, make_worker: MakeWorker) -> None:
    begun = asyncio.Event()

    @task()
    async def develop(photo_id: int) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=1)
    run = asyncio.create_task(make_worker(develop).run())
    await begun.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert await counted(database) == Counts(1, 0, 0)
    assert await rows(database, "SELECT id FROM procrastinate_workers") == []


async def test_it_goes_on_when_the_database_comes_back(database: Database, make_worker: MakeWorker) -> None:
    """All its connections are cut while a job runs and before it ends: nothing is lost, nothing done twice."""
    begun, go_on = asyncio.Event(), asyncio.Event()
    done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        begun.set()
        await go_on.wait()
        done.append(photo_id)

    async with working(make_worker(develop, concurrency=1, poll_seconds=60)) as run:
        await until(lambda: _listens(database))
        async with database.open_tx() as tx:
            await enqueue(tx, develop, photo_id=1)
        await begun.wait()
        await _cut(database)
        go_on.set()
        await until(_has(done, 1))
        await until(lambda: _listens(database))
        async with database.open_tx() as tx:
            await enqueue(tx, develop, photo_id=2)
        await until(_has(done, 2))
        await until(lambda: _empty(database))
        assert not run.done()
    assert done == [1, 2]


async def test_it_goes_on_when_the_databases_disk_has_room_again(database: Database, make_worker: MakeWorker) -> None:
    """The disk is full when a job that has failed is to be put back, and when it tells how many there were."""
    tries: list[int] = []

    @task(retry=Retry(attempts=5, first=0, factor=1, longest=0))
    async def develop(*, job: Running) -> None:
        tries.append(job.attempt)
        if job.attempt == 1:
            await rows(database, _FULL)
            raise OSError("the store hiccups")

    async with working(make_worker(develop)) as run:
        async with database.open_tx() as tx:
            await enqueue(tx, develop)
        await until(lambda: _refused(database, 2))
        await rows(database, "DROP TRIGGER full_disk ON procrastinate_jobs")
        await until(_has(tries, 2))
        assert not run.done()
    assert tries == [1, 2]
    assert await rows(database, "SELECT * FROM job_pace") == []


_FULL = """
CREATE SEQUENCE refused;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM nextval('refused');
  RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk BEFORE UPDATE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TRIGGER full_disk BEFORE INSERT ON job_pace FOR EACH ROW EXECUTE FUNCTION refuse();
"""


async def _refused(database: Database, times: int) -> bool:
    """A sequence counts on where its transaction is undone."""
    (found,) = await rows(database, "SELECT coalesce(pg_sequence_last_value(to_regclass('refused')), 0) AS times")
    return bool(found.times >= times)


async def test_a_worker_that_was_taken_for_dead_comes_back_to_life(database: Database, make_worker: MakeWorker) -> None:
    done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        done.append(photo_id)

    async with working(make_worker(develop)):
        await until(lambda: _alive(database))
        await rows(database, "DELETE FROM procrastinate_workers")
        await until(lambda: _alive(database))
        async with database.open_tx() as tx:
            await enqueue(tx, develop, photo_id=1)
        await until(_has(done, 1))


async def test_a_job_it_was_given_but_never_heard_of_is_put_back(database: Database, make_worker: MakeWorker) -> None:
    """The connection broke after the queue had given the job and before its answer arrived."""
    done: list[int] = []

    @task()
    async def develop(photo_id: int) -> None:
        done.append(photo_id)

    async with working(make_worker(develop)):
        await until(lambda: _alive(database))
        async with database.open_tx() as tx:
            await enqueue(tx, develop, photo_id=1)
            await tx.execute(
                text(
                    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)"
                )
            )
        await until(_has(done, 1))
    assert await counted(database) == Counts(0, 0, 0)
    assert (await rows(database, "SELECT * FROM job_troubles")) == []


async def test_a_worker_without_a_database_says_so(database: Database) -> None:
    nowhere = Database("postgresql:///albumen?host=/nonexistent")
    with pytest.raises(DatabaseUnavailable):
        await Worker(nowhere, {}, tasks=()).run()
    await nowhere.close()


async def test_a_database_without_the_queue_ends_the_worker(database: Database) -> None:
    """It is there, so waiting for it would be in vain."""
    await rows(database, "ALTER TABLE procrastinate_workers RENAME TO elsewhere")
    with pytest.raises(ConnectorException):
        await Worker(database, {}, tasks=()).run()


async def test_parked_jobs_can_be_retried_or_discarded(database: Database, make_worker: MakeWorker) -> None:
    well = False
    done: list[int] = []

    @task(retry=Retry(attempts=1))
    async def develop(photo_id: int, *, job: Running) -> None:
        if not well:
            raise OSError
        done.append(photo_id)
        assert job.attempt == 1

    async with database.open_tx() as tx:
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(7)])
    await drained(make_worker(develop))
    async with database.open_tx() as tx:
        assert await counts_by_task(tx) == {develop.name: Counts(0, 0, 7)}
        pages: list[list[int]] = []
        cursor = None
        while True:
            jobs, cursor = await parked(tx, 3, cursor)
            pages.append([job.arguments["photo_id"] for job in jobs])
            if cursor is None:
                break
        assert pages == [[6, 5, 4], [3, 2, 1], [0]]
        everything, _ = await parked(tx, 100)
        by_photo = {job.arguments["photo_id"]: job.id for job in everything}
        await retry_parked(tx, by_photo[0])
        await discard_parked(tx, by_photo[1])
        for verb in (retry_parked, discard_parked):
            for nothing in (by_photo[0], by_photo[1], 2**62):
                with pytest.raises(NotParked):
                    await verb(tx, nothing)
        assert issubclass(NotParked, NotFound)
        assert await counts(tx) == Counts(1, 0, 5)
    well = True
    await drained(make_worker(develop))
    assert done == [0]
    assert await counted(database) == Counts(0, 0, 5)


async def test_a_retry_by_hand_wakes_the_worker(database: Database, make_worker: MakeWorker) -> None:
    done: list[int] = []

    @task(retry=Retry(attempts=1))
    async def develop(photo_id: int) -> None:
        done.append(photo_id)
        if len(done) == 1:
            raise OSError

    async with working(make_worker(develop, poll_seconds=60)):
        await until(lambda: _listens(database))
        async with database.open_tx() as tx:
            job_id = await enqueue(tx, develop, photo_id=1)
        assert job_id is not None
        await until(lambda: _parked(database))
        async with database.open_tx() as tx:
            await retry_parked(tx, job_id)
        await until(_has(done, 2))


async def test_arguments_that_a_person_wrote_are_not_shown(database: Database, make_worker: MakeWorker) -> None:
    @task()
    async def rename(photo_id: int, id: int, title: str, size: int) -> None:
        raise Park("No.")

    async with database.open_tx() as tx:
        await enqueue(tx, rename, photo_id=1, id=2, title="Ada at the lake", size=3)
    await drained(make_worker(rename))
    async with database.open_tx() as tx:
        jobs, _ = await parked(tx)
    assert jobs[0].arguments == {"photo_id": 1, "id": 2}


async def test_an_error_of_the_database_shows_no_values(database: Database, make_worker: MakeWorker) -> None:
    await rows(database, "CREATE TABLE names (name text PRIMARY KEY)")

    @task(retry=Retry(attempts=1))
    async def name_twice(*, open_tx: OpenTx) -> None:
        with pytest.raises(IntegrityError, match="ada"):
            async with open_tx() as tx:
                await tx.execute(text("INSERT INTO names VALUES ('ada'), ('ada')"))
        async with open_tx() as tx:
            await tx.execute(text("INSERT INTO names VALUES ('ada'), ('ada')"))

    async with database.open_tx() as tx:
        await enqueue(tx, name_twice)
    await drained(make_worker(name_twice, provide={OpenTx: database.open_tx}))
    async with database.open_tx() as tx:
        jobs, _ = await parked(tx)
    assert jobs[0].reason == "UniqueViolation (names_pkey)"


async def _alive(database: Database) -> bool:
    return bool(await rows(database, "SELECT id FROM procrastinate_workers"))


async def _parked(database: Database) -> bool:
    return (await counted(database)).parked > 0


async def _empty(database: Database) -> bool:
    return await counted(database) == Counts(0, 0, 0)


async def _listens(database: Database) -> bool:
    listening = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %alone%'"
    return bool(await rows(database, listening))


async def _cut(database: Database) -> None:
    await rows(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def _has(seen: list[Any], number: int) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        return len(seen) >= number

    return met
