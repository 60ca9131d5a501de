"""The timeline over HTTP: days with counts, then buckets in columns."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from albumen import accounts, photos, places
from albumen.accounts import User
from albumen.core import now
from albumen.photos import MOST_PER_BUCKET, DateSource, Facts, State, Taken
from tests.support.app import App, is_problem
from tests.support.forms import PHOTOS, add, small_jpeg
from tests.support.library import a_photo, a_user, recount

pytestmark = pytest.mark.asyncio(loop_scope="session")

TIMELINE = "/api/v1/timeline"
COLUMNS = {
    *("id", "kind", "ratio", "taken_at", "dated", "favourite", "archived", "state", "thumbhash", "duration", "grid"),
    "trashed_at",
}


async def days(client: httpx.AsyncClient, **query: str) -> dict[str, int]:
    answer = await client.get(TIMELINE, params=query)
    assert answer.status_code == 200
    listed = answer.json()["days"]
    assert [day["day"] for day in listed] == sorted((day["day"] for day in listed), reverse=True)
    return {day["day"]: day["count"] for day in listed}


async def bucket(client: httpx.AsyncClient, day: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(f"{TIMELINE}/{day}", params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert {len(body[name]) for name in COLUMNS} == {len(body["id"])}
    return body


async def taken(app: App, owner: User, number: int, at: datetime, *, offset: int | None = None) -> int:
    """A photo that was taken then."""
    photo = await a_photo(app.open_tx, owner, number)
    facts = Facts(40, 30, Taken(at, offset, DateSource.HOME_ZONE, "likely", "second"))
    await app.do(photos.describe, photo.id, facts, step="read_metadata", version=1)
    return photo.id


async def test_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get(TIMELINE)).json() == {"days": [], "version": 0}
    body = await bucket(client, "2019-07-14")
    assert body == {name: [] for name in COLUMNS} | {"cursor": None}


async def test_days_count_what_stands_on_them_and_buckets_show_it(
    studio: App, client: httpx.AsyncClient, owner: User
) -> None:
    at = datetime(2019, 7, 14, 12)
    ids = [await taken(studio, owner, n, at + timedelta(hours=5 * n)) for n in range(6)]
    assert await days(client) == {"2019-07-15": 3, "2019-07-14": 3}
    body = await bucket(client, "2019-07-14")
    # The latest first.
    assert body["id"] == [str(i) for i in reversed(ids[:3])]
    assert body["taken_at"] == ["2019-07-14T22:00:00", "2019-07-14T17:00:00", "2019-07-14T12:00:00"]
    assert body["dated"] == [True] * 3
    assert body["ratio"] == [pytest.approx(4 / 3, abs=1e-3)] * 3
    assert body["cursor"] is None


async def test_the_wall_clock_decides_the_day_and_not_the_instant(
    studio: App, client: httpx.AsyncClient, owner: User
) -> None:
    await taken(studio, owner, 1, datetime(2019, 12, 31, 23, 59, 59), offset=840)
    await taken(studio, owner, 2, datetime(2020, 1, 1), offset=-720)
    assert await days(client) == {"2020-01-01": 1, "2019-12-31": 1}


async def test_a_photo_without_a_date_stands_on_its_day_of_upload_in_its_owners_zone_and_says_so(studio: App) -> None:
    found = set()
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        user = await a_user(studio.open_tx)
        async with studio.open_tx() as tx:
            await accounts.edit_profile(tx, user.id, {"time_zone": zone})
        async with await studio.program(user) as client:
            before = places.wall_in(zone, now()).date().isoformat()
            added = await add(client, small_jpeg(5))
            after = places.wall_in(zone, now()).date().isoformat()
            (day,) = await days(client)
            assert before <= day <= after
            body = await bucket(client, day)
            assert (body["id"], body["dated"]) == ([added["id"]], [False])
            photo = (await client.get(f"{PHOTOS}/{added['id']}")).json()
            assert (photo["taken_at"], photo["taken_at_source"]) == (None, None)
            assert photo["shown_at"].startswith(day)
            found.add(day)
    # It is never the same day in both.
    assert len(found) == 2


async def test_a_long_day_goes_on_by_its_cursor(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    at = datetime(2019, 7, 14, 12)
    # Two at each second, so that pages end between equals too.
    ids = [str(await taken(studio, owner, n, at + timedelta(seconds=n // 2))) for n in range(11)]
    for limit in (1, 2, 3, 10, 11, 12):
        seen: list[str] = []
        cursor = None
        pages = 0
        while pages == 0 or cursor:
            body = await bucket(client, "2019-07-14", limit=limit, **({"cursor": cursor} if cursor else {}))
            seen += body["id"]
            assert len(body["id"]) <= limit
            cursor = body["cursor"]
            pages += 1
        assert len(seen) == len(set(seen)) == 11
        assert set(seen) == set(ids)
        assert pages == -(-11 // limit)


async def test_what_comes_while_one_pages_shifts_nothing(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    at = datetime(2019, 7, 14, 12)
    for n in range(4):
        await taken(studio, owner, n, at + timedelta(seconds=n))
    first = await bucket(client, "2019-07-14", limit=2)
    await taken(studio, owner, 10, at + timedelta(hours=1))
    second = await bucket(client, "2019-07-14", limit=2, cursor=first["cursor"])
    assert not set(first["id"]) & set(second["id"])
    assert second["cursor"] is None


async def test_some_days_in_a_row_in_one_answer(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    for n in range(5):
        await taken(studio, owner, n, datetime(2019, 7, 14 + n, 12))
    body = await bucket(client, "2019-07-17", since="2019-07-15")
    assert [at[:10] for at in body["taken_at"]] == ["2019-07-17", "2019-07-16", "2019-07-15"]


async def test_limits(client: httpx.AsyncClient) -> None:
    assert MOST_PER_BUCKET <= 1000
    for limit in (0, -1, MOST_PER_BUCKET + 1, "x"):
        is_problem(await client.get(f"{TIMELINE}/2019-07-14", params={"limit": limit}), 422)
    for cursor in ("x", "AAAA", "é", "=" * 50, "x" * 201, "eyJ9"):
        is_problem(await client.get(f"{TIMELINE}/2019-07-14", params={"cursor": cursor}), 422)
    for day in ("2019-02-30", "2019-7-1", "yesterday", "0000-00-00", "20190714x"):
        answer = await client.get(f"{TIMELINE}/{day}")
        is_problem(answer, 422)
    for day in ("0001-01-01", "9999-12-31"):
        assert (await bucket(client, day))["id"] == []
    is_problem(await client.get(TIMELINE, params={"shelf": "cellar"}), 422)


async def test_shelves(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    at = datetime(2019, 7, 14, 12)
    plain, favourite, archived, trashed, both = [
        str(await taken(studio, owner, n, at + timedelta(seconds=n))) for n in range(5)
    ]
    await client.patch(f"{PHOTOS}/{favourite}", json={"favourite": True})
    await client.patch(f"{PHOTOS}/{archived}", json={"archived": True})
    await client.patch(f"{PHOTOS}/{both}", json={"archived": True, "favourite": True})
    await client.delete(f"{PHOTOS}/{trashed}")
    stands = {
        "library": {plain, favourite},
        "favourites": {favourite, both},
        "archive": {archived, both},
        "trash": {trashed},
    }
    for shelf, wanted in stands.items():
        assert await days(client, shelf=shelf) == {"2019-07-14": len(wanted)}
        body = await bucket(client, "2019-07-14", shelf=shelf)
        assert set(body["id"]) == wanted, shelf
        assert all(bool(at) == (shelf == "trash") for at in body["trashed_at"])


async def test_the_version_grows_with_every_change_and_only_then(
    studio: App, client: httpx.AsyncClient, owner: User, stranger: User
) -> None:
    async def version() -> int:
        found: int = (await client.get(TIMELINE)).json()["version"]
        return found

    seen = [await version()]
    photo_id = await taken(studio, owner, 1, datetime(2019, 7, 14))
    seen.append(await version())
    for act in (
        client.patch(f"{PHOTOS}/{photo_id}", json={"title": "x"}),
        client.patch(f"{PHOTOS}/{photo_id}", json={"favourite": True}),
        client.delete(f"{PHOTOS}/{photo_id}"),
        client.post(f"{PHOTOS}/{photo_id}/restore"),
    ):
        assert (await act).is_success
        seen.append(await version())
    assert seen == sorted(set(seen))
    await client.get(f"{PHOTOS}/{photo_id}")
    await a_photo(studio.open_tx, stranger, 1)
    assert await version() == seen[-1]


async def test_counts_stay_true_through_everything(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    ids = [str(await taken(studio, owner, n, datetime(2019, 7, 1) + timedelta(days=n // 3))) for n in range(12)]
    await client.patch(PHOTOS, json={"ids": ids[:6], "changes": {"shift_seconds": 86_400 * 2}})
    await client.patch(PHOTOS, json={"ids": ids[4:7], "changes": {"archived": True}})
    await client.post(f"{PHOTOS}/trash", json={"ids": ids[6:9]})
    await client.patch(PHOTOS, json={"ids": ids[8:10], "changes": {"taken_at": None}})
    await client.patch(PHOTOS, json={"ids": ids[5:7], "changes": {"archived": False}})
    await client.post(f"{PHOTOS}/restore", json={"ids": ids[7:8]})
    await client.post(f"{PHOTOS}/trash", json={"ids": ids[:1]})
    await client.delete("/api/v1/trash")
    counted = await recount(studio.open_tx, owner.id)
    assert await days(client) == {str(day): count for day, count in counted.items()}
    for day, count in (await days(client)).items():
        assert len((await bucket(client, day))["id"]) == count


async def test_addresses_in_a_bucket_are_good(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    await studio.photo(owner, 1)
    (day,) = await days(client)
    (address,) = (await bucket(client, day))["grid"]
    async with studio.client() as nobody:
        answer = await nobody.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")


async def test_nobody(studio: App) -> None:
    async with studio.client() as nobody:
        is_problem(await nobody.get(TIMELINE), 401)
        is_problem(await nobody.get(f"{TIMELINE}/2019-07-14"), 401)


async def test_asked_again_nothing_is_said_while_nothing_has_changed(
    studio: App, client: httpx.AsyncClient, owner: User
) -> None:
    first = await client.get(TIMELINE)
    again = {"If-None-Match": first.headers["ETag"]}
    for shelf in ("library", "trash"):
        same = await client.get(TIMELINE, headers=again, params={"shelf": shelf})
        assert (same.status_code, same.content) == (304, b"")
    photo_id = await taken(studio, owner, 1, datetime(2019, 7, 14, 12))
    changed = await client.get(TIMELINE, headers=again)
    assert changed.status_code == 200
    again = {"If-None-Match": changed.headers["ETag"]}
    await client.patch(f"/api/v1/photos/{photo_id}", json={"title": "New"})
    assert (await client.get(TIMELINE, headers=again)).status_code == 200


@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_ids_are_those_of_the_buckets(studio: App, client: httpx.AsyncClient, owner: User, limit: int) -> None:
    at = datetime(2019, 7, 14, 12)
    taken_ids = [await taken(studio, owner, n, at + timedelta(hours=7 * n)) for n in range(9)]
    await client.post("/api/v1/photos/trash", json={"ids": [str(i) for i in taken_ids[:2]]})
    for shelf, since in (("library", "2019-07-14"), ("library", "2019-07-15"), ("trash", "2019-07-14")):
        whole = (await bucket(client, "2019-07-16", since=since, shelf=shelf))["id"]
        found: list[str] = []
        cursor: str | None = None
        while True:
            query = {"since": since, "shelf": shelf, "limit": limit} | ({"cursor": cursor} if cursor else {})
            body = (await client.get(f"{TIMELINE}/2019-07-16/ids", params=query)).json()
            assert len(body["id"]) <= limit
            found += body["id"]
            cursor = body["cursor"]
            if cursor is None:
                break
        assert found == whole


async def test_months_have_covers(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    """Favourites first, then photos of different days, those of the fullest days first; nothing that cannot be shown."""
    july, august = datetime(2019, 7, 1, 12), datetime(2019, 8, 1, 12)
    # On the n-th of July there are n photos, on the first of August two.
    of_july = {
        day: [await taken(studio, owner, day * 10 + n, july + timedelta(days=day - 1, hours=n)) for n in range(day)]
        for day in (1, 2, 3, 4)
    }
    of_august = [await taken(studio, owner, 90 + n, august + timedelta(hours=n)) for n in range(2)]
    processing = (await a_photo(studio.open_tx, owner, 99, uploaded_wall=datetime(2019, 7, 4, 23))).id
    ready = [*of_august, *(photo_id for ids in of_july.values() for photo_id in ids)]
    for photo_id in ready:
        await studio.do(photos.mark, photo_id, State.READY, None)

    async def covers(each: int, shelf: str = "library") -> list[str]:
        query = {"since": "2019-07-01", "each": each, "shelf": shelf}
        body = (await client.get(f"{TIMELINE}/2019-08-31/covers", params=query)).json()
        assert set(body) == COLUMNS
        assert body["taken_at"] == sorted(body["taken_at"], reverse=True)
        return list(body["id"])

    last = {day: str(ids[-1]) for day, ids in of_july.items()}
    assert await covers(1) == [str(of_august[1]), last[4]]
    assert await covers(3) == [str(of_august[1]), last[4], last[3], last[2]]
    loved = str(of_july[2][0])
    await client.patch(f"/api/v1/photos/{loved}", json={"favourite": True})
    assert await covers(1) == [str(of_august[1]), loved]
    assert await covers(1, "favourites") == [loved]
    await client.patch(f"/api/v1/photos/{loved}", json={"archived": True})
    assert await covers(1) == [str(of_august[1]), last[4]]
    assert await covers(1, "archive") == [loved]
    assert str(processing) not in await covers(12)
    is_problem(await client.get(f"{TIMELINE}/2019-08-31/covers", params={"since": "1019-08-31"}), 422)
