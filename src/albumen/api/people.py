"""How people, sessions and keys look in JSON."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from albumen import delivery
from albumen.accounts import ApiKey, Language, QuotaUse, Role, Scope, Session, User, UserState
from albumen.api.json import Id
from albumen.api.photo_json import signed
from albumen.imaging import AVATAR
from albumen.wiring import Parts

StateName = Literal["active", "suspended", "deleted", "unconfirmed", "waiting", "invited"]


class Quota(BaseModel):
    """Bytes of originals."""

    used: int
    limit: int | None = Field(description="None: no limit")


class AvatarOut(BaseModel):
    """Signed addresses of a person's picture, good for one to two hours. It is square."""

    small: str = Field(description="144 pixels wide at most")
    large: str = Field(description="512 pixels wide at most")


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
    language: Language = Field(description="Of the mails to this person")
    avatar: AvatarOut | None
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
    UserState.UNCONFIRMED: "unconfirmed",
    UserState.WAITING: "waiting",
    UserState.INVITED: "invited",
}

_AVATAR = f"{AVATAR.name}-1.webp"


def avatar_out(user: User, parts: Parts) -> AvatarOut | None:
    """Where a person's picture is to be had; None when they have none."""
    if user.avatar is None:
        return None
    now = datetime.now(UTC)
    small = signed(parts, user.id, user.avatar, _AVATAR, now)
    large = signed(parts, user.id, user.avatar, delivery.original_name("image/webp"), now)
    return AvatarOut(small=small or "", large=large or "")


def user_out(user: User, quota: QuotaUse, parts: Parts) -> UserOut:
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
        language=user.language,
        avatar=avatar_out(user, parts),
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
