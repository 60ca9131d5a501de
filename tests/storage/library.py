"""A library as small as can be: a table that names blobs, and the road in and out as the rooms above walk it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)

from albumen import storage
from albumen.core import mint, shard_of
from albumen.database import BlobColumn, OpenTx, Tx, retrying
from albumen.migrations import load_all_tables
from albumen.storage import BlobRef, BlobStore, blobs, destructions
from tests.contracts.blob_store import chunks_of

OWNER = 1 << 30 | 5 << 10
OTHER = 1 << 30 | 6 << 10
LARGE = 1 << 40


def with_keepsakes() -> MetaData:
    """All declared tables, and `keepsakes`, which names blobs."""
    declared = load_all_tables()
    names = MetaData(naming_convention=declared.naming_convention)
    for table in declared.sorted_tables:
        table.to_metadata(names)
    Table(
        "keepsakes",
        names,
        Column("id", BigInteger, nullable=False),
        Column("owner_id", BigInteger, nullable=False),
        Column("sha256", BlobColumn, nullable=False),
        Column("shard", Integer, nullable=False),
        ForeignKeyConstraint(["owner_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
        PrimaryKeyConstraint("id", "shard"),
        Index(None, "owner_id", "sha256"),
    )
    return names


@dataclass
class Library:
    """Keepsakes, each a row that names a blob."""

    open_tx: OpenTx
    store: BlobStore
    names: MetaData = field(default_factory=with_keepsakes)
    gone: list[tuple[int, int]] = field(default_factory=list)
    """What `on_gone` was told: (space, size)."""

    @property
    def keepsakes(self) -> Table:
        return self.names.tables["keepsakes"]

    async def create(self) -> None:
        async with self.open_tx() as tx:
            await tx.run_sync(self.keepsakes.create)

    async def put(self, data: bytes, owner: int = OWNER) -> BlobRef:
        """S1 to S7: when this returns, the bytes are acknowledged."""
        staged = await storage.stage(self.store, chunks_of(data), LARGE)
        ref = BlobRef(owner, staged.sha256)
        claim = await storage.claim(self.open_tx, ref, staged.size, staged.sha1)
        await self.store.keep(staged, ref)

        async def commit(tx: Tx) -> None:
            await storage.make_live(tx, claim)
            await self.name(tx, ref)

        await retrying(self.open_tx, commit)
        await self.store.discard(staged.name)
        return ref

    async def name(self, tx: Tx, ref: BlobRef) -> None:
        await tx.execute(
            insert(self.keepsakes).values(id=mint(ref.shard), shard=ref.shard, owner_id=ref.space, sha256=ref.sha256)
        )

    async def forget(self, ref: BlobRef) -> None:
        """Remove all rows that name a blob, as a purge does."""
        one = self.keepsakes.c
        async with self.open_tx() as tx:
            await tx.execute(
                delete(self.keepsakes).where(
                    one.shard == ref.shard, one.owner_id == ref.space, one.sha256 == ref.sha256
                )
            )

    async def age(self, ref: BlobRef, hours: float = 25) -> None:
        """Let the last claim lie so long ago."""
        async with self.open_tx() as tx:
            await tx.execute(
                update(blobs)
                .where(blobs.c.shard == ref.shard, blobs.c.space == ref.space, blobs.c.sha256 == ref.sha256)
                .values(touched_at=text(f"now() - interval '{hours} hours'"))
            )

    async def collect(self, ref: BlobRef, **options: object) -> bool:
        return await storage.collect(
            self.open_tx,
            self.store,
            ref,
            **{"reason": "purged", "actor": "test", "names": self.names, "on_gone": self.on_gone, **options},  # type: ignore[arg-type]
        )

    async def on_gone(self, tx: Tx, space: int, size: int) -> None:
        self.gone.append((space, size))

    async def state(self, ref: BlobRef) -> str | None:
        async with self.open_tx() as tx:
            return await tx.scalar(
                select(blobs.c.state).where(
                    blobs.c.shard == ref.shard, blobs.c.space == ref.space, blobs.c.sha256 == ref.sha256
                )
            )

    async def named(self, ref: BlobRef) -> bool:
        async with self.open_tx() as tx:
            return await storage.named(tx, self.names, ref)

    async def record(self, space: int = OWNER) -> list[tuple[bytes, int, str, str]]:
        """What the record of destructions says of a space."""
        one = destructions.c
        async with self.open_tx() as tx:
            rows = await tx.execute(
                select(one.sha256, one.size, one.reason, one.actor)
                .where(one.shard == shard_of(space), one.space == space)
                .order_by(one.id)
            )
            return [tuple(row) for row in rows]  # type: ignore[misc]

    async def read(self, ref: BlobRef) -> bytes:
        return b"".join([block async for block in self.store.open(ref)])

    async def staged(self) -> set[str]:
        return {entry.name async for entry in self.store.staged_names()}


def ref_of(data: bytes, owner: int = OWNER) -> BlobRef:
    return BlobRef(owner, hashlib.sha256(data).digest())


async def none_needed(names: Sequence[str]) -> set[str]:
    """No upload is on its way."""
    return set()
