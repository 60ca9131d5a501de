"""The web process: granian with one worker, which serves `albumen.asgi:app`. Run as `python -m albumen.cli._web HOST PORT`.

On SIGTERM granian stops listening, lets the requests that run come to their end, at most `DRAIN_SECONDS`, and ends.
"""

import ctypes
import os
import signal
import sys
import time
from functools import partial
from typing import Any

from granian._internal import load_target
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.server.mp import MPServer

from albumen.core import configure_logging

DRAIN_SECONDS = 30
_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.01


class _Server(MPServer):
    """granian, which does not take a worker that has ended for one that will not.

    Two threads of its own wait for a worker's end. The second hears for a moment that it still lives, gives it one millisecond,
    and says that it had to be killed; on a busy machine that was printed now and then.
    """

    def _stop_workers(self) -> None:
        workers: list[Any] = self.wrks
        for worker in workers:
            worker.terminate()
        late = time.monotonic() + DRAIN_SECONDS
        while any(worker.is_alive() for worker in workers) and time.monotonic() < late:
            time.sleep(_LOOK_SECONDS)
        # Who lives now did refuse.
        self.workers_kill_timeout = 1
        super()._stop_workers()  # type: ignore[no-untyped-call]


def main(host: str, port: int) -> None:
    """Serve until SIGTERM."""
    configure_logging("warning", "auto")
    server = _Server(
        "albumen.asgi:app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        workers_kill_timeout=DRAIN_SECONDS,
        # Its words go where all of ours go.
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"level": "WARNING", "propagate": True}}},
        log_level=LogLevels.warning,
        log_access=False,
    )
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _load(parent: int) -> Any:
    """Load the application in granian's worker, which from now on dies with granian's main process and frees the port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    return load_target("albumen.asgi:app")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
