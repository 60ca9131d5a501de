"""The warm parent: a process that has loaded the decoding libraries, runs no threads, decodes nothing and only forks.

A library that had worked in it could hang or leak into its children; one that is merely loaded costs a child nothing.
It is started by its holder and ends with it.
"""

import gc
import importlib
import os
import select
import signal
import socket
from contextlib import suppress
from pathlib import Path

import msgspec

from albumen.imaging import child
from albumen.imaging.sandbox import Confinement, die_with_parent
from albumen.imaging.wire import Ended, Kill, Spawn, WarmPlan, receive_with


def start(control: str, holder: str, plan: str) -> None:
    """Begin, with the number of the control socket's descriptor, the holder's process id and a `WarmPlan` in JSON."""
    die_with_parent(int(holder))
    # A terminal's Ctrl-C is for the holder, who then ends this process in its own time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(socket.socket(fileno=int(control)), msgspec.json.decode(plan, type=WarmPlan))


def main(control: socket.socket, plan: WarmPlan) -> None:
    """Fork children as the holder asks and tell it when they end, until it closes the control socket."""
    for module in plan.modules:
        importlib.import_module(module)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("A decoding library started a thread while it was loaded: forking would not be safe.")
    # What is here now lives for ever: the collector need not touch (and so copy) it in every child.
    gc.collect()
    gc.freeze()
    woken, wake = socket.socketpair()
    woken.setblocking(False)
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    children: dict[int, int] = {}
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    waiting.register(woken, select.POLLIN)
    while True:
        for descriptor, _ in waiting.poll():
            if descriptor == woken.fileno():
                with suppress(BlockingIOError):
                    woken.recv(4096)
                _reap(control, children)
                continue
            message, handed = receive_with(control, 4096)
            if not message:
                return
            order = msgspec.msgpack.decode(message, type=Spawn | Kill)
            if isinstance(order, Kill):
                for pid, token in children.items():
                    if token == order.token:
                        os.kill(pid, signal.SIGKILL)
            elif handed is not None:
                _fork(control, handed, order, plan, children)


def _fork(control: socket.socket, handed: int, order: Spawn, plan: WarmPlan, children: dict[int, int]) -> None:
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError:
        # No room for another process.
        os.close(handed)
        control.send(msgspec.msgpack.encode(Ended(order.token, 1, 0.0, 0)))
        return
    if pid > 0:
        os.close(handed)
        children[pid] = order.token
        return
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        child.serve(
            handed,
            Confinement(
                memory_bytes=plan.memory_bytes,
                cpu_seconds=plan.cpu_seconds,
                open_files=plan.open_files,
                nice=order.nice,
                user_id=plan.user_id,
                parent=parent,
            ),
        )
    finally:
        # Never back into the parent's loop, whatever happened.
        os._exit(1)


def _reap(control: socket.socket, children: dict[int, int]) -> None:
    while children:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        ended = Ended(
            token=children.pop(pid),
            status=os.waitstatus_to_exitcode(status),
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_bytes=usage.ru_maxrss * 1024,
        )
        control.send(msgspec.msgpack.encode(ended))
