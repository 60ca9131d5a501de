"""Coming back without the password, and choosing the first one: by the link of a letter."""

from albumen import jobs
from albumen.accounts import fields
from albumen.accounts.actions.entry import store_password
from albumen.accounts.actions.people import note_event
from albumen.accounts.errors import NOBODY_SIGNS_IN, LinkOver, NoSuchUser
from albumen.accounts.links import drop_tokens, find_linked, make_token, use_token
from albumen.accounts.model import Linked, Purpose, User, UserId, UserState
from albumen.accounts.phrases import Kind
from albumen.accounts.queries import get_user
from albumen.accounts.secrets import hash_password
from albumen.accounts.settings import AccountsSettings
from albumen.accounts.tables import users
from albumen.accounts.tasks import send_letter, send_reset
from albumen.database import OpenTx, Tx

_BOTH = (Purpose.RESET, Purpose.WELCOME)


async def ask_reset(tx: Tx, login: str) -> None:
    """Have a link to choose a new password sent to whoever has this name or address.

    The question whether anybody has is asked by the job: the answer here is the same, and as quick, for everybody.
    """
    if login.isprintable():  # else it is nobody's, and PostgreSQL's JSON cannot hold all of it
        await jobs.enqueue(tx, send_reset, login=login)


async def find_reset(tx: Tx, token: str) -> Linked:
    """Whose password a link would choose. Raises `LinkOver`."""
    return _meant(await find_linked(tx, token, *_BOTH))


async def reset_password(open_tx: OpenTx, token: str, new: str) -> User:
    """Choose a password with the link of a letter; all sessions end, and every such link. An `INVITED` account is active then.

    Raises `LinkOver` and `BadField`.
    """
    async with open_tx() as tx:
        user = (await find_reset(tx, token)).user
    fields.password(new, username=user.username, email=user.email, field="new")
    new_hash = await hash_password(new)
    async with open_tx() as tx:
        linked = _meant(await use_token(tx, token, *_BOTH))
        await drop_tokens(tx, user.id, *_BOTH)
        first = linked.purpose is Purpose.WELCOME
        await store_password(tx, user.id, new_hash, actor="link", keep=None, tell=not first)
        if first:
            await tx.execute(users.update().where(users.c.id == user.id).values(state=UserState.ACTIVE.value))
            await note_event(tx, user.id, "joined", actor="self")
        found = await get_user(tx, user.id)
        assert found is not None
        return found


async def make_password_link(tx: Tx, user_id: UserId, settings: AccountsSettings, *, actor: str) -> tuple[Purpose, str]:
    """A token by which a person chooses a password, for an administrator to pass on. Raises `NoSuchUser` and `LinkOver`."""
    user = await get_user(tx, user_id)
    if user is None:
        raise NoSuchUser
    purpose = Purpose.WELCOME if user.state is UserState.INVITED else Purpose.RESET
    if user.state not in {UserState.ACTIVE, UserState.INVITED}:
        raise LinkOver(NOBODY_SIGNS_IN())
    await note_event(tx, user_id, "password link", actor=actor)
    return purpose, await make_token(tx, user, purpose, settings)


async def mail_password_link(tx: Tx, user_id: UserId, *, actor: str) -> None:
    """Have such a link mailed to the person themselves. Raises `NoSuchUser`."""
    user = await get_user(tx, user_id)
    if user is None:
        raise NoSuchUser
    await note_event(tx, user_id, "password mail", actor=actor)
    kind = Kind.WELCOME if user.state is UserState.INVITED else Kind.RESET
    await jobs.enqueue(tx, send_letter, kind=kind, user_id=user_id)


def _meant(linked: Linked) -> Linked:
    wanted = {UserState.INVITED} if linked.purpose is Purpose.WELCOME else {UserState.ACTIVE, UserState.DELETED}
    if linked.user.state not in wanted:
        raise LinkOver
    return linked
