"""A real `albumen serve` in a folder of its own, with people and keys in it, and what its processes cost."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

import psutil

from albumen.database import EmbeddedPostgres, migrate

ALBUMEN = (str(Path(sys.executable).with_name("albumen")),)
PATIENCE = 120.0


class Server:
    """A running `albumen serve`."""

    def __init__(self, data: Path) -> None:
        """Start it. `ready` waits until it answers."""
        self.data = data
        self.port = free_port()
        data.parent.mkdir(exist_ok=True)
        self._log = (data.parent / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [*ALBUMEN, "serve", "--data", str(data), "--port", str(self.port)],
            env=environment(data),
            stdout=self._log,
            stderr=self._log,
        )

    def ready(self) -> None:
        """Wait until `/readyz` answers 200."""
        late = time.monotonic() + PATIENCE
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > late:
                raise RuntimeError("albumen serve did not become ready:\n" + self.log())
            time.sleep(0.01)

    def log(self) -> str:
        """The end of what it wrote."""
        return (self.data.parent / "serve.log").read_text()[-4000:]

    def client(self, key: str | None = None) -> "Client":
        """A client with this key."""
        return Client(self.port, key)

    def database_url(self) -> str:
        """The address of its database, as its processes know it."""
        for process in tree(self.process.pid):
            url: str | None = process.environ().get("ALBUMEN_DATABASE_URL")
            if url:
                return url
        raise RuntimeError("albumen serve has no process that knows its database")

    def stop(self) -> None:
        """End it in good order."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()

    def _is_ready(self) -> bool:
        try:
            return self.client().get("/readyz")[0] == 200
        except OSError:
            return False


class Client:
    """One connection that stays open; nothing is done with an answer but to read it."""

    def __init__(self, port: int, key: str | None = None) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str) -> tuple[int, bytes]:
        return self.ask("GET", path)

    def post(self, path: str, body: object) -> tuple[int, bytes]:
        return self.ask("POST", path, json.dumps(body).encode())

    def ask(
        self, method: str, path: str, body: bytes | None = None, media_type: str = "application/json"
    ) -> tuple[int, bytes]:
        """Status and body."""
        try:
            return self._ask(method, path, body, media_type)
        except RemoteDisconnected:
            # There was nothing to do for so long that the server hung up.
            self._connection.close()
            return self._ask(method, path, body, media_type)

    def _ask(self, method: str, path: str, body: bytes | None, media_type: str) -> tuple[int, bytes]:
        typed = {"Content-Type": media_type} if body is not None else {}
        self._connection.request(method, path, body, self._headers | typed)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def body(self, path: str, sent: object = None) -> bytes:
        """The body of the answer 200 to a GET, or to a POST where something is sent."""
        status, body = self.get(path) if sent is None else self.post(path, sent)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:300]!r}")
        return body

    def json(self, path: str) -> Any:
        """The same, understood."""
        return json.loads(self.body(path))


def command(data: Path, *words: str) -> str:
    """A command of `albumen` on a data directory; what it printed."""
    done = subprocess.run(
        [*ALBUMEN, *words, "--data", str(data)], env=environment(data), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"albumen {' '.join(words)}: {done.stderr or done.stdout}")
    return done.stdout


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="albumen-bench-") as name:
        # The database's user, when root starts it, must pass through.
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """`albumen serve` on a data directory, ready, until the block ends."""
    server = Server(data)
    try:
        server.ready()
        yield server
    finally:
        server.stop()


@contextmanager
def database_of(data: Path) -> Iterator[str]:
    """The address of the database of a new data directory, which runs until the block ends."""
    data.mkdir(parents=True)
    server = EmbeddedPostgres(data / "postgres")
    asyncio.run(_start(server))
    try:
        yield server.url
    finally:
        asyncio.run(server.stop())


async def _start(server: EmbeddedPostgres) -> None:
    await server.start()
    await migrate(server.url)


def environment(data: Path) -> dict[str, str]:
    """The settings of a benchmark: the defaults, and nothing that this shell has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALBUMEN_")}
    # The machine may be nearly full.
    return kept | {"ALBUMEN_DATA": str(data), "ALBUMEN_STORAGE_FLOOR_MIB": "64", "ALBUMEN_STORAGE_FLOOR_PERCENT": "0"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def tree(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    top = psutil.Process(pid)
    return [top, *top.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    """Processor seconds of a process and all below it, those that have ended included."""
    total = 0.0
    for process in tree(pid):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            continue
    return total


def memory(pid: int) -> dict[str, float]:
    """Proportional set size in MiB, by the name of the process, of a process and all below it."""
    sizes: dict[str, float] = {}
    for process in tree(pid):
        try:
            size = process.memory_full_info().pss / 2**20
            name = _name(process)
        except psutil.NoSuchProcess:
            continue
        sizes[name] = sizes.get(name, 0) + size
    return sizes


def _name(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    if words.startswith("postgres") or "/postgres " in words or words.endswith("/postgres"):
        return "PostgreSQL"
    for mark, name in (
        ("albumen.imaging", "decoders"),
        ("albumen.worker", "worker"),
        ("albumen.cli._web", "web"),
        ("serve", "serve"),
    ):
        if mark in words:
            return name
    return words[:40] or process.name()
