"""How long work is shown while it goes on, and what is said of many files at the end."""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from albumen.cli import say

_LINE_EVERY = 10.0
_EXAMPLES = 20


class Bar:
    """Holds what is shown of work while it goes on: a bar on a terminal, elsewhere a line every ten seconds."""

    def __init__(self, title: str, things: int, size: int, progress: Progress | None, task: TaskID | None) -> None:
        self._title, self._things, self._size = title, things, size
        self._progress, self._task = progress, task
        self._done, self._bytes = 0, 0
        self._began = self._said = time.monotonic()

    def step(self, size: int = 0, things: int = 1) -> None:
        """So many more things, of so many bytes together, are done."""
        self._done += things
        self._bytes += size
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=self._bytes if self._size else self._done, done=self._done)
        elif time.monotonic() - self._said >= _LINE_EVERY:
            self._said = time.monotonic()
            say.note(self._line())

    def _line(self) -> str:
        seconds = time.monotonic() - self._began
        share = self._bytes / self._size if self._size else self._done / max(self._things, 1)
        left = seconds / share - seconds if share > 0 else 0
        rate = f"{say.size(int(self._bytes / seconds))}/s" if self._size else f"{self._done / seconds:.0f}/s"
        return f"{self._title}: {self._done} of {self._things}, {rate}, about {_duration(left)} left"


@contextmanager
def bar(title: str, things: int, size: int = 0) -> Iterator[Bar]:
    """Show work on so many things (of so many bytes, where bytes say better how far it is) while the block runs."""
    if not sys.stderr.isatty():
        yield Bar(title, things, size, None, None)
        return
    columns = [TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}/{task.fields[things]}")]
    columns += [DownloadColumn(binary_units=True), TransferSpeedColumn()] if size else [MofNCompleteColumn()]
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=size or things, done=0, things=things)
        yield Bar(title, things, size, progress, task)


class Tally:
    """Holds what became of many files: how many of each fate, and why where one was left out."""

    def __init__(self, log: Path | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self._reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._log: TextIO | None = log.open("w", encoding="utf-8", errors="backslashreplace") if log else None

    def add(self, path: str, fate: str, reason: str = "") -> None:
        """One file."""
        self.counts[fate] += 1
        if reason:
            self._reasons[fate, reason].append(path)
        if self._log is not None:
            self._log.write(log_line(path, fate, reason))
            self._log.flush()

    def tell(self, seconds: float) -> None:
        """Say what became of the files: the counts as the answer, the reasons beside it."""
        for (fate, reason), paths in sorted(self._reasons.items()):
            say.note(f"{fate}, {len(paths)}: {reason}")
            for path in paths[:_EXAMPLES]:
                say.note(f"    {say.plain(path)}")
            if len(paths) > _EXAMPLES:
                say.note(f"    and {len(paths) - _EXAMPLES} more")
        say.answer(fate_counts(self.counts, seconds))


def fate_counts(counts: Counter[str], seconds: float) -> str:
    """How many files had which fate: "12 added, 1 sidecar (in 4 s)"."""
    parts = [f"{counts[fate]} {fate}" for fate in _ORDER if counts[fate]]
    parts += [f"{count} {fate}" for fate, count in counts.items() if fate not in _ORDER]
    return f"{', '.join(parts) or 'nothing found'} (in {_duration(seconds)})"


def log_line(path: str, fate: str, reason: str) -> str:
    """What became of one file, as a line of a log."""
    return json.dumps({"path": path, "fate": fate, "reason": reason}, ensure_ascii=False) + "\n"


@contextmanager
def telling(log: Path | None) -> Iterator[Tally]:
    """A tally that is told at the end, also where the work broke off after some files."""
    tally, began = Tally(log), time.monotonic()
    try:
        yield tally
    except BaseException:
        if tally.counts:
            tally.tell(time.monotonic() - began)
        raise
    tally.tell(time.monotonic() - began)


_ORDER = ("added", "restored", "already there", "sidecar", "opaque", "skipped", "failed")


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
