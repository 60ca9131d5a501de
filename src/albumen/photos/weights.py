"""How much the photos weigh: numbers alone, for their owners and for whoever keeps the disk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from albumen.core import shard_of
from albumen.database import Tx
from albumen.photos.tables import photos


@dataclass(frozen=True, slots=True)
class Weight:
    """So many photos, and the bytes of their originals together."""

    count: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class TrashWeight:
    """What lies in the trash of everybody, and the instant at which the first of it was put there."""

    count: int
    bytes: int
    oldest: datetime | None


async def weights(tx: Tx, owners: Collection[int]) -> dict[int, dict[str, Weight]]:
    """What these people keep: by owner, then `image`, `video` or `trash`."""
    kind = case((photos.c.trashed_at.is_not(None), "trash"), else_=photos.c.kind).label("kind")
    rows = await tx.execute(
        select(photos.c.owner_id, kind, func.count().label("number"), func.sum(photos.c.size).label("size"))
        .where(photos.c.shard.in_({shard_of(owner) for owner in owners}), photos.c.owner_id.in_(owners))
        .group_by(photos.c.owner_id, kind)
    )
    found: dict[int, dict[str, Weight]] = {owner: {} for owner in owners}
    for row in rows:
        found[row.owner_id][row.kind] = Weight(row.number, int(row.size))
    return found


async def trash_weight(tx: Tx) -> TrashWeight:
    """What lies in everybody's trash together."""
    weighed = select(func.count(), func.coalesce(func.sum(photos.c.size), 0), func.min(photos.c.trashed_at)).where(
        photos.c.trashed_at.is_not(None)
    )
    number, size, oldest = (await tx.execute(weighed.prefix_with("/* all shards */"))).one()
    return TrashWeight(int(number), int(size), oldest)
