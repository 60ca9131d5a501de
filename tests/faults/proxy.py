"""A connection that is bad: a TCP proxy that cuts what goes through it at points that were drawn, and tells how much did."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_BLOCK = 1 << 16

Act = Callable[[], Awaitable[None]]


class BadProxy:
    """Passes bytes on to a port of this machine, and cuts each connection after so many of them."""

    def __init__(self, target: int, seed: int, cuts: int, least: int, most: int, acts: dict[int, Act]) -> None:
        self._target = target
        self._draw = random.Random(seed)
        self._range = (least, most)
        self._acts = sorted(acts.items())
        self._acting = asyncio.Lock()
        self.cuts_left = cuts
        self.passed = 0
        """Bytes of clients that went through."""
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Take connections while the block lasts."""
        connections: set[asyncio.Task[None]] = set()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            connections.add(task)
            try:
                await self._pass(reader, writer)
            finally:
                connections.discard(task)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            for task in connections:
                task.cancel()
            await asyncio.gather(*connections, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._acting:
            pass  # Whoever comes while something is done waits for its end, as before a machine that is slow to answer.
        try:
            theirs, ours = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        there = asyncio.create_task(self._forth(reader, ours, self._draw.randint(*self._range)))
        back = asyncio.create_task(_back(theirs, writer))
        try:
            await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            if there.done() and not there.cancelled() and there.exception() is None and not there.result():
                # The client has said all: the answer may still be on its way.
                await asyncio.wait({back})
        finally:
            for task in (there, back):
                task.cancel()
            for transport in (writer.transport, ours.transport):
                transport.abort()
            await asyncio.gather(there, back, return_exceptions=True)

    async def _forth(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int) -> bool:
        """Pass the client's bytes on; whether the connection is to be cut now."""
        while block := await reader.read(_BLOCK):
            writer.write(block)
            await writer.drain()
            self.passed += len(block)
            left -= len(block)
            await self._act()
            if left <= 0 and self.cuts_left:
                self.cuts_left -= 1
                return True
        return False

    async def _act(self) -> None:
        if self._acts and self.passed >= self._acts[0][0]:
            # In a task of its own: what is done may well end this connection, and must come to its end itself.
            await asyncio.shield(asyncio.create_task(self._do(self._acts.pop(0)[1])))

    async def _do(self, act: Act) -> None:
        async with self._acting:
            await act()


async def _back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while block := await reader.read(_BLOCK):
            writer.write(block)
            await writer.drain()
