"""`albumen serve`: the database, the web process and the worker, started in this order and stopped in the reverse one.

This process supervises and does nothing else. It holds the lock of the data directory; its children die when it dies (PostgreSQL
in good order), and whatever was killed, the next start finds everything as a crash may leave it and goes on.
"""

import asyncio
import contextlib
import errno
import fcntl
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from albumen import accounts, delivery, journal, storage
from albumen.cli import machine, say
from albumen.cli.errors import AlreadyRunning, NoAddress, PortTaken
from albumen.cli.processes import Service, Stop, keep_running
from albumen.cli.work import LOCK, bring_up_to_date, make_data
from albumen.database import Database, DatabaseFailed, EmbeddedPostgres, migrate
from albumen.settings import GIVEN, Settings

log = structlog.get_logger()

_LOCK_SECONDS = 1.0
_TELL_SECONDS = 10.0
_WEB_SECONDS = 35.0  # granian drains for 30
_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the web process listens, by number, and the addresses at which people find it, the best first."""

    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def near(self) -> str:
        """The host by which this machine reaches it."""
        return _WILDCARDS.get(self.host, self.host)


async def serve(settings: Settings, host: str, port: int, metrics_port: int | None) -> None:
    """Run everything until SIGINT or SIGTERM. Raises `AlreadyRunning`, `PortTaken`, `NoAddress`, `storage.StoreRefused` and what
    the database raises.
    """
    stop = _listen_to_signals()
    worker_metrics = metrics_port + 1 if metrics_port else None
    if not (settings.data / LOCK).exists():
        # Nobody ever served from here: what is refused leaves nothing behind, no folder and no file.
        _place(settings, host, port, metrics_port, worker_metrics)
    make_data(settings.data)
    with _only_one(settings.data):
        listen = _place(settings, host, port, metrics_port, worker_metrics)
        _warn_of_fleeting(settings.data)
        # Made or refused here, once, and not by children that would die of it again and again.
        delivery.load_secrets(settings.delivery, settings.data)
        async with _database(settings, stop) as url:
            await migrate(url)
            if settings.storage.url is not None:
                await _see_bucket(settings, url)
            environment = _environment(settings, url, listen)
            web = _web(listen, environment, metrics_port)
            worker = _worker(settings, environment, worker_metrics)
            worker_stop = asyncio.Event()
            async with _noting(url), asyncio.TaskGroup() as group:
                telling = group.create_task(_tell_when_ready(listen, url, settings.data))
                serving = group.create_task(keep_running(web, stop.asked, stop.at_once))
                working = group.create_task(keep_running(worker, worker_stop, stop.at_once))
                await stop.asked.wait()
                telling.cancel()
                # What is being uploaded comes to its end first, then what was promised, then the database.
                await serving
                worker_stop.set()
                await working
    log.info("serve.stopped")


async def _see_bucket(settings: Settings, url: str) -> None:
    """Refuse here, once, what only the operator can mend: a wrong key, bucket, region or clock, or what the key may not do.

    For a server that is merely away the children wait, as they do for a disk.
    """
    database = Database(url, pool_size=1, application="albumen serve")
    hasty = settings.storage.model_copy(update={"s3_deadline": 5.0, "s3_timeout": 10.0})
    store = storage.store_at(hasty, settings.data)
    try:
        await storage.attach(database.open_tx, store)
        await storage.weaknesses(store)
    except storage.StoreRefused:
        raise
    except storage.StoreFailed as error:
        log.info("serve.store_away", what=error.detail)
    finally:
        await store.close()
        await database.close()


async def run_api(settings: Settings, host: str, port: int, metrics_port: int | None) -> None:
    """Run one web process until a signal, on the running database or one started for it."""
    stop = _listen_to_signals()
    listen = _place(settings, host, port, metrics_port)
    async with _database(settings, stop) as url:
        await bring_up_to_date(settings, url)
        web = _web(listen, _environment(settings, url, listen), metrics_port)
        async with _noting(url):
            await keep_running(web, stop.asked, stop.at_once)


async def run_worker(settings: Settings, metrics_port: int | None) -> None:
    """Run one worker until a signal, on the running database or one started for it."""
    stop = _listen_to_signals()
    async with _database(settings, stop) as url:
        await bring_up_to_date(settings, url)
        worker = _worker(settings, _environment(settings, url, None), metrics_port)
        async with _noting(url):
            await keep_running(worker, stop.asked, stop.at_once)


@contextlib.asynccontextmanager
async def _noting(url: str) -> AsyncIterator[None]:
    """Keep what goes wrong with the children where administrators see it. While the database is away it waits."""
    database = Database(url, pool_size=1, application="albumen serve")
    try:
        async with journal.keeping(database.open_tx, "serve"):
            yield
    finally:
        await database.close()


def _listen_to_signals() -> Stop:
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.ask)
    return stop


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Hold the lock of the data directory, which the kernel drops when this process ends, however it ends."""
    descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take_lock(descriptor, data)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take_lock(descriptor: int, data: Path) -> None:
    deadline = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            # Another command may only be looking whether we run; who stays is another `serve`.
            if time.monotonic() > deadline:
                pid = os.pread(descriptor, 20, 0).decode(errors="replace").strip()
                raise AlreadyRunning(f"Albumen is already running on {data} (process {pid}).") from None
        time.sleep(0.05)


@contextlib.asynccontextmanager
async def _database(settings: Settings, stop: Stop) -> AsyncIterator[str]:
    """The address of the database, which is kept running in the block."""
    if settings.database.url is not None:
        yield settings.database.url.get_secret_value()
        return
    async with EmbeddedPostgres(settings.data / "postgres", user=settings.database.user) as server:
        watching = asyncio.create_task(_keep_database(server, server.url, stop))
        try:
            yield server.url
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def _keep_database(server: EmbeddedPostgres, url: str, stop: Stop) -> None:
    """Start the database again whenever it ends: it crashed, or it belonged to a command that is over."""
    while True:
        await server.wait()
        log.warning("serve.database_ended")
        while True:
            try:
                await server.start()
                break
            except DatabaseFailed as error:
                log.error("serve.database_does_not_start", reason=error.detail)
                await asyncio.sleep(5)
        if server.url != url:
            log.error("serve.database_moved", advice="start Albumen again")
            stop.ask()


def _place(settings: Settings, host: str, port: int, *metrics_ports: int | None) -> Listen:
    """Where to listen. Raises `NoAddress` and `PortTaken`, also for the ports of the metrics."""
    number = _try(host, port)
    for metrics_port in metrics_ports:
        if metrics_port is not None:
            _try(settings.process.metrics_host, metrics_port)
    return Listen(number, port, _addresses(settings, number, port))


def _try(host: str, port: int) -> str:
    """See whether one can listen there, before anything is started; the host by its number."""
    try:
        family, kind, protocol, _, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise NoAddress(f"There is no address {host} on this machine.") from None
    # granian shares its port with whoever else does so, and would not notice by itself.
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(found)
        except OSError as error:
            raise _why_not(error, host, port) from error
    return str(found[0])


def _why_not(error: OSError, host: str, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(f"Port {port} is taken by another program. Choose another one with --port.")
    if error.errno == errno.EACCES:
        return NoAddress(f"Port {port} is reserved for root. Choose one from 1024 on with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return NoAddress(f"There is no address {host} on this machine.")
    return error


def _addresses(settings: Settings, number: str, port: int) -> tuple[str, ...]:
    if settings.web.public_url is not None:
        return (settings.web.public_url,)
    hosts = [number]
    if number in _WILDCARDS:
        hosts = [host for host in (machine.network_address(), _WILDCARDS[number]) if host]
    return tuple(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}" for host in hosts)


def _environment(settings: Settings, url: str, listen: Listen | None) -> dict[str, str]:
    """What the children find in their environment."""
    environment = os.environ | {"ALBUMEN_DATA": str(settings.data), "ALBUMEN_DATABASE_URL": url}
    # Many threads that only wait for the disk must not each keep a heap of their own.
    environment.setdefault("MALLOC_ARENA_MAX", "2")
    if listen is not None:
        environment.setdefault("ALBUMEN_PUBLIC_URL", listen.addresses[0])
    # So that administrators are told what somebody set, and not what the processes of Albumen tell each other.
    given = sorted(name for name in environment.keys() - os.environ.keys() if name.startswith("ALBUMEN_"))
    environment[GIVEN] = ",".join(given)
    return environment


def _web(listen: Listen, environment: dict[str, str], metrics_port: int | None) -> Service:
    environment = _with_metrics(environment, metrics_port)
    command = [sys.executable, "-m", "albumen.cli._web", listen.host, str(listen.port)]
    return Service("web", command, environment, patience=_WEB_SECONDS)


def _worker(settings: Settings, environment: dict[str, str], metrics_port: int | None) -> Service:
    environment = _with_metrics(environment, metrics_port)
    command = [sys.executable, "-m", "albumen.worker"]
    return Service("worker", command, environment, patience=settings.jobs.stop_seconds + 10)


def _with_metrics(environment: dict[str, str], port: int | None) -> dict[str, str]:
    others = {name: value for name, value in environment.items() if name != "ALBUMEN_METRICS_PORT"}
    return others | ({} if port is None else {"ALBUMEN_METRICS_PORT": str(port)})


def _warn_of_fleeting(data: Path) -> None:
    found = machine.file_system(data)
    if found is not None and found.fleeting is not None:
        say.note(
            f"WARNING: {data} lies on {found.kind}, {found.fleeting}, and all photos with it. "
            "Mount a real disk there, or choose another folder with --data."
        )


async def _tell_when_ready(listen: Listen, url: str, data: Path) -> None:
    """Say where Albumen is as soon as it is ready, and the link that makes the first administrator."""
    loop = asyncio.get_running_loop()
    late = loop.time() + _TELL_SECONDS
    while (answer := await _readyz(listen)) is None or answer[0] != 200:
        if loop.time() > late:
            wrong = [check["detail"] for check in answer[1]["checks"] if not check["ok"]] if answer else []
            log.warning("serve.not_ready_yet", wrong=wrong or ["The web process does not answer yet."])
            late = loop.time() + 6 * _TELL_SECONDS
        await asyncio.sleep(0.05)
    say.answer(f"Albumen is ready: {'  or  '.join(listen.addresses)}")
    token = await _setup_token(url)
    if token is not None:
        say.answer(
            "Nobody administers it yet. Whoever opens this link first will (it works once):\n"
            f"  {listen.addresses[0]}/setup#{token}"
        )
    say.answer(f"Everything is kept in {data}. Ctrl-C stops it.")


async def _readyz(listen: Listen) -> tuple[int, dict[str, list[dict[str, object]]]] | None:
    """What `/readyz` answers: the status and its checks; None while nobody answers."""
    try:
        async with asyncio.timeout(10):
            reader, writer = await asyncio.open_connection(listen.near, listen.port)
            try:
                writer.write(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            finally:
                writer.close()
        return int(head.split(b" ", 2)[1]), json.loads(body)
    except (OSError, TimeoutError, ValueError, IndexError):
        return None


async def _setup_token(url: str) -> str | None:
    database = Database(url, pool_size=2, application="albumen serve")
    try:
        async with database.open_tx() as tx:
            return await accounts.make_setup_secret(tx)
    finally:
        await database.close()
