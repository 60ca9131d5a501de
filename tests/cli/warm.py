"""Runs `albumen …` in processes forked from this one, which has imported everything. Run by its path, a socket as standard input.

A command imports for most of a second of processor time before it does anything, and the tests run many of them. What runs in
the children is what the program `albumen` runs, with the arguments, environment and working directory that the test says.

One order per message, in JSON: `{"program": PATH, "arguments": […], "environment": {…}, "cwd": PATH}`, with the descriptors of
its standard input, output and error; answered by `{"code": …}` when it has ended.
"""

import ctypes
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from albumen.cli import main as run

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Run what is ordered, one after the other, until the socket is closed."""
    _die_with(os.getppid())
    for module in ("albumen.cli.program", "albumen.cli.work", "albumen.cli.report", "albumen.wiring"):
        importlib.import_module(module)
    orders = socket.socket(fileno=os.dup(0))
    while True:
        message, descriptors, _, _ = socket.recv_fds(orders, 1 << 20, 3)
        if not message:
            return
        parent, child = os.getpid(), os.fork()
        if child == 0:
            _die_with(parent)
            orders.close()
            _become(json.loads(message), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        orders.send(json.dumps({"code": os.waitstatus_to_exitcode(status)}).encode())


def _become(order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    code = 1
    try:
        for standard, descriptor in enumerate(descriptors):
            os.dup2(descriptor, standard)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["environment"])
        # Read from the environment when it is imported, which here happened before.
        importlib.reload(sys.modules["albumen.core.crashpoint"])
        sys.argv = [order["program"], *order["arguments"]]
        run()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0 if error.code is None else 1
    except BaseException:  # noqa: BLE001 - it must never return into the loop above
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    main()
