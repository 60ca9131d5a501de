"""What commands work with: settings, the database (running or started for the time of the command), the parts."""

import asyncio
import fcntl
import os
import pwd
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from albumen import accounts
from albumen.accounts import User
from albumen.cli import say
from albumen.cli.errors import BadData, NoSuchPerson, SchemaBehind
from albumen.core import configure_logging
from albumen.database import Database, EmbeddedPostgres, Tx, current_revision, head_revision, migrate
from albumen.settings import Settings, load

if TYPE_CHECKING:
    from albumen.wiring import Parts

T = TypeVar("T")

LogLevel = Literal["info", "warning", "critical"]

LOCK = "serve.lock"
"""In the data directory; held (flock) by `albumen serve` for as long as it lives."""

RESTORING = "restoring"
"""In the data directory while a backup is restored into it; one that broke off leaves it behind."""


def settings_for(data: Path, *, log: LogLevel = "warning") -> Settings:
    """The settings with this data directory. `log`: as much is written to the log, unless the settings say otherwise."""
    settings = load(data)
    chosen = settings.process.log_level
    configure_logging(log if chosen == "info" else chosen, settings.process.log_format)
    return settings


def make_data(data: Path) -> None:
    """Make the data directory if it is missing. Raises `BadData` where that cannot be."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BadData(f"{data} is not a directory.") from None
    except OSError as error:
        raise BadData(f"The data directory {data} cannot be made: {error.strerror}.") from error
    if (data / RESTORING).exists():
        raise BadData(f"A restore into {data} broke off. Empty that folder, then restore again.")
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise BadData(f"The data directory {data} cannot be written by this user.")


def refuse_as_stranger(data: Path) -> None:
    """Raise `BadData` where we are root and the originals belong to another user, who could not read what root puts there."""
    originals = data / "originals"
    owner = originals.stat().st_uid if originals.is_dir() else 0
    if os.geteuid() == 0 and owner != 0:
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = f"#{owner}"
        raise BadData(
            f"The photos in {data} belong to {name}, who could not read what root adds. "
            f"Run this command as that user: sudo -u '{name}' albumen …"
        )


def is_served(data: Path) -> bool:
    """Whether `albumen serve` runs on this data directory."""
    try:
        descriptor = os.open(data / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@asynccontextmanager
async def database_url(settings: Settings, *, make: bool = True, bring: bool = True) -> AsyncIterator[str]:
    """The address of the database: the running one, or one started for as long as the block lasts.

    Without `make` a data directory in which there is no database yet is refused (`BadData`) instead of made. Without `bring`
    the schema is left as it is.
    """
    if settings.database.url is not None:
        url = settings.database.url.get_secret_value()
        if bring:
            await bring_up_to_date(settings, url)
        yield url
        return
    if not make and not (settings.data / "postgres" / "data").is_dir():
        raise BadData(f"There is no Albumen in {settings.data} (name another folder with --data).")
    make_data(settings.data)
    async with EmbeddedPostgres(settings.data / "postgres", user=settings.database.user) as server:
        if bring:
            await bring_up_to_date(settings, server.url)
        yield server.url


@asynccontextmanager
async def open_database(settings: Settings, *, make: bool = True) -> AsyncIterator[Database]:
    """The database itself, as in `database_url`."""
    async with database_url(settings, make=make) as url:
        database = Database(url, pool_size=settings.database.pool_size, application="albumen command")
        try:
            yield database
        finally:
            await database.close()


async def bring_up_to_date(settings: Settings, url: str) -> None:
    """Migrate the database, except under a running `serve`: that must be the one to do it. Raises `SchemaBehind`."""
    if not is_served(settings.data):
        await migrate(url)
        return
    database = Database(url, pool_size=2, application="albumen command")
    try:
        async with database.open_tx() as tx:
            if await current_revision(tx) != head_revision():
                raise SchemaBehind(
                    "The Albumen that runs on this data is of another version. Restart it (`albumen serve`) first."
                )
    finally:
        await database.close()


async def migrate_only(settings: Settings) -> None:
    """Bring the database to the present schema, also under a running `serve`."""
    if settings.database.url is not None:
        await migrate(settings.database.url.get_secret_value())
        return
    make_data(settings.data)
    async with EmbeddedPostgres(settings.data / "postgres", user=settings.database.user) as server:
        await migrate(server.url)


def with_database(data: Path, work: Callable[[Database, Settings], Awaitable[T]], *, make: bool = False) -> T:
    """Do `work` on the database of a data directory, as in `open_database`, and give what it returns."""

    async def run() -> T:
        settings = settings_for(data)
        async with open_database(settings, make=make) as database:
            return await work(database, settings)

    return asyncio.run(run())


async def person(tx: Tx, login: str) -> User:
    """The account of this username or e-mail address. Raises `NoSuchPerson`."""
    user = await accounts.find_user(tx, login)
    if user is None:
        raise NoSuchPerson(f"There is no account {say.plain(login)}.")
    return user


@asynccontextmanager
async def open_parts(settings: Settings, *, make: bool = False) -> AsyncIterator["Parts"]:
    """All parts of a process, on the database of `database_url`."""
    from albumen import wiring

    if settings.database.url is not None:
        # The store would make it too, but readable for the group.
        make_data(settings.data)
    async with (
        database_url(settings, make=make) as url,
        wiring.build(settings, url, application="albumen command") as parts,
    ):
        yield parts
