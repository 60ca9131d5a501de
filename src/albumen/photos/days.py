"""The one way in which rows of photos change: in a statement that keeps the counts per day and the library's version true.

No other statement of Albumen inserts, updates or deletes rows of `photos`. That is why `photo_days` can be trusted without
ever counting a library (a count of a million rows takes most of a second after an import).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    cast,
    delete,
    func,
    literal,
    not_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from albumen.core import shard_of
from albumen.database import Tx
from albumen.photos.tables import libraries, one_of, photo_days, photos


def day_of(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day that a wall clock shows."""
    return cast(column, Date)


def listed() -> ColumnElement[bool]:
    """The condition that a photo stands on the shelf `library`, whose days are counted."""
    return photos.c.trashed_at.is_(None) & not_(photos.c.archived)


async def insert_counted(tx: Tx, values: Mapping[str, Any]) -> Row[Any] | None:
    """Insert one photo and count it on its day. None when a row stands in the way: the same bytes, or the same id."""
    owner, shard = values["owner_id"], values["shard"]
    added = upsert(photos).values(**values).on_conflict_do_nothing().returning(photos).cte("added")
    counted = _add_to_days(
        select(added.c.owner_id, added.c.shard, day_of(added.c.shown_at), literal(1, Integer)), "counted"
    )
    versioned = _next_version(owner, shard, added)
    return (await tx.execute(select(added).add_cte(counted, versioned))).one_or_none()


async def update_counted(
    tx: Tx,
    owner_id: int,
    ids: Sequence[int],
    values: Mapping[str, Any],
    *,
    where: ColumnElement[bool] | None = None,
) -> list[int]:
    """Change photos of one owner and move their counts along; the ids that were changed.

    Only ids that are the owner's and fulfil `where` are touched. The rows are locked first, in the order of their ids, so
    that two such changes never wait for each other in a circle.
    """
    locked = await _lock(tx, owner_id, ids, where)
    if not locked:
        return []
    before = _days_before(owner_id, locked)
    changed = (
        update(photos)
        .where(photos.c.shard == shard_of(owner_id), one_of(photos.c.id, locked))
        .values(**values, updated_at=func.now())
        .returning(photos.c.id, day_of(photos.c.shown_at).label("day"), listed().label("listed"))
        .cte("changed")
    )
    await _run_counted(tx, owner_id, before, changed)
    return locked


async def delete_counted(
    tx: Tx, owner_id: int, ids: Sequence[int], *, where: ColumnElement[bool] | None = None
) -> list[Row[Any]]:
    """Delete photos of one owner and their counts; id, sha256, sha1 of those that went."""
    locked = await _lock(tx, owner_id, ids, where)
    if not locked:
        return []
    before = _days_before(owner_id, locked)
    gone = (
        delete(photos)
        .where(photos.c.shard == shard_of(owner_id), one_of(photos.c.id, locked))
        .returning(photos.c.id, photos.c.sha256, photos.c.sha1)
        .cte("gone")
    )
    return await _run_counted(tx, owner_id, before, None, gone)


async def _lock(tx: Tx, owner_id: int, ids: Sequence[int], where: ColumnElement[bool] | None) -> list[int]:
    statement = (
        select(photos.c.id)
        .where(
            photos.c.shard == shard_of(owner_id),
            photos.c.owner_id == owner_id,
            one_of(photos.c.id, ids),
        )
        .order_by(photos.c.id)
        .with_for_update()
    )
    if where is not None:
        statement = statement.where(where)
    return list(await tx.scalars(statement))


def _days_before(owner_id: int, ids: Sequence[int]) -> CTE:
    # The statement's snapshot is younger than the locks, so this reads what the update is about to replace.
    return (
        select(day_of(photos.c.shown_at).label("day"), listed().label("listed"))
        .where(photos.c.shard == shard_of(owner_id), one_of(photos.c.id, ids))
        .cte("before")
    )


async def _run_counted(
    tx: Tx, owner_id: int, before: CTE, changed: CTE | None, gone: CTE | None = None
) -> list[Row[Any]]:
    shard = shard_of(owner_id)
    moves = [select(before.c.day, literal(-1).label("n")).where(before.c.listed)]
    if changed is not None:
        moves.append(select(changed.c.day, literal(1).label("n")).where(changed.c.listed))
    moved = union_all(*moves).subquery("moved")
    total = func.sum(moved.c.n)
    deltas = (
        select(literal(owner_id), literal(shard), moved.c.day, cast(total, Integer))
        .group_by(moved.c.day)
        .having(total != 0)
        .order_by(moved.c.day)
    )
    touched = changed if changed is not None else gone
    assert touched is not None
    counted = _add_to_days(deltas, "counted")
    versioned = _next_version(owner_id, shard, touched)
    return list(await tx.execute(select(touched).add_cte(counted, versioned)))


def _add_to_days(deltas: Select[Any], name: str) -> CTE:
    statement = upsert(photo_days).from_select(["owner_id", "shard", "day", "count"], deltas)
    return statement.on_conflict_do_update(
        index_elements=["owner_id", "day", "shard"], set_={"count": photo_days.c.count + statement.excluded.count}
    ).cte(name)


def _next_version(owner_id: int, shard: int, touched: CTE) -> CTE:
    statement = upsert(libraries).from_select(
        ["owner_id", "shard", "version"],
        select(literal(owner_id), literal(shard), literal(1)).where(select(touched).exists()),
    )
    return statement.on_conflict_do_update(
        index_elements=["owner_id", "shard"], set_={"version": libraries.c.version + 1}
    ).cte("versioned")
