"""Come and look: what should be gone by now goes, what should have been done is promised again.

Nothing is ever deleted because something is missing: photos go because their owner put them into the trash, bytes because no
row names them (`storage.collect`), uploads because their time is over.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select

from albumen import accounts, jobs, photos, storage
from albumen.accounts import UserId
from albumen.core import shard_of
from albumen.database import OpenTx, Tx
from albumen.ingest.steps import steps_of
from albumen.ingest.tables import uploads
from albumen.jobs import Lane, Priority, Task
from albumen.photos import Kind, PhotoId, PhotosSettings
from albumen.storage import BlobRef, BlobStore, StorageSettings, SweepReport

_BATCH = 200
_STUCK = timedelta(hours=1)


async def sweep(
    open_tx: OpenTx, store: BlobStore, library: PhotosSettings, settings: StorageSettings, develop: Task
) -> None:
    """Everything that is due now, owner by owner, in transactions of their own; to be repeated, and safe to be stopped."""
    await _erase_accounts(open_tx, store, settings)
    async for owner in owners(open_tx):
        await _purge_due(open_tx, store, owner, timedelta(days=library.trash_days), settings)
        await _give_up_uploads(open_tx, store, owner)
        async with open_tx() as tx:
            stuck = await photos.stuck(tx, owner, _STUCK, limit=_BATCH)
            await jobs.enqueue_many(tx, develop, [{"photo_id": i} for i in stuck], priority=Priority.BACKFILL)


async def tidy(open_tx: OpenTx, store: BlobStore, settings: StorageSettings) -> SweepReport:
    """Hold all that is stored against all that is known, and clear away what nobody names after its time."""

    async def staged_by_uploads(names: Iterable[str]) -> set[str]:
        return await named_by_uploads(open_tx, list(names))

    report = await storage.sweep(open_tx, store, named_staged=staged_by_uploads, on_gone=give_back, settings=settings)
    derived = await store.derived_size()
    async with open_tx() as tx:
        await storage.note_survey(tx, report, derived)
    return report


async def renew(open_tx: OpenTx, develop: Task) -> None:
    """Promise development again for every photo that was developed with older versions of the steps."""
    async for owner in owners(open_tx):
        for kind, lane in ((Kind.IMAGE, Lane.MEDIA), (Kind.VIDEO, Lane.VIDEO)):
            await _renew(open_tx, owner, kind, lane, develop)


async def collect(
    open_tx: OpenTx, store: BlobStore, space: int, digests: Sequence[bytes], settings: StorageSettings
) -> None:
    """Delete the bytes behind these digests that nothing names any more and nobody is bringing."""
    for digest in digests:
        await storage.collect(
            open_tx,
            store,
            BlobRef(space, digest),
            reason="purged",
            actor="trash",
            grace=settings.grace,
            on_gone=give_back,
        )


async def give_back(tx: Tx, space: int, size: int) -> None:
    """Return the room of deleted bytes to their owner, in the transaction that deletes them."""
    if space:
        await accounts.give_back(tx, UserId(space), size)


async def _renew(open_tx: OpenTx, owner: UserId, kind: Kind, lane: Lane, develop: Task) -> None:
    steps = {step.name: step.version for step in steps_of(kind)}
    after = PhotoId(0)
    while True:
        async with open_tx() as tx:
            old = await photos.outdated(tx, owner, kind, steps, after=after, limit=_BATCH)
            promises = [{"photo_id": i} for i in old]
            await jobs.enqueue_many(tx, develop, promises, priority=Priority.BACKFILL, lane=lane)
        if not old:
            return
        after = old[-1]


async def _purge_due(
    open_tx: OpenTx, store: BlobStore, owner: UserId, age: timedelta, settings: StorageSettings
) -> None:
    while True:
        async with open_tx() as tx:
            due = await photos.trash_due(tx, owner, age, limit=_BATCH)
            digests = await photos.purge(tx, owner, due)
        # Outside: each blob is deleted in transactions of its own. What a crash leaves here, the sweep of storage finds.
        await collect(open_tx, store, owner, digests, settings)
        if len(due) < _BATCH:
            return


async def _erase_accounts(open_tx: OpenTx, store: BlobStore, settings: StorageSettings) -> None:
    async with open_tx() as tx:
        leaving = await accounts.users_to_erase(tx)
    for owner in leaving:
        while True:
            async with open_tx() as tx:
                left = await photos.any_of(tx, owner, limit=_BATCH)
                await photos.trash(tx, owner, left)
                digests = await photos.purge(tx, owner, left)
            await collect(open_tx, store, owner, digests, settings)
            if not left:
                break
        async with open_tx() as tx:
            # Their own picture loses its name with this row; `tidy` takes its bytes.
            await accounts.erase_user(tx, owner)


async def _give_up_uploads(open_tx: OpenTx, store: BlobStore, owner: UserId) -> None:
    async with open_tx() as tx:
        expired = await tx.scalars(
            delete(uploads)
            .where(uploads.c.shard == shard_of(owner), uploads.c.owner_id == owner, uploads.c.expires_at < func.now())
            .where(func.coalesce(uploads.c.writer_until < func.now(), True))
            .returning(uploads.c.staged_name)
        )
        names = expired.all()
    for name in names:
        await store.discard(name)


async def named_by_uploads(open_tx: OpenTx, names: Sequence[str]) -> set[str]:
    """Those of these staged objects that an upload still needs."""
    async with open_tx() as tx:
        found = await tx.scalars(
            select(uploads.c.staged_name).where(uploads.c.staged_name.in_(names)).prefix_with("/* all shards */")
        )
        return set(found)


async def owners(open_tx: OpenTx) -> AsyncIterator[UserId]:
    """Everybody who may own photos, page by page in short transactions."""
    after = 0
    while True:
        async with open_tx() as tx:
            people = await accounts.list_users(tx, after=after, limit=_BATCH)
        for user in people:
            yield user.id
        if len(people) < _BATCH:
            return
        after = people[-1].id
