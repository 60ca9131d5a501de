"""A real mail server on loopback: it takes letters, with or without TLS, and refuses what it is told to refuse."""

import datetime as dt
import ipaddress
import re
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from albumen.mail import Security

PATIENCE = 60.0
USERNAME, PASSWORD = "albumen", "the postman's own word"


@dataclass(frozen=True, slots=True)
class Papers:
    """A certificate for 127.0.0.1 and localhost, its key, and the authority that signed it, as files."""

    certificate: Path
    key: Path
    authority: Path


def make_papers(folder: Path, *, host: str = "localhost", expired: bool = False) -> Papers:
    """New papers, from an authority of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The authority of a test")])
    end = now - dt.timedelta(days=1) if expired else now + dt.timedelta(days=10)

    def certificate(subject: x509.Name, public: Any, until: dt.datetime) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(authority_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=20))
            .not_valid_after(until)
        )

    authority = (
        certificate(authority_name, authority_key.public_key(), now + dt.timedelta(days=10))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    own = (
        certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key(), end)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    papers = Papers(folder / "certificate.pem", folder / "key.pem", folder / "authority.pem")
    pem = serialization.Encoding.PEM
    papers.certificate.write_bytes(own.public_bytes(pem))
    papers.authority.write_bytes(authority.public_bytes(pem))
    papers.key.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return papers


@dataclass(frozen=True, slots=True)
class Received:
    """A letter as it arrived."""

    sender: str
    to: tuple[str, ...]
    encrypted: bool
    message: EmailMessage

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message["subject"])

    @property
    def text(self) -> str:
        """As text."""
        body = self.message.get_body(("plain",))
        assert body is not None
        return cast("str", body.get_content())

    @property
    def page(self) -> str:
        """As a page."""
        body = self.message.get_body(("html",))
        assert body is not None
        return cast("str", body.get_content())

    @property
    def link(self) -> str:
        """The one link in it, the same in both."""
        (link,) = re.findall(r"https?://\S+", self.text)
        assert link.replace("&", "&amp;") in self.page
        return cast("str", link)


class PostOffice:
    """The server, and what it has taken."""

    def __init__(
        self, security: Security = Security.NONE, *, papers: Papers | None = None, sign_in: bool = False
    ) -> None:
        self.security = security
        self.letters: list[Received] = []
        self.refuse: Callable[[str], str | None] = lambda address: None
        """Asked of each recipient: an answer of the protocol, or None to take it."""
        self.goodbye = "221 Bye"
        self._arrived = threading.Condition()
        context = None
        if security is not Security.NONE:
            assert papers is not None
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(papers.certificate, papers.key)
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0, "enable_SMTPUTF8": True}
        if security is Security.TLS:
            options["ssl_context"] = context
        elif security is Security.STARTTLS:
            options |= {"tls_context": context, "require_starttls": True}
        if sign_in:
            options |= {
                "authenticator": self._let_in,
                "auth_required": True,
                "auth_require_tls": security is Security.STARTTLS,
            }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that signing in without TLS is not wise
            self._controller = _Controller(self, **options)

    @property
    def port(self) -> int:
        """Where it listens."""
        return cast("int", self._controller.server.sockets[0].getsockname()[1])

    def start(self) -> None:
        """Open."""
        self._controller.start()

    def stop(self) -> None:
        """Close."""
        self._controller.stop()

    def to(self, address: str) -> list[Received]:
        """What was taken for somebody, in this order."""
        with self._arrived:
            return [letter for letter in self.letters if address in letter.to]

    def wait_for(self, address: str, subject: str) -> Received:
        """The latest letter for somebody with this in its subject, as soon as it is there."""
        deadline = time.monotonic() + PATIENCE
        with self._arrived:
            while True:
                found = [one for one in self.letters if address in one.to and subject in one.subject]
                if found:
                    return found[-1]
                left = deadline - time.monotonic()
                assert left > 0, f"no {subject!r} came for {address}: {[(one.to, one.subject) for one in self.letters]}"
                self._arrived.wait(left)

    def forget(self) -> None:
        """Throw away what came so far."""
        with self._arrived:
            self.letters.clear()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """As the protocol answers."""
        refused = self.refuse(address)
        if refused is not None:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """As the protocol answers."""
        return self.goodbye

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """As the protocol answers."""
        message = message_from_bytes(cast("bytes", envelope.content), policy=policy.default)
        received = Received(
            envelope.mail_from or "",
            tuple(cast("list[str]", envelope.rcpt_tos)),
            session.ssl is not None or self.security is Security.TLS,
            cast("EmailMessage", message),
        )
        with self._arrived:
            self.letters.append(received)
            self._arrived.notify_all()
        return "250 Taken"

    def _let_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        fits = (given.login, given.password) == (USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=fits, handled=False)


class _Controller(Controller):
    """The port is whichever is free: it is asked for once it is open."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def post_office(*arguments: Any, **options: Any) -> Iterator[PostOffice]:
    """An office that is open while the block runs."""
    office = PostOffice(*arguments, **options)
    office.start()
    try:
        yield office
    finally:
        office.stop()
