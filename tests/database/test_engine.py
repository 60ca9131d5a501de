"""The pool and its transactions, against a real PostgreSQL."""

import pytest
from sqlalchemy import text

from albumen.database import Database, OpenTx


async def test_commits_when_the_block_ends_well(open_tx: OpenTx) -> None:
    async with open_tx() as tx:
        await tx.execute(text("CREATE TABLE things (n int)"))
        await tx.execute(text("INSERT INTO things VALUES (1)"))
    async with open_tx() as tx:
        assert (await tx.execute(text("SELECT n FROM things"))).scalars().all() == [1]


async def test_rolls_back_when_the_block_raises(open_tx: OpenTx) -> None:
    with pytest.raises(KeyError):
        async with open_tx() as tx:
            await tx.execute(text("CREATE TABLE things (n int)"))
            raise KeyError
    async with open_tx() as tx:
        assert (await tx.execute(text("SELECT to_regclass('things')"))).scalar() is None


async def test_each_test_has_a_database_of_its_own(database: Database) -> None:
    async with database.open_tx() as tx:
        assert (await tx.execute(text("SELECT to_regclass('things')"))).scalar() is None
