"""Reads of accounts, sessions and keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, false, func, or_, select

from albumen.accounts.fields import login_key
from albumen.accounts.model import (
    ALL_SCOPES,
    NOBODY,
    ApiKey,
    Instance,
    Inviters,
    KeyId,
    Language,
    Profile,
    QuotaUse,
    Role,
    Scope,
    Session,
    SessionId,
    SignUp,
    User,
    UserId,
    UserState,
    Viewer,
)
from albumen.accounts.secrets import KEY_PREFIX, secret_hash, split_token
from albumen.accounts.tables import api_keys, instance, quota_use, sessions, users
from albumen.core import shard_of
from albumen.database import Tx

_SEEN_EVERY = timedelta(minutes=5)


def user_from(row: Row[Any]) -> User:
    """The user of a row of the table of users."""
    return User(
        id=UserId(row.id),
        username=row.username,
        email=row.email,
        role=Role(row.role),
        state=UserState(row.state),
        profile=Profile(row.display_name, row.real_name, row.bio, row.website, row.location, row.time_zone),
        quota_bytes=row.quota_bytes,
        created_at=row.created_at,
        delete_after=row.delete_after,
        language=Language(row.language),
        avatar=row.avatar,
    )


async def get_user(tx: Tx, user_id: int) -> User | None:
    """The account of this id, None when there is none."""
    row = (await tx.execute(select(users).where(users.c.id == user_id))).one_or_none()
    return user_from(row) if row else None


async def lock_user(tx: Tx, user_id: int) -> None:
    """Have nobody else change the account of this id until this transaction ends; it can still be read and referred to."""
    await tx.execute(select(users.c.id).where(users.c.id == user_id).with_for_update(key_share=True))


async def find_user(tx: Tx, login: str) -> User | None:
    """The account of this username or e-mail address, without regard to case; None when there is none."""
    row = (await tx.execute(select(users).where(matches_login(login)))).one_or_none()
    return user_from(row) if row else None


def matches_login(login: str) -> Any:
    """The condition that a row of users has this username or (with an @) this e-mail address."""
    key = login_key(login)
    if not key.isprintable():
        return false()  # nobody's, and PostgreSQL's text cannot hold all of it
    return users.c.email_key == key if "@" in key else users.c.username_key == key


async def list_users(
    tx: Tx, *, after: int = 0, limit: int = 100, search: str = "", state: UserState | None = None
) -> Sequence[User]:
    """Accounts in the order of their ids, for administrators: those in whose names or address `search` occurs, of one state."""
    statement = select(users).where(users.c.id > after, *_matching(search)).order_by(users.c.id).limit(limit)
    if state is not None:
        statement = statement.where(users.c.state == state)
    return [user_from(row) for row in await tx.execute(statement)]


async def count_states(tx: Tx, *, search: str = "") -> dict[UserState, int]:
    """How many accounts there are of each state, among those that `search` finds."""
    counted = select(users.c.state, func.count()).where(*_matching(search)).group_by(users.c.state)
    return {UserState(state): number for state, number in await tx.execute(counted)}


def _matching(search: str) -> list[ColumnElement[bool]]:
    text = "".join(c for c in search.strip() if c.isprintable())[:200]
    if not text:
        return []
    return [
        or_(
            *(
                column.icontains(text, autoescape=True)
                for column in (users.c.username, users.c.email, users.c.display_name, users.c.real_name)
            )
        )
    ]


async def last_seen(tx: Tx, people: Sequence[User]) -> dict[UserId, datetime]:
    """When each of these people was last here, by browser or by key; who never was is left out. Within five minutes."""
    ids = [user.id for user in people]
    shards = {shard_of(i) for i in ids}
    seen: dict[UserId, datetime] = {}
    for table, when in ((sessions, sessions.c.last_seen_at), (api_keys, api_keys.c.last_used_at)):
        rows = await tx.execute(
            select(table.c.user_id, func.max(when))
            .where(table.c.shard.in_(shards), table.c.user_id.in_(ids), when.is_not(None))
            .group_by(table.c.user_id)
        )
        for user_id, at in rows:
            seen[user_id] = max(at, seen.get(user_id, at))
    return seen


async def administrators(tx: Tx) -> Sequence[User]:
    """Whoever can administer this instance now."""
    rows = await tx.execute(
        select(users).where(users.c.role == Role.ADMINISTRATOR, users.c.state == UserState.ACTIVE).order_by(users.c.id)
    )
    return [user_from(row) for row in rows]


async def find_unconfirmed(tx: Tx, email: str) -> Sequence[User]:
    """The accounts that say they have this address and have not confirmed it, the newest first."""
    if not email.isprintable():
        return []
    rows = await tx.execute(
        select(users)
        .where(users.c.state == UserState.UNCONFIRMED, func.lower(users.c.email) == email.strip().lower())
        .order_by(users.c.id.desc())
    )
    return [user_from(row) for row in rows]


async def has_administrator(tx: Tx) -> bool:
    """Whether somebody can administer this instance."""
    found = exists().where(users.c.role == Role.ADMINISTRATOR, users.c.state == UserState.ACTIVE)
    return bool((await tx.execute(select(found))).scalar_one())


async def get_instance(tx: Tx) -> Instance:
    """What the administrators set for everybody."""
    row = (await tx.execute(select(instance.c.name, instance.c.sign_up, instance.c.inviters))).one_or_none()
    if row is None:
        return Instance("Albumen", SignUp.CLOSED)
    return Instance(row.name, SignUp(row.sign_up), Inviters(row.inviters))


async def viewer_of_session(tx: Tx, token: str) -> tuple[Viewer, bool]:
    """Who a session's token belongs to, and whether its last use should be noted again (at most every five minutes).

    `NOBODY` when the token is unknown or expired, or the account may not sign in.
    """
    parts = split_token(token)
    if parts is None:
        return NOBODY, False
    user_id, secret = parts
    row = (
        await tx.execute(
            select(
                users,
                sessions.c.id.label("session_id"),
                (sessions.c.last_seen_at < func.now() - _SEEN_EVERY).label("stale"),
            )
            .join(sessions, sessions.c.user_id == users.c.id)
            .where(
                sessions.c.shard == shard_of(user_id),
                sessions.c.user_id == user_id,
                sessions.c.secret_hash == secret_hash(secret),
                sessions.c.expires_at > func.now(),
                users.c.state == UserState.ACTIVE,
            )
        )
    ).one_or_none()
    if row is None:
        return NOBODY, False
    return Viewer(user_from(row), ALL_SCOPES, session_id=SessionId(row.session_id)), bool(row.stale)


async def viewer_of_key(tx: Tx, key: str) -> tuple[Viewer, bool]:
    """Who an API key belongs to and with which scopes, and whether its last use should be noted again. As for sessions."""
    parts = split_token(key.removeprefix(KEY_PREFIX)) if key.startswith(KEY_PREFIX) else None
    if parts is None:
        return NOBODY, False
    user_id, secret = parts
    stale = func.coalesce(api_keys.c.last_used_at < func.now() - _SEEN_EVERY, True)
    row = (
        await tx.execute(
            select(users, api_keys.c.id.label("key_id"), api_keys.c.scopes, stale.label("stale"))
            .join(api_keys, api_keys.c.user_id == users.c.id)
            .where(
                api_keys.c.shard == shard_of(user_id),
                api_keys.c.user_id == user_id,
                api_keys.c.secret_hash == secret_hash(secret),
                func.coalesce(api_keys.c.expires_at > func.now(), True),
                users.c.state == UserState.ACTIVE,
            )
        )
    ).one_or_none()
    if row is None:
        return NOBODY, False
    return Viewer(user_from(row), frozenset(map(Scope, row.scopes)), key_id=KeyId(row.key_id)), bool(row.stale)


async def list_sessions(tx: Tx, user_id: UserId) -> list[Session]:
    """The browsers in which a person is signed in, the latest used first."""
    rows = await tx.execute(
        select(sessions)
        .where(
            sessions.c.shard == shard_of(user_id),
            sessions.c.user_id == user_id,
            sessions.c.expires_at > func.now(),
        )
        .order_by(sessions.c.last_seen_at.desc(), sessions.c.id.desc())
    )
    return [Session(SessionId(r.id), r.created_at, r.last_seen_at, r.expires_at, r.user_agent, r.address) for r in rows]


async def list_keys(tx: Tx, user_id: UserId) -> list[ApiKey]:
    """A person's API keys, the newest first."""
    rows = await tx.execute(
        select(api_keys)
        .where(api_keys.c.shard == shard_of(user_id), api_keys.c.user_id == user_id)
        .order_by(api_keys.c.id.desc())
    )
    return [
        ApiKey(KeyId(r.id), r.name, frozenset(map(Scope, r.scopes)), r.created_at, r.last_used_at, r.expires_at)
        for r in rows
    ]


async def quota(tx: Tx, user: User) -> QuotaUse:
    """How much room a person uses and may use."""
    used = await tx.scalar(
        select(quota_use.c.bytes).where(quota_use.c.shard == shard_of(user.id), quota_use.c.user_id == user.id)
    )
    return QuotaUse(used or 0, user.quota_bytes)


async def quotas(tx: Tx, people: Sequence[User]) -> dict[UserId, QuotaUse]:
    """How much room each of these people uses and may use."""
    ids = [user.id for user in people]
    rows = await tx.execute(
        select(quota_use.c.user_id, quota_use.c.bytes).where(
            quota_use.c.shard.in_({shard_of(i) for i in ids}), quota_use.c.user_id.in_(ids)
        )
    )
    used = {row.user_id: row.bytes for row in rows}
    return {user.id: QuotaUse(used.get(user.id, 0), user.quota_bytes) for user in people}
