"""The rules that let the same tables run on one PostgreSQL and on Citus (decisions/0003), read off the declared tables."""

import re
from collections.abc import Iterator

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from albumen.database import BlobColumn, BlobKey, Digest, SecretHash

# Which kinds of table a table may point at with a foreign key.
MAY_POINT_AT = {
    "reference": {"reference"},
    "sharded": {"reference", "sharded"},
    "local": {"reference", "local"},
}

DIGESTS = (BlobKey, BlobColumn, Digest, SecretHash)

_SHARD_OF = re.compile(r"shard = \(\((\w+) >> 10\) & 8191\)")


def broken_table_rules(metadata: MetaData) -> list[str]:
    """What is wrong with the tables, one sentence each."""
    return [f"{table.name}: {complaint}" for table in metadata.sorted_tables for complaint in _complaints(table)]


def _complaints(table: Table) -> Iterator[str]:
    kind = table.info.get("kind")
    if kind not in MAY_POINT_AT:
        yield "is of no kind; declare it with sharded(), reference() or local()"
        return
    if kind == "sharded":
        yield from _shard(table)
        yield from _uniqueness(table)
    if kind != "local" and table.autoincrement_column is not None:
        yield f"{table.autoincrement_column.name} counts by itself; ids are minted by Albumen (autoincrement=False)"
    for constraint in table.foreign_key_constraints:
        yield from _foreign_key(constraint, kind)
    for column in table.columns:
        if _is_bytes(column.type):
            yield f"{column.name} is plain bytes; say which kind of digest: {', '.join(kind.__name__ for kind in DIGESTS)}"


def _shard(table: Table) -> Iterator[str]:
    shard = table.columns.get("shard")
    if shard is None:
        yield "has no column shard"
        return
    if not isinstance(shard.type, Integer) or isinstance(shard.type, BigInteger) or shard.nullable:
        yield "shard must be int NOT NULL"
    if shard.computed is not None or shard.server_default is not None or shard.default is not None:
        yield "shard must be plain: Citus refuses a generated one, and a default hides who forgot it"
    checks = [str(check.sqltext) for check in table.constraints if isinstance(check, CheckConstraint)]
    owners = [found[1] for check in checks if (found := _SHARD_OF.fullmatch(check))]
    owner = table.info.get("owner")
    if owner not in owners:
        yield f"no CHECK says that shard is the shard of {owner}"
    for name in owners:
        column = table.columns.get(name)
        if column is None or not isinstance(column.type, BigInteger) or column.nullable:
            yield f"{name}, which gives the shard, must be bigint NOT NULL"


def _uniqueness(table: Table) -> Iterator[str]:
    key = [column.name for column in table.primary_key.columns]
    if key[-1:] != ["shard"] or len(key) < 2:
        yield "the primary key must be something and, last, shard"
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and "shard" not in constraint.columns:
            yield f"the unique constraint {constraint.name} lacks shard"
    for index in table.indexes:
        if index.unique and "shard" not in {each.name for each in index.expressions if isinstance(each, Column)}:
            yield f"the unique index {index.name} lacks shard"


def _foreign_key(constraint: ForeignKeyConstraint, kind: str) -> Iterator[str]:
    target = constraint.referred_table
    target_kind = target.info.get("kind")
    if target_kind not in MAY_POINT_AT[kind]:
        yield f"a {kind} table must not point at {target.name}, which is {target_kind}"
    pairs = {(element.parent.name, element.column.name) for element in constraint.elements}
    if kind == target_kind == "sharded" and ("shard", "shard") not in pairs:
        yield f"the foreign key to {target.name} leaves the shard: it must hold (shard) too"


def _is_bytes(type_: TypeEngine[object]) -> bool:
    if isinstance(type_, ARRAY):
        return _is_bytes(type_.item_type)
    if isinstance(type_, TypeDecorator):
        return not isinstance(type_, DIGESTS) and _is_bytes(type_.impl_instance)
    return isinstance(type_, LargeBinary)
