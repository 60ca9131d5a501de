"""The words of mail: the server that takes it, and letters."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How the connection to the mail server is encrypted. Its certificate is always checked."""

    STARTTLS = "starttls"
    """Asked for before anything else is said; a server that does not offer it gets no mail."""
    TLS = "tls"
    """From the first byte."""
    NONE = "none"
    """Not at all: for a server on this very machine or network."""

    @property
    def port(self) -> int:
        """The customary port."""
        return {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}[self]


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and in whose name mail leaves through it."""

    host: str
    port: int
    security: Security
    sender: str
    """The address that mail comes from."""
    sender_name: str = ""
    username: str = ""
    """Empty: nobody signs in there."""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What a letter asks its reader to open. The address may hold a secret: it is written down nowhere else."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as people read it; `compose` makes its text and its page."""

    to: str
    """An e-mail address."""
    subject: str
    language: str
    """Of its words, as in `Content-Language`."""
    paragraphs: tuple[str, ...]
    link: Link | None = None
    after: tuple[str, ...] = ()
    """Below the link: until when it counts, and what to do if one did not ask for it."""
