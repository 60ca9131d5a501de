"""Stands between Albumen and PostgreSQL, on a Unix socket of its own, and can break what passes."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, quote, urlsplit

_SOCKET = ".s.PGSQL.5432"
_ADDED = b"INSERT INTO photos "


@dataclass(slots=True)
class Proxy:
    """What happens to connections; all attributes may be changed at any time."""

    url: str
    refusing: bool = False
    """Connections are closed, those that are open too (`cut`)."""
    lose_commit: Literal["before", "after"] | None = None
    """The next COMMIT of a transaction that added a photo is lost: before the server hears of it, or its answer."""
    lost: int = 0
    """COMMITs lost so far."""
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    """Nothing passes while this is not set."""
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """Let nobody in, and break every connection."""
        self.refusing = True
        for writer in list(self._writers):
            writer.transport.abort()


@asynccontextmanager
async def proxy_to(url: str) -> AsyncIterator[Proxy]:
    """A proxy in front of the server at an address that names a Unix socket."""
    (there,) = parse_qs(urlsplit(url).query)["host"]
    with tempfile.TemporaryDirectory(prefix="proxy-") as folder:
        proxy = Proxy(url.replace(quote(there, safe=""), quote(folder, safe="")))
        proxy.flowing.set()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _carry(proxy, Path(there) / _SOCKET, reader, writer)

        server = await asyncio.start_unix_server(accept, Path(folder) / _SOCKET)
        try:
            yield proxy
        finally:
            server.close()
            proxy.flowing.set()
            proxy.cut()


async def _carry(proxy: Proxy, to: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if proxy.refusing:
        writer.transport.abort()
        return
    back, on = await asyncio.open_unix_connection(to)
    proxy._writers |= {writer, on}
    losing = asyncio.Event()
    ways = {
        asyncio.create_task(_ask(proxy, reader, on, losing)),
        asyncio.create_task(_answer(proxy, back, writer, losing)),
    }
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in ways:
        way.cancel()
    await asyncio.gather(*ways, return_exceptions=True)
    proxy._writers -= {writer, on}
    for end in (writer, on):
        end.transport.abort()


async def _ask(proxy: Proxy, reader: asyncio.StreamReader, on: asyncio.StreamWriter, losing: asyncio.Event) -> None:
    adding = False
    while data := await reader.read(1 << 16):
        await proxy.flowing.wait()
        adding = adding or _ADDED in data
        if adding and proxy.lose_commit and b"COMMIT" in data:
            proxy.lost += 1
            how, proxy.lose_commit = proxy.lose_commit, None
            if how == "before":
                return
            losing.set()
        on.write(data)
        await on.drain()


async def _answer(
    proxy: Proxy, back: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
) -> None:
    while data := await back.read(1 << 16):
        await proxy.flowing.wait()
        if losing.is_set():
            return  # The server has said what became of the commit; nobody hears it.
        writer.write(data)
        await writer.drain()
