"""The instance at one glance, how it is, and how far its first administrator has come with setting it up."""

import platform
from typing import Literal, get_args

from fastapi import APIRouter, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import __version__, accounts, backups, core, database, jobs, settings, storage
from albumen.accounts import Scope
from albumen.api.admin_backups import OLD
from albumen.api.admin_storage import DiskOut, disk_of
from albumen.api.dependencies import WithParts, authz
from albumen.api.errors import SaidOut, said
from albumen.api.health import CheckOut, WithChecks
from albumen.api.json import Body
from albumen.wiring import Parts

router = APIRouter(prefix="/admin", tags=["Administration"])

_MOST_SKEW = 5.0
"""Seconds by which the clocks of this process and of the database may differ."""

Step = Literal["name", "people", "storage", "import", "backup"]


class OverviewOut(BaseModel):
    """The instance at one glance."""

    name: str
    version: str
    public_url: str | None
    public_url_set: bool = Field(description="Whether ALBUMEN_PUBLIC_URL says it, or it is where Albumen listens")
    trash_days: int
    people: int
    photos: int
    bytes: int
    settings_set: list[str] = Field(description="Settings that are not left at their default, by their variable")


class DatabaseOut(BaseModel):
    """The database, as it tells of itself."""

    version: str
    size: int
    connections: int
    most_connections: int
    schema_revision: str | None = None


class AdminCheckOut(CheckOut):
    """One check, with the number that its sentence tells."""

    value: float | None = Field(None, description="Bytes, seconds, or how many; null: nothing is known")
    said: SaidOut | None = Field(None, description="By which name `detail` is known, where it is more than a number")


class AdminHealthOut(BaseModel):
    """How the instance is."""

    checks: list[AdminCheckOut]
    disk: DiskOut
    database: DatabaseOut | None = Field(description="null: it does not answer")
    version: str
    python: str
    at: AwareDatetime


class FirstRunOut(BaseModel):
    """How far the first run has come."""

    step: Step | None = Field(description="null: it is over")


class FirstRunIn(Body):
    """Where the first run goes on."""

    step: Step | None = Field(description="null: it is over, for good")


@router.get("/overview", summary="The instance at one glance", **authz("instance", "view overview", Scope.ADMIN))
async def get_overview(parts: WithParts) -> OverviewOut:
    """Its name, version and address, how much it holds, and which settings are not left at their default."""
    async with parts.database.open_tx() as tx:
        instance = await accounts.get_instance(tx)
        people = await accounts.count_users(tx)
        count, size = await storage.live_totals(tx)
    url = parts.settings.web.public_url
    return OverviewOut(
        name=instance.name,
        version=__version__,
        public_url=url,
        public_url_set="ALBUMEN_PUBLIC_URL" in settings.chosen(),
        trash_days=parts.settings.photos.trash_days,
        people=people,
        photos=count,
        bytes=size,
        settings_set=settings.chosen(),
    )


@router.get("/health", summary="How is it?", **authz("instance", "view health", Scope.ADMIN))
async def get_health(parts: WithParts, memory: WithChecks) -> AdminHealthOut:
    """The checks of `/readyz` and some for administrators alone, the disk, the database, the versions."""
    checks = [
        AdminCheckOut(name=c.name, ok=c.ok, detail=c.detail, value=c.value, said=said(c.detail))
        for c in await memory.checks(parts)
    ]
    told = None
    if all(check.ok for check in checks if check.name in {"database", "schema"}):
        async with parts.database.open_tx() as tx:
            facts = await database.facts(tx)
            now = core.now()
            told = DatabaseOut(
                version=facts.version,
                size=facts.size,
                connections=facts.connections,
                most_connections=facts.most_connections,
                schema_revision=await database.current_revision(tx),
            )
            workers = await jobs.working(tx)
            paused = await jobs.paused(tx)
            parked = (await jobs.counts(tx)).parked
            survey = await storage.last_survey(tx)
        checks += [
            _workers(parts, workers),
            _paused(paused),
            _parked(parked),
            _connections(facts),
            _clock(abs((facts.clock - now).total_seconds())),
            _originals(survey),
        ]
    checks.append(_backup(parts))
    return AdminHealthOut(
        checks=checks,
        disk=await disk_of(parts),
        database=told,
        version=__version__,
        python=platform.python_version(),
        at=core.now(),
    )


@router.get("/first-run", summary="How far is setting up?", **authz("instance", "edit", Scope.ADMIN))
async def get_first_run(parts: WithParts) -> FirstRunOut:
    """At which step the first administrator stands; null when that is over."""
    async with parts.database.open_tx() as tx:
        step = await accounts.first_run_step(tx)
    known: tuple[Step, ...] = get_args(Step)
    return FirstRunOut(step=next((each for each in known if each == step), known[0]) if step else None)


@router.put(
    "/first-run",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Setting up goes on",
    **authz("instance", "edit", Scope.ADMIN),
)
async def set_first_run(body: FirstRunIn, parts: WithParts) -> None:
    """Note the step; null ends it for good: what is over is not begun again."""
    async with parts.database.open_tx() as tx:
        if await accounts.first_run_step(tx) is not None:
            await accounts.set_first_run_step(tx, body.step)


def _workers(parts: Parts, workers: list[jobs.WorkerView]) -> AdminCheckOut:
    alive = sum(worker.seen_seconds < parts.settings.jobs.dead_after_seconds for worker in workers)
    words = "No worker runs." if not alive else "A worker runs." if alive == 1 else f"{alive} workers run."
    return AdminCheckOut(name="worker", ok=alive > 0, detail=words, value=alive)


def _paused(paused: list[jobs.Pause]) -> AdminCheckOut:
    lanes = ", ".join(pause.lane for pause in paused)
    return AdminCheckOut(
        name="paused", ok=not paused, detail=f"Paused: {lanes}." if paused else "No lane is paused.", value=len(paused)
    )


def _parked(parked: int) -> AdminCheckOut:
    words = (
        "No job was given up."
        if not parked
        else f"{parked} jobs were given up."
        if parked > 1
        else "A job was given up."
    )
    return AdminCheckOut(name="parked", ok=not parked, detail=words, value=parked)


def _connections(facts: database.DatabaseFacts) -> AdminCheckOut:
    room = facts.connections < 0.9 * facts.most_connections
    return AdminCheckOut(
        name="connections",
        ok=room,
        detail=f"{facts.connections} of {facts.most_connections} connections are open.",
        value=facts.connections,
    )


def _clock(skew: float) -> AdminCheckOut:
    together = skew < _MOST_SKEW
    words = (
        "The clocks go together."
        if together
        else f"The clocks of Albumen and its database are {skew:.0f} seconds apart."
    )
    return AdminCheckOut(name="clock", ok=together, detail=words, value=skew)


def _originals(survey: storage.Survey | None) -> AdminCheckOut:
    if survey is None:
        return AdminCheckOut(name="originals", ok=True, detail="The store was not looked through yet.")
    if survey.stopped:
        return AdminCheckOut(name="originals", ok=False, detail=survey.stopped, said=said(survey.stopped))
    words = (
        f"{survey.missing} originals are missing."
        if survey.missing
        else "Every original was there when last looked for."
    )
    return AdminCheckOut(name="originals", ok=not survey.missing, detail=words, value=survey.missing)


def _backup(parts: Parts) -> AdminCheckOut:
    last = backups.last_backup(parts.settings.data / "backups")
    if last is None:
        return AdminCheckOut(name="backup", ok=False, detail="There was no backup yet.")
    age = core.now() - last.at
    hours = age.total_seconds() / 3600
    words = (
        f"The last backup is {hours:.0f} hours old." if hours < 72 else f"The last backup is {hours / 24:.0f} days old."
    )
    return AdminCheckOut(name="backup", ok=age < OLD, detail=words, value=age.total_seconds())
