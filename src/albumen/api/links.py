"""What the links of mails, of invitations and of the first run do. Their tokens come in bodies: addresses are written down."""

from typing import Annotated

from fastapi import APIRouter, Request, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts
from albumen.accounts import Purpose, UserState
from albumen.api.dependencies import WithParts, authz, client_address, same_site
from albumen.api.json import Body
from albumen.api.users import NextStep

router = APIRouter(tags=["Links of mails"])

Token = Annotated[str, Field(max_length=200, description="What stands behind the # of the link")]


class TokenIn(Body):
    """A link, as far as it is a secret."""

    token: Token


class EmailAddressIn(Body):
    """Somebody's e-mail address."""

    email: str = Field(min_length=1, max_length=254)


class LoginIn(Body):
    """Somebody's e-mail address or username."""

    login: str = Field(min_length=1, max_length=254, description="Username or e-mail address")


class NewPasswordIn(Body):
    """A link, and the password that is chosen with it."""

    token: Token
    new: str = Field(max_length=1024)


class ConfirmedOut(BaseModel):
    """Whose address was confirmed, and what comes next."""

    username: str
    email: str
    state: NextStep = Field(description="`active`: one can sign in; `waiting`: an administrator decides")


class ResetOut(BaseModel):
    """Whose password a link chooses."""

    username: str
    email: str
    first: bool = Field(description="An administrator made the account; nobody has chosen a password yet")
    expires_at: AwareDatetime


class InvitedOut(BaseModel):
    """An invitation, as whoever has it sees it."""

    inviter: str
    email: str | None = Field(description="To whom it was sent: with this address nothing need be confirmed")
    expires_at: AwareDatetime


@router.post("/users/confirmations", summary="Confirm an e-mail address", **authz("link", "use"))
async def confirm(body: TokenIn, request: Request, parts: WithParts) -> ConfirmedOut:
    """Use the link of a mail: of a new account, or of an account that changes its address. It counts once."""
    await _try(request, parts)
    user = await accounts.confirm(parts.database.open_tx, body.token)
    return ConfirmedOut(
        username=user.username, email=user.email, state="waiting" if user.state is UserState.WAITING else "active"
    )


@router.post(
    "/users/confirmations/again",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Send the mail of confirmation again",
    **authz("link", "ask for"),
)
async def ask_again(body: EmailAddressIn, request: Request, parts: WithParts) -> None:
    """Send it again, if an account waits for it; the answer does not tell."""
    same_site(request)
    await parts.attempts.mail(client_address(request), body.email)
    async with parts.database.open_tx() as tx:
        await accounts.ask_again(tx, body.email)


@router.post(
    "/password/forgotten",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Ask for a link to choose a new password",
    **authz("link", "ask for"),
)
async def forgotten(body: LoginIn, request: Request, parts: WithParts) -> None:
    """Have a mail sent, if there is such an account; the answer does not tell."""
    same_site(request)
    await parts.attempts.mail(client_address(request), body.login)
    async with parts.database.open_tx() as tx:
        await accounts.ask_reset(tx, body.login)


@router.post("/password/link", summary="Look at a link to choose a password", **authz("link", "view"))
async def look_at_reset(body: TokenIn, request: Request, parts: WithParts) -> ResetOut:
    """Whose password it chooses, before one types one. It is not used up by this."""
    await _try(request, parts)
    async with parts.database.open_tx() as tx:
        found = await accounts.find_reset(tx, body.token)
    return ResetOut(
        username=found.user.username,
        email=found.user.email,
        first=found.purpose is Purpose.WELCOME,
        expires_at=found.expires_at,
    )


@router.post(
    "/password",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Choose a password with a link",
    **authz("link", "use"),
)
async def reset_password(body: NewPasswordIn, request: Request, parts: WithParts) -> None:
    """Choose it; all sessions end. Then sign in with it."""
    await _try(request, parts)
    await accounts.reset_password(parts.database.open_tx, body.token, body.new)


@router.post("/invitations/link", summary="Look at an invitation", **authz("link", "view"))
async def look_at_invitation(body: TokenIn, request: Request, parts: WithParts) -> InvitedOut:
    """Who invites whom, and until when it counts. One accepts it by signing up with it."""
    await _try(request, parts)
    async with parts.database.open_tx() as tx:
        found = await accounts.find_invitation(tx, body.token)
    return InvitedOut(inviter=found.inviter, email=found.email, expires_at=found.expires_at)


@router.post(
    "/setup",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Look at the link of the first run",
    **authz("link", "view"),
)
async def look_at_setup(body: TokenIn, request: Request, parts: WithParts) -> None:
    """Whether it still makes the first administrator, before one types. One uses it by signing up with it."""
    await _try(request, parts)
    async with parts.database.open_tx() as tx:
        await accounts.check_setup_secret(tx, body.token)


async def _try(request: Request, parts: WithParts) -> None:
    same_site(request)
    await parts.attempts.link(client_address(request))
