"""Promising, and what an administrator may do with a promise that was parked."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import case, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from albumen.database import Tx
from albumen.jobs import metrics
from albumen.jobs.definitions import Task
from albumen.jobs.errors import NotParked
from albumen.jobs.model import Lane, Priority
from albumen.jobs.tables import queue, troubles

_CHUNK = 1000

# Never opened: whoever promises does so on the connection of their own transaction.
_manager = JobManager(PsycopgConnector())


async def enqueue(
    tx: Tx,
    task: Task,
    *,
    priority: Priority | None = None,
    at: datetime | None = None,
    lane: Lane | None = None,
    **arguments: object,
) -> int | None:
    """Promise a job in the caller's transaction: it exists if and when that commits, and a worker is woken then.

    `at`: not before this instant (with a zone). `priority`, `lane`: instead of the task's own. Returns the job's id,
    or None where a job with the same queueing lock waits already: that one then runs after this transaction, as soon
    and as urgently as either wished. Raises `TypeError` where the arguments are not those of the task.
    """
    job = _job(task, task.pack(arguments), priority, at, lane)
    if job.queueing_lock is not None:
        return await _enqueue_once(tx, job)
    ids = await _insert(tx, [job])
    return ids[0]


async def enqueue_many(
    tx: Tx,
    task: Task,
    many: Sequence[Mapping[str, object]],
    *,
    priority: Priority | None = None,
    at: datetime | None = None,
    lane: Lane | None = None,
) -> None:
    """Promise a job for each set of arguments, as `enqueue` does, in few statements (with a queueing lock: one by
    one)."""
    jobs = [_job(task, task.pack(arguments), priority, at, lane) for arguments in many]
    if task.queueing_lock is not None:
        for job in jobs:
            await _enqueue_once(tx, job)
        return
    for start in range(0, len(jobs), _CHUNK):
        await _insert(tx, jobs[start : start + _CHUNK])


async def retry_parked(tx: Tx, job_id: int) -> None:
    """Put a parked job back into the queue, due now, as if it had never been tried. `NotParked` where it is not
    there."""
    job = await _lock_parked(tx, job_id)
    await tx.execute(delete(troubles).where(troubles.c.job_id == job_id))
    if await put_back(tx, job_id, attempts=0, at=None, queue_name=job.queue_name):
        await wake(tx, job.queue_name, job_id)


async def discard_parked(tx: Tx, job_id: int) -> None:
    """Drop a parked job for good. `NotParked` where it is not there."""
    await _lock_parked(tx, job_id)
    await tx.execute(delete(troubles).where(troubles.c.job_id == job_id))
    await tx.execute(delete(queue).where(queue.c.id == job_id))


async def put_back(tx: Tx, job_id: int, *, attempts: int, at: Any, queue_name: str) -> bool:
    """Let a job wait again, until `at` (an instant or an expression of one; None: due now).

    False where another job with the same queueing lock waits already: that one keeps the promise, and this one is
    dropped.
    """
    try:
        async with tx.begin_nested():
            await tx.execute(
                update(queue)
                .where(queue.c.id == job_id)
                .values(status="todo", attempts=attempts, scheduled_at=at, queue_name=queue_name, worker_id=None)
            )
    except IntegrityError as error:
        if not isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise
        await tx.execute(delete(troubles).where(troubles.c.job_id == job_id))
        await tx.execute(delete(queue).where(queue.c.id == job_id))
        return False
    return True


async def wake(tx: Tx, queue_name: str, job_id: int) -> None:
    """Wake workers when this transaction commits. procrastinate does so for new jobs only."""
    payload = json.dumps({"type": "job_inserted", "job_id": job_id})
    await tx.execute(select(func.pg_notify(f"procrastinate_queue_v1#{queue_name}", payload)))


def _job(task: Task, packed: dict[str, Any], priority: Priority | None, at: datetime | None, lane: Lane | None) -> Job:
    metrics.enqueued.labels(kind=task.name).inc()
    return Job(
        queue=lane or task.lane,
        lock=None if task.lock is None else task.lock.format_map(packed),
        queueing_lock=None if task.queueing_lock is None else task.queueing_lock.format_map(packed),
        task_name=task.name,
        task_kwargs=packed,
        scheduled_at=at,
        priority=task.priority if priority is None else priority,
    )


async def _insert(tx: Tx, jobs: list[Job]) -> list[int]:
    # The same connection, so the same transaction; SQLAlchemy must have begun it, else it would not end it either.
    assert tx.in_transaction()
    raw = (await tx.get_raw_connection()).driver_connection
    made = await _manager.batch_defer_jobs_async(jobs, connection=raw)
    return [job.id for job in made if job.id is not None]


async def _enqueue_once(tx: Tx, job: Job) -> int | None:
    while True:
        # A job without a time is due already, and so is what is promised without one.
        sooner = case((queue.c.scheduled_at.is_not(None), func.least(queue.c.scheduled_at, job.scheduled_at)))
        # The waiting job is locked until this transaction ends: no worker takes it before our fact is there to be seen.
        waiting = (
            await tx.execute(
                update(queue)
                .where(queue.c.queueing_lock == job.queueing_lock, queue.c.status == "todo")
                .values(
                    priority=func.greatest(queue.c.priority, job.priority),
                    scheduled_at=None if job.scheduled_at is None else sooner,
                )
                .returning(queue.c.id, queue.c.queue_name)
            )
        ).one_or_none()
        if waiting is not None:
            await wake(tx, waiting.queue_name, waiting.id)
            return None
        try:
            async with tx.begin_nested():
                ids = await _insert(tx, [job])
                return ids[0]
        except AlreadyEnqueued:
            continue


async def _lock_parked(tx: Tx, job_id: int) -> Any:
    parked = (
        await tx.execute(
            select(queue.c.queue_name)
            .join(troubles, troubles.c.job_id == queue.c.id)
            .where(queue.c.id == job_id, queue.c.status == "failed")
            .with_for_update()
        )
    ).one_or_none()
    if parked is None:
        raise NotParked
    return parked
