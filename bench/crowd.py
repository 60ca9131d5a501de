"""Many photos whose pictures are a few real ones, the rest rows that share them: `python -m bench.crowd DATA USERNAME COPIES`.

The copies of a photo go back through the years, each taken 17 hours before the one before.
"""

import asyncio
import sys
from pathlib import Path

import psycopg

from albumen.cli.work import database_url, settings_for

# Each copy is a photo of its own; only its bytes are nowhere.
_COPY = """
CREATE TEMPORARY TABLE copies AS
SELECT p.*, n, sha256(p.sha256 || int4send(n)) AS new_sha256
FROM photos p, generate_series(1, %(copies)s - 1) AS n WHERE p.owner_id = %(owner)s;
"""
_WRITE = """
INSERT INTO blobs SELECT (jsonb_populate_record(b, jsonb_build_object('sha256', c.new_sha256))).*
FROM copies c JOIN blobs b ON b.space = c.owner_id AND b.sha256 = c.sha256 AND b.shard = c.shard;
INSERT INTO photos SELECT (jsonb_populate_record(p, jsonb_build_object(
  'id', p.id - (n::bigint << 23), 'sha256', c.new_sha256,
  'taken_at', p.taken_at - n * interval '17 hours', 'shown_at', p.shown_at - n * interval '17 hours'))).*
FROM copies c JOIN photos p ON p.id = c.id AND p.shard = c.shard;
INSERT INTO photo_days (owner_id, shard, day, count)
SELECT owner_id, shard, (shown_at - n * interval '17 hours')::date, count(*) FROM copies GROUP BY 1, 2, 3
ON CONFLICT (owner_id, day, shard) DO UPDATE SET count = photo_days.count + excluded.count;
UPDATE libraries SET version = version + 1 WHERE owner_id IN (SELECT owner_id FROM copies);
ANALYZE photos; ANALYZE photo_days; ANALYZE blobs;
"""
_DIGESTS = "SELECT encode(sha256, 'hex'), encode(new_sha256, 'hex') FROM copies"


def multiply(url: str, data: Path, owner_id: int, copies: int) -> None:
    """Make so many photos of each one that somebody has. `url` is the database's, `data` the instance's folder."""
    with psycopg.connect(url) as connection:
        connection.execute(_COPY, {"copies": copies, "owner": owner_id})
        connection.execute(_WRITE.encode())
        rows = connection.execute(_DIGESTS).fetchall()
    (derived,) = data.glob(f"**/derived/{owner_id}")
    folders = {folder.name: folder for folder in derived.glob("*/*")}
    for old, new in rows:
        there = folders[old]
        beside = there.parents[1] / new[:2]
        beside.mkdir(exist_ok=True)
        (beside / new).symlink_to(there)


async def _main(data: Path, username: str, copies: int) -> None:
    async with database_url(settings_for(data), make=False, bring=False) as url:
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT id FROM users WHERE username = %s", (username,)).fetchone()
        assert found, f"nobody is called {username}"
        multiply(url, data, found[0], copies)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
