"""What may go wrong with accounts."""

from albumen.core import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NoRoom,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unsupported,
)


class NotSignedIn(Unauthenticated):
    """Please sign in."""


class WrongKey(Unauthenticated):
    """There is no such API key: it was deleted, it has expired, or it was not copied whole."""


class WrongCredentials(Unauthenticated):
    """That name and password do not go together."""


class AccountSuspended(Forbidden):
    """This account is suspended. An administrator can lift that."""


class Unconfirmed(Forbidden):
    """Your e-mail address is not confirmed yet. Open the link in the mail that was sent to you."""

    def __init__(self) -> None:
        super().__init__(errors=(FieldError("confirmation", "Open the link in the mail that was sent to you."),))


class AwaitingApproval(Forbidden):
    """An administrator has to let you in first. You will hear of it by mail."""

    def __init__(self) -> None:
        super().__init__(errors=(FieldError("approval", "An administrator has to let you in first."),))


class NotYetIn(Conflict):
    """This account was never active: let its owner in, or decline."""


class NotWaiting(Conflict):
    """Nobody waits there: another administrator has decided already."""


class LinkOver(Forbidden):
    """This link does not count any more: it was used, its time is over, or a part of it is missing."""


class InvitationOver(Forbidden):
    """This invitation does not count any more: it was used or taken back, or its time is over."""


class NoSuchInvitation(NotFound):
    """There is no such invitation."""


class NotAPicture(Unsupported):
    """This is no picture that Albumen can read."""


class PictureTooLarge(TooLarge):
    """A picture of yourself may have 20 MB at most."""


class AccountLeaving(Conflict):
    """This account is being deleted."""


class NameTaken(Conflict):
    """That username or e-mail address is taken."""

    def __init__(self, field: str) -> None:
        words = {
            "username": "That username is taken.",
            "email": "There is an account with that e-mail address already.",
        }
        super().__init__(words[field], errors=(FieldError(field, words[field]),))


class BadField(Invalid):
    """One field of the account is not as it should be."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail, errors=(FieldError(field, detail),))


class SignUpClosed(Forbidden):
    """New accounts are made by an administrator here."""


class InvitationNeeded(SignUpClosed):
    """One signs up here with an invitation."""


class SetupOver(Forbidden):
    """This link does not count: there is an administrator already, a newer link was printed, or a part of it is missing."""


class NotAllowed(Forbidden):
    """Your account or key may not do this."""


class NoSuchUser(NotFound):
    """There is no such account."""


class NoSuchSession(NotFound):
    """There is no such session."""


class NoSuchKey(NotFound):
    """There is no such API key."""


class LastAdministrator(Conflict):
    """Somebody must stay administrator. Make another person one first."""


class QuotaExceeded(NoRoom):
    """Your quota is used up. Empty the trash or ask an administrator for more."""


class TooManyAttempts(TooMany):
    """Too many attempts. Please wait a while and try again."""
