"""Come and look: bytes that nobody names and nobody is bringing go, and deletions that broke off are finished."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import MetaData, func, select

from albumen.core import AlbumenError, shard_of
from albumen.database import OpenTx, metadata
from albumen.storage.actions import OnGone, collect
from albumen.storage.errors import FILES_MISSING, FILES_UNKNOWN
from albumen.storage.model import BlobRef
from albumen.storage.settings import StorageSettings
from albumen.storage.store import BlobStore
from albumen.storage.tables import blobs
from albumen.storage.walk import Finding, all_spaces, look, walk

log = structlog.get_logger(__name__)

NamedStaged = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Asked which of these staged objects an upload still needs."""

_REASONS = {
    Finding.UNFINISHED: "a deletion that broke off",
    Finding.UNNAMED: "nothing names it",
    Finding.ORPHAN: "the database does not know it",
}
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did: blobs, derived folders and staged objects cleared away; blobs missing; deletions that failed.

    `stopped` says why nothing was deleted at all, else it is None.
    """

    collected: int = 0
    derived: int = 0
    discarded: int = 0
    failed: int = 0
    missing: tuple[BlobRef, ...] = ()
    stopped: str | None = None


async def sweep(
    open_tx: OpenTx,
    store: BlobStore,
    *,
    named_staged: NamedStaged,
    on_gone: OnGone | None = None,
    actor: str = "sweep",
    job_id: int | None = None,
    settings: StorageSettings | None = None,
    names: MetaData = metadata,
) -> SweepReport:
    """Clear away what nobody names: blobs after the grace, files without a row and staged objects after their time.

    Where too many originals are missing, or unknown to the database, this is not the store or not the database that it
    should be: then nothing at all is deleted and the report says so. Raises `StoreRefused` where no store is.
    """
    settings = settings or StorageSettings()
    spaces = await all_spaces(open_tx, store)
    survey = await _survey(open_tx, store, spaces, settings, names)
    missing = tuple(survey.due[Finding.MISSING])
    if missing:
        log.error("storage.blobs_missing", count=len(missing), of=survey.live, first=str(missing[0]))
    stopped = survey.stop(settings)
    if stopped is not None:
        log.error("storage.sweep_stopped", reason=stopped)
        return SweepReport(missing=missing, stopped=stopped)
    collected = failed = 0
    for finding, reason in _REASONS.items():
        for ref in survey.due[finding]:
            try:
                collected += await collect(
                    open_tx,
                    store,
                    ref,
                    reason=reason,
                    actor=actor,
                    grace=settings.grace,
                    job_id=job_id,
                    on_gone=on_gone,
                    names=names,
                )
            except AlbumenError as error:
                # One blob that cannot be deleted keeps no other waiting; the next sweep tries it again.
                failed += 1
                log.warning("storage.collect_failed", space=ref.space, sha256=ref.hex, error=error.detail)
    derived = sum([await _sweep_derived(open_tx, store, space) for space in spaces])
    discarded = await _sweep_staged(open_tx, store, named_staged, settings.staged_kept)
    return SweepReport(collected, derived, discarded, failed, missing)


async def staged_leftovers(open_tx: OpenTx, store: BlobStore, named_staged: NamedStaged, kept: timedelta) -> list[str]:
    """Staged objects last written longer ago than `kept` that no upload needs."""
    # Listed before the uploads are asked: an upload's row is written after its staged object was made.
    entries = [entry async for entry in store.staged_names()]
    async with open_tx() as tx:
        now = await tx.scalar(select(func.now()))
    assert now is not None
    old = [entry.name for entry in entries if now - entry.written_at > kept]
    needed: set[str] = set()
    for at in range(0, len(old), _BATCH):
        needed.update(await named_staged(old[at : at + _BATCH]))
    return [name for name in old if name not in needed]


@dataclass(frozen=True, slots=True)
class _Survey:
    live: int
    due: dict[Finding, list[BlobRef]]

    def stop(self, settings: StorageSettings) -> str | None:
        """Why nothing may be deleted now."""
        missing, orphans = len(self.due[Finding.MISSING]), len(self.due[Finding.ORPHAN])
        if missing > settings.missing_most or missing * 100 > settings.missing_percent * self.live:
            return FILES_MISSING(missing=missing, all=self.live)
        if orphans > settings.missing_most:
            return FILES_UNKNOWN(unknown=orphans)
        return None


async def _survey(
    open_tx: OpenTx, store: BlobStore, spaces: Sequence[int], settings: StorageSettings, names: MetaData
) -> _Survey:
    async with open_tx() as tx:
        now = await tx.scalar(select(func.now()))
    assert now is not None
    live = 0
    due: dict[Finding, list[BlobRef]] = {finding: [] for finding in Finding}
    for space in spaces:
        async for sight in walk(open_tx, store, space, settings.grace, names):
            live += sight.state == "live"
            finding = sight.finding
            if finding is Finding.ORPHAN and sight.written_at and now - sight.written_at <= settings.orphan_kept:
                continue
            if finding in (Finding.MISSING, Finding.ORPHAN):
                finding = (await look(open_tx, store, sight.ref, settings.grace, names)).finding
            if finding is not None:
                due[finding].append(sight.ref)
    return _Survey(live, due)


async def _sweep_derived(open_tx: OpenTx, store: BlobStore, space: int) -> int:
    """Remove what was made from blobs that are gone (it was still being made when they went)."""
    refs = [ref async for ref in store.derived_refs(space)]
    removed = 0
    for at in range(0, len(refs), _BATCH):
        some = refs[at : at + _BATCH]
        async with open_tx() as tx:
            known = await tx.scalars(
                select(blobs.c.sha256).where(
                    blobs.c.shard == shard_of(space),
                    blobs.c.space == space,
                    blobs.c.sha256.in_([ref.sha256 for ref in some]),
                )
            )
            there = set(known)
        for ref in some:
            if ref.sha256 not in there:
                await store.remove_derived(ref)
                removed += 1
    return removed


async def _sweep_staged(open_tx: OpenTx, store: BlobStore, named_staged: NamedStaged, kept: timedelta) -> int:
    names = await staged_leftovers(open_tx, store, named_staged, kept)
    for name in names:
        await store.discard(name)
    return len(names)
