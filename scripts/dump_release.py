"""Keeps what a release's database looks like: `python scripts/dump_release.py DIR`, DIR being a data directory of that release.

Fill DIR with a few photos that a script drew, two accounts, an album of everything the release can do: the dump goes into the
repository (`tests/database/releases/VERSION.sql`), and every later Albumen must be able to upgrade it.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from albumen import __version__
from albumen.database import EmbeddedPostgres, binary, client_environment

RELEASES = Path(__file__).parents[1] / "tests" / "database" / "releases"


async def main(data: Path) -> None:
    RELEASES.mkdir(exist_ok=True)
    target = RELEASES / f"{__version__}.sql"
    async with EmbeddedPostgres(data / "postgres") as server:
        command = [binary("pg_dump"), "--no-owner", "--no-privileges", "--file", target]
        await asyncio.to_thread(subprocess.run, command, env=client_environment(server.url), check=True)
    print(target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(main(Path(sys.argv[1])))
