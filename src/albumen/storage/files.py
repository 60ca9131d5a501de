"""Files, read and written in threads that only wait for the disk."""

import asyncio
import os
import re
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from albumen.core import Invalid
from albumen.storage.model import Digests

P = ParamSpec("P")
T = TypeVar("T")

Blocks = Generator[bytes, None, None]

BLOCK = 1024 * 1024


class DiskThreads:
    """Holds threads for blocking calls, so that the event loop never waits for a disk."""

    def __init__(self, most: int) -> None:
        """At most `most` threads, each begun when it is first needed."""
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="disk")

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin blocking work."""
        return self._pool.submit(work, *args, **kwargs)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do blocking work. Cancelled after it began, it still runs to its end."""
        return await asyncio.wrap_future(self.submit(work, *args, **kwargs))

    async def open(self, opening: Callable[P, int], *args: P.args, **kwargs: P.kwargs) -> int:
        """The descriptor that blocking work opens; closed again when nobody waits for it any more."""
        job = self.submit(opening, *args, **kwargs)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            job.add_done_callback(_close_abandoned)
            raise

    async def blocks(self, blocks: Blocks) -> AsyncGenerator[bytes, None]:
        """The (non-empty) blocks of a generator that reads a file, each made in a thread, one ahead of its use.

        The generator is not begun before its first block is asked for. Abandoned, it is closed when its thread is done.
        """
        ahead = self.submit(next, blocks, b"")
        try:
            while data := await asyncio.wrap_future(ahead):
                ahead = self.submit(next, blocks, b"")
                yield data
        finally:
            ahead.add_done_callback(lambda _: blocks.close())

    def close(self) -> None:
        """Let the threads go when they are done."""
        self._pool.shutdown(wait=False)


async def read_file(path: Path) -> AsyncIterator[bytes]:
    """The bytes of a plain local file in blocks. Raises `Invalid` where `path` is not one, and `OSError`."""
    threads = DiskThreads(1)
    try:
        async with aclosing(threads.blocks(_file_blocks(path))) as blocks:
            async for data in blocks:
                yield data
    finally:
        threads.close()


def open_plain(path: Path) -> int:
    """A descriptor for reading a plain file; nothing else (a pipe would block) is opened."""
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Invalid("This is not a plain file.")
    return fd


def read_blocks(fd: int, start: int, end: int | None, block: int = BLOCK) -> Blocks:
    """The bytes of an open file from `start` to `end` (or its own end), in blocks. Closes the file."""
    try:
        size = os.fstat(fd).st_size
        end = size if end is None else min(end, size)
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


def entries(folder: Path, names: re.Pattern[str]) -> list[os.DirEntry[str]]:
    """What a folder holds under such names, by name; nothing where there is no such folder."""
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        return sorted((entry for entry in found if names.fullmatch(entry.name)), key=lambda entry: entry.name)
    return []


def stats(folder: Path, names: re.Pattern[str]) -> list[tuple[str, os.stat_result]]:
    """The same with what the file system knows of each."""
    known = []
    for entry in entries(folder, names):
        with suppress(FileNotFoundError):
            known.append((entry.name, entry.stat()))
    return known


def _file_blocks(path: Path) -> Blocks:
    yield from read_blocks(open_plain(path), 0, None)


def _close_abandoned(job: Future[int]) -> None:
    if not job.cancelled() and job.exception() is None:
        os.close(job.result())
