"""The words of the protocol: what stands in its headers."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Protocol

from albumen.api.multipart import about_from
from albumen.core import invalid
from albumen.ingest import About, WrongChecksum

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
CHECKSUMS = ("sha1", "sha256", "md5")
OFFSET_TYPE = "application/offset+octet-stream"


class Hash(Protocol):
    """What is used of a hash."""

    def update(self, data: bytes, /) -> None:
        """Take bytes in."""
        ...

    def digest(self) -> bytes:
        """The digest so far."""
        ...


def parse_metadata(header: str) -> About:
    """What `Upload-Metadata` says: `filename, sha256, modified, path, title, description`, values in base64.

    `name` and `relativePath`, which some clients send instead, count as `filename` and `path`. Raises `Invalid`.
    """
    fields: dict[str, list[str]] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        if not key:
            continue
        try:
            fields[key.lower()] = [base64.b64decode(value.strip(), validate=True).decode("utf-8", "replace")]
        except ValueError as error:
            raise invalid("Upload-Metadata", f"The value of “{key[:40]}” is not base64.") from error
    filename = (fields.get("filename") or fields.get("name") or ["unnamed"])[-1]
    if "path" not in fields and "relativepath" in fields:
        fields["path"] = fields["relativepath"]
    return about_from(fields, filename)


def whole_number(name: str, value: str | None) -> int:
    """A header that must be a whole number. Raises `Invalid`."""
    if value is None or not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise invalid(name, f"The header {name} must be a whole number.")
    return int(value)


class Checksum:
    """A checksum that a client declared for a part of its upload, and that of the bytes as they pass."""

    def __init__(self, header: str) -> None:
        name, _, value = header.partition(" ")
        if name not in CHECKSUMS:
            raise invalid("Upload-Checksum", f"Checksums are one of: {', '.join(CHECKSUMS)}.")
        try:
            self._wanted = base64.b64decode(value.strip(), validate=True)
        except ValueError as error:
            raise invalid("Upload-Checksum", "The checksum is not base64.") from error
        self._hash: Hash = hashlib.new(name, usedforsecurity=False)

    async def checked(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same bytes; `WrongChecksum` after the last one when they are not those that were meant."""
        async for chunk in chunks:
            self._hash.update(chunk)
            yield chunk
        if self._hash.digest() != self._wanted:
            raise WrongChecksum
