"""Which blobs there are, and who names them."""

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, MetaData, Table, and_, exists, false, func, literal, or_, select, text

from albumen.database import BlobColumn, Tx
from albumen.storage.model import BlobRef
from albumen.storage.tables import blobs


@dataclass(frozen=True, slots=True)
class NamingColumn:
    """A column whose digests keep blobs alive, with the columns of its row that say space and shard."""

    table: Table
    space: Column[int]
    sha256: Column[bytes]
    shard: Column[int]

    def names(self, shard: object, space: object, sha256: object) -> ColumnElement[bool]:
        """Whether a row names the blob that the three (values or columns of another table) say."""
        return exists(
            select(literal(1))
            .select_from(self.table)
            .where(self.shard == shard, self.space == space, self.sha256 == sha256)
            .correlate_except(self.table)
        )


def naming_columns(metadata: MetaData) -> tuple[NamingColumn, ...]:
    """Every column that names blobs, found by its type `BlobColumn` in all tables.

    Which column says the space is read from the foreign key (space, sha256, shard) to `blobs` that each must have; a
    column without one raises `TypeError`, because the collector would not see what it names.
    """
    return tuple(
        _naming_column(table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, BlobColumn)
    )


def this_blob(ref: BlobRef) -> ColumnElement[bool]:
    """The condition, in a statement over `blobs`, that the row is that of a blob."""
    return and_(blobs.c.shard == ref.shard, blobs.c.space == ref.space, blobs.c.sha256 == ref.sha256)


async def named(tx: Tx, metadata: MetaData, ref: BlobRef) -> bool:
    """Whether any row of any table names this blob."""
    by = [column.names(ref.shard, ref.space, ref.sha256) for column in naming_columns(metadata)]
    return bool(await tx.scalar(select(or_(false(), *by))))


def is_named(metadata: MetaData) -> ColumnElement[bool]:
    """The condition, in a statement over `blobs`, that some row of some table names the blob."""
    by = [column.names(blobs.c.shard, blobs.c.space, blobs.c.sha256) for column in naming_columns(metadata)]
    return or_(false(), *by)


async def strangers(tx: Tx, metadata: MetaData) -> list[str]:
    """Tables of the database that name blobs but are not in `metadata`; with any, nothing may be collected."""
    naming = await tx.scalars(
        text(
            "SELECT DISTINCT c.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " WHERE k.contype = 'f' AND k.confrelid = to_regclass('blobs')"
        )
    )
    return sorted(set(naming) - {column.table.name for column in naming_columns(metadata)})


async def totals(tx: Tx) -> tuple[int, int]:
    """How many blobs the database knows, and the sum of their sizes in bytes."""
    counted = select(func.count(), func.coalesce(func.sum(blobs.c.size), 0)).select_from(blobs)
    number, size = (await tx.execute(counted.prefix_with("/* all shards */"))).one()
    return int(number), int(size)


async def live_bytes(tx: Tx, space: int) -> int:
    """The sum of the sizes of a space's live blobs."""
    shard = BlobRef(space, bytes(32)).shard
    size = await tx.scalar(
        select(func.coalesce(func.sum(blobs.c.size), 0)).where(
            blobs.c.shard == shard, blobs.c.space == space, blobs.c.state == "live"
        )
    )
    return int(size or 0)


def _naming_column(table: Table, column: Column[bytes]) -> NamingColumn:
    for key in table.foreign_key_constraints:
        to = {element.target_fullname: element.parent for element in key.elements}
        if set(to) == {"blobs.space", "blobs.sha256", "blobs.shard"} and to["blobs.sha256"] is column:
            return NamingColumn(table, to["blobs.space"], column, to["blobs.shard"])
    raise TypeError(
        f"{table.name}.{column.name} is a BlobColumn without a foreign key (space, {column.name}, shard) to blobs:"
        " the collector would not see what it names and would delete it"
    )
