"""The time, in UTC."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current instant, with its zone (UTC). Leases and expiries that processes share use the database's clock."""
    return datetime.now(UTC)


def at(seconds: float) -> datetime:
    """The instant of so many seconds of Unix time, as file systems tell it."""
    return datetime.fromtimestamp(seconds, UTC)
