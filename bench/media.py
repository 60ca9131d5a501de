"""A signed picture of 28 KB, sent again and again, and the answer that it has not changed.

The peers are nginx with the same file (Debian's package, where it is installed) and a bare ASGI application under the same server
program that reads the file and sends it: the one is what a web server does for a living, the other what Python cannot go below.
Requests a second are those of a simple client over a few connections; where the machine is busy, trust the processor time of
the server's processes more.
"""

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import pictures
from bench.measure import Line, Size, saying
from bench.people import make_people
from bench.server import Server, command, cpu_seconds, folder, free_port, serving

_BYTES = 28_000
_CONNECTIONS = 8
_NGINX = """
worker_processes 1; daemon off; pid {place}/nginx.pid; error_log {place}/error.log crit;
events {{ worker_connections 64; }}
http {{
  access_log {place}/access.log; client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
  uwsgi_temp_path {place}/d; scgi_temp_path {place}/e; keepalive_requests 1000000; default_type image/webp;
  server {{ listen 127.0.0.1:{port}; root {place}; }}
}}
"""


@dataclass(frozen=True)
class Target:
    """Something that serves the file: where, and whose processor time it takes."""

    port: int
    path: str
    etag: str
    pid: int


@dataclass
class Told:
    """What the rounds of one target gave: requests a second, processor microseconds a request."""

    rates: list[float]
    costs: list[float]


def run(size: Size) -> list[Line]:
    """Whole answers and 304s, of the product, of nginx and of a bare application, in turn."""
    rounds, requests = size.pick(7, 1), size.pick(3000, 20)
    with folder() as place, ExitStack() as stack:
        with saying("starting the servers"):
            server = stack.enter_context(serving(place / "served" / "data"))
            ours = _picture(server, place / "photos")
            file = place / "picture.webp"
            file.write_bytes(bytes(_BYTES))
            targets = {"albumen": ours, "bare ASGI": stack.enter_context(_bare(place, file))}
            if shutil.which("nginx"):
                targets["nginx"] = stack.enter_context(_nginx(place, file))
            else:
                print(" (nginx is not here)", end="")
        lines = []
        for what, unchanged in (("28 KB", False), ("304", True)):
            with saying(f"asking for {what}"):
                told = _in_turn(targets, rounds, requests, unchanged)
            mine = told.pop("albumen")
            for peer, theirs in told.items():
                lines.append(Line(f"{what}: requests a second", "/s", mine.rates, theirs.rates, peer))
                lines.append(Line(f"{what}: processor time of a request", "µs", mine.costs, theirs.costs, peer))
        return lines


def _in_turn(targets: dict[str, Target], rounds: int, requests: int, unchanged: bool) -> dict[str, Told]:
    told = {name: Told([], []) for name in targets}
    for target in targets.values():
        asyncio.run(_ask(target, _CONNECTIONS, unchanged))
    for number in range(rounds):
        names = list(targets) if number % 2 == 0 else list(targets)[::-1]
        for name in names:
            target = targets[name]
            before, began = cpu_seconds(target.pid), time.perf_counter()
            asyncio.run(_ask(target, requests, unchanged))
            seconds = time.perf_counter() - began
            told[name].rates.append(requests / seconds)
            told[name].costs.append((cpu_seconds(target.pid) - before) / requests * 1e6)
    return told


async def _ask(target: Target, requests: int, unchanged: bool) -> None:
    head = f"GET {target.path} HTTP/1.1\r\nHost: localhost\r\n"
    request = (head + (f"If-None-Match: {target.etag}\r\n" if unchanged else "") + "\r\n").encode()
    wanted = b"HTTP/1.1 304" if unchanged else b"HTTP/1.1 200"
    waiting = iter(range(requests))

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=1 << 20)
        for _ in waiting:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(wanted):
                raise RuntimeError(f"{target.path}: {answer[:200]!r}")
            lower = answer.lower()
            if not unchanged:
                length = int(lower.partition(b"content-length:")[2].partition(b"\r\n")[0])
                await reader.readexactly(length)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(_CONNECTIONS)))


def _picture(server: Server, photos: Path) -> Target:
    """A signed picture of the size wanted: that of a photo whose small picture was replaced by so many bytes."""
    pictures.draw(photos, 1, width=400, height=300)
    client = server.client(make_people(server.database_url(), "owner")[0].key)
    command(server.data, "import", str(photos), "--user", "owner", "--wait")
    day = client.json("/api/v1/timeline")["days"][0]["day"]
    address = client.json(f"/api/v1/timeline/{day}")["grid"][0]
    for small in (server.data / "derived").rglob("grid-*"):
        small.write_bytes(bytes(_BYTES))
    _, _, digest, name = address.partition("?")[0].removeprefix("/").split("/")
    return Target(server.port, address, f'"{digest}-{name}"', server.process.pid)


@contextmanager
def _bare(place: Path, file: Path) -> Iterator[Target]:
    (place / "bare.py").write_text(_BARE.format(file=str(file)))
    port = free_port()
    words = [
        "--interface",
        "asgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ws",
        "--http",
        "1",
        "--loop",
        "uvloop",
    ]
    granian = Path(sys.executable).with_name("granian")
    with _running([str(granian), *words, "bare:app"], place) as pid:
        _wait_for(port)
        yield Target(port, "/picture.webp", '"the-same"', pid)


@contextmanager
def _nginx(place: Path, file: Path) -> Iterator[Target]:
    port = free_port()
    configuration = place / "nginx.conf"
    configuration.write_text(_NGINX.format(place=place, port=port))
    found = file.stat()
    with _running(["nginx", "-p", str(place), "-c", str(configuration)], place) as pid:
        _wait_for(port)
        yield Target(port, f"/{file.name}", f'"{int(found.st_mtime):x}-{found.st_size:x}"', pid)


@contextmanager
def _running(words: list[str], place: Path) -> Iterator[int]:
    with (place / "peers.log").open("ab") as log:
        process = subprocess.Popen(words, cwd=place, stdout=log, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    async def connect() -> None:
        async with asyncio.timeout(30):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return

    asyncio.run(connect())


_BARE = '''
"""Reads a file and sends it, or says that it has not changed; nothing else."""
from pathlib import Path

FILE = Path({file!r})


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    for name, value in scope["headers"]:
        if name == b"if-none-match" and value == b'"the-same"':
            await send({{"type": "http.response.start", "status": 304, "headers": []}})
            await send({{"type": "http.response.body", "body": b""}})
            return
    data = FILE.read_bytes()
    headers = [(b"content-length", str(len(data)).encode()), (b"content-type", b"image/webp")]
    await send({{"type": "http.response.start", "status": 200, "headers": headers}})
    await send({{"type": "http.response.body", "body": data}})
'''
