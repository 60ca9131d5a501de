"""What administrators see and do: people, jobs, health, the instance."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts, jobs
from albumen.accounts import NewUser, NoSuchUser, Profile, Role, Scope, SignUp, User, UserId
from albumen.api.dependencies import Person, WithParts, authz
from albumen.api.json import Body, Id
from albumen.api.people import UserOut, user_out
from albumen.database import Tx

router = APIRouter(prefix="/admin", tags=["Administration"])

MOST_QUOTA = 2**60
"""Bytes (an exbibyte): more than anybody has, and less than overflows when an upload is added."""


class UsersOut(BaseModel):
    """Accounts in the order in which they were made."""

    users: list[UserOut]
    cursor: str | None = Field(description="`after` for the next page; null at the end")


class NewUserIn(Body):
    """An account made by an administrator."""

    username: str = Field(max_length=60)
    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    display_name: str = Field("", max_length=200)
    time_zone: str = Field("UTC", max_length=60)
    role: Role = Role.USER
    quota_bytes: int | None = Field(None, ge=0, le=MOST_QUOTA)


class UserChangesIn(Body):
    """What to change about an account; what is left out stays."""

    state: Literal["active", "suspended"] | None = None
    role: Role | None = None
    quota_bytes: int | None = Field(None, ge=0, le=MOST_QUOTA, description="null lifts the limit")


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


class InstanceSettingsOut(BaseModel):
    """What is set for everybody."""

    name: str
    sign_up: SignUp


UserPath = Annotated[Id, Path(description="The account's id")]
JobPath = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/users", summary="All accounts", **authz("user", "administer", Scope.ADMIN))
async def list_users(
    parts: WithParts,
    after: Annotated[Id | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> UsersOut:
    """Accounts, by pages."""
    async with parts.database.open_tx() as tx:
        people = await accounts.list_users(tx, after=after or 0, limit=limit)
        quotas = await accounts.quotas(tx, people)
    more = str(people[-1].id) if len(people) == limit else None
    return UsersOut(users=[user_out(user, quotas[user.id]) for user in people], cursor=more)


@router.post(
    "/users", status_code=status.HTTP_201_CREATED, summary="Make an account", **authz("user", "administer", Scope.ADMIN)
)
async def add_user(body: NewUserIn, admin: Person, parts: WithParts) -> UserOut:
    """Make an account for somebody."""
    new = NewUser(
        username=body.username,
        email=body.email,
        password=body.password,
        profile=Profile(display_name=body.display_name, time_zone=body.time_zone),
        role=body.role,
        quota_bytes=body.quota_bytes
        if "quota_bytes" in body.model_fields_set
        else parts.settings.accounts.default_quota_bytes,
    )
    user = await accounts.add_user(parts.database.open_tx, new, actor=f"user:{admin.id}")
    async with parts.database.open_tx() as tx:
        return user_out(user, await accounts.quota(tx, user))


@router.patch("/users/{user_id}", summary="Change an account", **authz("user", "administer", Scope.ADMIN))
async def edit_user(user_id: UserPath, body: UserChangesIn, admin: Person, parts: WithParts) -> UserOut:
    """Suspend or reinstate somebody, change their role or their quota."""
    actor = f"user:{admin.id}"
    async with parts.database.open_tx() as tx:
        user = await _existing(tx, user_id)
        if body.state == "suspended":
            user = await accounts.suspend(tx, user.id, actor=actor)
        elif body.state == "active":
            user = await accounts.reinstate(tx, user.id, actor=actor)
        if body.role is not None:
            user = await accounts.set_role(tx, user.id, body.role, actor=actor)
        if "quota_bytes" in body.model_fields_set:
            user = await accounts.set_quota(tx, user.id, body.quota_bytes, actor=actor)
        return user_out(user, await accounts.quota(tx, user))


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
    return InstanceSettingsOut(name=found.name, sign_up=found.sign_up)


@router.patch("/instance", summary="Change settings for everybody", **authz("instance", "edit", Scope.ADMIN))
async def edit_instance_settings(body: InstanceIn, parts: WithParts) -> InstanceSettingsOut:
    """Name the instance, open or close sign-up."""
    async with parts.database.open_tx() as tx:
        changed = await accounts.set_instance(tx, name=body.name, sign_up=body.sign_up)
    return InstanceSettingsOut(name=changed.name, sign_up=changed.sign_up)


async def _existing(tx: Tx, user_id: int) -> User:
    user = await accounts.get_user(tx, UserId(user_id))
    if user is None:
        raise NoSuchUser
    return user
