"""Invitations, by whoever may make them; administrators see and take back everybody's."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts, jobs
from albumen.accounts import Invitation, Language, NewInvitation, NotAllowed, Role, Scope
from albumen.api.dependencies import SignedIn, WithParts, authz
from albumen.api.json import Body, Id
from albumen.core import now
from albumen.wiring import Parts

router = APIRouter(prefix="/invitations", tags=["Invitations"])

MOST_QUOTA = 2**60
"""Bytes (an exbibyte): more than anybody has, and less than overflows when an upload is added."""


class InvitationIn(Body):
    """What an invitation is made from."""

    email: str | None = Field(None, max_length=254, description="To be mailed there; left out: a link to pass on")
    days: int | None = Field(None, ge=1, le=365, description="For which it counts; left out: as the settings say")
    most: int | None = Field(1, ge=1, le=10_000, description="How many may use it; null: as many as want to")
    role: Role = Field(Role.USER, description="By administrators only")
    quota_bytes: int | None = Field(
        None, ge=0, le=MOST_QUOTA, description="By administrators only; left out: the default"
    )
    language: Language | None = Field(None, description="Of the mail; left out: one's own")


class InvitationOut(BaseModel):
    """An invitation without its link."""

    id: Id
    inviter: str
    mine: bool
    email: str | None
    role: Role
    quota_bytes: int | None
    most: int | None
    used: int
    counts: bool = Field(description="Whether somebody can still use it")
    revoked: bool
    created_at: AwareDatetime
    expires_at: AwareDatetime


class InvitationsOut(BaseModel):
    """Invitations, the newest first."""

    invitations: list[InvitationOut]


class NewInvitationOut(InvitationOut):
    """An invitation that was just made."""

    sent: bool = Field(description="Whether a mail is on its way")
    link: str | None = Field(
        description="Where no mail is sent: the link to pass on, without the host where that is unknown"
    )


class LinkOut(BaseModel):
    """A link to pass on; it is shown this once. Without the host where the server does not know its public address."""

    link: str


InvitationPath = Annotated[Id, Path(description="The invitation's id")]


@router.get("", summary="Invitations", **authz("invitation", "list", Scope.ACCOUNT_READ))
async def list_invitations(
    viewer: SignedIn, parts: WithParts, everybodys: Annotated[bool, Query(description="By administrators only")] = False
) -> InvitationsOut:
    """The latest 200 that I made, or that anybody made."""
    if everybodys and not viewer.is_administrator:
        raise NotAllowed("Only administrators see everybody's invitations.")
    async with parts.database.open_tx() as tx:
        found = await accounts.list_invitations(tx, created_by=None if everybodys else viewer.user_id)
    return InvitationsOut(invitations=[_out(invitation, viewer.user_id) for invitation in found])


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Invite somebody",
    **authz("invitation", "create", Scope.ACCOUNT_WRITE),
)
async def make_invitation(body: InvitationIn, viewer: SignedIn, parts: WithParts) -> NewInvitationOut:
    """Make an invitation: mailed, where mail is sent and an address is given, else as a link to pass on."""
    assert viewer.user is not None
    settings = parts.settings.accounts
    new = NewInvitation(
        email=body.email or None,
        days=body.days,
        most=body.most,
        role=body.role,
        quota_bytes=body.quota_bytes if "quota_bytes" in body.model_fields_set else settings.default_quota_bytes,
        language=body.language or viewer.user.language,
    )
    async with parts.database.open_tx() as tx:
        made = await accounts.make_invitation(tx, viewer, new, settings)
        sent = made.email is not None and await parts.postman.server(tx) is not None
        link = None
        if sent:
            await jobs.enqueue(tx, accounts.send_invitation, invitation_id=made.id)
        else:
            link = _link(parts, await accounts.make_invitation_link(tx, made.id))
    return NewInvitationOut(**_out(made, viewer.user_id).model_dump(), sent=sent, link=link)


@router.post(
    "/{invitation_id}/link", summary="A link of an invitation", **authz("invitation", "edit", Scope.ACCOUNT_WRITE)
)
async def make_link(invitation_id: InvitationPath, viewer: SignedIn, parts: WithParts) -> LinkOut:
    """One more link of an invitation of mine, to pass on; those that were given out before count as well."""
    async with parts.database.open_tx() as tx:
        found = await accounts.own_invitation(tx, viewer, invitation_id)
        if not found.counts(now()):
            raise accounts.InvitationOver
        return LinkOut(link=_link(parts, await accounts.make_invitation_link(tx, found.id)))


@router.delete(
    "/{invitation_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Take an invitation back",
    **authz("invitation", "delete", Scope.ACCOUNT_WRITE),
)
async def revoke(invitation_id: InvitationPath, viewer: SignedIn, parts: WithParts) -> None:
    """None of its links counts any more; whoever has used it stays."""
    async with parts.database.open_tx() as tx:
        found = await accounts.own_invitation(tx, viewer, invitation_id)
        await accounts.revoke_invitation(tx, found.id)


def _link(parts: Parts, token: str) -> str:
    return accounts.link_to(parts.postman.public_url or "", "/join", token)


def _out(invitation: Invitation, viewer_id: int | None) -> InvitationOut:
    return InvitationOut(
        id=invitation.id,
        inviter=invitation.inviter,
        mine=invitation.created_by == viewer_id,
        email=invitation.email,
        role=invitation.role,
        quota_bytes=invitation.quota_bytes,
        most=invitation.most,
        used=invitation.used,
        counts=invitation.counts(now()),
        revoked=invitation.revoked_at is not None,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )
