"""Children that are kept running: started again, ended in order, and never left alone."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from albumen.cli import processes
from albumen.cli.processes import Service, Stop, ending, keep_running, start
from tests.cli.terminal import PATIENCE, all_gone

ENDS = "import os, sys\nwith open(sys.argv[1], 'a') as f: f.write(f'{os.getpid()}\\n')\n"
STAYS = ENDS + "import signal\nsignal.pause()\n"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STAYS
POLITE = ENDS + "import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\nsignal.pause()\n"


def service(tmp_path: Path, code: str, patience: float = PATIENCE) -> Service:
    command = [sys.executable, "-c", code, str(tmp_path / "pids")]
    return Service("test", command, dict(os.environ), patience)


async def pids(tmp_path: Path, count: int) -> list[int]:
    """The pids of the first so many that were started."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (tmp_path / "pids").exists():
                written = (tmp_path / "pids").read_text().splitlines()
                if len(written) >= count:
                    return [int(word) for word in written]
            await asyncio.sleep(0.01)


async def test_one_that_dies_is_started_again_after_growing_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_FIRST_PAUSE", 0.05)
    stop = Stop()
    began = time.monotonic()
    running = asyncio.create_task(keep_running(service(tmp_path, ENDS), stop.asked, stop.at_once))
    await pids(tmp_path, 4)
    assert time.monotonic() - began >= 0.05 + 0.1 + 0.2, "it would take a whole processor"
    stop.ask()
    await running


async def test_one_that_is_killed_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_FIRST_PAUSE", 0.01)
    stop = Stop()
    running = asyncio.create_task(keep_running(service(tmp_path, STAYS), stop.asked, stop.at_once))
    (first,) = await pids(tmp_path, 1)
    os.kill(first, signal.SIGKILL)
    second = (await pids(tmp_path, 2))[-1]
    stop.ask()
    await running
    assert not psutil.pid_exists(second)


async def test_asked_to_end_it_ends_in_good_order(tmp_path: Path) -> None:
    stop = Stop()
    running = asyncio.create_task(keep_running(service(tmp_path, POLITE), stop.asked, stop.at_once))
    (pid,) = await pids(tmp_path, 1)
    stop.ask()
    await running
    assert not psutil.pid_exists(pid)
    assert not stop.at_once.is_set()


async def test_one_that_does_not_listen_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    stop = Stop()
    running = asyncio.create_task(keep_running(service(tmp_path, STUBBORN, 0.2), stop.asked, stop.at_once))
    (pid,) = await pids(tmp_path, 1)
    stop.ask()
    await running
    assert not psutil.pid_exists(pid)


async def test_asked_twice_it_is_killed_at_once(tmp_path: Path) -> None:
    stop = Stop()
    running = asyncio.create_task(keep_running(service(tmp_path, STUBBORN), stop.asked, stop.at_once))
    (pid,) = await pids(tmp_path, 1)
    stop.ask()
    stop.ask()
    async with asyncio.timeout(PATIENCE / 2):
        await running
    assert not psutil.pid_exists(pid)


async def test_a_child_has_a_session_of_its_own(tmp_path: Path) -> None:
    child = start(service(tmp_path, STAYS).command, dict(os.environ))
    (pid,) = await pids(tmp_path, 1)
    assert pid == child.pid, "it becomes the program, and is not its parent"
    assert os.getsid(pid) == pid
    child.kill()
    child.wait()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_child_dies_with_its_parent(tmp_path: Path, number: signal.Signals) -> None:
    code = "import os, sys\nfrom albumen.cli.processes import start\nstart(sys.argv[1:], dict(os.environ)).wait()\n"
    parent = subprocess.Popen([sys.executable, "-c", code, *service(tmp_path, STUBBORN).command])
    (pid,) = await pids(tmp_path, 1)
    child = psutil.Process(pid)
    parent.send_signal(number)
    parent.wait(PATIENCE)
    all_gone([child])


def test_how_it_ended_in_words() -> None:
    assert ending(3) == "exit code 3"
    assert ending(-9) == "killed by SIGKILL"
