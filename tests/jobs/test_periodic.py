"""Periodic tasks: once for each tick whatever the number of workers, and one tick made up for after a pause."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from albumen.database import Database
from albumen.jobs import Counts, Lane, Task, counts, enqueue, periodic, task
from albumen.jobs import worker as worker_module
from tests.jobs.conftest import MakeWorker, rows, until, working

NOON = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)


class Clock:
    """The time that workers see, and how often they looked."""

    def __init__(self) -> None:
        self.now = NOON
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.now

    async def seen(self) -> None:
        """Wait until two workers at least have looked and acted on what they saw."""
        enough = self.looks + 8

        async def looked() -> bool:
            return self.looks >= enough

        await until(looked)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test sets, and workers that look at it often."""
    clock = Clock()
    monkeypatch.setattr(worker_module, "now", clock)
    monkeypatch.setattr(worker_module, "_LONGEST_NAP", 0.02)
    return clock


@pytest.fixture
def swept() -> list[int]:
    """One entry for each run of `sweep`."""
    return []


@pytest.fixture
def sweep(swept: list[int]) -> Task:
    """Done every minute."""

    @periodic(cron="* * * * *")
    @task(name="test.sweep", lane=Lane.UPKEEP)
    async def sweep() -> None:
        swept.append(1)

    return sweep


async def ticks(database: Database) -> list[int]:
    found = await rows(database, "SELECT defer_timestamp AS tick FROM procrastinate_periodic_defers")
    return [row.tick for row in found]


def minute(at: datetime) -> int:
    return int(at.replace(second=0).timestamp())


async def test_each_tick_is_kept_once_by_all_workers_together(
    database: Database, make_worker: MakeWorker, clock: Clock, sweep: Task, swept: list[int]
) -> None:
    async with working(make_worker(sweep)), working(make_worker(sweep)), working(make_worker(sweep)):
        for minutes in range(4):
            clock.now = NOON + timedelta(minutes=minutes)
            await until(_ticked(database, minute(clock.now)))
            await until(_idle(database))
            assert len(swept) == minutes + 1
    async with working(make_worker(sweep)):
        # Started again within the same minute: nothing is due.
        await clock.seen()
    assert len(swept) == 4


async def test_a_long_pause_is_made_up_for_once(
    database: Database, make_worker: MakeWorker, clock: Clock, sweep: Task, swept: list[int]
) -> None:
    async with working(make_worker(sweep)):
        await until(_ticked(database, minute(NOON)))
        # The machine slept for two days.
        clock.now = NOON + timedelta(days=2)
        await until(_ticked(database, minute(clock.now)))
        await until(_idle(database))
        assert len(swept) == 2
    # It was switched off for two days.
    clock.now = NOON + timedelta(days=4)
    async with working(make_worker(sweep)):
        await until(_ticked(database, minute(clock.now)))
        await until(_idle(database))
    assert len(swept) == 3
    # The clock was set back by an hour: nothing is done again while the worker runs.
    async with working(make_worker(sweep)):
        await clock.seen()
        clock.now -= timedelta(hours=1)
        await clock.seen()
    assert len(swept) == 3
    assert len(await ticks(database)) == 1


async def test_ticks_do_not_pile_up_behind_one_that_runs(
    database: Database, make_worker: MakeWorker, clock: Clock
) -> None:
    runs, at_once = 0, 0
    go_on = asyncio.Event()

    @periodic(cron="* * * * *")
    @task(lane=Lane.UPKEEP)
    async def slow() -> None:
        nonlocal runs, at_once
        runs += 1
        at_once += 1
        assert at_once == 1
        await go_on.wait()
        at_once -= 1

    async with working(make_worker(slow)), working(make_worker(slow)):
        for minutes in range(10):
            clock.now = NOON + timedelta(minutes=minutes)
            await clock.seen()
        async with database.open_tx() as tx:
            assert await counts(tx) == Counts(1, 1, 0)
        go_on.set()
        await until(_idle(database))
    assert runs == 2


async def test_a_periodic_task_can_be_asked_for_as_well(
    database: Database, make_worker: MakeWorker, sweep: Task, swept: list[int]
) -> None:
    async with database.open_tx() as tx:
        assert await enqueue(tx, sweep) is not None
        assert await enqueue(tx, sweep) is None
        assert await counts(tx) == Counts(1, 0, 0)
    await make_worker(sweep).run(until_idle=True)
    assert len(swept) >= 1


def _ticked(database: Database, tick: int) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        return await ticks(database) == [tick]

    return met


def _idle(database: Database) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        async with database.open_tx() as tx:
            return await counts(tx) == Counts(0, 0, 0)

    return met
