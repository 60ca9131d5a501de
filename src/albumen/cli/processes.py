"""Child processes that are kept running: started again when they die, ended in good order when it is time."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Service:
    """A program to be kept running: its name, command, environment, and the seconds it may take to end after SIGTERM."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    patience: float


class Stop:
    """Holds whether it is time to end (`asked`), and whether without waiting any longer (`at_once`)."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.at_once = asyncio.Event()

    def ask(self) -> None:
        """It is time to end; asked again, at once."""
        if self.asked.is_set():
            self.at_once.set()
        self.asked.set()


async def keep_running(service: Service, stop: asyncio.Event, at_once: asyncio.Event) -> None:
    """Run a service until `stop`; whenever it dies before, start it again after a pause that grows while it keeps dying.

    Call it in the main thread: the child dies with the thread that started it.
    """
    pause = _FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        process = start(service.command, service.environment)
        log.info("serve.started", process=service.name, pid=process.pid)
        if await _first(stop.wait(), ended(process.pid)):
            await end(process, service.patience, at_once)
            return
        code = process.wait()
        if time.monotonic() - began > _STEADY_SECONDS:
            pause = _FIRST_PAUSE
        log.error("serve.died", process=service.name, ending=ending(code), starts_again_in=pause)
        try:
            async with asyncio.timeout(pause):
                await stop.wait()
        except TimeoutError:
            pause = min(pause * 2, _LONGEST_PAUSE)


def start(command: Sequence[str], environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program that dies when this process does, whatever kills it."""
    launcher = Path(__file__).with_name("_launch.py")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(launcher), str(os.getpid()), *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
    )


async def end(process: "subprocess.Popen[bytes]", patience: float, at_once: asyncio.Event) -> None:
    """End a child: SIGTERM, then SIGKILL when its time is over or when it must go at once."""
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(patience):
            if await _first(at_once.wait(), ended(process.pid)):
                process.kill()
    except TimeoutError:
        log.warning("serve.killed", pid=process.pid, after_seconds=patience)
        process.kill()
    await ended(process.pid)
    process.wait()


async def ended(pid: int) -> None:
    """Wait until a child has ended. It is left to be reaped."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(descriptor, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    return f"killed by {signal.Signals(-code).name}"


async def _first(one: Coroutine[Any, Any, object], other: Coroutine[Any, Any, object]) -> bool:
    """Wait for one of two things; whether it was the first of them."""
    tasks = [asyncio.ensure_future(one), asyncio.ensure_future(other)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return tasks[0].done()
    finally:
        for task in tasks:
            task.cancel()
