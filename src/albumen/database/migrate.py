"""Brings a database to the schema of this Albumen.

Alembic is imported where it is used: every process opens this room, few ever migrate (5 MB, a third of a second).
"""

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from albumen.database.engine import Tx, sqlalchemy_url
from albumen.database.errors import DatabaseUnavailable, MigrationRefused

if TYPE_CHECKING:
    from alembic.config import Config

log = structlog.get_logger()

OLDEST_SERVER = 16
"""The oldest major version of PostgreSQL that Albumen works on."""

SCRIPTS = Path(__file__).parents[1] / "migrations"
"""Alembic's scripts. They are data: no import leads there."""

_LOCK = 0x616C62756D656E  # "albumen": one process migrates a database at a time


async def migrate(url: str) -> None:
    """Bring the database at `url` (libpq, `postgresql://…`) to `head_revision`; nothing is done where it is there already.

    Processes that come at the same time wait for the first. Each script is one transaction, so what was killed on the way goes
    on at the next call. Raises `MigrationRefused` for a server older than `OLDEST_SERVER`, an encoding other than UTF-8, or a
    database that a newer Albumen has changed; `DatabaseUnavailable` when it cannot be reached.
    """
    await asyncio.to_thread(_migrate, url)


def head_revision() -> str:
    """The revision of the schema that this Albumen's code is written for."""
    return _revisions()[-1]


async def current_revision(tx: Tx) -> str | None:
    """The revision that the database has; None when it was never migrated."""
    return await tx.run_sync(_revision)


def alembic_config() -> "Config":
    """How Alembic finds our scripts: there is no `alembic.ini`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _migrate(url: str) -> None:
    engine = create_engine(
        sqlalchemy_url(url),
        poolclass=NullPool,
        connect_args={"application_name": "albumen migrate", "connect_timeout": 10},
    )
    try:
        with engine.connect() as connection:
            _refuse_unfit_server(connection)
            _await_turn(connection)
            current, head = _revision(connection), head_revision()
            connection.rollback()
            if current == head:
                return
            _refuse_newer_schema(current)
            log.info("database.migrating", current=current, head=head)
            _upgrade(connection)
    except OperationalError as error:
        reason = " ".join(str(error.orig).split())
        raise DatabaseUnavailable(f"The database could not be migrated: {reason}") from error


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revisions() -> list[str]:
    """The revisions of our scripts in their order: each script's name begins with its number (a test holds that)."""
    return sorted(script.name.partition("_")[0] for script in (SCRIPTS / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar_one() is None:
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return revision


def _await_turn(connection: Connection) -> None:
    """Take the lock of migrations. It belongs to the session: it holds across the scripts, and goes with the connection."""
    waited = False
    # Asked again and again, because a waiting statement keeps a snapshot, for which CREATE INDEX CONCURRENTLY would wait.
    while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}).scalar_one():
        connection.rollback()
        if not waited:
            log.info("database.waiting_for_another_migration")
        waited = True
        time.sleep(0.1)
    connection.rollback()


def _refuse_unfit_server(connection: Connection) -> None:
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if version < OLDEST_SERVER * 10_000:
        raise MigrationRefused(
            f"The database server is PostgreSQL {version // 10_000}; Albumen needs PostgreSQL {OLDEST_SERVER} or newer."
        )
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise MigrationRefused(
            f"The database has the encoding {encoding}; Albumen needs UTF8 "
            "(CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0)."
        )


def _refuse_newer_schema(current: str | None) -> None:
    if current is not None and current not in _revisions():
        raise MigrationRefused(
            f"A newer Albumen has already changed this database (to revision {current}, which this one does not know). "
            "Nothing was changed. Run that version again, or restore a backup that was made before it."
        )
