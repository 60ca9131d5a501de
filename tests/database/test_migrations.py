"""The scripts must lead to exactly what is declared, from wherever a database stands, whatever kills them on the way."""

import asyncio
import re
import sys
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import NullPool, create_engine, text

from albumen import migrations
from albumen.database import Database, MigrationRefused, current_revision, head_revision, migrate
from albumen.database.engine import sqlalchemy_url
from albumen.database.migrate import alembic_config
from albumen.jobs.tables import queue
from albumen.migrations import load_all_tables
from tests.conftest import Template, fresh_database
from tests.faults.chance import ALL, draw
from tests.support.killing import migrate_until_killed
from tests.support.schema import dump_schema


@pytest.fixture
async def empty_url(template: Template):  # type: ignore[no-untyped-def]
    """The address of a database with nothing in it."""
    async with fresh_database(template, copy_of="template0") as url:
        yield url


def make_declared(url: str) -> None:
    """The schema without our scripts: what the rooms declare, and the queue as its own release describes it."""
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        load_all_tables().create_all(connection)
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        for index in queue.indexes:
            index.create(connection)


async def revision_of(url: str) -> str | None:
    database = Database(url)
    async with database.open_tx() as tx:
        revision = await current_revision(tx)
    await database.close()
    return revision


async def test_scripts_give_exactly_the_declared_tables(empty_url: str, template: Template) -> None:
    await migrate(empty_url)
    async with fresh_database(template, copy_of="template0") as declared_url:
        await asyncio.to_thread(make_declared, declared_url)
        migrated, declared = await asyncio.gather(
            asyncio.to_thread(dump_schema, empty_url), asyncio.to_thread(dump_schema, declared_url)
        )
    assert migrated.splitlines() == declared.splitlines()


async def test_the_oracle_sees_a_difference_in_each_part_of_a_table(empty_url: str) -> None:
    """The comparison above would be worth nothing if the dump left something out."""
    async with await psycopg.AsyncConnection.connect(empty_url, autocommit=True) as connection:
        await connection.execute("CREATE TABLE parents (id int PRIMARY KEY)")
        await connection.execute(
            "CREATE TABLE things (id bigint PRIMARY KEY, name text NOT NULL DEFAULT '', parent int)"
        )
        seen = {await asyncio.to_thread(dump_schema, empty_url)}
        for change in [
            "ALTER TABLE things ALTER name DROP NOT NULL",
            "ALTER TABLE things ALTER name DROP DEFAULT",
            "ALTER TABLE things ALTER name TYPE varchar",
            "ALTER TABLE things ADD UNIQUE (name)",
            "ALTER TABLE things ADD CHECK (id > 0)",
            "ALTER TABLE things ADD FOREIGN KEY (parent) REFERENCES parents (id)",
            "CREATE INDEX named ON things (name)",
            "CREATE INDEX partial ON things (name) WHERE id > 0",
            "CREATE INDEX expressed ON things (lower(name), id DESC)",
            "ALTER TABLE things DROP CONSTRAINT things_pkey",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ]:
            await connection.execute(change)
            seen.add(await asyncio.to_thread(dump_schema, empty_url))
    assert len(seen) == 12


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    await migrate(empty_url)
    first = await asyncio.to_thread(dump_schema, empty_url)
    await migrate(empty_url)
    assert await asyncio.to_thread(dump_schema, empty_url) == first
    assert await revision_of(empty_url) == head_revision()


async def test_processes_that_come_together_wait_for_the_first(empty_url: str) -> None:
    await asyncio.gather(*(migrate(empty_url) for _ in range(4)))
    assert await revision_of(empty_url) == head_revision()


async def test_a_database_without_a_schema_has_no_revision(empty_url: str) -> None:
    assert await revision_of(empty_url) is None


async def test_a_database_of_a_newer_albumen_is_refused(empty_url: str) -> None:
    await migrate(empty_url)
    async with await psycopg.AsyncConnection.connect(empty_url, autocommit=True) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = await asyncio.to_thread(dump_schema, empty_url)
    with pytest.raises(MigrationRefused, match=r"newer Albumen .* 9999.* restore a backup"):
        await migrate(empty_url)
    assert await asyncio.to_thread(dump_schema, empty_url) == before


async def test_a_server_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch, empty_url: str) -> None:
    # No server of that age is at hand, so the limit moves instead.
    monkeypatch.setattr(sys.modules[migrate.__module__], "OLDEST_SERVER", 99)
    with pytest.raises(MigrationRefused, match=r"PostgreSQL 18; Albumen needs PostgreSQL 99"):
        await migrate(empty_url)


async def test_a_database_in_another_encoding_is_refused(template: Template) -> None:
    async with fresh_database(
        template, copy_of="template0", options="ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc"
    ) as url:
        with pytest.raises(MigrationRefused, match="LATIN1"):
            await migrate(url)


async def test_killed_at_any_statement_the_next_start_goes_on(template: Template) -> None:
    """Sampled here; drawn anew, or at every statement, in `make test-faults`."""
    await _kill_at(template, statements=[1, 4, 8, 20, 47, 60])


@pytest.mark.faults
@pytest.mark.timeout(3600 if ALL else 300)
async def test_killed_at_every_statement_the_next_start_goes_on(template: Template) -> None:
    some = sorted(draw("killed while it migrates").sample(range(1, 65), 6))
    await _kill_at(template, statements=range(1, 10_000) if ALL else some)


async def _kill_at(template: Template, statements: "range | list[int]") -> None:
    whole = await asyncio.to_thread(dump_schema, template.url_of(template.name))
    for statement in statements:
        async with fresh_database(template, copy_of="template0") as url:
            came_that_far = await asyncio.to_thread(migrate_until_killed, url, statement)
            revision = await revision_of(url)
            assert came_that_far or revision == head_revision()
            await migrate(url)
            assert await revision_of(url) == head_revision()
            assert await asyncio.to_thread(dump_schema, url) == whole
        if not came_that_far:
            return


def test_the_scripts_make_one_line() -> None:
    scripts = list(ScriptDirectory.from_config(alembic_config()).walk_revisions())
    assert [script.revision for script in scripts] == [f"{n:04}" for n in range(len(scripts), 0, -1)]
    assert [Path(script.path).name.partition("_")[0] for script in scripts] == [script.revision for script in scripts]
    assert scripts[0].revision == head_revision()


def test_scripts_do_not_lean_on_code_that_changes() -> None:
    for script in (Path(migrations.__file__).parent / "versions").glob("*.py"):
        found = re.findall(r"^\s*(?:from|import) albumen.*", script.read_text(), re.MULTILINE)
        assert not found, f"{script.name} would change with the code it imports"


async def test_the_queue_has_all_scripts_of_the_installed_release(database: Database) -> None:
    shipped = {path.name for path in Path(SchemaManager.get_migrations_path()).glob("*.sql")}
    ours = "\n".join(script.read_text() for script in (Path(migrations.__file__).parent / "versions").glob("*.py"))
    assert {name for name in shipped if f'"{name}"' not in ours} == set()
    async with database.open_tx() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar_one() == 0
