"""Resumable uploads."""

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Text, Uuid, func, text

from albumen.database import Digest, sharded

uploads = sharded(
    "uploads",
    Column("id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("staged_name", Text, nullable=False),
    Column("size", BigInteger, CheckConstraint("size > 0", name="size_positive"), nullable=False),
    Column("offset", BigInteger, CheckConstraint('"offset" >= 0', name="offset_positive"), nullable=False),
    Column("sha256", Digest),
    Column("filename", Text, nullable=False),
    Column("path", Text, nullable=False, server_default=""),
    Column("modified", DateTime(timezone=True)),
    Column("title", Text, nullable=False, server_default=""),
    Column("description", Text, nullable=False, server_default=""),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column("photo_id", BigInteger),
    # Who writes, and until when nobody else may: by the database's clock.
    Column("writer", Uuid),
    Column("writer_until", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index(None, "expires_at"),
    owner="owner_id",
    key=("id",),
)
