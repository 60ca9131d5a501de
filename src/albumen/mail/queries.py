"""Reads of what was entered."""

from typing import NamedTuple

from sqlalchemy import select

from albumen.database import Tx
from albumen.mail.model import Security, Server
from albumen.mail.sealing import Seal
from albumen.mail.tables import mail_server


class Stored(NamedTuple):
    """The server that was entered, and whether its password can still be read."""

    server: Server
    readable: bool


async def stored_server(tx: Tx, seal: Seal) -> Stored | None:
    """The server that an administrator entered; None when there is none."""
    row = (await tx.execute(select(mail_server))).one_or_none()
    if row is None:
        return None
    password = "" if row.password_sealed is None else seal.open(row.password_sealed)
    server = Server(
        host=row.host,
        port=row.port,
        security=Security(row.security),
        sender=row.sender,
        sender_name=row.sender_name,
        username=row.username,
        password=password or "",
    )
    return Stored(server, password is not None)
