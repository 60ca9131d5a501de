"""How soon `albumen serve` is ready, and what all its processes keep in memory while nobody asks anything.

The peer is what it is built of: an interpreter that imports the web framework and the database library, and then PostgreSQL's
own start; for memory an interpreter with the same imports for each of its four Python processes, and PostgreSQL. Cold means that
the system was told to forget the files of the libraries and of the database; what other processes have mapped stays.
"""

import asyncio
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from albumen.database import EmbeddedPostgres, migrate
from bench import pictures
from bench.measure import Goal, Line, Size, in_turn, saying
from bench.people import make_people
from bench.server import Client, Server, command, folder, memory, serving

_IMPORTS = "import fastapi, sqlalchemy"
_PROCESSES = 4
"""Of `albumen serve` that are Python: itself, the web server and its worker process, the worker."""
_SOON = Goal("value", "<", 4)
_SMALL = Goal("value", "<", 450)
_BOUNDARY = "a boundary that no picture has in it"


def run(size: Size) -> list[Line]:
    """Seconds to ready, first, cold and warm; MiB after a start, and after photos came in."""
    with folder() as place:
        data, bare = place / "served" / "data", place / "bare"
        with saying("starting it for the first time"):
            first = _ready(data)
        with saying("starting it, and what it is built of, in turn"), _made(bare):
            warm = ([first], [_built_of(bare)])
            if not size.tiny:
                warm = in_turn(7, lambda: _ready(data), lambda: _built_of(bare))
        cold: tuple[list[float], list[float]] = ([], [])
        if not size.tiny:
            with saying("the same with cold files"):
                cold = in_turn(3, _forgetting(data, lambda: _ready(data)), _forgetting(bare, lambda: _built_of(bare)))
        with saying("looking at the memory"):
            started, used = _memory(data, place / "photos", size)
            least = _least_memory(bare)
    beside = "its parts"
    return [
        Line("to ready, warm", "s", *warm, beside, goal=_SOON),
        *([Line("to ready, cold", "s", *cold, beside)] if cold[0] else []),
        Line("to ready, the very first time", "s", [first]),
        Line("memory, started", "MiB", [sum(started.values())], [least], beside, goal=_SMALL),
        Line("memory, photos came in by both ways just now", "MiB", [sum(used.values())], [least], beside, goal=_SMALL),
        *(Line(f"  of which {name}", "MiB", [part]) for name, part in sorted(used.items())),
    ]


def _ready(data: Path) -> float:
    """Seconds from the command until `/readyz` answers 200; then everything is stopped."""
    began = time.perf_counter()
    server = Server(data)
    try:
        server.ready()
        return time.perf_counter() - began
    finally:
        server.stop()


@contextmanager
def _made(place: Path) -> Iterator[None]:
    """A database in this place, which does not run."""

    async def make() -> None:
        async with EmbeddedPostgres(place) as server:
            await migrate(server.url)

    asyncio.run(make())
    yield


def _built_of(place: Path) -> float:
    """Seconds in which an interpreter imports the libraries and, after it, PostgreSQL starts."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True)
    imported = time.perf_counter() - began

    async def start() -> float:
        began = time.perf_counter()
        async with EmbeddedPostgres(place):
            return time.perf_counter() - began

    return imported + asyncio.run(start())


def _forgetting(data: Path, work: Callable[[], float]) -> Callable[[], float]:
    """The same work after the system was told to forget what it knows of the files."""

    def forgetful() -> float:
        for place in (Path(sysconfig.get_path("purelib")), data):
            for file in place.rglob("*"):
                _forget(file)
        return work()

    return forgetful


def _forget(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _memory(data: Path, photos: Path, size: Size) -> tuple[dict[str, float], dict[str, float]]:
    """MiB of each process of a server that nobody has asked anything yet, and of one into which photos just came."""
    settle = size.pick(4, 0)
    with serving(data) as server:
        time.sleep(settle)
        started = memory(server.process.pid)
        drawn = pictures.draw(photos, 3, width=size.pick(pictures.WIDTH, 400), height=size.pick(pictures.HEIGHT, 300))
        sent = drawn.pop().rename(photos.with_suffix(".jpg"))
        person = make_people(server.database_url(), "owner")[0]
        client = server.client(person.key)
        command(data, "import", str(photos), "--user", "owner")
        _upload(client, sent.read_bytes())
        while (jobs := client.json("/api/v1/admin/jobs"))["queued"] or jobs["running"]:
            time.sleep(0.1)
        _look(client)
        time.sleep(settle)
        return started, memory(server.process.pid)


def _upload(client: Client, data: bytes) -> None:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="sent.jpg"\r\n\r\n'
    status, answer = client.ask(
        "POST",
        "/api/v1/photos",
        head.encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode(),
        f'multipart/form-data; boundary="{_BOUNDARY}"',
    )
    if status != 201:
        raise RuntimeError(f"the upload was not taken: {status} {answer!r}")


def _look(client: Client) -> None:
    """Look at every photo, as a browser would."""
    for day in client.json("/api/v1/timeline")["days"]:
        for address in client.json(f"/api/v1/timeline/{day['day']}")["grid"]:
            client.body(address)


def _least_memory(place: Path) -> float:
    """MiB of as many idle interpreters with the libraries, and of PostgreSQL with a connection for each."""
    waiting = f"{_IMPORTS}; print(flush=True); input()"

    async def all_of_them() -> float:
        async with EmbeddedPostgres(place):
            running = [
                subprocess.Popen([sys.executable, "-c", waiting], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                for _ in range(_PROCESSES)
            ]
            try:
                for process in running:
                    assert process.stdout is not None
                    process.stdout.readline()
                return sum(sum(memory(child.pid).values()) for child in psutil.Process().children())
            finally:
                for process in running:
                    process.kill()
                    process.wait()

    return asyncio.run(all_of_them())
