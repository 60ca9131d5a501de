"""The reader of statements must catch what it is there for, and leave good statements alone."""

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, select, text
from sqlalchemy.dialects import postgresql

from albumen.database import Database, metadata
from tests.support.sql_rules import RuleBroken, as_server_sees, broken_rules

SHARDED = frozenset({"photos", "blobs", "grants"})

GOOD = [
    "SELECT 1",
    "SELECT id FROM users WHERE name = $1",
    "SELECT id FROM photos WHERE shard = $1 AND id = $2",
    "SELECT id FROM photos WHERE id = $2 AND $1 = shard",
    "SELECT id FROM public.photos AS p WHERE p.shard = ($1 >> 10) & 8191",
    "SELECT id FROM photos WHERE shard = $1::int AND (a OR b)",
    "SELECT id FROM photos WHERE shard = ANY($1) AND id = ANY($2)",
    "SELECT id FROM photos WHERE shard IN (1, 2, $3)",
    "SELECT id FROM photos WHERE (shard, id) IN ((1, 2), ($1, $2))",
    "SELECT id FROM photos WHERE (shard = 1 AND a) OR (shard = 2 AND b)",
    "SELECT p.id FROM photos p JOIN blobs b ON b.shard = p.shard AND b.sha256 = p.sha256 WHERE p.shard = $1",
    "SELECT p.id FROM photos p LEFT JOIN blobs b USING (shard, sha256) WHERE p.shard = $1",
    "SELECT p.id FROM photos p, blobs b WHERE (p.shard, p.sha256) = (b.shard, b.sha256) AND b.shard = $1",
    "SELECT id FROM photos p WHERE shard = $1 AND EXISTS (SELECT 1 FROM grants g WHERE g.shard = p.shard AND g.photo = p.id)",
    "SELECT p.id FROM photos p WHERE p.shard = $1 AND EXISTS (SELECT 1 FROM grants WHERE shard = $1)",
    "WITH mine AS (SELECT id, shard FROM photos WHERE shard = $1) SELECT * FROM mine",
    "WITH mine AS (SELECT id, shard FROM photos WHERE shard = $1) SELECT 1 FROM blobs b JOIN mine m ON b.shard = m.shard",
    "WITH photos AS (SELECT 1 AS id) SELECT id FROM photos",
    "SELECT * FROM (SELECT id, shard FROM photos WHERE shard = $1) AS p JOIN blobs b ON p.shard = b.shard",
    "SELECT p.id, b.size FROM photos p, LATERAL (SELECT size FROM blobs b WHERE b.shard = p.shard LIMIT 1) b WHERE p.shard = $1",
    "SELECT id FROM photos WHERE shard = 1 UNION ALL SELECT id FROM photos WHERE shard = 2",
    "SELECT id FROM photos WHERE shard = $1 FOR UPDATE SKIP LOCKED",
    "INSERT INTO photos (id, shard) VALUES ($1, $2)",
    "INSERT INTO photos (id, shard) VALUES ($1, $2) ON CONFLICT (id, shard) DO UPDATE SET title = excluded.title RETURNING id",
    "INSERT INTO photos (id, shard) SELECT id, shard FROM blobs WHERE shard = $1",
    "WITH gone AS (DELETE FROM photos WHERE shard = $1 RETURNING id) INSERT INTO log (id) SELECT id FROM gone",
    "UPDATE photos SET title = $1 WHERE shard = $2 AND id = $3",
    "UPDATE photos SET title = b.name FROM blobs b WHERE b.shard = photos.shard AND photos.shard = $1",
    "DELETE FROM photos WHERE shard = $1",
    "DELETE FROM photos p USING blobs b WHERE p.shard = $1 AND p.shard = b.shard",
    "MERGE INTO photos p USING (VALUES (1, 2)) AS v (id, shard) ON p.shard = v.shard AND p.id = v.id "
    "WHEN MATCHED THEN UPDATE SET title = $1 WHEN NOT MATCHED THEN INSERT (id, shard) VALUES (v.id, v.shard)",
    "COPY photos (id, shard) FROM STDIN",
    "COPY (SELECT id FROM photos WHERE shard = 1) TO STDOUT",
    "CREATE INDEX ON photos (id)",
    "SELECT /* all shards */ count(*) FROM photos",
    "TRUNCATE photos /* all shards */",
]

BAD = [
    "SELECT count(*) FROM photos",
    "SELECT id FROM photos WHERE id = $1",
    "SELECT shard FROM photos WHERE id = $1",
    "SELECT id FROM photos ORDER BY shard",
    "SELECT id FROM photos WHERE shard > $1",
    "SELECT id FROM photos WHERE shard <> $1",
    "SELECT id FROM photos WHERE NOT (shard = $1)",
    "SELECT id FROM photos WHERE shard = shard",
    "SELECT id FROM photos WHERE shard = (id >> 10) & 8191",
    "SELECT id FROM photos WHERE shard = $1 OR id = $2",
    "SELECT id FROM photos WHERE shard NOT IN (1, 2)",
    "SELECT id FROM photos WHERE shard = ALL($1)",
    "SELECT id FROM photos WHERE shard IN (SELECT shard FROM users)",
    "SELECT id FROM photos WHERE shard = (SELECT shard FROM users WHERE id = 1)",
    "SELECT p.id FROM photos p JOIN users u ON p.shard = u.shard WHERE u.id = $1",
    "SELECT p.id FROM photos p JOIN unnest($1::int[]) AS n (shard) ON p.shard = n.shard",
    "SELECT p.id FROM photos p JOIN blobs b ON b.sha256 = p.sha256 WHERE p.shard = $1",
    "SELECT p.id FROM photos p JOIN blobs b ON b.shard = p.shard",
    "SELECT p.id FROM photos p JOIN blobs b USING (sha256) WHERE p.shard = $1",
    "SELECT id FROM photos WHERE shard = $1 AND id IN (SELECT photo FROM grants)",
    "SELECT id FROM photos p WHERE shard = $1 AND EXISTS (SELECT 1 FROM grants g WHERE g.photo = p.id)",
    "SELECT (SELECT count(*) FROM grants g) FROM photos WHERE shard = $1",
    "SELECT u.id FROM users u LEFT JOIN (SELECT id FROM photos) p ON p.id = u.id",
    "SELECT u.id FROM users u JOIN posts o ON EXISTS (SELECT 1 FROM photos)",
    "WITH mine AS (SELECT id, shard FROM photos) SELECT * FROM mine WHERE shard = $1",
    "WITH gone AS (DELETE FROM photos RETURNING id) SELECT * FROM gone",
    "SELECT id FROM photos WHERE shard = 1 UNION ALL SELECT id FROM photos",
    "INSERT INTO photos (id) VALUES ($1)",
    "INSERT INTO photos VALUES ($1, $2)",
    "INSERT INTO photos (id, shard) SELECT id, shard FROM blobs",
    "INSERT INTO photos (id, shard) VALUES ($1, $2) ON CONFLICT (id, shard) DO UPDATE SET shard = 5",
    "UPDATE photos SET title = $1 WHERE id = $2",
    "UPDATE photos SET shard = $1 WHERE shard = $2",
    "UPDATE photos SET title = b.name FROM blobs b WHERE photos.shard = $1",
    "UPDATE users SET name = $1 WHERE id IN (SELECT owner FROM photos)",
    "DELETE FROM photos",
    "DELETE FROM photos WHERE id = $1",
    "DELETE FROM users u USING photos p WHERE p.owner = u.id",
    "MERGE INTO photos p USING users u ON p.id = u.id WHEN MATCHED THEN DELETE",
    "TRUNCATE photos",
    "COPY photos FROM STDIN",
    "COPY photos (id, shard) TO STDOUT",
    "COPY (SELECT id FROM photos) TO STDOUT",
    "EXPLAIN SELECT id FROM photos",
    "SELECT id FROM photos WHERE shard = $1; SELECT id FROM photos",
    "SELECT id FROM photos WHERE",
]


@pytest.mark.parametrize("statement", GOOD)
def test_leaves_good_statements_alone(statement: str) -> None:
    assert broken_rules(statement, SHARDED) == ()


@pytest.mark.parametrize("statement", BAD)
def test_catches_what_forgets_the_shard(statement: str) -> None:
    assert broken_rules(statement, SHARDED)


def test_reads_placeholders_of_the_driver() -> None:
    assert as_server_sees("SELECT %(a)s, %s, 7 %% 2, %(b c)s::int", True) == "SELECT $1, $1, 7 % 2, $1::int"
    assert as_server_sees(b"SELECT 7 % 2", False) == "SELECT 7 % 2"
    assert as_server_sees(sql.SQL("SELECT {}").format(sql.Identifier("a b")), False) == 'SELECT "a b"'


def test_reads_what_sqlalchemy_writes() -> None:
    tables = MetaData()
    blobs = Table("blobs", tables, Column("id", Integer), Column("shard", Integer))
    photos = Table(
        "photos", tables, Column("id", Integer), Column("shard", Integer), Column("blob", ForeignKey("blobs.id"))
    )

    def read(statement: select) -> tuple[str, ...]:  # type: ignore[valid-type]
        compiled = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        return broken_rules(as_server_sees(str(compiled), True), SHARDED)

    joined = select(photos.c.id).join(blobs, (blobs.c.shard == photos.c.shard) & (blobs.c.id == photos.c.blob))
    assert read(joined)
    assert read(joined.where(photos.c.shard == 5)) == ()
    assert read(select(photos.c.id).where(photos.c.shard.in_([1, 2]))) == ()
    assert read(select(photos.c.id).prefix_with("/* all shards */")) == ()


@pytest.fixture
def planted():  # type: ignore[no-untyped-def]
    """A sharded table among the declared ones, as a room would declare it."""
    table = Table("planted_things", metadata, Column("id", Integer), Column("shard", Integer), info={"kind": "sharded"})
    yield table
    metadata.remove(table)


async def test_a_forgetful_statement_fails_on_its_way(planted: Table, database: Database, sql_rules: list[str]) -> None:
    async with database.open_tx() as tx:
        await tx.execute(text("CREATE TABLE planted_things (id int, shard int)"))
        await tx.execute(planted.insert(), [{"id": 1, "shard": 1}, {"id": 2, "shard": 2}])
        assert len((await tx.execute(planted.select().where(planted.c.shard == 1))).all()) == 1
        with pytest.raises(RuleBroken, match="planted_things is reached without its shard"):
            await tx.execute(planted.select())
        driver = (await tx.get_raw_connection()).driver_connection
        assert isinstance(driver, psycopg.AsyncConnection)
        with pytest.raises(RuleBroken):
            await driver.execute("DELETE FROM planted_things WHERE id = %s", (1,))
        with pytest.raises(RuleBroken):
            await driver.cursor().executemany("INSERT INTO planted_things (id) VALUES (%s)", [(1,)])
        with pytest.raises(RuleBroken):
            async with driver.cursor().copy("COPY planted_things (id, shard) TO STDOUT"):
                pass
    with psycopg.connect(database.url) as connection, pytest.raises(RuleBroken):
        connection.execute("SELECT * FROM planted_things")
    assert len(sql_rules) == 5  # seen by the fixture that fails the test at its end,
    sql_rules.clear()  # were it not planted
