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
from albumen.backups.runs import Copies, LastVerified, Run, last_run, last_verified, note_verified, states_in
from albumen.backups.saving import back_up
from albumen.backups.settings import BackupsSettings
from albumen.backups.tasks import check, copy, copy_nightly, nightly

__all__ = [
    "BackupBusy",
    "BackupDamaged",
    "BackupFailed",
    "BackupReport",
    "BackupsSettings",
    "Copies",
    "Damage",
    "Dumps",
    "Folder",
    "LastBackup",
    "LastVerified",
    "Manifest",
    "NoBackup",
    "OtherInstance",
    "PlaceTaken",
    "Progress",
    "Run",
    "Snapshot",
    "Steps",
    "UnknownFormat",
    "back_up",
    "check",
    "copy",
    "copy_nightly",
    "last_backup",
    "last_run",
    "last_verified",
    "list_dumps",
    "nightly",
    "note_backup",
    "note_verified",
    "restore",
    "states_in",
    "verify",
    "write_dump",
]
