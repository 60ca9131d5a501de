"""The processes of a PostgreSQL data directory: found by where they stand, waited for, and ended when nobody else will."""

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a running server says of itself in `postmaster.pid`."""

    pid: int
    sockets: Path
    ready: bool


def processes_of(data: Path) -> list[int]:
    """The pids of all PostgreSQL processes that stand in this data directory (each of them does, for its whole life).

    A pid may have been given to another program since it was written down; the working directory cannot mislead so. Processes
    of other users are seen by root only.
    """
    try:
        here = data.stat()
    except FileNotFoundError:
        return []
    return [int(entry.name) for entry in os.scandir("/proc") if entry.name.isdecimal() and _stands_in(entry.name, here)]


def read_postmaster(data: Path) -> Postmaster | None:
    """The server that runs on this data directory, or None when there is none (a stale `postmaster.pid` is none)."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        here = data.stat()
    except FileNotFoundError:
        return None
    # Lines: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
    if len(lines) < 5 or not lines[0].isdecimal() or not _stands_in(lines[0], here):
        return None
    return Postmaster(int(lines[0]), Path(lines[4]), len(lines) > 7 and lines[7].strip() == "ready")


async def ended(pid: int, timeout: float | None = None) -> bool:
    """Wait until a process has ended; False when it still lives after `timeout` seconds. A child is left to be reaped."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, over.set)
    try:
        async with asyncio.timeout(timeout):
            await over.wait()
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    return True


async def end_all(data: Path, patience: float) -> None:
    """End every PostgreSQL process of a data directory that has no supervisor: in good order where possible.

    `patience`: seconds that a fast shutdown (which writes a checkpoint) may take before force is used.
    """
    postmaster = read_postmaster(data)
    if postmaster is not None:
        _signal(postmaster.pid, signal.SIGINT, data)
        await ended(postmaster.pid, patience)
    # What is left lost its postmaster, or would not listen. Either way the log of changes recovers the rest.
    for last_word, grace in ((signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0)):
        left = processes_of(data)
        for pid in left:
            _signal(pid, last_word, data)
        await asyncio.gather(*(ended(pid, grace) for pid in left))


def forget_impostor(data: Path) -> None:
    """Remove a stale `postmaster.pid` whose pid now belongs to another program.

    PostgreSQL would take that program for itself and refuse to start: in a container, where pids are small and come again, for
    ever. Only for who holds the lock and has called `end_all`.
    """
    file = data / "postmaster.pid"
    try:
        pid = file.read_text().partition("\n")[0]
    except FileNotFoundError:
        return
    if not processes_of(data) and Path("/proc", pid).exists():
        file.unlink()


def _signal(pid: int, number: signal.Signals, data: Path) -> None:
    try:
        # The descriptor holds this very process: looked at after it was opened, the pid cannot have passed to another.
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if _stands_in(str(pid), data.stat()):
            signal.pidfd_send_signal(descriptor, number)
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)


def _stands_in(pid: str, directory: os.stat_result) -> bool:
    try:
        with open(f"/proc/{pid}/comm", "rb") as comm:  # noqa: PTH123
            if comm.read().strip() not in {b"postgres", b"initdb"}:
                return False
        there = os.stat(f"/proc/{pid}/cwd")  # noqa: PTH116
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    return (there.st_dev, there.st_ino) == (directory.st_dev, directory.st_ino)
