"""The time, in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, with its zone (UTC). Leases and expiries that processes share use the database's clock."""
    return datetime.now(UTC)
