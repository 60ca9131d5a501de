"""What the tests of the queue share: tasks that are forgotten again, and a worker that notices soon."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from albumen.database import Database
from albumen.jobs import JobsSettings, Task, Worker, definitions

SOON = {
    "concurrency": 2,
    "poll_seconds": 0.05,
    "heartbeat_seconds": 0.1,
    # A busy machine may hold up a living worker for seconds.
    "dead_after_seconds": 30.0,
    "stop_seconds": 5.0,
}


@pytest.fixture(autouse=True)
def _no_tasks_left_behind() -> Iterator[None]:
    """Tasks that a test declares are not there for the next one."""
    before = dict(definitions._registry)
    yield
    definitions._registry.clear()
    definitions._registry.update(before)


class MakeWorker(Protocol):
    def __call__(self, *tasks: Task, provide: Mapping[Any, object] | None = None, **settings: Any) -> Worker: ...


@pytest.fixture
def make_worker(database: Database) -> MakeWorker:
    """Builds a worker of these tasks that notices things within a fraction of a second."""

    def make(*tasks: Task, provide: Mapping[Any, object] | None = None, **settings: Any) -> Worker:
        return Worker(database, provide or {}, settings=JobsSettings(**{**SOON, **settings}), tasks=tasks)

    return make


@asynccontextmanager
async def working(worker: Worker) -> AsyncIterator[asyncio.Task[None]]:
    """Runs a worker while the block runs, then stops it and waits for its end."""
    run = asyncio.create_task(worker.run())
    try:
        yield run
    finally:
        worker.stop()
        await run


async def until(met: Callable[[], Awaitable[object]]) -> None:
    """Waits until something is so, by looking; the test's own time limit is the only other way out."""
    while not await met():
        await asyncio.sleep(0.02)


async def rows(database: Database, statement: str, **values: object) -> list[Any]:
    """What a statement gives, in a transaction of its own."""
    async with database.open_tx() as tx:
        result = await tx.execute(text(statement), values)
        return list(result.all()) if result.returns_rows else []
