"""The words of letters, in every language. What stands in braces is filled in by `letters.py`."""

from dataclasses import dataclass
from enum import StrEnum

from albumen.accounts.model import Language


class Kind(StrEnum):
    """What a letter is about."""

    CONFIRM = "confirm"
    TAKEN = "taken"
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WELCOME = "welcome"
    RESET = "reset"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    EMAIL_CONFIRM = "email_confirm"
    EMAIL_CHANGING = "email_changing"
    INVITATION = "invitation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one kind of letter."""

    subject: str
    paragraphs: tuple[str, ...]
    link: str | None = None
    after: tuple[str, ...] = ()


_EN = {
    Kind.CONFIRM: Phrases(
        "Confirm your e-mail address for {instance}",
        ("Somebody, we hope it was you, signed up at {instance} as {username} with this e-mail address.",),
        "Confirm this address",
        (
            "The link counts for {days} days. Without it the account is removed again.",
            "If it was not you, do nothing: nobody can use the account.",
        ),
    ),
    Kind.TAKEN: Phrases(
        "You have an account at {instance} already",
        (
            "Somebody, perhaps you, wanted to use this e-mail address for an account at {instance}. "
            "There is one with it already: {username}.",
            "If you have forgotten your password, you can choose a new one on the page where one signs in.",
        ),
        "Sign in",
        ("If it was not you, you need not do anything.",),
    ),
    Kind.WAITING: Phrases(
        "{about} would like to join {instance}",
        ("{about} signed up at {instance} and waits for an administrator to decide.",),
        "See who waits",
    ),
    Kind.APPROVED: Phrases(
        "Welcome to {instance}",
        ("An administrator has let you in, {username}. You can sign in now.",),
        "Sign in",
    ),
    Kind.DECLINED: Phrases(
        "Your account at {instance}",
        ("An administrator of {instance} did not accept your sign-up. What you entered was deleted.",),
    ),
    Kind.WELCOME: Phrases(
        "Your account at {instance}",
        (
            "There is an account for you at {instance}. Your username is {username}. Choose a password, and it is yours.",
        ),
        "Choose a password",
        ("The link counts for {days} days, and once.",),
    ),
    Kind.RESET: Phrases(
        "A new password for {instance}",
        ("Somebody, we hope it was you, asked for a new password for {username} at {instance}.",),
        "Choose a new password",
        (
            "The link counts for {minutes} minutes, and once.",
            "If it was not you, do nothing: your password stays as it is.",
        ),
    ),
    Kind.PASSWORD_CHANGED: Phrases(
        "Your password at {instance} was changed",
        (
            "The password of {username} at {instance} was changed just now, and all other browsers were signed out.",
            "If it was not you, choose a new password at once, and tell the administrator.",
        ),
        "Choose another password",
    ),
    Kind.EMAIL_CONFIRM: Phrases(
        "Confirm your new e-mail address for {instance}",
        ("{username} at {instance} would like to be reached at this address from now on.",),
        "Confirm this address",
        ("The link counts for {hours} hours, and once.", "If it was not you, do nothing: nothing changes then."),
    ),
    Kind.EMAIL_CHANGING: Phrases(
        "Your e-mail address at {instance} is to change",
        (
            "Somebody who knows the password of {username} at {instance} asked to use another e-mail address.",
            "It changes as soon as that address is confirmed. If it was not you, change your password at once, "
            "and tell the administrator.",
        ),
        "Go to your security settings",
    ),
    Kind.INVITATION: Phrases(
        "{inviter} invites you to {instance}",
        ("{inviter} invites you to {instance}, a home for photos.",),
        "Accept the invitation",
        ("The invitation counts until {date}.", "If you do not know {inviter}, do nothing."),
    ),
    Kind.TEST: Phrases(
        "A test from {instance}",
        ("{instance} can send mail: this is the proof.",),
    ),
}

_DE = {
    Kind.CONFIRM: Phrases(
        "Bestätige deine E-Mail-Adresse für {instance}",
        ("Jemand, hoffentlich du, hat sich bei {instance} als {username} mit dieser E-Mail-Adresse registriert.",),
        "Diese Adresse bestätigen",
        (
            "Der Link gilt {days} Tage. Ohne ihn wird das Konto wieder entfernt.",
            "Wenn du es nicht warst, tu nichts: niemand kann das Konto benutzen.",
        ),
    ),
    Kind.TAKEN: Phrases(
        "Du hast schon ein Konto bei {instance}",
        (
            "Jemand, vielleicht du, wollte diese E-Mail-Adresse für ein Konto bei {instance} verwenden. "
            "Es gibt schon eines damit: {username}.",
            "Wenn du dein Passwort vergessen hast, kannst du auf der Anmeldeseite ein neues wählen.",
        ),
        "Anmelden",
        ("Wenn du es nicht warst, brauchst du nichts zu tun.",),
    ),
    Kind.WAITING: Phrases(
        "{about} möchte zu {instance} dazukommen",
        ("{about} hat sich bei {instance} registriert und wartet darauf, dass jemand aus der Verwaltung entscheidet.",),
        "Ansehen, wer wartet",
    ),
    Kind.APPROVED: Phrases(
        "Willkommen bei {instance}",
        ("Du bist aufgenommen, {username}, und kannst dich jetzt anmelden.",),
        "Anmelden",
    ),
    Kind.DECLINED: Phrases(
        "Dein Konto bei {instance}",
        (
            "Die Verwaltung von {instance} hat deine Registrierung nicht angenommen. Was du eingegeben hast, ist gelöscht.",
        ),
    ),
    Kind.WELCOME: Phrases(
        "Dein Konto bei {instance}",
        (
            "Bei {instance} gibt es ein Konto für dich. Dein Benutzername ist {username}. "
            "Wähle ein Passwort, dann gehört es dir.",
        ),
        "Passwort wählen",
        ("Der Link gilt {days} Tage und nur einmal.",),
    ),
    Kind.RESET: Phrases(
        "Ein neues Passwort für {instance}",
        ("Jemand, hoffentlich du, hat ein neues Passwort für {username} bei {instance} verlangt.",),
        "Neues Passwort wählen",
        (
            "Der Link gilt {minutes} Minuten und nur einmal.",
            "Wenn du es nicht warst, tu nichts: dein Passwort bleibt, wie es ist.",
        ),
    ),
    Kind.PASSWORD_CHANGED: Phrases(
        "Dein Passwort bei {instance} wurde geändert",
        (
            "Das Passwort von {username} bei {instance} wurde eben geändert; alle anderen Browser sind abgemeldet.",
            "Wenn du es nicht warst, wähle sofort ein neues Passwort und sag der Verwaltung Bescheid.",
        ),
        "Ein anderes Passwort wählen",
    ),
    Kind.EMAIL_CONFIRM: Phrases(
        "Bestätige deine neue E-Mail-Adresse für {instance}",
        ("{username} bei {instance} möchte künftig unter dieser Adresse erreicht werden.",),
        "Diese Adresse bestätigen",
        (
            "Der Link gilt {hours} Stunden und nur einmal.",
            "Wenn du es nicht warst, tu nichts: dann ändert sich nichts.",
        ),
    ),
    Kind.EMAIL_CHANGING: Phrases(
        "Deine E-Mail-Adresse bei {instance} soll sich ändern",
        (
            "Jemand, der das Passwort von {username} bei {instance} kennt, möchte eine andere E-Mail-Adresse verwenden.",
            "Sie gilt, sobald sie bestätigt ist. Wenn du es nicht warst, ändere sofort dein Passwort "
            "und sag der Verwaltung Bescheid.",
        ),
        "Zu deinen Sicherheitseinstellungen",
    ),
    Kind.INVITATION: Phrases(
        "{inviter} lädt dich zu {instance} ein",
        ("{inviter} lädt dich zu {instance} ein, einem Zuhause für Fotos.",),
        "Einladung annehmen",
        ("Die Einladung gilt bis {date}.", "Wenn du {inviter} nicht kennst, tu nichts."),
    ),
    Kind.TEST: Phrases(
        "Eine Probe von {instance}",
        ("{instance} kann Mails verschicken: das ist der Beweis.",),
    ),
}

PHRASES = {Language.EN: _EN, Language.DE: _DE}
