"""Promising, and what an administrator may do with a promise that was parked."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import IntegrityError

from albumen.database import Tx
from albumen.jobs import metrics
from albumen.jobs.definitions import Task
from albumen.jobs.errors import NotParked
from albumen.jobs.model import ALONE, Lane, Priority
from albumen.jobs.tables import pauses, queue, troubles

_CHUNK = 1000

# One statement, so that a promise costs its transaction one round trip. Where a job with the same queueing lock waits
# already, that one is made as urgent as this one would be, and stays locked until the transaction ends: so no worker
# begins it before the fact that it is now promised for is there to be seen. A job without a time is due now.
_PROMISE = text("""
INSERT INTO procrastinate_jobs AS waiting (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
SELECT * FROM jsonb_to_recordset(:jobs) AS promised (
    queue_name text, task_name text, priority int, lock text, queueing_lock text, args jsonb, scheduled_at timestamptz
)
ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET
    priority = greatest(waiting.priority, excluded.priority),
    scheduled_at = CASE
        WHEN waiting.scheduled_at IS NOT NULL AND excluded.scheduled_at IS NOT NULL
        THEN least(waiting.scheduled_at, excluded.scheduled_at)
    END
RETURNING id, queue_name, xmax = 0 AS made
""").bindparams(bindparam("jobs", type_=JSONB))


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

    `at`: not before this instant (with a zone). `priority`, `lane`: instead of the task's own. Returns the job's id, or
    None where a job with the same queueing lock waits already: that one then runs after this transaction, as soon and as
    urgently as either wished. Raises `TypeError` where the arguments are not those of the task.
    """
    ids = await _promise(tx, task, [_job(task, task.pack(arguments), priority, at, lane)])
    return ids[0] if ids else None


async def enqueue_many(
    tx: Tx,
    task: Task,
    many: Sequence[Mapping[str, object]],
    *,
    priority: Priority | None = None,
    at: datetime | None = None,
    lane: Lane | None = None,
) -> None:
    """Promise a job for each set of arguments, as `enqueue` does, a thousand in a statement."""
    jobs = [_job(task, task.pack(arguments), priority, at, lane) for arguments in many]
    if task.queueing_lock is not None:
        jobs = list({job["queueing_lock"]: job for job in jobs}.values())
    for start in range(0, len(jobs), _CHUNK):
        await _promise(tx, task, jobs[start : start + _CHUNK])


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


async def retry_parked_before(tx: Tx, before: datetime, *, limit: int = 200) -> int:
    """Put jobs that were parked before an instant back into the queue, at most `limit` of them; how many.

    To be repeated until it gives 0. What is parked again meanwhile is not among them: it would go on for ever.
    """
    found = await tx.execute(
        select(queue.c.id, queue.c.queue_name)
        .join(troubles, troubles.c.job_id == queue.c.id)
        .where(queue.c.status == "failed", troubles.c.parked_at < before)
        .order_by(queue.c.id)
        .limit(limit)
        .with_for_update(of=queue, skip_locked=True)
    )
    jobs = found.all()
    ids = [job.id for job in jobs]
    await tx.execute(delete(troubles).where(troubles.c.job_id.in_(ids)))
    for job in jobs:
        await put_back(tx, job.id, attempts=0, at=None, queue_name=job.queue_name)
    for name in {job.queue_name for job in jobs}:
        await wake(tx, name, 0)
    return len(jobs)


async def pause(tx: Tx, lane: Lane, *, actor: str) -> None:
    """Have no worker take a job of a lane any more, from this commit on until `resume`. What runs comes to its end."""
    await tx.execute(insert(pauses).values(lane=lane.value, actor=actor).on_conflict_do_nothing())


async def resume(tx: Tx, lane: Lane) -> None:
    """Have the jobs of a lane done again; workers begin when this transaction commits."""
    await tx.execute(delete(pauses).where(pauses.c.lane == lane.value))
    for name in queues_of(lane):
        await wake(tx, name, 0)


def queues_of(lane: Lane) -> tuple[str, ...]:
    """The queues of procrastinate that a lane is made of."""
    return (lane.value, ALONE) if lane is Lane.MEDIA else (lane.value,)


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


def _job(
    task: Task, packed: dict[str, Any], priority: Priority | None, at: datetime | None, lane: Lane | None
) -> dict[str, Any]:
    if at is not None and at.tzinfo is None:
        raise TypeError(f"the time of the job {task.name} has no zone")
    return {
        "queue_name": lane or task.lane,
        "task_name": task.name,
        "priority": int(task.priority if priority is None else priority),
        "lock": None if task.lock is None else task.lock.format_map(packed),
        "queueing_lock": None if task.queueing_lock is None else task.queueing_lock.format_map(packed),
        "args": packed,
        "scheduled_at": None if at is None else at.isoformat(),
    }


async def _promise(tx: Tx, task: Task, jobs: list[dict[str, Any]]) -> list[int]:
    rows = (await tx.execute(_PROMISE, {"jobs": jobs})).all()
    for row in rows:
        if not row.made:
            await wake(tx, row.queue_name, row.id)
    made = [row.id for row in rows if row.made]
    metrics.enqueued.labels(kind=task.name).inc(len(made))
    return made


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
