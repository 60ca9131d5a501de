"""The record of what happened to accounts, as administrators read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from albumen.accounts.model import UserId
from albumen.accounts.tables import account_events, users
from albumen.core import decode_cursor, encode_cursor, shard_of
from albumen.database import Tx

_BY_PERSON = "user:"


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """One line of the record: whose account, what, by whom, when."""

    id: int
    user_id: UserId
    username: str | None
    """None: the account is gone."""
    kind: str
    actor: str
    """`self`, `command line`, or the username of an administrator."""
    detail: Mapping[str, Any]
    at: datetime


async def list_events(
    tx: Tx,
    *,
    kind: str | None = None,
    user_id: UserId | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[AccountEvent], str | None]:
    """A page of the record, the latest first, and the cursor of the next page (None: this was the last)."""
    page = (
        select(account_events, users.c.username)
        .outerjoin(users, users.c.id == account_events.c.user_id)
        .order_by(account_events.c.id.desc())
        .limit(limit + 1)
        .prefix_with("/* all shards */")
    )
    if kind is not None:
        page = page.where(account_events.c.kind == kind)
    if user_id is not None:
        page = page.where(account_events.c.shard == shard_of(user_id), account_events.c.user_id == user_id)
    if since is not None:
        page = page.where(account_events.c.at >= since)
    if until is not None:
        page = page.where(account_events.c.at < until)
    if cursor is not None:
        # Ids grow with time, whatever their shard.
        page = page.where(account_events.c.id < decode_cursor(cursor, int))
    rows = (await tx.execute(page)).all()
    names = await _names_of_actors(tx, [row.actor for row in rows[:limit]])
    found = [
        AccountEvent(r.id, UserId(r.user_id), r.username, r.kind, names.get(r.actor, r.actor), r.detail, r.at)
        for r in rows[:limit]
    ]
    return found, encode_cursor(found[-1].id) if len(rows) > limit else None


async def event_kinds(tx: Tx) -> list[str]:
    """The kinds of event that there are."""
    kinds = select(func.distinct(account_events.c.kind)).prefix_with("/* all shards */")
    return sorted((await tx.scalars(kinds)).all())


async def _names_of_actors(tx: Tx, actors: list[str]) -> dict[str, str]:
    ids = {int(actor.removeprefix(_BY_PERSON)) for actor in actors if actor.startswith(_BY_PERSON)}
    rows = await tx.execute(select(users.c.id, users.c.username).where(users.c.id.in_(ids)))
    return {f"{_BY_PERSON}{row.id}": row.username for row in rows}
