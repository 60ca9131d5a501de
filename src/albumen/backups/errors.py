"""What may go wrong with backups."""

from albumen.core import Conflict, Invalid, NotFound, Unavailable


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
