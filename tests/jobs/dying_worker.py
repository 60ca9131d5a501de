"""A worker process that dies: `python -m tests.jobs.dying_worker ADDRESS SLOTS`."""

import asyncio
import os
import signal
import sys

from sqlalchemy import text

from albumen.database import Database, OpenTx, Tx
from albumen.jobs import JobsSettings, Running, Worker, task
from tests.jobs.conftest import SOON, until


async def _failed(tx: Tx, reason: str, photo_id: int, neighbours: int = 0) -> None:
    await tx.execute(text("INSERT INTO failed VALUES (:id, :reason)"), {"id": photo_id, "reason": reason})


async def _note(open_tx: OpenTx, photo_id: int, attempt: int) -> None:
    async with open_tx() as tx:
        await tx.execute(text("INSERT INTO begun VALUES (:id, :attempt)"), {"id": photo_id, "attempt": attempt})


@task(name="test.innocent", on_parked=_failed)
async def innocent(photo_id: int, *, open_tx: OpenTx, job: Running) -> None:
    """Runs until its process is gone; the next time it just ends."""
    await _note(open_tx, photo_id, job.attempt)
    if job.attempt == 1:
        await asyncio.Event().wait()


@task(name="test.poison", on_parked=_failed)
async def poison(photo_id: int, neighbours: int, *, open_tx: OpenTx, job: Running) -> None:
    """Ends its process as soon as its neighbours have begun for the first time."""
    await _note(open_tx, photo_id, job.attempt)

    async def they_began() -> bool:
        async with open_tx() as tx:
            return bool(await tx.scalar(text("SELECT count(*) > :n FROM begun WHERE attempt = 1"), {"n": neighbours}))

    await until(they_began)
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, slots: int) -> None:
    """Work until nothing is due."""
    database = Database(url, application="dying worker")
    settings = JobsSettings(**{**SOON, "concurrency": slots, "dead_after_seconds": 1.0})
    await Worker(database, {OpenTx: database.open_tx}, settings=settings, tasks=(innocent, poison)).run(until_idle=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
