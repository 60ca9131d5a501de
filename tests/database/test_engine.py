"""The pool and its transactions, against a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from albumen.core import NoRoom, Unavailable
from albumen.database import Database, DatabaseUnavailable, OpenTx, Tx, retrying

MY_PID = text("SELECT pg_backend_pid()")


def fail_with(sqlstate: str) -> str:
    """A statement that makes the server report this error, as it would for the real cause."""
    return f"DO $$ BEGIN RAISE EXCEPTION 'told to' USING ERRCODE = '{sqlstate}'; END $$"


@pytest.fixture
async def things(open_tx: OpenTx) -> OpenTx:
    """Opens transactions on a database with a table of two counters, both 0."""
    async with open_tx() as tx:
        await tx.execute(text("CREATE TABLE things (id int PRIMARY KEY, n int NOT NULL)"))
        await tx.execute(text("INSERT INTO things VALUES (1, 0), (2, 0)"))
    return open_tx


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Database]:
    """A pool of one connection, with short patience."""
    narrow = Database(database_url, pool_size=1, statement_timeout=0.2, lock_timeout=0.1, pool_timeout=0.1)
    yield narrow
    await narrow.close()


async def counters(open_tx: OpenTx) -> list[int]:
    async with open_tx() as tx:
        return list((await tx.execute(text("SELECT n FROM things ORDER BY id"))).scalars())


async def add(tx: Tx, thing: int) -> None:
    await tx.execute(text("UPDATE things SET n = n + 1 WHERE id = :id"), {"id": thing})


class TestTransactions:
    async def test_commits_when_the_block_ends_well(self, things: OpenTx) -> None:
        async with things() as tx:
            await add(tx, 1)
        assert await counters(things) == [1, 0]

    async def test_rolls_back_when_the_block_raises(self, things: OpenTx) -> None:
        async def half_done() -> None:
            async with things() as tx:
                await add(tx, 1)
                raise KeyError

        with pytest.raises(KeyError):
            await half_done()
        assert await counters(things) == [0, 0]

    async def test_a_fault_of_the_statement_stays_what_it_is(self, things: OpenTx) -> None:
        with pytest.raises(IntegrityError):
            async with things() as tx:
                await tx.execute(text("INSERT INTO things VALUES (1, 5)"))

    async def test_values_stay_out_of_error_messages(self, things: OpenTx) -> None:
        with pytest.raises(DBAPIError) as caught:
            async with things() as tx:
                await tx.execute(
                    text("SELECT CAST(:n AS int) / 0, CAST(:caption AS text)"), {"n": 1, "caption": "our secret"}
                )
        assert "our secret" not in str(caught.value)

    async def test_a_cancelled_task_gives_its_connection_back_and_stops_the_statement(self, database: Database) -> None:
        began = asyncio.Event()
        pid = 0

        async def long_work() -> None:
            nonlocal pid
            async with database.open_tx() as tx:
                pid = (await tx.execute(MY_PID)).scalar_one()
                began.set()
                await tx.execute(text("SELECT pg_sleep(600)"))

        task = asyncio.create_task(long_work())
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with database.open_tx() as tx:
            active = text(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = :pid AND query LIKE '%pg_sleep%' AND state = 'active'"
            )
            assert (await tx.execute(active, {"pid": pid})).scalar_one() == 0
        assert database.engine.sync_engine.pool.checkedout() == 0  # type: ignore[attr-defined]


class TestUnavailable:
    async def test_no_server(self) -> None:
        nowhere = Database("postgresql://albumen@/albumen?host=/nonexistent")
        with pytest.raises(DatabaseUnavailable) as caught:
            async with nowhere.open_tx():
                pass
        assert isinstance(caught.value, Unavailable)
        await nowhere.close()

    async def test_a_connection_lost_in_the_middle_and_the_next_transaction(self, things: OpenTx) -> None:
        async def interrupted() -> None:
            async with things() as tx:
                await add(tx, 1)
                pid = (await tx.execute(MY_PID)).scalar_one()
                async with things() as other:
                    await other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
                await add(tx, 2)

        with pytest.raises(DatabaseUnavailable):
            await interrupted()
        assert await counters(things) == [0, 0]

    async def test_connections_lost_while_nobody_used_them_are_replaced_unseen(
        self, database: Database, database_url: str
    ) -> None:
        async with database.open_tx() as tx, database.open_tx() as other:
            pids = [(await each.execute(MY_PID)).scalar_one() for each in (tx, other)]
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as killer:
            for pid in pids:
                await killer.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        async with database.open_tx() as tx, database.open_tx() as other:
            fresh = [(await each.execute(MY_PID)).scalar_one() for each in (tx, other)]
        assert not set(fresh) & set(pids)

    async def test_all_connections_taken(self, narrow: Database) -> None:
        async with narrow.open_tx():
            with pytest.raises(DatabaseUnavailable):
                async with narrow.open_tx():
                    pass

    async def test_a_statement_that_takes_too_long(self, narrow: Database) -> None:
        with pytest.raises(DatabaseUnavailable, match="too busy"):
            async with narrow.open_tx() as tx:
                await tx.execute(text("SELECT pg_sleep(600)"))

    async def test_a_lock_that_takes_too_long(self, narrow: Database, things: OpenTx) -> None:
        async with things() as holder:
            await add(holder, 1)
            with pytest.raises(DatabaseUnavailable, match="too busy"):
                async with narrow.open_tx() as tx:
                    await add(tx, 1)

    @pytest.mark.parametrize(
        ("sqlstate", "kind"),
        [
            ("53100", NoRoom),
            ("53300", DatabaseUnavailable),
            ("25006", DatabaseUnavailable),
            ("08006", DatabaseUnavailable),
        ],
    )
    async def test_states_of_the_server_are_told_apart(
        self, open_tx: OpenTx, sqlstate: str, kind: type[Exception]
    ) -> None:
        with pytest.raises(kind):
            async with open_tx() as tx:
                await tx.execute(text(fail_with(sqlstate)))

    async def test_errors_of_the_driver_itself_are_mapped_too(self, open_tx: OpenTx) -> None:
        async def by_the_driver() -> None:
            async with open_tx() as tx:
                driver = (await tx.get_raw_connection()).driver_connection
                assert isinstance(driver, psycopg.AsyncConnection)
                await driver.execute(fail_with("53100"))

        with pytest.raises(NoRoom):
            await by_the_driver()


class TestRetrying:
    async def test_a_deadlock_is_tried_again_until_both_are_done(self, things: OpenTx) -> None:
        both_hold_one = asyncio.Barrier(2)
        one_is_done = asyncio.Event()
        begun = 0

        def crossing(first: int, second: int):  # type: ignore[no-untyped-def]
            met = False

            async def work(tx: Tx) -> None:
                nonlocal begun, met
                begun += 1
                if met:
                    # Begun again before the other went on, it could meet it once more.
                    await one_is_done.wait()
                await add(tx, first)
                if not met:
                    met = True
                    await both_hold_one.wait()
                await add(tx, second)

            return work

        async def retried(first: int, second: int) -> None:
            await retrying(things, crossing(first, second))
            one_is_done.set()

        await asyncio.gather(retried(1, 2), retried(2, 1))
        assert await counters(things) == [2, 2]
        assert begun == 3  # PostgreSQL broke the circle by ending one of the two

    async def test_a_serialization_failure_is_tried_again(self, things: OpenTx) -> None:
        both_have_read = asyncio.Barrier(2)
        begun = 0

        def adder():  # type: ignore[no-untyped-def]
            met = False

            async def work(tx: Tx) -> None:
                nonlocal begun, met
                begun += 1
                await tx.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
                n = (await tx.execute(text("SELECT sum(n) FROM things"))).scalar_one()
                if not met:
                    met = True
                    await both_have_read.wait()
                await tx.execute(text("UPDATE things SET n = :n WHERE id = 1"), {"n": n + 1})

            return work

        await asyncio.gather(retrying(things, adder()), retrying(things, adder()))
        assert await counters(things) == [2, 0]
        assert begun == 3

    async def test_it_is_bounded(self, database: Database) -> None:
        begun = 0

        async def always_clashes(tx: Tx) -> None:
            nonlocal begun
            begun += 1
            await tx.execute(text(fail_with("40001")))

        with pytest.raises(DatabaseUnavailable, match="Too many changes"):
            await database.run(always_clashes)
        assert begun == 5

    async def test_other_failures_are_not_tried_again(self, database: Database) -> None:
        begun = 0

        async def wrong(tx: Tx) -> None:
            nonlocal begun
            begun += 1
            await tx.execute(text("SELECT 1 / 0"))

        with pytest.raises(DBAPIError):
            await database.run(wrong)
        assert begun == 1
