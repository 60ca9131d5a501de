"""What letters say, to whom, and the links in them. A link's secret is made when its letter is written: no job holds one."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from albumen.accounts.errors import NO_PUBLIC_URL
from albumen.accounts.links import lifetime, make_token
from albumen.accounts.model import Invitation, Language, Purpose, User, UserState
from albumen.accounts.phrases import PHRASES, Kind
from albumen.accounts.queries import find_user, get_instance, get_user
from albumen.accounts.settings import AccountsSettings
from albumen.core import now
from albumen.database import OpenTx, Tx
from albumen.jobs import Park
from albumen.mail import Letter, Link, Postman

_PATHS = {
    Kind.CONFIRM: "/confirm",
    Kind.TAKEN: "/sign-in",
    Kind.WAITING: "/admin/users?state=waiting",
    Kind.APPROVED: "/sign-in",
    Kind.WELCOME: "/start",
    Kind.RESET: "/reset",
    Kind.PASSWORD_CHANGED: "/forgot",
    Kind.EMAIL_CONFIRM: "/confirm",
    Kind.EMAIL_CHANGING: "/settings/security",
    Kind.INVITATION: "/join",
}
_PURPOSES = {
    Kind.CONFIRM: Purpose.CONFIRM,
    Kind.WELCOME: Purpose.WELCOME,
    Kind.RESET: Purpose.RESET,
    Kind.EMAIL_CONFIRM: Purpose.EMAIL,
}
_STATES = {
    Kind.CONFIRM: {UserState.UNCONFIRMED},
    Kind.WAITING: {UserState.ACTIVE},
    Kind.APPROVED: {UserState.ACTIVE},
    Kind.WELCOME: {UserState.INVITED},
    Kind.RESET: {UserState.ACTIVE, UserState.DELETED},
    Kind.PASSWORD_CHANGED: {UserState.ACTIVE, UserState.DELETED},
    Kind.EMAIL_CONFIRM: {UserState.ACTIVE},
    Kind.EMAIL_CHANGING: {UserState.ACTIVE},
}
"""In which of these states of its account a letter is still meant."""

Write = Callable[[Tx, str, bool], Coroutine[Any, Any, Letter | None]]
"""Writes a letter, told with what links begin and whether it will leave at all; None: it is not meant any more."""


def link_to(base: str, path: str, token: str | None) -> str:
    """The address of a page. A token stands behind the #, which no server is told and no proxy writes down."""
    return f"{base}{path}" if token is None else f"{base}{path}#{token}"


async def write(
    tx: Tx,
    kind: Kind,
    *,
    base: str,
    to: str,
    language: Language,
    settings: AccountsSettings,
    token: str | None = None,
    link: bool = True,
    **names: str,
) -> Letter:
    """A letter of one kind in one language."""
    phrases = PHRASES[language][kind]
    known = {
        "instance": (await get_instance(tx)).name,
        "days": str(lifetime(settings, _PURPOSES.get(kind, Purpose.CONFIRM)).days),
        "hours": str(lifetime(settings, Purpose.EMAIL).days * 24),
        "minutes": str(settings.reset_minutes),
    } | names
    url = link_to(base, _PATHS[kind], token) if link and phrases.link and kind in _PATHS else None
    return Letter(
        to=to,
        subject=phrases.subject.format_map(known),
        language=language,
        paragraphs=tuple(text.format_map(known) for text in phrases.paragraphs),
        link=Link(phrases.link, url) if url and phrases.link else None,
        after=tuple(text.format_map(known) for text in phrases.after),
    )


async def send(open_tx: OpenTx, postman: Postman, write_it: Write) -> None:
    """Write a letter in a transaction, commit, and hand it over. Without a mail server no secret is made for it at all."""
    async with open_tx() as tx:
        server = await postman.server(tx)
        if server is not None and postman.public_url is None:
            raise Park(NO_PUBLIC_URL())
        letter = await write_it(tx, postman.public_url or "", server is not None)
        name = (await get_instance(tx)).name
    if letter is not None:
        await postman.send(letter, server, sender_name=name)


async def send_to_user(
    open_tx: OpenTx,
    postman: Postman,
    settings: AccountsSettings,
    kind: Kind,
    user_id: int,
    *,
    to: str | None = None,
    about: int | None = None,
) -> None:
    """A letter to somebody who has an account, unless it is not meant any more."""

    async def write_it(tx: Tx, base: str, real: bool) -> Letter | None:
        user = await get_user(tx, user_id)
        if user is None or user.state not in _STATES[kind]:
            return None
        if kind is Kind.CONFIRM or kind is Kind.EMAIL_CONFIRM:
            # The address is somebody's already: they are told, and whoever asked learns nothing.
            other = await find_user(tx, to or user.email)
            if other is not None and other.id != user.id:
                return await _to(tx, Kind.TAKEN, other, base, settings)
        names = {}
        if about is not None:
            other = await get_user(tx, about)
            if other is None or other.state is not UserState.WAITING:
                return None
            names["about"] = other.username
        purpose = _PURPOSES.get(kind)
        token = await make_token(tx, user, purpose, settings, email=to) if purpose and real else None
        link = real and (purpose is None or token is not None)
        return await _to(tx, kind, user, base, settings, to=to, token=token, link=link, **names)

    await send(open_tx, postman, write_it)


async def send_reset(open_tx: OpenTx, postman: Postman, settings: AccountsSettings, login: str) -> None:
    """A link to choose a password, to whoever has this name or address, if anybody: nobody else learns which."""
    async with open_tx() as tx:
        user = await find_user(tx, login)
    if user is not None:
        kind = Kind.WELCOME if user.state is UserState.INVITED else Kind.RESET
        await send_to_user(open_tx, postman, settings, kind, user.id)


async def send_declined(
    open_tx: OpenTx, postman: Postman, settings: AccountsSettings, to: str, language: Language
) -> None:
    """To somebody who has no account any more."""

    async def write_it(tx: Tx, base: str, real: bool) -> Letter:
        return await write(tx, Kind.DECLINED, base=base, to=to, language=language, settings=settings)

    await send(open_tx, postman, write_it)


async def send_invitation(
    open_tx: OpenTx,
    postman: Postman,
    settings: AccountsSettings,
    find: Callable[[Tx], Coroutine[Any, Any, Invitation | None]],
    make_link: Callable[[Tx], Coroutine[Any, Any, str]],
) -> None:
    """To somebody who has no account yet."""

    async def write_it(tx: Tx, base: str, real: bool) -> Letter | None:
        invitation = await find(tx)
        if invitation is None or invitation.email is None or not invitation.counts(now()):
            return None
        return await write(
            tx,
            Kind.INVITATION,
            base=base,
            to=invitation.email,
            language=invitation.language,
            settings=settings,
            token=await make_link(tx) if real else None,
            link=real,
            inviter=invitation.inviter,
            date=_date(invitation.expires_at, invitation.language),
        )

    await send(open_tx, postman, write_it)


async def write_test(tx: Tx, settings: AccountsSettings, to: User) -> Letter:
    """A letter that proves that letters arrive."""
    return await write(tx, Kind.TEST, base="", to=to.email, language=to.language, settings=settings)


async def _to(
    tx: Tx,
    kind: Kind,
    user: User,
    base: str,
    settings: AccountsSettings,
    *,
    to: str | None = None,
    token: str | None = None,
    link: bool = True,
    **names: str,
) -> Letter:
    return await write(
        tx,
        kind,
        base=base,
        to=to or user.email,
        language=user.language,
        settings=settings,
        token=token,
        link=link,
        username=user.username,
        **names,
    )


def _date(value: datetime, language: Language) -> str:
    if language is Language.DE:
        return f"{value.day}.{value.month}.{value.year}"
    return f"{value.day} {value:%B %Y}"
