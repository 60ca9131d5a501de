"""Secrets that must be read again later: sealed with keys that are never in the database, nor in a copy of it."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_PURPOSE = b"mail server's password"


class Seal:
    """Holds the keys (32 bytes each): the first seals, every one opens."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._ciphers = tuple(AESGCM(key) for key in keys)

    def close(self, secret: str) -> str:
        """The sealed form of a secret, in base64; another one each time."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._ciphers[0].encrypt(nonce, secret.encode(), _PURPOSE)).decode()

    def open(self, sealed: str) -> str | None:
        """The secret; None where none of the keys fits, or something was changed."""
        for cipher in self._ciphers:
            try:
                data = base64.b64decode(sealed, validate=True)
                return cipher.decrypt(data[:_NONCE], data[_NONCE:], _PURPOSE).decode()
            except (InvalidTag, ValueError):
                continue
        return None
