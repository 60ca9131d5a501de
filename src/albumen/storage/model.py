"""What storage speaks of: blobs, their derived bytes, what is staged, and how a store is."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from albumen.core import MAX_ID, shard_of

_DERIVED_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
STAGED_NAME = re.compile(r"[0-9a-f]{32}")
"""The names that stores mint for staged objects: safe as a file's name."""


@dataclass(frozen=True, slots=True, order=True)
class BlobRef:
    """The bytes with this SHA-256 (32 bytes) in this space (an opaque number: an owner's id, or 0 for the instance)."""

    space: int
    sha256: bytes

    def __post_init__(self) -> None:
        if not 0 <= self.space <= MAX_ID:
            raise ValueError("a space is a number from 0 to 2**63 - 1")
        if len(self.sha256) != 32:
            raise ValueError("a SHA-256 has 32 bytes")

    @property
    def hex(self) -> str:
        """The digest, as 64 lower-case hexadecimal digits."""
        return self.sha256.hex()

    @property
    def shard(self) -> int:
        """The logical shard of the space."""
        return shard_of(self.space)

    @property
    def key(self) -> str:
        """Where every store keeps the original: `originals/<space>/aa/<sha256>`."""
        return f"originals/{self.space}/{self.hex[:2]}/{self.hex}"

    @property
    def derived_key(self) -> str:
        """Under which every store keeps what was made from it: `derived/<space>/aa/<sha256>`."""
        return f"derived/{self.space}/{self.hex[:2]}/{self.hex}"

    def __str__(self) -> str:
        return f"{self.space}/{self.hex}"


@dataclass(frozen=True, slots=True, order=True)
class Derived:
    """Bytes made from a blob that can be made again; `name` is of a-z, 0-9, dot, dash and underscore."""

    ref: BlobRef
    name: str

    def __post_init__(self) -> None:
        if not _DERIVED_NAME.fullmatch(self.name):
            raise ValueError(
                "a derived name is 1 to 100 of a-z, 0-9, dot, dash, underscore, and begins with a letter or digit"
            )

    @property
    def key(self) -> str:
        """Where every store keeps it: `derived/<space>/aa/<sha256>/<name>`."""
        return f"{self.ref.derived_key}/{self.name}"


@dataclass(frozen=True, slots=True)
class Staged:
    """A whole staged object: its name, its size in bytes and the digests of what was written."""

    name: str
    size: int
    sha256: bytes
    sha1: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """That a blob is on its way in; `since` tells its row from one that was collected and made again."""

    ref: BlobRef
    since: datetime


@dataclass(frozen=True, slots=True)
class StagedEntry:
    """What a listing knows of a staged object: its size in bytes and when it was last written."""

    name: str
    size: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class OriginalEntry:
    """What a listing knows of an original: its size in bytes and when it was written."""

    ref: BlobRef
    size: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of a store: free, in all, and the floor below which nothing more is written."""

    free: int
    total: int
    floor: int

    @property
    def usable(self) -> int:
        """Bytes that may still be written."""
        return max(0, self.free - self.floor)


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """How a store is: a sentence for each thing that is wrong with it."""

    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class Digests:
    """SHA-256 and SHA-1 of bytes as they pass, and how many passed."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self.size = 0

    def update(self, data: bytes) -> None:
        """Take the next bytes in."""
        self._sha256.update(data)
        self._sha1.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> bytes:
        """SHA-256 of what passed so far."""
        return self._sha256.digest()

    @property
    def sha1(self) -> bytes:
        """SHA-1 of what passed so far."""
        return self._sha1.digest()

    def staged(self, name: str) -> Staged:
        """What passed, as the staged object of that name."""
        return Staged(name, self.size, self.sha256, self.sha1)
