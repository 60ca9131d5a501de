"""Who in this process writes to which upload."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from albumen.ingest.errors import UploadBusy

_WAIT_FOR_WRITER = 5.0


class Writers:
    """Holds, for this process, who is writing to which upload, so that a newer request can end an older one."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[object]] = {}

    def anybody(self, upload_id: int) -> bool:
        """Whether somebody in this process writes to this upload just now."""
        return upload_id in self._tasks

    @contextlib.asynccontextmanager
    async def only_me(self, upload_id: int) -> AsyncIterator[None]:
        """End whoever else in this process writes to this upload, and be its writer in the block."""
        me = asyncio.current_task()
        assert me is not None
        other = self._tasks.get(upload_id)
        if other is not None and other is not me:
            # Once: a second time would end it while it puts down what it has.
            if not other.cancelling():
                other.cancel()
            await asyncio.wait({other}, timeout=_WAIT_FOR_WRITER)
        if upload_id in self._tasks:
            raise UploadBusy
        self._tasks[upload_id] = me
        try:
            yield
        finally:
            del self._tasks[upload_id]
