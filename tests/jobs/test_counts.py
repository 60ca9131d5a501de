"""The counts against a model: whatever happens to jobs, what the queue says of them is exact."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from albumen.database import Database
from albumen.jobs import (
    Counts,
    Priority,
    Retry,
    Task,
    counts,
    counts_by_task,
    discard_parked,
    enqueue,
    enqueue_many,
    parked,
    retry_parked,
    task,
)
from albumen.jobs.outcomes import DEATHS, DIED, DONE, Failure, held_by, release, settle
from tests.conftest import Template
from tests.jobs.conftest import rows

TRIES, PATIENCE = 2, 3
LATER = timedelta(days=30)


@dataclass(frozen=True)
class Known:
    """What the model knows of one job."""

    task: str
    photo_id: int
    priority: Priority
    status: str = "due"
    """`later`, `due`, `again` (to be tried again at a later time), `runs` or `parked`."""
    attempts: int = 0
    deaths: int = 0


class Queue(RuleBasedStateMachine):
    """Promises, runs and ends jobs as API and workers do, and keeps the same account in memory."""

    jobs = Bundle("jobs")
    database: Database
    tasks: dict[str, Task]
    run: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[int, Known] = {}
        self.worker = self.do(self._start())

    def do(self, work: Any) -> Any:
        return self.run.run(work)

    async def _start(self) -> int:
        await rows(
            self.database,
            "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, job_troubles CASCADE",
        )
        return int((await rows(self.database, "INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id"))[0].id)

    # What callers do

    @rule(
        target=jobs,
        name=st.sampled_from(["test.a", "test.b"]),
        photo_id=st.integers(0, 9),
        priority=st.sampled_from(Priority),
        later=st.booleans(),
        commits=st.booleans(),
    )
    def promise(self, name: str, photo_id: int, priority: Priority, later: bool, commits: bool) -> Any:
        async def work() -> int | None:
            async with self.database.engine.connect() as tx:
                await tx.begin()
                at = datetime.now(UTC) + LATER if later else None
                job_id = await enqueue(tx, self.tasks[name], priority=priority, at=at, photo_id=photo_id)
                await (tx.commit() if commits else tx.rollback())
                return job_id

        job_id = self.do(work())
        if not commits:
            return multiple()
        self.model[job_id] = Known(name, photo_id, priority, "later" if later else "due")
        return job_id

    @rule(target=jobs, name=st.sampled_from(["test.a", "test.b"]), photo_ids=st.lists(st.integers(0, 9), max_size=4))
    def promise_many(self, name: str, photo_ids: list[int]) -> Any:
        async def work() -> list[int]:
            async with self.database.open_tx() as tx:
                await enqueue_many(tx, self.tasks[name], [{"photo_id": photo_id} for photo_id in photo_ids])
            found = await rows(
                self.database, "SELECT id FROM procrastinate_jobs ORDER BY id DESC LIMIT :n", n=len(photo_ids)
            )
            return sorted(row.id for row in found)

        made = self.do(work())
        self.model |= {
            job: Known(name, photo_id, self.tasks[name].priority) for job, photo_id in zip(made, photo_ids, strict=True)
        }
        return multiple(*made)

    # What time does

    @rule(job=jobs)
    def its_time_comes(self, job: int) -> None:
        known = self.model.get(job)
        if known is None or known.status not in ("later", "again"):
            return
        self.do(rows(self.database, "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = :id", id=job))
        self.model[job] = replace(known, status="due")

    # What workers do

    @rule()
    def take_one(self) -> None:
        fetch = "SELECT id FROM procrastinate_fetch_job_v2(ARRAY['media', 'alone'], :worker)"
        job = self.do(rows(self.database, fetch, worker=self.worker))[0].id
        due = [(-known.priority, job) for job, known in self.model.items() if known.status == "due"]
        assert job == (min(due)[1] if due else None)
        if due:
            self.model[job] = replace(self.model[job], status="runs")

    @rule(job=jobs)
    def it_is_done(self, job: int) -> None:
        async def work() -> None:
            async with self.database.open_tx() as tx:
                raw = (await tx.get_raw_connection()).driver_connection
                await raw.execute(DONE, {"job_id": job, "worker_id": self.worker})

        self.do(work())
        if self._runs(job):
            del self.model[job]

    @rule(job=jobs)
    def the_worker_stops(self, job: int) -> None:
        ending = self.do(release(self.database.open_tx, job, held_by(self.worker)))
        if self._ended(job, ending, "interrupted"):
            self.model[job] = replace(self.model[job], status="due")

    @rule(job=jobs, final=st.booleans(), away=st.booleans())
    def it_fails(self, job: int, final: bool, away: bool) -> None:
        failure = Failure("It failed.", final=final, away=away)
        ending = self.do(settle(self.database.open_tx, self.tasks, job, held_by(self.worker), failure))
        known = self.model.get(job)
        last = final or (known is not None and known.attempts + 1 >= (PATIENCE if away else TRIES))
        if self._ended(job, ending, "parked" if last else "retried"):
            status = "parked" if last else "again"
            self.model[job] = replace(self.model[job], status=status, attempts=self.model[job].attempts + 1)

    @rule(job=jobs)
    def its_process_dies(self, job: int) -> None:
        ending = self.do(settle(self.database.open_tx, self.tasks, job, held_by(self.worker), DIED))
        known = self.model.get(job)
        last = known is not None and known.deaths + 1 >= DEATHS
        if self._ended(job, ending, "parked" if last else "retried"):
            was = self.model[job]
            status = "parked" if last else "due"
            self.model[job] = replace(was, status=status, attempts=was.attempts + 1, deaths=was.deaths + 1)

    # What administrators do

    @rule(job=jobs)
    def tried_again_by_hand(self, job: int) -> None:
        if self._parked(job):
            self.do(self._in_tx(retry_parked, job))
            self.model[job] = replace(self.model[job], status="due", attempts=0, deaths=0)

    @rule(job=consumes(jobs))
    def dropped_by_hand(self, job: int) -> None:
        if self._parked(job):
            self.do(self._in_tx(discard_parked, job))
            del self.model[job]

    # What must be so

    @invariant()
    def the_account_is_exact(self) -> None:
        async def look() -> tuple[Counts, dict[str, Counts], list[tuple[int, int, int]], int]:
            async with self.database.open_tx() as tx:
                page, cursor = await parked(tx, 1000)
                assert cursor is None
                troubles = await tx.scalar(text("SELECT count(*) FROM job_troubles"))
                listed = [(job.id, job.arguments["photo_id"], job.attempts) for job in page]
                return await counts(tx), await counts_by_task(tx), listed, troubles

        total, by_task, listed, troubles = self.do(look())
        assert total == _counted(list(self.model.values()))
        names = {known.task for known in self.model.values()}
        assert by_task == {
            name: _counted([known for known in self.model.values() if known.task == name]) for name in names
        }
        assert listed == [
            (job, known.photo_id, known.attempts)
            for job, known in sorted(self.model.items(), reverse=True)
            if known.status == "parked"
        ]
        # Nothing is remembered of jobs that are gone.
        assert troubles == len([k for k in self.model.values() if k.status == "parked" or k.deaths])

    def _runs(self, job: int) -> bool:
        return job in self.model and self.model[job].status == "runs"

    def _parked(self, job: int) -> bool:
        return job in self.model and self.model[job].status == "parked"

    def _ended(self, job: int, ending: str, expected: str) -> bool:
        runs = self._runs(job)
        assert ending == (expected if runs else "lost")
        return runs

    async def _in_tx(self, verb: Any, job: int) -> None:
        async with self.database.open_tx() as tx:
            await verb(tx, job)


def _counted(known: list[Known]) -> Counts:
    number = Counter(job.status for job in known)
    return Counts(number["due"] + number["again"], number["runs"], number["parked"])


def test_the_counts_are_those_of_the_model(template: Template) -> None:
    async def photo(photo_id: int) -> None: ...

    retry = Retry(attempts=TRIES, patience=PATIENCE, first=3600)
    Queue.tasks = {name: task(name=name, retry=retry)(photo) for name in ("test.a", "test.b")}
    with psycopg.connect(template.server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE counts TEMPLATE {template.name}")  # one for all examples
    Queue.database = Database(template.url_of("counts"))
    with asyncio.Runner() as Queue.run:
        run_state_machine_as_test(Queue, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
        Queue.run.run(Queue.database.close())
