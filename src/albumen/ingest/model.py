"""What the way in speaks of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from albumen.database import OpenTx
from albumen.imaging import Decoders
from albumen.ingest.settings import IngestSettings
from albumen.ingest.writers import Writers
from albumen.jobs import Priority
from albumen.storage import BlobStore

UploadId = NewType("UploadId", int)


@dataclass(frozen=True, slots=True)
class About:
    """What a sender says of a file. Names and paths are text to be shown, never places on a disk."""

    filename: str
    path: str = ""
    modified: datetime | None = None
    sha256: bytes | None = None
    """What the bytes must hash to."""
    size: int | None = None
    """How many bytes there must be."""
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    priority: Priority = Priority.INTERACTIVE


@dataclass(frozen=True, slots=True)
class Receiving:
    """What the way in needs: transactions, the store, decoders, limits."""

    open_tx: OpenTx
    store: BlobStore
    decoders: Decoders
    settings: IngestSettings
    writers: Writers = field(default_factory=Writers)


@dataclass(frozen=True, slots=True)
class Upload:
    """A resumable upload."""

    id: UploadId
    owner_id: int
    staged_name: str
    size: int
    offset: int
    about: About
    expires_at: datetime
    photo_id: int | None
    """Of the photo that it became; None until then."""
