"""What the queue holds."""

from typing import Any

from sqlalchemy import and_, func, or_, select

from albumen.core import decode_cursor, encode_cursor
from albumen.database import Tx
from albumen.jobs.model import Counts, ParkedJob
from albumen.jobs.tables import events, queue, troubles

TODO = queue.c.status == "todo"
DUE = or_(queue.c.scheduled_at.is_(None), queue.c.scheduled_at <= func.now())
_QUEUED = and_(TODO, or_(DUE, queue.c.attempts > 0))


async def counts(tx: Tx) -> Counts:
    """How many jobs are queued (due now, or waiting to be tried again), running and parked."""
    row = (await tx.execute(select(*counted()))).one()
    return Counts(row.queued, row.running, row.parked)


async def counts_by_task(tx: Tx) -> dict[str, Counts]:
    """The same by the task's name; tasks without jobs are not in it."""
    rows = await tx.execute(select(queue.c.task_name, *counted()).group_by(queue.c.task_name))
    return {row.task_name: Counts(row.queued, row.running, row.parked) for row in rows}


async def oldest_age_seconds(tx: Tx) -> float:
    """How long the job that is due for longest has been waiting, in seconds by the database's clock; 0 when none is
    due."""
    # Two short walks along an index instead of one over all: jobs without a time are due since they were promised, and
    # their ids grow with that; jobs with a time are due since then.
    first = (
        select(queue.c.id).where(TODO, queue.c.scheduled_at.is_(None)).order_by(queue.c.id).limit(1).scalar_subquery()
    )
    promised = select(func.min(events.c.at)).where(events.c.job_id == first, events.c.type == "deferred")
    timed = select(func.min(queue.c.scheduled_at)).where(TODO, queue.c.scheduled_at <= func.now())
    since = func.least(promised.scalar_subquery(), timed.scalar_subquery())
    age = func.extract("epoch", func.now() - since)
    return float((await tx.execute(select(func.coalesce(func.greatest(age, 0), 0)))).scalar_one())


async def parked(tx: Tx, limit: int = 50, cursor: str | None = None) -> tuple[list[ParkedJob], str | None]:
    """A page of parked jobs, newest promise first, and the cursor of the next page (None: this was the last)."""
    page = (
        select(queue.c.id, queue.c.task_name, queue.c.args, queue.c.attempts, troubles.c.reason, troubles.c.parked_at)
        .join(troubles, troubles.c.job_id == queue.c.id)
        .where(queue.c.status == "failed")
        .order_by(queue.c.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        page = page.where(queue.c.id < decode_cursor(cursor, int))
    rows = (await tx.execute(page)).all()
    jobs = [
        ParkedJob(row.id, row.task_name, ids_only(row.args), row.reason, row.attempts, row.parked_at)
        for row in rows[:limit]
    ]
    return jobs, encode_cursor(jobs[-1].id) if len(rows) > limit else None


def counted() -> tuple[Any, ...]:
    """The columns queued, running and parked."""
    return (
        func.count().filter(_QUEUED).label("queued"),
        func.count().filter(queue.c.status == "doing").label("running"),
        func.count().filter(queue.c.status == "failed").label("parked"),
    )


def ids_only(arguments: dict[str, object]) -> dict[str, int]:
    """Only the ids among the arguments of a job: nothing that a person wrote."""
    return {
        name: value
        for name, value in arguments.items()
        if (name == "id" or name.endswith("_id")) and isinstance(value, int)
    }
