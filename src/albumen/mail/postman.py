"""Who carries letters: to the server of the settings, to the one that was entered, or to the log."""

import asyncio
import socket
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import TypeVar

import aiosmtplib
import structlog

from albumen.core import AlbumenError, Said, Sentence
from albumen.database import Tx
from albumen.mail import errors as said
from albumen.mail.errors import MailFailed, MailRefused
from albumen.mail.letters import compose, domain_of, one_line
from albumen.mail.model import Letter, Security, Server
from albumen.mail.queries import stored_server
from albumen.mail.sealing import Seal
from albumen.mail.settings import MailSettings

log = structlog.get_logger(__name__)

E = TypeVar("E", bound=BaseException)

_WHOLE = 3
"""Timeouts of one answer that sending a mail as a whole may take."""
_GOODBYE = 5.0
"""Seconds that a server has to say goodbye."""


class Postman:
    """Holds the settings, the seal of the password that was entered, and where links in letters lead."""

    def __init__(self, settings: MailSettings, seal: Seal, public_url: str | None) -> None:
        self.settings = settings
        self.seal = seal
        self.public_url = public_url
        """Without a slash at its end; None where nobody said it: then letters with links cannot be written."""

    @property
    def fixed(self) -> Server | None:
        """The server of the settings, which nobody can change in the browser."""
        settings = self.settings
        if not settings.host or not settings.sender:
            return None
        return Server(
            host=settings.host,
            port=settings.port or settings.security.port,
            security=settings.security,
            sender=settings.sender,
            sender_name=settings.sender_name,
            username=settings.username,
            password=settings.password.get_secret_value(),
        )

    async def server(self, tx: Tx) -> Server | None:
        """The server that takes mail now; None: there is none, and letters go to the log."""
        if self.fixed is not None:
            return self.fixed
        stored = await stored_server(tx, self.seal)
        return None if stored is None else stored.server

    async def send(self, letter: Letter, server: Server | None, *, sender_name: str) -> None:
        """Hand a letter over; without a server, its subject goes to the log: no address and no link.

        No transaction may be open. Raises `MailFailed` (trying again may help) and `MailRefused` (it will not).
        """
        if server is None:
            log.warning("mail.not_sent", subject=one_line(letter.subject), why="no mail server is set")
            return
        await self._hand_over(compose(letter, server, sender_name), server)
        log.info("mail.sent", subject=one_line(letter.subject))

    async def _hand_over(self, message: EmailMessage, server: Server) -> None:
        seconds = self.settings.timeout_seconds
        client = aiosmtplib.SMTP(
            hostname=server.host.strip("[]"),
            port=server.port,
            # What we call ourselves: the machine's own name would have to be looked up, and is nobody's business.
            local_hostname=domain_of(server.sender),
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=None if server.security is Security.NONE else self._tls(),
            timeout=seconds,
        )
        try:
            async with asyncio.timeout(seconds * _WHOLE):
                await client.connect()
                if server.username:
                    await client.login(server.username, server.password)
                await client.send_message(message)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise _explained(error, server) from error
        else:
            # The server has taken it: whatever happens from here on, it must not be sent once more.
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=min(seconds, _GOODBYE))
        finally:
            client.close()

    def _tls(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise MailFailed(said.NO_CA_FILE(), answer=str(error)) from error


def _explained(error: Exception, server: Server) -> AlbumenError:
    """What went wrong, in a sentence for an administrator, with what the server or the system said."""
    here = f"{server.host}:{server.port}"
    certificate = _cause(error, ssl.SSLCertVerificationError)
    if certificate is not None:
        return MailFailed(said.CERTIFICATE(server=here), answer=certificate.verify_message)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return MailFailed(said.NO_SIGN_IN(server=here), answer=f"{error.code} {error.message}")
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        refused = error.recipients[0]
        return _answered(refused.code, refused.message, said.NOT_TO)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        # The sender is the same for all mail: an administrator changes it, and what waits can leave.
        return MailFailed(said.NOT_FROM(server=here), answer=f"{error.code} {error.message}")
    if isinstance(error, aiosmtplib.SMTPHeloError):
        # As with the sender: it is us whom the server does not want, not this mail.
        return MailFailed(said.NOT_HERE(server=here), answer=f"{error.code} {error.message}")
    if isinstance(error, aiosmtplib.SMTPResponseException) and not isinstance(error, aiosmtplib.SMTPConnectError):
        return _answered(error.code, error.message, said.NOT_TAKEN)
    return MailFailed(_unreached(error, here, server), answer=str(error))


def _answered(code: int, message: str, sentence: Sentence) -> AlbumenError:
    kind = MailRefused if code >= 500 else MailFailed
    return kind(sentence(status=code), answer=f"{code} {message}")


def _unreached(error: Exception, here: str, server: Server) -> Said:
    if _cause(error, socket.gaierror) is not None:
        return said.NO_SUCH_SERVER(host=server.host)
    if _cause(error, ConnectionRefusedError) is not None:
        return said.NOBODY_LISTENS(server=here)
    if _cause(error, TimeoutError) is not None or isinstance(error, aiosmtplib.SMTPTimeoutError):
        return said.NO_ANSWER(server=here)
    if _cause(error, ssl.SSLError) is not None:
        return said.OTHER_TLS(server=here)
    if "STARTTLS" in str(error):
        return said.NO_STARTTLS(server=here)
    if "AUTH" in str(error).upper():
        return said.NO_AUTH(server=here)
    return said.HUNG_UP(server=here)


def _cause(error: BaseException | None, kind: type[E]) -> E | None:
    while error is not None:
        if isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None
