"""Sends mail: keeps which server takes it, writes letters as text and as a page, and hands them over, or to the log.

Knows no account. Whoever sends has committed before: a letter that has left cannot be taken back.
"""

from albumen.mail.actions import forget_server, save_server
from albumen.mail.errors import MailFailed, MailRefused, NoMailServer
from albumen.mail.letters import compose
from albumen.mail.model import Letter, Link, Security, Server
from albumen.mail.postman import Postman
from albumen.mail.queries import stored_server
from albumen.mail.sealing import Seal
from albumen.mail.settings import MailSettings

__all__ = [
    "Letter",
    "Link",
    "MailFailed",
    "MailRefused",
    "MailSettings",
    "NoMailServer",
    "Postman",
    "Seal",
    "Security",
    "Server",
    "compose",
    "forget_server",
    "save_server",
    "stored_server",
]
