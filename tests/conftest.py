"""What every test may lean on: one throw-away PostgreSQL for the whole run, and a database of its own for each test."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import sql

from albumen.accounts import secrets
from albumen.database import Database, EmbeddedPostgres, OpenTx, migrate
from albumen.migrations import load_all_tables
from tests.support import sql_rules as rules
from tests.support.s3 import S3Server, s3_server

# Nothing is judged by the time it took: machines are slow at times.
hypothesis.settings.register_profile("albumen", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("albumen")

_numbers = count(1)


@pytest.fixture(autouse=True)
def sql_rules() -> Iterator[list[str]]:
    """Fails the test when a statement forgets the shard (`tests/support/sql_rules.py`), even if the failure was caught."""
    with pytest.MonkeyPatch.context() as patch:
        complaints = rules.watch(patch)
        yield complaints
    assert not complaints, "statements that do not say which shard: " + "; ".join(complaints)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with argon2id's smallest parameters: the tests sign in often."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(secrets, "_hasher", cheap)
    monkeypatch.setattr(secrets, "_nobody", cheap.hash("nobody"))


@dataclass(frozen=True, slots=True)
class Template:
    """A migrated, empty database that others are copied from."""

    server_url: str
    name: str

    def url_of(self, database: str) -> str:
        """The address of another database on the same server."""
        return self.server_url.replace("/albumen?", f"/{database}?")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The embedded server of this pytest process, without durability. Tests of the server itself start their own."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False)
    asyncio.run(server.start())
    yield server
    asyncio.run(server.stop())


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> Template:
    """The database with the present schema and nothing in it."""
    template = Template(postgres.url, "template_albumen")
    asyncio.run(_make_template(template))
    return template


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """The S3 server of this pytest process."""
    with s3_server() as server:
        yield server


async def _make_template(template: Template) -> None:
    await _administer(template.server_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template.name)))
    await migrate(template.url_of(template.name))
    database = Database(template.url_of(template.name))
    async with database.open_tx() as tx:
        # A new table may be tried before its migration is written; test_migrations says that it is missing.
        await tx.run_sync(load_all_tables().create_all)
    await database.close()


@asynccontextmanager
async def fresh_database(template: Template, copy_of: str, options: str = "") -> AsyncIterator[str]:
    """The address of a new database, a copy of another; dropped at the end."""
    name = f"test_{next(_numbers)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
        sql.Identifier(name), sql.Identifier(copy_of), sql.SQL(options)
    )
    await _administer(template.server_url, create)
    yield template.url_of(name)
    await _administer(template.server_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def database_url(template: Template) -> AsyncIterator[str]:
    """The address of a fresh database with the present schema; dropped after the test."""
    async with fresh_database(template, copy_of=template.name) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A pool on a fresh database."""
    database = Database(database_url, application="test")
    yield database
    await database.close()


@pytest.fixture
def open_tx(database: Database) -> OpenTx:
    """Opens transactions on the test's own database."""
    return database.open_tx


async def _administer(url: str, statement: sql.Composed) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(statement)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tests may say what is no text (half of a pair of UTF-16): that cannot be sent from one process of the tests to another."""
    report = yield
    report.sections = [(title, said.encode(errors="replace").decode()) for title, said in report.sections]
    return report
