"""The one way in which rows of photos change: in a transaction that keeps the counts per day and the library's version true.

No other code of Albumen inserts, updates or deletes rows of `photos`. That is why `photo_days` can be trusted without ever
counting a library (a count of a million rows takes most of a second after an import).

Statements with ON CONFLICT are written as text: SQLAlchemy compiles them anew at every call, which costs more than they do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, cast, delete, func, not_, select, text, update

from albumen.core import shard_of
from albumen.database import Tx
from albumen.photos.tables import libraries, one_of, owned_by, photo_days, photos

_COUNT = text(
    """
    WITH counted AS (
        INSERT INTO photo_days (owner_id, shard, day, count)
        SELECT :owner, :shard, day, n FROM unnest(CAST(:days AS date[]), CAST(:numbers AS int[])) AS moved (day, n)
        ON CONFLICT (owner_id, day, shard) DO UPDATE SET count = photo_days.count + excluded.count
    )
    INSERT INTO libraries (owner_id, shard, version) VALUES (:owner, :shard, 1)
    ON CONFLICT (owner_id, shard) DO UPDATE SET version = libraries.version + 1
    """
)

_COLUMNS = [column.name for column in photos.columns]


def day_of(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day that a wall clock shows."""
    return cast(column, Date)


def listed() -> ColumnElement[bool]:
    """The condition that a photo stands on the shelf `library`, whose days are counted."""
    return photos.c.trashed_at.is_(None) & not_(photos.c.archived)


_STANDING = (day_of(photos.c.shown_at).label("day"), listed().label("listed"))


async def insert_counted(tx: Tx, values: Mapping[str, Any]) -> Row[Any] | None:
    """Insert one photo and count it on its day. None when a row stands in the way: the same bytes, or the same id."""
    names = [name for name in _COLUMNS if name in values]
    places = ", ".join(f":{name}" for name in names)
    statement = text(
        f"INSERT INTO photos ({', '.join(names)}) VALUES ({places}) ON CONFLICT DO NOTHING RETURNING *"  # noqa: S608
    )
    row = (await tx.execute(statement, dict(values))).one_or_none()
    if row is not None:
        await _count(tx, row.owner_id, Counter({row.shown_at.date(): 1}))
    return row


async def update_counted(
    tx: Tx,
    owner_id: int,
    ids: Sequence[int],
    values: Mapping[str, Any],
    *,
    where: ColumnElement[bool] | None = None,
) -> list[int]:
    """Change photos of one owner and move their counts along; the ids that were changed.

    Only ids that are the owner's and fulfil `where` are touched.
    """
    before = await _lock(tx, owner_id, ids, where)
    if not before:
        return []
    changed = [row.id for row in before]
    after = await tx.execute(
        update(photos)
        .where(photos.c.shard == shard_of(owner_id), one_of(photos.c.id, changed))
        .values(**values, updated_at=func.now())
        .returning(*_STANDING)
    )
    moved = _standing(after)
    moved.subtract(_standing(before))
    await _count(tx, owner_id, moved)
    return changed


async def delete_counted(
    tx: Tx, owner_id: int, ids: Sequence[int], *, where: ColumnElement[bool] | None = None
) -> list[Row[Any]]:
    """Delete photos of one owner and their counts; id, sha256, sha1 of those that went."""
    before = await _lock(tx, owner_id, ids, where)
    if not before:
        return []
    gone = await tx.execute(
        delete(photos)
        .where(photos.c.shard == shard_of(owner_id), one_of(photos.c.id, [row.id for row in before]))
        .returning(photos.c.id, photos.c.sha256, photos.c.sha1)
    )
    moved: Counter[date] = Counter()
    moved.subtract(_standing(before))
    await _count(tx, owner_id, moved)
    return list(gone)


async def days_off(tx: Tx, owner_id: int) -> dict[date, tuple[int, int]]:
    """The days on which another number of an owner's photos is kept than there are: the number kept and the true one.

    Counts every photo of the owner; one statement, so it is right beside people who add and remove photos.
    """
    shard = shard_of(owner_id)
    day = day_of(photos.c.shown_at).label("day")
    mine = (photos.c.shard == shard, photos.c.owner_id == owner_id)
    true = select(day, func.count().label("count")).where(*mine, listed()).group_by(day).cte("true")
    kept = select(photo_days.c.day, photo_days.c.count).where(
        photo_days.c.shard == shard, photo_days.c.owner_id == owner_id
    )
    kept_days = kept.cte("kept")
    rows = await tx.execute(
        select(
            func.coalesce(true.c.day, kept_days.c.day).label("day"),
            func.coalesce(kept_days.c.count, 0).label("kept"),
            func.coalesce(true.c.count, 0).label("true"),
        )
        .select_from(true.join(kept_days, true.c.day == kept_days.c.day, full=True))
        .where(func.coalesce(kept_days.c.count, 0) != func.coalesce(true.c.count, 0))
    )
    return {row.day: (row.kept, row.true) for row in rows}


async def recount(tx: Tx, owner_id: int) -> None:
    """Set the counts of all days of an owner to what they truly are. To be run by `database.retrying`: others count too."""
    shard = shard_of(owner_id)
    # Whoever changes photos takes this row before their transaction ends, so what is counted below is all that counts.
    await tx.execute(
        select(libraries.c.version)
        .where(libraries.c.shard == shard, libraries.c.owner_id == owner_id)
        .with_for_update()
    )
    off = await days_off(tx, owner_id)
    await _count(tx, owner_id, Counter({day: true - kept for day, (kept, true) in off.items()}))


async def _lock(tx: Tx, owner_id: int, ids: Sequence[int], where: ColumnElement[bool] | None) -> Sequence[Row[Any]]:
    # In the order of their ids, so that two such changes never wait for each other in a circle.
    statement = (
        select(photos.c.id, *_STANDING)
        .where(photos.c.shard == shard_of(owner_id), owned_by(owner_id), one_of(photos.c.id, ids))
        .order_by(photos.c.id)
        .with_for_update()
    )
    if where is not None:
        statement = statement.where(where)
    return (await tx.execute(statement)).all()


def _standing(rows: Iterable[Row[Any]]) -> Counter[date]:
    return Counter(row.day for row in rows if row.listed)


async def _count(tx: Tx, owner_id: int, moved: Counter[date]) -> None:
    days = sorted(day for day, number in moved.items() if number)
    await tx.execute(
        _COUNT,
        {"owner": owner_id, "shard": shard_of(owner_id), "days": days, "numbers": [moved[day] for day in days]},
    )
