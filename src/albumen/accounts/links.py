"""The links of letters: `<user id>_<secret>`, good for one purpose, once, and not for long. Only the secret's hash is kept."""

from datetime import timedelta

from sqlalchemy import delete, func, select

from albumen.accounts.errors import LinkOver
from albumen.accounts.model import Linked, Purpose, User, UserId
from albumen.accounts.queries import get_user, lock_user
from albumen.accounts.secrets import new_secret, secret_hash, split_token
from albumen.accounts.settings import AccountsSettings
from albumen.accounts.tables import account_tokens
from albumen.core import shard_of
from albumen.database import Tx, insert_minted

_MOST = 5
"""Links of one purpose that count at the same time: the mail that came late is as good as the one asked for again."""
_EMAIL_HOURS = 24


def lifetime(settings: AccountsSettings, purpose: Purpose) -> timedelta:
    """How long a link counts."""
    return {
        Purpose.CONFIRM: timedelta(days=settings.confirm_days),
        Purpose.EMAIL: timedelta(hours=_EMAIL_HOURS),
        Purpose.RESET: timedelta(minutes=settings.reset_minutes),
        Purpose.WELCOME: timedelta(days=settings.invitation_days),
    }[purpose]


async def make_token(
    tx: Tx, user: User, purpose: Purpose, settings: AccountsSettings, *, email: str | None = None
) -> str:
    """A new token; the oldest ones of its purpose go, and those whose time is over."""
    secret, shard = new_secret(), shard_of(user.id)
    mine = (account_tokens.c.shard == shard) & (account_tokens.c.user_id == user.id)
    newest = (
        select(account_tokens.c.id)
        .where(mine, account_tokens.c.purpose == purpose.value)
        .order_by(account_tokens.c.id.desc())
        .limit(_MOST - 1)
    )
    old = (account_tokens.c.purpose == purpose.value) & account_tokens.c.id.not_in(newest)
    await tx.execute(delete(account_tokens).where(mine, old | (account_tokens.c.expires_at < func.now())))
    await insert_minted(
        tx,
        account_tokens,
        shard,
        user_id=user.id,
        purpose=purpose.value,
        secret_hash=secret_hash(secret),
        email=user.email if email is None else email,
        expires_at=func.now() + lifetime(settings, purpose),
    )
    return f"{user.id}_{secret}"


async def find_linked(tx: Tx, token: str, *purposes: Purpose) -> Linked:
    """What a token stands for, without using it. Raises `LinkOver`."""
    return await _linked(tx, token, purposes, use=False)


async def use_token(tx: Tx, token: str, *purposes: Purpose) -> Linked:
    """What a token stands for; with this transaction it is used up. Raises `LinkOver`.

    The account is locked first, as whoever changes it locks it, and only then the link: what is read here stays so, and nobody
    waits for each other.
    """
    found = await _linked(tx, token, purposes, use=False)
    await lock_user(tx, found.user.id)
    return await _linked(tx, token, purposes, use=True)


async def ask_email(tx: Tx, user: User, email: str) -> None:
    """Remember which other address somebody asked for, for as long as the link to it counts."""
    await drop_tokens(tx, user.id, Purpose.EMAIL_ASKED)
    await insert_minted(
        tx,
        account_tokens,
        shard_of(user.id),
        user_id=user.id,
        purpose=Purpose.EMAIL_ASKED.value,
        secret_hash=secret_hash(new_secret()),
        email=email,
        expires_at=func.now() + timedelta(hours=_EMAIL_HOURS),
    )


async def asked_email(tx: Tx, user_id: UserId) -> str | None:
    """The other address that somebody asked for and has not confirmed yet; None when there is none, or its time is over."""
    asked = (
        select(account_tokens.c.email)
        .where(
            account_tokens.c.shard == shard_of(user_id),
            account_tokens.c.user_id == user_id,
            account_tokens.c.purpose == Purpose.EMAIL_ASKED.value,
            account_tokens.c.expires_at > func.now(),
        )
        .order_by(account_tokens.c.id.desc())
        .limit(1)
    )
    return (await tx.execute(asked)).scalar_one_or_none()


async def drop_tokens(tx: Tx, user_id: UserId, *purposes: Purpose) -> None:
    """Have no link of these purposes count any more."""
    await tx.execute(
        delete(account_tokens).where(
            account_tokens.c.shard == shard_of(user_id),
            account_tokens.c.user_id == user_id,
            account_tokens.c.purpose.in_([purpose.value for purpose in purposes]),
        )
    )


async def _linked(tx: Tx, token: str, purposes: tuple[Purpose, ...], *, use: bool) -> Linked:
    parts = split_token(token)
    if parts is None:
        raise LinkOver
    user_id, secret = parts
    this = (
        (account_tokens.c.shard == shard_of(user_id))
        & (account_tokens.c.user_id == user_id)
        & (account_tokens.c.secret_hash == secret_hash(secret))
        & account_tokens.c.purpose.in_([purpose.value for purpose in purposes])
        & (account_tokens.c.expires_at > func.now())
    )
    statement = (
        delete(account_tokens).where(this).returning(account_tokens) if use else select(account_tokens).where(this)
    )
    row = (await tx.execute(statement)).one_or_none()
    user = await get_user(tx, user_id) if row else None
    if row is None or user is None:
        raise LinkOver
    return Linked(user, Purpose(row.purpose), row.email, row.expires_at)
