"""What administrators see and do: jobs, health, the instance."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts, jobs
from albumen.accounts import Inviters, Scope, SignUp
from albumen.api.dependencies import WithParts, authz
from albumen.api.errors import SaidOut, said
from albumen.api.json import Body, Id

router = APIRouter(prefix="/admin", tags=["Administration"])


class JobsOut(BaseModel):
    """The queue in three numbers."""

    queued: int = Field(description="Due now, or waiting to be tried again")
    running: int
    parked: int = Field(description="Given up, with a reason")


class ParkedOut(BaseModel):
    """A job that was given up."""

    id: str
    task: str
    photo_id: Id | None
    reason: str
    said: SaidOut | None = Field(description="By which name the reason is known")
    attempts: int
    since: AwareDatetime


class ParkedListOut(BaseModel):
    """Jobs that were given up, the latest first."""

    jobs: list[ParkedOut]
    cursor: str | None


class InstanceIn(Body):
    """What to change for everybody."""

    name: str | None = Field(None, max_length=60)
    sign_up: SignUp | None = None
    inviters: Inviters | None = None


class InstanceSettingsOut(BaseModel):
    """What is set for everybody."""

    name: str
    sign_up: SignUp
    inviters: Inviters


JobPath = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/jobs", summary="The queue", **authz("job", "list", Scope.ADMIN))
async def get_jobs(parts: WithParts) -> JobsOut:
    """How many jobs wait, run, and were given up."""
    async with parts.database.open_tx() as tx:
        counts = await jobs.counts(tx)
    return JobsOut(queued=counts.queued, running=counts.running, parked=counts.parked)


@router.get("/jobs/parked", summary="Jobs that were given up", **authz("job", "list", Scope.ADMIN))
async def list_parked(
    parts: WithParts,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> ParkedListOut:
    """Jobs that were given up, each with its reason."""
    async with parts.database.open_tx() as tx:
        found, more = await jobs.parked(tx, limit=limit, cursor=cursor)
    return ParkedListOut(
        jobs=[
            ParkedOut(
                id=str(job.id),
                task=job.task,
                photo_id=job.arguments.get("photo_id"),
                reason=job.reason,
                said=said(job.reason),
                attempts=job.attempts,
                since=job.since,
            )
            for job in found
        ],
        cursor=more,
    )


@router.post(
    "/jobs/parked/{job_id}/retry",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Try a job again",
    **authz("job", "edit", Scope.ADMIN),
)
async def retry_parked(job_id: JobPath, parts: WithParts) -> None:
    """Put a job that was given up back into the queue."""
    async with parts.database.open_tx() as tx:
        await jobs.retry_parked(tx, job_id)


@router.delete(
    "/jobs/parked/{job_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Forget a job",
    **authz("job", "delete", Scope.ADMIN),
)
async def discard_parked(job_id: JobPath, parts: WithParts) -> None:
    """Drop a job that was given up. The photo it was for stays as it is."""
    async with parts.database.open_tx() as tx:
        await jobs.discard_parked(tx, job_id)


@router.get("/instance", summary="Settings for everybody", **authz("instance", "edit", Scope.ADMIN))
async def get_instance_settings(parts: WithParts) -> InstanceSettingsOut:
    """What is set for everybody."""
    async with parts.database.open_tx() as tx:
        found = await accounts.get_instance(tx)
    return InstanceSettingsOut(name=found.name, sign_up=found.sign_up, inviters=found.inviters)


@router.patch("/instance", summary="Change settings for everybody", **authz("instance", "edit", Scope.ADMIN))
async def edit_instance_settings(body: InstanceIn, parts: WithParts) -> InstanceSettingsOut:
    """Name the instance, say who may sign up and who may invite."""
    async with parts.database.open_tx() as tx:
        changed = await accounts.set_instance(tx, name=body.name, sign_up=body.sign_up, inviters=body.inviters)
    return InstanceSettingsOut(name=changed.name, sign_up=changed.sign_up, inviters=changed.inviters)
