"""Everything in a database as one file, and back. PostgreSQL's own programs do it (pg_dump, pg_restore)."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from albumen.core import Conflict, Invalid, Unavailable
from albumen.database.errors import DatabaseUnavailable
from albumen.database.programs import MAJOR, binary, client_environment


class DumpFailed(Unavailable):
    """The database could not be written into a file, or read from one."""


class DumpDamaged(Invalid):
    """This file is not a whole dump of a database."""


class DatabaseNotEmpty(Conflict):
    """There is something in this database already. A dump is only read into an empty one."""


async def dump(url: str, to: Path, *, snapshot: str | None = None) -> None:
    """Write the whole database at `url` into the new file `to` (PostgreSQL's custom format), durably.

    `snapshot`: as the transaction sees it that exported this snapshot (`pg_export_snapshot`). Raises `DumpFailed` with what
    the program said, and `DatabaseUnavailable`.
    """
    program, environment, address = await _client("pg_dump", url)
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--file={to}", f"--dbname={address}"]
    if snapshot is not None:
        arguments.append(f"--snapshot={snapshot}")
    await _run(program, arguments, environment)


async def restore(url: str, dumped: Path) -> None:
    """Read a dump into the empty database at `url`: all of it, or nothing.

    The schema is then that of the Albumen that made the dump: `migrate` follows. Raises `DatabaseNotEmpty`, `DumpFailed` with
    what the program said, and `DatabaseUnavailable`.
    """
    async with await _connect(url) as connection:
        found = await connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')"
        )
        row = await found.fetchone()
        if row is not None and row[0]:
            raise DatabaseNotEmpty
    program, environment, address = await _client("pg_restore", url)
    arguments = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    await _run(program, [*arguments, f"--dbname={address}", str(dumped)], environment)
    async with await _connect(url) as connection:
        # Without it the first plans would be those of an empty database.
        await connection.execute("ANALYZE")


async def check_dump(dumped: Path) -> None:
    """See whether a dump can be read from its beginning to its end. Raises `DumpDamaged`."""
    program = next(iter(sorted(_programs("pg_restore"), reverse=True)))[1]
    try:
        # All of its SQL, which is thrown away: that is read from every block of the file.
        await _run(program, ["--file=/dev/null", str(dumped)], os.environ | {"LC_ALL": "C"})
    except DumpFailed as error:
        raise DumpDamaged(f"{dumped} is not a whole dump: {error.detail}") from error


async def _connect(url: str) -> psycopg.AsyncConnection[tuple[int, ...]]:
    try:
        return await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable from error


async def _client(name: str, url: str) -> tuple[Path, Mapping[str, str], str]:
    """A program that is new enough for the server, its environment, and the address without the password."""
    async with await _connect(url) as connection:
        server = connection.info.server_version // 10_000
    address = conninfo_to_dict(url)
    environment = client_environment(url)
    # It stands in the environment: the arguments can be read by every user of the machine.
    address.pop("password", None)
    fitting = [program for major, program in _programs(name) if major >= server]
    if not fitting:
        raise DumpFailed(
            f"The database server is PostgreSQL {server}, and this machine's newest {name} is older. "
            f"Install the package postgresql-client-{server}."
        )
    # The one in our wheel speaks no TLS, so where the server may be elsewhere the system's comes first.
    remote = not str(address.get("host", "")).startswith("/")
    known = {name: str(value) for name, value in address.items() if value is not None}
    return fitting[0] if remote else fitting[-1], environment, make_conninfo(**known)


def _programs(name: str) -> Iterator[tuple[int, Path]]:
    """The major versions and paths of a program of PostgreSQL: the system's, then ours."""
    found = shutil.which(name)
    if found is not None:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
        major = re.search(r"(\d+)", said)
        if major is not None:
            yield int(major[1]), Path(found)
    yield MAJOR, binary(name)


async def _run(program: Path, arguments: list[str], environment: Mapping[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=dict(environment),
        umask=0o077,
        cwd=os.sep,
    )
    try:
        _, said = await process.communicate()
    except BaseException:
        process.terminate()
        await process.wait()
        raise
    if process.returncode != 0:
        words = said.decode(errors="replace").strip().splitlines()
        raise DumpFailed(" ".join(line.strip() for line in words[-3:]) or f"{program.name} failed.")
