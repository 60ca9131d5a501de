"""A lock that the kernel drops when its holder dies, however it dies."""

import fcntl
import os
from pathlib import Path

_held: set[int] = set()


def take(path: Path) -> int | None:
    """The descriptor that holds the lock on a file (made when missing); None while another process holds it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    _held.add(descriptor)
    return descriptor


def release(descriptor: int) -> None:
    """Give a lock back."""
    _held.discard(descriptor)
    os.close(descriptor)


def _forget_in_child() -> None:
    # A child that was forked without `exec` shares the lock, and would hold it after our death. To close its copy does not
    # give up ours.
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_forget_in_child)
