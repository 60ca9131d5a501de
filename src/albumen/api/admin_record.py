"""What happened lately: to accounts, and in the processes. No content, no secrets."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts, journal
from albumen.accounts import Scope, UserId
from albumen.api.dependencies import WithParts, authz
from albumen.api.json import Id

router = APIRouter(prefix="/admin", tags=["Administration"])


class EventOut(BaseModel):
    """Something that happened to an account."""

    id: Id
    at: AwareDatetime
    kind: str
    user_id: Id
    username: str | None = Field(description="null: the account is gone")
    actor: str = Field(description="`self`, `command line`, or the username of an administrator")
    detail: dict[str, Any]


class EventsOut(BaseModel):
    """The record of accounts, the latest first."""

    events: list[EventOut]
    kinds: list[str] = Field(description="All kinds that there are, to choose from")
    cursor: str | None


class JournalEntryOut(BaseModel):
    """A warning or an error of a process."""

    id: Id
    at: AwareDatetime
    level: Literal["warning", "error"]
    process: str
    event: str
    times: int = Field(description="How often it came within the moment")
    request_id: str | None
    facts: dict[str, str | int | float | bool]


class JournalOut(BaseModel):
    """Warnings and errors, the latest first."""

    entries: list[JournalEntryOut]
    cursor: str | None


Since = Annotated[AwareDatetime | None, Query(description="Not before this instant")]
Until = Annotated[AwareDatetime | None, Query(description="Before this instant")]
Cursor = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/events", summary="What happened to accounts", **authz("instance", "view events", Scope.ADMIN))
async def list_events(
    parts: WithParts,
    kind: Annotated[str | None, Query(max_length=60)] = None,
    user: Annotated[Id | None, Query(description="Only of this account")] = None,
    since: Since = None,
    until: Until = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> EventsOut:
    """The record of accounts: made, suspended, roles, passwords, keys; each with who did it."""
    async with parts.database.open_tx() as tx:
        found, more = await accounts.list_events(
            tx,
            kind=kind.replace("\0", "") if kind else None,
            user_id=UserId(user) if user else None,
            since=since,
            until=until,
            limit=limit,
            cursor=cursor,
        )
        kinds = await accounts.event_kinds(tx)
    return EventsOut(
        events=[
            EventOut(
                id=event.id,
                at=event.at,
                kind=event.kind,
                user_id=event.user_id,
                username=event.username,
                actor=event.actor,
                detail=dict(event.detail),
            )
            for event in found
        ],
        kinds=kinds,
        cursor=more,
    )


@router.get("/journal", summary="Warnings and errors", **authz("instance", "view events", Scope.ADMIN))
async def list_journal(
    parts: WithParts,
    level: Literal["warning", "error"] | None = None,
    process: Literal["web", "worker", "serve"] | None = None,
    since: Since = None,
    until: Until = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> JournalOut:
    """The last warnings and errors of the processes; the log itself has more."""
    async with parts.database.open_tx() as tx:
        found, more = await journal.recent(
            tx, level=level, process=process, since=since, until=until, limit=limit, cursor=cursor
        )
    return JournalOut(
        entries=[
            JournalEntryOut(
                id=entry.id,
                at=entry.at,
                level="error" if entry.level == "error" else "warning",
                process=entry.process,
                event=entry.event,
                times=entry.times,
                request_id=entry.request_id,
                facts=dict(entry.facts),
            )
            for entry in found
        ],
        cursor=more,
    )
