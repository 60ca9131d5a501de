"""The last warnings and errors."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB

from albumen.database import local

journal = local(
    "journal",
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("level", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("request_id", Text),
    Column("facts", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
)
"""A warning or an error; one that came again and again within a moment is one row. The oldest go."""
