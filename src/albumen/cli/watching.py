"""`albumen upload --watch`: folders are backed up for as long as it runs.

It looks through the folders when it starts, when the system tells of a change, and now and then all the same: folders on a
network tell of nothing. Absence means nothing: what is not there any more is not touched on the server.
"""

import asyncio
import fcntl
import hashlib
import os
import random
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from errno import EAGAIN, EBUSY
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from albumen import ingest
from albumen.cli import say
from albumen.cli.errors import NothingThere
from albumen.cli.remembering import Memory, Signature
from albumen.cli.report import bar, fate_counts, log_line
from albumen.cli.sending import LEFT_ALONE, THERE, Run
from albumen.core import NoRoom, Unavailable

if TYPE_CHECKING:
    from albumen.cli.client import Server
    from albumen.ingest import Found

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 300.0
"""Seconds between tries while the server cannot be reached or has no room."""
_FILE_PAUSE, _LONGEST_FILE_PAUSE = 30.0, 3600.0
"""Seconds until one file that failed is tried again."""
_GATHER = 1.0
"""Seconds to wait after the first change of a row; more where looking through the folders takes long."""
_NAMED = 20
"""Files of one round that are named one by one."""
_BLOCK = 1 << 20
_UNFINISHED = re.compile(r"^\.|\.(part|partial|crdownload|download|tmp|temp|filepart|!qb|~)$", re.IGNORECASE)
"""Names under which other programs keep what they have not finished."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What to watch, and how: the folders, senders at once, seconds without a change after which a file counts as complete,
    and seconds between looks although nothing was told."""

    roots: Sequence[Path]
    parallel: int
    settle: float
    every: float
    log: Path | None


async def watch(server: "Server", memory: Memory, watched: Watched) -> None:
    """Back up folders until SIGTERM or Ctrl-C. Raises what waiting cannot heal: a key that is refused, no folder at all."""
    if not any(root.exists() for root in watched.roots):
        raise NothingThere(f"There is nothing at {', '.join(map(str, watched.roots))}.")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # The system's word that somebody opens a file which is just being looked at; its default would end the program.
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    with ExitStack() as stack:
        log = (
            stack.enter_context(watched.log.open("a", encoding="utf-8", errors="backslashreplace"))
            if watched.log
            else None
        )
        await _Watch(server, memory, watched, log).run(stop)
    _say("Stopped. What was under way goes on next time.")


@dataclass(slots=True)
class _Changes:
    """Told when something changed in folders; which of them are listened to."""

    roots: frozenset[Path]
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, stop: asyncio.Event) -> None:
        from watchfiles import awatch

        try:
            async for _ in awatch(*self.roots, stop_event=stop, step=200, ignore_permission_denied=True):
                self.happened.set()
        except (OSError, RuntimeError) as error:
            _say(f"The system tells of no changes here ({error}): the folders are looked through now and then instead.")


class _Watch:
    """Holds what is known of the folders while it runs."""

    def __init__(self, server: "Server", memory: Memory, watched: Watched, log: TextIO | None) -> None:
        self._server, self._memory, self._watched, self._log = server, memory, watched, log
        self._signatures: dict[Path, Signature] = {}
        self._settled: dict[Path, Signature] = {}
        """Files whose fate is known, as they were then."""
        self._young: dict[Path, tuple[Signature, float]] = {}
        """Files that may still grow, and since when they are as they are."""
        self._failed: dict[Path, tuple[Signature, int, float]] = {}
        """Files that failed as they were then: how often, and when to try again."""
        self._there: dict[Path, bytes] = {}
        self._complained: set[tuple[Path, str]] = set()
        self._trouble = ""
        self._stopping = threading.Event()
        self._round = _Round()
        self._looking_took = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop`."""
        stopped = asyncio.create_task(stop.wait())
        look: asyncio.Task[float] | None = None
        listening: asyncio.Task[None] | None = None
        changes = _Changes(frozenset())
        pause = _FIRST_PAUSE
        _say(f"Watching {', '.join(map(str, self._watched.roots))} for {self._server.address}.")
        try:
            while not stop.is_set():
                roots = frozenset(root for root in self._watched.roots if root.exists())
                if roots != changes.roots or listening is None:
                    if listening is not None:
                        listening.cancel()
                    changes = _Changes(roots)
                    listening = asyncio.create_task(changes.listen(stop))
                changes.happened.clear()
                look = asyncio.create_task(self._look(roots))
                await asyncio.wait({look, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not look.done():
                    break
                try:
                    wait, until = look.result(), changes.happened
                except (Unavailable, NoRoom) as error:
                    self._say_trouble(error.detail)
                    # Not all clients of a server that comes back at the same moment.
                    wait, until = pause * random.uniform(0.8, 1.2), asyncio.Event()  # noqa: S311
                    pause = min(pause * 2, _LONGEST_PAUSE)
                else:
                    pause = _FIRST_PAUSE
                    if self._trouble:
                        self._say_trouble("")
                await _first_of(stopped, until, wait)
                if until.is_set():
                    await _first_of(stopped, None, max(_GATHER, 10 * self._looking_took))
        finally:
            self._stopping.set()
            tasks = [task for task in (look, listening, stopped) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self, roots: frozenset[Path]) -> float:
        """Look through the folders and send what is new; seconds after which to look again at the latest."""
        began = time.monotonic()
        inventory = await asyncio.to_thread(ingest.look_through, sorted(roots))
        for passed in inventory.passed:
            if passed.wrong and (passed.path, passed.reason) not in self._complained:
                self._complained.add((passed.path, passed.reason))
                _say(f"failed: {say.plain(passed.relative)}: {passed.reason}")
        ready, again = await asyncio.to_thread(self._choose, inventory.files)
        self._looking_took = time.monotonic() - began
        if ready or self._trouble:
            # At once, so that whoever reads along learns it: what follows is patient.
            await self._server.greet()
        if not ready:
            return again
        photos = [file for file in ready if not file.sidecar_of]
        self._round = _Round()
        try:
            with bar("Uploading", len(ready), sum(file.size for file in ready)) as shown:
                run = Run(
                    self._server, iter(photos), shown, self._tell, digest_of=self._digest_of, judge=self._memory.judge
                )
                run.there = self._there
                await run.work(self._watched.parallel)
                await run.attach([file for file in ready if file.sidecar_of], self._watched.parallel)
        finally:
            self._round.tell()
        waiting = [when for _, _, when in self._failed.values()]
        return min([again, *(max(when - time.monotonic(), 1.0) for when in waiting)])

    def _choose(self, files: "Sequence[Found]") -> "tuple[list[Found], float]":
        """Which files to send now, and after how many seconds another may be complete. Blocking."""
        now, clock = time.monotonic(), time.time()
        ready, young = [], set()
        for file in files:
            path = file.path
            try:
                found = path.stat()
            except OSError:
                continue  # gone meanwhile; the next look tells
            signature = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
            self._signatures[path] = signature
            if self._settled.get(path) == signature or _UNFINISHED.search(path.name):
                continue
            if path in self._failed:
                failed, _, again = self._failed[path]
                if failed == signature and now < again:
                    continue
            known = self._memory.digest(path, signature) is not None
            if not known and not self._is_complete(path, signature, clock - found.st_ctime, now):
                young.add(path)
            elif not any(photo in young or photo in self._failed for photo in file.sidecar_of):
                self._young.pop(path, None)
                ready.append(file)
        return ready, (self._watched.settle if young else self._watched.every)

    def _is_complete(self, path: Path, signature: Signature, age: float, now: float) -> bool:
        before, since = self._young.get(path, (None, now))
        if before != signature:
            since = now
        self._young[path] = (signature, since)
        # The file system's clock may be another's: then what counts is how long we ourselves have seen no change.
        if age < self._watched.settle and now - since < self._watched.settle:
            return False
        return not _is_being_written(path)

    def _digest_of(self, file: "Found") -> bytes:
        signature = self._signatures[file.path]
        known = self._memory.digest(file.path, signature)
        if known is None:
            digest = hashlib.sha256()
            with file.path.open("rb") as opened:
                while block := opened.read(_BLOCK):
                    if self._stopping.is_set():
                        raise OSError(EBUSY, "stopped")
                    digest.update(block)
                found = os.fstat(opened.fileno())
            if (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns) != signature:
                raise OSError(EBUSY, "it changed while it was read")
            known = digest.digest()
        self._memory.learn(file.path, signature, known)
        return known

    def _tell(self, file: "Found", fate: str, reason: str) -> None:
        if fate == "skipped" and any(photo in self._failed for photo in file.sidecar_of):
            return  # it waits for its photo
        signature = self._signatures[file.path]
        if fate == "failed":
            before, times, _ = self._failed.get(file.path, (signature, 0, 0.0))
            times = times + 1 if before == signature else 1
            pause = min(_FILE_PAUSE * 2 ** (times - 1), _LONGEST_FILE_PAUSE)
            self._failed[file.path] = (signature, times, time.monotonic() + pause)
        else:
            self._settled[file.path] = signature
            self._failed.pop(file.path, None)
        if fate not in THERE:
            self._there.pop(file.path, None)
        self._round.add(file.relative, fate, reason)
        if self._log is not None:
            self._log.write(log_line(file.relative, fate, reason))
            self._log.flush()

    def _say_trouble(self, trouble: str) -> None:
        if trouble != self._trouble:
            _say(f"{trouble} It is tried again until that is over." if trouble else "It goes on.")
        self._trouble = trouble


class _Round:
    """Holds what became of the files of one round."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._named: list[str] = []

    def add(self, path: str, fate: str, reason: str) -> None:
        """One file."""
        self._counts[fate] += 1
        # What was thrown away there is nothing to talk about each time.
        if fate in {"added", "sidecar", "failed"} or (fate == "skipped" and reason not in LEFT_ALONE.values()):
            self._named.append(f"{fate}: {say.plain(path)}{f': {reason}' if reason else ''}")

    def tell(self) -> None:
        """Say it: a few files by their names, and how many in all."""
        for line in self._named[:_NAMED]:
            _say(line)
        if len(self._named) > _NAMED:
            _say(f"and {len(self._named) - _NAMED} more")
        if self._counts:
            _say(fate_counts(self._counts, time.monotonic() - self._began))


def _is_being_written(path: Path) -> bool:
    """Whether some program has the file open for writing, as far as the system tells (Linux, local file systems)."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False  # reading it will say what is wrong
    try:
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == EAGAIN
    finally:
        os.close(opened)
    return False


async def _first_of(stopped: "asyncio.Task[bool]", event: asyncio.Event | None, seconds: float) -> None:
    """Wait until the first of these."""
    happened = {asyncio.create_task(event.wait())} if event is not None else set()
    await asyncio.wait({stopped, *happened}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in happened:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _say(line: str) -> None:
    """A line for people; with the time of day where nobody else writes it down."""
    plain = sys.stderr.isatty() or "JOURNAL_STREAM" in os.environ
    say.note(line if plain else f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {line}")
