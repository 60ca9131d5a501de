"""The embedded PostgreSQL: one server for one data directory, started, supervised and stopped by Albumen.

In the directory it is given (`DIR/postgres`):

    data/       PostgreSQL's own (`PG_VERSION`, tables, log of changes); belongs to the database's user
    data.new/   a data directory that is being made, renamed when complete: what a crash leaves of it is thrown away
    log/        the server's log, one file per day of the week
    start.log   what the server said before it could open its log
    lock        held (flock) by the process that supervises the server, for as long as it lives
    sockets     the name of the runtime directory where the socket is

Who holds `lock` supervises; everybody else attaches. The kernel drops the lock of a dead process, so a server found while the
lock is free has lost its supervisor, and is ended before a new one starts.

PostgreSQL is told that its data is at `/proc/self/cwd`: it stands there for its whole life, and so needs no permission to walk
through the directories above, which may be closed to its user (`/root`, a private temporary directory).
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import structlog
from psycopg import sql

from albumen.database import lock
from albumen.database.account import Account, account_for
from albumen.database.configuration import HBA, NAME, options, postgresql_conf
from albumen.database.errors import DatabaseFailed
from albumen.database.processes import Postmaster, end_all, ended, forget_impostor, read_postmaster
from albumen.database.programs import MAJOR, installation_for
from albumen.database.sockets import clear_sockets, make_sockets, url_of

log = structlog.get_logger()

_HERE = "/proc/self/cwd"
_SLOW_START = 5.0  # seconds after which the log says that a start takes its time


class EmbeddedPostgres:
    """Holds the PostgreSQL server of one directory: its supervisor, or a visitor while another process is that."""

    def __init__(
        self, directory: Path, *, user: str | None = None, durable: bool = True, start_timeout: float = 600
    ) -> None:
        """`directory` is `DIR/postgres`; `user` the system user to run as when we are root (default: `account_for`).

        `durable=False` gives up every promise of durability for speed: for the tests of this project, and nothing else.
        `start_timeout`: seconds that a start, with the recovery after a crash, may take.
        """
        self.directory = directory.absolute()
        self.data = self.directory / "data"
        self._wanted_user = user
        self._durable = durable
        self._start_timeout = start_timeout
        self._account: Account | None = None
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._server: Postmaster | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The server's address for libpq: valid between `start` and `stop`."""
        return url_of(self._running().sockets)

    @property
    def supervised(self) -> bool:
        """Whether this process supervises the server (otherwise another one does, and `stop` leaves the server alone)."""
        return self._lock is not None

    async def start(self) -> None:
        """Have the server running and ready: start it, or attach to the one that another process supervises.

        Call it from the main thread: the server shuts down when the thread that started it ends. Raises `DatabaseFailed`
        with what the server said.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError(
                "EmbeddedPostgres.start: the server lives as long as the thread that starts it; use the main one"
            )
        try:
            self._make_directory()
            async with asyncio.timeout(self._start_timeout):
                # The supervisor may be starting, stopping or dying: each round looks again at who that is.
                while not (self._take_lock() or await self._attach()):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                if self.supervised and (self._process is None or self._process.poll() is not None):
                    await self._start_supervised()
        except TimeoutError as error:
            await self.stop()
            raise DatabaseFailed(
                f"The database in {self.data} was not ready after {self._start_timeout:.0f} seconds. {self._last_words()}"
            ) from error
        except (OSError, psycopg.Error) as error:
            await self.stop()
            raise DatabaseFailed(f"The database in {self.directory} cannot be started: {error}") from error
        except BaseException:
            await self.stop()
            raise

    async def wait(self) -> None:
        """Wait until the server has ended, whoever supervises it. Then `start` may be called again."""
        await ended(self._running().pid)
        self._reap()

    async def stop(self) -> None:
        """Stop the server in good order if this process supervises it: connections are closed, a checkpoint is written."""
        self._server = None
        if self._lock is None:
            return
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            if not await ended(self._process.pid, 60):
                self._process.kill()
        await end_all(self.data, patience=10)
        self._reap()
        clear_sockets(self._sockets_record, self._account)
        lock.release(self._lock)
        self._lock = None

    async def _start_supervised(self) -> None:
        self._account = account = account_for(self.data, self._wanted_user)
        for data in (self.data, self._unfinished):
            await end_all(data, patience=60)
            forget_impostor(data)
        self._check_version()
        if not self.data.exists():
            await self._make_data(account)
        _make_private(self.directory / "log", account)
        sockets = make_sockets(self._sockets_record, account)
        self._process = self._launch(
            [*self._program("postgres", account), *options(durable=self._durable, sockets=str(sockets))],
            stand_in=self.data,
            account=account,
            death_signal=signal.SIGINT,
            files={"postgresql.conf": postgresql_conf(), "pg_hba.conf": HBA},
        )
        await self._until_ready(sockets)
        self._server = Postmaster(self._process.pid, sockets, ready=True)
        if not self._durable:
            log.warning("database.not_durable", advice="this server may lose everything at any time: for tests only")

    async def _make_data(self, account: Account | None) -> None:
        unfinished = self._unfinished
        if unfinished.exists():
            shutil.rmtree(unfinished)
        _make_private(unfinished, account)
        command = [*self._program("initdb", account), "--username", NAME, "--encoding=UTF8", "--data-checksums"]
        # The same order and the same letters on every machine: nothing here depends on the system's locales.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--auth=trust"]
        command += ["--no-instructions", *([] if self._durable else ["--no-sync"])]
        self._process = self._launch(
            command, stand_in=unfinished, account=account, death_signal=signal.SIGTERM, files={}
        )
        await ended(self._process.pid)
        if self._reap() != 0:
            raise DatabaseFailed(f"A new database could not be made in {self.directory}. {self._last_words()}")
        unfinished.rename(self.data)
        _sync(self.directory)

    async def _until_ready(self, sockets: Path) -> None:
        assert self._process is not None
        began, told = time.monotonic(), False
        while self._process.poll() is None:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    url_of(sockets, "postgres"), autocommit=True, connect_timeout=5
                )
            except psycopg.OperationalError:
                if not told and time.monotonic() - began > _SLOW_START:
                    told = True
                    log.info("database.still_starting", likely="it recovers what a crash left unfinished")
                await asyncio.sleep(0.02)
                continue
            async with connection:
                known = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,))
                if await known.fetchone() is None:
                    await connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
            return
        raise DatabaseFailed(f"PostgreSQL ended while it was starting on {self.data}. {self._last_words()}")

    async def _attach(self) -> bool:
        """Use the server that another process supervises; False while it is not there or not ready."""
        server = read_postmaster(self.data)
        if server is None or not server.ready:
            return False
        try:
            connection = await psycopg.AsyncConnection.connect(url_of(server.sockets), connect_timeout=5)
        except psycopg.OperationalError:
            return False
        await connection.close()
        self._server = server
        return True

    def _launch(
        self,
        command: Sequence[str],
        *,
        stand_in: Path,
        account: Account | None,
        death_signal: signal.Signals,
        files: Mapping[str, str],
    ) -> "subprocess.Popen[bytes]":
        order = {
            "user": account.uid if account else None,
            "group": account.gid if account else None,
            "home": str(stand_in),
            "parent": os.getpid(),
            "death_signal": int(death_signal),
            "files": dict(files),
            "command": list(command),
            "environment": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        }
        launcher = Path(__file__).with_name("_launch.py")
        self._start_log.unlink(missing_ok=True)
        with open(self._start_log, "xb") as said:  # noqa: PTH123
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(launcher), json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def _make_directory(self) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0 and self.directory.stat().st_uid == 0:
            # The database's user steps from `data` to `log`; what lies above stays closed to it.
            self.directory.chmod(0o711)

    def _take_lock(self) -> bool:
        """Become the supervisor; False while another process is that."""
        if self._lock is None:
            self._lock = lock.take(self.directory / "lock")
        return self._lock is not None

    def _check_version(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            if self.data.exists():
                raise DatabaseFailed(
                    f"{self.data} is not a PostgreSQL data directory: PG_VERSION is missing. Move it away and restore a backup."
                ) from None
            return
        if found != str(MAJOR):
            raise DatabaseFailed(
                f"The database in {self.data} was made by PostgreSQL {found}, and this Albumen carries PostgreSQL {MAJOR}. "
                f"Nothing was changed. The way out: with the Albumen that made it run `albumen backup TO`, "
                f"then with this one `albumen restore TO` into an empty data directory."
            )

    def _last_words(self) -> str:
        """The end of what the server wrote, for a person who must find out why it does not start."""
        files = [
            self._start_log,
            *sorted((self.directory / "log").glob("*.log"), key=lambda file: file.stat().st_mtime)[-1:],
        ]
        lines = [line for file in files if file.exists() for line in file.read_text(errors="replace").splitlines()[-8:]]
        return "It said:\n" + "\n".join(lines) if lines else "It said nothing."

    def _program(self, name: str, account: Account | None) -> list[str]:
        return [str(installation_for(account) / "bin" / name), "-D", _HERE]

    def _running(self) -> Postmaster:
        if self._server is None:
            raise RuntimeError("the embedded database is not running")
        return self._server

    def _reap(self) -> int | None:
        process, self._process = self._process, None
        return process.wait() if process is not None else None

    @property
    def _unfinished(self) -> Path:
        return self.directory / "data.new"

    @property
    def _start_log(self) -> Path:
        return self.directory / "start.log"

    @property
    def _sockets_record(self) -> Path:
        return self.directory / "sockets"


def _make_private(directory: Path, account: Account | None) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(directory, account.uid, account.gid, follow_symlinks=False)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
