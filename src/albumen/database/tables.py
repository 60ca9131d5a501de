"""What every room's tables are made of: the three kinds of table, and the columns that hold digests.

The rules are those of decisions/0003: the same schema runs on the embedded PostgreSQL, on a server with replicas and on Citus.

- `reference`: small and rarely written; plain unique constraints; anything may point at it.
- `sharded`: all that a user owns or receives. `shard` is part of the primary key and of every unique constraint, foreign keys
  stay inside the shard or point at a reference table, and every statement says `shard =`.
- `local`: the queue and the version of the schema; they live on the coordinator.
"""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)
"""All tables of all rooms. Each room's `tables.py` adds its own."""


class _Digest(TypeDecorator[bytes]):
    impl = LargeBinary
    cache_ok = True


class BlobKey(_Digest):
    """A SHA-256 that is the key of the table of blobs itself."""

    cache_ok = True


class BlobColumn(_Digest):
    """A SHA-256 that names a blob: while such a row exists, the collector leaves the bytes alone."""

    cache_ok = True


class Digest(_Digest):
    """A digest that is only remembered (a declaration, a tombstone): it keeps no bytes alive."""

    cache_ok = True


class SecretHash(_Digest):
    """The SHA-256 of a secret such as a session's token."""

    cache_ok = True


def reference(name: str, *items: SchemaItem, **options: Any) -> Table:
    """A small table that every node holds a copy of."""
    return Table(name, metadata, *items, info={"kind": "reference"}, **options)


def sharded(name: str, *items: SchemaItem, owner: str, key: tuple[str, ...], **options: Any) -> Table:
    """A table spread by `shard`, the shard of the id in column `owner`; `key` and `shard` make the primary key."""
    columns = [item for item in items if isinstance(item, Column)]
    return Table(
        name,
        metadata,
        *columns,
        Column("shard", Integer, nullable=False),
        # After the columns, because constraints and indexes name them, and `shard` too.
        *(item for item in items if not isinstance(item, Column)),
        CheckConstraint(f"shard = (({owner} >> 10) & 8191)", name="shard_of_owner"),
        PrimaryKeyConstraint(*key, "shard"),
        info={"kind": "sharded", "owner": owner},
        **options,
    )


def local(name: str, *items: SchemaItem, **options: Any) -> Table:
    """A table of the coordinator: it belongs to the queue."""
    return Table(name, metadata, *items, info={"kind": "local"}, **options)
