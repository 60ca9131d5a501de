"""Invitations: what lets somebody sign up. A link of one is `<invitation id>_<secret>`, of which only the hash is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from albumen.accounts import fields, letters
from albumen.accounts.errors import (
    INVITATIONS_MOST,
    INVITED_DAYS,
    INVITED_MOST,
    INVITING,
    INVITING_MORE,
    BadField,
    InvitationOver,
    NoSuchInvitation,
    NotAllowed,
)
from albumen.accounts.model import (
    Invitation,
    InvitationId,
    Inviters,
    Language,
    Role,
    UserId,
    UserState,
    Viewer,
)
from albumen.accounts.queries import get_instance
from albumen.accounts.secrets import new_secret, secret_hash, split_token
from albumen.accounts.settings import AccountsSettings
from albumen.accounts.tables import invitation_links, invitations, users
from albumen.core import now, random_shard
from albumen.database import OpenTx, Tx, insert_minted
from albumen.mail import Postman

_LEFT = func.coalesce(invitations.c.used < invitations.c.most, True)
MOST_USES = 10_000
_MOST_LIVE = 100
"""Invitations of one person, who is no administrator, that count at the same time."""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """What an invitation is made from."""

    email: str | None = None
    days: int | None = None
    most: int | None = 1
    role: Role = Role.USER
    quota_bytes: int | None = None
    language: Language = Language.EN


async def may_invite(tx: Tx, viewer: Viewer) -> bool:
    """Whether this viewer may make invitations."""
    if viewer.is_administrator:
        return True
    return viewer.user is not None and (await get_instance(tx)).inviters is Inviters.EVERYBODY


async def make_invitation(tx: Tx, viewer: Viewer, new: NewInvitation, settings: AccountsSettings) -> Invitation:
    """Make an invitation, without a link yet. Raises `NotAllowed` and `BadField`."""
    if viewer.user is None or not await may_invite(tx, viewer):
        raise NotAllowed(INVITING())
    if not viewer.is_administrator:
        if new.role is not Role.USER or new.quota_bytes != settings.default_quota_bytes:
            raise NotAllowed(INVITING_MORE())
        live = select(func.count()).where(
            invitations.c.created_by == viewer.user.id,
            invitations.c.revoked_at.is_(None),
            invitations.c.expires_at > func.now(),
            _LEFT,
        )
        if (await tx.execute(live)).scalar_one() >= _MOST_LIVE:
            raise BadField("email", INVITATIONS_MOST(most=_MOST_LIVE))
    if new.most is not None and not 1 <= new.most <= MOST_USES:
        raise BadField("most", INVITED_MOST(most=MOST_USES))
    days = settings.invitation_days if new.days is None else new.days
    if not 1 <= days <= 365:
        raise BadField("days", INVITED_DAYS(most=365))
    row = await insert_minted(
        tx,
        invitations,
        random_shard(),
        created_by=viewer.user.id,
        email=fields.email(new.email) if new.email else None,
        role=new.role.value,
        quota_bytes=new.quota_bytes,
        most=1 if new.email else new.most,
        language=new.language.value,
        expires_at=func.now() + timedelta(days=days),
    )
    made = await get_invitation(tx, row.id)
    assert made is not None
    return made


async def make_invitation_link(tx: Tx, invitation_id: InvitationId) -> str:
    """A new token for an invitation; the older ones count on."""
    secret = new_secret()
    await tx.execute(insert(invitation_links).values(secret_hash=secret_hash(secret), invitation_id=invitation_id))
    return f"{invitation_id}_{secret}"


async def get_invitation(tx: Tx, invitation_id: int) -> Invitation | None:
    """One invitation."""
    row = (await tx.execute(_all().where(invitations.c.id == invitation_id))).one_or_none()
    return _from(row) if row else None


async def own_invitation(tx: Tx, viewer: Viewer, invitation_id: int) -> Invitation:
    """One invitation that this viewer made; administrators have them all. Raises `NoSuchInvitation`."""
    found = await get_invitation(tx, invitation_id)
    if found is None or not (viewer.is_administrator or found.created_by == viewer.user_id):
        raise NoSuchInvitation
    return found


async def list_invitations(tx: Tx, *, created_by: UserId | None, limit: int = 200) -> Sequence[Invitation]:
    """Invitations, the newest first: of one person, or all."""
    statement = _all().order_by(invitations.c.id.desc()).limit(limit)
    if created_by is not None:
        statement = statement.where(invitations.c.created_by == created_by)
    return [_from(row) for row in await tx.execute(statement)]


async def revoke_invitation(tx: Tx, invitation_id: InvitationId) -> None:
    """Take an invitation back: none of its links counts any more. Who has used it stays."""
    await tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )


async def find_invitation(tx: Tx, token: str) -> Invitation:
    """The invitation of a token, if it counts. Raises `InvitationOver`."""
    return await _by_token(tx, token)


async def use_invitation(tx: Tx, token: str) -> Invitation:
    """The invitation of a token, counted as used once more by this transaction. Raises `InvitationOver`."""
    found = await _by_token(tx, token)
    # Counted by the row itself, so that no two people are the last one.
    used = (
        update(invitations)
        .where(
            invitations.c.id == found.id,
            invitations.c.revoked_at.is_(None),
            _LEFT,
        )
        .values(used=invitations.c.used + 1)
    )
    if (await tx.execute(used)).rowcount == 0:
        raise InvitationOver
    return found


async def send(open_tx: OpenTx, postman: Postman, settings: AccountsSettings, invitation_id: InvitationId) -> None:
    """Mail an invitation to whom it is for."""
    await letters.send_invitation(
        open_tx,
        postman,
        settings,
        lambda tx: get_invitation(tx, invitation_id),
        lambda tx: make_invitation_link(tx, invitation_id),
    )


async def _by_token(tx: Tx, token: str) -> Invitation:
    parts = split_token(token)
    if parts is None:
        raise InvitationOver
    invitation_id, secret = parts
    statement = (
        _all(users.c.state.label("inviter_state"), users.c.role.label("inviter_role"))
        .join(invitation_links, invitation_links.c.invitation_id == invitations.c.id)
        .where(invitations.c.id == invitation_id, invitation_links.c.secret_hash == secret_hash(secret))
    )
    row = (await tx.execute(statement)).one_or_none()
    # Whoever was suspended invites nobody any more.
    if row is None or row.inviter_state != UserState.ACTIVE or not _from(row).counts(now()):
        raise InvitationOver
    # Nor does anybody give roles who administers no more.
    if row.role != Role.USER and row.inviter_role != Role.ADMINISTRATOR:
        raise InvitationOver
    return _from(row)


def _all(*more: ColumnElement[Any]) -> Any:
    named = func.coalesce(func.nullif(users.c.display_name, ""), users.c.username).label("inviter")
    return select(invitations, named, *more).join(users, users.c.id == invitations.c.created_by)


def _from(row: Row[Any]) -> Invitation:
    return Invitation(
        id=InvitationId(row.id),
        created_by=UserId(row.created_by),
        inviter=row.inviter,
        email=row.email,
        role=Role(row.role),
        quota_bytes=row.quota_bytes,
        most=row.most,
        used=row.used,
        language=Language(row.language),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
