"""What may go wrong with backups."""

from albumen.core import Conflict, Invalid, NotFound, Sentence, Unavailable

NO_PLACE = Sentence(
    "backup-no-place", "No folder for backups is known yet: set ALBUMEN_BACKUPS_TO, or run `albumen backup TO` once."
)
NONE_IN = Sentence("backup-none-in", "There is no backup in {folder}.")
NOT_WRITTEN = Sentence("backup-not-written", "The backup could not be written ({system}).")
NOT_KEPT = Sentence("backup-not-kept", "The disk of the backup did not keep what was written to it ({file}).")
FILES_DAMAGED = Sentence(
    "backup-files-damaged", "{damaged} files of the backup are damaged. `albumen backup --verify` names them."
)
INTERRUPTED = Sentence("backup-interrupted", "It was interrupted, and goes on when the worker is back.")
SYSTEM = Sentence("backup-system", "The system said: {system}.")


class NoBackup(NotFound):
    """There is no backup here."""


class BackupBusy(Conflict):
    """Another `albumen backup` writes to this folder just now."""


class OtherInstance(Conflict):
    """The backup here is that of another Albumen. Give each its own folder."""


class UnknownFormat(Invalid):
    """This backup was made by a newer Albumen. Restore it with that one."""


class BackupDamaged(Invalid):
    """Something in this backup is damaged. Nothing was restored."""


class BackupFailed(Unavailable):
    """The backup could not be written."""


class PlaceTaken(Conflict):
    """A backup is only restored into an empty place."""
