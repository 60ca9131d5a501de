"""The instance's secret, and the keys derived from it for each purpose."""

import contextlib
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from albumen.core import Invalid
from albumen.delivery.settings import SHORTEST, DeliverySettings, are_secrets, words_of


class WeakSecret(Invalid):
    """The secret key must have at least 32 characters."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one purpose: the first signs, every one verifies."""

    all: tuple[bytes, ...]

    def sign(self, message: bytes) -> bytes:
        """128 bits of HMAC-SHA-256 over the message, with the first key."""
        return _mac(self.all[0], message)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether one of the keys signed this message. Takes the same time for every wrong signature."""
        fits = [hmac.compare_digest(_mac(key, message), signature) for key in self.all]
        return any(fits)


def load_secrets(settings: DeliverySettings, data: Path) -> tuple[bytes, ...]:
    """The secrets that count, the newest first: from the settings, else from `data/secret` (0600), made when missing.

    Raises `WeakSecret`. The file is never in the database and never in a dump.
    """
    if settings.secret_key is not None:
        words = words_of(settings.secret_key)
    else:
        path = data / "secret"
        if not path.exists():
            _create(path)
        words = path.read_text().split()
        if not are_secrets(words):
            raise WeakSecret(
                f"The secret in {path} is damaged: it must have at least {SHORTEST} characters. Put the old one back; "
                "without the file a new one is made, and addresses of pictures that were given out before stop working."
            )
    return tuple(word.encode() for word in words)


def derive(instance_secrets: tuple[bytes, ...], purpose: str) -> Keys:
    """The keys of one purpose by HKDF-SHA-256 (RFC 5869: extract without salt, one block of expand)."""

    def hkdf(secret: bytes) -> bytes:
        extracted = hmac.digest(bytes(32), secret, hashlib.sha256)
        return hmac.digest(extracted, purpose.encode() + b"\x01", hashlib.sha256)

    return Keys(tuple(hkdf(secret) for secret in instance_secrets))


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)[:16]


def _create(path: Path) -> None:
    # Two processes may start at once: the link is create-only, and whoever comes second reads the first one's secret.
    fresh = path.with_name(f".secret-{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_urlsafe(48).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
