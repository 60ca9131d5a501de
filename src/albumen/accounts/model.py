"""Who somebody is: ids, roles, scopes, the viewer."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

UserId = NewType("UserId", int)
SessionId = NewType("SessionId", int)
KeyId = NewType("KeyId", int)


class Role(StrEnum):
    """What a person may do for the instance, beyond their own library."""

    USER = "user"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class UserState(IntEnum):
    """Whether an account may act and be seen. Stored as its number."""

    ACTIVE = 1
    SUSPENDED = 2
    DELETED = 3
    """Its owner asked for deletion; it goes when the grace period ends, and comes back when they sign in before."""
    UNCONFIRMED = 4
    """Somebody signed up, and has not shown yet that the e-mail address is theirs. It claims no address, and goes in the end."""
    WAITING = 5
    """An administrator has to let them in."""
    INVITED = 6
    """An administrator made it; its owner has not chosen a password yet."""


class SignUp(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    """Everybody; where mail is sent, whoever shows that the address is theirs."""
    INVITE = "invite"
    """Whoever has an invitation."""
    APPROVAL = "approval"
    """Everybody may ask; an administrator lets them in. An invitation counts as that."""
    CLOSED = "closed"
    """Nobody, not even with an invitation: administrators make the accounts."""


class Inviters(StrEnum):
    """Who may make invitations."""

    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"


class Language(StrEnum):
    """The languages that Albumen writes letters in."""

    EN = "en"
    DE = "de"


class Purpose(StrEnum):
    """What the link in a letter is good for."""

    CONFIRM = "confirm"
    """Shows that the address of a new account is one's own."""
    EMAIL = "email"
    """The same of another address for an account that is there."""
    EMAIL_ASKED = "email asked"
    """No letter has it: it remembers which other address was asked for, and only a link to that one counts."""
    RESET = "reset"
    """Chooses a new password."""
    WELCOME = "welcome"
    """Chooses the first password of an account that an administrator made."""


class Scope(StrEnum):
    """One right that an API key may carry. A session carries them all."""

    PHOTOS_READ = "photos:read"
    PHOTOS_WRITE = "photos:write"
    PHOTOS_DELETE = "photos:delete"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    KEYS = "keys"
    ADMIN = "admin"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of themselves."""

    display_name: str = ""
    real_name: str = ""
    bio: str = ""
    website: str = ""
    location: str = ""
    time_zone: str = "UTC"
    """IANA name of the home zone: dates without a zone are read in it."""


@dataclass(frozen=True, slots=True)
class User:
    """An account, without its secrets."""

    id: UserId
    username: str
    email: str
    role: Role
    state: UserState
    profile: Profile
    quota_bytes: int | None
    """Most bytes of originals this person may keep; None means no limit of their own."""
    created_at: datetime
    delete_after: datetime | None
    language: Language = Language.EN
    """Of the letters to this person."""
    avatar: bytes | None = None
    """SHA-256 of their picture, a blob in their own space; None when they have none."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking: a person (by session or by API key) or nobody. Every question of permission starts from one."""

    user: User | None
    scopes: frozenset[Scope]
    session_id: SessionId | None = None
    key_id: KeyId | None = None

    @property
    def user_id(self) -> UserId | None:
        """The person's id, None for nobody."""
        return self.user.id if self.user else None

    def has(self, scope: Scope) -> bool:
        """Whether this viewer may act at all (an active account) and its credential carries the scope."""
        return self.user is not None and self.user.state is UserState.ACTIVE and scope in self.scopes

    @property
    def is_administrator(self) -> bool:
        """Whether this is an administrator whose credential carries the scope `admin`."""
        return self.has(Scope.ADMIN) and self.user is not None and self.user.role is Role.ADMINISTRATOR


NOBODY = Viewer(user=None, scopes=frozenset())
"""The viewer who did not say who they are."""


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in."""

    id: SessionId
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    user_agent: str
    address: str


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs, without its secret."""

    id: KeyId
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """How much of their room a person uses, in bytes of originals."""

    used: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class Instance:
    """What an administrator sets for everybody."""

    name: str
    sign_up: SignUp
    inviters: Inviters = Inviters.ADMINISTRATORS


InvitationId = NewType("InvitationId", int)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets somebody sign up, without the secrets of its links."""

    id: InvitationId
    created_by: UserId
    inviter: str
    """The inviter's name."""
    email: str | None
    """Whom it was sent to; None: a link that its maker passes on."""
    role: Role
    quota_bytes: int | None
    most: int | None
    """How many may use it; None means as many as want to."""
    used: int
    language: Language
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def counts(self, now: datetime) -> bool:
        """Whether somebody can still use it."""
        left = self.most is None or self.used < self.most
        return left and self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link of a letter stands for, before it is used."""

    user: User
    purpose: Purpose
    email: str | None
    expires_at: datetime
