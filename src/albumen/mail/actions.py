"""Entering a mail server, and forgetting it."""

import re
import unicodedata
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from albumen.core import invalid
from albumen.database import Tx
from albumen.mail.errors import HOST_FORM, NOT_TYPED, SENDER_FORM
from albumen.mail.letters import is_address, one_line
from albumen.mail.model import Server
from albumen.mail.sealing import Seal
from albumen.mail.tables import mail_server

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:]{2,45}\]?")
_LONGEST = 254
"""Characters of an e-mail address (RFC 5321)."""


async def save_server(tx: Tx, seal: Seal, server: Server, *, keep_password: bool) -> None:
    """Keep the server through which mail leaves from now on; with `keep_password` the password that was kept before stays.

    Raises `Invalid` with the name of the field.
    """
    host, sender = server.host.strip(), server.sender.strip()
    if not _HOST.fullmatch(host):
        raise invalid("host", HOST_FORM())
    if len(sender) > _LONGEST or not is_address(sender):
        raise invalid("sender", SENDER_FORM())
    values: dict[str, Any] = {
        "host": host,
        "port": server.port,
        "security": server.security.value,
        "sender": sender,
        "sender_name": one_line(server.sender_name)[:80],
        "username": _plain("username", server.username),
        "updated_at": func.now(),
    }
    if not keep_password:
        password = _plain("password", server.password)
        values["password_sealed"] = seal.close(password) if password else None
    statement = insert(mail_server).values(id=1, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def forget_server(tx: Tx) -> None:
    """Send no mail any more, and forget the password."""
    await tx.execute(delete(mail_server))


def _plain(field: str, value: str) -> str:
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in value):
        raise invalid(field, NOT_TYPED())
    return value
