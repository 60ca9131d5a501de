"""The one way to the database: a pool, transactions, and a bounded second try when PostgreSQL asks for one."""

import asyncio
import random
import select
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, TypeVar

import msgspec
import psycopg
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from albumen.core import AlbumenError, NoRoom
from albumen.database.errors import DatabaseUnavailable

Tx = AsyncConnection
"""An open transaction. Verbs take one and never commit: whoever opened it does, by leaving its `async with`."""

T = TypeVar("T")

_TRIES = 5

# SQLSTATEs (PostgreSQL, appendix A).
_TRY_AGAIN = {"40001", "40P01"}  # serialization_failure, deadlock_detected
_GONE = {
    "57P01",
    "57P02",
    "57P03",
    "57P04",
    "57P05",
    "25P03",
}  # shut down, crashed, starting, dropped, idle for too long
_BUSY = {"57014", "55P03", "53300", "53200"}  # statement timeout, lock timeout, too many connections, out of memory
_READ_ONLY = {"25006"}  # a standby, or a server that was switched
_FULL = {"53100"}  # disk_full


class OpenTx(Protocol):
    """Opens a transaction: `async with open_tx() as tx`. Commits when the block ends well, rolls back when it raises."""

    def __call__(self) -> AbstractAsyncContextManager[Tx]:
        """Open one."""
        ...


class Database:
    """Holds the connection pool of one process."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        application: str = "albumen",
        statement_timeout: float = 60,
        lock_timeout: float = 10,
        pool_timeout: float = 10,
    ) -> None:
        """`url` is a libpq address (`postgresql://…`); at most `pool_size` connections are open at once.

        Who finds all of them taken waits `pool_timeout` seconds for one. No statement runs longer than `statement_timeout`
        seconds or waits longer than `lock_timeout` seconds for a lock, and no transaction sits idle for more than a minute:
        one that must says `SET LOCAL` and why.
        """
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout,
            # What people wrote stays out of error messages, and so out of logs.
            hide_parameters=True,
            json_deserializer=msgspec.json.decode,
            connect_args={
                "application_name": application,
                "connect_timeout": 5,
                # A server that vanished without a word (TCP only) is noticed after half a minute.
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 30_000,
            },
        )
        limits = {
            "statement_timeout": f"{statement_timeout * 1000:.0f}",
            "lock_timeout": f"{lock_timeout * 1000:.0f}",
            "idle_in_transaction_session_timeout": "60000",
        }
        # Said as statements and not as options of the connection, which a pooler such as PgBouncer refuses.
        greeting = "; ".join(f"SET {name} = {value}" for name, value in limits.items())

        @event.listens_for(self.engine.sync_engine, "connect")
        def limit(connection: Any, record: object) -> None:
            cursor = connection.cursor()
            cursor.execute(greeting)
            cursor.close()
            connection.commit()

        event.listen(self.engine.sync_engine, "checkout", _refuse_dead)

    @asynccontextmanager
    async def open_tx(self) -> AsyncIterator[Tx]:
        """A transaction: committed when the block ends well, rolled back when it raises.

        Raises `DatabaseUnavailable` when there is no connection to be had, when it was lost on the way, or when the database
        is too busy; a loss during the commit leaves it unknown whether the work was done, so what is retried must be
        idempotent. Raises `NoRoom` when the database's disk is full.
        """
        try:
            async with self.engine.begin() as tx:
                yield tx
        except PoolTimeout as error:
            raise DatabaseUnavailable from error
        except (DBAPIError, psycopg.Error) as error:
            ours = _said_to_people(error)
            if ours is None:
                raise
            raise ours from error

    async def run(self, work: Callable[[Tx], Awaitable[T]]) -> T:
        """Do `work` in one transaction, again (at most five times) when PostgreSQL reports a deadlock or a clash."""
        return await retrying(self.open_tx, work)

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


async def retrying(open_tx: OpenTx, work: Callable[[Tx], Awaitable[T]]) -> T:
    """Do `work` in a transaction of `open_tx`, again (five times at most) when PostgreSQL reports a deadlock or a clash."""
    for attempt in range(1, _TRIES + 1):
        try:
            async with open_tx() as tx:
                return await work(tx)
        except (DBAPIError, psycopg.Error) as error:
            if _sqlstate(error) not in _TRY_AGAIN:
                raise
            if attempt == _TRIES:
                raise DatabaseUnavailable("Too many changes met at once. Please try again.") from error
        await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311
    raise AssertionError("unreachable")


def sqlalchemy_url(url: str) -> str:
    """A libpq address as SQLAlchemy writes it, with the driver's name."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    raise ValueError("the database's address must begin with postgresql://")


def _refuse_dead(connection: Any, record: object, proxy: object) -> None:
    """Drop a pooled connection that the server has closed: there is something to read although nobody asked anything.

    A look at the socket instead of a question to the server, which made a small transaction a fifth slower.
    """
    poll = select.poll()
    poll.register(connection.driver_connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError


def _said_to_people(error: DBAPIError | psycopg.Error) -> AlbumenError | None:
    """What went wrong, where it is the database's state and not a fault of the statement; None otherwise."""
    state = _sqlstate(error)
    if state in _FULL:
        return NoRoom("The disk of the database is full.")
    if state in _BUSY:
        return DatabaseUnavailable("The database is too busy just now. Please try again in a moment.")
    if state in _READ_ONLY:
        return DatabaseUnavailable("The database can only be read just now. Please try again in a moment.")
    if (
        state in _GONE
        or (state or "").startswith("08")
        or (isinstance(error, DBAPIError) and error.connection_invalidated)
    ):
        return DatabaseUnavailable()
    # Without a state the error is libpq's own: no server, or the connection broke.
    cause = error.orig if isinstance(error, DBAPIError) else error
    return DatabaseUnavailable() if state is None and isinstance(cause, psycopg.OperationalError) else None


def _sqlstate(error: DBAPIError | psycopg.Error) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(cause, "sqlstate", None)
    return state if isinstance(state, str) else None
