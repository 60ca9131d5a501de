"""Is it alive, is it ready, and if not, what is wrong."""

import asyncio
import math
import time
from dataclasses import dataclass
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from albumen import core, jobs
from albumen.api.dependencies import WithParts, authz
from albumen.api.json import json_response
from albumen.core import AlbumenError
from albumen.database import current_revision, head_revision
from albumen.wiring import Parts

router = APIRouter(tags=["Health"])
log = structlog.get_logger(__name__)

OLD_QUEUE_SECONDS = 3600
"""Age of the oldest waiting job from which the queue counts as not keeping up (it is told, it does not make unready)."""


SCHEMA = core.Sentence("schema", "The schema is {current}, not {wanted}.")
NO_DATABASE = core.Sentence("no-database", "The database does not answer.")


class CheckOut(BaseModel):
    """One check."""

    name: str
    ok: bool
    detail: str


class HealthOut(BaseModel):
    """All checks."""

    ready: bool
    checks: list[CheckOut]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it passed, whether Albumen can work without it, and a sentence."""

    name: str
    ok: bool
    detail: str
    needed: bool = True
    value: float | None = None
    """The number that the sentence tells, for whoever says it in other words."""


class Checks:
    """Holds the last answer for two seconds: whoever asks often costs nothing."""

    def __init__(self) -> None:
        self._at = -math.inf
        self._checks: tuple[Check, ...] = ()
        self._lock = asyncio.Lock()

    async def checks(self, parts: Parts) -> tuple[Check, ...]:
        """All checks, at most two seconds old."""
        async with self._lock:
            if time.monotonic() - self._at > 2:
                self._checks = tuple(await run_checks(parts))
                self._at = time.monotonic()
        return self._checks


async def _checks_of(request: Request) -> Checks:
    checks: Checks = request.app.state.checks
    return checks


WithChecks = Annotated[Checks, Depends(_checks_of)]


@router.head("/livez", include_in_schema=False, **authz("health", "view"))
@router.get("/livez", summary="Is it alive?", response_class=Response, **authz("health", "view"))
async def livez() -> Response:
    """Answers while the process can answer at all."""
    return Response(b"ok\n", media_type="text/plain", headers={"Cache-Control": "no-store"})


@router.head("/readyz", include_in_schema=False, **authz("health", "view"))
@router.get(
    "/readyz",
    summary="Is it ready?",
    response_class=Response,
    responses={200: {"model": HealthOut}, 503: {"model": HealthOut}},
    **authz("health", "view"),
)
async def readyz(parts: WithParts, memory: WithChecks) -> Response:
    """200 when photos can be taken in and shown, 503 when not; each check tells its own."""
    checks = await memory.checks(parts)
    ready = all(check.ok for check in checks if check.needed)
    body: dict[str, Any] = {
        "ready": ready,
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks],
    }
    return json_response(body, 200 if ready else 503)


async def run_checks(parts: Parts) -> list[Check]:
    """Database, schema, storage, room and queue, each with a sentence."""
    checks = await _database_checks(parts)
    try:
        state = await parts.store.check()
        checks.append(
            Check("storage", state.ok, " ".join(state.problems) or "The photo store can be read and written.")
        )
        room = await parts.store.free()
        enough = room.usable > 0
        free = core.size(room.free)
        detail = f"{free} are free." if enough else f"Only {free} are free: uploads wait until there is more."
        checks.append(Check("free space", enough, detail, needed=False, value=room.free))
    except AlbumenError as error:
        checks.append(Check("storage", ok=False, detail=error.detail))
    return checks


async def _database_checks(parts: Parts) -> list[Check]:
    try:
        async with asyncio.timeout(5), parts.database.open_tx() as tx:
            current, head = await current_revision(tx), head_revision()
            age = await jobs.oldest_age_seconds(tx)
    except (AlbumenError, SQLAlchemyError, TimeoutError) as error:
        log.warning("database check failed", error=type(error).__name__)
        return [Check("database", ok=False, detail=NO_DATABASE())]
    fits = current == head
    keeps_up = age < OLD_QUEUE_SECONDS
    waiting = "No job waits." if not age else f"The oldest job waits for {age:.0f} seconds."
    return [
        Check("database", ok=True, detail="The database answers."),
        Check("schema", fits, "The schema is up to date." if fits else SCHEMA(current=current or "none", wanted=head)),
        Check("queue", keeps_up, waiting, needed=False, value=age),
    ]
