"""The jobs of accounts: letters, which leave when what they tell of has committed."""

from albumen.accounts import invitations, letters
from albumen.accounts.model import InvitationId, Language
from albumen.accounts.phrases import Kind
from albumen.accounts.settings import AccountsSettings
from albumen.database import OpenTx
from albumen.jobs import Priority, Retry, task
from albumen.mail import MailRefused, Postman

_RETRY = Retry(attempts=5, first=5.0)


@task(priority=Priority.INTERACTIVE, retry=_RETRY, time_limit=300, park_on=(MailRefused,))
async def send_letter(
    kind: Kind,
    user_id: int,
    to: str | None = None,
    about: int | None = None,
    *,
    open_tx: OpenTx,
    postman: Postman,
    settings: AccountsSettings,
) -> None:
    """Send a letter to somebody who has an account."""
    await letters.send_to_user(open_tx, postman, settings, kind, user_id, to=to, about=about)


@task(priority=Priority.INTERACTIVE, retry=_RETRY, time_limit=300, park_on=(MailRefused,))
async def send_reset(login: str, *, open_tx: OpenTx, postman: Postman, settings: AccountsSettings) -> None:
    """Send a link to choose a password to whoever has this name or address, if anybody."""
    await letters.send_reset(open_tx, postman, settings, login)


@task(priority=Priority.INTERACTIVE, retry=_RETRY, time_limit=300, park_on=(MailRefused,))
async def send_declined(
    to: str, language: Language, *, open_tx: OpenTx, postman: Postman, settings: AccountsSettings
) -> None:
    """Tell somebody that they were not let in."""
    await letters.send_declined(open_tx, postman, settings, to, language)


@task(priority=Priority.INTERACTIVE, retry=_RETRY, time_limit=300, park_on=(MailRefused,))
async def send_invitation(invitation_id: int, *, open_tx: OpenTx, postman: Postman, settings: AccountsSettings) -> None:
    """Send an invitation."""
    await invitations.send(open_tx, postman, settings, InvitationId(invitation_id))
