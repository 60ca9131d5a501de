"""The jobs of backups."""

from albumen.backups import runs
from albumen.backups.errors import BackupBusy, BackupDamaged, BackupFailed, NoBackup, OtherInstance, UnknownFormat
from albumen.backups.nightly import Dumps, write_dump
from albumen.backups.runs import Copies
from albumen.database import OpenTx
from albumen.jobs import Lane, Retry, periodic, task
from albumen.storage import BlobStore

_IN_VAIN = (BackupBusy, BackupDamaged, BackupFailed, NoBackup, OtherInstance, UnknownFormat)
_DAYS = 86400.0


@periodic(cron="15 3 * * *")
@task(lane=Lane.UPKEEP)
async def nightly(*, dumps: Dumps, store: BlobStore) -> None:
    """Write the nightly dump of the database."""
    await write_dump(dumps, store)


@periodic(cron="45 3 * * *")
@task(lane=Lane.BACKUP, time_limit=7 * _DAYS, park_on=_IN_VAIN)
async def copy_nightly(*, open_tx: OpenTx, store: BlobStore, copies: Copies) -> None:
    """Back everything up, where the settings say to which folder."""
    if copies.to is not None:
        await runs.copy(open_tx, store, copies)


@task(lane=Lane.BACKUP, time_limit=7 * _DAYS, retry=Retry(attempts=1), queueing_lock="backups.copy", park_on=_IN_VAIN)
async def copy(*, open_tx: OpenTx, store: BlobStore, copies: Copies) -> None:
    """Back everything up, because somebody asked for it."""
    await runs.copy(open_tx, store, copies)


@task(lane=Lane.BACKUP, time_limit=7 * _DAYS, retry=Retry(attempts=1), queueing_lock="backups.check", park_on=_IN_VAIN)
async def check(*, copies: Copies) -> None:
    """Read all of the backup again."""
    await runs.check(copies)
