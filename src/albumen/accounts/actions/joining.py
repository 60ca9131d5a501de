"""How somebody becomes a person here: the first link, signing up in each mode, confirming, being let in."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select, update

from albumen import jobs
from albumen.accounts import fields
from albumen.accounts.actions.people import (
    NewUser,
    checked,
    claim_email,
    insert_user,
    lock_administrators,
    note_event,
    write_instance,
)
from albumen.accounts.errors import InvitationNeeded, LinkOver, NoSuchUser, NotWaiting, SetupOver, SignUpClosed
from albumen.accounts.invitations import use_invitation
from albumen.accounts.links import asked_email, drop_tokens, use_token
from albumen.accounts.model import Invitation, Purpose, Role, SignUp, User, UserId, UserState
from albumen.accounts.phrases import Kind
from albumen.accounts.queries import (
    administrators,
    find_unconfirmed,
    get_instance,
    get_user,
    has_administrator,
    lock_user,
)
from albumen.accounts.room import set_first_run_step
from albumen.accounts.secrets import hash_password, new_secret, secret_hash
from albumen.accounts.settings import AccountsSettings
from albumen.accounts.tables import instance, users
from albumen.accounts.tasks import send_declined, send_letter
from albumen.database import OpenTx, Tx

FIRST_STEP = "name"
"""Where whoever made themselves the first administrator begins to set up."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What somebody who signs up shows besides who they are: the first link's secret, an invitation's token, or nothing."""

    setup_secret: str | None = None
    invitation: str | None = None


async def sign_up(
    open_tx: OpenTx,
    new: NewUser,
    settings: AccountsSettings,
    *,
    ticket: Ticket = Ticket(),
    mailing: bool = False,
) -> User:
    """Make an account for oneself; its state says what comes next.

    `ACTIVE`: the first administrator, whoever has an invitation to this very address, and where sign-up is open everybody,
    if no mail can be sent. Else `UNCONFIRMED` (a letter follows: `mailing`) or `WAITING` for an administrator. Whether the
    address has an account already makes no difference then, and is told to its owner alone.

    Raises `SignUpClosed`, `InvitationOver`, `SetupOver` (a used or old link), `BadField` and `NameTaken`.
    """
    first = ticket.setup_secret is not None
    ready = checked(new, fields.username(new.username) if first else fields.open_username(new.username))
    assert ready.password is not None
    async with open_tx() as tx:
        await _may_sign_up(tx, ticket)
    password_hash = await hash_password(ready.password)
    async with open_tx() as tx:
        mode = await _may_sign_up(tx, ticket)
        if ticket.setup_secret is not None:
            await tx.execute(update(instance).values(setup_hash=None))
            await set_first_run_step(tx, FIRST_STEP)
            return await insert_user(
                tx, replace(ready, role=Role.ADMINISTRATOR), password_hash, state=UserState.ACTIVE, actor="self"
            )
        invitation = await use_invitation(tx, ticket.invitation) if ticket.invitation is not None else None
        # Whatever was asked for: a role is given by somebody who may.
        ready = replace(ready, role=Role.USER)
        if invitation is not None:
            ready = replace(ready, role=invitation.role, quota_bytes=invitation.quota_bytes)
        admitted = invitation is not None or mode is SignUp.OPEN
        state = _first_state(admitted, mailing and not _proven(ready, invitation))
        about = {} if invitation is None else {"invitation": str(invitation.id)}
        expires = timedelta(days=settings.confirm_days) if state is UserState.UNCONFIRMED else None
        user = await insert_user(
            tx, ready, password_hash, state=state, actor="self", admitted=admitted, expires=expires, **about
        )
        if state is UserState.UNCONFIRMED:
            await jobs.enqueue(tx, send_letter, kind=Kind.CONFIRM, user_id=user.id)
        if state is UserState.WAITING:
            await _tell_administrators(tx, user)
        return user


async def confirm(open_tx: OpenTx, token: str) -> User:
    """Use the link of a letter that shows that an address is somebody's: of a new account, or a new one of an old account.

    A new account is active then, or waits for an administrator. Raises `LinkOver`, and `NameTaken` where the address has
    another account by now.
    """
    async with open_tx() as tx:
        linked = await use_token(tx, token, Purpose.CONFIRM, Purpose.EMAIL)
        user, email = linked.user, linked.email or linked.user.email
        if linked.purpose is Purpose.EMAIL:
            # Whoever mistyped the address asks again: the letter to a stranger must not count then.
            if user.state is not UserState.ACTIVE or email != await asked_email(tx, user.id):
                raise LinkOver
            await drop_tokens(tx, user.id, Purpose.EMAIL, Purpose.EMAIL_ASKED, Purpose.RESET)
            changed = await claim_email(tx, user.id, email)
            await note_event(tx, user.id, "email", actor="self")
            return changed
        if user.state is not UserState.UNCONFIRMED:
            raise LinkOver
        await drop_tokens(tx, user.id, Purpose.CONFIRM)
        admitted = await tx.scalar(select(users.c.admitted).where(users.c.id == user.id))
        state = UserState.ACTIVE if admitted else UserState.WAITING
        confirmed = await claim_email(tx, user.id, email, state=state.value, delete_after=None)
        await note_event(tx, user.id, "confirmed", actor="self")
        if state is UserState.WAITING:
            await _tell_administrators(tx, confirmed)
        return confirmed


async def ask_again(tx: Tx, email: str) -> None:
    """Send the letter of confirmation again, if there is an account that waits for it. Nobody learns whether there is."""
    for user in (await find_unconfirmed(tx, email))[:1]:
        await jobs.enqueue(tx, send_letter, kind=Kind.CONFIRM, user_id=user.id)


async def approve(tx: Tx, user_id: UserId, *, actor: str) -> User:
    """Let in somebody who waits, or whose confirmation never arrived. Raises `NotWaiting`, `NameTaken` and `NoSuchUser`."""
    user = await _waiting(tx, user_id)
    approved = await claim_email(
        tx, user_id, user.email, state=UserState.ACTIVE.value, delete_after=None, admitted=True
    )
    await drop_tokens(tx, user_id, Purpose.CONFIRM)
    await note_event(tx, user_id, "approved", actor=actor)
    await jobs.enqueue(tx, send_letter, kind=Kind.APPROVED, user_id=user_id)
    return approved


async def decline(tx: Tx, user_id: UserId, *, actor: str, tell: bool = True) -> None:
    """Do not let in somebody who waits: what they entered goes at once. Raises `NotWaiting` and `NoSuchUser`."""
    user = await _waiting(tx, user_id)
    await note_event(tx, user_id, "declined", actor=actor)
    await tx.execute(delete(users).where(users.c.id == user_id))
    # An address that nobody confirmed may be anybody's.
    if tell and user.state is UserState.WAITING:
        await jobs.enqueue(tx, send_declined, to=user.email, language=user.language)


async def withdraw(tx: Tx, user_id: UserId, *, actor: str) -> None:
    """Remove an account whose owner never chose a password. Raises `NotWaiting` and `NoSuchUser`."""
    user = await _locked(tx, user_id)
    if user.state is not UserState.INVITED:
        raise NotWaiting
    await note_event(tx, user_id, "withdrawn", actor=actor)
    await tx.execute(delete(users).where(users.c.id == user_id))


async def make_setup_secret(tx: Tx) -> str | None:
    """A new secret for the link that makes the first administrator; None when there is one. Older links die."""
    await lock_administrators(tx)
    if await has_administrator(tx):
        return None
    secret = new_secret()
    await write_instance(tx, {"setup_hash": secret_hash(secret)})
    return secret


async def check_setup_secret(tx: Tx, secret: str) -> None:
    """Whether the first link would make the first administrator now. Raises `SetupOver`."""
    wanted = await tx.scalar(select(instance.c.setup_hash))
    if wanted is None or wanted != secret_hash(secret) or await has_administrator(tx):
        raise SetupOver


def _first_state(admitted: bool, unproven: bool) -> UserState:
    if unproven:
        return UserState.UNCONFIRMED
    return UserState.ACTIVE if admitted else UserState.WAITING


def _proven(new: NewUser, invitation: Invitation | None) -> bool:
    """Whether the invitation was sent to this very address."""
    return (
        invitation is not None
        and invitation.email is not None
        and fields.login_key(invitation.email) == fields.login_key(new.email)
    )


async def _may_sign_up(tx: Tx, ticket: Ticket) -> SignUp:
    mode = (await get_instance(tx)).sign_up
    if ticket.setup_secret is not None:
        await lock_administrators(tx)
        await check_setup_secret(tx, ticket.setup_secret)
        return mode
    if mode is SignUp.CLOSED or not await has_administrator(tx):
        raise SignUpClosed
    if mode is SignUp.INVITE and ticket.invitation is None:
        raise InvitationNeeded
    return mode


async def _tell_administrators(tx: Tx, user: User) -> None:
    letters = [{"kind": Kind.WAITING, "user_id": a.id, "about": user.id} for a in await administrators(tx)]
    await jobs.enqueue_many(tx, send_letter, letters)


async def _waiting(tx: Tx, user_id: UserId) -> User:
    user = await _locked(tx, user_id)
    if user.state not in {UserState.WAITING, UserState.UNCONFIRMED}:
        raise NotWaiting
    return user


async def _locked(tx: Tx, user_id: UserId) -> User:
    await lock_user(tx, user_id)
    user = await get_user(tx, user_id)
    if user is None:
        raise NoSuchUser
    return user
