"""A library of very many photos, written with COPY as fast as PostgreSQL takes rows: no bytes, no renditions."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from albumen.accounts import User
from albumen.core import shard_of

FIRST_DAY = date(2005, 1, 1)
DAYS = 7000
_BLOBS = ("space", "shard", "sha256", "sha1", "size", "state")
_PHOTOS = (
    *("id", "shard", "owner_id", "sha256", "sha1", "size", "kind", "media_type", "filename", "path", "state"),
    *("width", "height", "taken_at", "taken_source", "taken_confidence", "taken_precision", "shown_at"),
    *("uploaded_wall", "latitude", "longitude", "make", "model", "lens", "exposure", "favourite", "thumbhash"),
    *("renditions", "steps"),
)
_TABLES = ("blobs", "photos", "photo_days", "libraries")


@dataclass(frozen=True)
class Library:
    """What was written."""

    owner_id: int
    ids: list[int]
    digests: list[bytes]
    days: list[date]
    """Of each photo."""


def fill(database_url: str, owner: User, number: int) -> Library:
    """So many photos of one owner, in no order of their dates, over 7,000 days of which some are much fuller than others.

    From then on nothing vacuums or analyses these tables: they stay as an import and edits leave them.
    """
    chance = np.random.default_rng(7)
    weights = chance.lognormal(0, 1, DAYS)
    offsets = chance.choice(DAYS, number, p=weights / weights.sum())
    seconds = chance.integers(7 * 3600, 23 * 3600, number)
    shard = shard_of(owner.id)
    library = Library(owner.id, [], [], [])
    with psycopg.connect(database_url) as connection:
        for table in _TABLES:
            connection.execute(sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = off)").format(sql.Identifier(table)))
        digests = [hashlib.sha256(f"photo {n}".encode()).digest() for n in range(number)]
        with connection.cursor().copy(_copy("blobs", _BLOBS)) as copy:
            for digest in digests:
                copy.write_row((owner.id, shard, digest, digest[:20], 4_000_000, "live"))
        began = (owner.id >> 23) + 1
        with connection.cursor().copy(_copy("photos", _PHOTOS)) as copy:
            for n, digest in enumerate(digests):
                day = FIRST_DAY + timedelta(days=int(offsets[n]))
                at = datetime(day.year, day.month, day.day) + timedelta(seconds=int(seconds[n]))  # noqa: DTZ001
                photo_id = (began + n << 23) | (shard << 10) | (n & 1023)
                copy.write_row(_photo(owner.id, shard, photo_id, digest, at, n))
                library.ids.append(photo_id)
                library.days.append(day)
        library.digests.extend(digests)
        with connection.cursor().copy(_copy("photo_days", ("owner_id", "shard", "day", "count"))) as copy:
            for day, count in Counter(library.days).items():
                copy.write_row((owner.id, shard, day, count))
        connection.execute(
            "INSERT INTO libraries (owner_id, shard, version) VALUES (%s, %s, %s)", (owner.id, shard, number)
        )
    return library


def _copy(table: str, columns: tuple[str, ...]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)


_EXPOSURE = Jsonb({"iso": 200, "aperture": 2.8, "shutter_seconds": 0.008, "focal_length": 26.0})
_RENDITIONS = Jsonb({"grid": "grid-1.webp", "preview": "preview-1.jpg"})
_STEPS = Jsonb({"read_metadata": 1, "make_renditions": 1})


def _photo(owner_id: int, shard: int, photo_id: int, digest: bytes, at: datetime, n: int) -> tuple[object, ...]:
    upright = n % 3 == 0
    return (
        *(photo_id, shard, owner_id, digest, digest[:20], 4_000_000, "image", "image/jpeg"),
        *(f"IMG_{n:07d}.jpg", f"camera/{at:%Y-%m}/IMG_{n:07d}.jpg", "ready"),
        *(3000 if upright else 4000, 4000 if upright else 3000, at, "home_zone", "likely", "second", at),
        *(at, 48.1 + n % 1000 / 1000, 11.5 + n % 777 / 1000, "Albumen", "Drawn", "26 mm f/2.8"),
        *(_EXPOSURE, n % 50 == 0, digest.hex()[:32], _RENDITIONS, _STEPS),
    )
