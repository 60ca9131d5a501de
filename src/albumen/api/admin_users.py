"""What administrators see and do of people."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts
from albumen.accounts import (
    Language,
    NewUser,
    NoSuchUser,
    Profile,
    Purpose,
    QuotaUse,
    Role,
    Scope,
    User,
    UserId,
    UserState,
)
from albumen.api.dependencies import InBrowser, Person, WithParts, authz
from albumen.api.invitations import MOST_QUOTA
from albumen.api.json import Body, Id
from albumen.api.people import STATES, StateName, UserOut, user_out
from albumen.core import Conflict
from albumen.database import Tx
from albumen.wiring import Parts

router = APIRouter(prefix="/admin/users", tags=["Administration"])


class NotYourself(Conflict):
    """One's own account is deleted in one's own settings."""


class KnownUserOut(UserOut):
    """A person, as administrators see them."""

    last_seen_at: AwareDatetime | None = Field(description="By browser or key, within five minutes; null: never")


class UsersOut(BaseModel):
    """Accounts in the order in which they were made."""

    users: list[KnownUserOut]
    counts: dict[StateName, int] = Field(description="How many the search finds, by state")
    cursor: str | None = Field(description="`after` for the next page; null at the end")


class NewUserIn(Body):
    """An account made by an administrator."""

    username: str = Field(max_length=60)
    email: str = Field(max_length=254)
    password: str | None = Field(
        None, max_length=1024, description="Left out: its owner chooses one with a link, mailed where mail is sent"
    )
    display_name: str = Field("", max_length=200)
    time_zone: str = Field("UTC", max_length=60)
    language: Language | None = Field(None, description="Of mails; left out: the administrator's own")
    role: Role = Role.USER
    quota_bytes: int | None = Field(None, ge=0, le=MOST_QUOTA)


class NewUserOut(KnownUserOut):
    """An account that was just made."""

    link: str | None = Field(description="Where nobody was mailed: the link to choose a password, to pass on")


class UserChangesIn(Body):
    """What to change about an account; what is left out stays."""

    state: Literal["active", "suspended"] | None = None
    role: Role | None = None
    quota_bytes: int | None = Field(None, ge=0, le=MOST_QUOTA, description="null lifts the limit")


class SendIn(Body):
    """How a link reaches a person."""

    mail: bool = Field(False, description="Mail it to them; else it is the answer, to pass on")


class SentOut(BaseModel):
    """A link to choose a password, or that it is on its way."""

    link: str | None


UserPath = Annotated[Id, Path(description="The account's id")]


@router.get("", summary="All accounts", **authz("user", "administer", Scope.ADMIN))
async def list_users(
    parts: WithParts,
    after: Annotated[Id | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    search: Annotated[str, Query(max_length=200, description="Part of a name or address")] = "",
    state: Annotated[StateName | None, Query()] = None,
) -> UsersOut:
    """Accounts, by pages."""
    wanted = next((number for number, name in STATES.items() if name == state), None)
    async with parts.database.open_tx() as tx:
        people = await accounts.list_users(tx, after=after or 0, limit=limit, search=search, state=wanted)
        quotas = await accounts.quotas(tx, people)
        seen = await accounts.last_seen(tx, people)
        counts = await accounts.count_states(tx, search=search)
    more = str(people[-1].id) if len(people) == limit else None
    return UsersOut(
        users=[_out(user, quotas[user.id], seen.get(user.id), parts) for user in people],
        counts={name: counts.get(number, 0) for number, name in STATES.items()},
        cursor=more,
    )


@router.post(
    "", status_code=status.HTTP_201_CREATED, summary="Make an account", **authz("user", "administer", Scope.ADMIN)
)
async def add_user(body: NewUserIn, admin: Person, parts: WithParts) -> NewUserOut:
    """Make an account for somebody: with a password, or for them to choose one."""
    new = NewUser(
        username=body.username,
        email=body.email,
        password=body.password,
        profile=Profile(display_name=body.display_name, time_zone=body.time_zone),
        role=body.role,
        quota_bytes=body.quota_bytes
        if "quota_bytes" in body.model_fields_set
        else parts.settings.accounts.default_quota_bytes,
        language=body.language or admin.language,
    )
    actor = f"user:{admin.id}"
    user = await accounts.add_user(parts.database.open_tx, new, actor=actor)
    async with parts.database.open_tx() as tx:
        link = await _send(tx, parts, user.id, actor) if user.state is UserState.INVITED else None
        return NewUserOut(**(await _known(tx, user, parts)).model_dump(), link=link)


@router.patch("/{user_id}", summary="Change an account", **authz("user", "administer", Scope.ADMIN))
async def edit_user(user_id: UserPath, body: UserChangesIn, admin: Person, parts: WithParts) -> KnownUserOut:
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
        return await _known(tx, user, parts)


@router.delete("/{user_id}", summary="Delete an account", **authz("user", "administer", Scope.ADMIN))
async def delete_user(user_id: UserPath, admin: Person, parts: WithParts) -> KnownUserOut:
    """Close an account; it is deleted with all it holds when the days of grace have passed. What was never used goes at once."""
    actor = f"user:{admin.id}"
    async with parts.database.open_tx() as tx:
        user = await _existing(tx, user_id)
        if user.id == admin.id:
            raise NotYourself
        known = await _known(tx, user, parts)
        if user.state is UserState.INVITED:
            await accounts.withdraw(tx, user.id, actor=actor)
        elif user.state in {UserState.WAITING, UserState.UNCONFIRMED}:
            await accounts.decline(tx, user.id, actor=actor)
        elif user.state is not UserState.DELETED:
            grace = timedelta(days=parts.settings.accounts.delete_grace_days)
            user = await accounts.delete_user(tx, user.id, grace=grace, actor=actor)
            return await _known(tx, user, parts)
        return known


@router.post("/{user_id}/approve", summary="Let somebody in", **authz("user", "administer", Scope.ADMIN))
async def approve(user_id: UserPath, admin: Person, parts: WithParts) -> KnownUserOut:
    """Let in somebody who waits, or whose confirmation never arrived; a mail tells them."""
    async with parts.database.open_tx() as tx:
        return await _known(tx, await accounts.approve(tx, UserId(user_id), actor=f"user:{admin.id}"), parts)


@router.post(
    "/{user_id}/decline",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Do not let somebody in",
    **authz("user", "administer", Scope.ADMIN),
)
async def decline(user_id: UserPath, admin: Person, parts: WithParts) -> None:
    """What they entered is deleted; a mail tells them, if they had confirmed their address."""
    async with parts.database.open_tx() as tx:
        await accounts.decline(tx, UserId(user_id), actor=f"user:{admin.id}")


@router.post(
    "/{user_id}/password-link", summary="A link to choose a password", **authz("user", "administer", Scope.ADMIN)
)
async def make_password_link(
    user_id: UserPath, body: SendIn, admin: Person, viewer: InBrowser, parts: WithParts
) -> SentOut:
    """For somebody who has forgotten theirs, or has none yet: mailed to them, or the answer, to pass on. Not with an API key."""
    actor = f"user:{admin.id}"
    async with parts.database.open_tx() as tx:
        user = await _existing(tx, user_id)
        return SentOut(link=await _send(tx, parts, user.id, actor, mail=body.mail))


async def _send(tx: Tx, parts: Parts, user_id: UserId, actor: str, *, mail: bool = True) -> str | None:
    """Mail a link to choose a password where that can be; else the link."""
    if mail and await parts.postman.server(tx) is not None:
        await accounts.mail_password_link(tx, user_id, actor=actor)
        return None
    purpose, token = await accounts.make_password_link(tx, user_id, parts.settings.accounts, actor=actor)
    path = "/start" if purpose is Purpose.WELCOME else "/reset"
    return accounts.link_to(parts.postman.public_url or "", path, token)


def _out(user: User, quota: QuotaUse, seen: datetime | None, parts: Parts) -> KnownUserOut:
    return KnownUserOut(**user_out(user, quota, parts).model_dump(), last_seen_at=seen)


async def _known(tx: Tx, user: User, parts: Parts) -> KnownUserOut:
    seen = await accounts.last_seen(tx, [user])
    return _out(user, await accounts.quota(tx, user), seen.get(user.id), parts)


async def _existing(tx: Tx, user_id: int) -> User:
    user = await accounts.get_user(tx, UserId(user_id))
    if user is None:
        raise NoSuchUser
    return user
