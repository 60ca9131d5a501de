"""The jobs of backups."""

from albumen.backups.nightly import Dumps, write_dump
from albumen.jobs import Lane, periodic, task
from albumen.storage import BlobStore


@periodic(cron="15 3 * * *")
@task(lane=Lane.UPKEEP)
async def nightly(*, dumps: Dumps, store: BlobStore) -> None:
    """Write the nightly dump of the database."""
    await write_dump(dumps, store)
