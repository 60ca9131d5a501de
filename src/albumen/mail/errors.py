"""What may go wrong with mail. `detail` holds nothing that a person wrote; what the server said stands in `answer`."""

from albumen.core import Conflict, Unavailable


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
