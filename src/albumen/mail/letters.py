"""From a letter to a mail: the same words as text and as a page, and headers that nothing in them can leave."""

import html
import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from albumen.core import now
from albumen.mail.errors import NO_ADDRESS, SENDER_NONE, MailFailed, MailRefused
from albumen.mail.model import Letter, Server

_LOCAL = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{subject}</title></head>
<body style="margin:0;background:#fbfaf7;color:#1d1a16;font:16px/1.5 'Helvetica Neue','Segoe UI',sans-serif">
<div style="max-width:32rem;margin:0 auto;padding:32px 20px">
<p style="margin:0 0 20px;font-size:18px;font-weight:600"><span style="color:#f2a71b">&#9679;</span> {sender}</p>
{body}
</div>
</body>
</html>
"""
_BUTTON = (
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:10px 22px;border-radius:999px;'
    'background:#f2a71b;color:#221806;font-weight:600;text-decoration:none">{label}</a></p>'
)
_SMALL = '<p style="margin:8px 0;font-size:14px;color:#5c564c">{text}</p>'


def one_line(text: str) -> str:
    """Text without anything that could end a line."""
    return " ".join(
        "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} else " " for c in text).split()
    )


def compose(letter: Letter, server: Server, sender_name: str) -> EmailMessage:
    """The mail. Raises `MailRefused` for an address that no mail can be sent to, `MailFailed` where none can come from ours."""
    message = EmailMessage(policy=SMTP)
    if not is_address(server.sender):
        raise MailFailed(SENDER_NONE(), answer=server.sender)
    message["From"] = _address(server.sender, one_line(server.sender_name or sender_name))
    message["To"] = _address(letter.to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=domain_of(server.sender))
    # No answer by a machine, please (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_text(letter))
    message.add_alternative(_page(letter, server.sender_name or sender_name), subtype="html")
    # Last, because setting what a mail contains takes away what was said of it.
    message["Content-Language"] = letter.language
    return message


def is_address(text: str) -> bool:
    """Whether mail can be sent to it, and come from it."""
    try:
        _address(text)
    except MailRefused:
        return False
    return True


def domain_of(address: str) -> str:
    """The part after the @, in ASCII."""
    return _address(address).domain


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        ascii_domain = ""
    if not (_LOCAL.fullmatch(local) and local.isprintable() and _DOMAIN.fullmatch(ascii_domain)):
        raise MailRefused(NO_ADDRESS())
    return Address(name, local, ascii_domain)


def _text(letter: Letter) -> str:
    parts = [*letter.paragraphs]
    if letter.link:
        parts.append(f"{letter.link.label}:\n{letter.link.url}")
    return "\n\n".join([*parts, *letter.after]) + "\n"


def _page(letter: Letter, sender: str) -> str:
    body = [f'<p style="margin:0 0 12px">{html.escape(text)}</p>' for text in letter.paragraphs]
    if letter.link:
        url = html.escape(letter.link.url)
        body.append(_BUTTON.format(url=url, label=html.escape(letter.link.label)))
        body.append(_SMALL.format(text=f'<a href="{url}" style="color:#835400;word-break:break-all">{url}</a>'))
    body += [_SMALL.format(text=html.escape(text)) for text in letter.after]
    return _PAGE.format(
        language=html.escape(letter.language),
        subject=html.escape(one_line(letter.subject)),
        sender=html.escape(one_line(sender)),
        body="\n".join(body),
    )
