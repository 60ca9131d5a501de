"""The client behind `albumen upload`: where it looks for a server."""

import asyncio
from pathlib import Path

import pytest

from albumen.cli.client import Server
from albumen.core import AlbumenError, Forbidden, Invalid, Unavailable


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("https://photos.example.org/", "https://photos.example.org"),
        ("http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("photos.example.org", "https://photos.example.org"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8000/photos", "http://localhost:8000"),
    ],
)
async def test_an_address_without_a_scheme_means_https_but_on_this_machine(
    tmp_path: Path, said: str, meant: str
) -> None:
    async with Server(said, "alb_key", state=tmp_path) as server:
        assert server.address == meant


@pytest.mark.parametrize("said", ["ftp://photos.example.org", "https://", ""])
def test_what_is_no_address(tmp_path: Path, said: str) -> None:
    with pytest.raises(Invalid):
        Server(said, "alb_key", state=tmp_path)


@pytest.mark.parametrize(("status", "kind"), [(429, Unavailable), (503, Unavailable), (403, Forbidden), (400, Invalid)])
async def test_what_passes_by_itself_ends_no_watch(tmp_path: Path, status: int, kind: type[AlbumenError]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %d Somehow\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
        address = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        async with Server(address, "alb_key", state=tmp_path) as server:
            with pytest.raises(AlbumenError) as raised:
                await server.greet()
    assert type(raised.value) is kind
