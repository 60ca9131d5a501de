"""What may go wrong with accounts."""

from albumen.core import Conflict, FieldError, Forbidden, Invalid, NoRoom, NotFound, TooMany, Unauthenticated


class NotSignedIn(Unauthenticated):
    """Please sign in."""


class WrongCredentials(Unauthenticated):
    """That name and password do not go together."""


class AccountSuspended(Forbidden):
    """This account is suspended. An administrator can lift that."""


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
