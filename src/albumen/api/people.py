"""How people, sessions and keys look in JSON."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from albumen.accounts import ApiKey, QuotaUse, Role, Scope, Session, User, UserState
from albumen.api.json import Id

StateName = Literal["active", "suspended", "deleted"]


class Quota(BaseModel):
    """Bytes of originals."""

    used: int
    limit: int | None = Field(description="None: no limit")


class UserOut(BaseModel):
    """A person, as they see themselves and administrators see them."""

    id: Id
    username: str
    email: str
    display_name: str
    real_name: str
    bio: str
    website: str
    location: str
    time_zone: str = Field(examples=["Europe/Berlin"])
    role: Role
    state: StateName
    quota: Quota
    created_at: AwareDatetime
    delete_after: AwareDatetime | None = None


class SessionOut(BaseModel):
    """A browser that is signed in."""

    id: Id
    current: bool
    created_at: AwareDatetime
    last_seen_at: AwareDatetime
    expires_at: AwareDatetime
    user_agent: str
    address: str


class KeyOut(BaseModel):
    """An API key without its secret."""

    id: Id
    name: str
    scopes: list[Scope]
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None
    expires_at: AwareDatetime | None


STATES: dict[UserState, StateName] = {
    UserState.ACTIVE: "active",
    UserState.SUSPENDED: "suspended",
    UserState.DELETED: "deleted",
}


def user_out(user: User, quota: QuotaUse) -> UserOut:
    """A person as JSON."""
    profile = user.profile
    return UserOut(
        id=user.id,
        username=user.username,
        email=user.email,
        display_name=profile.display_name,
        real_name=profile.real_name,
        bio=profile.bio,
        website=profile.website,
        location=profile.location,
        time_zone=profile.time_zone,
        role=user.role,
        state=STATES[user.state],
        quota=Quota(used=quota.used, limit=quota.limit),
        created_at=user.created_at,
        delete_after=user.delete_after,
    )


def session_out(session: Session, current: int | None) -> SessionOut:
    """A session as JSON; `current` is the id of the one that asks."""
    return SessionOut(
        id=session.id,
        current=session.id == current,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
        user_agent=session.user_agent,
        address=session.address,
    )


def key_out(key: ApiKey) -> KeyOut:
    """A key as JSON."""
    return KeyOut(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        expires_at=key.expires_at,
    )
