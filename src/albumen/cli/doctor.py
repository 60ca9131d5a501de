"""`albumen doctor`: what is wrong, and what this machine cannot do."""

import asyncio
import fcntl
import os
import resource
import sys
import zoneinfo
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from albumen.cli import machine, say
from albumen.cli.options import DEFAULT_DATA, Data, Json

if TYPE_CHECKING:
    from albumen.database import Database
    from albumen.settings import Settings
    from albumen.storage import BlobStore

_FICLONE = 0x40049409  # ioctl_ficlone(2)
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "ceph", "glusterfs", "fuse.glusterfs"}
_OLD_BACKUP = timedelta(hours=26)
_FEW_FILES = 1024
_OTHERS = frozenset({"ALBUMEN_HOST", "ALBUMEN_PORT", "ALBUMEN_KEY", "ALBUMEN_SERVER", "ALBUMEN_METRICS_PORT"})
"""Variables of the command line that are no settings."""
_OURS = frozenset({"ALBUMEN_SAMPLES", "ALBUMEN_CRASHPOINT", "ALBUMEN_NO_SKIPS", "ALBUMEN_TEST_PROCESSES"})
"""Variables of the project's own tests."""
_MUST = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"}


class Level(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and a sentence about it."""

    level: Level
    text: str


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(doctor)


def doctor(json: Json = False, data: Data = DEFAULT_DATA) -> None:
    """Look for what is wrong, and say what this machine cannot do.

    Nothing is changed; a database that does not run is started for the time of the look. The exit code is 1 when something
    is wrong. Notes are worth reading, but Albumen works.
    """
    findings = asyncio.run(_examine(data))
    if json:
        say.answer_json([{"level": found.level, "text": found.text} for found in findings])
    else:
        for found in sorted(findings, key=lambda f: [Level.WRONG, Level.NOTE, Level.OK].index(f.level)):
            say.answer(f"{found.level.upper():<6} {found.text}")
    if any(found.level is Level.WRONG for found in findings):
        raise typer.Exit(1)


async def _examine(data: Path) -> list[Finding]:
    from pydantic import ValidationError

    from albumen.cli.work import settings_for
    from albumen.settings import problems

    findings = [*_variables()]
    try:
        settings = settings_for(data, log="critical")
    except ValidationError as error:
        return [*findings, *(Finding(Level.WRONG, sentence) for sentence in problems(error))]
    findings.append(Finding(Level.OK, "All settings can be understood."))
    findings += [*_machine(), *_addresses(settings), *_folder(settings)]
    if not settings.data.is_dir():
        what = "is no folder" if settings.data.exists() else "does not exist"
        findings.append(
            Finding(
                Level.WRONG,
                f"{settings.data} {what}: name the data directory with --data, or have `albumen serve` make it.",
            )
        )
        return [*findings, *[found async for found in _decoders(settings)]]
    if (settings.data / "postgres" / "data").is_dir() or settings.database.url is not None:
        findings += [found async for found in _library(settings)]
    else:
        findings.append(Finding(Level.NOTE, f"There is no database in {settings.data} yet: `albumen serve` makes it."))
    findings += [*_backups(settings), *[found async for found in _decoders(settings)]]
    return findings


def _variables() -> Iterator[Finding]:
    """Variables that look like settings and are none: most often a slip of the pen."""
    from albumen.settings import variables

    known = variables() | _OTHERS | _OURS
    for name in sorted(os.environ):
        if name.startswith("ALBUMEN_") and name not in known:
            yield Finding(Level.NOTE, f"{name} is no setting of this Albumen.")


def _machine() -> Iterator[Finding]:
    if "Europe/Berlin" not in zoneinfo.available_timezones():
        yield Finding(Level.WRONG, "There is no time zone data: install the package tzdata.")
    if datetime.now(UTC).year < 2026:
        yield Finding(Level.WRONG, "This machine's clock is years behind.")
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < _FEW_FILES:
        yield Finding(Level.NOTE, f"A process may open only {soft} files at once here (ulimit -n); 1024 are better.")
    if os.geteuid() == 0:
        yield Finding(Level.NOTE, "Albumen runs as root here; a user of its own is safer.")
    if not (Path(__file__).parents[1] / "web" / "index.html").is_file():
        yield Finding(Level.NOTE, "The web client was not built, so browsers find nothing here (`make web`).")
    yield Finding(Level.OK, f"Python {sys.version.split()[0]}, {os.cpu_count()} processor cores.")


def _addresses(settings: "Settings") -> Iterator[Finding]:
    public = settings.web.public_url
    if public is None:
        yield Finding(
            Level.NOTE,
            "ALBUMEN_PUBLIC_URL is not set: where people reach Albumen at another address than the one it listens on, "
            "links that it writes lead nowhere.",
        )
    elif public.startswith("http://"):
        yield Finding(
            Level.NOTE,
            f"{public} is not encrypted: everybody on the way can read passwords and photos. See the manual, https.",
        )
    elif not settings.web.trusted_proxies:
        yield Finding(
            Level.WRONG,
            f"{public} is encrypted by something in front of Albumen, but ALBUMEN_TRUSTED_PROXIES names nobody: "
            "Albumen takes every visitor for the proxy, and the connection for unencrypted.",
        )


def _folder(settings: "Settings") -> Iterator[Finding]:
    from albumen.cli.work import LOCK, RESTORING, is_served

    data = settings.data
    found = machine.file_system(data)
    if found is not None and found.fleeting is not None:
        yield Finding(Level.WRONG, f"{data} lies on {found.kind}, {found.fleeting}, and all photos with it.")
    elif found is not None and found.kind in _NETWORK:
        yield Finding(
            Level.NOTE,
            f"{data} lies on a network file system ({found.kind}). The database must not: "
            "use ALBUMEN_DATABASE_URL, or a local disk.",
        )
    elif found is not None:
        yield Finding(Level.OK, f"{data} lies on {found.kind} ({found.source}).")
    if not data.is_dir():
        return
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(Level.WRONG, f"This user may not write to {data}.")
        return
    if (data / RESTORING).exists():
        yield Finding(Level.WRONG, f"A restore into {data} broke off. Empty that folder, then restore again.")
    if data.stat().st_mode & 0o007:
        yield Finding(Level.NOTE, f"Everybody on this machine may look into {data} (chmod o-rwx {data}).")
    if not _can_share_blocks(data):
        yield Finding(
            Level.NOTE,
            "This file system cannot share blocks between files (reflinks), so `albumen import` copies every photo.",
        )
    served = is_served(data)
    pid = (data / LOCK).read_text().strip() if served else ""
    yield Finding(Level.OK, f"Albumen is running (process {pid})." if served else "Albumen is not running.")


def _can_share_blocks(folder: Path) -> bool:
    try:
        one = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except OSError:
        return False
    try:
        other = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
        try:
            os.write(one, b"\0" * 4096)
            fcntl.ioctl(other, _FICLONE, one)
        except OSError:
            return False
        finally:
            os.close(other)
    finally:
        os.close(one)
    return True


async def _library(settings: "Settings") -> AsyncIterator[Finding]:
    """The database and the store: as the running server uses them, else started for the look."""
    from albumen import storage
    from albumen.cli.work import database_url
    from albumen.core import AlbumenError
    from albumen.database import Database

    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(database_url(settings, make=False, bring=False))
            database = Database(url, pool_size=2, application="albumen doctor")
            stack.push_async_callback(database.close)
            for found in await _database(database, settings):
                yield found
        except AlbumenError as error:
            yield Finding(Level.WRONG, error.detail)
            return
        store = storage.store_at(settings.storage, settings.data)
        stack.push_async_callback(store.close)
        try:
            if await storage.known_store(database.open_tx) is None:
                yield Finding(Level.NOTE, "There is no photo store yet: `albumen serve` makes it.")
                return
            await storage.attach(database.open_tx, store)
            for found in await _store(store):
                yield found
            if settings.storage.url is not None:
                yield Finding(
                    Level.OK, f"Originals are in {storage.where(settings.storage, settings.data, 'originals')}."
                )
                for sentence in await storage.weaknesses(store):
                    yield Finding(Level.NOTE, sentence)
        except AlbumenError as error:
            yield Finding(Level.WRONG, error.detail)


async def _database(database: "Database", settings: "Settings") -> list[Finding]:
    from sqlalchemy import text

    from albumen import jobs
    from albumen.database import current_revision, head_revision

    findings = []
    async with database.open_tx() as tx:
        version = str(await tx.scalar(text("SHOW server_version")))
        where = "a server of yours" if settings.database.url is not None else "embedded"
        findings.append(Finding(Level.OK, f"PostgreSQL {version} answers ({where})."))
        for name, must in _MUST.items():
            value = await tx.scalar(text(f"SHOW {name}"))
            if value != must:
                level = Level.NOTE if name == "data_checksums" else Level.WRONG
                findings.append(Finding(level, f"The database has {name} = {value}; it should be {must}."))
        current, head = await current_revision(tx), head_revision()
        if current != head:
            findings.append(
                Finding(Level.WRONG, f"The schema is {current or 'missing'} and not {head}: `albumen migrate`.")
            )
            return findings
        counts = await jobs.counts(tx)
        age = await jobs.oldest_age_seconds(tx)
    if counts.parked:
        given_up = "One job was" if counts.parked == 1 else f"{counts.parked} jobs were"
        findings.append(Finding(Level.NOTE, f"{given_up} given up; the page of administrators shows why."))
    if age > 3600:
        findings.append(
            Finding(Level.NOTE, f"The oldest job has been waiting for {age / 3600:.0f} hours: does a worker run?")
        )
    return findings


async def _store(store: "BlobStore") -> list[Finding]:
    findings = [Finding(Level.WRONG, problem) for problem in (await store.check()).problems]
    room = await store.free()
    if room.usable == 0:
        findings.append(
            Finding(
                Level.WRONG,
                f"Only {say.size(room.free)} are free, and {say.size(room.floor)} must stay free: uploads are refused.",
            )
        )
    else:
        findings.append(
            Finding(
                Level.OK, f"{say.size(room.free)} of {say.size(room.total)} are free; {say.size(room.floor)} stay so."
            )
        )
    return findings


def _backups(settings: "Settings") -> Iterator[Finding]:
    from albumen import backups

    folder = settings.data / "backups"
    last = backups.last_backup(folder)
    if last is None:
        yield Finding(Level.NOTE, "There was no backup yet: `albumen backup TO` makes one, best on another disk.")
    else:
        old = datetime.now(UTC) - last.at > _OLD_BACKUP
        said = f"The last backup is of {last.at:%Y-%m-%d %H:%M} UTC, in {last.to}."
        yield Finding(Level.NOTE if old else Level.OK, said)
    dumps = backups.list_dumps(folder) if folder.is_dir() else []
    if dumps:
        yield Finding(Level.OK, f"The last nightly dump of the database is {dumps[-1].name}.")
    elif settings.backups.dumps_kept and folder.parent.is_dir():
        yield Finding(Level.NOTE, "There is no nightly dump of the database yet.")


async def _decoders(settings: "Settings") -> AsyncIterator[Finding]:
    from albumen import imaging
    from albumen.core import AlbumenError

    try:
        async with imaging.Decoders(settings.imaging) as decoders:
            for sentence in await imaging.limits_not_enforced(decoders):
                yield Finding(Level.NOTE, sentence)
        yield Finding(Level.OK, "Pictures are read in processes of their own.")
    except (AlbumenError, OSError) as error:
        yield Finding(Level.WRONG, f"Pictures cannot be read: {error}")
