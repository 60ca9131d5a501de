"""Files, read and written in threads that only wait for the disk."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from albumen.core import Invalid
from albumen.storage.model import Digests

P = ParamSpec("P")
T = TypeVar("T")

Blocks = Generator[bytes, None, None]

BLOCK = 1024 * 1024

_threads = ThreadPoolExecutor(16, thread_name_prefix="disk")


def submit(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Begin blocking work in a thread."""
    return _threads.submit(work, *args, **kwargs)


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do blocking work in a thread. Cancelled, it still runs to its end there."""
    return await asyncio.wrap_future(submit(work, *args, **kwargs))


async def opened(opening: Callable[P, int], *args: P.args, **kwargs: P.kwargs) -> int:
    """The descriptor that blocking work opens; closed again when nobody waits for it any more."""
    job = submit(opening, *args, **kwargs)
    try:
        return await asyncio.wrap_future(job)
    except asyncio.CancelledError:
        job.add_done_callback(_close_abandoned)
        raise


async def to_its_end(work: Awaitable[T]) -> T:
    """Wait for work even while this task is cancelled; the cancellation goes on afterwards, unless the work failed."""
    task = asyncio.ensure_future(work)
    cancelled = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result


async def in_threads(blocks: Blocks) -> AsyncIterator[bytes]:
    """The (non-empty) blocks of a generator that reads a file, each made in a thread, one ahead of its use.

    The first is not begun before it is asked for. Abandoned, the generator is closed when its thread is done with it.
    """
    ahead = submit(next, blocks, b"")
    try:
        while data := await asyncio.wrap_future(ahead):
            ahead = submit(next, blocks, b"")
            yield data
    finally:
        ahead.add_done_callback(lambda _: blocks.close())


def read_blocks(fd: int, start: int, end: int, block: int = BLOCK) -> Blocks:
    """The bytes of an open file from `start` to `end`, in blocks; ends early where the file does. Closes the file."""
    try:
        while start < end:
            data = read_at(fd, start, min(block, end - start))
            if not data:
                return
            start += len(data)
            yield data
    finally:
        os.close(fd)


def read_at(fd: int, at: int, length: int) -> bytes:
    """`length` bytes at `at`; fewer only where the file ends."""
    data = os.pread(fd, length, at)
    while data and len(data) < length:
        more = os.pread(fd, length - len(data), at + len(data))
        if not more:
            break
        data += more
    return data


def digests_of(fd: int, block: int = BLOCK) -> Digests:
    """The digests of all that an open file holds."""
    digests = Digests()
    while data := read_at(fd, digests.size, block):
        digests.update(data)
    return digests


def write_all(fd: int, data: bytes) -> None:
    """Write all of it at the descriptor's position."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def read_file(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a plain local file in blocks. Raises `Invalid` where `path` is not one, and `OSError`."""

    def blocks() -> Blocks:
        fd = open_plain(path)
        yield from read_blocks(fd, 0, os.fstat(fd).st_size)

    return in_threads(blocks())


def open_plain(path: Path) -> int:
    """A descriptor for reading a plain file; nothing else (a pipe would block) is opened."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Invalid("This is not a plain file.")
    return fd


def _close_abandoned(job: Future[int]) -> None:
    if not job.cancelled() and job.exception() is None:
        os.close(job.result())
