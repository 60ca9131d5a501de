"""The timeline: the days of a shelf with their counts, then each day in columns."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from albumen import photos, sharing
from albumen.accounts import Scope, UserId
from albumen.api.bytes import unchanged_response
from albumen.api.dependencies import Person, SignedIn, WithParts, authz
from albumen.api.json import Id, json_response, wall_clock
from albumen.api.photo_json import signed
from albumen.core import invalid, now
from albumen.photos import MOST_PER_BUCKET, Kind, Shelf, State, Tile
from albumen.wiring import Parts

router = APIRouter(prefix="/timeline", tags=["Timeline"])


class DayOut(BaseModel):
    """A day that has photos."""

    day: dt.date
    count: int


class TimelineOut(BaseModel):
    """A shelf, day by day, the latest first."""

    days: list[DayOut]
    version: int = Field(description="Grows with every change of the library")


class CoversOut(BaseModel):
    """Photos in columns: the n-th entries of all columns are one photo."""

    id: list[Id]
    kind: list[Kind]
    ratio: list[float] = Field(description="Width over height; 1 while unknown")
    taken_at: list[str] = Field(description="The wall clock at which it stands")
    dated: list[bool] = Field(description="False: the date is unknown, it stands on the day of its upload")
    favourite: list[bool]
    archived: list[bool]
    state: list[State]
    thumbhash: list[str | None]
    duration: list[float | None]
    grid: list[str | None] = Field(description="Signed address of the small picture")
    trashed_at: list[dt.datetime | None]


class BucketOut(CoversOut):
    """A stretch of one day, or of some, in columns."""

    cursor: str | None = Field(description="Where it goes on; null at the end")


class IdsOut(BaseModel):
    """Ids of photos, the latest first."""

    id: list[Id]
    cursor: str | None = Field(description="Where it goes on; null at the end")


class ShelfName(StrEnum):
    """Which list to read."""

    LIBRARY = "library"
    FAVOURITES = "favourites"
    ARCHIVE = "archive"
    TRASH = "trash"


MOST_IDS = 10_000
MOST_DAYS = 50 * 366
Since = Annotated[dt.date, Query(description="An earlier day")]
Limit = Annotated[int, Query(ge=1, le=MOST_PER_BUCKET, description="Most photos in one answer")]


@router.get(
    "",
    summary="Days with counts",
    responses={
        200: {"model": TimelineOut},
        304: {"description": "Nothing has changed since the answer whose `ETag` stood in `If-None-Match`"},
    },
    response_class=Response,
    **authz("photo", "list", Scope.PHOTOS_READ),
)
async def get_days(
    request: Request, viewer: SignedIn, user: Person, parts: WithParts, shelf: ShelfName = ShelfName.LIBRARY
) -> Response:
    """The days of one's own library that have photos, the latest first.

    A photo without a date stands on the day it was uploaded, in its owner's zone. Whoever asks again and again sends the `ETag`
    back in `If-None-Match`: while nothing has changed the answer is 304 and costs next to nothing.
    """
    async with parts.database.open_tx() as tx:
        # Before the days: what changes in between is then asked for once too often, and not never.
        version = await photos.version(tx, user.id)
        etag = f'"{user.id}-{version}"'
        unchanged = unchanged_response(request, etag, cache="private, no-store")
        if unchanged is not None:
            return unchanged
        found = await photos.days(tx, user.id, Shelf(shelf.value), sharing.visible_photos(viewer))
    answer = json_response({"days": [{"day": d.day, "count": d.count} for d in found], "version": version})
    answer.headers["ETag"] = etag
    return answer


@router.get(
    "/{day}",
    summary="One day, or some in a row",
    responses={200: {"model": BucketOut}},
    response_class=Response,
    **authz("photo", "list", Scope.PHOTOS_READ),
)
async def get_bucket(
    day: dt.date,
    viewer: SignedIn,
    user: Person,
    parts: WithParts,
    shelf: ShelfName = ShelfName.LIBRARY,
    since: Annotated[dt.date | None, Query(description="An earlier day: all days from it on as well")] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = MOST_PER_BUCKET,
) -> Response:
    """The photos of one day in columns, the latest first; a long day goes on by its cursor.

    Who shows a month of a few photos asks once, with `since`, instead of once for each of its days.
    """
    among = sharing.visible_photos(viewer)
    async with parts.database.open_tx() as tx:
        bucket = await photos.bucket(
            tx, user.id, Shelf(shelf.value), day, among, since=since, cursor=cursor, limit=limit
        )
    return json_response(_columns(bucket.tiles, user.id, parts) | {"cursor": bucket.cursor})


@router.get(
    "/{day}/ids",
    summary="The ids of some days",
    responses={200: {"model": IdsOut}},
    response_class=Response,
    **authz("photo", "list", Scope.PHOTOS_READ),
)
async def get_ids(
    day: dt.date,
    viewer: SignedIn,
    user: Person,
    parts: WithParts,
    since: Since,
    shelf: ShelfName = ShelfName.LIBRARY,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_IDS, description="Most ids in one answer")] = MOST_IDS,
) -> Response:
    """The ids of the photos from one day back to an earlier one, the latest first: to act on many that nobody looked at."""
    among = sharing.visible_photos(viewer)
    async with parts.database.open_tx() as tx:
        found, more = await photos.ids_between(
            tx, user.id, Shelf(shelf.value), day, among, since=since, cursor=cursor, limit=limit
        )
    return json_response({"id": [str(photo_id) for photo_id in found], "cursor": more})


@router.get(
    "/{day}/covers",
    summary="Pictures for some months",
    responses={200: {"model": CoversOut}},
    response_class=Response,
    **authz("photo", "list", Scope.PHOTOS_READ),
)
async def get_covers(
    day: dt.date,
    viewer: SignedIn,
    user: Person,
    parts: WithParts,
    since: Since,
    shelf: ShelfName = ShelfName.LIBRARY,
    each: Annotated[int, Query(ge=1, le=12, description="Most pictures of a month")] = 4,
) -> Response:
    """A few pictures to stand for each month from that of one day back to that of an earlier one: favourites before others.

    At most 50 years at once.
    """
    if (day - since).days > MOST_DAYS:
        raise invalid("since", "At most 50 years at once.")
    among = sharing.visible_photos(viewer)
    async with parts.database.open_tx() as tx:
        tiles = await photos.covers(tx, user.id, Shelf(shelf.value), day, among, since=since, each=each)
    return json_response(_columns(tiles, user.id, parts))


def _columns(tiles: Sequence[Tile], owner_id: UserId, parts: Parts) -> dict[str, Any]:
    instant = now()
    return {
        "id": [str(t.id) for t in tiles],
        "kind": [t.kind for t in tiles],
        "ratio": [t.ratio for t in tiles],
        "taken_at": [wall_clock(t.shown_at, None) for t in tiles],
        "dated": [t.taken_known for t in tiles],
        "favourite": [t.favourite for t in tiles],
        "archived": [t.archived for t in tiles],
        "state": [t.state for t in tiles],
        "thumbhash": [t.thumbhash for t in tiles],
        "duration": [t.duration for t in tiles],
        "grid": [signed(parts, owner_id, t.sha256, t.renditions.get("grid"), instant) for t in tiles],
        "trashed_at": [t.trashed_at for t in tiles],
    }
