"""What the database says of itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from albumen.database.engine import Tx

_FACTS = text("""
SELECT current_setting('server_version') AS version,
       pg_database_size(current_database()) AS size,
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
       current_setting('max_connections')::int AS most,
       clock_timestamp() AS clock
""")


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Its version, its size in bytes, its connections and how many there may be, and its clock."""

    version: str
    size: int
    connections: int
    most_connections: int
    clock: datetime


async def facts(tx: Tx) -> DatabaseFacts:
    """Ask it."""
    row = (await tx.execute(_FACTS)).one()
    return DatabaseFacts(row.version, row.size, row.connections, row.most, row.clock)
