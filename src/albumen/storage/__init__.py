"""Keeps bytes under the name of their own digest. Knows nothing of photos or people."""

from albumen.storage.actions import OnGone, attach, claim, collect, make_live
from albumen.storage.errors import (
    BlobBusy,
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    StagedConflict,
    StagedMissing,
    StagedTooLarge,
    StoreFailed,
    StoreFull,
    StoreRefused,
)
from albumen.storage.local import LocalStore
from albumen.storage.memory import MemoryStore
from albumen.storage.model import (
    BlobRef,
    Derived,
    Digests,
    OriginalEntry,
    Room,
    Staged,
    StagedEntry,
    StoreCheck,
)
from albumen.storage.queries import NamingColumn, is_named, live_bytes, named, naming_columns
from albumen.storage.settings import StorageSettings
from albumen.storage.store import BlobStore, ensure_room, stage, stage_file
from albumen.storage.tables import blobs, destructions, stores

__all__ = [
    "BlobBusy",
    "BlobConflict",
    "BlobCorrupt",
    "BlobMissing",
    "BlobRef",
    "BlobStore",
    "Derived",
    "Digests",
    "LocalStore",
    "MemoryStore",
    "NamingColumn",
    "OnGone",
    "OriginalEntry",
    "Room",
    "Staged",
    "StagedConflict",
    "StagedEntry",
    "StagedMissing",
    "StagedTooLarge",
    "StorageSettings",
    "StoreCheck",
    "StoreFailed",
    "StoreFull",
    "StoreRefused",
    "attach",
    "blobs",
    "claim",
    "collect",
    "destructions",
    "ensure_room",
    "is_named",
    "live_bytes",
    "make_live",
    "named",
    "naming_columns",
    "stage",
    "stage_file",
    "stores",
]
