"""Signing in and out, passwords, and API keys."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from albumen import jobs
from albumen.accounts import fields
from albumen.accounts.actions.people import claim_email, note_event, reinstate
from albumen.accounts.errors import (
    KEY_LONG,
    KEY_LONGER,
    KEY_MORE,
    KEY_NAME,
    KEY_OVER,
    KEY_SCOPES,
    KEYS_MOST,
    NOT_BY_KEY,
    PASSWORD_WRONG,
    AccountLeaving,
    AccountSuspended,
    AwaitingApproval,
    BadField,
    NoSuchKey,
    NoSuchSession,
    NoSuchUser,
    NotAllowed,
    Unconfirmed,
    WrongCredentials,
)
from albumen.accounts.limits import AttemptLimits
from albumen.accounts.links import ask_email, drop_tokens
from albumen.accounts.model import ApiKey, KeyId, Purpose, Role, Scope, SessionId, User, UserId, UserState, Viewer
from albumen.accounts.phrases import Kind
from albumen.accounts.queries import find_unconfirmed, matches_login, user_from
from albumen.accounts.secrets import KEY_PREFIX, hash_password, needs_rehash, new_secret, password_fits, secret_hash
from albumen.accounts.tables import api_keys, sessions, users
from albumen.accounts.tasks import send_letter
from albumen.core import AlbumenError, now, shard_of
from albumen.database import OpenTx, Tx, insert_minted

_REFUSED: dict[UserState, type[AlbumenError]] = {
    UserState.SUSPENDED: AccountSuspended,
    UserState.UNCONFIRMED: Unconfirmed,
    UserState.WAITING: AwaitingApproval,
    UserState.INVITED: WrongCredentials,
}
"""Who may not sign in, whatever they know, and why."""

MAX_KEYS = 100
"""API keys that one person may have."""
LONGEST_KEY = timedelta(days=36_525)
"""How far away the end of a key may lie. (A key without an end is another thing.)"""


async def sign_in(
    open_tx: OpenTx,
    limits: AttemptLimits,
    *,
    login: str,
    password: str,
    address: str,
    user_agent: str,
    lifetime: timedelta,
) -> tuple[User, str]:
    """Sign a person in by username or e-mail address: the person and a new session's token.

    Whoever asked for deletion and comes back within the grace period is taken back. Raises `WrongCredentials` (the same
    for an unknown name), `TooManyAttempts`, and only to whoever knows the password `AccountSuspended`, `Unconfirmed` and
    `AwaitingApproval`.
    """
    await limits.sign_in(address, login)
    async with open_tx() as tx:
        row = await _row_of(tx, login)
    if not await password_fits(password, row.password_hash if row else None) or row is None:
        raise WrongCredentials
    newer_hash = await hash_password(password) if needs_rehash(row.password_hash) else None
    async with open_tx() as tx:
        user = await _still_same(tx, row.id, row.password_hash)
        if user.state in _REFUSED:
            raise _REFUSED[user.state]
        if user.state is UserState.DELETED:
            user = await _taken_back(tx, user)
        if newer_hash:
            await tx.execute(update(users).where(users.c.id == user.id).values(password_hash=newer_hash))
        return user, await open_session(tx, user.id, address=address, user_agent=user_agent, lifetime=lifetime)


async def open_session(tx: Tx, user_id: UserId, *, address: str, user_agent: str, lifetime: timedelta) -> str:
    """Open a session for somebody who has proven who they are; its token."""
    secret = new_secret()
    shard = shard_of(user_id)
    await insert_minted(
        tx,
        sessions,
        shard,
        user_id=user_id,
        secret_hash=secret_hash(secret),
        expires_at=func.now() + lifetime,
        user_agent=fields.one_line(user_agent, 300),
        address=fields.one_line(address, 60),
    )
    await tx.execute(
        delete(sessions).where(
            sessions.c.shard == shard, sessions.c.user_id == user_id, sessions.c.expires_at < func.now()
        )
    )
    return f"{user_id}_{secret}"


async def end_session(tx: Tx, user_id: UserId, session_id: SessionId) -> None:
    """End one session of a person. Raises `NoSuchSession`."""
    ended = await tx.execute(
        delete(sessions).where(
            sessions.c.shard == shard_of(user_id), sessions.c.user_id == user_id, sessions.c.id == session_id
        )
    )
    if ended.rowcount == 0:
        raise NoSuchSession


async def end_other_sessions(tx: Tx, user_id: UserId, keep: SessionId | None) -> int:
    """End all sessions of a person but one; how many ended."""
    ended = await tx.execute(
        delete(sessions).where(
            sessions.c.shard == shard_of(user_id), sessions.c.user_id == user_id, sessions.c.id != (keep or 0)
        )
    )
    return ended.rowcount


async def note_use(tx: Tx, viewer: Viewer, *, lifetime: timedelta) -> None:
    """Note that a session or key was used just now; a session's life begins anew."""
    if viewer.session_id and viewer.user_id:
        await tx.execute(
            update(sessions)
            .where(sessions.c.shard == shard_of(viewer.user_id), sessions.c.id == viewer.session_id)
            .values(last_seen_at=func.now(), expires_at=func.now() + lifetime)
        )
    elif viewer.key_id and viewer.user_id:
        await tx.execute(
            update(api_keys)
            .where(api_keys.c.shard == shard_of(viewer.user_id), api_keys.c.id == viewer.key_id)
            .values(last_used_at=func.now())
        )


async def change_password(open_tx: OpenTx, limits: AttemptLimits, viewer: Viewer, *, current: str, new: str) -> None:
    """Change one's own password; every other session ends. Only a session may do this, never a key (`NotAllowed`)."""
    user = await prove_password(open_tx, limits, viewer, current, field="current")
    fields.password(new, username=user.username, email=user.email, field="new")
    new_hash = await hash_password(new)
    async with open_tx() as tx:
        await store_password(tx, user.id, new_hash, actor="self", keep=viewer.session_id)


async def change_email(
    open_tx: OpenTx, limits: AttemptLimits, viewer: Viewer, *, password: str, email: str, mailing: bool = False
) -> User:
    """Change one's own e-mail address. Only a session may do this, and it says the password again.

    Where mail is sent (`mailing`) it changes when the link in a letter to the new address is opened, and the old address
    is told; whether the new one is somebody else's is told to them alone. Else it changes at once. Raises `NameTaken`.
    """
    user = await prove_password(open_tx, limits, viewer, password)
    address = fields.email(email)
    async with open_tx() as tx:
        if mailing:
            await ask_email(tx, user, address)
            await jobs.enqueue(tx, send_letter, kind=Kind.EMAIL_CONFIRM, user_id=user.id, to=address)
            await jobs.enqueue(tx, send_letter, kind=Kind.EMAIL_CHANGING, user_id=user.id, to=user.email)
            await note_event(tx, user.id, "email asked", actor="self")
            return user
        changed = await claim_email(tx, user.id, address)
        await note_event(tx, user.id, "email", actor="self")
        return changed


async def keep_email(tx: Tx, user_id: UserId) -> None:
    """Call off the change of one's own address: no link to another counts any more."""
    await drop_tokens(tx, user_id, Purpose.EMAIL, Purpose.EMAIL_ASKED)


async def set_password(open_tx: OpenTx, user_id: UserId, new: str, *, actor: str) -> None:
    """Set a person's password as the command line does; all their sessions end. Raises `BadField` and `NoSuchUser`."""
    fields.password(new)
    new_hash = await hash_password(new)
    async with open_tx() as tx:
        await store_password(tx, user_id, new_hash, actor=actor, keep=None)


async def prove_password(
    open_tx: OpenTx, limits: AttemptLimits, viewer: Viewer, password: str, *, field: str = "password"
) -> User:
    """The viewer's account, when it is a session and the password is theirs; `NotAllowed` or `BadField` otherwise."""
    if viewer.user is None or viewer.session_id is None:
        raise NotAllowed(NOT_BY_KEY())
    await limits.password(viewer.user.id)
    async with open_tx() as tx:
        stored = await tx.scalar(select(users.c.password_hash).where(users.c.id == viewer.user.id))
    if not await password_fits(password, stored):
        raise BadField(field, PASSWORD_WRONG())
    return viewer.user


async def make_key(
    tx: Tx, viewer: Viewer, *, name: str, scopes: Iterable[Scope] | None, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """Make an API key; the key without its secret, and the whole key, which is shown this once.

    Without scopes it may do all that its maker may. It never grants more than the maker's own credential has
    (`NotAllowed`), nor lasts longer, nor has `admin` for somebody who is no administrator.
    """
    if viewer.user is None or not viewer.has(Scope.KEYS):
        raise NotAllowed
    may = viewer.scopes if viewer.user.role is Role.ADMINISTRATOR else viewer.scopes - {Scope.ADMIN}
    wanted = frozenset(may if scopes is None else scopes)
    if not wanted:
        raise BadField("scopes", KEY_SCOPES())
    if not wanted <= may:
        raise NotAllowed(KEY_MORE())
    await _check_expiry(tx, viewer, expires_at)
    label = fields.one_line(name, 80)
    if not label:
        raise BadField("name", KEY_NAME())
    user_id, shard = viewer.user.id, shard_of(viewer.user.id)
    mine = select(func.count()).where(api_keys.c.shard == shard, api_keys.c.user_id == user_id)
    if (await tx.execute(mine)).scalar_one() >= MAX_KEYS:
        raise BadField("name", KEYS_MOST(most=MAX_KEYS))
    secret = new_secret()
    row = await insert_minted(
        tx,
        api_keys,
        shard,
        user_id=user_id,
        secret_hash=secret_hash(secret),
        name=label,
        scopes=sorted(wanted),
        expires_at=expires_at,
    )
    await note_event(tx, user_id, "key made", actor="self", detail={"key": str(row.id), "scopes": sorted(wanted)})
    made = ApiKey(KeyId(row.id), label, wanted, row.created_at, None, expires_at)
    return made, f"{KEY_PREFIX}{user_id}_{secret}"


async def _check_expiry(tx: Tx, viewer: Viewer, expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= now():
        raise BadField("expires_at", KEY_OVER())
    if expires_at is not None and expires_at > now() + LONGEST_KEY:
        raise BadField("expires_at", KEY_LONG(years=LONGEST_KEY.days // 365))
    if viewer.key_id is None or viewer.user_id is None:
        return
    until = await tx.scalar(
        select(api_keys.c.expires_at).where(
            api_keys.c.shard == shard_of(viewer.user_id), api_keys.c.id == viewer.key_id
        )
    )
    if until is not None and (expires_at is None or expires_at > until):
        raise NotAllowed(KEY_LONGER())


async def delete_key(tx: Tx, user_id: UserId, key_id: KeyId) -> None:
    """Delete one API key of a person; it stops working with this commit. Raises `NoSuchKey`."""
    gone = await tx.execute(
        delete(api_keys).where(
            api_keys.c.shard == shard_of(user_id), api_keys.c.user_id == user_id, api_keys.c.id == key_id
        )
    )
    if gone.rowcount == 0:
        raise NoSuchKey
    await note_event(tx, user_id, "key deleted", actor="self", detail={"key": str(key_id)})


async def store_password(
    tx: Tx, user_id: UserId, new_hash: str, *, actor: str, keep: SessionId | None, tell: bool = True
) -> None:
    """Give a person the password of this hash, end their sessions but `keep`, and tell them by mail."""
    stored = await tx.execute(update(users).where(users.c.id == user_id).values(password_hash=new_hash))
    if stored.rowcount == 0:
        raise NoSuchUser
    await end_other_sessions(tx, user_id, keep)
    await note_event(tx, user_id, "password", actor=actor)
    if tell:
        await jobs.enqueue(tx, send_letter, kind=Kind.PASSWORD_CHANGED, user_id=user_id)


async def _row_of(tx: Tx, login: str) -> Row[Any] | None:
    row = (await tx.execute(select(users).where(matches_login(login)))).one_or_none()
    if row is None and "@" in login:
        # Nobody's address yet, but whoever says so may hear what is missing, if they know the password.
        for user in (await find_unconfirmed(tx, login))[:1]:
            row = (await tx.execute(select(users).where(users.c.id == user.id))).one_or_none()
    return row


async def _taken_back(tx: Tx, user: User) -> User:
    try:
        return await reinstate(tx, user.id, actor="self")
    except AccountLeaving as error:
        raise WrongCredentials from error


async def _still_same(tx: Tx, user_id: int, password_hash: str) -> User:
    row = (await tx.execute(select(users).where(users.c.id == user_id).with_for_update(key_share=True))).one_or_none()
    if row is None or row.password_hash != password_hash:
        raise WrongCredentials
    return user_from(row)
