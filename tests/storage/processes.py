"""Runs `tests.storage.child`, under strace where faults are injected."""

import asyncio
import os
import shutil
import subprocess
import sys
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
        # strace ends itself by the signal that ended its child.
        return self.status in (-9, 137)


async def run(verb: str, *args: str | Path, crash: str = "", strace: list[str] | None = None) -> Ran:
    """Run the child; `crash` names a crash point, `strace` are options of strace."""
    command = [sys.executable, "-m", "tests.storage.child", verb, *map(str, args)]
    if strace is not None:
        command = ["strace", "-f", "-qq", "-e", "signal=none", *strace, *command]
    environment = os.environ | {"ALBUMEN_CRASHPOINT": crash, "PYTHONDONTWRITEBYTECODE": "1"}
    done = await asyncio.to_thread(
        subprocess.run,
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=100,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines[:1] == ["began"], done.stderr
    assert done.returncode in (0, -9, 137), done.stderr
    return Ran(done.returncode, lines[1:])


def inject(calls: str, fault: str, when: int, *options: str) -> list[str]:
    """Options of strace for a fault at the `when`-th of these calls in the thread that works on the disk."""
    return [*options, "-e", f"trace={calls}", "-e", f"inject={calls}:{fault}:when={when}", "-o", "/dev/null"]
