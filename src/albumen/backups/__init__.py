"""Keeps what is needed after the worst day: copies of the database and of every original, elsewhere, and the way back."""

from albumen.backups.errors import (
    BackupBusy,
    BackupDamaged,
    BackupFailed,
    NoBackup,
    OtherInstance,
    PlaceTaken,
    UnknownFormat,
)
from albumen.backups.folder import Folder, Snapshot
from albumen.backups.model import BackupReport, Damage, Manifest, Progress, Steps
from albumen.backups.nightly import Dumps, LastBackup, last_backup, list_dumps, note_backup, write_dump
from albumen.backups.restoring import restore, verify
from albumen.backups.saving import back_up
from albumen.backups.settings import BackupsSettings
from albumen.backups.tasks import nightly

__all__ = [
    "BackupBusy",
    "BackupDamaged",
    "BackupFailed",
    "BackupReport",
    "BackupsSettings",
    "Damage",
    "Dumps",
    "Folder",
    "LastBackup",
    "Manifest",
    "NoBackup",
    "OtherInstance",
    "PlaceTaken",
    "Progress",
    "Snapshot",
    "Steps",
    "UnknownFormat",
    "back_up",
    "last_backup",
    "list_dumps",
    "nightly",
    "note_backup",
    "restore",
    "verify",
    "write_dump",
]
