"""Photos over HTTP: read, changed, trashed, restored, downloaded, as the contract says."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from albumen import photos
from albumen.accounts import Scope, User
from albumen.ingest.steps import Darkroom, develop
from albumen.photos import Facts, Photo, Taken
from albumen.storage import BlobRef
from tests.support.app import App, is_problem
from tests.support.forms import PHOTOS, add, small_jpeg
from tests.support.library import NOON, bytes_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONTRACT = {
    *("id", "owner_id", "kind", "filename", "size", "sha256", "width", "height", "taken_at", "taken_at_source"),
    *("latitude", "longitude", "camera", "lens", "exposure", "duration", "title", "description", "tags", "rating"),
    *("favourite", "archived", "trashed_at", "state", "renditions", "thumbhash"),
}


async def get(client: httpx.AsyncClient, photo_id: object) -> dict[str, Any]:
    answer = await client.get(f"{PHOTOS}/{photo_id}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def patch(client: httpx.AsyncClient, photo_id: object, **changes: Any) -> dict[str, Any]:
    answer = await client.patch(f"{PHOTOS}/{photo_id}", json=changes)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def redevelop(app: App, photo: Photo | int) -> None:
    """Have all steps done again, as when one gets a new version."""
    photo_id = photo if isinstance(photo, int) else photo.id
    parts = app.parts
    table = photos.photos_table
    async with app.open_tx() as tx:
        mine = (table.c.shard == photo_id >> 10 & 8191, table.c.id == photo_id)
        await tx.execute(table.update().where(*mine).values(steps={}))
    await develop(Darkroom(parts.database.open_tx, parts.store, parts.decoders), photos.PhotoId(photo_id))


class TestReading:
    async def test_every_field_of_the_contract(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        body = await get(client, photo.id)
        assert body.keys() >= CONTRACT
        assert body["camera"].keys() == {"make", "model"}
        assert body["renditions"].keys() == {"grid", "preview", "poster", "video", "storyboard"}
        assert (body["id"], body["owner_id"]) == (str(photo.id), str(owner.id))
        assert (body["taken_at"], body["taken_at_source"]) == (None, None)
        assert body["shown_at"] == NOON.isoformat()

    async def test_after_development_everything_is_known(self, studio: App, client: httpx.AsyncClient) -> None:
        from PIL import Image

        exif = Image.Exif()
        exif[0x010F], exif[0x0110], exif[0x0112], exif[0x010E] = "Maker ", "Model", 6, "What it shows"
        inside = exif.get_ifd(0x8769)
        inside[0x9003], inside[0x9011], inside[0x829D] = "2019:07:14 15:30:00", "+02:00", 2.8
        added = await add(client, small_jpeg(9, (48, 32), exif=exif))
        assert (added["state"], added["width"]) == ("processing", None)
        await redevelop(studio, int(added["id"]))
        body = await get(client, added["id"])
        assert body["state"] == "ready"
        assert (body["width"], body["height"]) == (32, 48)
        assert (body["taken_at"], body["taken_at_source"]) == ("2019-07-14T15:30:00+02:00", "offset_tag")
        assert body["camera"] == {"make": "Maker", "model": "Model"}
        assert body["exposure"]["aperture"] == pytest.approx(2.8)
        assert body["description"] == "What it shows"
        assert body["renditions"]["grid"].startswith("/media/")
        assert body["renditions"]["preview"].startswith("/media/")
        assert (body["renditions"]["poster"], body["renditions"]["video"], body["duration"]) == (None, None, None)

    async def test_what_has_no_zone_has_no_offset(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        taken = Taken(datetime(2019, 7, 14, 15, 30), None, photos.DateSource.HOME_ZONE, "likely", "second")
        await studio.do(photos.describe, photo.id, Facts(4, 3, taken), step="read_metadata", version=1)
        body = await get(client, photo.id)
        assert (body["taken_at"], body["taken_at_source"]) == ("2019-07-14T15:30:00", "home_zone")

    async def test_some_at_once_in_the_order_asked_for(
        self, studio: App, client: httpx.AsyncClient, owner: User, stranger: User
    ) -> None:
        mine = [await studio.photo(owner, number, ready=False) for number in range(3)]
        theirs = await studio.photo(stranger, 9, ready=False)
        wanted = [mine[2].id, theirs.id, mine[0].id, 12345, mine[2].id]
        answer = await client.get(PHOTOS, params={"ids": ",".join(map(str, wanted))})
        assert [photo["id"] for photo in answer.json()["photos"]] == [str(mine[2].id), str(mine[0].id)]
        is_problem(await client.get(PHOTOS, params={"ids": ",".join(["1"] * 201)}), 422)
        is_problem(await client.get(PHOTOS, params={"ids": "1,x"}), 422)

    @pytest.mark.parametrize("photo_id", ["0", "-1", "x", "1" * 30, "1.0", "９", "234446389214451140"])
    async def test_ids_that_are_none(self, client: httpx.AsyncClient, photo_id: str) -> None:
        answer = await client.get(f"{PHOTOS}/{photo_id}")
        assert answer.status_code in {404, 422}
        is_problem(answer, answer.status_code)

    async def test_answers_are_kept_nowhere(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        assert (await client.get(f"{PHOTOS}/{photo.id}")).headers["cache-control"] == "private, no-store"


class TestChanging:
    async def test_all_that_can_be_said(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        body = await patch(
            client,
            photo.id,
            title=" The sea ",
            description="Two\r\nlines",
            tags=["sea", "SEA", " summer  holidays "],
            rating=4,
            favourite=True,
            archived=True,
            taken_at="2019-07-14T15:30:00+02:00",
            latitude=-48.5,
            longitude=2.25,
        )
        assert (body["title"], body["tags"]) == ("The sea", ["sea", "summer holidays"])
        assert body["description"].splitlines() == ["Two", "lines"]
        assert (body["rating"], body["favourite"], body["archived"]) == (4, True, True)
        assert (body["taken_at"], body["taken_at_source"]) == ("2019-07-14T15:30:00+02:00", "user")
        assert (body["latitude"], body["longitude"]) == (-48.5, 2.25)
        assert body == await get(client, photo.id)

    async def test_what_is_left_out_stays_and_null_empties(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        photo = await studio.photo(owner)
        before = await patch(
            client,
            photo.id,
            title="T",
            description="D",
            tags=["x"],
            rating=3,
            favourite=True,
            taken_at="2019-07-14T15:30:00",
            latitude=1,
            longitude=2,
        )
        assert await patch(client, photo.id) | {"updated_at": ""} == before | {"updated_at": ""}
        body = await patch(
            client,
            photo.id,
            title=None,
            description=None,
            tags=None,
            rating=None,
            favourite=None,
            taken_at=None,
            latitude=None,
            longitude=None,
        )
        assert (body["title"], body["description"], body["tags"], body["rating"]) == ("", "", [], 0)
        assert (body["favourite"], body["latitude"], body["longitude"]) == (False, None, None)
        assert (body["taken_at"], body["taken_at_source"]) == (None, None)
        # Without a date it stands where it stood at its upload.
        assert body["shown_at"] == NOON.isoformat()

    async def test_a_wall_clock_without_a_zone_stays_one(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        photo = await studio.photo(owner)
        assert (await patch(client, photo.id, taken_at="1931-05-06T07:08:09"))["taken_at"] == "1931-05-06T07:08:09"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"rating": 6}, "rating"),
            ({"rating": -1}, "rating"),
            ({"title": "x" * 501}, "title"),
            ({"description": "x" * 10_001}, "description"),
            ({"tags": ["x" * 101]}, "tags.0"),
            ({"tags": [str(n) for n in range(201)]}, "tags"),
            ({"latitude": 91, "longitude": 0}, "latitude"),
            ({"latitude": 5}, "latitude"),
            ({"longitude": 181, "latitude": 0}, "longitude"),
            ({"taken_at": "yesterday"}, "taken_at"),
            ({"taken_at": "1799-12-31T23:59:59"}, "taken_at"),
            ({"taken_at": "2999-01-01T00:00:00"}, "taken_at"),
            ({"titel": "A slip of the pen"}, "titel"),
            ({"rating": 3, "state": "ready"}, "state"),
            ({"favourite": "perhaps"}, "favourite"),
            ({"shift_seconds": 10**15}, "shift_seconds"),
        ],
    )
    async def test_what_cannot_be_is_refused_with_its_field(
        self, studio: App, client: httpx.AsyncClient, owner: User, changes: dict[str, Any], field: str
    ) -> None:
        photo = await studio.photo(owner)
        before = await get(client, photo.id)
        problem = is_problem(await client.patch(f"{PHOTOS}/{photo.id}", json=changes), 422)
        assert [error["field"] for error in problem["errors"]] == [field]
        assert await get(client, photo.id) == before

    async def test_no_photo_was_taken_in_the_future(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)

        def wall(**ahead: float) -> str:
            return (datetime.now(UTC) + timedelta(**ahead)).replace(tzinfo=None).isoformat(timespec="seconds")

        # Somewhere on earth tomorrow has begun.
        assert (await patch(client, photo.id, taken_at=wall(hours=14)))["taken_at"]
        assert (await patch(client, photo.id, taken_at=f"{wall(hours=14)}+14:00"))["taken_at"]
        for wrong in ({"taken_at": wall(days=2)}, {"taken_at": f"{wall(hours=23)}-12:00"}, {"shift_seconds": 200_000}):
            problem = is_problem(await client.patch(f"{PHOTOS}/{photo.id}", json=wrong), 422)
            assert [error["field"] for error in problem["errors"]] == list(wrong)
            assert "future" in problem["errors"][0]["detail"]
            many = {"ids": [str(photo.id)], "changes": wrong}
            assert is_problem(await client.patch(PHOTOS, json=many), 422)
        assert (await patch(client, photo.id, shift_seconds=-86400))["taken_at"]

    async def test_many_at_once_refuse_what_they_do_not_know(self, client: httpx.AsyncClient) -> None:
        for wrong, field in (
            ({"ids": ["1"], "changes": {"favorite": True}}, "changes.favorite"),
            ({"ids": ["1"], "changes": {"favourite": True}, "dry_run": True}, "dry_run"),
        ):
            problem = is_problem(await client.patch(PHOTOS, json=wrong), 422)
            assert [error["field"] for error in problem["errors"]] == [field]

    async def test_text_is_kept_as_text(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        title = "<script>alert(1)</script> '; DROP TABLE photos; -- \u202e é 😀"
        assert (await patch(client, photo.id, title=title))["title"] == title
        assert (await patch(client, photo.id, title="a\0b\x07c"))["title"] == "abc"

    async def test_of_two_who_edit_at_once_the_second_hears_of_it(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        photo = await studio.photo(owner)
        seen = (await client.get(f"{PHOTOS}/{photo.id}")).headers["ETag"]
        answers = await asyncio.gather(
            *(
                client.patch(f"{PHOTOS}/{photo.id}", json={"title": title}, headers={"If-Match": seen})
                for title in ("one", "two")
            )
        )
        first, second = sorted(answers, key=lambda answer: answer.status_code)
        assert first.status_code == 200
        assert is_problem(second, 412)["code"] == "changed-meanwhile"
        now = await client.get(f"{PHOTOS}/{photo.id}")
        assert (now.json()["title"], now.headers["ETag"]) == (first.json()["title"], first.headers["ETag"])
        again = await client.patch(
            f"{PHOTOS}/{photo.id}", json={"taken_at": "2020-01-01T00:00:00"}, headers={"If-Match": now.headers["ETag"]}
        )
        assert (again.status_code, again.json()["title"]) == (200, first.json()["title"])

    async def test_a_shift_moves_the_wall_clock(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        await patch(client, photo.id, taken_at="2019-07-14T23:30:00+02:00")
        body = await patch(client, photo.id, shift_seconds=3600)
        assert (body["taken_at"], body["taken_at_source"]) == ("2019-07-15T00:30:00+02:00", "user")
        days = (await client.get("/api/v1/timeline")).json()["days"]
        assert days == [{"day": "2019-07-15", "count": 1}]

    async def test_what_is_edited_survives_development(self, studio: App, client: httpx.AsyncClient) -> None:
        from PIL import Image

        exif = Image.Exif()
        exif[0x010E], exif[0x4746] = "From the file", 2
        exif.get_ifd(0x8769)[0x9003] = "2001:02:03 04:05:06"
        added = await add(client, small_jpeg(11, exif=exif))
        await redevelop(studio, int(added["id"]))
        body = await get(client, added["id"])
        assert (body["description"], body["taken_at"], body["rating"]) == ("From the file", "2001-02-03T04:05:06", 2)

        said = {"description": "By hand", "taken_at": "2019-07-14T15:30:00", "rating": 5, "title": "T", "tags": ["t"]}
        edited = await patch(client, added["id"], **said, latitude=1.5, longitude=2.5)
        await redevelop(studio, int(added["id"]))
        body = await get(client, added["id"])
        for name in (*said, "latitude", "longitude", "taken_at_source", "shown_at"):
            assert body[name] == edited[name], name
        # What was emptied by hand is as good as what was written.
        await patch(client, added["id"], description=None, taken_at=None, latitude=None, longitude=None)
        await redevelop(studio, int(added["id"]))
        body = await get(client, added["id"])
        assert (body["description"], body["taken_at"], body["latitude"]) == ("", None, None)
        assert body["rating"] == 5

    async def test_what_was_not_edited_follows_the_file(self, studio: App, client: httpx.AsyncClient) -> None:
        from PIL import Image

        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = "2001:02:03 04:05:06"
        added = await add(client, small_jpeg(12, exif=exif))
        await patch(client, added["id"], title="T", favourite=True)
        await redevelop(studio, int(added["id"]))
        body = await get(client, added["id"])
        assert (body["title"], body["taken_at"], body["favourite"]) == ("T", "2001-02-03T04:05:06", True)


class TestManyAtOnce:
    async def test_changes_trash_and_restore_of_a_selection(
        self, studio: App, client: httpx.AsyncClient, owner: User, stranger: User
    ) -> None:
        mine = [str((await studio.photo(owner, number, ready=False)).id) for number in range(3)]
        theirs = str((await studio.photo(stranger, 7, ready=False)).id)
        ids = [*mine, theirs, "234446389214451140"]
        changed = (await client.patch(PHOTOS, json={"ids": ids, "changes": {"favourite": True, "tags": ["x"]}})).json()
        assert sorted(changed["changed"]) == sorted(mine)
        assert all([(await get(client, photo_id))["favourite"] for photo_id in mine])
        trashed = (await client.post(f"{PHOTOS}/trash", json={"ids": ids})).json()
        assert sorted(trashed["changed"]) == sorted(mine)
        assert (await client.post(f"{PHOTOS}/trash", json={"ids": ids})).json() == {"changed": []}
        assert (await client.get("/api/v1/timeline")).json()["days"] == []
        restored = (await client.post(f"{PHOTOS}/restore", json={"ids": mine[:2]})).json()
        assert sorted(restored["changed"]) == sorted(mine[:2])
        async with await studio.program(stranger) as other:
            found = await get(other, theirs)
        assert (found["favourite"], found["trashed_at"], found["tags"]) == (False, None, [])

    @pytest.mark.parametrize("ids", [[], ["x"], ["0"], [1.5], None, ["1"] * 5001])
    async def test_selections_that_are_none(self, client: httpx.AsyncClient, ids: Any) -> None:
        for address in (f"{PHOTOS}/trash", f"{PHOTOS}/restore"):
            is_problem(await client.post(address, json={"ids": ids}), 422)
        is_problem(await client.patch(PHOTOS, json={"ids": ids, "changes": {}}), 422)


class TestTheTrash:
    async def test_there_and_back(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        answer = await client.delete(f"{PHOTOS}/{photo.id}")
        assert (answer.status_code, answer.content) == (204, b"")
        body = await get(client, photo.id)
        assert datetime.fromisoformat(body["trashed_at"]).astimezone(UTC) <= datetime.now(UTC)
        # Its owner can still look at it and get its bytes.
        assert (await client.get(f"{PHOTOS}/{photo.id}/original")).content == bytes_of(0)
        assert (await client.get(body["renditions"]["grid"])).status_code == 200
        assert (await client.get("/api/v1/timeline")).json()["days"] == []
        listed = (await client.get("/api/v1/timeline", params={"shelf": "trash"})).json()["days"]
        assert listed == [{"day": "2024-05-31", "count": 1}]
        restored = await client.post(f"{PHOTOS}/{photo.id}/restore")
        assert (restored.status_code, restored.json()["trashed_at"]) == (200, None)
        assert (await client.get("/api/v1/timeline")).json()["days"] == [{"day": "2024-05-31", "count": 1}]

    async def test_emptied_it_is_gone_and_leaves_its_digest(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        gone, kept = await studio.photo(owner, 1), await studio.photo(owner, 2)
        await client.delete(f"{PHOTOS}/{gone.id}")
        assert (await client.delete("/api/v1/trash")).json() == {"purged": 1}
        is_problem(await client.get(f"{PHOTOS}/{gone.id}"), 404)
        is_problem(await client.get(f"{PHOTOS}/{gone.id}/original"), 404)
        is_problem(await client.post(f"{PHOTOS}/{gone.id}/restore"), 404)
        found = (await client.post(f"{PHOTOS}/check", json={"sha256": [gone.sha256.hex()]})).json()["found"]
        assert found == {gone.sha256.hex(): {"id": None, "state": "purged"}}
        assert (await client.get(f"{PHOTOS}/{kept.id}/original")).content == bytes_of(2)
        assert (await client.delete("/api/v1/trash")).json() == {"purged": 0}

    async def test_trashed_twice_is_the_same(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        await client.delete(f"{PHOTOS}/{photo.id}")
        first = (await get(client, photo.id))["trashed_at"]
        assert (await client.delete(f"{PHOTOS}/{photo.id}")).status_code == 204
        assert (await get(client, photo.id))["trashed_at"] == first


class TestTheOriginal:
    async def test_one_that_is_damaged_is_not_handed_out(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        photo = await studio.photo(owner)
        path = studio.parts.settings.data / BlobRef(owner.id, photo.sha256).key
        path.chmod(0o600)
        path.write_bytes(bytes(len(bytes_of(0))))
        is_problem(await client.get(f"{PHOTOS}/{photo.id}/original"), 503)

    async def test_whole(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        answer = await client.get(f"{PHOTOS}/{photo.id}/original")
        assert (answer.status_code, answer.content) == (200, bytes_of(0))
        head = answer.headers
        assert head["content-type"] == "image/jpeg"
        assert head["content-length"] == str(len(bytes_of(0)))
        assert head["accept-ranges"] == "bytes"
        assert head["etag"] == f'"{hashlib.sha256(bytes_of(0)).hexdigest()}"'
        assert head["x-content-type-options"] == "nosniff"
        assert head["content-security-policy"] == "default-src 'none'; sandbox"
        assert head["cache-control"] == "private, no-cache"
        assert head["content-disposition"] == "attachment; filename=\"0.jpg\"; filename*=UTF-8''0.jpg"
        shown = await client.get(f"{PHOTOS}/{photo.id}/original", params={"disposition": "inline"})
        assert shown.headers["content-disposition"].startswith("inline; ")

    async def test_head_says_the_same_without_the_bytes(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        photo = await studio.photo(owner)
        whole = await client.get(f"{PHOTOS}/{photo.id}/original")
        head = await client.head(f"{PHOTOS}/{photo.id}/original")
        assert (head.status_code, head.content) == (200, b"")
        different = {"x-request-id", "date"}
        assert {k: v for k, v in head.headers.items() if k not in different} == {
            k: v for k, v in whole.headers.items() if k not in different
        }

    @pytest.mark.parametrize(
        ("wanted", "first", "end"),
        [
            ("bytes=0-0", 0, 1),
            ("bytes=0-", 0, None),
            ("bytes=3-7", 3, 8),
            ("bytes=3-10000", 3, None),
            ("bytes=-5", -5, None),
            ("bytes=-10000", 0, None),
            ("BYTES=2-4", 2, 5),
            (" bytes=2-4 ", 2, 5),
        ],
    )
    async def test_ranges(
        self, studio: App, client: httpx.AsyncClient, owner: User, wanted: str, first: int, end: int | None
    ) -> None:
        photo, data = await studio.photo(owner), bytes_of(0)
        answer = await client.get(f"{PHOTOS}/{photo.id}/original", headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (206, data[first:end])
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers["content-range"])
        assert found
        assert data[int(found[1]) : int(found[2]) + 1] == answer.content
        assert int(found[3]) == len(data)
        assert answer.headers["content-length"] == str(len(answer.content))

    @pytest.mark.parametrize("wanted", ["bytes=10000-", "bytes=10000-10001", "bytes=-0"])
    async def test_ranges_behind_the_end(
        self, studio: App, client: httpx.AsyncClient, owner: User, wanted: str
    ) -> None:
        photo = await studio.photo(owner)
        answer = await client.get(f"{PHOTOS}/{photo.id}/original", headers={"Range": wanted})
        is_problem(answer, 416)
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["content-range"] == f"bytes */{len(bytes_of(0))}"

    @pytest.mark.parametrize(
        "wanted",
        ["bytes=5-3", "bytes=", "bytes=-", "bytes=a-b", "bits=0-1", "bytes=0-1,3-4", "", "bytes=" + "9" * 50 + "-"],
    )
    async def test_what_is_no_range_is_the_whole(
        self, studio: App, client: httpx.AsyncClient, owner: User, wanted: str
    ) -> None:
        photo = await studio.photo(owner)
        answer = await client.get(f"{PHOTOS}/{photo.id}/original", headers={"Range": wanted})
        assert (answer.status_code, answer.content) == (200, bytes_of(0))

    async def test_not_changed_and_still_the_same(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        address = f"{PHOTOS}/{photo.id}/original"
        etag = (await client.head(address)).headers["etag"]
        for match in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            answer = await client.get(address, headers={"If-None-Match": match})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == etag
        assert (await client.get(address, headers={"If-None-Match": '"other"'})).status_code == 200
        both = {"Range": "bytes=0-3", "If-Range": etag}
        assert (await client.get(address, headers=both)).status_code == 206
        for other in ('"other"', f"W/{etag}", "Sun, 14 Jul 2019 15:30:00 GMT"):
            answer = await client.get(address, headers={"Range": "bytes=0-3", "If-Range": other})
            assert (answer.status_code, answer.content) == (200, bytes_of(0))

    @pytest.mark.parametrize(
        "filename",
        [
            "a.jpg",
            'a"b.jpg',
            "a;b.jpg",
            "a%b.jpg",
            "a\\b.jpg",
            "é ü 日本.jpg",
            "😀.jpg",
            "a\r\nSet-Cookie: x.jpg",
            "..",
            "CON",
        ],
    )
    async def test_names_cannot_leave_their_quotes(
        self, studio: App, client: httpx.AsyncClient, owner: User, filename: str
    ) -> None:
        photo = await studio.photo(owner, filename=filename)
        head = (await client.head(f"{PHOTOS}/{photo.id}/original")).headers["content-disposition"]
        found = re.fullmatch(
            r"attachment; filename=\"([^\"\\%;/]+)\"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)", head
        )
        assert found, head
        assert unquote(found[2]).isprintable()
        if filename.isprintable() and not set(filename) & {"/", "\\"} and filename.strip(". "):
            assert unquote(found[2]) == filename

    async def test_bytes_that_are_lost_are_not_there(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        photo = await studio.photo(owner)
        path = studio.parts.settings.data / "originals" / str(owner.id) / photo.sha256.hex()[:2] / photo.sha256.hex()
        path.unlink()
        is_problem(await client.get(f"{PHOTOS}/{photo.id}/original"), 404)
        # Nothing is deleted because something is missing.
        assert (await get(client, photo.id))["trashed_at"] is None

    async def test_a_key_without_the_scope(self, studio: App, owner: User) -> None:
        photo = await studio.photo(owner)
        async with await studio.program(owner, Scope.PHOTOS_WRITE) as writer:
            is_problem(await writer.get(f"{PHOTOS}/{photo.id}/original"), 403)
            is_problem(await writer.get(f"{PHOTOS}/{photo.id}"), 403)
        async with await studio.program(owner, Scope.PHOTOS_READ) as reader:
            assert (await reader.get(f"{PHOTOS}/{photo.id}/original")).status_code == 200
            is_problem(await reader.delete(f"{PHOTOS}/{photo.id}"), 403)
            is_problem(await reader.patch(f"{PHOTOS}/{photo.id}", json={}), 403)
