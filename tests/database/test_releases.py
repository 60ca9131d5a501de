"""What a release left behind must become what the present code expects, with every row that was there."""

import asyncio
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from alembic import command
from sqlalchemy import NullPool, create_engine

from albumen.database import binary, client_environment, head_revision, migrate
from albumen.database.engine import sqlalchemy_url
from albumen.database.migrate import alembic_config
from tests.conftest import Template, fresh_database
from tests.support.schema import dump_schema

DUMPS = sorted((Path(__file__).parent / "releases").glob("*.sql"))
ROOT = Path(__file__).parents[2]
CHANGELOG = ROOT / "CHANGELOG.md"
SCRIPTS = ROOT / "src" / "albumen" / "migrations" / "versions"


@pytest.fixture
async def first_steps(template: Template, tmp_path: Path) -> Path:
    """The dump of a database as it was after the very first script, with a job in its queue."""

    def make(url: str) -> None:
        config = alembic_config()
        with create_engine(sqlalchemy_url(url), poolclass=NullPool).connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            connection.exec_driver_sql(
                "INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('new', 'develop')"
            )
            connection.commit()
        dump = [binary("pg_dump"), "--no-owner", "--no-privileges", "--file", tmp_path / "0001.sql"]
        subprocess.run(dump, env=client_environment(url), check=True)

    async with fresh_database(template, copy_of="template0") as url:
        await asyncio.to_thread(make, url)
    return tmp_path / "0001.sql"


async def rows_of(url: str) -> dict[str, int]:
    """How many rows each table has, but the one that says the revision."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        tables = await connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname <> 'alembic_version'"
        )
        counts = {}
        for (name,) in await tables.fetchall():
            row = await (await connection.execute(f'SELECT /* all shards */ count(*) FROM "{name}"')).fetchone()
            assert row is not None
            counts[name] = row[0]
        return counts


async def upgrades(template: Template, dump: Path) -> None:
    async with fresh_database(template, copy_of="template0") as url:
        load = [binary("psql"), "--quiet", "--set=ON_ERROR_STOP=1", "--file", dump]
        await asyncio.to_thread(subprocess.run, load, env=client_environment(url), check=True, capture_output=True)
        before = await rows_of(url)
        assert any(before.values()), "a dump without rows shows little"
        await migrate(url)
        after = await rows_of(url)
        assert {name: after.get(name) for name in before} == before
        current = await asyncio.to_thread(dump_schema, template.url_of(template.name))
        assert await asyncio.to_thread(dump_schema, url) == current


async def test_from_the_very_first_script(template: Template, first_steps: Path) -> None:
    assert head_revision() != "0001"
    await upgrades(template, first_steps)


async def test_from_every_release(template: Template) -> None:
    for dump in DUMPS:
        await upgrades(template, dump)


def test_every_release_has_left_its_dump() -> None:
    changes = CHANGELOG.read_text() if CHANGELOG.exists() else ""
    released = re.findall(r"^## \[?v?(\d+\.\d+\.\d+)", changes, re.MULTILINE)
    assert sorted(released) == [dump.stem for dump in DUMPS], "scripts/dump_release.py makes the missing one"


def edited(released: str, scripts: Path) -> set[str]:
    """The migrations of a release that are not what they were (`released`: lines of digest and name)."""
    now = set(runpy.run_path(str(ROOT / "scripts" / "dump_release.py"))["sums"](scripts).splitlines())
    return {line.split()[1] for line in set(released.splitlines()) - now}


def test_a_released_migration_is_never_edited() -> None:
    for dump in DUMPS:
        assert edited(dump.with_suffix(".sha256").read_text(), SCRIPTS) == set(), f"released with {dump.stem}"


def test_an_edited_migration_would_be_noticed(tmp_path: Path) -> None:
    released = runpy.run_path(str(ROOT / "scripts" / "dump_release.py"))["sums"](SCRIPTS)
    scripts = tmp_path / "versions"
    shutil.copytree(SCRIPTS, scripts)
    first, second, *_ = sorted(path.name for path in scripts.glob("[0-9]*.py"))
    (scripts / "9999_a_new_one.py").touch()
    assert edited(released, scripts) == set(), "new ones come"
    (scripts / first).write_text((scripts / first).read_text() + "# harmless\n")
    assert edited(released, scripts) == {first}
    (scripts / second).rename(scripts / f"{second[:4]}_other_name.py")
    assert edited(released, scripts) == {first, second}
