"""Promising: the fact and the promise commit together, and a promise that waits already is not made twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from albumen.database import Database
from albumen.jobs import Counts, Lane, Priority, counts, enqueue, enqueue_many, oldest_age_seconds, task
from tests.jobs.conftest import MakeWorker, rows, until, working


class _Changed(Exception):
    """The caller's own reason to roll back."""


async def test_the_promise_is_there_when_the_fact_is(database: Database) -> None:
    @task()
    async def develop(photo_id: int) -> None: ...

    await rows(database, "CREATE TABLE facts (id bigint)")
    async with database.open_tx() as tx:
        await tx.execute(text("INSERT INTO facts VALUES (1)"))
        job_id = await enqueue(tx, develop, photo_id=1)
        assert job_id is not None
        assert (await counts(tx)).queued == 1
        async with database.open_tx() as other:
            assert await counts(other) == Counts(0, 0, 0)
    async with database.open_tx() as tx:
        assert await counts(tx) == Counts(1, 0, 0)
        assert (await tx.scalar(text("SELECT count(*) FROM facts"))) == 1


async def test_no_fact_no_promise(database: Database) -> None:
    @task()
    async def develop(photo_id: int) -> None: ...

    async def change_of_mind() -> None:
        async with database.open_tx() as tx:
            await enqueue(tx, develop, photo_id=1)
            await enqueue_many(tx, develop, [{"photo_id": n} for n in range(5)])
            raise _Changed

    with pytest.raises(_Changed):
        await change_of_mind()
    assert await rows(database, "SELECT id FROM procrastinate_jobs") == []


async def test_wrong_arguments_leave_the_transaction_usable(database: Database) -> None:
    @task()
    async def develop(photo_id: int) -> None: ...

    async with database.open_tx() as tx:
        with pytest.raises(TypeError):
            await enqueue(tx, develop, photo="1")
        await enqueue(tx, develop, photo_id=1)
    assert len(await rows(database, "SELECT id FROM procrastinate_jobs")) == 1


async def test_a_promise_says_how_urgent_where_and_when(database: Database) -> None:
    @task(name="photos.develop", lock="photo:{photo_id}")
    async def develop(photo_id: int) -> None: ...

    later = datetime(2040, 1, 1, tzinfo=UTC)
    async with database.open_tx() as tx:
        await enqueue(tx, develop, photo_id=2**62)
        await enqueue(tx, develop, priority=Priority.BACKFILL, lane=Lane.VIDEO, at=later, photo_id=2)
    found = await rows(
        database, "SELECT task_name, queue_name, priority, lock, args, scheduled_at FROM procrastinate_jobs ORDER BY id"
    )
    assert [tuple(row) for row in found] == [
        ("photos.develop", "media", 20, f"photo:{2**62}", {"photo_id": 2**62}, None),
        ("photos.develop", "video", 10, "photo:2", {"photo_id": 2}, later),
    ]


async def test_many_are_promised_in_order(database: Database) -> None:
    @task()
    async def develop(photo_id: int) -> None: ...

    async with database.open_tx() as tx:
        await enqueue_many(tx, develop, [{"photo_id": n} for n in range(2500)], priority=Priority.BACKFILL)
        await enqueue_many(tx, develop, [])
    found = await rows(database, "SELECT (args->>'photo_id')::int AS n, priority FROM procrastinate_jobs ORDER BY id")
    assert [tuple(row) for row in found] == [(n, 10) for n in range(2500)]


async def test_what_waits_already_is_not_promised_twice(database: Database) -> None:
    @task(queueing_lock="album:{album_id}")
    async def cover(album_id: int) -> None: ...

    async with database.open_tx() as tx:
        assert await enqueue(tx, cover, album_id=1) is not None
        assert await enqueue(tx, cover, album_id=1) is None
        assert await enqueue(tx, cover, album_id=2) is not None
        await enqueue_many(tx, cover, [{"album_id": n} for n in (1, 2, 3, 3)])
    found = await rows(database, "SELECT args->>'album_id' AS album FROM procrastinate_jobs ORDER BY id")
    assert [row.album for row in found] == ["1", "2", "3"]


async def test_the_waiting_promise_becomes_as_urgent_as_the_new_one(database: Database) -> None:
    @task(queueing_lock="album", priority=Priority.BACKFILL)
    async def cover() -> None: ...

    soon, later = datetime(2040, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
    seen = []
    for priority, at in (
        (None, later),
        (Priority.NEW, soon),
        (None, later),
        (Priority.INTERACTIVE, None),
        (None, soon),
    ):
        async with database.open_tx() as tx:
            await enqueue(tx, cover, priority=priority, at=at)
        seen += await rows(database, "SELECT priority, scheduled_at FROM procrastinate_jobs")
    assert [tuple(row) for row in seen] == [(10, later), (20, soon), (20, soon), (30, None), (30, None)]


async def test_a_waiting_promise_is_not_begun_before_the_second_fact_is_there(
    database: Database, make_worker: MakeWorker
) -> None:
    """Else the job could run between the second fact and its commit, not see it, and nobody would come again."""
    seen: list[int] = []

    @task(queueing_lock="count")
    async def count() -> None:
        seen.append((await rows(database, "SELECT count(*) AS n FROM facts"))[0].n)

    @task()
    async def other() -> None:
        seen.append(-1)

    await rows(database, "CREATE TABLE facts (id bigint)")
    async with database.open_tx() as tx:
        await enqueue(tx, count)
    async with database.open_tx() as tx:
        await tx.execute(text("INSERT INTO facts VALUES (1)"))
        assert await enqueue(tx, count) is None
        async with database.open_tx() as elsewhere:
            await enqueue(elsewhere, other)
        async with working(make_worker(count, other, concurrency=1)):
            await until(_has(seen, 1))
        assert seen == [-1]
    async with working(make_worker(count, other)):
        await until(_has(seen, 2))
    assert seen == [-1, 1]


async def test_of_many_at_once_one_is_promised(database: Database) -> None:
    @task(queueing_lock="album")
    async def cover() -> None: ...

    async def promise() -> int | None:
        async with database.open_tx() as tx:
            return await enqueue(tx, cover)

    made = await asyncio.gather(*(promise() for _ in range(20)))
    assert len([job_id for job_id in made if job_id is not None]) == 1
    assert len(await rows(database, "SELECT id FROM procrastinate_jobs")) == 1


async def test_the_age_is_that_of_the_job_that_is_due_for_longest(database: Database) -> None:
    @task()
    async def develop(photo_id: int) -> None: ...

    async with database.open_tx() as tx:
        assert await oldest_age_seconds(tx) == 0
        await enqueue(tx, develop, photo_id=1, at=datetime.now(UTC) + timedelta(days=1))
    async with database.open_tx() as tx:
        assert await oldest_age_seconds(tx) == 0
        await enqueue(tx, develop, photo_id=2)
        await enqueue(tx, develop, photo_id=3)
    await rows(database, "UPDATE procrastinate_events SET at = at - interval '1 hour' WHERE type = 'deferred'")
    async with database.open_tx() as tx:
        assert 3600 <= await oldest_age_seconds(tx) < 3700
        await enqueue(tx, develop, photo_id=4, at=datetime.now(UTC) - timedelta(days=1))
    async with database.open_tx() as tx:
        assert 86400 <= await oldest_age_seconds(tx) < 86500


def _has(seen: list[int], number: int) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        return len(seen) >= number

    return met
