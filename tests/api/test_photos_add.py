"""`POST /api/v1/photos` and `/photos/check`, as the contract says."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from albumen import accounts, photos
from albumen.accounts import Scope, User
from albumen.ingest import IngestSettings
from tests.support.app import App, is_problem, running
from tests.support.breaking import broken_off
from tests.support.forms import BOUNDARY, PHOTOS, TYPE, Field, add, form, send, sha256_of, small_jpeg
from tests.support.library import a_user

JPEG = small_jpeg()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
NOT_KEPT = {
    "svg": SVG,
    "svg with a declaration": b'<?xml version="1.0"?>\n' + SVG,
    "html": HTML,
    "html that begins with a comment": b"<!-- \xff\xd8\xff -->" + HTML,
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "zip": b"PK\x03\x04\x14\0\0\0\0\0" + bytes(80),
    "text": b"hello, world\n",
    "playlist": b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nfile:///etc/passwd\n",
    "concat script": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "windows program": b"MZ" + bytes(200),
    "program": b"\x7fELF" + bytes(200),
    "photoshop": b"8BPS\0\x01" + bytes(200),
    "sound": b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + bytes(200),
}


pytestmark = pytest.mark.asyncio(loop_scope="session")


async def used(app: App, user: User) -> int:
    return (await app.do(accounts.quota, user)).used  # type: ignore[no-any-return]


async def how_many(app: App, user: User) -> int:
    table = photos.photos_table
    counting = select(func.count()).where(table.c.shard == user.id >> 10 & 8191, table.c.owner_id == user.id)
    async with app.open_tx() as tx:
        return await tx.scalar(counting) or 0


def staged(app: App) -> list[Path]:
    return list((app.parts.settings.data / "staging").iterdir())


def originals(app: App, user: User) -> list[Path]:
    return list((app.parts.settings.data / "originals" / str(user.id)).glob("*/*"))


async def nothing_stays(app: App, user: User) -> None:
    assert staged(app) == []
    assert originals(app, user) == []
    assert await how_many(app, user) == 0
    assert await used(app, user) == 0


class TestAnAcknowledgement:
    async def test_a_new_photo(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        answer = await send(client, ("file", b"a.jpg", JPEG))
        assert answer.status_code == 201
        body = answer.json()
        assert body["sha256"] == sha256_of(JPEG)
        assert body["state"] == "processing"
        assert (body["created"], body["restored"]) == (True, False)
        assert body["id"].isdigit()
        assert body["owner_id"] == str(owner.id)
        assert (body["kind"], body["filename"], body["size"]) == ("image", "a.jpg", len(JPEG))
        assert (await client.get(f"{PHOTOS}/{body['id']}/original")).content == JPEG
        assert await used(studio, owner) == len(JPEG)
        assert staged(studio) == []

    async def test_sent_again_it_is_the_same_and_nothing_about_it_changes(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        first = await add(client, JPEG, title="The first")
        again = await send(client, ("file", b"b.jpg", JPEG), ("title", "The second"), ("path", "elsewhere"))
        assert again.status_code == 200
        body = again.json()
        assert (body["created"], body["restored"]) == (False, False)
        assert (body["id"], body["title"], body["filename"]) == (first["id"], "The first", "a.jpg")
        assert await how_many(studio, owner) == 1
        assert await used(studio, owner) == len(JPEG)
        assert staged(studio) == []

    async def test_what_lay_in_the_trash_comes_back_and_says_so(self, client: httpx.AsyncClient) -> None:
        first = await add(client, JPEG)
        assert (await client.delete(f"{PHOTOS}/{first['id']}")).status_code == 204
        again = await send(client, ("file", b"a.jpg", JPEG))
        assert again.status_code == 200
        body = again.json()
        assert (body["id"], body["restored"], body["trashed_at"]) == (first["id"], True, None)

    async def test_what_was_deleted_for_good_is_a_new_photo(self, client: httpx.AsyncClient) -> None:
        first = await add(client, JPEG)
        await client.delete(f"{PHOTOS}/{first['id']}")
        assert (await client.delete("/api/v1/trash")).json() == {"purged": 1}
        again = await send(client, ("file", b"a.jpg", JPEG))
        assert again.status_code == 201
        assert again.json()["id"] != first["id"]
        assert (await client.get(f"{PHOTOS}/{again.json()['id']}/original")).content == JPEG

    async def test_fifty_at_once_are_one_photo_and_are_counted_once(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        answers = await asyncio.gather(*(send(client, ("file", b"%d.jpg" % n, JPEG)) for n in range(50)))
        assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert await how_many(studio, owner) == 1
        assert await used(studio, owner) == len(JPEG)
        assert len(originals(studio, owner)) == 1
        assert staged(studio) == []

    async def test_two_owners_of_the_same_bytes_have_a_photo_each(
        self, studio: App, client: httpx.AsyncClient, owner: User, stranger: User
    ) -> None:
        mine = await add(client, JPEG)
        async with await studio.program(stranger) as other:
            theirs = await send(other, ("file", b"a.jpg", JPEG))
            # Nobody learns what others have: to the second owner it is as new as to the first.
            assert theirs.status_code == 201
            assert theirs.json()["id"] != mine["id"]
            is_problem(await other.get(f"{PHOTOS}/{mine['id']}"), 404)
            await client.delete(f"{PHOTOS}/{mine['id']}")
            await client.delete("/api/v1/trash")
            assert (await other.get(f"{PHOTOS}/{theirs.json()['id']}/original")).content == JPEG
        assert await used(studio, stranger) == len(JPEG)

    async def test_a_key_that_may_not_read_learns_only_the_outcome(self, studio: App, owner: User) -> None:
        async with await studio.program(owner, Scope.PHOTOS_WRITE) as client:
            answer = await send(client, ("file", b"a.jpg", JPEG), ("title", "x"))
        assert answer.status_code == 201
        assert answer.json().keys() == {"id", "sha256", "state", "created", "restored"}

    async def test_nobody_and_a_key_without_the_scope(self, studio: App, owner: User) -> None:
        async with studio.client() as nobody:
            is_problem(await send(nobody, ("file", b"a.jpg", JPEG)), 401)
        async with await studio.program(owner, Scope.PHOTOS_READ) as reader:
            is_problem(await send(reader, ("file", b"a.jpg", JPEG)), 403)
        await nothing_stays(studio, owner)


ABOUT: tuple[Field, ...] = (
    ("sha256", sha256_of(JPEG)),
    ("modified", "2019-07-14T15:30:00+02:00"),
    ("path", "Summer/Beach"),
    ("title", "  The sea "),
    ("description", "Two\nlines"),
    ("tags", "sea"),
    ("tags", "Summer  holidays"),
    ("tags", "SEA"),
)


def orders() -> Iterator[tuple[Field, ...]]:
    """The file first, last, and between the others."""
    file: Field = ("file", b"a.jpg", JPEG)
    for at in (0, 4, len(ABOUT)):
        yield (*ABOUT[:at], file, *ABOUT[at:])
        yield tuple(reversed((*ABOUT[:at], file, *ABOUT[at:])))


class TestTheForm:
    async def test_all_fields_in_any_order(self, client: httpx.AsyncClient) -> None:
        for fields in orders():
            body = (await send(client, *fields)).json()
            assert body["title"] == "The sea"
            assert body["description"] == "Two\nlines"
            assert {tag.casefold() for tag in body["tags"]} == {"sea", "summer holidays"}
            assert len(body["tags"]) == 2
            assert body["path"] == "Summer/Beach"
            await client.delete(f"{PHOTOS}/{body['id']}")
            await client.delete("/api/v1/trash")

    async def test_it_is_the_same_however_it_is_cut_into_pieces(self, client: httpx.AsyncClient) -> None:
        body = form(*ABOUT, ("file", "é.jpg".encode(), JPEG))

        async def bytewise() -> AsyncIterator[bytes]:
            for byte in body:
                yield bytes((byte,))

        answer = await client.post(PHOTOS, content=bytewise(), headers=TYPE)
        assert answer.status_code == 201
        assert (answer.json()["filename"], answer.json()["sha256"]) == ("é.jpg", sha256_of(JPEG))

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("2019-07-14T15:30:00Z", datetime(2019, 7, 14, 15, 30, tzinfo=UTC)),
            ("2019-07-14T15:30:00.123+02:00", datetime(2019, 7, 14, 13, 30, 0, 123_000, tzinfo=UTC)),
            ("2019-07-14T15:30:00", datetime(2019, 7, 14, 15, 30, tzinfo=UTC)),
            ("20190714T153000Z", datetime(2019, 7, 14, 15, 30, tzinfo=UTC)),
            ("2019-07-14", datetime(2019, 7, 14, tzinfo=UTC)),
            ("0001-01-01T00:00:00+14:00", None),
            ("9999-12-31T23:59:59-12:00", None),
            ("", None),
        ],
    )
    async def test_when_it_was_modified(
        self, studio: App, client: httpx.AsyncClient, written: str, meant: datetime | None
    ) -> None:
        body = (await send(client, ("modified", written), ("file", b"a.jpg", JPEG))).json()
        photo = await studio.do(photos.get, int(body["id"]))
        assert photo.modified == meant

    async def test_fields_that_nobody_knows_are_passed_over(self, client: httpx.AsyncClient) -> None:
        answer = await send(client, ("albumId", "7"), ("thumb", b"t.jpg", b"x" * 100_000), ("file", b"a.jpg", JPEG))
        assert answer.status_code == 201
        assert answer.json()["sha256"] == sha256_of(JPEG)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ((("file", b"a.jpg", JPEG), ("sha256", "00" * 32)), "sha256"),
            ((("sha256", "00" * 32), ("file", b"a.jpg", JPEG)), "sha256"),
            ((("file", b"a.jpg", JPEG), ("sha256", "abc")), "sha256"),
            ((("file", b"a.jpg", JPEG), ("sha256", "z" * 64)), "sha256"),
            ((("file", b"a.jpg", JPEG), ("modified", "yesterday")), "modified"),
            ((("file", b"a.jpg", JPEG), ("modified", "2019-02-30T00:00:00Z")), "modified"),
            ((("file", b"a.jpg", JPEG), ("title", "x" * 501)), "title"),
            ((("file", b"a.jpg", JPEG), ("description", "x" * 10_001)), "description"),
            ((("file", b"a.jpg", JPEG), ("tags", "x" * 101)), "tag"),
            ((("file", b"a.jpg", JPEG), *(("tags", f"{n}") for n in range(201))), "tags"),
            ((("file", b"a.jpg", JPEG), ("file", b"b.jpg", JPEG)), "file"),
            ((("title", "no file"),), "file"),
        ],
    )
    async def test_what_is_wrong_is_named(
        self, studio: App, client: httpx.AsyncClient, owner: User, fields: tuple[Field, ...], field: str
    ) -> None:
        problem = is_problem(await send(client, *fields), 422)
        assert [error["field"] for error in problem["errors"]] == [field]
        await nothing_stays(studio, owner)

    async def test_an_empty_file(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        is_problem(await send(client, ("file", b"a.jpg", b"")), 422)
        await nothing_stays(studio, owner)

    async def test_a_field_without_end(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        is_problem(await send(client, ("file", b"a.jpg", JPEG), ("description", "x" * 100_000)), 413)
        await nothing_stays(studio, owner)

    async def test_more_fields_than_anybody_needs(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        is_problem(await send(client, ("file", b"a.jpg", JPEG), *(("x", "1") for _ in range(400))), 422)
        await nothing_stays(studio, owner)

    async def test_broken_off_anywhere(self, studio: App, client: httpx.AsyncClient, owner: User) -> None:
        whole = form(("title", "t"), ("file", b"a.jpg", JPEG), ("path", "p"))
        lengths = {*range(0, len(whole) - 4, 97), len(whole) - 6, len(whole) - len(BOUNDARY) - 8}
        for length in sorted(lengths):
            is_problem(await client.post(PHOTOS, content=whole[:length], headers=TYPE), 422)
        await nothing_stays(studio, owner)

    @pytest.mark.parametrize(
        "kind",
        [
            "image/jpeg",
            "application/json",
            "multipart/mixed; boundary=x",
            "multipart/form-data",
            "",
            "multipart/form-data; boundary=",
        ],
    )
    async def test_no_form_at_all(self, studio: App, client: httpx.AsyncClient, owner: User, kind: str) -> None:
        problem = is_problem(await client.post(PHOTOS, content=JPEG, headers={"Content-Type": kind}), 422)
        assert problem["errors"][0]["field"] == "file"
        await nothing_stays(studio, owner)


class TestWhatIsNotKept:
    @pytest.mark.parametrize("kind", NOT_KEPT)
    async def test_whatever_it_is_called(self, studio: App, client: httpx.AsyncClient, owner: User, kind: str) -> None:
        for name in (b"a.jpg", b"a.svg"):
            is_problem(await send(client, ("file", name, NOT_KEPT[kind])), 415)
        await nothing_stays(studio, owner)

    async def test_one_byte_too_many(self, database_url: str, tmp_path: Path) -> None:
        limit = IngestSettings(largest_file_bytes=100_000)
        async with running(database_url, tmp_path / "data", ingest=limit) as app:
            owner = await a_user(app.open_tx)
            async with await app.program(owner) as client:
                is_problem(await send(client, ("file", b"a.jpg", JPEG.ljust(100_001, b"x"))), 413)
                await nothing_stays(app, owner)
                assert (await send(client, ("file", b"a.jpg", JPEG.ljust(100_000, b"x")))).status_code == 201

    async def test_a_file_that_never_ends_is_refused_when_it_is_too_long(
        self, database_url: str, tmp_path: Path
    ) -> None:
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            yield form(("file", b"a.jpg", JPEG), end=False)[:-2]
            for _ in itertools.repeat(None, 10_000):
                sent += 65536
                yield bytes(65536)

        limit = IngestSettings(largest_file_bytes=200_000)
        async with running(database_url, tmp_path / "data", ingest=limit) as app:
            owner = await a_user(app.open_tx)
            async with await app.program(owner) as client:
                is_problem(await client.post(PHOTOS, content=endless(), headers=TYPE), 413)
            await nothing_stays(app, owner)
        # A good deal is taken after the refusal, so that the sender hears it; but it ends.
        assert sent < 200_000_000


class TestRoom:
    async def test_the_quota_is_exact(self, studio: App) -> None:
        user = await a_user(studio.open_tx)
        async with studio.open_tx() as tx:
            user = await accounts.set_quota(tx, user.id, len(JPEG) + 10, actor="test")
        async with await studio.program(user) as client:
            assert (await send(client, ("file", b"a.jpg", JPEG))).status_code == 201
            problem = is_problem(await send(client, ("file", b"b.jpg", small_jpeg(2))), 507)
            assert "quota" in problem["detail"].lower() or "room" in problem["detail"].lower()
            # What is there already needs no room.
            assert (await send(client, ("file", b"a.jpg", JPEG))).status_code == 200
        assert await used(studio, user) == len(JPEG)
        assert staged(studio) == []

    async def test_at_once_only_as_many_as_fit(self, studio: App) -> None:
        user = await a_user(studio.open_tx)
        pictures = [small_jpeg(number).ljust(2000, b"x") for number in range(10)]
        async with studio.open_tx() as tx:
            await accounts.set_quota(tx, user.id, 3 * 2000 + 5, actor="test")
        async with await studio.program(user) as client:
            answers = await asyncio.gather(*(send(client, ("file", b"a.jpg", data)) for data in pictures))
        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [507] * 7
        assert await used(studio, user) == 3 * 2000
        assert staged(studio) == []

    async def test_a_full_disk_refuses_before_it_is_full(self, database_url: str, tmp_path: Path) -> None:
        from albumen.storage import StorageSettings

        async with running(
            database_url, tmp_path / "data", storage=StorageSettings(floor_mib=2**40, floor_percent=0)
        ) as app:
            owner = await a_user(app.open_tx)
            async with await app.program(owner) as client:
                is_problem(await send(client, ("file", b"a.jpg", JPEG)), 507)
                assert (await client.get("/api/v1/timeline")).status_code == 200
            await nothing_stays(app, owner)


class TestTheStream:
    async def test_it_goes_to_the_store_as_it_comes_and_nowhere_else(
        self, studio: App, client: httpx.AsyncClient, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        elsewhere = tmp_path / "tmp"
        elsewhere.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
        seen: list[int] = []
        data = JPEG + bytes(24 * 1024 * 1024)
        body = form(("file", b"a.jpg", data))

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(body), 1 << 20):
                yield body[at : at + (1 << 20)]
                seen.append(sum(file.stat().st_size for file in staged(studio)))
                assert list(elsewhere.iterdir()) == []

        answer = await client.post(PHOTOS, content=pieces(), headers=TYPE)
        assert answer.status_code == 201
        assert answer.json()["sha256"] == sha256_of(data)
        # While the last piece is still to come most is on the disk.
        assert seen[-2] > 12 << 20

    async def test_a_client_that_goes_away_leaves_nothing(self, studio: App, owner: User) -> None:
        body = form(("file", b"a.jpg", JPEG + bytes(200_000)))
        pieces = [body[:50_000], body[50_000:120_000]]
        headers = TYPE | {"Authorization": f"Bearer {await studio.key(owner)}"}
        assert await broken_off(studio, "POST", PHOTOS, headers, pieces) == 499
        await nothing_stays(studio, owner)


class TestAskingByDigest:
    async def test_present_trashed_purged_and_never_just_there(self, client: httpx.AsyncClient) -> None:
        data = [small_jpeg(number) for number in range(4)]
        digests = [sha256_of(one) for one in data]
        added = [await add(client, one) for one in data[:3]]
        await client.delete(f"{PHOTOS}/{added[2]['id']}")
        await client.delete("/api/v1/trash")
        await client.delete(f"{PHOTOS}/{added[1]['id']}")
        answer = await client.post(f"{PHOTOS}/check", json={"sha256": digests})
        assert answer.status_code == 200
        assert answer.json() == {
            "found": {
                digests[0]: {"id": added[0]["id"], "state": "present"},
                digests[1]: {"id": added[1]["id"], "state": "trashed"},
                digests[2]: {"id": None, "state": "purged"},
            }
        }

    async def test_digests_in_capitals_and_by_sha1(self, client: httpx.AsyncClient) -> None:
        added = await add(client, JPEG)
        answer = await client.post(
            f"{PHOTOS}/check", json={"sha256": [added["sha256"].upper()], "sha1": [added["sha1"]]}
        )
        there = {"id": added["id"], "state": "present"}
        assert answer.json()["found"] == {added["sha256"]: there, added["sha1"]: there}

    async def test_others_photos_are_not_there(self, studio: App, client: httpx.AsyncClient, stranger: User) -> None:
        added = await add(client, JPEG)
        async with await studio.program(stranger) as other:
            answer = await other.post(f"{PHOTOS}/check", json={"sha256": [added["sha256"]]})
        assert answer.json() == {"found": {}}

    async def test_five_thousand_and_not_one_more(self, client: httpx.AsyncClient) -> None:
        digests = [sha256_of(b"%d" % number) for number in range(5001)]
        assert (await client.post(f"{PHOTOS}/check", json={"sha256": digests[:5000]})).json() == {"found": {}}
        is_problem(await client.post(f"{PHOTOS}/check", json={"sha256": digests}), 422)

    @pytest.mark.parametrize("word", ["", "abc", "g" * 64, "00" * 31, "00" * 33, "é" * 64, " " * 64])
    async def test_what_is_no_digest(self, client: httpx.AsyncClient, word: str) -> None:
        problem = is_problem(await client.post(f"{PHOTOS}/check", json={"sha256": [word]}), 422)
        assert problem["errors"][0]["field"].startswith("sha256")
