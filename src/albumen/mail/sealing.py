"""Secrets that must be read again later: sealed with keys that are never in the database, nor in a copy of it."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_PURPOSE = b"mail server's password"


class Seal:
    """Holds the keys (32 bytes each): the first seals, every one opens."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._ciphers = tuple(AESGCM(key) for key in keys)

    def close(self, secret: str) -> bytes:
        """The sealed form of a secret; another one each time."""
        nonce = os.urandom(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, secret.encode(), _PURPOSE)

    def open(self, sealed: bytes) -> str | None:
        """The secret; None where none of the keys fits, or something was changed."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _PURPOSE).decode()
            except (InvalidTag, ValueError):
                continue
        return None
