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
import contextlib
import fcntl
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
import structlog
from psycopg import sql

from albumen.core import Unavailable
from albumen.database.account import Account, account_for
from albumen.database.processes import Postmaster, end_all, ended, read_postmaster
from albumen.database.programs import MAJOR, binary

log = structlog.get_logger()

NAME = "albumen"
"""The name of the database and of its one role."""

_PORT = 5432  # names the socket's file; nothing ever listens on TCP
_SUN_PATH = 107  # bytes in the address of a Unix socket (unix(7), less the final zero)
_HERE = "/proc/self/cwd"
_HBA = "local all all trust\n"  # the directory of the socket is the guard: 0700

# What must hold, whatever a configuration file says: given on the command line, which has the last word.
_BINDING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "256MB"}

# Written into postgresql.conf at each start; what an operator sets with ALTER SYSTEM goes above it.
_DEFAULTS = {
    "cluster_name": NAME,
    "max_connections": 60,
    "shared_buffers": "96MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": 1.1,
    "jit": "off",
    # Three idle worker processes for reads that mostly hit the cache of the system are not worth their memory.
    "io_method": "sync",
    "max_logical_replication_workers": 0,
    # Shared memory that grows would be files in /dev/shm, which containers keep small and a log-out may delete.
    "min_dynamic_shared_memory": "32MB",
    # Photo libraries grow by inserts in the hundred thousands: look often, or counts and plans are those of the empty table.
    "autovacuum_naptime": "20s",
    "autovacuum_vacuum_scale_factor": 0.05,
    "autovacuum_vacuum_insert_scale_factor": 0.05,
    "autovacuum_analyze_scale_factor": 0.02,
    "autovacuum_vacuum_cost_limit": 1000,
    "timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "../log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": 0,
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %a ",
    "log_min_duration_statement": "1s",
    "log_checkpoints": "off",
    # What people wrote is not for a log: no values of parameters, no keys of rows.
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
    "log_error_verbosity": "terse",
}


class DatabaseFailed(Unavailable):
    """The embedded database could not be started."""


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
        return _url(self._running().sockets, NAME)

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
        self._make_directory()
        try:
            async with asyncio.timeout(self._start_timeout):
                # The supervisor may be starting, stopping or dying: each round looks again at who that is.
                while not (self._take_lock() or await self._attach()):
                    await asyncio.sleep(0.05)
                if self.supervised and self._process is None:
                    await self._start_supervised()
        except TimeoutError as error:
            await self.stop()
            raise DatabaseFailed(
                f"The database in {self.data} was not ready after {self._start_timeout:.0f} seconds. {self._last_words()}"
            ) from error
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
            await ended(self._process.pid, 60)
        await end_all(self.data, patience=10)
        self._reap()
        self._clear_sockets()
        os.close(self._lock)
        self._lock = None

    async def _start_supervised(self) -> None:
        account = account_for(self.data, self._wanted_user)
        for data in (self.data, self._unfinished):
            await end_all(data, patience=60)
        self._check_version()
        if not self.data.exists():
            await self._make_data(account)
        self._make_private(self.directory / "log", account)
        sockets = self._make_sockets(account)
        self._process = self._launch(
            [
                str(binary("postgres")),
                "-D",
                _HERE,
                *_options(_BINDING | self._carelessness() | {"unix_socket_directories": str(sockets)}),
            ],
            stand_in=self.data,
            account=account,
            death_signal=signal.SIGINT,
            files={"postgresql.conf": _conf(_DEFAULTS), "pg_hba.conf": _HBA},
        )
        await self._until_ready(sockets)
        self._server = Postmaster(self._process.pid, sockets, ready=True)
        if not self._durable:
            log.warning("database.not_durable", advice="this server may lose everything at any time: for tests only")

    async def _make_data(self, account: Account | None) -> None:
        unfinished = self._unfinished
        if unfinished.exists():
            shutil.rmtree(unfinished)
        self._make_private(unfinished, account)
        command = [str(binary("initdb")), "-D", _HERE, "--username", NAME, "--encoding=UTF8", "--data-checksums"]
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
        while self._process.poll() is None:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    _url(sockets, "postgres"), autocommit=True, connect_timeout=5
                )
            except psycopg.OperationalError:
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
            connection = await psycopg.AsyncConnection.connect(_url(server.sockets, NAME), connect_timeout=5)
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
        with open(self._start_log, "wb") as said:  # noqa: PTH123
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(launcher), json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def _make_directory(self) -> None:
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.geteuid() == 0 and self.directory.stat().st_uid == 0:
                # The database's user steps from `data` to `log`; what lies above stays closed to it.
                self.directory.chmod(0o711)
        except PermissionError as error:
            raise DatabaseFailed(f"The directory {self.directory} cannot be made or opened by this user.") from error

    def _make_private(self, directory: Path, account: Account | None) -> None:
        directory.mkdir(mode=0o700, exist_ok=True)
        if account is not None:
            os.chown(directory, account.uid, account.gid, follow_symlinks=False)

    def _make_sockets(self, account: Account | None) -> Path:
        """The runtime directory of the socket: the recorded one as long as it is ours, so that addresses live long."""
        owner = account.uid if account else os.geteuid()
        recorded = self._recorded_sockets()
        if recorded is not None:
            with contextlib.suppress(OSError):
                recorded.mkdir(mode=0o700)
                self._make_private(recorded, account)
            if _is_private(recorded, owner):
                _remove_socket_files(recorded)
                return recorded
        for base in _runtime_bases():
            try:
                fresh = Path(tempfile.mkdtemp(prefix="pg-" if base.name == NAME else "albumen-", dir=base))
            except OSError:
                continue
            if len(os.fsencode(fresh / f".s.PGSQL.{_PORT}")) > _SUN_PATH:
                fresh.rmdir()
                continue
            self._make_private(fresh, account)
            temporary = self._sockets_record.with_suffix(".new")
            temporary.write_text(str(fresh))
            temporary.replace(self._sockets_record)
            return fresh
        raise DatabaseFailed("No directory for the database's socket could be made in /run or /tmp.")

    def _clear_sockets(self) -> None:
        recorded = self._recorded_sockets()
        if recorded is not None and recorded.is_dir() and not recorded.is_symlink():
            _remove_socket_files(recorded)
            with contextlib.suppress(OSError):
                recorded.rmdir()

    def _recorded_sockets(self) -> Path | None:
        try:
            return Path(self._sockets_record.read_text())
        except FileNotFoundError:
            return None

    def _take_lock(self) -> bool:
        """Become the supervisor; False while another process is that."""
        if self._lock is not None:
            return True
        try:
            descriptor = os.open(
                self.directory / "lock", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644
            )
        except PermissionError as error:
            raise DatabaseFailed(f"The directory {self.directory} belongs to another user.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

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

    def _carelessness(self) -> dict[str, str]:
        return {} if self._durable else _CARELESS

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


def _url(sockets: Path, database: str) -> str:
    return f"postgresql://{NAME}@/{database}?host={quote(str(sockets), safe='')}&port={_PORT}"


def _options(settings: Mapping[str, object]) -> list[str]:
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _conf(settings: Mapping[str, object]) -> str:
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    return "\n".join(["# Written by Albumen at each start. Your own settings: ALTER SYSTEM SET …", *lines, ""])


def _runtime_bases() -> list[Path]:
    """Where a runtime directory may be, best first.

    Not XDG_RUNTIME_DIR: it is deleted when its user logs out, under a server that goes on.
    """
    bases = [Path(name) for name in os.environ.get("RUNTIME_DIRECTORY", "").split(":")[:1] if name]  # systemd.exec(5)
    if os.geteuid() == 0:
        run = Path("/run") / NAME
        with contextlib.suppress(OSError):
            run.mkdir(mode=0o755, exist_ok=True)
        if run.is_dir() and not run.is_symlink() and run.stat().st_uid == 0:
            bases.append(run)
    return [*bases, Path("/tmp"), Path(tempfile.gettempdir())]  # noqa: S108


def _is_private(directory: Path, owner: int) -> bool:
    try:
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700


def _remove_socket_files(directory: Path) -> None:
    for name in (f".s.PGSQL.{_PORT}", f".s.PGSQL.{_PORT}.lock"):
        (directory / name).unlink(missing_ok=True)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
