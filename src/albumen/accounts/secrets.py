"""Secrets: passwords by argon2id, tokens as 256 random bits of which only the SHA-256 is kept.

A token begins with its owner's id, so that looking it up touches one shard: sessions `<user id>_<secret>`, API keys
`alb_<user id>_<secret>`.
"""

import asyncio
import base64
import hashlib
import os
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()  # argon2id with the library's parameters: RFC 9106, low memory


def _hash_of_nobody() -> str:
    """A hash that no password has, as slow to verify as any; made without hashing, for each process and command comes by here."""
    salt, tag = (base64.b64encode(os.urandom(n)).decode().rstrip("=") for n in (_hasher.salt_len, _hasher.hash_len))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${tag}"


_nobody = _hash_of_nobody()

KEY_PREFIX = "alb_"


def no_password() -> str:
    """What is kept where nobody has chosen a password yet: no password fits it."""
    return _hash_of_nobody()


async def hash_password(password: str) -> str:
    """The argon2id hash of a password, in PHC form. Takes tens of milliseconds, in a thread."""
    return await asyncio.to_thread(_hasher.hash, password)


async def password_fits(password: str, stored: str | None) -> bool:
    """Whether a password has this hash. Takes as long when there is no hash, so that nobody learns which accounts exist."""

    def verify() -> bool:
        try:
            return _hasher.verify(stored or _nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.to_thread(verify)


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with older parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def new_secret() -> str:
    """256 random bits as 43 characters that are safe in a header and a URL."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    """What is kept of a secret: its SHA-256. The secret is random, so no salt and no slow hash are needed."""
    return hashlib.sha256(secret.encode()).digest()


def split_token(token: str) -> tuple[int, str] | None:
    """The owner's id and the secret of a token, None when it does not have that form."""
    owner, _, secret = token.partition("_")
    if not (owner.isascii() and owner.isdigit() and len(owner) <= 19 and 20 <= len(secret) <= 100):
        return None
    user_id = int(owner)
    return (user_id, secret) if 0 < user_id < 2**63 else None
