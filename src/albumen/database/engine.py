"""The one way to the database: a pool, transactions, and a bounded second try when PostgreSQL asks for one."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from albumen.core import Unavailable

Tx = AsyncConnection
"""An open transaction. Verbs take one and never commit: whoever opened it does, by leaving its `async with`."""

T = TypeVar("T")

_TRIES = 5
_TRY_AGAIN = {"40001", "40P01"}  # serialization_failure, deadlock_detected (PostgreSQL, appendix A)
_GONE = {"57P01", "57P02", "57P03"}  # admin_shutdown, crash_shutdown, cannot_connect_now


class OpenTx(Protocol):
    """Opens a transaction: `async with open_tx() as tx`. Commits when the block ends well, rolls back when it raises."""

    def __call__(self) -> AbstractAsyncContextManager[Tx]:
        """Open one."""
        ...


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached just now. Please try again in a moment."""


class Database:
    """Holds the connection pool of one process."""

    def __init__(self, url: str, *, pool_size: int = 10, application: str = "albumen") -> None:
        """`url` is a libpq address (`postgresql://…`); at most `pool_size` connections are open at once."""
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            _sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=True,
            connect_args={"application_name": application, "connect_timeout": 5},
        )

    @asynccontextmanager
    async def open_tx(self) -> AsyncIterator[Tx]:
        """A transaction: committed when the block ends well, rolled back when it raises.

        Raises `DatabaseUnavailable` when there is no connection to be had, or when it was lost on the way; a loss during
        the commit leaves it unknown whether the work was done, so what is retried must be idempotent.
        """
        try:
            async with self.engine.begin() as tx:
                yield tx
        except PoolTimeout as error:
            raise DatabaseUnavailable from error
        except DBAPIError as error:
            if _lost(error):
                raise DatabaseUnavailable from error
            raise

    async def run(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Do `work` in one transaction, again (at most five times) when PostgreSQL reports a deadlock or a clash."""
        return await retrying(self.open_tx, work)

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


async def retrying(open_tx: OpenTx, work: Callable[[Tx], Awaitable[T]]) -> T:
    """Do `work` in a transaction of `open_tx`, again (at most five times) when PostgreSQL reports a deadlock or a clash."""
    for attempt in range(1, _TRIES + 1):
        try:
            async with open_tx() as tx:
                return await work(tx)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN:
                raise
            if attempt == _TRIES:
                raise DatabaseUnavailable("Too many changes met at once. Please try again.") from error
        await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311
    raise AssertionError("unreachable")


def _lost(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or state in _GONE:
        return True
    # Without a state the error is libpq's own: no server, or the connection broke.
    return isinstance(error, OperationalError) and (state is None or state.startswith("08"))


def _sqlalchemy_url(url: str) -> str:
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    raise ValueError("the database's address must begin with postgresql://")
