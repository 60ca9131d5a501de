"""Whether everything is as it should be: stored bytes against rows, and what is counted against what is there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import text

from albumen import accounts, photos, storage
from albumen.accounts import UserId
from albumen.database import OpenTx, Tx, retrying
from albumen.ingest.upkeep import named_by_uploads, owners
from albumen.storage import BlobRef, BlobStore, FsckReport, Sight, Slice, StorageSettings


@dataclass(frozen=True, slots=True)
class Drift:
    """Something counted that is not what is there: whose, what, the number kept and the true one."""

    owner: UserId
    what: str
    kept: int
    true: int


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """What is wrong: with the store, with the room that people use, with the counts per day."""

    store: FsckReport
    quotas: tuple[Drift, ...]
    days: tuple[Drift, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return self.store.clean and not self.quotas and not self.days


async def examine(
    open_tx: OpenTx,
    store: BlobStore,
    settings: StorageSettings,
    *,
    reread: Slice | None = None,
    told: Callable[[Sight], None] | None = None,
) -> LibraryReport:
    """Compare store, rows and counts; with `reread`, read that part of the originals again. Changes nothing.

    Safe beside a running server. Raises `storage.StoreRefused` where no store is.
    """

    async def named_staged(names: Iterable[str]) -> set[str]:
        return await named_by_uploads(open_tx, list(names))

    found = await storage.examine(
        open_tx, store, named_staged=named_staged, reread=reread, progress=told, settings=settings
    )
    quotas: list[Drift] = []
    days: list[Drift] = []
    async for owner in owners(open_tx):
        async with open_tx() as tx:
            # What is counted and what is there, at one moment.
            await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            quotas += await _quota_drift(tx, owner)
            off = await photos.days_off(tx, owner)
        days += [Drift(owner, day.isoformat(), kept, true) for day, (kept, true) in sorted(off.items())]
    return LibraryReport(found, tuple(quotas), tuple(days))


async def repair(open_tx: OpenTx, store: BlobStore, report: LibraryReport) -> list[tuple[BlobRef, str]]:
    """Mend what can be mended without deleting: damaged originals are put aside, unknown ones adopted, counts counted anew.

    A sentence for each blob that was changed.
    """
    mended = await storage.repair(open_tx, store, report.store)
    changed = {UserId(ref.space) for refs in report.store.findings.values() for ref in refs if ref.space}
    for owner in sorted(changed | {drift.owner for drift in report.quotas}):
        await retrying(open_tx, partial(_correct_quota, owner=owner))
    for owner in sorted({drift.owner for drift in report.days}):
        await retrying(open_tx, partial(photos.recount, owner_id=owner))
    return mended


async def _quota_drift(tx: Tx, owner: UserId) -> list[Drift]:
    user = await accounts.get_user(tx, owner)
    if user is None:
        return []
    kept, true = (await accounts.quota(tx, user)).used, await storage.live_bytes(tx, owner)
    return [Drift(owner, "bytes", kept, true)] if kept != true else []


async def _correct_quota(tx: Tx, owner: UserId) -> None:
    if await accounts.get_user(tx, owner) is None:
        return
    await accounts.lock_use(tx, owner)
    await accounts.correct_use(tx, owner, await storage.live_bytes(tx, owner))
