"""Work that kills itself in the middle, in a process of its own that was forked from a clean one."""

import asyncio
import multiprocessing
import os
import signal

from sqlalchemy import event
from sqlalchemy.engine import Engine

from albumen.database import migrate

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.support.killing"])


def migrate_until_killed(url: str, statement: int) -> bool:
    """Migrate in a process that kills itself before its n-th statement; whether it came that far."""
    process = _processes.Process(target=_migrate, args=(url, statement))
    process.start()
    process.join()
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def _migrate(url: str, last: int) -> None:
    sent = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def kill(*_: object) -> None:
        nonlocal sent
        sent += 1
        if sent == last:
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(migrate(url))
