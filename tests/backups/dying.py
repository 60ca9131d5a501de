"""A backup that kills itself at its n-th step on the disk, in a process of its own that was forked from a clean one."""

import asyncio
import multiprocessing
import os
import signal
import sys
from pathlib import Path

from albumen import backups
from albumen.cli.report import bar
from albumen.database import Database
from albumen.storage import LocalStore, StorageSettings

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.backups.dying"])
_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "subprocess.Popen"}


def back_up_until_killed(url: str, data: Path, to: Path, step: int, keep: int = 2) -> bool:
    """Back up in a process that kills itself before its n-th step in the folder `to`; whether it came that far."""
    process = _processes.Process(target=_back_up, args=(url, data, to, step, keep))
    process.start()
    process.join()
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def _back_up(url: str, data: Path, to: Path, last: int, keep: int) -> None:
    done = 0

    def kill(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in _STEPS and str(to) in str(arguments):
            done += 1
            if done == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(kill)
    asyncio.run(_work(url, data, to, keep))


async def _work(url: str, data: Path, to: Path, keep: int) -> None:
    database = Database(url, application="test")
    store = LocalStore(data, StorageSettings(floor_mib=0, floor_percent=0))
    try:
        await backups.back_up(database.open_tx, url, store, to, keep=keep, progress=bar)
    finally:
        await store.close()
        await database.close()
