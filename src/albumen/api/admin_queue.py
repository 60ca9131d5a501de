"""The queue, for administrators: lanes, what runs, who works; to pause, to go on, to try again."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import core, jobs
from albumen.accounts import Scope
from albumen.api.dependencies import Person, WithParts, authz
from albumen.api.json import Id
from albumen.jobs import Lane

router = APIRouter(prefix="/admin", tags=["Administration"])


class LaneName(StrEnum):
    """A lane, or all of them."""

    MEDIA = "media"
    VIDEO = "video"
    UPKEEP = "upkeep"
    BACKUP = "backup"
    ALL = "all"


class PauseOut(BaseModel):
    """Since when nobody takes a job of a lane, and who said so."""

    by: str
    since: AwareDatetime


class LaneOut(BaseModel):
    """One of the lanes in which jobs run."""

    lane: Lane
    queued: int
    running: int
    parked: int
    oldest_wait_seconds: float
    done_last_hour: int
    done_last_day: int
    failed_last_day: int
    paused: PauseOut | None


class RunningOut(BaseModel):
    """A job that runs just now."""

    id: str
    task: str
    lane: Lane
    photo_id: Id | None
    attempt: int
    since: AwareDatetime | None
    worker: str | None


class WorkerOut(BaseModel):
    """A process that does jobs."""

    id: str
    host: str
    pid: int
    version: str
    slots: int
    running: int
    started_at: AwareDatetime | None
    seen_seconds_ago: float
    alive: bool


class QueueOut(BaseModel):
    """The queue."""

    lanes: list[LaneOut]
    running: list[RunningOut] = Field(description="The longest first, at most 100")
    workers: list[WorkerOut]


class RetriedOut(BaseModel):
    """How many jobs wait again."""

    retried: int


LanePath = Annotated[LaneName, Path(description="The lane, or `all`")]


@router.get("/queue", summary="Lanes, running jobs, workers", **authz("job", "list", Scope.ADMIN))
async def get_queue(parts: WithParts) -> QueueOut:
    """How every lane is, what runs just now, and which processes work."""
    async with parts.database.open_tx() as tx:
        lanes = await jobs.lanes(tx, jobs.registered())
        running = await jobs.running(tx)
        workers = await jobs.working(tx)
    dead_after = parts.settings.jobs.dead_after_seconds
    return QueueOut(
        lanes=[
            LaneOut(
                lane=lane.lane,
                queued=lane.queued,
                running=lane.running,
                parked=lane.parked,
                oldest_wait_seconds=round(lane.oldest_wait, 1),
                done_last_hour=lane.done_hour,
                done_last_day=lane.done_day,
                failed_last_day=lane.failed_day,
                paused=PauseOut(by=lane.paused.actor, since=lane.paused.since) if lane.paused else None,
            )
            for lane in lanes
        ],
        running=[
            RunningOut(
                id=str(job.id),
                task=job.task,
                lane=job.lane,
                photo_id=job.arguments.get("photo_id"),
                attempt=job.attempt,
                since=job.since,
                worker=str(job.worker) if job.worker else None,
            )
            for job in running
        ],
        workers=[
            WorkerOut(
                id=str(worker.id),
                host=worker.host,
                pid=worker.pid,
                version=worker.version,
                slots=worker.slots,
                running=worker.running,
                started_at=worker.started_at,
                seen_seconds_ago=round(worker.seen_seconds, 1),
                alive=worker.seen_seconds < dead_after,
            )
            for worker in workers
        ],
    )


@router.post(
    "/queue/{lane}/pause",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Pause a lane",
    **authz("job", "edit", Scope.ADMIN),
)
async def pause_lane(lane: LanePath, admin: Person, parts: WithParts) -> None:
    """Have no worker take a job of this lane until it is resumed, over restarts too. What runs comes to its end."""
    async with parts.database.open_tx() as tx:
        for each in _lanes_of(lane):
            await jobs.pause(tx, each, actor=admin.username)


@router.post(
    "/queue/{lane}/resume",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Resume a lane",
    **authz("job", "edit", Scope.ADMIN),
)
async def resume_lane(lane: LanePath, parts: WithParts) -> None:
    """Have the jobs of this lane done again, at once."""
    async with parts.database.open_tx() as tx:
        for each in _lanes_of(lane):
            await jobs.resume(tx, each)


@router.post("/jobs/parked/retry", summary="Try all given-up jobs again", **authz("job", "edit", Scope.ADMIN))
async def retry_all_parked(parts: WithParts) -> RetriedOut:
    """Put every job that was given up until now back into the queue."""
    before, retried = core.now(), 0
    while True:
        async with parts.database.open_tx() as tx:
            some = await jobs.retry_parked_before(tx, before)
        retried += some
        if not some:
            return RetriedOut(retried=retried)


def _lanes_of(name: LaneName) -> list[Lane]:
    return list(Lane) if name is LaneName.ALL else [Lane(name.value)]
