"""Photos, how many stand on each day, the files that belong to them, and what was purged."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    any_,
    func,
    literal,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from albumen.database import BlobColumn, Digest, sharded

_LIBRARY = text("trashed_at IS NULL AND NOT archived")

photos = sharded(
    "photos",
    Column("id", BigInteger, CheckConstraint("id > 0", name="id_positive"), nullable=False),
    Column("owner_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("sha256", BlobColumn, nullable=False),
    Column("sha1", Digest, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("path", Text, nullable=False, server_default=""),
    Column("modified", DateTime(timezone=True)),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("taken_at", DateTime(timezone=False)),
    Column("taken_offset", SmallInteger),
    Column("taken_source", Text),
    Column("taken_confidence", Text, nullable=False, server_default="guess"),
    Column("taken_precision", Text, nullable=False, server_default="day"),
    # What was found of the date before its owner said another one: it is theirs again when they take that back.
    Column("taken_found", JSONB),
    # The wall clock at which the photo stands in the timeline: taken_at, else the upload in the owner's zone.
    Column("shown_at", DateTime(timezone=False), nullable=False),
    Column("uploaded_wall", DateTime(timezone=False), nullable=False),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("altitude", Double),
    Column("make", Text),
    Column("model", Text),
    Column("lens", Text),
    Column("exposure", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("duration", Double),
    Column("title", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("rating", SmallInteger, nullable=False, server_default="0"),
    Column("favourite", Boolean, nullable=False, server_default=text("false")),
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    Column("trashed_at", DateTime(timezone=True)),
    Column("thumbhash", Text),
    Column("renditions", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("steps", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("edited", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("details", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("uploaded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("owner_id", "sha256", "shard"),
    ForeignKeyConstraint(["owner_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
    CheckConstraint("shard = ((id >> 10) & 8191)", name="shard_of_id"),
    CheckConstraint("kind IN ('image', 'video')", name="kind_known"),
    CheckConstraint("state IN ('processing', 'ready', 'opaque', 'failed')", name="state_known"),
    Index("photos_library_idx", "owner_id", text("shown_at DESC"), text("id DESC"), postgresql_where=_LIBRARY),
    Index(
        "photos_favourites_idx",
        "owner_id",
        text("shown_at DESC"),
        text("id DESC"),
        postgresql_where=text("favourite AND trashed_at IS NULL"),
    ),
    Index(
        "photos_archive_idx",
        "owner_id",
        text("shown_at DESC"),
        text("id DESC"),
        postgresql_where=text("archived AND trashed_at IS NULL"),
    ),
    Index("photos_trash_idx", "owner_id", "trashed_at", postgresql_where=text("trashed_at IS NOT NULL")),
    Index("photos_sha1_idx", "owner_id", "sha1"),
    Index("photos_processing_idx", "owner_id", "updated_at", postgresql_where=text("state = 'processing'")),
    owner="owner_id",
    key=("id",),
)

photo_days = sharded(
    "photo_days",
    Column("owner_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("day", Date, nullable=False),
    Column("count", Integer, nullable=False),
    owner="owner_id",
    key=("owner_id", "day"),
)

libraries = sharded(
    "libraries",
    Column("owner_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("version", BigInteger, nullable=False, server_default="0"),
    owner="owner_id",
    key=("owner_id",),
)

photo_files = sharded(
    "photo_files",
    Column("id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, ForeignKey("users.id"), nullable=False),
    Column("photo_id", BigInteger, nullable=False),
    Column("sha256", BlobColumn, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    # In this order, because the collector asks who names a blob.
    UniqueConstraint("owner_id", "sha256", "photo_id", "shard"),
    ForeignKeyConstraint(["photo_id", "shard"], ["photos.id", "photos.shard"], ondelete="CASCADE"),
    ForeignKeyConstraint(["owner_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
    Index(None, "photo_id"),
    owner="owner_id",
    key=("id",),
)

tombstones = sharded(
    "tombstones",
    Column("owner_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", Digest, nullable=False),
    Column("sha1", Digest, nullable=False),
    Column("purged_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index(None, "owner_id", "sha1"),
    owner="owner_id",
    key=("owner_id", "sha256"),
)


def one_of(column: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column has one of these values, as one parameter however many they are; `IN` makes one of each."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def owned_by(owner_id: int) -> ColumnElement[bool]:
    """The condition that a photo is this person's, as a mere filter: photos are then found by something else (their ids).

    An owner's index must not look like a way to a few photos. Where PostgreSQL has no statistics (straight after an import or a
    restore) it takes owner and shard for two rare things, and read a million rows to change a hundred.
    """
    return photos.c.owner_id + literal_column("0") == owner_id
