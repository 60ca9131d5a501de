"""The queue: promises and executions a second, beside what the database does without a queue.

All on the embedded server with its full durability, one client. The limits beside them are, for promises, one plain row inserted
in a transaction of its own, and for executions two transactions that do nothing but take and delete a row.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import text

from albumen.database import Database, EmbeddedPostgres, migrate
from albumen.jobs import JobsSettings, Lane, Worker, counts, enqueue, enqueue_many, oldest_age_seconds, task
from albumen.jobs.tables import troubles
from bench.measure import Line, Size, saying
from bench.server import folder

_done = 0
_PLAIN = "a plain row"
_TAKEN = "a row taken and deleted"
_INSERT = text("INSERT INTO plain (body) VALUES ('{}')")
_SIZE = text("SELECT pg_total_relation_size('procrastinate_jobs') + pg_total_relation_size('procrastinate_events')")

Work = Callable[[], Awaitable[object]]


@task(name="bench.nothing")
async def nothing(photo_id: int) -> None:
    """A task without work."""
    _note()


@task(name="bench.once", lock="once:{photo_id}", queueing_lock="once:{photo_id}")
async def once(photo_id: int) -> None:
    """A task that is promised once and runs once at a time."""
    _note()


def _note() -> None:
    global _done
    _done += 1


def run(size: Size) -> list[Line]:
    """Promises, executions, and what a long queue costs."""
    return asyncio.run(_run(size))


async def _run(size: Size) -> list[Line]:
    with folder() as place:
        async with EmbeddedPostgres(place / "postgres") as server:
            await migrate(server.url)
            database = Database(server.url)
            async with database.open_tx() as tx:
                await tx.run_sync(lambda connection: troubles.create(connection, checkfirst=True))
                await tx.execute(text("CREATE TABLE plain (id bigserial PRIMARY KEY, body jsonb NOT NULL)"))
            queue = Queue(database, size)
            with saying("promising"):
                lines = await queue.promises()
            with saying("executing"):
                lines += await queue.executions()
            with saying("looking into a long queue"):
                lines += await queue.long()
            await database.close()
            return lines


@dataclass(frozen=True)
class Queue:
    """The queue of a database."""

    database: Database
    size: Size

    async def promises(self) -> list[Line]:
        """Jobs promised alone, with a fact, and in bulk, beside plain rows."""
        few, rounds = self.size.pick(200, 5), self.size.pick(5, 1)
        told: dict[str, list[float]] = {}
        works: dict[str, tuple[int, Work]] = {
            _PLAIN: (few, partial(self._alone, few, row=True, job=False)),
            "a job, each in its own transaction": (few, partial(self._alone, few, row=False, job=True)),
            "a plain row and a job, each pair in its own": (few, partial(self._alone, few, row=True, job=True)),
            "jobs one by one in one transaction": (few, partial(self._together, few)),
            "jobs by enqueue_many": (20 * few, partial(self._many, 20 * few)),
        }
        for _ in range(rounds):
            for what, (number, work) in works.items():
                told.setdefault(what, []).append(await _rate(number, work))
        plain = told.pop(_PLAIN)
        return [Line(what, "/s", rates, plain, _PLAIN) for what, rates in told.items()]

    async def executions(self) -> list[Line]:
        """Jobs that do nothing, taken and done, beside rows that are taken and deleted one after the other."""
        number, rounds = self.size.pick(1500, 10), self.size.pick(3, 1)
        told: dict[int, list[float]] = {}
        limit = []
        for _ in range(rounds):
            limit.append(await _rate(number // 3, partial(self._take_and_delete, number // 3)))
            for concurrency in (1, 2, 4):
                async with self.database.open_tx() as tx:
                    await tx.execute(text("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE"))
                await self._many(number)
                rate = await _rate(number, partial(self._work, concurrency))
                told.setdefault(concurrency, []).append(rate)
        return [Line(f"executions, {n} at once", "/s", rates, limit, _TAKEN) for n, rates in told.items()]

    async def long(self) -> list[Line]:
        """One job taken, and the queue counted, while very many wait."""
        photos, videos = self.size.pick(100_000, 100), self.size.pick(1000, 10)
        async with self.database.open_tx() as tx:
            await enqueue_many(tx, once, [{"photo_id": number} for number in range(photos)])
            await enqueue_many(tx, nothing, [{"photo_id": number} for number in range(videos)], lane=Lane.VIDEO)
        lines = []
        for state in ("straight after", "analysed"):
            for lane in ("media", "video", "upkeep"):
                taken = [1000 / await _rate(1, partial(self._fetch, lane)) for _ in range(self.size.pick(20, 2))]
                lines.append(Line(f"take one of {photos:,}, {lane}, {state}", "ms", taken))
            looks: dict[str, Callable[..., Awaitable[object]]] = {"counts": counts, "oldest age": oldest_age_seconds}
            for what, verb in looks.items():
                looked = [1000 / await _rate(1, partial(self._look, verb)) for _ in range(self.size.pick(5, 2))]
                lines.append(Line(f"{what} of {photos:,}, {state}", "ms", looked))
            async with self.database.engine.connect() as tx:
                await (await tx.execution_options(isolation_level="AUTOCOMMIT")).execute(text("ANALYZE"))
        drained = self.size.pick(10_000, 20)
        lines.append(Line("draining them, 2 at once", "/s", [await _rate(drained, partial(self._work, 2, drained))]))
        async with self.database.open_tx() as tx:
            lines.append(Line("the queue's tables afterwards", "MiB", [int(await tx.scalar(_SIZE) or 0) / 2**20]))
        return lines

    async def _alone(self, number: int, *, row: bool, job: bool) -> None:
        for n in range(number):
            async with self.database.open_tx() as tx:
                if row:
                    await tx.execute(_INSERT)
                if job:
                    await enqueue(tx, nothing, photo_id=n)

    async def _together(self, number: int) -> None:
        async with self.database.open_tx() as tx:
            for n in range(number):
                await enqueue(tx, nothing, photo_id=n)

    async def _many(self, number: int) -> None:
        async with self.database.open_tx() as tx:
            await enqueue_many(tx, nothing, [{"photo_id": n} for n in range(number)])

    async def _take_and_delete(self, number: int) -> None:
        async with self.database.engine.connect() as raw:
            await raw.execute(text("SET synchronous_commit = off"))
            await raw.commit()
            for _ in range(number):
                await raw.execute(_INSERT)
            await raw.commit()
            for _ in range(number):
                taken = text("SELECT id FROM plain ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
                row = (await raw.execute(taken)).one()
                await raw.commit()
                await raw.execute(text("DELETE FROM plain WHERE id = :id"), {"id": row.id})
                await raw.commit()

    async def _fetch(self, lane: str) -> None:
        async with self.database.engine.connect() as tx:
            await tx.execute(text("SET enable_sort = off"))  # as the worker does
            await tx.execute(text("SELECT * FROM procrastinate_fetch_job_v2(ARRAY[:lane], NULL)"), {"lane": lane})
            await tx.rollback()

    async def _look(self, verb: Callable[..., Awaitable[object]]) -> None:
        async with self.database.open_tx() as tx:
            await verb(tx)

    async def _work(self, concurrency: int, number: int | None = None) -> None:
        """Have a worker do jobs: so many, or all."""
        worker = Worker(self.database, {}, settings=JobsSettings(concurrency=concurrency), tasks=(nothing, once))
        if number is None:
            await worker.run(until_idle=True)
            return
        running = asyncio.create_task(worker.run())
        until = _done + number
        while _done < until:
            await asyncio.sleep(0.02)
        worker.stop()
        await running


async def _rate(number: int, work: Work) -> float:
    """So many things a second."""
    began = time.perf_counter()
    await work()
    return number / (time.perf_counter() - began)
