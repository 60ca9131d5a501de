"""Reads of the journal."""

from datetime import datetime

from sqlalchemy import select

from albumen.core import decode_cursor, encode_cursor
from albumen.database import Tx
from albumen.journal.model import Entry
from albumen.journal.tables import journal


async def recent(
    tx: Tx,
    *,
    level: str | None = None,
    process: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[Entry], str | None]:
    """A page of what was kept, the latest first, and the cursor of the next page (None: this was the last)."""
    page = select(journal).order_by(journal.c.id.desc()).limit(limit + 1)
    if level is not None:
        page = page.where(journal.c.level == level)
    if process is not None:
        page = page.where(journal.c.process == process)
    if since is not None:
        page = page.where(journal.c.at >= since)
    if until is not None:
        page = page.where(journal.c.at < until)
    if cursor is not None:
        page = page.where(journal.c.id < decode_cursor(cursor, int))
    rows = (await tx.execute(page)).all()
    kept = [Entry(r.id, r.at, r.level, r.process, r.event, r.times, r.request_id, r.facts) for r in rows[:limit]]
    return kept, encode_cursor(kept[-1].id) if len(rows) > limit else None
