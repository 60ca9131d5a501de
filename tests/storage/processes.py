"""Runs the verbs of `tests.storage.child`, each in a process of its own, under strace where faults are injected."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small file system")

CALLS = "write,fsync,ftruncate,fchmod,/^link(at)?$,/^mkdir(at)?$,/^rename(at2?)?$,/^unlink(at)?$"
"""What changes a store."""


@dataclass(frozen=True)
class Ran:
    """How a child ended: its status (negative where a signal ended it), and its lines."""

    status: int
    lines: list[str]

    @property
    def killed(self) -> bool:
        return self.status == -9


class Children:
    """Holds a process that has imported everything and forks the children."""

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def close(self) -> None:
        self._mother.communicate(timeout=20)

    async def run(self, verb: str, *args: str | Path, crash: str = "", strace: Sequence[str] | None = None) -> Ran:
        """Run a child; `crash` names a crash point, `strace` are options of strace."""
        return await asyncio.to_thread(self._run, [verb, *map(str, args)], crash, strace)

    def _run(self, args: list[str], crash: str, strace: Sequence[str] | None) -> Ran:
        with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as err:
            job = {"args": args, "crash": crash, "traced": strace is not None, "out": out.name, "err": err.name}
            pid = self._ask(job)
            tracer = None
            if strace is not None:
                tracer = subprocess.Popen(["strace", "-f", "-qq", "-e", "signal=none", *strace, "-p", str(pid)])
            status = self._answer()
            if tracer is not None:
                tracer.wait(20)
            lines = out.read().splitlines()
            assert status in (0, -9), err.read()
            assert lines[:1] == ["began"], err.read()
            return Ran(status, lines[1:])

    def _ask(self, job: dict[str, object]) -> int:
        assert self._mother.stdin is not None
        self._mother.stdin.write(json.dumps(job) + "\n")
        self._mother.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        assert self._mother.stdout is not None
        answer = json.loads(self._mother.stdout.readline())
        assert isinstance(answer, int)
        return answer


def inject(calls: str, fault: str, when: int, *options: str) -> list[str]:
    """Options of strace for a fault at the `when`-th of these calls in the thread that works on the disk."""
    return [*options, "-e", f"trace={calls}", "-e", f"inject={calls}:{fault}:when={when}", "-o", "/dev/null"]
