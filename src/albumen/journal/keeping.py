"""From the log into the table: gathered in memory, written by a task of its own, so that nobody who logs ever waits."""

import asyncio
import logging
import math
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import delete, func, insert, select

from albumen.core import AlbumenError, now
from albumen.database import OpenTx
from albumen.journal.tables import journal

KEPT = 2000
"""Rows of the table; the oldest beyond them go."""

_WAITING = 200
_EVERY = 1.0
_LONGEST = 200

_FACTS = frozenset(
    {
        "advice",
        "after_seconds",
        "attempts",
        "bytes",
        "count",
        "dur_ms",
        "ending",
        "error",
        "failed",
        "frames",
        "job_id",
        "jobs",
        "method",
        "of",
        "pid",
        "process",
        "reason",
        "route",
        "seconds",
        "starts_again_in",
        "status",
        "stopped",
        "task",
        "worker_id",
        "wrong",
    }
)
"""What may be kept of a line: numbers, and words that the code chose. All else stays in the log alone."""


@asynccontextmanager
async def keeping(open_tx: OpenTx, process: str) -> AsyncIterator[None]:
    """Keep the warnings and errors that this process logs while the block runs; what came last is written at its end."""
    gatherer = _Gatherer(process)
    logging.getLogger().addHandler(gatherer)
    writing = asyncio.create_task(_write_on(open_tx, gatherer))
    try:
        yield
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
        logging.getLogger().removeHandler(gatherer)
        await _write(open_tx, gatherer)


class _Gatherer(logging.Handler):
    """Holds what was not written yet: at most so many rows, so that a flood costs no memory."""

    def __init__(self, process: str) -> None:
        super().__init__(logging.WARNING)
        self._process = process
        self._guard = threading.Lock()
        self._rows: dict[object, dict[str, Any]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line of the log, from whatever thread."""
        row = self._row(record)
        key = (row["level"], row["event"], row["facts"].get("reason"), row["facts"].get("error"), row["request_id"])
        with self._guard:
            known = self._rows.get(key)
            if known is not None:
                known["times"] += 1
            elif len(self._rows) < _WAITING:
                self._rows[key] = row

    def take(self) -> dict[object, dict[str, Any]]:
        """All that waits; it is no longer ours."""
        with self._guard:
            rows, self._rows = self._rows, {}
        return rows

    def put_back(self, rows: dict[object, dict[str, Any]]) -> None:
        """What could not be written waits again."""
        with self._guard:
            self._rows = dict([*rows.items(), *self._rows.items()][:_WAITING])

    def _row(self, record: logging.LogRecord) -> dict[str, Any]:
        said: Mapping[str, Any] = record.msg if isinstance(record.msg, dict) else {}
        # Of what others log only the pattern is kept: what is put into it may be anything.
        event = str(said.get("event") or f"{record.name}: {record.msg}")
        raised = said.get("exc_info") or record.exc_info
        facts = {name: kept for name in _FACTS & said.keys() if (kept := _fact(said[name])) is not None}
        kind = type(raised) if isinstance(raised, BaseException) else sys.exc_info()[0] if raised else None
        if kind is not None:
            facts.setdefault("error", kind.__name__)
        request_id = said.get("request_id")
        return {
            "at": now(),
            "level": "error" if record.levelno >= logging.ERROR else "warning",
            "process": self._process,
            "event": _text(event),
            "times": 1,
            "request_id": _text(str(request_id)) if request_id else None,
            "facts": facts,
        }


def _fact(value: object) -> str | int | float | bool | None:
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, list | tuple):
        value = ", ".join(str(each) for each in value[-5:])
    return _text(str(value)) if value is not None else None


def _text(value: str) -> str:
    """What PostgreSQL takes as text: one line that it refuses would keep all later ones from being written."""
    return value[:_LONGEST].replace("\0", "").encode(errors="replace").decode()


async def _write_on(open_tx: OpenTx, gatherer: _Gatherer) -> None:
    while True:
        await asyncio.sleep(_EVERY)
        await _write(open_tx, gatherer)


async def _write(open_tx: OpenTx, gatherer: _Gatherer) -> None:
    rows = gatherer.take()
    if not rows:
        return
    try:
        async with open_tx() as tx:
            await tx.execute(insert(journal), list(rows.values()))
            newest = select(func.max(journal.c.id)).scalar_subquery()
            await tx.execute(delete(journal).where(journal.c.id <= newest - KEPT))
    except (AlbumenError, asyncio.CancelledError) as error:
        # The database is away, or the process ends while this is written: it waits, as far as there is room.
        gatherer.put_back(rows)
        if isinstance(error, asyncio.CancelledError):
            raise
