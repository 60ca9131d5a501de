"""What may go wrong with mail. `detail` holds nothing that a person wrote; what the server said stands in `answer`."""

from albumen.core import Conflict, Sentence, Unavailable

HOST_FORM = Sentence("mail-host-form", "That is no name of a server, such as smtp.example.org.")
SENDER_FORM = Sentence("mail-sender-form", "That does not look like an e-mail address.")
SENDER_NONE = Sentence("mail-sender-none", "The sender that is set is no e-mail address.")
NOT_TYPED = Sentence("not-typed", "There is a character in it that cannot be typed.")
NO_ADDRESS = Sentence("mail-no-address", "That is no address that mail can be sent to.")
NO_CA_FILE = Sentence("mail-ca-file", "The file of ALBUMEN_MAIL_CA_FILE cannot be read.")
CERTIFICATE = Sentence("mail-certificate", "The certificate of {server} is not to be trusted.")
NO_SIGN_IN = Sentence("mail-sign-in", "{server} does not accept the username and password.")
NOT_FROM = Sentence("mail-not-from", "{server} does not take mail from this sender.")
NOT_HERE = Sentence("mail-not-here", "{server} does not take mail from here.")
NOT_TO = Sentence("mail-not-to", "The mail server does not take mail for this address ({status}).")
NOT_TAKEN = Sentence("mail-not-taken", "The mail server did not take the mail ({status}).")
NO_SUCH_SERVER = Sentence("mail-no-server", "There is no server named {host}.")
NOBODY_LISTENS = Sentence("mail-nobody-listens", "Nothing takes mail at {server}: the connection was refused.")
NO_ANSWER = Sentence("mail-no-answer", "{server} does not answer.")
OTHER_TLS = Sentence(
    "mail-other-tls", "{server} does not speak TLS like this: is another kind of encryption or another port right?"
)
NO_STARTTLS = Sentence("mail-no-starttls", "{server} does not offer STARTTLS: the connection would not be encrypted.")
NO_AUTH = Sentence("mail-no-auth", "{server} does not let anybody sign in over such a connection.")
HUNG_UP = Sentence("mail-hung-up", "{server} ended the conversation.")


class MailFailed(Unavailable):
    """The mail server could not be reached, or does not take mail just now."""

    def __init__(self, detail: str | None = None, *, answer: str = "") -> None:
        super().__init__(detail)
        self.answer = answer


class MailRefused(Conflict):
    """The mail server refused this mail for good."""

    def __init__(self, detail: str | None = None, *, answer: str = "") -> None:
        super().__init__(detail)
        self.answer = answer


class NoMailServer(Conflict):
    """No mail server is set."""
