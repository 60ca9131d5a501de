"""Writes the next migration from what the rooms declare: `python scripts/new_migration.py "Accounts and photos"`.

It compares a throw-away database that has all migrations with the declared tables. Read what it wrote before it is
committed: it cannot see a renamed column (it drops one and adds one) nor a changed CHECK constraint.
`tests/database/test_migrations.py` says whether the outcome is exactly what is declared.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import NullPool, create_engine

from albumen.database import EmbeddedPostgres, head_revision, migrate
from albumen.database.engine import sqlalchemy_url
from albumen.database.migrate import alembic_config
from albumen.migrations import load_all_tables


async def main(title: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        async with EmbeddedPostgres(Path(directory) / "postgres", durable=False) as server:
            await migrate(server.url)
            await asyncio.to_thread(write, server.url, title)


def write(url: str, title: str) -> None:
    number = f"{int(head_revision()) + 1:04}"
    config = alembic_config()
    with create_engine(sqlalchemy_url(url), poolclass=NullPool).connect() as connection:
        config.attributes["connection"] = connection
        config.attributes["declared"] = load_all_tables()
        script = command.revision(config, message=title, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", script.path], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", "--fix", script.path], check=False)
    print(script.path)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1].strip()))
