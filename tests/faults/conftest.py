"""What the fault tests share: a durable PostgreSQL, the zygote, and instances on both."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from albumen.database import EmbeddedPostgres, migrate
from tests.faults.harness import Instance, make_instance
from tests.faults.processes import Zygote

_numbers = count(1)


@pytest.fixture(scope="session")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL with all its promises, and in it the database `albumen`, migrated and empty."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("durable"))
    asyncio.run(_start(server))
    yield server.url
    asyncio.run(server.stop())


async def _start(server: EmbeddedPostgres) -> None:
    await server.start()
    await migrate(server.url)


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """What Albumen's processes are forked from."""
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture(scope="module")
def instance_of_file(durable: str, zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """One instance for all tests of a file."""
    instance = asyncio.run(_make(durable, zygote, tmp_path_factory.mktemp("instance")))
    yield instance
    asyncio.run(_drop(durable, instance))


@pytest.fixture
async def lasting(instance_of_file: Instance) -> AsyncIterator[Instance]:
    """An instance that the tests of one file break one after the other: what was acknowledged in one must last through all."""
    yield instance_of_file
    await instance_of_file.end()


@pytest.fixture
async def instance(durable: str, zygote: Zygote, tmp_path: Path) -> AsyncIterator[Instance]:
    """An instance of the test's own. Nothing runs yet."""
    instance = await _make(durable, zygote, tmp_path / "data")
    yield instance
    await _drop(durable, instance)


async def _make(durable: str, zygote: Zygote, data: Path) -> Instance:
    name = f"faults_{next(_numbers)}"
    await _administer(durable, sql.SQL("CREATE DATABASE {} TEMPLATE albumen").format(sql.Identifier(name)))
    return await make_instance(zygote, data, durable.replace("/albumen?", f"/{name}?"))


async def _drop(durable: str, instance: Instance) -> None:
    await instance.end()
    name = instance.database_url.partition("?")[0].rpartition("/")[2]
    await _administer(durable, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


async def _administer(url: str, statement: sql.Composed) -> None:
    # Not from `albumen`, which is copied and must be used by nobody meanwhile.
    url = url.replace("/albumen?", "/postgres?")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(statement)
