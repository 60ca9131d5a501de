"""Albumen's processes as the fault tests start, watch and kill them."""

import asyncio
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 60.0
"""Seconds after which what should have happened counts as never: long, because the machine may be busy."""


class Zygote:
    """Holds the process that Albumen's processes are forked from (`tests/faults/zygote.py`)."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen([sys.executable, "-m", "tests.faults.zygote"], stdin=theirs.fileno())

    def start(
        self, program: str, arguments: tuple[str, ...], environment: Mapping[str, str], log: Path
    ) -> "ForkedProcess":
        """Fork a process: `web` (with host and port) or `worker`."""
        order = {"program": program, "arguments": arguments, "environment": dict(environment), "log": str(log)}
        pid = self._ask(order)["pid"]
        return ForkedProcess(self, pid, os.pidfd_open(pid), log)

    def reap(self, pid: int) -> int:
        """How a process that has ended did: its exit code, or the signal's number below zero."""
        status: int = self._ask({"wait": pid})["status"]
        return status

    def close(self) -> None:
        """End it, and with it all that was forked from it."""
        self._orders.close()
        self._process.kill()
        self._process.wait()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        self._orders.send(json.dumps(order).encode())
        answer: dict[str, Any] = json.loads(self._orders.recv(1 << 16))
        return answer


@dataclass(slots=True)
class ForkedProcess:
    """A process that the zygote forked."""

    zygote: Zygote
    pid: int
    descriptor: int
    log: Path
    status: int | None = None

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        if self.status is not None:
            return False
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        return not poll.poll(0)

    def signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.status is None:
            signal.pidfd_send_signal(self.descriptor, number)

    async def ended(self, patience: float = PATIENCE) -> int:
        """Wait until it has ended; how, as `Zygote.reap` says it."""
        if self.status is None:
            over = asyncio.Event()
            loop = asyncio.get_running_loop()
            loop.add_reader(self.descriptor, over.set)
            try:
                async with asyncio.timeout(patience):
                    await over.wait()
            finally:
                loop.remove_reader(self.descriptor)
            self.status = self.zygote.reap(self.pid)
            os.close(self.descriptor)
        return self.status

    async def kill(self) -> None:
        """End it with SIGKILL, and with it its children (the kernel ends those)."""
        children = children_of(self.pid) if self.status is None else []
        self.signal(signal.SIGKILL)
        await self.ended()
        for child in children:
            await gone(child)


def children_of(pid: int) -> list[int]:
    """The children of a process."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def is_dead(pid: int) -> bool:
    """Whether a process has ended, be it that nobody has taken note of that yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def descendants_of(pid: int) -> list[int]:
    """All that came from a process, itself first."""
    found = [pid]
    for each in found:
        found += children_of(each)
    return found


async def gone(pid: int) -> None:
    """Wait until a process that is not ours to reap has ended."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, over.set)
    try:
        async with asyncio.timeout(PATIENCE):
            await over.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def free_port() -> int:
    """A port that nobody listens on, outside of those that the system gives to outgoing connections."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
