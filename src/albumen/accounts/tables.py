"""Accounts, sessions, API keys and how much room each person uses."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from albumen.database import BlobColumn, Digest, SecretHash, reference, sharded

users = reference(
    "users",
    Column("id", BigInteger, CheckConstraint("id > 0", name="id_positive"), primary_key=True, autoincrement=False),
    Column("username", Text, nullable=False),
    Column("username_key", Text, nullable=False, unique=True),  # case-folded
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),  # case-folded
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("display_name", Text, nullable=False, server_default=""),
    Column("real_name", Text, nullable=False, server_default=""),
    Column("bio", Text, nullable=False, server_default=""),
    Column("website", Text, nullable=False, server_default=""),
    Column("location", Text, nullable=False, server_default=""),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("quota_bytes", BigInteger),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("delete_after", DateTime(timezone=True)),
    Column("language", Text, nullable=False, server_default="en"),
    Column("admitted", Boolean, nullable=False, server_default=text("true")),  # need not wait once they have confirmed
    Column("avatar", Digest),  # the row of `avatars` keeps its bytes alive
)

instance = reference(
    "instance",
    Column("id", Integer, CheckConstraint("id = 1", name="single_row"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, server_default="Albumen"),
    Column("sign_up", Text, nullable=False, server_default="closed"),
    Column("setup_hash", SecretHash),  # of the link that makes the first administrator
    Column("inviters", Text, nullable=False, server_default="administrators"),
    Column("extra", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
)

sessions = sharded(
    "sessions",
    Column("id", BigInteger, nullable=False),
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("secret_hash", SecretHash, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("user_agent", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    UniqueConstraint("user_id", "secret_hash", "shard"),
    owner="user_id",
    key=("id",),
)

api_keys = sharded(
    "api_keys",
    Column("id", BigInteger, nullable=False),
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("secret_hash", SecretHash, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_used_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True)),
    UniqueConstraint("user_id", "secret_hash", "shard"),
    owner="user_id",
    key=("id",),
)

account_tokens = sharded(
    "account_tokens",
    Column("id", BigInteger, nullable=False),
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("secret_hash", SecretHash, nullable=False),
    Column("email", Text),  # the address that it proves
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("user_id", "secret_hash", "shard"),
    owner="user_id",
    key=("id",),
)
"""The links of letters that were not used yet. The secret itself is in the letter alone."""

invitations = reference(
    "invitations",
    Column("id", BigInteger, CheckConstraint("id > 0", name="id_positive"), primary_key=True, autoincrement=False),
    Column("created_by", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("email", Text),
    Column("role", Text, nullable=False),
    Column("quota_bytes", BigInteger),
    Column("most", Integer),
    Column("used", Integer, nullable=False, server_default="0"),
    Column("language", Text, nullable=False, server_default="en"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("used >= 0 AND used <= coalesce(most, used)", name="used"),
)

invitation_links = reference(
    "invitation_links",
    Column("secret_hash", SecretHash, primary_key=True),
    Column("invitation_id", BigInteger, ForeignKey("invitations.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index(None, "invitation_id"),
)
"""All links of an invitation count until it is over: the one that was mailed, and those that were copied."""

avatars = sharded(
    "avatars",
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", BlobColumn, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    ForeignKeyConstraint(["user_id", "sha256", "shard"], ["blobs.space", "blobs.sha256", "blobs.shard"]),
    owner="user_id",
    key=("user_id",),
)
"""Names the bytes of people's pictures, so that the collector leaves them alone."""

quota_use = sharded(
    "quota_use",
    Column("user_id", BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("bytes", BigInteger, CheckConstraint("bytes >= 0", name="not_negative"), nullable=False, server_default="0"),
    owner="user_id",
    key=("user_id",),
)

account_events = sharded(
    "account_events",
    Column("id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index(None, "user_id", "id"),
    owner="user_id",
    key=("id",),
)
