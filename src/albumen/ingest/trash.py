"""Deleting for good by hand: all that lies in the trash, or some of it."""

from collections.abc import Sequence
from datetime import timedelta

from albumen import jobs, photos
from albumen.accounts import UserId
from albumen.database import OpenTx, Tx
from albumen.ingest.tasks import collect

_BATCH = 500


async def empty_trash(open_tx: OpenTx, owner_id: UserId) -> int:
    """Delete for good what lies in a person's trash now; how many photos that were. Their bytes go in jobs right after."""
    purged = 0
    while True:
        async with open_tx() as tx:
            lying = await photos.trash_due(tx, owner_id, timedelta(0), limit=_BATCH)
            await purge(tx, owner_id, lying)
        purged += len(lying)
        if len(lying) < _BATCH:
            return purged


async def purge(tx: Tx, owner_id: UserId, photo_ids: Sequence[int]) -> None:
    """Delete for good those of a person's photos that lie in the trash. Their bytes go in jobs after the commit."""
    digests = await photos.purge(tx, owner_id, photo_ids)
    if digests:
        await jobs.enqueue(tx, collect, space=owner_id, digests=[digest.hex() for digest in digests])
