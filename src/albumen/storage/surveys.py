"""What the last sweep found, kept for whoever asks: a walk over a large store is not made for a page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from albumen.database import Tx
from albumen.storage.sweep import SweepReport
from albumen.storage.tables import blobs, surveys


@dataclass(frozen=True, slots=True)
class Survey:
    """What a sweep found and did: derived objects and their bytes, blobs missing, what was cleared away, what failed."""

    at: datetime
    derived_count: int
    derived_bytes: int
    missing: int
    collected: int
    discarded: int
    failed: int
    stopped: str | None


async def note_survey(tx: Tx, report: SweepReport, derived: tuple[int, int]) -> None:
    """Keep what a sweep did and how many derived objects of how many bytes there are, instead of what was kept before."""
    values = {
        "at": func.now(),
        "derived_count": derived[0],
        "derived_bytes": derived[1],
        "missing": len(report.missing),
        "collected": report.collected,
        "discarded": report.discarded,
        "failed": report.failed,
        "stopped": report.stopped,
    }
    entered = insert(surveys).values(id=1, **values)
    await tx.execute(entered.on_conflict_do_update(index_elements=["id"], set_=values))


async def last_survey(tx: Tx) -> Survey | None:
    """What the last sweep found; None before the first."""
    row = (await tx.execute(select(surveys))).one_or_none()
    if row is None:
        return None
    return Survey(
        row.at,
        row.derived_count,
        row.derived_bytes,
        row.missing,
        row.collected,
        row.discarded,
        row.failed,
        row.stopped,
    )


async def live_totals(tx: Tx) -> tuple[int, int]:
    """How many originals count, and the sum of their sizes in bytes."""
    counted = select(func.count(), func.coalesce(func.sum(blobs.c.size), 0)).where(blobs.c.state == "live")
    number, size = (await tx.execute(counted.prefix_with("/* all shards */"))).one()
    return int(number), int(size)
