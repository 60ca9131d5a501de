"""Backups, for administrators: what there is, how old, whether it was verified; and to have one made."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import backups, core, jobs, wiring
from albumen.accounts import Scope
from albumen.api.dependencies import WithParts, authz
from albumen.api.errors import SaidOut, said
from albumen.backups import NoBackup
from albumen.jobs import Priority, Task
from albumen.wiring import Parts

router = APIRouter(prefix="/admin", tags=["Administration"])

OLD = timedelta(hours=26)
"""Age from which the last backup, or the last nightly dump, counts as old."""
UNVERIFIED = timedelta(days=31)
"""Age from which the last verification counts as old."""
_SHOWN = 50
_PATIENCE = 5.0


class DumpOut(BaseModel):
    """A nightly dump of the database."""

    name: str
    at: AwareDatetime
    bytes: int


class StateOut(BaseModel):
    """A state of the library in a backup."""

    name: str
    at: AwareDatetime
    count: int
    bytes: int


class LastOut(BaseModel):
    """The last backup that succeeded."""

    at: AwareDatetime
    to: str
    name: str


class VerifiedOut(BaseModel):
    """When a backup was last read again."""

    at: AwareDatetime
    to: str
    states: int
    damages: int


class RunOut(BaseModel):
    """A backup or its verification that the worker does, or did last."""

    kind: Literal["backup", "verify"]
    to: str
    title: str
    done: int
    total: int
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    failure: str | None
    said: SaidOut | None = Field(description="By which name the failure is known")
    copied: int
    copied_bytes: int
    unreadable: int


class BackupsOut(BaseModel):
    """Everything about backups."""

    dumps: list[DumpOut] = Field(description="The newest first")
    dumps_kept: int
    dumps_folder: str
    to: str | None = Field(description="The folder that `copy` and `verify` work with; null: none is known")
    to_set: bool = Field(description="Whether ALBUMEN_BACKUPS_TO says it, so that it is done every night")
    reachable: bool = Field(description="Whether this process can see that folder")
    states: list[StateOut] = Field(description="The newest first, at most 50")
    last: LastOut | None
    verified: VerifiedOut | None
    run: RunOut | None
    waiting: list[Literal["dump", "backup", "verify"]] = Field(description="What was asked for and is not done yet")
    warnings: list[Literal["no dump", "old dump", "no backup", "old backup", "not verified", "damaged", "same disk"]]


@router.get("/backups", summary="Backups", **authz("instance", "view backups", Scope.ADMIN))
async def get_backups(parts: WithParts) -> BackupsOut:
    """The nightly dumps, what is in the folder of backups, when it was last made and verified, and what is wrong with that."""
    copies = wiring.copies(parts)
    try:
        to: Path | None = copies.place()
    except NoBackup:
        to = None
    seen = await _look(to, parts.settings.data)
    last, verified = backups.last_backup(copies.folder), backups.last_verified(copies.folder)
    run = backups.last_run(copies.folder)
    dumps = [
        DumpOut(name=path.name, at=core.at(path.stat().st_mtime), bytes=path.stat().st_size)
        for path in reversed(backups.list_dumps(copies.folder))
    ]
    async with parts.database.open_tx() as tx:
        counts = await jobs.counts_by_task(tx)
    waiting: dict[str, Literal["dump", "backup", "verify"]] = {
        backups.nightly.name: "dump",
        backups.copy.name: "backup",
        backups.copy_nightly.name: "backup",
        backups.check.name: "verify",
    }
    return BackupsOut(
        dumps=dumps,
        dumps_kept=parts.settings.backups.dumps_kept,
        dumps_folder=str(copies.folder),
        to=str(to) if to else None,
        to_set=copies.to is not None,
        reachable=seen.reachable,
        states=list(seen.states[:_SHOWN]),
        last=LastOut(at=last.at, to=last.to, name=last.name) if last else None,
        verified=VerifiedOut(at=verified.at, to=verified.to, states=verified.states, damages=verified.damages)
        if verified
        else None,
        run=RunOut(
            kind=run.kind,
            to=run.to,
            title=run.title,
            done=run.done,
            total=run.total,
            started_at=run.started_at,
            finished_at=run.finished_at,
            failure=run.failure,
            said=said(run.failure),
            copied=run.copied,
            copied_bytes=run.copied_bytes,
            unreadable=run.unreadable,
        )
        if run
        else None,
        waiting=sorted({waiting[name] for name, count in counts.items() if name in waiting and _open(count)}),
        warnings=_warnings(parts, dumps, last, verified, same_disk=seen.same_disk),
    )


@router.post(
    "/backups/dump",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Write a dump of the database now",
    **authz("job", "create", Scope.ADMIN),
)
async def dump_now(parts: WithParts) -> None:
    """Have the worker write what it writes every night."""
    await _ask(parts, backups.nightly)


@router.post(
    "/backups/copy",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Back everything up now",
    **authz("job", "create", Scope.ADMIN),
)
async def copy_now(parts: WithParts) -> None:
    """Have the worker back everything up into the folder of ALBUMEN_BACKUPS_TO, else that which was used last."""
    wiring.copies(parts).place()
    await _ask(parts, backups.copy)


@router.post(
    "/backups/verify",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Read the backup again",
    **authz("job", "create", Scope.ADMIN),
)
async def verify_now(parts: WithParts) -> None:
    """Have the worker read everything in the folder of backups again."""
    wiring.copies(parts).place()
    await _ask(parts, backups.check)


async def _ask(parts: Parts, task: Task) -> None:
    async with parts.database.open_tx() as tx:
        await jobs.enqueue(tx, task, priority=Priority.INTERACTIVE)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is to be seen of the folder of backups."""

    reachable: bool = False
    states: tuple[StateOut, ...] = ()
    same_disk: bool = False
    """It lies on the disk of the data."""


_looking: set[Path] = set()
"""Folders that a thread looks at. A disk that does not answer keeps one thread, and not one more each time the page asks."""


async def _look(to: Path | None, data: Path) -> _Seen:
    """Look into the folder. A disk that sleeps or a network that is away must not hold up the page."""
    if to is None or to in _looking:
        return _Seen()
    _looking.add(to)

    def look() -> _Seen:
        try:
            there = to if to.exists() else to.parent
            states = tuple(StateOut(name=n, at=at, count=count, bytes=size) for n, at, count, size in _states(to))
            return _Seen(to.exists(), states, there.exists() and there.stat().st_dev == data.stat().st_dev)
        except OSError:
            return _Seen()
        finally:
            _looking.discard(to)

    try:
        async with asyncio.timeout(_PATIENCE):
            return await asyncio.to_thread(look)
    except TimeoutError:
        return _Seen()


def _states(to: Path) -> list[tuple[str, datetime, int, int]]:
    return backups.states_in(to) if to.exists() else []


def _open(count: jobs.Counts) -> bool:
    return count.queued > 0 or count.running > 0


def _warnings(
    parts: Parts,
    dumps: list[DumpOut],
    last: backups.LastBackup | None,
    verified: backups.LastVerified | None,
    *,
    same_disk: bool,
) -> list[Literal["no dump", "old dump", "no backup", "old backup", "not verified", "damaged", "same disk"]]:
    now = core.now()
    found: list[Literal["no dump", "old dump", "no backup", "old backup", "not verified", "damaged", "same disk"]] = []
    if parts.settings.backups.dumps_kept:
        if not dumps:
            found.append("no dump")
        elif now - dumps[0].at > OLD:
            found.append("old dump")
    if last is None:
        found.append("no backup")
    elif now - last.at > OLD:
        found.append("old backup")
    if last is not None and (verified is None or now - verified.at > UNVERIFIED):
        found.append("not verified")
    if verified is not None and verified.damages:
        found.append("damaged")
    if same_disk:
        found.append("same disk")
    return found
