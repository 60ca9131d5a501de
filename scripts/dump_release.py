"""Keeps what a release's database looks like: `python scripts/dump_release.py DIR`, DIR being a data directory of that release.

Fill DIR with a few photos that a script drew, two accounts, an album of everything the release can do: the dump goes into the
repository (`tests/database/releases/VERSION.sql`), and every later Albumen must be able to upgrade it. Beside it goes what the
release's migrations are (`VERSION.sha256`, as `sha256sum` writes it): they are never edited again.
"""

import asyncio
import hashlib
import subprocess
import sys
from pathlib import Path

from albumen import __version__
from albumen.database import EmbeddedPostgres, binary, client_environment

ROOT = Path(__file__).parents[1]
RELEASES = ROOT / "tests" / "database" / "releases"
SCRIPTS = ROOT / "src" / "albumen" / "migrations" / "versions"


def sums(scripts: Path) -> str:
    """What these migrations are."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(scripts.glob("[0-9]*.py"))
    )


async def main(data: Path) -> None:
    RELEASES.mkdir(exist_ok=True)
    target = RELEASES / f"{__version__}.sql"
    async with EmbeddedPostgres(data / "postgres") as server:
        command = [str(binary("pg_dump")), "--no-owner", "--no-privileges", "--file", str(target)]
        environment = client_environment(server.url)
        await asyncio.to_thread(subprocess.run, command, env=environment, check=True)
    target.with_suffix(".sha256").write_text(sums(SCRIPTS))
    print(target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(main(Path(sys.argv[1])))
