"""Accounts, sessions, API keys and how much room each person uses."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from albumen.database import SecretHash, reference, sharded

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
)

instance = reference(
    "instance",
    Column("id", Integer, CheckConstraint("id = 1", name="single_row"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, server_default="Albumen"),
    Column("sign_up", Text, nullable=False, server_default="closed"),
    Column("setup_hash", SecretHash),  # of the link that makes the first administrator
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
