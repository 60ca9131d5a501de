"""What stores share that stage on the disk of this machine."""

import os
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from albumen.core import crashpoint, to_its_end
from albumen.storage.errors import StagedTooLarge
from albumen.storage.files import DiskThreads
from albumen.storage.model import Digests, Room, Staged, StagedEntry
from albumen.storage.place import Place
from albumen.storage.settings import StorageSettings
from albumen.storage.staging import Appending, Staging


class DiskStaging:
    """Stages in `staging/<name>` of a folder: what resumes, is read back and is decoded lies where a disk can do all that."""

    def __init__(self, root: Path, settings: StorageSettings, folders: Sequence[str], *, threads: int) -> None:
        """`root` need not exist; nothing is touched before the first verb. At most `threads` calls wait for the disk."""
        self.root = root
        self._block = settings.block
        self._threads = DiskThreads(threads)
        self._place = Place(root, settings, folders)
        self._staging = Staging(self._place, self._block)

    async def free(self) -> Room:
        """Ask the file system."""
        return await self._threads.run(self._place.room)

    async def close(self) -> None:
        """Let the threads go."""
        self._threads.close()

    async def stage_new(self, *, durable: bool = True) -> str:
        """Create an empty file."""
        return await self._threads.run(self._staging.new, durable)

    async def stage_append(
        self, name: str, at: int, chunks: AsyncIterable[bytes], at_most: int, digests: Digests | None = None
    ) -> int:
        """Gather chunks into blocks, write each in a thread while the next is gathered, then fsync."""
        crashpoint("S1.before")
        fd = await self._threads.open(self._staging.open_for_append, name, at)
        path = self._staging.path(name)
        appending = Appending(self._staging, self._place, self._threads, fd, path, self._block, digests)
        length = at
        try:
            async for chunk in chunks:
                length += len(chunk)
                if length > at_most:
                    raise StagedTooLarge
                await appending.take(chunk)
        except StagedTooLarge:
            await to_its_end(appending.finish(cut_to=at))
            raise
        except BaseException:
            await to_its_end(appending.finish())
            raise
        return await to_its_end(appending.finish())

    async def stage_length(self, name: str) -> int | None:
        """Ask for the file's size."""
        return await self._threads.run(self._staging.length, name)

    async def stage_clone(self, path: Path) -> str | None:
        """Reflink, where source and store lie on one file system that can."""
        return await self._threads.run(self._staging.clone, path)

    @asynccontextmanager
    async def borrow_staged(self, name: str) -> AsyncIterator[int]:
        """Open the file."""
        fd = await self._threads.open(self._staging.open_for_reading, name)
        try:
            yield fd
        finally:
            os.close(fd)

    async def seal(self, name: str) -> Staged:
        """Fsync, let the page cache go, and read the file again."""
        return await self._threads.run(self._staging.seal, name)

    async def discard(self, name: str) -> None:
        """Unlink it."""
        crashpoint("S6b.before")
        await self._threads.run(self._staging.discard, name)
        crashpoint("S6b.after")

    async def staged_names(self) -> AsyncIterator[StagedEntry]:
        """List the folder."""
        for name, found in await self._threads.run(self._staging.all):
            yield StagedEntry(name, found.st_size, written_at(found))


def written_at(found: os.stat_result) -> datetime:
    """When a file was last written."""
    return datetime.fromtimestamp(found.st_mtime, UTC)
