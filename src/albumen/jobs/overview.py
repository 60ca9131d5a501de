"""What an administrator sees of the queue: its lanes, what runs, who works; and how many tries ended lately."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from albumen.database import Tx
from albumen.jobs.definitions import Task
from albumen.jobs.model import ALONE, Lane, LaneView, Pause, RunningJob, WorkerView
from albumen.jobs.queries import DUE, TODO, counted, ids_only
from albumen.jobs.tables import events, lives, pace, pauses, queue, workers

_KEPT = timedelta(days=1)
_LANE = case((queue.c.queue_name == ALONE, Lane.MEDIA.value), else_=queue.c.queue_name)


async def paused(tx: Tx) -> list[Pause]:
    """The lanes that are paused."""
    rows = await tx.execute(select(pauses).order_by(pauses.c.lane))
    return [Pause(Lane(row.lane), row.actor, row.at) for row in rows if row.lane in set(Lane)]


async def lanes(tx: Tx, tasks: Iterable[Task]) -> list[LaneView]:
    """Every lane with what waits, runs and was given up in it, and how it went lately; `tasks` say which lane is whose."""
    home = {task.name: task.lane for task in tasks}
    stopped = {pause.lane: pause for pause in await paused(tx)}
    counts = {row.lane: row for row in await tx.execute(select(_LANE.label("lane"), *counted()).group_by(_LANE))}
    waits = await _oldest_waits(tx)
    gone = await _ended(tx)
    views = []
    for lane in Lane:
        row = counts.get(lane.value)
        mine = [ended for name, ended in gone.items() if home.get(name, Lane.MEDIA) is lane]
        views.append(
            LaneView(
                lane=lane,
                queued=row.queued if row else 0,
                running=row.running if row else 0,
                parked=row.parked if row else 0,
                oldest_wait=waits.get(lane.value, 0.0),
                done_hour=sum(ended.done_hour for ended in mine),
                done_day=sum(ended.done for ended in mine),
                failed_day=sum(ended.failed for ended in mine),
                paused=stopped.get(lane),
            )
        )
    return views


async def running(tx: Tx, limit: int = 100) -> list[RunningJob]:
    """What runs just now, the longest first."""
    started = (
        select(func.max(events.c.at))
        .where(events.c.job_id == queue.c.id, events.c.type == "started")
        .correlate(queue)
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(queue, _LANE.label("lane"), started.label("since"))
        .where(queue.c.status == "doing")
        .order_by(started.asc().nulls_last(), queue.c.id)
        .limit(limit)
    )
    return [
        RunningJob(r.id, r.task_name, Lane(r.lane), ids_only(r.args), r.attempts + 1, r.since, r.worker_id)
        for r in rows
    ]


async def working(tx: Tx) -> list[WorkerView]:
    """The processes that do jobs, and when each was last heard of."""
    held = select(func.count()).where(queue.c.worker_id == workers.c.id, queue.c.status == "doing").scalar_subquery()
    quiet = func.extract("epoch", func.now() - workers.c.last_heartbeat)
    rows = await tx.execute(
        select(workers.c.id, lives, held.label("running"), quiet.label("quiet"))
        .outerjoin(lives, lives.c.worker_id == workers.c.id)
        .order_by(workers.c.id)
    )
    return [
        WorkerView(
            id=row.id,
            host=row.host or "",
            pid=row.pid or 0,
            version=row.version or "",
            slots=row.slots or 0,
            running=row.running,
            started_at=row.started_at,
            seen_seconds=max(0.0, float(row.quiet)),
        )
        for row in rows
    ]


async def introduce(tx: Tx, worker_id: int, *, host: str, pid: int, version: str, slots: int) -> None:
    """Say who a worker is. The rows of workers that are gone go."""
    await tx.execute(delete(lives).where(lives.c.worker_id.not_in(select(workers.c.id))))
    about = {"host": host, "pid": pid, "version": version, "slots": slots}
    entered = insert(lives).values(worker_id=worker_id, **about)
    await tx.execute(entered.on_conflict_do_update(index_elements=["worker_id"], set_=about))


async def note_pace(tx: Tx, ended: Mapping[tuple[str, bool], tuple[int, float]]) -> None:
    """Add to this minute's numbers: for each task and whether it went well, how many tries and seconds."""
    minute = func.date_trunc("minute", func.now())
    for task in sorted({task for task, _ in ended}):
        done, took = ended.get((task, True), (0, 0.0))
        failed, lost = ended.get((task, False), (0, 0.0))
        added = insert(pace).values(minute=minute, task=task, done=done, failed=failed, seconds=took + lost)
        more = {name: pace.c[name] + added.excluded[name] for name in ("done", "failed", "seconds")}
        await tx.execute(added.on_conflict_do_update(index_elements=["minute", "task"], set_=more))
    await tx.execute(delete(pace).where(pace.c.minute < func.now() - _KEPT))


async def _ended(tx: Tx) -> dict[str, Any]:
    hour = pace.c.minute >= func.now() - timedelta(hours=1)
    rows = await tx.execute(
        select(
            pace.c.task,
            func.sum(pace.c.done).label("done"),
            func.sum(pace.c.failed).label("failed"),
            func.coalesce(func.sum(pace.c.done).filter(hour), 0).label("done_hour"),
        )
        .where(pace.c.minute >= func.now() - _KEPT)
        .group_by(pace.c.task)
    )
    return {row.task: row for row in rows}


async def _oldest_waits(tx: Tx) -> dict[str, float]:
    # As in `oldest_age_seconds`: two short walks for each queue, never one over all that waits.
    waits: dict[str, float] = {}
    for name in (*Lane, ALONE):
        mine = and_(TODO, queue.c.queue_name == name)
        first = select(queue.c.id).where(mine, queue.c.scheduled_at.is_(None)).order_by(queue.c.id).limit(1)
        promised = select(func.min(events.c.at)).where(
            events.c.job_id == first.scalar_subquery(), events.c.type == "deferred"
        )
        timed = select(func.min(queue.c.scheduled_at)).where(mine, or_(DUE))
        since = func.least(promised.scalar_subquery(), timed.scalar_subquery())
        age = await tx.scalar(select(func.coalesce(func.extract("epoch", func.now() - since), 0)))
        lane = Lane.MEDIA.value if name == ALONE else str(name)
        waits[lane] = max(waits.get(lane, 0.0), float(age or 0))
    return waits
