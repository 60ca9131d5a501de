"""Keeps the way to PostgreSQL: transactions, the kinds of table, the embedded server and its migrations."""

from albumen.database.engine import Database, DatabaseUnavailable, OpenTx, Tx, retrying
from albumen.database.settings import DatabaseSettings
from albumen.database.tables import BlobColumn, BlobKey, Digest, SecretHash, local, metadata, reference, sharded

__all__ = [
    "BlobColumn",
    "BlobKey",
    "Database",
    "DatabaseSettings",
    "DatabaseUnavailable",
    "Digest",
    "OpenTx",
    "SecretHash",
    "Tx",
    "local",
    "metadata",
    "reference",
    "retrying",
    "sharded",
]
