"""Faults by system call: strace holds a process and kills it, or answers in the kernel's place."""

import asyncio
import contextlib
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.faults.processes import PATIENCE

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")

CALLS = "openat,write,fsync,ftruncate,fchmod,/^link(at)?$,/^rename(at2?)?$,/^unlink(at)?$,/^mkdir(at)?$"
"""What touches a disk. (libpq and HTTP send by other calls.)"""

_CALL = re.compile(r"^(\d+) +(\w+)\(", re.M)


class Trace:
    """What strace has written, all of it once the block has ended."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._text = ""

    @property
    def text(self) -> str:
        """All of it."""
        if not self._file.closed:
            self._text += self._file.read()
        return self._text

    def keep(self) -> None:
        """Read it while it is there."""
        self._text = self.text

    @property
    def calls(self) -> list[tuple[int, str]]:
        """Each call's thread and name."""
        return [(int(thread), name) for thread, name in _CALL.findall(self.text)]

    @property
    def injected(self) -> bool:
        """Whether the fault has happened."""
        return "(INJECTED)" in self.text


@asynccontextmanager
async def traced(pid: int, calls: str, fault: str = "", *paths: Path | str, when: int = 1) -> AsyncIterator[Trace]:
    """Trace these calls of all threads of a process, only those on `paths` where any are given.

    With a `fault` (`signal=KILL`, `error=EIO`) the `when`-th of them, counted for each thread of its own, meets it.
    """
    with tempfile.NamedTemporaryFile("r") as out:
        trace = Trace(out)
        only: Sequence[str] = [word for path in paths for word in ("-P", str(path))]
        inject = ["-e", f"inject={calls}:{fault}:when={when}"] if fault else []
        process = await asyncio.create_subprocess_exec(
            *("strace", "-f", "-qq", "-y", "-e", "signal=none", "-e", f"trace={calls}", *inject, *only),
            *("-o", out.name, "-p", str(pid)),
        )
        try:
            async with asyncio.timeout(PATIENCE):
                while process.returncode is None and not _held(pid):
                    await asyncio.sleep(0.005)
            yield trace
        finally:
            await _end(process)
            trace.keep()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let what is traced go. A strace that waits for a thread that was killed does not hear SIGTERM."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 2)
    except TimeoutError:
        process.kill()
        await process.wait()


def _held(pid: int) -> bool:
    """Whether every thread of a process is being traced."""
    try:
        states = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/status")]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return bool(states) and not any("TracerPid:\t0\n" in state for state in states)
