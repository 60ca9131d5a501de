"""A blob's life: claimed on the way in, live with the row that names it, collected when nothing does."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import MetaData, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from albumen import __version__
from albumen.core import crashpoint
from albumen.database import OpenTx, Tx, insert_minted, metadata
from albumen.storage.errors import STORE_AWAY, STORE_OTHER, BlobBusy, StoreRefused
from albumen.storage.holding import held
from albumen.storage.model import BlobRef, Claim
from albumen.storage.queries import named, strangers, this_blob
from albumen.storage.store import BlobStore
from albumen.storage.tables import blobs, destructions, stores

log = structlog.get_logger(__name__)

OnGone = Callable[[Tx, int, int], Awaitable[None]]
"""Told (tx, space, size) in the transaction in which a live blob stops being live."""

_WAIT = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


async def known_store(open_tx: OpenTx, name: str = "originals") -> UUID | None:
    """The id of the store that the database knows by that name; None while there was none."""
    async with open_tx() as tx:
        known: UUID | None = await tx.scalar(select(stores.c.id).where(stores.c.name == name))
    return known


async def attach(open_tx: OpenTx, store: BlobStore, name: str = "originals") -> UUID:
    """Make sure that the store is the one that the database knows by that name; the very first time, make it. Its id.

    Raises `StoreRefused` where the store is missing, empty or another one: nothing is then written or deleted.
    """
    known = await known_store(open_tx, name)
    if known is None:
        made = await store.create()
        async with open_tx() as tx:
            await tx.execute(insert(stores).values(name=name, id=made).on_conflict_do_nothing())
        known = await known_store(open_tx, name)
    assert known is not None
    found = await store.identity()
    if found is None:
        raise StoreRefused(STORE_AWAY())
    if found != known:
        raise StoreRefused(STORE_OTHER())
    store.expect(known)
    return known


async def claim(open_tx: OpenTx, ref: BlobRef, size: int, sha1: bytes) -> Claim:
    """Say that this blob is on its way in (S4b), in a transaction of its own: the collector then leaves it alone.

    `size` is in bytes, more than 0. While the blob is being deleted this waits, at most 5 seconds, then raises `BlobBusy`.
    """
    claiming = (
        insert(blobs)
        .values(space=ref.space, shard=ref.shard, sha256=ref.sha256, sha1=sha1, size=size, state="claimed")
        .on_conflict_do_update(
            index_elements=["space", "sha256", "shard"],
            set_={"touched_at": func.now()},
            where=(blobs.c.state != "deleting") & (blobs.c.shard == ref.shard),
        )
        .returning(blobs.c.created_at)
    )
    # The state is read first: a collector holds the row's lock while the bytes go, and its `deleting` is seen without it.
    deleting = select(blobs.c.space).where(this_blob(ref), blobs.c.state == "deleting")
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + _WAIT, _FIRST_PAUSE
    while True:
        async with open_tx() as tx:
            if await tx.scalar(deleting) is None:
                since = await tx.scalar(claiming)
                if since is not None:
                    return Claim(ref, since)
        if loop.time() + pause > deadline:
            raise BlobBusy
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


async def make_live(tx: Tx, claim: Claim) -> bool:
    """Make a claimed blob live, in the transaction that writes the row naming it (S6); True if it was not live before.

    To be called before that row is written, and likewise whenever another row begins to name a blob. Raises `BlobBusy` when
    the collector was faster; also when somebody else has claimed the blob since, whose bytes may not be there yet.
    """
    touch = (
        update(blobs).where(this_blob(claim.ref)).values(state="live", touched_at=func.now()).returning(blobs.c.space)
    )
    if await tx.scalar(touch.where(blobs.c.state == "claimed", blobs.c.created_at == claim.since)) is not None:
        return True
    if await tx.scalar(touch.where(blobs.c.state == "live")) is not None:
        return False
    raise BlobBusy


async def collect(
    open_tx: OpenTx,
    store: BlobStore,
    ref: BlobRef,
    *,
    reason: str,
    actor: str,
    grace: timedelta = timedelta(hours=24),
    job_id: int | None = None,
    on_gone: OnGone | None = None,
    names: MetaData = metadata,
) -> bool:
    """Destroy a blob that no row names and nobody claimed within `grace`: the only function that deletes bytes.

    Marked and recorded in one transaction, then its bytes and its row go; a run that died in between is finished by
    the next. True when the blob is gone, False when it is left alone (also while somebody holds all blobs: `hold`;
    the sweep comes back for it). `reason` and `actor` go into the record, `on_gone` is told when the blob was live,
    `names` are the tables that may name blobs.
    """
    # Asked first, because a store that is not there refuses: nothing is then even marked.
    await store.stat(ref)
    async with open_tx() as tx:
        ended = None if await held(tx) else await _mark(tx, store, ref, grace, names)
        if ended is None:
            return False
        if ended.state != "deleting":
            await _write_down(tx, ref, ended.size, reason, actor, job_id)
        if ended.state == "live" and on_gone is not None:
            await on_gone(tx, ref.space, ended.size)
    crashpoint("collect.marked")
    # Not "work in none": the row's lock is held while the bytes go. A collector that fell asleep here would otherwise
    # wake up after another had finished and the same bytes had come in again, and destroy those.
    async with open_tx() as tx:
        # It waits for the lock. An upload that met the mark holds it for a moment, and who went away then would leave a
        # blob half deleted, which nobody can bring in again before the next sweep; another collector leaves nothing to do.
        ours = select(blobs.c.space).where(this_blob(ref), blobs.c.state == "deleting").with_for_update()
        if await tx.scalar(ours) is None:
            return False
        if await named(tx, names, ref):
            log.error("storage.named_while_deleting", space=ref.space, sha256=ref.hex)
            return False
        await store.remove_derived(ref)
        await store.remove(ref)
        crashpoint("collect.removed")
        await tx.execute(delete(blobs).where(this_blob(ref)))
    crashpoint("collect.dropped")
    return True


@dataclass(frozen=True, slots=True)
class _Ended:
    """What a blob was when its end began: `deleting` where it had begun before, `unknown` where it had no row."""

    state: str
    size: int


async def _mark(tx: Tx, store: BlobStore, ref: BlobRef, grace: timedelta, names: MetaData) -> _Ended | None:
    """Set a blob to `deleting`; None when it must stay."""
    unknown = await strangers(tx, names)
    if unknown:
        raise TypeError(f"this process must not collect: it does not know that {', '.join(unknown)} name blobs")
    old = (blobs.c.touched_at < func.now() - grace).label("old")
    row = (await tx.execute(select(blobs.c.state, blobs.c.size, old).where(this_blob(ref)).with_for_update())).first()
    if row is None:
        return await _enter_stray(tx, store, ref)
    if row.state != "deleting":
        # The names are asked for in a statement of its own after the lock: it sees those committed while this one waited.
        if not row.old or await named(tx, names, ref):
            return None
        await tx.execute(update(blobs).where(this_blob(ref)).values(state="deleting"))
    return _Ended(row.state, row.size)


async def _enter_stray(tx: Tx, store: BlobStore, ref: BlobRef) -> _Ended | None:
    """Give a file without a row its row, so that others wait; None where somebody claimed it, or no file is there."""
    enter = insert(blobs).values(space=ref.space, shard=ref.shard, sha256=ref.sha256, size=0, state="deleting")
    if await tx.scalar(enter.on_conflict_do_nothing().returning(blobs.c.space)) is None:
        return None
    size = await store.stat(ref)
    if size is None:
        await tx.execute(delete(blobs).where(this_blob(ref)))
        return None
    return _Ended("unknown", size)


async def _write_down(tx: Tx, ref: BlobRef, size: int, reason: str, actor: str, job_id: int | None) -> None:
    await insert_minted(
        tx,
        destructions,
        ref.shard,
        space=ref.space,
        sha256=ref.sha256,
        size=size,
        reason=reason,
        actor=actor,
        job_id=job_id,
        version=__version__,
    )
