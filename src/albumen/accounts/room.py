"""Who uses how much room, for whoever keeps the disk; and how far the first administrator has come with setting up."""

from sqlalchemy import func, select, update

from albumen.accounts.model import QuotaUse, User
from albumen.accounts.queries import user_from
from albumen.accounts.tables import instance, quota_use, users
from albumen.database import Tx

_FIRST_RUN = "first_run"


async def biggest(tx: Tx, limit: int = 100) -> list[tuple[User, QuotaUse]]:
    """The people who use most room, the first of them most."""
    rows = await tx.execute(
        select(users, func.coalesce(quota_use.c.bytes, 0).label("used"))
        .outerjoin(quota_use, quota_use.c.user_id == users.c.id)
        .order_by(func.coalesce(quota_use.c.bytes, 0).desc(), users.c.id)
        .limit(limit)
        .prefix_with("/* all shards */")
    )
    return [(user_from(row), QuotaUse(row.used, row.quota_bytes)) for row in rows]


async def count_users(tx: Tx) -> int:
    """How many accounts there are."""
    return int(await tx.scalar(select(func.count()).select_from(users)) or 0)


async def first_run_step(tx: Tx) -> str | None:
    """The step at which the first run stands; None when it is over, or where it was never begun."""
    step = await tx.scalar(select(instance.c.extra[_FIRST_RUN].astext))
    return str(step) if step else None


async def set_first_run_step(tx: Tx, step: str | None) -> None:
    """Note how far the first run has come; None: it is over, for good."""
    extra = instance.c.extra
    value = extra.op("-")(_FIRST_RUN) if step is None else extra.op("||")(func.jsonb_build_object(_FIRST_RUN, step))
    await tx.execute(update(instance).values(extra=value))
