"""How a try of a job ends in the database: put back, tried again later, or parked with a reason.

Every statement here checks who holds the job. A worker that was taken for dead while it was only slow finds its jobs
given to others, and then what it has to say about them no longer counts.
"""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import structlog
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from albumen.core import AlbumenError, NoRoom, TooMany, Unavailable
from albumen.database import DatabaseUnavailable, OpenTx, Tx, retrying
from albumen.jobs.actions import put_back, wake
from albumen.jobs.definitions import Task
from albumen.jobs.errors import PROCESS_DIED, Park
from albumen.jobs.model import ALONE, Lane
from albumen.jobs.tables import queue, troubles, workers

log = structlog.get_logger(__name__)

DEATHS = 3
"""So many deaths of its process park a job."""

DONE = """
WITH gone AS (
    DELETE FROM procrastinate_jobs WHERE id = %(job_id)s AND status = 'doing' AND worker_id = %(worker_id)s RETURNING id
)
DELETE FROM job_troubles USING gone WHERE job_id = gone.id
"""
"""A job that is done leaves the queue at once, and what went wrong with it before goes with it."""

Ending = Literal["done", "interrupted", "retried", "parked", "lost"]

_AWAY = (Unavailable, NoRoom, TooMany)
PASSING = (DatabaseUnavailable, NoRoom)
"""The database is away or its disk is full: that ends by itself or with an administrator, and the worker waits for it."""
_WRITTEN = re.compile(r"""["'`«“‘].*?["'`»”’]|\S*[/\\@]\S*""")
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """What ended a try. `final`: another try would be in vain; `died`: the whole process went with it."""

    reason: str
    final: bool = False
    away: bool = False
    died: bool = False
    retry_after: float = 0.0


DIED = Failure(PROCESS_DIED(times=DEATHS), died=True)


def failure_of(task: Task, error: Exception) -> Failure:
    """What an error that a task raised means for its job."""
    if isinstance(error, Park):
        return Failure(_clean(error.detail), final=True)
    return Failure(
        # Ours are written for people, who read this reason beside their photo.
        reason_of(error).removeprefix(f"{type(error).__name__}: ")
        if isinstance(error, AlbumenError)
        else reason_of(error),
        final=isinstance(error, (MemoryError, *task.park_on)),
        away=isinstance(error, _AWAY),
        retry_after=error.retry_after if isinstance(error, Unavailable | TooMany) else 0.0,
    )


def reason_of(error: Exception) -> str:
    """An error's class and first line, without what a person may have written: nothing quoted, no paths, no
    addresses."""
    if isinstance(error, DBAPIError):
        # The database's sentences quote values; its constraint says enough.
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        name = type(error.orig).__name__ if error.orig else type(error).__name__
        return f"{name} ({constraint})" if constraint else name
    text = error.detail if isinstance(error, AlbumenError) else str(error)
    said = _WRITTEN.sub("…", text.strip().partition("\n")[0])
    return _clean(f"{type(error).__name__}: {said}" if said else type(error).__name__)


def frames_of(error: BaseException) -> list[str]:
    """Where an error came from, innermost last, for the log: places in the code only, never values."""
    return [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def held_by(worker_id: int) -> ColumnElement[bool]:
    """Jobs that this worker holds."""
    return queue.c.worker_id == worker_id


def held_by_the_dead(worker_id: int, dead_after: float) -> ColumnElement[bool]:
    """Jobs held by workers, other than this one, that gave no sign of life for `dead_after` seconds of the database's
    clock."""
    alive = exists().where(
        workers.c.id == queue.c.worker_id,
        or_(workers.c.id == worker_id, workers.c.last_heartbeat >= func.now() - timedelta(seconds=dead_after)),
    )
    return ~alive


async def release(open_tx: OpenTx, job_id: int, holder: ColumnElement[bool]) -> Ending:
    """Put a job back, due now; this try does not count."""

    async def work(tx: Tx) -> Ending:
        held = await _held(tx, job_id, holder)
        if held is None:
            return "lost"
        if await put_back(tx, job_id, attempts=held.attempts, at=held.scheduled_at, queue_name=held.queue_name):
            await wake(tx, held.queue_name, job_id)
        return "interrupted"

    return await retrying(open_tx, work)


async def settle(
    open_tx: OpenTx, tasks: Mapping[str, Task], job_id: int, holder: ColumnElement[bool], failure: Failure
) -> Ending:
    """After a failed try, put the job back for another or park it, as its task's policy says."""
    try:
        return await retrying(open_tx, lambda tx: _settle(tx, tasks, job_id, holder, failure, tell=True))
    except PASSING:
        raise
    except Exception as error:
        # The task's own `on_parked` failed, and its transaction with it. The job is parked all the same: it must not
        # come back for ever, and an administrator can see both reasons.
        log.exception(
            "jobs.on_parked_failed", job_id=job_id, error=reason_of(error), frames=frames_of(error), exc_info=False
        )
        failure = Failure(_clean(f"{failure.reason} (then on_parked: {reason_of(error)})"), final=True)
        return await retrying(open_tx, lambda tx: _settle(tx, tasks, job_id, holder, failure, tell=False))


async def _settle(
    tx: Tx, tasks: Mapping[str, Task], job_id: int, holder: ColumnElement[bool], failure: Failure, *, tell: bool
) -> Ending:
    held = await _held(tx, job_id, holder)
    if held is None:
        return "lost"
    task = tasks.get(held.task_name)
    attempts = held.attempts + 1
    if task is None or failure.final:
        last = True
    elif failure.died:
        deaths = await _note_death(tx, job_id)
        last = deaths >= DEATHS
    else:
        last = attempts >= (task.retry.patience if failure.away else task.retry.attempts)

    if last:
        await _park(tx, task, held, failure.reason, attempts, tell=tell)
        return "parked"
    if failure.died:
        queue_name = ALONE if held.queue_name == Lane.MEDIA else held.queue_name
        if await put_back(tx, job_id, attempts=attempts, at=None, queue_name=queue_name):
            await wake(tx, queue_name, job_id)
        return "retried"
    assert task is not None
    wait = max(task.retry.wait(attempts), failure.retry_after)
    await put_back(tx, job_id, attempts=attempts, at=func.now() + timedelta(seconds=wait), queue_name=held.queue_name)
    return "retried"


async def _held(tx: Tx, job_id: int, holder: ColumnElement[bool]) -> Any:
    return (
        await tx.execute(select(queue).where(queue.c.id == job_id, queue.c.status == "doing", holder).with_for_update())
    ).one_or_none()


async def _note_death(tx: Tx, job_id: int) -> int:
    noted = insert(troubles).values(job_id=job_id, deaths=1)
    noted = noted.on_conflict_do_update(index_elements=["job_id"], set_={"deaths": troubles.c.deaths + 1})
    return int((await tx.execute(noted.returning(troubles.c.deaths))).scalar_one())


async def _park(tx: Tx, task: Task | None, held: Any, reason: str, attempts: int, *, tell: bool) -> None:
    await tx.execute(
        queue.update().where(queue.c.id == held.id).values(status="failed", attempts=attempts, worker_id=None)
    )
    why = {"reason": reason, "parked_at": func.now()}
    noted = insert(troubles).values(job_id=held.id, **why)
    await tx.execute(noted.on_conflict_do_update(index_elements=["job_id"], set_=why))
    if tell and task is not None and task.on_parked is not None:
        await task.on_parked(tx, reason, **task.unpack(held.args))


def _clean(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return printable if len(printable) <= _LONGEST_REASON else printable[: _LONGEST_REASON - 1] + "…"
