"""Rows under new ids. Two processes may mint the same id: the primary key refuses the second, and its writer mints again."""

from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.dialects.postgresql import insert

from albumen.core import mint
from albumen.database.engine import Tx


async def insert_minted(tx: Tx, table: Table, shard: int, **values: Any) -> Row[Any]:
    """Insert a row under a newly minted id of a shard (0 to 8191); the whole row.

    `values` are its columns but `id` and `shard`. Where they break a constraint, SQLAlchemy's IntegrityError is raised.
    """
    if "shard" in table.c:
        values["shard"] = shard
    while True:
        statement = insert(table).values(id=mint(shard), **values).on_conflict_do_nothing(constraint=table.primary_key)
        row = (await tx.execute(statement.returning(table))).one_or_none()
        if row is not None:
            return row
