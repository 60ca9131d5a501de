"""Keeps bytes under the name of their own digest. Knows nothing of photos or people."""

from albumen.storage.actions import OnGone, attach, claim, collect, known_store, make_live
from albumen.storage.choosing import store_at, weaknesses, where
from albumen.storage.errors import (
    STORE_AWAY,
    AlreadyHeld,
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
from albumen.storage.fsck import FsckReport, Slice, examine, repair
from albumen.storage.holding import hold
from albumen.storage.local import LocalStore
from albumen.storage.memory import MemoryStore
from albumen.storage.model import (
    BlobRef,
    Claim,
    Derived,
    Digests,
    OriginalEntry,
    Room,
    Staged,
    StagedEntry,
    StoreCheck,
)
from albumen.storage.queries import NamingColumn, is_named, live_bytes, named, naming_columns, totals
from albumen.storage.settings import StorageSettings
from albumen.storage.store import BlobStore, ensure_room, stage, stage_file
from albumen.storage.surveys import Survey, last_survey, live_totals, note_survey
from albumen.storage.sweep import NamedStaged, SweepReport, sweep
from albumen.storage.tables import blobs, destructions, stores
from albumen.storage.walk import Finding, Sight

__all__ = [
    "STORE_AWAY",
    "AlreadyHeld",
    "BlobBusy",
    "BlobConflict",
    "BlobCorrupt",
    "BlobMissing",
    "BlobRef",
    "BlobStore",
    "Claim",
    "Derived",
    "Digests",
    "Finding",
    "FsckReport",
    "LocalStore",
    "MemoryStore",
    "NamedStaged",
    "NamingColumn",
    "OnGone",
    "OriginalEntry",
    "Room",
    "Sight",
    "Slice",
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
    "Survey",
    "SweepReport",
    "attach",
    "blobs",
    "claim",
    "collect",
    "destructions",
    "ensure_room",
    "examine",
    "hold",
    "is_named",
    "known_store",
    "last_survey",
    "live_bytes",
    "live_totals",
    "make_live",
    "named",
    "naming_columns",
    "note_survey",
    "repair",
    "stage",
    "stage_file",
    "store_at",
    "stores",
    "sweep",
    "totals",
    "weaknesses",
    "where",
]
