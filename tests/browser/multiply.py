"""Makes a long library out of a short one, straight in the database: `python -m tests.browser.multiply DATA USERNAME COPIES`.

Each photo is there so many times, taken again and again through the years; its copies share its pictures.
"""

import asyncio
import os
import sys
from pathlib import Path

import psycopg

from albumen.cli.work import database_url, settings_for

# The copies' bytes differ in their digest alone.
_COPY = """
CREATE TEMPORARY TABLE copies AS
SELECT p.*, n, sha256(p.sha256 || int4send(n)) AS new_sha256
FROM photos p JOIN users u ON u.id = p.owner_id, generate_series(1, {copies} - 1) AS n WHERE u.username = '{name}';
INSERT INTO blobs SELECT (jsonb_populate_record(b, jsonb_build_object('sha256', c.new_sha256))).*
FROM copies c JOIN blobs b ON b.space = c.owner_id AND b.sha256 = c.sha256 AND b.shard = c.shard;
INSERT INTO photos SELECT (jsonb_populate_record(p, jsonb_build_object(
  'id', p.id + (n::bigint << 23), 'sha256', c.new_sha256,
  'taken_at', p.taken_at - n * interval '17 hours', 'shown_at', p.shown_at - n * interval '17 hours'))).*
FROM copies c JOIN photos p ON p.id = c.id AND p.shard = c.shard;
INSERT INTO photo_days (owner_id, shard, day, count)
SELECT owner_id, shard, (shown_at - n * interval '17 hours')::date, count(*) FROM copies GROUP BY 1, 2, 3
ON CONFLICT (owner_id, day, shard) DO UPDATE SET count = photo_days.count + excluded.count;
UPDATE libraries SET version = version + 1 WHERE owner_id IN (SELECT owner_id FROM copies);
"""
_DIGESTS = "SELECT encode(sha256, 'hex'), encode(new_sha256, 'hex') FROM copies"


async def main(data: Path, name: str, copies: int) -> None:
    async with database_url(settings_for(data), make=False, bring=False) as url:
        with psycopg.connect(url) as connection:
            connection.execute(_COPY.format(name=name, copies=copies).encode())
            rows = connection.execute(_DIGESTS).fetchall()
    (derived,) = data.glob("**/derived")
    folders = {folder.name: folder for folder in derived.glob("*/*/*")}
    for old, new in rows:
        copy = folders[old].parents[1] / new[:2] / new
        copy.mkdir(parents=True)
        for picture in folders[old].iterdir():
            os.link(picture, copy / picture.name)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
