"""The declared tables keep the rules of their kinds, and the reader of the rules catches those that do not."""

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.schema import SchemaItem

from albumen.database import BlobColumn
from albumen.migrations import load_all_tables
from tests.support.table_rules import broken_table_rules

SHARD_OF_OWNER = "shard = ((owner_id >> 10) & 8191)"


def test_the_declared_tables_keep_the_rules() -> None:
    assert broken_table_rules(load_all_tables()) == []


def rules_broken_by(
    *items: SchemaItem,
    kind: str | None = "sharded",
    key: tuple[str, ...] = ("id", "shard"),
    check: str = SHARD_OF_OWNER,
    shard: Column[int] | None = None,
    owner: Column[int] | None = None,
) -> list[str]:
    """The complaints about one table `things` among a reference table, a sharded and a local one that are as they should be."""
    declared = MetaData()
    Table(
        "users", declared, Column("id", BigInteger, primary_key=True, autoincrement=False), info={"kind": "reference"}
    )
    Table("queue", declared, Column("id", BigInteger, primary_key=True), info={"kind": "local"})
    Table(
        "blobs",
        declared,
        Column("space", BigInteger, nullable=False),
        Column("sha256", BlobColumn, nullable=False),
        Column("shard", Integer, nullable=False),
        CheckConstraint("shard = ((space >> 10) & 8191)"),
        PrimaryKeyConstraint("space", "sha256", "shard"),
        info={"kind": "sharded", "owner": "space"},
    )
    assert broken_table_rules(declared) == []
    info = {"kind": kind, "owner": "owner_id"} if kind else {}
    Table(
        "things",
        declared,
        Column("id", BigInteger, nullable=False, autoincrement=False),
        Column("owner_id", BigInteger, nullable=False) if owner is None else owner,
        Column("shard", Integer, nullable=False) if shard is None else shard,
        Column("sha256", BlobColumn),
        *items,
        CheckConstraint(check),
        PrimaryKeyConstraint(*key),
        info=info,
    )
    return broken_table_rules(declared)


def test_a_table_as_it_should_be() -> None:
    assert (
        rules_broken_by(
            Column("name", Text),
            Column("user_id", ForeignKey("users.id")),
            UniqueConstraint("owner_id", "name", "shard"),
            Index("things_name", "name", "shard", unique=True),
            Index("things_lower", func.lower("name")),
            ForeignKeyConstraint(["owner_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
        )
        == []
    )


@pytest.mark.parametrize(
    ("complaint", "planted"),
    [
        ("of no kind", {"kind": None}),
        ("of no kind", {"kind": "scattered"}),
        ("shard must be int NOT NULL", {"shard": Column("shard", Integer), "key": ("id",)}),
        ("shard must be int NOT NULL", {"shard": Column("shard", BigInteger, nullable=False)}),
        (
            "shard must be plain",
            {"shard": Column("shard", Integer, Computed("(owner_id >> 10) & 8191"), nullable=False)},
        ),
        ("shard must be plain", {"shard": Column("shard", Integer, nullable=False, server_default="0")}),
        ("no CHECK", {"check": "shard >= 0"}),
        ("no CHECK", {"check": "shard = ((id >> 10) & 8191)"}),
        ("no CHECK", {"check": "shard = ((owner_id >> 10) & 1023)"}),
        ("owner_id, which gives the shard", {"owner": Column("owner_id", Integer, nullable=False)}),
        ("owner_id, which gives the shard", {"owner": Column("owner_id", BigInteger)}),
        ("primary key", {"key": ("id",)}),
        ("primary key", {"key": ("shard", "id")}),
        ("primary key", {"key": ("shard",)}),
    ],
)
def test_planted_shards_are_caught(complaint: str, planted: dict[str, object]) -> None:
    assert any(complaint in found for found in rules_broken_by(**planted))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("complaint", "items"),
    [
        ("unique constraint", [UniqueConstraint("owner_id", "sha256")]),
        ("unique constraint", [Column("name", Text, unique=True)]),
        ("unique index", [Index("things_name", "owner_id", unique=True)]),
        ("unique index", [Column("name", Text, unique=True, index=True)]),
        ("leaves the shard", [ForeignKeyConstraint(["owner_id", "sha256"], ["blobs.space", "blobs.sha256"])]),
        (
            "leaves the shard",
            [
                Column("other", Integer),
                ForeignKeyConstraint(["owner_id", "sha256", "other"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
            ],
        ),
        ("must not point at queue, which is local", [Column("job", ForeignKey("queue.id"))]),
        ("plain bytes", [Column("digest", LargeBinary)]),
        ("plain bytes", [Column("digest", BYTEA(32))]),
        ("plain bytes", [Column("digests", ARRAY(LargeBinary))]),
    ],
)
def test_planted_parts_are_caught(complaint: str, items: list[SchemaItem]) -> None:
    assert any(complaint in found for found in rules_broken_by(*items))


@pytest.mark.parametrize(
    ("complaint", "kind", "item"),
    [
        (
            "a reference table must not point at blobs",
            "reference",
            ForeignKeyConstraint(["owner_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
        ),
        (
            "a local table must not point at blobs",
            "local",
            ForeignKeyConstraint(["owner_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
        ),
        ("must not point at queue", "reference", Column("job", ForeignKey("queue.id"))),
        ("plain bytes", "reference", Column("digest", LargeBinary)),
    ],
)
def test_planted_other_kinds_are_caught(complaint: str, kind: str, item: SchemaItem) -> None:
    assert any(complaint in found for found in rules_broken_by(item, kind=kind))


def test_a_reference_table_that_counts_by_itself_is_caught() -> None:
    declared = MetaData()
    Table("invites", declared, Column("id", BigInteger, primary_key=True), info={"kind": "reference"})
    assert any("counts by itself" in found for found in broken_table_rules(declared))
