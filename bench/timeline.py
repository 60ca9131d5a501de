"""The timeline and the check of hashes in a library of a million photos of one owner.

Asked over HTTP of a real server, straight after the rows came in and again after 50,000 edits through the product's own verbs.
Nothing is vacuumed or analysed meanwhile. The peer is the plain statement for the same rows, sent with psycopg over one
connection and read to its end: what lies between is the whole product.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import date, timedelta

import psycopg

from albumen import photos
from albumen.core import shard_of
from albumen.database import Database, Tx
from albumen.photos import Changes
from bench.library import Library, fill
from bench.measure import Goal, Line, Size, in_turn, saying, timed
from bench.people import Person, make_people
from bench.server import Server, folder, serving

_DAYS = "SELECT day, count FROM photo_days WHERE owner_id = %s AND shard = %s AND count > 0 ORDER BY day DESC"
_BUCKET = """
    SELECT id, kind, width, height, shown_at, taken_at IS NOT NULL, favourite, archived, state, thumbhash, duration, sha256,
           renditions, trashed_at
    FROM photos
    WHERE owner_id = %s AND shard = %s AND trashed_at IS NULL AND NOT archived
      AND shown_at >= %s AND shown_at < %s
    ORDER BY shown_at DESC, id DESC LIMIT 1001
"""
_CHECK = "SELECT sha256, id, trashed_at FROM photos WHERE owner_id = %s AND shard = %s AND sha256 = ANY(%s)"
_IDS = """
    SELECT id FROM photos
    WHERE owner_id = %s AND shard = %s AND trashed_at IS NULL AND NOT archived AND shown_at < %s
    ORDER BY shown_at DESC, id DESC LIMIT 10001
"""
_COVERS = """
    SELECT one.* FROM (
        SELECT day, row_number() OVER (PARTITION BY date_trunc('month', day::timestamp) ORDER BY count DESC, day DESC) AS rank
        FROM photo_days WHERE owner_id = %(owner)s AND shard = %(shard)s AND count > 0 AND day BETWEEN %(since)s AND %(day)s
    ) AS full_days JOIN LATERAL (
        SELECT id, kind, width, height, shown_at, favourite, state, thumbhash, sha256, renditions FROM photos
        WHERE owner_id = %(owner)s AND shard = %(shard)s AND trashed_at IS NULL AND NOT archived AND state = 'ready'
          AND shown_at >= full_days.day AND shown_at < full_days.day + 1
        ORDER BY shown_at DESC, id DESC LIMIT 1
    ) AS one ON true WHERE rank <= 4
"""
_HASHES = 5000
_ALONE = 0.2
"""Of the edits are of one photo each, in a transaction of its own; the others of a hundred photos."""
_AT_ONCE = 100


def run(size: Size) -> list[Line]:
    """p95 of the day list, of one bucket (the day of a photo drawn at random) and of a check, before and after edits."""
    number, edits = size.pick(1_000_000, 3000), size.pick(50_000, 200)
    with folder() as place, serving(place / "data") as server:
        person = make_people(server.database_url(), "owner")[0]
        with saying(f"writing {number:,} photos"):
            library = fill(server.database_url(), person.user, number)
        with saying("asking"):
            lines = Asking(server, person, library, size).lines("straight after the import")
        with saying(f"editing {edits:,} photos"):
            asyncio.run(_edit(server.database_url(), library, edits))
        with saying("asking again"):
            lines += Asking(server, person, library, size).lines(f"after {edits:,} edits")
        return lines


class Asking:
    """A client of the server, and a connection to its database, that ask for the same."""

    def __init__(self, server: Server, person: Person, library: Library, size: Size) -> None:
        self._client = server.client(person.key)
        self._raw = psycopg.connect(server.database_url(), autocommit=True)
        self._library, self._size = library, size
        self._owned = (person.user.id, shard_of(person.user.id))
        self._chance = random.Random(3)

    def lines(self, when: str) -> list[Line]:
        """A line for each thing asked for."""
        asked, checks = self._size.pick(300, 3), self._size.pick(60, 2)
        floor = in_turn(asked, self._timed_get("/livez"), self._timed_select("SELECT 1", lambda: ()))
        days = in_turn(asked, self._timed_get("/api/v1/timeline"), self._timed_select(_DAYS, lambda: self._owned))
        buckets = in_turn(asked, self._bucket, self._timed_select(_BUCKET, self._of_a_day))
        ids = in_turn(checks, self._ids, self._timed_select(_IDS, lambda: (*self._owned, self._some_day())))
        covers = in_turn(asked, self._covers, self._timed_select(_COVERS, self._of_a_year))
        check = in_turn(checks, self._check, self._timed_select(_CHECK, lambda: (*self._owned, self._some_digests())))
        self._raw.close()
        return [
            Line(f"/livez, {when}", "ms", *floor, "SELECT 1", told="p95"),
            Line(f"day list, {when}", "ms", *days, "plain SQL", told="p95", goal=Goal("value", "<", 100)),
            Line(f"one bucket, {when}", "ms", *buckets, "plain SQL", told="p95", goal=Goal("value", "<", 50)),
            Line(
                f"pictures for a year's months, {when}",
                "ms",
                *covers,
                "plain SQL",
                told="p95",
                goal=Goal("value", "<", 100),
            ),
            Line(f"10,000 ids, {when}", "ms", *ids, "plain SQL", told="p95", goal=Goal("value", "<", 200)),
            Line(
                f"check of {_HASHES:,} hashes, {when}",
                "ms",
                *check,
                "plain SQL",
                told="p95",
                goal=Goal("value", "<", 200),
            ),
        ]

    def _timed_get(self, path: str) -> Callable[[], float]:
        return lambda: timed(lambda: self._client.body(path))

    def _timed_select(
        self, statement: str, values: Callable[[], tuple[object, ...] | dict[str, object]]
    ) -> Callable[[], float]:
        def measured() -> float:
            given = values()
            return timed(lambda: self._raw.execute(statement, given).fetchall())

        return measured

    def _some_day(self) -> date:
        """The day of a photo: full days are looked at more often."""
        return self._chance.choice(self._library.days)

    def _of_a_day(self) -> tuple[object, ...]:
        day = self._some_day()
        return (*self._owned, day, day + timedelta(days=1))

    def _bucket(self) -> float:
        path = f"/api/v1/timeline/{self._some_day()}"
        return timed(lambda: self._client.body(path))

    def _ids(self) -> float:
        path = f"/api/v1/timeline/{self._some_day()}/ids?since={min(self._library.days)}"
        return timed(lambda: self._client.body(path))

    def _covers(self) -> float:
        year = self._some_day().year
        return timed(lambda: self._client.body(f"/api/v1/timeline/{year}-12-31/covers?since={year}-01-01"))

    def _of_a_year(self) -> dict[str, object]:
        year = self._some_day().year
        owner, shard = self._owned
        return {"owner": owner, "shard": shard, "since": date(year, 1, 1), "day": date(year, 12, 31)}

    def _check(self) -> float:
        wanted = [digest.hex() for digest in self._some_digests()]
        return timed(lambda: self._client.body("/api/v1/photos/check", {"sha256": wanted}))

    def _some_digests(self) -> list[bytes]:
        """Half of them are in the library."""
        there = self._chance.choices(self._library.digests, k=_HASHES // 2)
        return [*there, *(self._chance.randbytes(32) for _ in range(_HASHES - len(there)))]


async def _edit(database_url: str, library: Library, edits: int) -> None:
    database = Database(database_url, pool_size=4, application="albumen bench")
    chance = random.Random(5)
    alone = int(edits * _ALONE)
    waiting = iter([1] * alone + [_AT_ONCE] * ((edits - alone) // _AT_ONCE))

    async def work() -> None:
        for number in waiting:
            ids = chance.sample(library.ids, number)
            async with database.open_tx() as tx:
                await _change(tx, library.owner_id, ids, chance)

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(work())
    await database.close()


async def _change(tx: Tx, owner_id: int, ids: list[int], chance: random.Random) -> None:
    match chance.choice(("favourite", "title", "shift", "shift", "archive", "trash")):
        case "favourite":
            await photos.edit(tx, owner_id, ids, Changes(favourite=True))
        case "title":
            await photos.edit(tx, owner_id, ids, Changes(title="Somewhere", tags=("one", "two")))
        case "shift":
            await photos.edit(tx, owner_id, ids, Changes(shift=timedelta(days=chance.randint(-400, 400))))
        case "archive":
            await photos.edit(tx, owner_id, ids, Changes(archived=True))
        case _:
            await photos.trash(tx, owner_id, ids)
