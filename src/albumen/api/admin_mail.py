"""The mail server, by administrators: how mail leaves, and whether it does."""

from typing import Literal

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from albumen import accounts, mail
from albumen.accounts import Scope
from albumen.api.dependencies import InBrowser, Person, WithParts, authz
from albumen.api.errors import SaidOut, said
from albumen.api.json import Body
from albumen.core import Conflict
from albumen.database import Tx
from albumen.mail import MailFailed, MailRefused, NoMailServer, Security, Server
from albumen.wiring import Parts

router = APIRouter(prefix="/admin/mail", tags=["Administration"])


class FixedByEnvironment(Conflict):
    """The mail server is set by environment variables (ALBUMEN_MAIL_HOST); it is changed there."""


class MailIn(Body):
    """The mail server."""

    host: str = Field(min_length=1, max_length=254)
    port: int = Field(ge=1, le=65535)
    security: Security
    sender: str = Field(min_length=1, max_length=254)
    sender_name: str = Field("", max_length=80)
    username: str = Field("", max_length=320)
    password: str | None = Field(None, max_length=1024, description="Left out: the one that was entered before stays")


class MailOut(BaseModel):
    """The mail server without its password."""

    source: Literal["environment", "entered", "none"] = Field(
        description="`environment`: it cannot be changed here; `none`: no mail is sent"
    )
    host: str
    port: int
    security: Security
    sender: str
    sender_name: str
    username: str
    has_password: bool
    readable: bool = Field(
        description="False: the password was sealed with another secret than this instance's; enter it again"
    )
    public_url: str | None = Field(description="Where links in mails lead; null: ALBUMEN_PUBLIC_URL is not set")


class TestOut(BaseModel):
    """What became of the test."""

    sent: bool
    to: str
    detail: str = Field(description="A sentence for people")
    said: SaidOut | None = Field(description="By which name it is known")
    answer: str = Field(description="What the server said itself, if anything")


@router.get("", summary="The mail server", **authz("mail", "view", Scope.ADMIN))
async def get_mail(parts: WithParts) -> MailOut:
    """How mail leaves."""
    async with parts.database.open_tx() as tx:
        return await _out(tx, parts)


@router.put("", summary="Set the mail server", **authz("mail", "edit", Scope.ADMIN))
async def set_mail(body: MailIn, viewer: InBrowser, parts: WithParts) -> MailOut:
    """Enter the mail server; the password is kept sealed, with a key that is not in the database.

    Not with an API key: whoever sets it reads the links in all mails.
    """
    if parts.postman.fixed is not None:
        raise FixedByEnvironment
    server = Server(
        host=body.host,
        port=body.port,
        security=body.security,
        sender=body.sender,
        sender_name=body.sender_name,
        username=body.username,
        password=body.password or "",
    )
    async with parts.database.open_tx() as tx:
        await mail.save_server(tx, parts.postman.seal, server, keep_password=body.password is None)
        return await _out(tx, parts)


@router.delete(
    "", status_code=status.HTTP_204_NO_CONTENT, summary="Send no mail any more", **authz("mail", "edit", Scope.ADMIN)
)
async def forget_mail(parts: WithParts) -> None:
    """Forget the mail server and its password."""
    if parts.postman.fixed is not None:
        raise FixedByEnvironment
    async with parts.database.open_tx() as tx:
        await mail.forget_server(tx)


@router.post("/test", summary="Send a mail to myself", **authz("mail", "edit", Scope.ADMIN))
async def test_mail(admin: Person, parts: WithParts) -> TestOut:
    """Send a mail to the administrator who asks, at once, and say what the mail server answered."""
    async with parts.database.open_tx() as tx:
        server = await parts.postman.server(tx)
        letter = await accounts.write_test(tx, parts.settings.accounts, admin)
        name = (await accounts.get_instance(tx)).name
    if server is None:
        raise NoMailServer
    try:
        await parts.postman.send(letter, server, sender_name=name)
    except (MailFailed, MailRefused) as error:
        return TestOut(sent=False, to=admin.email, detail=error.detail, said=said(error.detail), answer=error.answer)
    return TestOut(
        sent=True, to=admin.email, detail=f"The mail server took a mail to {admin.email}.", said=None, answer=""
    )


async def _out(tx: Tx, parts: Parts) -> MailOut:
    fixed = parts.postman.fixed
    stored = None if fixed else await mail.stored_server(tx, parts.postman.seal)
    server = fixed or (stored.server if stored else None)
    readable = stored is None or stored.readable
    return MailOut(
        source="environment" if fixed else "entered" if stored else "none",
        host=server.host if server else "",
        port=server.port if server else Security.STARTTLS.port,
        security=server.security if server else Security.STARTTLS,
        sender=server.sender if server else "",
        sender_name=server.sender_name if server else "",
        username=server.username if server else "",
        has_password=not readable or bool(server and server.password),
        readable=readable,
        public_url=parts.postman.public_url,
    )
