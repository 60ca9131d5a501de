"""Warnings and errors in the table: chosen facts alone, floods as one row, and nothing lost while the database is away."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from albumen.core import configure_logging
from albumen.database import Database, DatabaseUnavailable
from albumen.journal import Entry, keeping, recent
from albumen.journal.keeping import KEPT


@pytest.fixture(autouse=True)
def as_in_a_process() -> Iterator[None]:
    """Logging as a process of ours does it, and as it was before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logging("info", "json")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def kept(database: Database, **how: Any) -> list[Entry]:
    async with database.open_tx() as tx:
        return (await recent(tx, **how))[0]


async def test_what_is_kept_of_a_line_is_what_was_chosen(database: Database) -> None:
    log = structlog.get_logger("albumen.test")
    async with keeping(database.open_tx, "worker"):
        log.info("nothing of it")
        with structlog.contextvars.bound_contextvars(request_id="a1b2c3d4e5", task="ingest.develop"):
            log.warning("jobs.failed", reason="Too hard.", attempts=3, filename="our wedding.jpg", password="secret")
        try:
            raise ValueError("/home/ann/our wedding.jpg")
        except ValueError:
            log.exception("unexpected error")
        logging.getLogger("a.library").warning("could not open %s", "/home/ann/our wedding.jpg")
    library, raised, failed = await kept(database)
    assert (failed.level, failed.process, failed.event, failed.request_id) == (
        "warning",
        "worker",
        "jobs.failed",
        "a1b2c3d4e5",
    )
    assert failed.facts == {"reason": "Too hard.", "attempts": 3, "task": "ingest.develop"}
    assert (raised.level, raised.facts) == ("error", {"error": "ValueError"})
    assert library.event == "a.library: could not open %s"
    async with database.open_tx() as tx:
        everything = await tx.scalar(text("SELECT string_agg(journal::text, '') FROM journal"))
    assert "wedding" not in str(everything)
    assert "secret" not in str(everything)


async def test_a_flood_is_one_row_and_the_oldest_go(database: Database) -> None:
    log = structlog.get_logger("albumen.test")
    async with keeping(database.open_tx, "web"):
        for _ in range(5000):
            log.warning("jobs.database_away", error="DatabaseUnavailable")
    (entry,) = await kept(database)
    assert entry.times == 5000
    async with database.open_tx() as tx:
        await tx.execute(
            text(
                "INSERT INTO journal (level, process, event) SELECT 'warning', 'web', 'old' FROM generate_series(1, :n)"
            ),
            {"n": KEPT + 50},
        )
    async with keeping(database.open_tx, "web"):
        log.error("the newest")
    async with database.open_tx() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM journal")) == KEPT
    assert [e.event for e in await kept(database, level="error")] == ["the newest"]
    assert await kept(database, process="worker") == []


async def test_what_postgresql_takes_as_no_text_stops_nothing(database: Database) -> None:
    async with keeping(database.open_tx, "worker"):
        logging.getLogger("a.library").warning("cannot open \udcff.jpg\0")
        structlog.get_logger("albumen.test").warning("slow", seconds=float("nan"), reason="\ud800")
        structlog.get_logger("albumen.test").warning("the last")
    last, slow, library = await kept(database)
    assert last.event == "the last"
    assert slow.facts == {"seconds": "nan", "reason": "?"}
    assert library.event == "a.library: cannot open ?.jpg"


async def test_what_was_being_written_when_the_process_ends_is_kept(database: Database) -> None:
    writing, tries = asyncio.Event(), 0

    @asynccontextmanager
    async def open_tx() -> Any:
        nonlocal tries
        tries += 1
        async with database.open_tx() as tx:
            yield tx
            if tries == 1:
                writing.set()
                await asyncio.Event().wait()

    async with keeping(open_tx, "web"):
        structlog.get_logger("albumen.test").error("the end is near")
        await writing.wait()
    (entry,) = await kept(database)
    assert entry.event == "the end is near"


async def test_what_is_logged_while_the_database_is_away_is_kept_when_it_is_back(database: Database) -> None:
    away, tried = True, asyncio.Event()

    @asynccontextmanager
    async def open_tx() -> Any:
        if away:
            tried.set()
            raise DatabaseUnavailable
        async with database.open_tx() as tx:
            yield tx

    async with keeping(open_tx, "web"):
        structlog.get_logger("albumen.test").error("database failed")
        await tried.wait()
        away = False
    (entry,) = await kept(database)
    assert entry.event == "database failed"
