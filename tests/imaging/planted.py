"""Jobs that do what a decoder must not, as one that hostile bytes took over would."""

import ctypes
import os
import signal
import socket
import threading
import time
from pathlib import Path

import numpy as np

from albumen.imaging.child import Input
from albumen.imaging.plans import Plan

_kept: list[str] = []


def read(file: Input) -> bytes:
    """What a decoder may: read the file it was given."""
    return bytes(file.data)


def pid(file: Input) -> int:
    """Which process this is."""
    return os.getpid()


def remember(file: Input, word: str) -> int:
    """Leave something behind in the memory of the process."""
    _kept.append(word)
    return os.getpid()


def recall(file: Input) -> list[str]:
    return _kept


def user(file: Input) -> tuple[int, int]:
    return os.getuid(), os.getgid()


def environment(file: Input) -> dict[str, str]:
    return dict(os.environ)


def segfault(file: Input) -> None:
    ctypes.string_at(0)


def abort(file: Input) -> None:
    os.abort()


def leave(file: Input) -> None:
    os._exit(0)


def loop(file: Input) -> None:
    while True:
        pass


def sleep(file: Input) -> None:
    time.sleep(3600)


def allocate_at_once(file: Input) -> None:
    np.empty(30 << 30, np.uint8)


def allocate_by_and_by(file: Input) -> None:
    kept = []
    while True:
        kept.append(bytes(1 << 20) + b"x")


def allocate_and_crash(file: Input) -> None:
    """As a library does that does not check what it was given."""
    kept = []
    try:
        while True:
            kept.append(bytearray(b"x" * (1 << 20)))
    except MemoryError:
        os.abort()


def answer_at_length(file: Input, length: int) -> bytes:
    return bytes(length)


def answer_what_was_not_asked(file: Input) -> int:
    return "not a number"  # type: ignore[return-value]


def answer_gibberish(file: Input) -> None:
    """Write to the holder what is no reply."""
    os.write(3, b"\x05\0\0\0\xc1\xc1\xc1\xc1\xc1")
    time.sleep(3600)


def raise_something(file: Input) -> None:
    raise RuntimeError("a bug with \ud800 in it")


def refusals(file: Input, secret: str, holder: int) -> dict[str, str]:
    """Try everything that is forbidden; what came of each."""
    tried = {
        "read a file": lambda: Path(secret).read_bytes(),
        "write a file": lambda: Path("/tmp/planted").write_bytes(b"x"),
        "open the file by its number": lambda: os.open("/proc/self/fd/4", os.O_RDWR),
        "list a folder": lambda: os.listdir("/"),
        "make a socket": lambda: socket.socket(),
        "make a local socket": lambda: socket.socketpair(),
        "fork": os.fork,
        "start a program": lambda: os.execv("/bin/true", ["true"]),
        "kill the parent": lambda: os.kill(os.getppid(), signal.SIGKILL),
        "kill the holder": lambda: os.kill(holder, signal.SIGKILL),
        "kill everybody": lambda: os.kill(-1, signal.SIGKILL),
        "limit the parent": lambda: _prlimit(os.getppid()),
        "make memory that can run as a file": lambda: os.memfd_create("x"),
        "become root": lambda: os.setuid(0),
        "make a folder": lambda: os.mkdir("/tmp/planted-folder"),
        "delete a file": lambda: os.unlink(secret),
        "leave a name space": lambda: _unshare(),
        "trace the parent": lambda: _ptrace(os.getppid()),
    }
    results = {}
    for what, attempt in tried.items():
        try:
            attempt()
        except OSError as error:
            results[what] = error.__class__.__name__
        else:
            results[what] = "done"
    return results


def threads(file: Input) -> int:
    """Decoders may start threads."""
    done: list[int] = []
    started = [threading.Thread(target=done.append, args=(number,)) for number in range(4)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return len(done)


def descriptors(file: Input) -> int:
    """How many files can be opened more, by copying one."""
    copies = []
    try:
        while True:
            copies.append(os.dup(0))
    except OSError:
        return len(copies)
    finally:
        for copy in copies:
            os.close(copy)


_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _prlimit(process: int) -> None:
    _checked(_libc.prlimit(process, 0, None, ctypes.create_string_buffer(16)))


def _unshare() -> None:
    _checked(_libc.unshare(0x10000000))


def _ptrace(process: int) -> None:
    _checked(_libc.ptrace(16, process, None, None))


READ = Plan("tests.imaging.planted:read", bytes)
PID = Plan("tests.imaging.planted:pid", int)
REMEMBER = Plan("tests.imaging.planted:remember", int)
RECALL = Plan("tests.imaging.planted:recall", list[str])
USER = Plan("tests.imaging.planted:user", tuple[int, int])
ENVIRONMENT = Plan("tests.imaging.planted:environment", dict[str, str])
REFUSALS = Plan("tests.imaging.planted:refusals", dict[str, str])
THREADS = Plan("tests.imaging.planted:threads", int)
DESCRIPTORS = Plan("tests.imaging.planted:descriptors", int)
ANSWER_AT_LENGTH = Plan("tests.imaging.planted:answer_at_length", bytes)
ANSWER_WHAT_WAS_NOT_ASKED = Plan("tests.imaging.planted:answer_what_was_not_asked", int)
LOOP = Plan("tests.imaging.planted:loop", int)
SLEEP = Plan("tests.imaging.planted:sleep", int)


def plan(function: str) -> Plan[int]:
    """A job of this module that is not expected to answer."""
    return Plan(f"{__name__}:{function}", int)
