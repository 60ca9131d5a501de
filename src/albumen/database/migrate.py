"""Brings a database to the schema of this Albumen."""

import asyncio
import time

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from albumen.core import Unavailable
from albumen.database.engine import DatabaseUnavailable, Tx, sqlalchemy_url

log = structlog.get_logger()

OLDEST_SERVER = 16
"""The oldest major version of PostgreSQL that Albumen works on."""

_LOCK = 0x616C62756D656E  # "albumen": one process migrates a database at a time


class MigrationRefused(Unavailable):
    """The database does not fit this Albumen."""


async def migrate(url: str) -> None:
    """Bring the database at `url` (libpq, `postgresql://…`) to `head_revision`; nothing is done where it is there already.

    Processes that come at the same time wait for the first. Each script is one transaction, so what was killed on the way goes
    on at the next call. Raises `MigrationRefused` for a server older than `OLDEST_SERVER`, an encoding other than UTF-8, or a
    database that a newer Albumen has changed; `DatabaseUnavailable` when it cannot be reached.
    """
    await asyncio.to_thread(_migrate, url)


def head_revision() -> str:
    """The revision of the schema that this Albumen's code is written for."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None
    return head


async def current_revision(tx: Tx) -> str | None:
    """The revision that the database has; None when it was never migrated."""
    return await tx.run_sync(_revision)


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
            config = alembic_config()
            _refuse_newer_schema(config, current)
            log.info("database.migrating", current=current, head=head)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise DatabaseUnavailable(f"The database could not be migrated: {error.orig}") from error


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


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_unfit_server(connection: Connection) -> None:
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if version < OLDEST_SERVER * 10_000:
        raise MigrationRefused(
            f"The database server is PostgreSQL {version // 10_000}; Albumen needs PostgreSQL {OLDEST_SERVER} or newer."
        )
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise MigrationRefused(
            f"The database has the encoding {encoding}; Albumen needs UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0)."
        )


def _refuse_newer_schema(config: Config, current: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise MigrationRefused(
            f"A newer Albumen has already changed this database (to revision {current}, which this one does not know). "
            "Nothing was changed. Run that version again, or restore a backup that was made before it."
        )


def alembic_config() -> Config:
    """How Alembic finds our scripts: there is no `alembic.ini`."""
    config = Config()
    config.set_main_option("script_location", "albumen:migrations")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config
