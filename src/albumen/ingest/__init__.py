"""Keeps the way in: receive (bytes become a photo), develop (what is made of it), sweep (what is due), uploads that resume."""

from albumen.ingest.checking import Drift, LibraryReport, examine, repair
from albumen.ingest.direct import address_of, fetch
from albumen.ingest.errors import (
    EmptyFile,
    FileTooLarge,
    NoDirectUploads,
    NoSuchUpload,
    NotASidecar,
    NothingSent,
    OwnerGone,
    UploadBusy,
    WrongChecksum,
    WrongDigest,
    WrongOffset,
    WrongSize,
)
from albumen.ingest.folders import Found, Inventory, Passed, look_through, photos_of, sidecar_kind
from albumen.ingest.importer import MOST_SIDECAR_BYTES, Fate, Outcome, import_files
from albumen.ingest.model import About, Receiving, Upload, UploadId
from albumen.ingest.names import clean_name, clean_path
from albumen.ingest.receive import attach_sidecar, receive
from albumen.ingest.settings import IngestSettings
from albumen.ingest.steps import DEVELOP, Darkroom, develop, recipes_of
from albumen.ingest.tasks import tidy
from albumen.ingest.trash import empty_trash, purge
from albumen.ingest.upkeep import sweep
from albumen.ingest.uploads import append, cancel_upload, create_upload, find_upload, finish

__all__ = [
    "DEVELOP",
    "MOST_SIDECAR_BYTES",
    "About",
    "Darkroom",
    "Drift",
    "EmptyFile",
    "Fate",
    "FileTooLarge",
    "Found",
    "IngestSettings",
    "Inventory",
    "LibraryReport",
    "NoDirectUploads",
    "NoSuchUpload",
    "NotASidecar",
    "NothingSent",
    "Outcome",
    "OwnerGone",
    "Passed",
    "Receiving",
    "Upload",
    "UploadBusy",
    "UploadId",
    "WrongChecksum",
    "WrongDigest",
    "WrongOffset",
    "WrongSize",
    "address_of",
    "append",
    "attach_sidecar",
    "cancel_upload",
    "clean_name",
    "clean_path",
    "create_upload",
    "develop",
    "empty_trash",
    "examine",
    "fetch",
    "find_upload",
    "finish",
    "import_files",
    "look_through",
    "photos_of",
    "purge",
    "receive",
    "recipes_of",
    "repair",
    "sidecar_kind",
    "sweep",
    "tidy",
]
