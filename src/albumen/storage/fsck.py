"""Whether every blob is what the database says it is. Looking changes nothing; mending never deletes."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import MetaData, func, select, update
from sqlalchemy.dialects.postgresql import insert

from albumen.database import OpenTx, Tx, metadata
from albumen.storage.errors import BlobCorrupt, BlobMissing, StoreFailed
from albumen.storage.model import BlobRef, Digests
from albumen.storage.queries import named, this_blob
from albumen.storage.settings import StorageSettings
from albumen.storage.store import BlobStore
from albumen.storage.sweep import NamedStaged, staged_leftovers
from albumen.storage.tables import blobs
from albumen.storage.walk import Finding, Sight, all_spaces, look, walk


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of all blobs whose digests fall into the `number`-th of `of` equal parts; 1 of 1 is all of them."""

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise ValueError("a slice is n/t with n from 1 to t")

    def has(self, ref: BlobRef) -> bool:
        """Whether a blob falls into it."""
        return int.from_bytes(ref.sha256[:8]) % self.of == self.number - 1


@dataclass(frozen=True, slots=True)
class FsckReport:
    """What was found: blobs seen, those read again, what is wrong with which, and staged objects that nobody needs."""

    blobs: int
    read: int
    findings: dict[Finding, tuple[BlobRef, ...]]
    staged: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong and nothing is left over."""
        return not self.staged and not any(self.findings.values())


async def examine(
    open_tx: OpenTx,
    store: BlobStore,
    *,
    named_staged: NamedStaged,
    reread: Slice | None = None,
    progress: Callable[[Sight], None] | None = None,
    settings: StorageSettings | None = None,
    names: MetaData = metadata,
) -> FsckReport:
    """Compare the store with the database; with `reread`, also read that part of the originals again.

    Safe beside a running server: what was seen amiss is looked at again before it is reported. The blobs that were
    read and found whole are marked with the time. `progress` is told of each blob. Raises `StoreRefused` where no
    store is.
    """
    settings = settings or StorageSettings()
    seen = read = 0
    suspects: list[BlobRef] = []
    findings: dict[Finding, list[BlobRef]] = {finding: [] for finding in Finding}
    for space in await all_spaces(open_tx, store):
        async for sight in walk(open_tx, store, space, settings.grace, names):
            seen += 1
            if sight.finding is not None:
                suspects.append(sight.ref)
            elif reread is not None and sight.stored is not None and reread.has(sight.ref):
                read += 1
                finding = await _reread(open_tx, store, sight.ref)
                if finding is not None:
                    findings[finding].append(sight.ref)
            if progress is not None:
                progress(sight)
    for ref in suspects:
        finding = (await look(open_tx, store, ref, settings.grace, names)).finding
        if finding is not None:
            findings[finding].append(ref)
    staged = await staged_leftovers(open_tx, store, named_staged, settings.staged_kept)
    return FsckReport(seen, read, {finding: tuple(refs) for finding, refs in findings.items()}, tuple(staged))


async def repair(
    open_tx: OpenTx, store: BlobStore, report: FsckReport, *, names: MetaData = metadata
) -> list[tuple[BlobRef, str]]:
    """Mend what can be mended without deleting; a sentence for each blob that was changed.

    Damaged originals are put aside. Blobs whose bytes are not there stop being live, so that the same photo sent
    again heals them. Files that the database does not know are entered, and named blobs that are whole become live.
    Who counts live bytes (quotas) counts again afterwards.
    """
    mended: list[tuple[BlobRef, str]] = []
    for finding in (Finding.MISSING, Finding.CORRUPT, Finding.ORPHAN, Finding.DANGLING):
        for ref in report.findings[finding]:
            done = await _mend(open_tx, store, ref, names)
            if done is not None:
                mended.append((ref, done))
    return mended


async def _reread(open_tx: OpenTx, store: BlobStore, ref: BlobRef) -> Finding | None:
    try:
        await store.verify(ref)
    except BlobCorrupt:
        return Finding.CORRUPT
    except BlobMissing:
        # Deleted since it was listed, by the one function that may.
        return None
    except StoreFailed:
        return Finding.UNREADABLE
    async with open_tx() as tx:
        await tx.execute(update(blobs).where(this_blob(ref)).values(verified_at=func.now()))
    return None


async def _mend(open_tx: OpenTx, store: BlobStore, ref: BlobRef, names: MetaData) -> str | None:
    try:
        whole = await store.verify(ref)
    except BlobMissing:
        async with open_tx() as tx:
            return "is not live any more: its bytes are missing" if await _unlive(tx, ref) else None
    except BlobCorrupt:
        # First the row: a crash in between leaves damaged bytes that are not live, which the next run finds again.
        async with open_tx() as tx:
            await _unlive(tx, ref)
        await store.quarantine(ref, "Its bytes were damaged.")
        return "was put aside: its bytes are damaged"
    async with open_tx() as tx:
        return await _adopt(tx, ref, whole, names)


async def _unlive(tx: Tx, ref: BlobRef) -> bool:
    ended = update(blobs).where(this_blob(ref), blobs.c.state != "claimed", blobs.c.size > 0)
    changed = await tx.execute(ended.values(state="claimed", touched_at=func.now()))
    return changed.rowcount > 0


async def _adopt(tx: Tx, ref: BlobRef, whole: Digests, names: MetaData) -> str | None:
    enter = insert(blobs).values(
        space=ref.space, shard=ref.shard, sha256=ref.sha256, sha1=whole.sha1, size=whole.size, state="claimed"
    )
    if await tx.scalar(enter.on_conflict_do_nothing().returning(blobs.c.space)) is not None:
        return "is known to the database now"
    state = await tx.scalar(select(blobs.c.state).where(this_blob(ref)).with_for_update())
    if state != "live" and await named(tx, names, ref):
        await tx.execute(
            update(blobs)
            .where(this_blob(ref))
            .values(state="live", size=whole.size, sha1=whole.sha1, verified_at=func.now())
        )
        return "is live again: a row names it, and its bytes are whole"
    return None
