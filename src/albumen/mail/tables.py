"""The mail server that an administrator entered."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, Text, func

from albumen.database import reference

mail_server = reference(
    "mail_server",
    Column("id", Integer, CheckConstraint("id = 1", name="single_row"), primary_key=True, autoincrement=False),
    Column("host", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("security", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sender_name", Text, nullable=False, server_default=""),
    Column("username", Text, nullable=False, server_default=""),
    Column("password_sealed", Text),  # with a key that is not in the database
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
