"""Letters through a real mail server, and what is said when it does not take them."""

import asyncio
import base64
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from structlog.testing import capture_logs

from albumen.mail import Letter, Link, MailFailed, MailRefused, MailSettings, Postman, Seal, Security, Server, compose
from tests.support.post import PASSWORD, USERNAME, Papers, PostOffice, make_papers, post_office

LETTER = Letter(
    to="ada@example.org",
    subject="Grüße von Albumen ☀",
    language="de",
    paragraphs=("Schöne <b>Grüße</b> & mehr.", "Noch ein Absatz."),
    link=Link("Hier entlang", "https://photos.example.org/reset#1_secret"),
    after=("Der Link gilt einmal.",),
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return make_papers(tmp_path_factory.mktemp("papers"))


def postman(papers: Papers | None = None, seconds: float = 20.0) -> Postman:
    settings = MailSettings(ca_file=papers.authority if papers else None, timeout_seconds=seconds)
    return Postman(settings, Seal((bytes(32),)), "https://photos.example.org")


def server_of(office: PostOffice, security: Security | None = None, **more: str) -> Server:
    return Server("127.0.0.1", office.port, security or office.security, "albumen@example.org", "Holm's photos", **more)


async def send(carrier: Postman, server: Server, letter: Letter = LETTER) -> None:
    await carrier.send(letter, server, sender_name="Albumen")


@pytest.mark.parametrize("security", Security)
@pytest.mark.parametrize("sign_in", [False, True])
async def test_a_letter_arrives_whole(papers: Papers, security: Security, sign_in: bool) -> None:
    who = {"username": USERNAME, "password": PASSWORD} if sign_in else {}
    with post_office(security, papers=papers, sign_in=sign_in) as office:
        await send(postman(papers), server_of(office, **who))
        (letter,) = office.letters
    assert letter.to == ("ada@example.org",)
    assert letter.sender == "albumen@example.org"
    assert letter.encrypted is (security is not Security.NONE)
    assert letter.subject == LETTER.subject
    assert letter.message["from"] == "Holm's photos <albumen@example.org>"
    assert letter.message["content-language"] == "de"
    assert letter.message["auto-submitted"] == "auto-generated"
    assert letter.message["message-id"].endswith("@example.org>")
    assert letter.link == "https://photos.example.org/reset#1_secret"
    assert "Schöne <b>Grüße</b> & mehr." in letter.text
    assert "Schöne &lt;b&gt;Grüße&lt;/b&gt; &amp; mehr." in letter.page
    assert letter.text.index("gilt einmal") > letter.text.index("https://")


async def test_a_certificate_of_a_stranger_is_not_believed(papers: Papers, tmp_path: Path) -> None:
    strangers = make_papers(tmp_path)
    for security in (Security.STARTTLS, Security.TLS):
        with post_office(security, papers=strangers) as office:
            with pytest.raises(MailFailed, match="certificate") as failed:
                await send(postman(papers), server_of(office))
            assert "issuer" in failed.value.answer or "self" in failed.value.answer
            assert office.letters == []


@pytest.mark.parametrize(
    ("made", "said"), [({"expired": True}, "expired"), ({"host": "mail.example.org"}, "IP address mismatch")]
)
async def test_nor_one_that_is_over_or_of_another_host(tmp_path: Path, made: dict[str, object], said: str) -> None:
    theirs = make_papers(tmp_path, **made)  # type: ignore[arg-type]
    with post_office(Security.STARTTLS, papers=theirs) as office:
        with pytest.raises(MailFailed, match="certificate") as failed:
            await send(postman(theirs), server_of(office))
        assert said in failed.value.answer
        assert office.letters == []


async def test_nothing_is_said_in_the_clear_where_encryption_was_asked_for(papers: Papers) -> None:
    with post_office(Security.NONE) as office:
        with pytest.raises(MailFailed, match="does not offer STARTTLS"):
            await send(postman(papers), server_of(office, Security.STARTTLS))
        with pytest.raises(MailFailed, match="does not speak TLS"):
            await send(postman(papers), server_of(office, Security.TLS))
        assert office.letters == []


async def test_a_wrong_password_is_told_with_what_the_server_said() -> None:
    with post_office(sign_in=True) as office:
        with pytest.raises(MailFailed, match="username and password") as failed:
            await send(postman(), server_of(office, username=USERNAME, password="wrong"))
        assert failed.value.answer.startswith("535 ")
        assert "wrong" not in failed.value.detail + failed.value.answer


async def test_a_refused_recipient_is_refused_for_good_and_a_busy_one_is_not() -> None:
    with post_office() as office:
        office.refuse = lambda address: f"550 5.1.1 there is no {address} here"
        with pytest.raises(MailRefused, match=r"does not take mail for this address \(550\)") as refused:
            await send(postman(), server_of(office))
        # What a person wrote stands in the answer, for whoever asked, and not in the reason that is kept.
        assert "ada@example.org" in refused.value.answer
        assert "ada" not in refused.value.detail
        office.refuse = lambda address: "451 4.7.1 come back later"
        with pytest.raises(MailFailed, match="451") as failed:
            await send(postman(), server_of(office))
        assert "come back later" in failed.value.answer


async def test_a_letter_that_was_taken_has_left_whatever_comes_then() -> None:
    with post_office() as office:
        office.goodbye = "421 4.3.0 shutting down"
        await send(postman(), server_of(office))
        assert len(office.letters) == 1


async def test_a_server_that_does_not_want_us_refuses_no_letter_for_good() -> None:
    async def unfriendly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while (line := await reader.readline()) and not line.startswith(b"QUIT"):
            writer.write(b"554 5.7.1 not from there\r\n")
        writer.close()

    async with await asyncio.start_server(unfriendly, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        with pytest.raises(MailFailed, match="does not take mail from here") as failed:
            await send(postman(), Server("127.0.0.1", port, Security.NONE, "albumen@example.org"))
        assert failed.value.answer.startswith("554 ")


async def test_where_nobody_listens_it_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = Server("127.0.0.1", taken.getsockname()[1], Security.NONE, "albumen@example.org")
        with pytest.raises(MailFailed, match="connection was refused"):
            await send(postman(), server)
    with pytest.raises(MailFailed, match=r"There is no server named nowhere\.invalid"):
        await send(postman(), Server("nowhere.invalid", 25, Security.NONE, "albumen@example.org"))


@contextmanager
def silence() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as quiet:
        yield quiet.getsockname()[1]


@pytest.mark.parametrize("security", Security)
async def test_a_server_that_says_nothing_is_given_up(security: Security) -> None:
    with silence() as port:
        server = Server("127.0.0.1", port, security, "albumen@example.org")
        async with asyncio.timeout(30):
            with pytest.raises(MailFailed, match="does not answer"):
                await send(postman(seconds=0.3), server)


async def test_without_a_server_the_log_has_the_subject_and_neither_address_nor_link() -> None:
    structlog.reset_defaults()
    with capture_logs() as lines:
        await postman().send(LETTER, None, sender_name="Albumen")
    (line,) = lines
    assert (line["event"], line["subject"]) == ("mail.not_sent", LETTER.subject)
    assert LETTER.to not in str(lines)
    assert "secret" not in str(lines)
    assert "https" not in str(lines)


NASTY = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    [
        "x\r\nBcc: eve@example.org",
        "x\nSubject: y",
        "x\r\n\r\n<script>",
        "\u2028Bcc: e@e.e",
        "=?utf-8?q?=0ABcc:_e?=",
        "a\x00b",
    ]
)


@given(subject=NASTY, name=NASTY, words=NASTY)
def test_no_word_leaves_its_header(subject: str, name: str, words: str) -> None:
    letter = Letter("ada@example.org", subject, "en", (words,), Link(words, "https://example.org/#a"))
    server = Server("h", 25, Security.NONE, "albumen@example.org", name)
    message = compose(letter, server, "Albumen")
    head = message.as_bytes().partition(b"\r\n\r\n")[0].decode()
    # Folded lines begin with a space; every other line is a header of ours.
    names = {line.partition(":")[0].lower() for line in head.split("\r\n") if line[:1] not in {" ", "\t"}}
    assert names == {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "content-language",
        "auto-submitted",
        "x-auto-response-suppress",
        "mime-version",
        "content-type",
    }
    assert "<script>" not in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org\r\nBcc: eve@example.org",
        "a b@example.org",
        "ada@",
        "@example.org",
        "x" * 70 + "@" + "y" * 80 + ".org",
        "",
    ],
)
def test_an_address_that_is_none_gets_no_mail(address: str) -> None:
    letter = Letter(address, "s", "en", ("p",))
    with pytest.raises(MailRefused):
        compose(letter, Server("h", 25, Security.NONE, "albumen@example.org"), "Albumen")


def test_nor_does_mail_come_from_one() -> None:
    with pytest.raises(MailFailed, match="sender"):
        compose(LETTER, Server("h", 25, Security.NONE, "Albumen <albumen@example.org>"), "Albumen")
    with pytest.raises(ValidationError, match="ALBUMEN_MAIL_SENDER"):
        MailSettings(host="smtp.example.org", sender="Albumen <albumen@example.org>")


async def test_addresses_in_other_scripts_arrive() -> None:
    with post_office() as office:
        for address in ("ada@bücher.example", "ädä@example.org"):
            await send(postman(), server_of(office), Letter(address, "s", "en", ("p",)))
        assert [letter.to for letter in office.letters] == [("ada@xn--bcher-kva.example",), ("ädä@example.org",)]


def test_a_sealed_password_is_read_with_its_key_alone() -> None:
    old, new = bytes([1] * 32), bytes([2] * 32)
    sealed = Seal((old,)).close("the word")
    assert "the word" not in base64.b64decode(sealed).decode("latin-1")
    assert Seal((old,)).close("the word") != sealed
    assert Seal((old,)).open(sealed) == "the word"
    assert Seal((new, old)).open(sealed) == "the word"
    assert Seal((new,)).open(sealed) is None
    assert Seal((old,)).open(sealed[:-8] + "AAAA" + sealed[-4:]) is None
    assert Seal((old,)).open("") is None
