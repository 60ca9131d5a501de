"""Reads of the library. Those for a viewer's eyes take a selection of photos that `sharing` made (`among`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, NamedTuple

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    LargeBinary,
    Row,
    Select,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    tuple_,
    union_all,
)

from albumen.core import MAX_ID, decode_cursor, encode_cursor, shard_of
from albumen.database import Tx
from albumen.photos.days import day_of, listed
from albumen.photos.model import (
    Bucket,
    DateSource,
    DayCount,
    Found,
    Kind,
    Photo,
    PhotoId,
    Presence,
    Shelf,
    State,
    Taken,
    Tile,
)
from albumen.photos.tables import libraries, one_of, photo_days, photo_files, photos, tombstones

MOST_PER_BUCKET = 1000
"""Tiles that one answer holds at most; a longer day goes on by cursor."""


class _Position(NamedTuple):
    """Where a page of a bucket ended."""

    at: datetime
    photo_id: Annotated[int, msgspec.Meta(gt=0, le=MAX_ID)]


def photo_from(row: Row[Any]) -> Photo:
    """The photo of a row of the table of photos."""
    return Photo(
        id=PhotoId(row.id),
        owner_id=row.owner_id,
        sha256=row.sha256,
        sha1=row.sha1,
        size=row.size,
        kind=Kind(row.kind),
        media_type=row.media_type,
        filename=row.filename,
        path=row.path,
        modified=row.modified,
        state=State(row.state),
        reason=row.reason,
        width=row.width,
        height=row.height,
        taken=Taken(
            row.taken_at,
            row.taken_offset,
            DateSource(row.taken_source) if row.taken_source else None,
            row.taken_confidence,
            row.taken_precision,
        ),
        shown_at=row.shown_at,
        latitude=row.latitude,
        longitude=row.longitude,
        altitude=row.altitude,
        make=row.make,
        model=row.model,
        lens=row.lens,
        exposure=row.exposure,
        duration=row.duration,
        title=row.title,
        description=row.description,
        tags=tuple(row.tags),
        rating=row.rating,
        favourite=row.favourite,
        archived=row.archived,
        trashed_at=row.trashed_at,
        details=row.details,
        thumbhash=row.thumbhash,
        renditions=row.renditions,
        steps=row.steps,
        edited=frozenset(row.edited),
        uploaded_at=row.uploaded_at,
        updated_at=row.updated_at,
    )


def on_shelf(shelf: Shelf) -> ColumnElement[bool]:
    """The condition that a photo stands on a shelf."""
    there = photos.c.trashed_at.is_(None)
    match shelf:
        case Shelf.LIBRARY:
            return listed()
        case Shelf.FAVOURITES:
            return photos.c.favourite & there
        case Shelf.ARCHIVE:
            return photos.c.archived & there
        case Shelf.TRASH:
            return photos.c.trashed_at.is_not(None)


async def get(tx: Tx, photo_id: int) -> Photo | None:
    """The photo of this id whoever may see it; for rooms that act on nobody's behalf. People go through `sharing`."""
    return await first(tx, select(photos).where(photos.c.shard == shard_of(photo_id), photos.c.id == photo_id))


async def first(tx: Tx, among: Select[Any]) -> Photo | None:
    """The one photo of a selection of whole rows, None when it is empty."""
    row = (await tx.execute(among)).one_or_none()
    return photo_from(row) if row else None


async def listing(tx: Tx, among: Select[Any], ids: Iterable[int]) -> list[Photo]:
    """Those of these photos that lie in the selection, in the order of the ids given."""
    wanted = list(dict.fromkeys(ids))
    shards = {shard_of(i) for i in wanted}
    rows = await tx.execute(among.where(one_of(photos.c.shard, shards), one_of(photos.c.id, wanted)))
    found = {row.id: photo_from(row) for row in rows}
    return [found[i] for i in wanted if i in found]


async def version(tx: Tx, owner_id: int) -> int:
    """A number that grows with every change of an owner's library."""
    found = await tx.scalar(
        select(libraries.c.version).where(libraries.c.shard == shard_of(owner_id), libraries.c.owner_id == owner_id)
    )
    return found or 0


async def days(tx: Tx, owner_id: int, shelf: Shelf, among: Select[Any]) -> list[DayCount]:
    """The days of a shelf that have photos, the latest first.

    The library's own days are read from their counts; the other shelves are small and counted. The counts are of the whole
    library: whoever may see none of it is told nothing.
    """
    if shelf is Shelf.LIBRARY:
        statement: Select[Any] = select(photo_days.c.day, photo_days.c.count.label("n")).where(
            photo_days.c.shard == shard_of(owner_id),
            photo_days.c.owner_id == owner_id,
            photo_days.c.count > 0,
            _owned(among, owner_id, shelf).exists(),
        )
        rows = await tx.execute(statement.order_by(photo_days.c.day.desc()))
    else:
        day = day_of(photos.c.shown_at)
        statement = _owned(among, owner_id, shelf).with_only_columns(day.label("day"), func.count().label("n"))
        rows = await tx.execute(statement.group_by(day).order_by(day.desc()))
    # All at once and by place: one by one and by name, the days of twenty years take twice as long.
    return [DayCount(day, n) for day, n in rows.all()]


async def bucket(
    tx: Tx,
    owner_id: int,
    shelf: Shelf,
    day: date,
    among: Select[Any],
    *,
    since: date | None = None,
    cursor: str | None,
    limit: int,
) -> Bucket:
    """At most `limit` (and never more than `MOST_PER_BUCKET`) tiles of a shelf, the latest first.

    Those of one day; with `since` those of all days from that earlier one up to `day`.
    """
    statement = _between(among, owner_id, shelf, day if since is None else since, day, cursor)
    limit = max(1, min(limit, MOST_PER_BUCKET))
    rows = (await tx.execute(statement.with_only_columns(*_TILE).order_by(*_LATEST_FIRST).limit(limit + 1))).all()
    tiles = tuple(_tile(row) for row in rows[:limit])
    more = encode_cursor(_Position(tiles[-1].shown_at, tiles[-1].id)) if len(rows) > limit else None
    return Bucket(tiles, more)


async def ids_between(
    tx: Tx, owner_id: int, shelf: Shelf, day: date, among: Select[Any], *, since: date, cursor: str | None, limit: int
) -> tuple[list[PhotoId], str | None]:
    """At most `limit` ids of a shelf's photos from one day back to an earlier one, the latest first, and where to go on."""
    statement = _between(among, owner_id, shelf, since, day, cursor).with_only_columns(photos.c.id, photos.c.shown_at)
    rows = (await tx.execute(statement.order_by(*_LATEST_FIRST).limit(limit + 1))).all()
    found = [PhotoId(row.id) for row in rows[:limit]]
    more = encode_cursor(_Position(rows[limit - 1].shown_at, rows[limit - 1].id)) if len(rows) > limit else None
    return found, more


async def covers(
    tx: Tx, owner_id: int, shelf: Shelf, day: date, among: Select[Any], *, since: date, each: int
) -> tuple[Tile, ...]:
    """At most `each` pictures to stand for each month between two days, the latest first.

    Favourites come before others. Of the library's other photos each is of another day, those of the fullest days first: what
    is read goes with the number of pictures and not with the number of photos. The other shelves are small and read.
    """
    month = func.date_trunc("month", photos.c.shown_at)
    ready = photos.c.state == State.READY
    if shelf is not Shelf.LIBRARY:
        number = func.row_number().over(partition_by=month, order_by=(photos.c.favourite.desc(), *_LATEST_FIRST))
        numbered = _between(among, owner_id, shelf, since, day).where(ready)
        ranked = numbered.with_only_columns(*_TILE, number.label("number")).subquery()
        rows = await tx.execute(
            select(ranked).where(ranked.c.number <= each).order_by(ranked.c.shown_at.desc(), ranked.c.id.desc())
        )
        return tuple(_tile(row) for row in rows)

    in_month = func.date_trunc("month", cast(photo_days.c.day, photos.c.shown_at.type))
    rank = func.row_number().over(partition_by=in_month, order_by=(photo_days.c.count.desc(), photo_days.c.day.desc()))
    counted = (
        select(photo_days.c.day, rank.label("rank"))
        .where(
            photo_days.c.shard == shard_of(owner_id),
            photo_days.c.owner_id == owner_id,
            photo_days.c.count > 0,
            photo_days.c.day.between(since, day),
        )
        .subquery()
    )
    full = select(cast(counted.c.day, photos.c.shown_at.type).label("start")).where(counted.c.rank <= each).subquery()
    one = (
        _owned(among, owner_id, shelf)
        .with_only_columns(*_TILE)
        .where(ready, photos.c.shown_at >= full.c.start, photos.c.shown_at < full.c.start + timedelta(days=1))
        .order_by(*_LATEST_FIRST)
        .limit(1)
        .lateral("one")
    )
    months = select(in_month.label("start")).where(
        photo_days.c.shard == shard_of(owner_id),
        photo_days.c.owner_id == owner_id,
        photo_days.c.count > 0,
        photo_days.c.day.between(since, day),
    )
    begun = months.distinct().subquery()
    loved = (
        _owned(among, owner_id, Shelf.FAVOURITES)
        .with_only_columns(*_TILE)
        .where(
            ready,
            listed(),
            photos.c.shown_at >= begun.c.start,
            photos.c.shown_at < begun.c.start + func.make_interval(0, 1),
        )
        .order_by(*_LATEST_FIRST)
        .limit(each)
        .lateral("loved")
    )
    found = [
        *(await tx.execute(select(loved).select_from(begun.join(loved, true())))).all(),
        *(await tx.execute(select(one).select_from(full.join(one, true())))).all(),
    ]
    taken: dict[tuple[int, int], dict[PhotoId, Tile]] = {}
    for tile in map(_tile, found):
        of_month = taken.setdefault((tile.shown_at.year, tile.shown_at.month), {})
        if len(of_month) < each:
            of_month.setdefault(tile.id, tile)
    tiles = [tile for of_month in taken.values() for tile in of_month.values()]
    return tuple(sorted(tiles, key=lambda tile: (tile.shown_at, tile.id), reverse=True))


async def find_digests(tx: Tx, owner_id: int, digests: Sequence[bytes]) -> dict[bytes, Found]:
    """What an owner's library knows of these digests (all SHA-256, or all SHA-1 of 20 bytes)."""
    if not digests:
        return {}
    name = "sha1" if len(digests[0]) == 20 else "sha256"
    wanted = (
        func.unnest(literal(list(digests), ARRAY(LargeBinary))).table_valued("digest", name="wanted").render_derived()
    )

    def of_owner(table: Table, **said: ColumnElement[Any]) -> Select[Any]:
        mine = (table.c.shard == shard_of(owner_id), table.c.owner_id == owner_id, table.c[name] == wanted.c.digest)
        # OFFSET keeps it a look-up for each digest. Where PostgreSQL has no statistics (straight after an import or a restore) it
        # would rather read all photos of the owner and sort out: a second for a million.
        one = select(*(column.label(label) for label, column in said.items())).where(*mine).offset(0).lateral("found")
        return select(wanted.c.digest, one).select_from(wanted.join(one, true()))

    # One statement over both tables, with one parameter: to write 5,000 digests down costs more than to find them.
    purged = of_owner(tombstones, photo_id=cast(null(), BigInteger), presence=literal(Presence.PURGED.value))
    lying = case((photos.c.trashed_at.is_(None), Presence.PRESENT.value), else_=Presence.TRASHED.value)
    there = of_owner(photos, photo_id=photos.c.id, presence=lying)
    rows = (await tx.execute(union_all(purged, there))).all()
    return {digest: Found(photo_id, Presence(presence)) for digest, photo_id, presence in rows}


async def trash_due(tx: Tx, owner_id: int, age: timedelta, *, limit: int) -> list[PhotoId]:
    """Photos of an owner that lie in the trash longer than `age`, the oldest first."""
    statement = (
        select(photos.c.id)
        .where(
            photos.c.shard == shard_of(owner_id),
            photos.c.owner_id == owner_id,
            photos.c.trashed_at.is_not(None),
            photos.c.trashed_at <= func.now() - age,
        )
        .order_by(photos.c.trashed_at)
        .limit(limit)
    )
    return [PhotoId(i) for i in await tx.scalars(statement)]


async def any_of(tx: Tx, owner_id: int, *, limit: int) -> list[PhotoId]:
    """Some photos of an owner, whatever their state."""
    shard = shard_of(owner_id)
    statement = select(photos.c.id).where(photos.c.shard == shard, photos.c.owner_id == owner_id)
    return [PhotoId(i) for i in await tx.scalars(statement.limit(limit))]


async def stuck(tx: Tx, owner_id: int, age: timedelta, *, limit: int) -> list[PhotoId]:
    """Photos of an owner that are not developed though they came more than `age` ago."""
    statement = select(photos.c.id).where(
        photos.c.shard == shard_of(owner_id),
        photos.c.owner_id == owner_id,
        photos.c.state == State.PROCESSING,
        photos.c.updated_at < func.now() - age,
    )
    return [PhotoId(i) for i in await tx.scalars(statement.limit(limit))]


async def outdated(
    tx: Tx, owner_id: int, kind: Kind, steps: Mapping[str, int], *, after: int, limit: int
) -> list[PhotoId]:
    """Photos of an owner and kind, in the order of their ids, that were developed with other versions of these steps."""
    done = and_(*(photos.c.steps.contains({name: version}) for name, version in steps.items()))
    statement = select(photos.c.id).where(
        photos.c.shard == shard_of(owner_id),
        photos.c.owner_id == owner_id,
        photos.c.kind == kind,
        photos.c.id > after,
        photos.c.state.in_([State.READY, State.OPAQUE]),
        ~done,
    )
    return [PhotoId(i) for i in await tx.scalars(statement.order_by(photos.c.id).limit(limit))]


async def files_of(tx: Tx, photo_id: PhotoId) -> Sequence[Row[Any]]:
    """The files that belong to a photo (sidecars): id, kind, filename, size, sha256."""
    rows = await tx.execute(
        select(photo_files.c.id, photo_files.c.kind, photo_files.c.filename, photo_files.c.size, photo_files.c.sha256)
        .where(photo_files.c.shard == shard_of(photo_id), photo_files.c.photo_id == photo_id)
        .order_by(photo_files.c.id)
    )
    return rows.all()


def _owned(among: Select[Any], owner_id: int, shelf: Shelf) -> Select[Any]:
    return among.where(photos.c.shard == shard_of(owner_id), photos.c.owner_id == owner_id, on_shelf(shelf))


def _between(
    among: Select[Any], owner_id: int, shelf: Shelf, since: date, day: date, cursor: str | None = None
) -> Select[Any]:
    # The days and the cursor are one range of the index (owner, shown_at, id), however many they are. PostgreSQL adds the
    # day, because Python has none after the last of its calendar.
    start, last = (literal(datetime.combine(d, time()), photos.c.shown_at.type) for d in (since, day))
    statement = _owned(among, owner_id, shelf).where(
        photos.c.shown_at >= start, photos.c.shown_at < last + timedelta(days=1)
    )
    if cursor:
        at, photo_id = decode_cursor(cursor, _Position)
        statement = statement.where(
            tuple_(photos.c.shown_at, photos.c.id) < tuple_(literal(at, photos.c.shown_at.type), literal(photo_id))
        )
    return statement


_LATEST_FIRST = (photos.c.shown_at.desc(), photos.c.id.desc())
_TILE = (
    photos.c.id,
    photos.c.kind,
    photos.c.width,
    photos.c.height,
    photos.c.shown_at,
    photos.c.taken_at.is_not(None).label("taken_known"),
    photos.c.favourite,
    photos.c.archived,
    photos.c.state,
    photos.c.thumbhash,
    photos.c.duration,
    photos.c.sha256,
    photos.c.renditions,
    photos.c.trashed_at,
)


def _tile(row: Row[Any]) -> Tile:
    return Tile(
        id=PhotoId(row.id),
        kind=Kind(row.kind),
        ratio=round(row.width / row.height, 4) if row.width and row.height else 1.0,
        shown_at=row.shown_at,
        taken_known=row.taken_known,
        favourite=row.favourite,
        archived=row.archived,
        state=State(row.state),
        thumbhash=row.thumbhash,
        duration=row.duration,
        sha256=row.sha256,
        renditions=row.renditions,
        trashed_at=row.trashed_at,
    )
