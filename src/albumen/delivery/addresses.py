"""Signed addresses: `/media/<space>/<sha256>/<name>?a=…&e=…&s=…`.

The path says which bytes (and so is the same for ever); the query says for whom and until when, and signs all of it. Whoever
signed has decided that the bearer may see the bytes: no database is asked when they are fetched.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from albumen.core import NotFound
from albumen.delivery.keys import Keys
from albumen.storage import BlobRef

_HOUR = 3600
_PATH = re.compile(r"/media/(\d{1,19})/([0-9a-f]{64})/([a-z0-9][a-z0-9.-]{0,60})")


class Audience(StrEnum):
    """Who an address is for, which decides where answers may be kept."""

    PRIVATE = "v"
    """One person's browser."""
    PUBLIC = "p"
    """Anybody; shared caches may keep it."""


class BadAddress(NotFound):
    """This address is not one that Albumen gave, or its time is over."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a verified address stands for."""

    ref: BlobRef
    name: str
    """The name of a rendition such as `grid-1.webp`, or `original.` and an extension."""
    audience: Audience
    expires: int
    """Unix seconds."""


def url_for(keys: Keys, ref: BlobRef, name: str, audience: Audience, now: datetime) -> str:
    """The signed address of some bytes, good until the end of the next full hour (so between one and two hours).

    Within an hour it is the same for the same bytes, so that browsers find them in their cache again.
    """
    path = f"/media/{ref.space}/{ref.hex}/{name}"
    expires = (int(now.timestamp()) // _HOUR + 2) * _HOUR
    signature = base64.urlsafe_b64encode(keys.sign(_message(path, audience, expires))).rstrip(b"=").decode()
    return f"{path}?a={audience}&e={expires}&s={signature}"


def verify(keys: Keys, path: str, query: dict[str, str], now: datetime) -> Address:
    """What an address stands for. Raises `BadAddress` when it was not signed like this, or its time is over."""
    match = _PATH.fullmatch(path)
    try:
        audience = Audience(query["a"])
        expires = int(query["e"])
        signature = base64.b64decode(query["s"] + "==", altchars=b"-_", validate=True)
    except (KeyError, ValueError, binascii.Error) as error:
        raise BadAddress from error
    if match is None or not keys.verify(_message(path, audience, expires), signature):
        raise BadAddress
    if now.timestamp() >= expires:
        raise BadAddress("The time of this address is over. Open the picture anew.")
    return Address(BlobRef(int(match[1]), bytes.fromhex(match[2])), match[3], audience, expires)


def _message(path: str, audience: Audience, expires: int) -> bytes:
    return f"media\n{path}\n{audience}\n{expires}".encode()
