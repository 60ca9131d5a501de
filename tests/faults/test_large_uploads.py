"""Other people's clients send 200 MB through a connection that breaks at drawn points, to a server that is killed twice.

Time: 20 seconds (marker `faults`).
"""

import asyncio
import contextlib
import random
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tusclient.client import TusClient

from tests.faults.chance import draw
from tests.faults.harness import Instance
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE, free_port

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("large uploads")]

_MB = 1_000_000
_SIZE = 200 * _MB
_WEB = Path(__file__).parents[2] / "web"

Client = Callable[[Instance, int, Path, Picture], Coroutine[None, None, str]]


@dataclass(slots=True)
class Line:
    """A connection to the server, of which so many bytes have passed; and how often it broke."""

    port: int
    passed: int = 0
    breaks: int = 0


@asynccontextmanager
async def breaking_line(to: int, chance: random.Random) -> AsyncIterator[Line]:
    """A port that leads to the server; each connection breaks after some MB, drawn for each."""
    line = Line(free_port())

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = chance.randint(0, 60 * _MB)
        try:
            back, on = await asyncio.open_connection("127.0.0.1", to)
        except OSError:
            writer.transport.abort()
            return
        answers = asyncio.create_task(_copy(back, writer))
        with contextlib.suppress(OSError):
            while left > 0 and (data := await reader.read(1 << 16)):
                left -= len(data)
                line.passed += len(data)
                on.write(data)
                await on.drain()
        line.breaks += left <= 0
        for end in (on, writer):
            end.transport.abort()
        await asyncio.gather(answers, return_exceptions=True)

    server = await asyncio.start_server(accept, "127.0.0.1", line.port)
    try:
        yield line
    finally:
        server.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()


async def _with_tuspy(instance: Instance, port: int, file: Path, picture: Picture) -> str:
    def send() -> str:
        client = TusClient(f"http://127.0.0.1:{port}/api/v1/uploads", {"Authorization": f"Bearer {instance.key}"})
        uploader = client.uploader(
            str(file),
            chunk_size=8 * _MB,
            retries=100,
            retry_delay=0.2,
            metadata={"filename": picture.name, "sha256": picture.sha256},
        )
        uploader.upload()
        return str(uploader.request.response_headers["albumen-photo-id"])

    return await asyncio.to_thread(send)


async def _with_tus_js_client(instance: Instance, port: int, file: Path, picture: Picture) -> str:
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    process = await asyncio.create_subprocess_exec(
        *(node, str(Path(__file__).with_name("upload.mjs")), str(_WEB)),
        *(f"http://127.0.0.1:{port}/api/v1/uploads", instance.key, str(file), picture.sha256),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()
    return said.decode().strip()


@pytest.mark.parametrize("client", [_with_tuspy, _with_tus_js_client])
async def test_a_bad_line_and_a_server_killed_twice(lasting: Instance, tmp_path: Path, client: Client) -> None:
    chance = draw("a bad line", client.__name__)
    picture = Picture(chance.getrandbits(32), _SIZE)
    file = tmp_path / picture.name
    file.write_bytes(picture.data)
    await lasting.start_web()
    async with breaking_line(lasting.port, chance) as line:
        sending = asyncio.create_task(client(lasting, line.port, file, picture))
        for moment in sorted(chance.sample(range(5 * _MB, 150 * _MB), 2)):
            async with asyncio.timeout(PATIENCE):
                while line.passed < moment:
                    assert not sending.done(), sending.result()
                    await asyncio.sleep(0.01)
            await lasting.kill_web()
            await lasting.start_web()
            # The writer that was killed would keep others away for 20 seconds, which a test need not sit out.
            await lasting.rows("UPDATE uploads SET writer_until = now() RETURNING 1")
        lasting.ledger.note(picture, await sending)
        assert line.breaks
    await lasting.check_swept()
