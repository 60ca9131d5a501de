"""Everything in a database as one file, and back. PostgreSQL's own programs do it (pg_dump, pg_restore)."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from albumen.database.errors import DatabaseNotEmpty, DatabaseUnavailable, DumpDamaged, DumpFailed
from albumen.database.programs import MAJOR, binary, client_environment


async def dump(url: str, to: Path, *, snapshot: str | None = None) -> None:
    """Write the whole database at `url` into the new file `to` (PostgreSQL's custom format), durably.

    `snapshot`: as the transaction sees it that exported this snapshot (`pg_export_snapshot`). Raises `DumpFailed` with what
    the program said, and `DatabaseUnavailable`.
    """
    program = await _client("pg_dump", url)
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--file={to}"]
    if snapshot is not None:
        arguments.append(f"--snapshot={snapshot}")
    await _run(program, arguments, client_environment(url))


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
    program = await _client("pg_restore", url)
    environment = client_environment(url)
    arguments = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    # Without a database's name it would write SQL; all else about the connection is in the environment.
    await _run(program, [*arguments, f"--dbname={environment.get('PGDATABASE', 'albumen')}", str(dumped)], environment)
    async with await _connect(url) as connection:
        # Without it the first plans would be those of an empty database.
        await connection.execute("ANALYZE")


async def check_dump(dumped: Path) -> None:
    """See whether a dump can be read from its beginning to its end. Raises `DumpDamaged`."""
    program = next(iter(sorted(_programs("pg_restore"), reverse=True)))[1]
    try:
        # All of its SQL, which is thrown away: that is read from every block of the file.
        await _run(program, ["--file=/dev/null", str(dumped)], client_environment("postgresql://"))
    except DumpFailed as error:
        raise DumpDamaged(f"{dumped} is not a whole dump: {error.detail}") from error


async def _connect(url: str) -> psycopg.AsyncConnection[tuple[int, ...]]:
    try:
        return await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable from error


async def _client(name: str, url: str) -> Path:
    """A program that is new enough for the server."""
    async with await _connect(url) as connection:
        server = connection.info.server_version // 10_000
        local = connection.info.host.startswith("/")
    fitting = [program for major, program in _programs(name) if major >= server]
    if not fitting:
        raise DumpFailed(
            f"The database server is PostgreSQL {server}, and this machine's newest {name} is older. "
            f"Install the package postgresql-client-{server}."
        )
    # The one in our wheel speaks no TLS, so where the server is elsewhere the system's comes first.
    return fitting[-1] if local else fitting[0]


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
