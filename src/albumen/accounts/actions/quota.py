"""How much room a person uses: kept in the transaction of the fact that changes it."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from albumen.accounts.errors import QuotaExceeded
from albumen.accounts.model import User, UserId
from albumen.accounts.queries import quota
from albumen.accounts.tables import quota_use
from albumen.core import shard_of
from albumen.database import Tx


async def count(tx: Tx, user: User, size: int) -> int:
    """Count `size` more bytes to a person, whatever they may keep; what is counted for them now."""
    statement = upsert(quota_use).values(user_id=user.id, shard=shard_of(user.id), bytes=size)
    used = await tx.scalar(
        statement.on_conflict_do_update(
            index_elements=["user_id", "shard"], set_={"bytes": quota_use.c.bytes + size}
        ).returning(quota_use.c.bytes)
    )
    return used or 0


async def charge(tx: Tx, user: User, size: int) -> None:
    """Count `size` more bytes to a person. Raises `QuotaExceeded` when that is more than they may keep."""
    used = await count(tx, user, size)
    if user.quota_bytes is not None and used > user.quota_bytes:
        raise QuotaExceeded


async def check_room(tx: Tx, user: User, size: int) -> None:
    """Raise `QuotaExceeded` when `size` more bytes would not fit. Nothing is counted: `charge` decides in the end."""
    if user.quota_bytes is not None and (await quota(tx, user)).used + size > user.quota_bytes:
        raise QuotaExceeded


async def give_back(tx: Tx, user_id: UserId, size: int) -> None:
    """Count `size` bytes less to a person, because they were deleted."""
    await tx.execute(
        update(quota_use)
        .where(quota_use.c.shard == shard_of(user_id), quota_use.c.user_id == user_id)
        .values(bytes=quota_use.c.bytes - size)
    )


async def lock_use(tx: Tx, user_id: UserId) -> int:
    """What is counted for a person, which nobody else changes until this transaction ends."""
    used = await tx.scalar(
        select(quota_use.c.bytes)
        .where(quota_use.c.shard == shard_of(user_id), quota_use.c.user_id == user_id)
        .with_for_update()
    )
    return used or 0


async def correct_use(tx: Tx, user_id: UserId, size: int) -> None:
    """Set what is counted for a person, after `lock_use` and a new count."""
    statement = upsert(quota_use).values(user_id=user_id, shard=shard_of(user_id), bytes=size)
    await tx.execute(statement.on_conflict_do_update(index_elements=["user_id", "shard"], set_={"bytes": size}))
