"""The program `albumen` as somebody runs it in a terminal: real processes, of which none is left at the end."""

import atexit
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import httpx
import psutil

from albumen import accounts
from albumen.cli import processes
from albumen.database import Database
from albumen.database.processes import read_postmaster
from albumen.database.sockets import url_of
from tests.faults.processes import free_port
from tests.support.library import a_user, session_of

PROGRAM = Path(sys.executable).with_name("albumen")
LAUNCHER = Path(processes.__file__).with_name("_launch.py")
PATIENCE = 90.0
"""Seconds after which what should have happened counts as never: long, because the machine may be busy."""

_numbers = count(1)


def environment(**more: str) -> dict[str, str]:
    """Our environment without what it says to Albumen, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ALBUMEN_", "PG"))}
    # The machine that tests may be nearly full.
    ours = {"ALBUMEN_STORAGE_FLOOR_MIB": "64", "ALBUMEN_STORAGE_FLOOR_PERCENT": "0", "COLUMNS": "100"}
    return kept | ours | more


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, what it answered, what it said besides."""

    code: int
    out: str
    err: str

    def ok(self) -> str:
        """Its answer; fails where it did not end well."""
        assert self.code == 0, f"exit code {self.code}: {self.err or self.out}"
        return self.out

    def failed(self, sentence: str, code: int = 1) -> None:
        """It failed as a command should: nothing answered, and one line that says why (`sentence`, an expression)."""
        assert (self.code, self.out) == (code, ""), f"exit code {self.code}: {self.out}{self.err}"
        assert re.fullmatch(rf"albumen: [^\n]*(?:{sentence})[^\n]*\n", self.err), self.err


_tried: set[tuple[str, ...]] = set()
"""Commands that were run as the program itself."""


def albumen(*arguments: str | Path, stdin: str = "", cwd: Path | None = None, **more: str) -> Done:
    """Run a command to its end.

    The first of each kind is the program itself, which imports what it needs; those after it are forked from a process that
    has imported everything.
    """
    words = tuple(map(str, arguments))
    kind = words[: 2 if words[:1] in {("users",), ("keys",)} else 1]
    if kind in _tried and kind != ("serve",):
        return _warm().run(words, stdin, cwd or Path.cwd(), environment(**more))
    _tried.add(kind)
    done = subprocess.run(
        [PROGRAM, *words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=cwd,
        env=environment(**more),
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


class Warm:
    """Holds the process that commands are forked from (`tests/cli/warm.py`)."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._orders.settimeout(PATIENCE)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", Path(__file__).with_name("warm.py")], stdin=theirs.fileno(), env=environment()
            )

    def run(self, words: tuple[str, ...], stdin: str, cwd: Path, environment: dict[str, str]) -> Done:
        """Run a command to its end."""
        order = {"program": str(PROGRAM), "arguments": words, "environment": environment, "cwd": str(cwd)}
        with TemporaryFile("w+") as in_, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            in_.write(stdin)
            in_.seek(0)
            socket.send_fds(self._orders, [json.dumps(order).encode()], [in_.fileno(), out.fileno(), err.fileno()])
            code: int = json.loads(self._orders.recv(1 << 10))["code"]
            out.seek(0)
            err.seek(0)
            return Done(code, out.read(), err.read())

    def close(self) -> None:
        """End it, and with it what was forked from it."""
        self._orders.close()
        self._process.kill()
        self._process.wait()


@cache
def _warm() -> Warm:
    warm = Warm()
    atexit.register(warm.close)
    return warm


class Serve:
    """`albumen serve`, in a session and process group of its own; `logs` is a folder for what it says.

    It dies with the test run, whatever ends that.
    """

    def __init__(self, data: Path, logs: Path, *arguments: str, port: int | None = None, **more: str) -> None:
        self.data, self.port = data, port or free_port()
        number = next(_numbers)
        self._out, self._err = logs / f"serve-{number}.out", logs / f"serve-{number}.err"
        command = [PROGRAM, "serve", "--data", data, "--port", str(self.port), *arguments]
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", LAUNCHER, str(os.getpid()), *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment(**{"ALBUMEN_LOG_FORMAT": "json"} | more),
            )

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> str:
        """The address of its embedded database."""
        server = read_postmaster(self.data / "postgres" / "data")
        assert server is not None
        return url_of(server.sockets)

    @property
    def out(self) -> str:
        """What it answered so far."""
        return self._out.read_text()

    @property
    def err(self) -> str:
        """What it said besides, so far."""
        return self._err.read_text()

    def until_ready(self) -> "Serve":
        """Wait until it has said where it is, and `/readyz` answers 200."""
        self.until(lambda: "Ctrl-C stops it." in self.out, "it does not say that it is ready")
        self.until(self.is_ready, "/readyz does not answer 200")
        return self

    def is_ready(self) -> bool:
        """Whether `/readyz` answers 200 just now."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=PATIENCE).status_code == 200
        except httpx.TransportError:
            return False

    def until(self, happened: Callable[[], object], else_: str) -> Any:
        """Wait until something has happened, as long as it runs; what `happened` gave."""
        deadline = time.monotonic() + PATIENCE
        while not (found := happened()):
            assert self.process.poll() is None, f"serve ended ({self.process.returncode}): {self.err}"
            assert time.monotonic() < deadline, f"{else_}: {self.out}{self.err}"
            time.sleep(0.02)
        return found

    def family(self) -> list[psutil.Process]:
        """Its processes, itself first."""
        itself = psutil.Process(self.process.pid)
        return [itself, *itself.children(recursive=True)]

    def child(self, words: str) -> psutil.Process:
        """The process started by it whose command line holds these words."""
        (found,) = (each for each in psutil.Process(self.process.pid).children() if words in " ".join(each.cmdline()))
        return found

    @property
    def web(self) -> psutil.Process:
        """granian's main process."""
        return self.child("albumen.cli._web")

    @property
    def worker(self) -> psutil.Process:
        """The worker."""
        return self.child("albumen.worker")

    @property
    def postmaster(self) -> psutil.Process:
        """PostgreSQL's main process."""
        return self.child("bin/postgres")

    def ends(self, *signals: signal.Signals, whole_group: bool = False) -> int:
        """Send it signals, to the whole group as a terminal does or to itself; its exit code. No process of its is left."""
        family = self.family()
        for number in signals:
            os.killpg(self.process.pid, number) if whole_group else self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        all_gone(family)
        return code

    def close(self) -> None:
        """Kill it, and wait until all that it started has ended."""
        if self.process.poll() is None:
            family = self.family()
            self.process.kill()
            self.process.wait(PATIENCE)
            all_gone(family)


def until(happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def all_gone(family: list[psutil.Process]) -> None:
    """Wait until these processes have ended."""
    until(lambda: not alive(family))


def alive(family: list[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended. (One that nobody has reaped yet has.)"""
    found = []
    for each in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            if each.is_running() and each.status() != psutil.STATUS_ZOMBIE:
                found.append(each)
    return found


def fates(log: Path) -> dict[str, str]:
    """What became of each file, as the log of an import or upload tells it."""
    return {entry["path"]: entry["fate"] for entry in map(json.loads, log.read_text().splitlines())}


@dataclass(frozen=True)
class Person:
    """Somebody with an account and a key for everything that they may do."""

    name: str
    key: str

    def client(self, url: str, **options: Any) -> httpx.Client:
        """A program that acts for them."""
        return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {self.key}"}, timeout=PATIENCE, **options)


async def met(serve: Serve, **about: Any) -> Person:
    """Somebody new in an Albumen that runs, written straight into its database: much cheaper than `a_person`."""
    database = Database(serve.database, pool_size=2, application="test")
    try:
        user = await a_user(database.open_tx, f"guest{next(_numbers)}", **about)
        async with database.open_tx() as tx:
            _, key = await accounts.make_key(tx, session_of(user), name="test", scopes=None, expires_at=None)
    finally:
        await database.close()
    return Person(user.username, key)


def a_person(data: Path, *options: str, **more: str) -> Person:
    """Somebody new, made by the command line."""
    name = f"person{next(_numbers)}"
    words = ("--email", f"{name}@example.org", "--password-stdin", *options, "--data", str(data))
    assert albumen("users", "add", name, *words, stdin="correct horse battery\n", **more).ok() == ""
    return Person(name, albumen("keys", "add", name, "--data", data, **more).ok().strip())
