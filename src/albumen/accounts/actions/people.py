"""Making, changing, suspending and deleting accounts."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from albumen.accounts import fields
from albumen.accounts.errors import AccountLeaving, LastAdministrator, NameTaken, NoSuchUser, NotYetIn
from albumen.accounts.model import Instance, Inviters, Language, Profile, Role, SignUp, User, UserId, UserState
from albumen.accounts.queries import get_instance, get_user, user_from
from albumen.accounts.secrets import hash_password, new_secret, no_password
from albumen.accounts.tables import account_events, instance, quota_use, sessions, users
from albumen.core import random_shard, shard_of
from albumen.database import OpenTx, Tx, insert_minted

_ADMINISTRATORS_LOCK = 0x616C_6275_0001
_NEVER_ACTIVE = frozenset({UserState.UNCONFIRMED, UserState.WAITING, UserState.INVITED})


@dataclass(frozen=True, slots=True)
class NewUser:
    """What an account is made from."""

    username: str
    email: str
    password: str | None
    """None: its owner will choose one, with the link of a letter."""
    profile: Profile = field(default_factory=Profile)
    role: Role = Role.USER
    quota_bytes: int | None = None
    language: Language = Language.EN


async def add_user(open_tx: OpenTx, new: NewUser, *, actor: str) -> User:
    """Make an account, as an administrator or the command line does: whether sign-up is open does not matter.

    Without a password it is `INVITED` until its owner has chosen one. Raises `BadField` and `NameTaken`.
    """
    ready = checked(new, fields.username(new.username))
    password_hash = no_password() if ready.password is None else await hash_password(ready.password)
    state = UserState.INVITED if ready.password is None else UserState.ACTIVE
    async with open_tx() as tx:
        return await insert_user(tx, ready, password_hash, state=state, actor=actor)


async def edit_profile(tx: Tx, user_id: UserId, changes: dict[str, str]) -> User:
    """Change fields of a person's profile (the names of `Profile`). Raises `BadField` and `NoSuchUser`."""
    cleaned = {name: _clean(name, value) for name, value in changes.items()}
    return await _change(tx, user_id, cleaned) if cleaned else await _must_get(tx, user_id)


async def set_role(tx: Tx, user_id: UserId, role: Role, *, actor: str) -> User:
    """Give a person a role. The last active administrator stays one (`LastAdministrator`)."""
    if role is not Role.ADMINISTRATOR:
        await _keep_an_administrator(tx, user_id)
    user = await _change(tx, user_id, {"role": role.value})
    await note_event(tx, user_id, "role", actor=actor, detail={"role": role.value})
    return user


async def set_quota(tx: Tx, user_id: UserId, quota_bytes: int | None, *, actor: str) -> User:
    """Give a person this many bytes for originals; None lifts the limit."""
    user = await _change(tx, user_id, {"quota_bytes": quota_bytes})
    await note_event(tx, user_id, "quota", actor=actor, detail={"bytes": quota_bytes})
    return user


async def suspend(tx: Tx, user_id: UserId, *, actor: str) -> User:
    """Suspend an account: from this commit on it can do nothing and nobody sees what is its. Nothing is deleted.

    Raises `LastAdministrator`, and `AccountLeaving` where its deletion was asked for: that must not be held up.
    """
    await _keep_an_administrator(tx, user_id)
    if (await _must_get(tx, user_id)).state in _NEVER_ACTIVE:
        raise NotYetIn
    user = await _change(tx, user_id, {"state": UserState.SUSPENDED.value}, where=users.c.state != UserState.DELETED)
    await _end_sessions(tx, user_id)
    await note_event(tx, user_id, "suspended", actor=actor)
    return user


async def reinstate(tx: Tx, user_id: UserId, *, actor: str) -> User:
    """Lift a suspension, or call off a deletion while its days of grace last (`AccountLeaving` afterwards)."""
    # When they are over the sweep may be deleting already: what would come back is a part of the library.
    not_over = func.coalesce(users.c.delete_after > func.now(), True)
    was_active = users.c.state.in_([UserState.ACTIVE, UserState.SUSPENDED, UserState.DELETED])
    if (await _must_get(tx, user_id)).state in _NEVER_ACTIVE:
        raise NotYetIn
    user = await _change(
        tx, user_id, {"state": UserState.ACTIVE.value, "delete_after": None}, where=not_over & was_active
    )
    await note_event(tx, user_id, "reinstated", actor=actor)
    return user


async def delete_user(tx: Tx, user_id: UserId, *, grace: timedelta, actor: str) -> User:
    """Close an account and delete it, with all it owns, when `grace` has passed. Signing in before calls it off."""
    await _keep_an_administrator(tx, user_id)
    user = await _change(tx, user_id, {"state": UserState.DELETED.value, "delete_after": func.now() + grace})
    await _end_sessions(tx, user_id)
    await note_event(tx, user_id, "deletion asked", actor=actor)
    return user


async def users_to_erase(tx: Tx) -> Sequence[UserId]:
    """The accounts whose grace period is over, and those that nobody confirmed in time."""
    rows = await tx.scalars(
        select(users.c.id).where(
            users.c.state.in_([UserState.DELETED, UserState.UNCONFIRMED]), users.c.delete_after < func.now()
        )
    )
    return [UserId(i) for i in rows]


async def erase_user(tx: Tx, user_id: UserId) -> None:
    """Remove the row of a deleted account. Whoever calls has first removed what it owned; sessions and keys go along."""
    await tx.execute(
        delete(users).where(
            users.c.id == user_id,
            users.c.state.in_([UserState.DELETED, UserState.UNCONFIRMED]),
            users.c.delete_after < func.now(),
        )
    )


async def set_language(tx: Tx, user_id: UserId, language: Language) -> User:
    """Have letters to a person written in this language."""
    return await _change(tx, user_id, {"language": language.value})


async def set_instance(
    tx: Tx, *, name: str | None = None, sign_up: SignUp | None = None, inviters: Inviters | None = None
) -> Instance:
    """Name the instance, say who may sign up and who may invite. What is None stays as it is."""
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = fields.instance_name(name)
    if sign_up is not None:
        changes["sign_up"] = sign_up.value
    if inviters is not None:
        changes["inviters"] = inviters.value
    if changes:
        await write_instance(tx, changes)
    return await get_instance(tx)


async def note_event(tx: Tx, user_id: UserId, kind: str, *, actor: str, detail: dict[str, Any] | None = None) -> None:
    """Write one line into the account's record, which is only ever appended to."""
    event = {"user_id": user_id, "kind": kind, "actor": actor, "detail": detail or {}}
    await insert_minted(tx, account_events, shard_of(user_id), **event)


def checked(new: NewUser, username: str) -> NewUser:
    """A new account with its fields cleaned, under a username that was checked already. Raises `BadField`."""
    email = fields.email(new.email)
    if new.password is not None:
        fields.password(new.password, username=username, email=email)
    profile = Profile(**{name: _clean(name, value) for name, value in asdict(new.profile).items()})
    return replace(new, username=username, email=email, profile=profile)


def _clean(name: str, value: str) -> str:
    special = {"website": fields.website, "time_zone": fields.time_zone}
    return special[name](value) if name in special else fields.free_text(name, value)


async def insert_user(
    tx: Tx,
    new: NewUser,
    password_hash: str,
    *,
    state: UserState,
    actor: str,
    admitted: bool = True,
    expires: timedelta | None = None,
    **about: Any,
) -> User:
    """Write a checked account. One that is `UNCONFIRMED` claims no address: anybody may say that one is theirs."""
    if new.role is Role.ADMINISTRATOR:
        await lock_administrators(tx)
    email_key = fields.login_key(new.email)
    async with unique_names(tx):
        row = await insert_minted(
            tx,
            users,
            random_shard(),
            username=new.username,
            username_key=fields.login_key(new.username),
            email=new.email,
            email_key=f"unconfirmed {new_secret()}" if state is UserState.UNCONFIRMED else email_key,
            password_hash=password_hash,
            role=new.role.value,
            state=state.value,
            admitted=admitted,
            delete_after=None if expires is None else func.now() + expires,
            language=new.language.value,
            quota_bytes=new.quota_bytes,
            **asdict(new.profile),
        )
    user = user_from(row)
    await tx.execute(insert(quota_use).values(user_id=user.id, shard=shard_of(user.id)))
    await note_event(tx, user.id, "created", actor=actor, detail={"role": new.role.value, **about})
    return user


async def claim_email(tx: Tx, user_id: UserId, email: str, **more: Any) -> User:
    """Give a person an address that is theirs, and what else is to change with it. Raises `NameTaken`."""
    async with unique_names(tx):
        return await _change(tx, user_id, {"email": email, "email_key": fields.login_key(email), **more})


@contextlib.asynccontextmanager
async def unique_names(tx: Tx) -> AsyncIterator[None]:
    """Raise `NameTaken` where what the block writes about a user is another's username or e-mail address."""
    try:
        async with tx.begin_nested():
            yield
    except IntegrityError as error:
        for column in ("username", "email"):
            if f"users_{column}_key_key" in str(error.orig):
                raise NameTaken(column) from error
        raise


async def _change(tx: Tx, user_id: UserId, values: dict[str, Any], *, where: ColumnElement[bool] | None = None) -> User:
    statement = update(users).where(users.c.id == user_id).values(**values).returning(users)
    row = (await tx.execute(statement if where is None else statement.where(where))).one_or_none()
    if row is None:
        await _must_get(tx, user_id)
        raise AccountLeaving
    return user_from(row)


async def _must_get(tx: Tx, user_id: UserId) -> User:
    user = await get_user(tx, user_id)
    if user is None:
        raise NoSuchUser
    return user


async def _end_sessions(tx: Tx, user_id: UserId) -> None:
    await tx.execute(delete(sessions).where(sessions.c.shard == shard_of(user_id), sessions.c.user_id == user_id))


async def write_instance(tx: Tx, values: dict[str, Any]) -> None:
    """Write columns of what holds for everybody."""
    statement = upsert(instance).values(id=1, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def lock_administrators(tx: Tx) -> None:
    """Have nobody else make or unmake administrators until this transaction ends."""
    # Two people must not become "the first", nor the last two administrators step down, at the same moment.
    await tx.execute(select(func.pg_advisory_xact_lock(_ADMINISTRATORS_LOCK)))


async def _keep_an_administrator(tx: Tx, leaving: UserId) -> None:
    await lock_administrators(tx)
    rows = await tx.scalars(
        select(users.c.id).where(users.c.role == Role.ADMINISTRATOR, users.c.state == UserState.ACTIVE)
    )
    if set(rows) == {leaving}:
        raise LastAdministrator
