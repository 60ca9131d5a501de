"""Holding all blobs: while somebody copies what the database knows at one moment, none of it is destroyed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select, text

from albumen.database import OpenTx, Tx
from albumen.storage.errors import AlreadyHeld

_LOCK = 0x616C_6275_0002
"""The advisory lock: collectors share it for the moment in which they mark a blob, who holds has it alone."""

_WAIT = 10.0
_PAUSE = 0.05


@asynccontextmanager
async def hold(open_tx: OpenTx) -> AsyncIterator[None]:
    """While the block runs no blob is marked for deletion, not even one that nobody names any more.

    The lock is the database's and goes with the connection. So where that was lost, blobs may have been destroyed, and the
    end of the block raises `DatabaseUnavailable`. Raises `AlreadyHeld` when somebody else holds them.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _WAIT
    async with open_tx() as tx:
        # This transaction does nothing but last, as long as the copying does; it holds no snapshot, so it hinders no vacuum.
        await tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        while not await tx.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
            if loop.time() > deadline:
                raise AlreadyHeld
            await asyncio.sleep(_PAUSE)
        yield


async def held(tx: Tx) -> bool:
    """Whether somebody holds the blobs. If not, nobody can begin to before this transaction ends."""
    return not await tx.scalar(select(func.pg_try_advisory_xact_lock_shared(_LOCK)))
