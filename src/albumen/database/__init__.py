"""Keeps the way to PostgreSQL: transactions, the kinds of table, the embedded server and its migrations."""

from albumen.database.dumps import check_dump, dump, restore
from albumen.database.embedded import EmbeddedPostgres
from albumen.database.engine import Database, OpenTx, Tx, retrying
from albumen.database.errors import (
    DatabaseFailed,
    DatabaseNotEmpty,
    DatabaseUnavailable,
    DumpDamaged,
    DumpFailed,
    MigrationRefused,
)
from albumen.database.facts import DatabaseFacts, facts
from albumen.database.migrate import current_revision, head_revision, migrate
from albumen.database.minting import insert_minted
from albumen.database.programs import binary, client_environment
from albumen.database.settings import DatabaseSettings
from albumen.database.tables import BlobColumn, BlobKey, Digest, SecretHash, local, metadata, reference, sharded

__all__ = [
    "BlobColumn",
    "BlobKey",
    "Database",
    "DatabaseFacts",
    "DatabaseFailed",
    "DatabaseNotEmpty",
    "DatabaseSettings",
    "DatabaseUnavailable",
    "Digest",
    "DumpDamaged",
    "DumpFailed",
    "EmbeddedPostgres",
    "MigrationRefused",
    "OpenTx",
    "SecretHash",
    "Tx",
    "binary",
    "check_dump",
    "client_environment",
    "current_revision",
    "dump",
    "facts",
    "head_revision",
    "insert_minted",
    "local",
    "metadata",
    "migrate",
    "reference",
    "restore",
    "retrying",
    "sharded",
]
