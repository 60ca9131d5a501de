"""What a backup is: snapshots of the database, each naming the blobs that belong to it; and the blobs, each of them once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import msgspec

from albumen.storage import BlobRef

FORMAT = 1


class FileInfo(msgspec.Struct, frozen=True):
    """What a file must be: size in bytes, SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a snapshot says of itself; written last, so that a snapshot with a manifest is whole."""

    format: int
    created_at: str
    """The instant of the database's snapshot, ISO 8601."""
    albumen: str
    """The version that made it."""
    schema: str | None
    instance: UUID
    """The mark of the photo store."""
    database: FileInfo
    blobs: FileInfo
    """The list of blobs: lines of space, SHA-256, size; compressed with gzip."""
    count: int
    """How many blobs."""
    bytes: int
    """Their sizes together."""
    secret: FileInfo | None = None
    unreadable: tuple[str, ...] = ()
    """Blobs that could not be read when it was made, and of which there is no older copy either."""


@dataclass(frozen=True, slots=True, order=True)
class Blob:
    """A blob of a backup."""

    ref: BlobRef
    size: int


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup did: its name; blobs in it and their bytes; how many were new; what could not be read; what was removed."""

    name: str
    count: int
    size: int
    copied: int
    copied_size: int
    unreadable: tuple[BlobRef, ...]
    forgotten: int
    """Snapshots beyond those that are kept."""
    removed: int
    """Blobs that only those named."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing in a backup that is not as it was written, and how."""

    what: str
    how: str
    ref: BlobRef | None = None
    """The blob, where it is one."""


class Steps(Protocol):
    """Shows how far long work is."""

    def step(self, size: int = 0, things: int = 1) -> None:
        """So many more things, of so many bytes, are done."""
        ...


Progress = Callable[[str, int, int], AbstractContextManager[Steps]]
"""Begins to show a stretch of work: its title, how many things, how many bytes."""
