"""The queue: promises and executions a second, beside what the database does without a queue: `python -m bench.jobs`.

All on the embedded server with its full durability, one client, an idle machine. The limits beside them are, for promises, one
plain row inserted in a transaction of its own, and for executions two transactions that do nothing but take and delete a row.
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import text

from albumen.database import Database, EmbeddedPostgres, migrate
from albumen.jobs import JobsSettings, Lane, Worker, counts, enqueue, enqueue_many, oldest_age_seconds, task
from albumen.jobs.tables import troubles

done = 0


@task(name="bench.nothing")
async def nothing(photo_id: int) -> None:
    """A task without work."""
    global done
    done += 1


@task(name="bench.once", lock="once:{photo_id}", queueing_lock="once:{photo_id}")
async def once(photo_id: int) -> None:
    """A task that is promised once and runs once at a time."""
    global done
    done += 1


async def measured(name: str, number: int, work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    rate = number / (time.perf_counter() - began)
    print(f"{name:<68}{rate:>10,.0f} /s   {1000 / rate:8.3f} ms each")
    return rate


async def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as directory:
        async with EmbeddedPostgres(Path(directory) / "postgres") as server:
            await migrate(server.url)
            database = Database(server.url)
            async with database.open_tx() as tx:
                await tx.run_sync(lambda connection: troubles.create(connection, checkfirst=True))
                await tx.execute(text("CREATE TABLE plain (id bigserial PRIMARY KEY, body jsonb NOT NULL)"))
            await bench(database)
            await database.close()


async def bench(database: Database) -> None:
    async def plain_rows() -> None:
        for _ in range(500):
            async with database.open_tx() as tx:
                await tx.execute(text("INSERT INTO plain (body) VALUES ('{}')"))

    async def one_by_one() -> None:
        for number in range(500):
            async with database.open_tx() as tx:
                await enqueue(tx, nothing, photo_id=number)

    async def with_a_fact() -> None:
        for number in range(500):
            async with database.open_tx() as tx:
                await tx.execute(text("INSERT INTO plain (body) VALUES ('{}')"))
                await enqueue(tx, nothing, photo_id=number)

    async def in_one() -> None:
        async with database.open_tx() as tx:
            for number in range(2000):
                await enqueue(tx, nothing, photo_id=number)

    async def distinct() -> None:
        async with database.open_tx() as tx:
            for number in range(1000):
                await enqueue(tx, once, photo_id=number)

    async def many() -> None:
        async with database.open_tx() as tx:
            await enqueue_many(tx, nothing, [{"photo_id": number} for number in range(20_000)])

    await plain_rows()
    limit = await measured("limit: a plain row, each in its own transaction", 500, plain_rows)
    rate = await measured("a job, each in its own transaction", 500, one_by_one)
    print(f"{'':<68}ratio {rate / limit:.2f}")
    rate = await measured("a plain row and a job together", 500, with_a_fact)
    print(f"{'':<68}ratio {rate / limit:.2f}")
    await measured("jobs one by one in one transaction", 2000, in_one)
    await measured("jobs with a queueing lock, in one transaction", 1000, distinct)
    await measured("jobs by enqueue_many", 20_000, many)

    async def take_and_delete() -> None:
        async with database.engine.connect() as raw:
            await raw.execute(text("SET synchronous_commit = off"))
            await raw.commit()
            for _ in range(1000):
                row = (await raw.execute(text("SELECT id FROM plain ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"))).one()
                await raw.commit()
                await raw.execute(text("DELETE FROM plain WHERE id = :id"), {"id": row.id})
                await raw.commit()

    limit = await measured("limit: take and delete a plain row, one after the other", 1000, take_and_delete)
    async with database.open_tx() as tx:
        queued = (await counts(tx)).queued
    for concurrency in (1, 2, 4):
        async with database.open_tx() as tx:
            await tx.execute(text("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE"))
            await enqueue_many(tx, nothing, [{"photo_id": number} for number in range(3000)])
        rate = await measured(
            f"3,000 executions of nothing, concurrency {concurrency}", 3000, partial(work, database, concurrency)
        )
        print(f"{'':<68}ratio {rate / limit:.2f}")

    print(f"a queue of 100,000 jobs and 1,000 videos behind them ({queued} before)")
    async with database.open_tx() as tx:
        await enqueue_many(tx, once, [{"photo_id": number} for number in range(100_000)])
        await enqueue_many(tx, nothing, [{"photo_id": number} for number in range(1000)], lane=Lane.VIDEO)
    for state in ("straight after", "after ANALYZE"):

        async def fetch(lane: str, times: int = 20) -> None:
            async with database.engine.connect() as tx:
                await tx.execute(text("SET enable_sort = off"))  # as the worker does
                await tx.commit()
                for _ in range(times):
                    await tx.execute(
                        text("SELECT * FROM procrastinate_fetch_job_v2(ARRAY[:lane], NULL)"), {"lane": lane}
                    )
                    await tx.rollback()

        async def look(verb: Callable[..., Awaitable[object]]) -> None:
            async with database.open_tx() as tx:
                for _ in range(5):
                    await verb(tx)

        for lane in ("media", "video", "upkeep"):
            await measured(f"  {state}: take one from the lane {lane}", 20, partial(fetch, lane))
        await measured(f"  {state}: counts", 5, partial(look, counts))
        await measured(f"  {state}: oldest_age_seconds", 5, partial(look, oldest_age_seconds))
        async with database.engine.connect() as tx:
            await (await tx.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
    await measured("draining 10,000 of them, concurrency 2", 10_000, partial(work, database, 2, 10_000))
    async with database.open_tx() as tx:
        size = text(
            "SELECT pg_total_relation_size('procrastinate_jobs') + pg_total_relation_size('procrastinate_events')"
        )
        print(f"size of the queue's tables afterwards: {(await tx.scalar(size)) / 2**20:.0f} MiB")


async def work(database: Database, concurrency: int, number: int | None = None) -> None:
    worker = Worker(database, {}, settings=JobsSettings(concurrency=concurrency), tasks=(nothing, once))
    if number is None:
        await worker.run(until_idle=True)
        return
    run = asyncio.create_task(worker.run())
    until = done + number
    while done < until:
        await asyncio.sleep(0.05)
    worker.stop()
    await run


if __name__ == "__main__":
    asyncio.run(main())
