"""The web process: granian with one worker, which serves `albumen.asgi:app`. Run as `python -m albumen.cli._web HOST PORT`.

On SIGTERM granian stops listening, lets the requests that run come to their end, at most `DRAIN_SECONDS`, and ends.
"""

import ctypes
import os
import signal
import sys
from functools import partial
from typing import Any

from granian import Granian
from granian._internal import load_target
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from albumen.core import configure_logging

DRAIN_SECONDS = 30
_PR_SET_PDEATHSIG = 1


def main(host: str, port: int) -> None:
    """Serve until SIGTERM."""
    configure_logging("warning", "auto")
    server = Granian(
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
