"""What may go wrong with accounts."""

from albumen.core import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NoRoom,
    NotFound,
    Sentence,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unsupported,
)

USERNAME_FORM = Sentence(
    "username-form",
    "A username has 2 to 30 letters (a–z), digits, dots, dashes or underscores, and begins and ends with a letter or digit.",
)
USERNAME_RESERVED = Sentence("username-reserved", "That username is reserved.")
USERNAME_TAKEN = Sentence("username-taken", "That username is taken.")
EMAIL_FORM = Sentence("email-form", "That does not look like an e-mail address.")
EMAIL_TAKEN = Sentence("email-taken", "There is an account with that e-mail address already.")
PASSWORD_SHORT = Sentence("password-short", "A password has at least {least} characters. A few words make a good one.")
PASSWORD_LONG = Sentence("password-long", "A password has at most {most} characters.")
PASSWORD_EASY = Sentence("password-easy", "That password is too easy to guess.")
PASSWORD_WRONG = Sentence("password-wrong", "That is not your current password.")
TEXT_LONG = Sentence("text-long", "At most {most} characters.")
WEBSITE_FORM = Sentence("website-form", "That is not a web address.")
WEBSITE_SCHEME = Sentence("website-scheme", "A web address begins with https:// or http://.")
INSTANCE_NAME = Sentence("instance-name", "A name has 1 to {most} characters.")
TIME_ZONE = Sentence("time-zone", "That is not a time zone Albumen knows. Use a name such as Europe/Berlin.")
KEY_SCOPES = Sentence("key-scopes", "A key needs at least one scope.")
KEY_NAME = Sentence("key-name", "Give the key a name, so that you know it again.")
KEYS_MOST = Sentence("keys-most", "You have {most} keys already. Delete one first.")
KEY_OVER = Sentence("key-over", "That time is over already.")
KEY_LONG = Sentence("key-long", "That is too far away: a key lasts at most {years} years.")
KEY_MORE = Sentence("key-more", "A key cannot be given more than you may do yourself here.")
KEY_LONGER = Sentence("key-longer", "A key cannot last longer than the key that makes it.")
NOT_BY_KEY = Sentence("not-by-key", "Only somebody who is signed in can do this, not an API key.")
ADMINISTRATORS = Sentence("administrators", "Only administrators may do this.")
INVITING = Sentence("inviting", "Only administrators invite people here.")
INVITING_MORE = Sentence("inviting-more", "Only administrators decide on roles and space.")
INVITATIONS_MOST = Sentence("invitations-most", "You have {most} invitations already. Take one back first.")
INVITED_MOST = Sentence("invited-most", "Between 1 and {most} people.")
INVITED_DAYS = Sentence("invited-days", "Between 1 and {most} days.")
NOBODY_SIGNS_IN = Sentence("nobody-signs-in", "Nobody can sign in to this account just now, with whatever password.")
NO_PUBLIC_URL = Sentence("no-public-url", "ALBUMEN_PUBLIC_URL is not set, so the links in mails lead nowhere.")


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
        said = {"username": USERNAME_TAKEN, "email": EMAIL_TAKEN}[field]()
        super().__init__(said, errors=(FieldError(field, said),))


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
