"""All blobs, as the database and the store know them, side by side."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import MetaData, Row, Select, func, select

from albumen.core import shard_of
from albumen.database import OpenTx
from albumen.storage.model import BlobRef
from albumen.storage.queries import is_named
from albumen.storage.store import BlobStore
from albumen.storage.tables import blobs

_PAGE = 1000


class Finding(StrEnum):
    """What may be noticed about a blob."""

    MISSING = "missing"
    """The database says it is live, but the store has no such original."""
    CORRUPT = "corrupt"
    """The original has another size or, where it was read, another digest."""
    UNREADABLE = "unreadable"
    """The disk gave an error while it was read."""
    ORPHAN = "orphan"
    """The store has an original that the database does not know."""
    DANGLING = "dangling"
    """A row names it, but it is not live."""
    UNFINISHED = "unfinished"
    """Its deletion began and did not end."""
    UNNAMED = "unnamed"
    """No row names it, and it was claimed longer ago than the grace."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One blob: what its row says (no state where there is none), and the size of its original (None where there is none)."""

    ref: BlobRef
    state: str | None
    size: int
    named: bool
    old: bool
    stored: int | None
    written_at: datetime | None = None

    @property
    def finding(self) -> Finding | None:
        """What is wrong with it, as far as one sees without reading it."""
        if self.state is None:
            return None if self.stored is None else Finding.ORPHAN
        if self.named and self.state != "live":
            return Finding.DANGLING
        if self.state == "deleting":
            return Finding.UNFINISHED
        if self.old and not self.named:
            return Finding.UNNAMED
        if self.state == "live" and self.stored is None:
            return Finding.MISSING
        return Finding.CORRUPT if self.stored not in (None, self.size) else None


async def all_spaces(open_tx: OpenTx, store: BlobStore) -> list[int]:
    """The spaces that the store or the database knows, ascending."""
    stored = await store.spaces()
    async with open_tx() as tx:
        known = await tx.scalars(select(blobs.c.space).distinct().prefix_with("/* all shards */"))
        return sorted({*stored, *known})


async def walk(
    open_tx: OpenTx, store: BlobStore, space: int, grace: timedelta, names: MetaData
) -> AsyncIterator[Sight]:
    """Every blob of a space by digest, from both lists merged; what changes meanwhile may be seen half, so look again."""
    rows = _rows(open_tx, space, grace, names)
    row = await anext(rows, None)
    async for entry in store.originals(space):
        while row is not None and row.sha256 < entry.ref.sha256:
            yield _sight(space, row, None)
            row = await anext(rows, None)
        if row is not None and row.sha256 == entry.ref.sha256:
            yield _sight(space, row, entry.size)
            row = await anext(rows, None)
        else:
            yield Sight(entry.ref, None, entry.size, False, False, entry.size, entry.written_at)
    while row is not None:
        yield _sight(space, row, None)
        row = await anext(rows, None)


async def look(open_tx: OpenTx, store: BlobStore, ref: BlobRef, grace: timedelta, names: MetaData) -> Sight:
    """One blob, as it is now."""
    async with open_tx() as tx:
        row = (await tx.execute(_select(ref.space, grace, names).where(blobs.c.sha256 == ref.sha256))).first()
    # After the row: bytes are there before a row is live, and go after it stopped to be.
    stored = await store.stat(ref)
    if row is None:
        return Sight(ref, None, stored or 0, False, False, stored)
    return _sight(ref.space, row, stored)


async def _rows(
    open_tx: OpenTx, space: int, grace: timedelta, names: MetaData
) -> AsyncIterator[Row[tuple[object, ...]]]:
    after = b""
    while True:
        page = _select(space, grace, names).where(blobs.c.sha256 > after).order_by(blobs.c.sha256).limit(_PAGE)
        async with open_tx() as tx:
            rows = (await tx.execute(page)).all()
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        after = rows[-1].sha256


def _select(space: int, grace: timedelta, names: MetaData) -> Select[tuple[object, ...]]:
    return select(
        blobs.c.sha256,
        blobs.c.size,
        blobs.c.state,
        is_named(names).label("named"),
        (blobs.c.touched_at < func.now() - grace).label("old"),
    ).where(blobs.c.shard == shard_of(space), blobs.c.space == space)


def _sight(space: int, row: Row[tuple[object, ...]], stored: int | None) -> Sight:
    return Sight(BlobRef(space, row.sha256), row.state, row.size, row.named, row.old, stored)
