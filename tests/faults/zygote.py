"""Starts Albumen's processes in a tenth of a second: `python -m tests.faults.zygote`, with a socket as standard input.

A fault sweep starts some two hundred processes, and each would import for two seconds of processor time. This process imports
everything once, does nothing else, and forks: what runs in the children is what `python -m albumen.cli._web` and
`python -m albumen.worker` run, with the environment that the test says. Children die with this process, and it with the test.

One order per message, in JSON: `{"program": "web" | "worker", "arguments": […], "environment": {…}, "log": PATH}`, answered by
`{"pid": …}`; or `{"wait": pid}`, answered by `{"status": …}` as `os.waitstatus_to_exitcode` gives it.
"""

import asyncio
import ctypes
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1
_PR_SET_PTRACER = 0x59616D61
_ANYBODY = -1
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Fork whatever is ordered until the socket is closed."""
    _die_with(os.getppid())
    # All of Albumen but `albumen.asgi`, which reads the settings when it is imported.
    for module in ("albumen.cli._web", "albumen.api", "albumen.ingest.tasks", "albumen.worker", "albumen.settings"):
        importlib.import_module(module)
    orders = socket.socket(fileno=os.dup(0))
    while message := orders.recv(1 << 20):
        order = json.loads(message)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            orders.send(json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode())
        else:
            orders.send(json.dumps({"pid": _fork(orders, order)}).encode())


def _fork(orders: socket.socket, order: dict[str, Any]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        orders.close()
        _become(parent, order)
    return pid


def _become(parent: int, order: dict[str, Any]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        _die_with(parent)
        _may_be_traced()
        os.register_at_fork(after_in_child=_may_be_traced)
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for ours, standard in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(ours, standard)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.environ.clear()
        os.environ.update(order["environment"])
        # Read from the environment when it is imported, which here happened before.
        importlib.reload(sys.modules["albumen.core.crashpoint"])
        if sabotage := os.environ.get("ALBUMEN_TEST_SABOTAGE"):
            getattr(importlib.import_module("tests.faults.sabotage"), sabotage)()
        if order["program"] == "web":
            host, port = order["arguments"]
            sys.modules["albumen.cli._web"].main(host, int(port))
        else:
            asyncio.run(sys.modules["albumen.worker"].main())
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


def _may_be_traced() -> None:
    """Where the system lets only ancestors trace, let everybody (strace is a stranger to us)."""
    _libc.prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)


if __name__ == "__main__":
    main()
