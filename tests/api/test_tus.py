"""Resumable uploads as tus 1.0.0 says (https://tus.io/protocols/resumable-upload), and what Albumen adds to it."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text, update

from albumen import accounts, ingest
from albumen.accounts import Scope, User
from albumen.core import shard_of
from albumen.ingest import IngestSettings, upkeep
from albumen.ingest.tables import uploads
from albumen.ingest.tasks import develop
from tests.support.app import App, is_problem, running
from tests.support.breaking import broken_off
from tests.support.forms import PHOTOS, add, sha256_of, small_jpeg
from tests.support.library import a_user
from tests.support.uploads import forget_uploads

pytestmark = pytest.mark.asyncio(loop_scope="session")

UPLOADS = "/api/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
PATCH = TUS | {"Content-Type": "application/offset+octet-stream"}
JPEG = small_jpeg().ljust(3000, b"j")


def metadata(**fields: str | bytes) -> str:
    """The header `Upload-Metadata` of these values."""
    values = {name: value.encode() if isinstance(value, str) else value for name, value in fields.items()}
    return ",".join(f"{name} {base64.b64encode(value).decode()}" for name, value in values.items())


def checksum(data: bytes, name: str = "sha256") -> dict[str, str]:
    return {"Upload-Checksum": f"{name} {base64.b64encode(hashlib.new(name, data).digest()).decode()}"}


@pytest_asyncio.fixture(loop_scope="session")
async def client(studio: App, owner: User) -> AsyncIterator[httpx.AsyncClient]:
    """A program of the owner that speaks the protocol's version."""
    async with await studio.program(owner) as client:
        client.headers.update(TUS)
        yield client
    await forget_uploads(studio, owner)


async def begin(client: httpx.AsyncClient, size: int = len(JPEG), **fields: str | bytes) -> str:
    """The address of a new upload."""
    head = {"Upload-Length": str(size), "Upload-Metadata": metadata(**({"filename": "a.jpg"} | fields))}
    answer = await client.post(UPLOADS, headers=head)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def append(client: httpx.AsyncClient, address: str, at: int, data: Any, **headers: str) -> httpx.Response:
    """The answer to a PATCH."""
    return await client.patch(address, content=data, headers=PATCH | {"Upload-Offset": str(at)} | headers)


async def offset_of(client: httpx.AsyncClient, address: str) -> int:
    answer = await client.head(address)
    assert answer.status_code == 200
    return int(answer.headers["upload-offset"])


def says_its_version(answer: httpx.Response) -> None:
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["cache-control"] == "no-store"


class TestWhatIsSpoken:
    async def test_options_needs_no_version_and_nobody(self, studio: App) -> None:
        async with studio.client() as nobody:
            for address in (UPLOADS, f"{UPLOADS}/1"):
                answer = await nobody.options(address)
                assert answer.status_code == 204
                says_its_version(answer)
                assert answer.headers["tus-version"] == "1.0.0"
                assert set(answer.headers["tus-extension"].split(",")) == {
                    *("creation", "creation-with-upload", "checksum", "expiration", "termination")
                }
                assert {"sha1", "sha256"} <= set(answer.headers["tus-checksum-algorithm"].split(","))
                assert int(answer.headers["tus-max-size"]) == studio.parts.settings.ingest.largest_file_bytes

    @pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1", "nonsense"])
    async def test_another_version_is_refused_everywhere(
        self, studio: App, owner: User, client: httpx.AsyncClient, version: str | None
    ) -> None:
        address = await begin(client)
        async with await studio.program(owner) as other:
            if version:
                other.headers["Tus-Resumable"] = version
            for method, where in (("POST", UPLOADS), ("HEAD", address), ("PATCH", address), ("DELETE", address)):
                answer = await other.request(method, where, headers={"Upload-Length": "5", "Upload-Offset": "0"})
                assert answer.status_code == 412
                assert answer.headers["tus-version"] == "1.0.0"
                says_its_version(answer)
        assert await offset_of(client, address) == 0

    async def test_nobody_and_keys_that_may_not_add(self, studio: App, owner: User) -> None:
        async with studio.client(**TUS) as nobody:
            answer = await nobody.post(UPLOADS, headers={"Upload-Length": "5"})
            is_problem(answer, 401)
            says_its_version(answer)
        async with await studio.program(owner, Scope.PHOTOS_READ) as reader:
            is_problem(await reader.post(UPLOADS, headers=TUS | {"Upload-Length": "5"}), 403)


class TestFromBeginningToEnd:
    async def test_in_two_pieces(self, studio: App, client: httpx.AsyncClient) -> None:
        head = {"Upload-Length": str(len(JPEG)), "Upload-Metadata": metadata(filename="a b é.jpg", title="The sea")}
        begun = await client.post(UPLOADS, headers=head)
        assert begun.status_code == 201
        says_its_version(begun)
        address = begun.headers["location"]
        # Relative, so that it is right behind every proxy.
        assert address.startswith(f"{UPLOADS}/")
        assert begun.headers["upload-offset"] == "0"
        assert parsedate_to_datetime(begun.headers["upload-expires"]) > datetime.now(UTC) + timedelta(days=6)

        first = await append(client, address, 0, JPEG[:1000])
        assert first.status_code == 204
        assert first.headers["upload-offset"] == "1000"
        assert "albumen-photo-id" not in first.headers
        assert "upload-expires" in first.headers
        looked = await client.head(address)
        assert (looked.status_code, looked.headers["upload-offset"]) == (200, "1000")
        assert looked.headers["upload-length"] == str(len(JPEG))
        assert "albumen-photo-id" not in looked.headers
        says_its_version(looked)

        last = await append(client, address, 1000, JPEG[1000:])
        assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(JPEG)))
        photo_id = last.headers["albumen-photo-id"]
        looked = await client.head(address)
        assert looked.headers["albumen-photo-id"] == photo_id
        assert looked.headers["upload-offset"] == looked.headers["upload-length"] == str(len(JPEG))
        photo = (await client.get(f"{PHOTOS}/{photo_id}")).json()
        assert (photo["filename"], photo["title"], photo["sha256"]) == ("a b é.jpg", "The sea", sha256_of(JPEG))
        assert (await client.get(f"{PHOTOS}/{photo_id}/original")).content == JPEG

    async def test_in_the_request_that_begins_it(self, client: httpx.AsyncClient) -> None:
        head = PATCH | {"Upload-Length": str(len(JPEG)), "Upload-Metadata": metadata(filename="a.jpg")}
        answer = await client.post(UPLOADS, content=JPEG, headers=head)
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(JPEG)))
        assert answer.headers["location"].startswith(UPLOADS)
        assert (await client.get(f"{PHOTOS}/{answer.headers['albumen-photo-id']}")).json()["size"] == len(JPEG)

    async def test_begun_with_a_part_of_it(self, client: httpx.AsyncClient) -> None:
        head = PATCH | {"Upload-Length": str(len(JPEG)), "Upload-Metadata": metadata(filename="a.jpg")}
        answer = await client.post(UPLOADS, content=JPEG[:500], headers=head)
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, "500")
        last = await append(client, answer.headers["location"], 500, JPEG[500:])
        assert "albumen-photo-id" in last.headers

    async def test_what_is_there_already_is_the_same_photo(self, client: httpx.AsyncClient) -> None:
        there = await add(client, JPEG)
        address = await begin(client, sha256=sha256_of(JPEG))
        assert (await append(client, address, 0, JPEG)).headers["albumen-photo-id"] == there["id"]

    async def test_everything_that_a_sender_says_of_it(self, client: httpx.AsyncClient) -> None:
        address = await begin(
            client,
            filename="x.jpg",
            sha256=sha256_of(JPEG).upper(),
            modified="2019-07-14T15:30:00Z",
            path="2019/07/14",
            description="Two\nlines",
            filetype="image/svg+xml",
        )
        last = await append(client, address, 0, JPEG)
        photo = (await client.get(f"{PHOTOS}/{last.headers['albumen-photo-id']}")).json()
        assert (photo["path"], photo["description"], photo["media_type"]) == ("2019/07/14", "Two\nlines", "image/jpeg")

    async def test_names_that_other_clients_give(self, client: httpx.AsyncClient) -> None:
        head = {"Upload-Length": str(len(JPEG)), "Upload-Metadata": metadata(name="b.jpg", relativePath="Sea/b.jpg")}
        address = (await client.post(UPLOADS, headers=head)).headers["location"]
        last = await append(client, address, 0, JPEG)
        photo = (await client.get(f"{PHOTOS}/{last.headers['albumen-photo-id']}")).json()
        assert (photo["filename"], photo["path"]) == ("b.jpg", "Sea/b.jpg")

    async def test_by_post_alone(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        head = PATCH | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
        answer = await client.post(address, content=JPEG[:100], headers=head)
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, "100")
        assert (await client.post(address, headers={"X-HTTP-Method-Override": "DELETE"})).status_code == 204
        is_problem(await client.post(address, headers={"X-HTTP-Method-Override": "PUT"}), 405)
        assert (await client.head(address)).status_code == 404


class TestChecksums:
    @pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
    async def test_the_right_one(self, client: httpx.AsyncClient, name: str) -> None:
        address = await begin(client)
        assert (await append(client, address, 0, JPEG[:1000], **checksum(JPEG[:1000], name))).status_code == 204
        assert await offset_of(client, address) == 1000

    async def test_the_wrong_one_leaves_the_upload_where_it_was(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        await append(client, address, 0, JPEG[:1000])
        spoilt = b"x" + JPEG[1001:]
        answer = await append(client, address, 1000, spoilt, **checksum(JPEG[1000:]))
        is_problem(answer, 460)
        says_its_version(answer)
        assert await offset_of(client, address) == 1000
        last = await append(client, address, 1000, JPEG[1000:], **checksum(JPEG[1000:], "sha1"))
        assert (await client.get(f"{PHOTOS}/{last.headers['albumen-photo-id']}/original")).content == JPEG

    async def test_the_wrong_one_with_the_request_that_begins_it(self, client: httpx.AsyncClient) -> None:
        head = PATCH | {"Upload-Length": str(len(JPEG))} | checksum(b"other")
        assert (await client.post(UPLOADS, content=JPEG, headers=head)).status_code == 460

    @pytest.mark.parametrize("header", ["crc32 AAAA", "sha256", "sha256 not base64!", "SHA256 AAAA", "sha256 é"])
    async def test_what_is_no_checksum(self, client: httpx.AsyncClient, header: str) -> None:
        address = await begin(client)
        head = PATCH | {"Upload-Offset": "0", "Upload-Checksum": header}
        answer = await client.patch(address, content=JPEG, headers={k: v.encode() for k, v in head.items()})
        assert answer.status_code in {400, 422, 460}
        assert await offset_of(client, address) == 0

    async def test_the_declared_digest_of_the_whole(self, client: httpx.AsyncClient) -> None:
        address = await begin(client, sha256="00" * 32)
        problem = is_problem(await append(client, address, 0, JPEG), 422)
        assert problem["errors"][0]["field"] == "sha256"
        assert (await client.head(address)).status_code == 404


class TestWhatDoesNotFit:
    async def test_another_offset_is_a_conflict(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        await append(client, address, 0, JPEG[:1000])
        for at in (0, 999, 1001, len(JPEG), 10**15):
            is_problem(await append(client, address, at, JPEG[:10]), 409)
        assert await offset_of(client, address) == 1000

    async def test_after_the_end_it_is_over(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        last = await append(client, address, 0, JPEG)
        is_problem(await append(client, address, len(JPEG), b""), 409)
        assert (await client.head(address)).headers["albumen-photo-id"] == last.headers["albumen-photo-id"]

    async def test_more_than_was_said(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        answer = await append(client, address, 0, JPEG + b"one too many")
        assert 400 <= answer.status_code < 500
        assert "albumen-photo-id" not in answer.headers
        # What was said can still be sent.
        at = await offset_of(client, address)
        last = await append(client, address, at, JPEG[at:])
        assert (await client.get(f"{PHOTOS}/{last.headers['albumen-photo-id']}/original")).content == JPEG

    @pytest.mark.parametrize("kind", [None, "application/octet-stream", "multipart/form-data; boundary=x"])
    async def test_another_type_of_body(self, client: httpx.AsyncClient, kind: str | None) -> None:
        address = await begin(client)
        head = TUS | {"Upload-Offset": "0"} | ({"Content-Type": kind} if kind else {})
        is_problem(await client.patch(address, content=JPEG, headers=head), 415)
        assert await offset_of(client, address) == 0

    @pytest.mark.parametrize("value", [None, "", "-1", "1.5", "1e3", "0x10", "９", "1" * 40, "NaN"])
    async def test_no_whole_numbers(self, client: httpx.AsyncClient, value: str | None) -> None:
        given = {} if value is None else {"Upload-Length": value.encode()}
        is_problem(await client.post(UPLOADS, headers=given), 422)
        address = await begin(client)
        given = {name.encode(): text.encode() for name, text in PATCH.items()}
        given |= {} if value is None else {b"Upload-Offset": value.encode()}
        is_problem(await client.patch(address, content=JPEG, headers=given), 422)
        assert await offset_of(client, address) == 0

    async def test_a_length_that_comes_later_is_not_offered(self, client: httpx.AsyncClient) -> None:
        is_problem(await client.post(UPLOADS, headers={"Upload-Defer-Length": "1"}), 422)

    async def test_nothing_and_too_much(self, studio: App, client: httpx.AsyncClient) -> None:
        is_problem(await client.post(UPLOADS, headers={"Upload-Length": "0"}), 422)
        too_much = studio.parts.settings.ingest.largest_file_bytes + 1
        answer = await client.post(UPLOADS, headers={"Upload-Length": str(too_much)})
        is_problem(answer, 413)
        says_its_version(answer)

    @pytest.mark.parametrize("name", ["0", "-1", "abc", "1" * 25, "234446389214451140", "..%2F1"])
    async def test_uploads_that_are_none(self, client: httpx.AsyncClient, name: str) -> None:
        for method in ("HEAD", "PATCH", "DELETE"):
            answer = await client.request(method, f"{UPLOADS}/{name}", headers=PATCH | {"Upload-Offset": "0"})
            assert answer.status_code in {404, 405, 422}, answer.text

    async def test_others_uploads_are_not_there(self, studio: App, client: httpx.AsyncClient, stranger: User) -> None:
        address = await begin(client)
        async with await studio.program(stranger) as other:
            other.headers.update(TUS)
            assert (await other.head(address)).status_code == 404
            is_problem(await append(other, address, 0, JPEG), 404)
            is_problem(await other.delete(address), 404)
        assert await offset_of(client, address) == 0

    async def test_no_picture(self, studio: App, client: httpx.AsyncClient) -> None:
        svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        before = staged_of(studio)
        address = await begin(client, len(svg), filename="a.jpg")
        is_problem(await append(client, address, 0, svg), 415)
        assert (await client.head(address)).status_code == 404
        assert staged_of(studio) == before


def staged_of(app: App) -> list[Path]:
    return [file for file in (app.parts.settings.data / "staging").iterdir() if file.stat().st_size]


HOSTILE = {
    "no value": "filename",
    "an empty value": "filename ",
    "no base64": "filename ***",
    "letters that are no base64": "filename é",
    "half a byte of base64": "filename YQ",
    "nothing": "",
    "commas": ",,,,",
    "spaces": "   ",
    "a key of spaces": " , ,filename YS5qcGc=",
    "the same key again": "filename YS5qcGc=,filename Yi5qcGc=",
    "bytes that are no text": "filename /////w==",
    "a zero in a name": metadata(filename="a\0b.jpg"),
    "a way out": metadata(filename="../../etc/passwd", path="../../../etc"),
    "lines": metadata(filename="a\r\nSet-Cookie: x=y.jpg"),
    "a name of nothing but slashes": metadata(filename="////"),
    "a long name": metadata(filename="x" * 5000 + ".jpg"),
    "many keys": ",".join(f"k{n} eA==" for n in range(2000)),
    "a strange key": "../x YQ==,filename YS5qcGc=",
}


class TestMetadata:
    @pytest.mark.parametrize("kind", HOSTILE)
    async def test_hostile(self, client: httpx.AsyncClient, kind: str) -> None:
        head = {"Upload-Length": b"%d" % len(JPEG), "Upload-Metadata": HOSTILE[kind].encode()}
        answer = await client.post(UPLOADS, headers=head)
        if answer.status_code != 201:
            is_problem(answer, 422)
            return
        last = await append(client, answer.headers["location"], 0, JPEG)
        photo = (await client.get(f"{PHOTOS}/{last.headers['albumen-photo-id']}")).json()
        assert photo["filename"]
        assert photo["filename"].isprintable()
        assert len(photo["filename"]) <= 255
        assert not set(photo["filename"]) & {"/", "\\"}
        assert photo["path"].isprintable() or photo["path"] == ""

    @pytest.mark.parametrize(("field", "value"), [("sha256", "abc"), ("modified", "yesterday"), ("title", "x" * 501)])
    async def test_what_is_wrong_is_named(self, client: httpx.AsyncClient, field: str, value: str) -> None:
        head = {"Upload-Length": "5", "Upload-Metadata": metadata(**{field: value})}
        problem = is_problem(await client.post(UPLOADS, headers=head), 422)
        assert [error["field"] for error in problem["errors"]] == [field]


class TestTwoAtOnce:
    async def test_the_newer_request_goes_on_and_the_older_one_ends(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        hanging = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield JPEG[:1000]
            hanging.set()
            await asyncio.sleep(600)

        older = asyncio.create_task(append(client, address, 0, slowly()))
        await hanging.wait()
        # Whoever asks how far it is gets to know what the hanging request brought.
        at = await offset_of(client, address)
        assert at == 1000
        newer = await append(client, address, at, JPEG[at:])
        assert "albumen-photo-id" in newer.headers
        await asyncio.wait([older])
        assert older.cancelled()
        assert (await client.get(f"{PHOTOS}/{newer.headers['albumen-photo-id']}/original")).content == JPEG

    async def test_what_came_counts_though_another_asks_just_when_the_sender_goes(
        self, studio: App, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = await begin(client)
        measuring, go_on = asyncio.Event(), asyncio.Event()
        measure = studio.parts.store.stage_length

        async def measured(name: str) -> int | None:
            if not measuring.is_set():
                measuring.set()
                await go_on.wait()
            return await measure(name)

        async def broken_off() -> AsyncIterator[bytes]:
            yield JPEG[:1000]
            monkeypatch.setattr(studio.parts.store, "stage_length", measured)
            raise ConnectionResetError

        older = asyncio.create_task(append(client, address, 0, broken_off()))
        await measuring.wait()
        asking = asyncio.create_task(offset_of(client, address))
        while not older.cancelling():
            await asyncio.sleep(0)
        go_on.set()
        assert await asking == 1000
        await asyncio.wait([older])

    async def test_many_at_the_same_offset_are_one_photo(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        tries = [append(client, address, 0, JPEG) for _ in range(8)]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        # Who came later has ended who came before: the connection of those is cut.
        assert all(isinstance(answer, httpx.Response | asyncio.CancelledError) for answer in answers)
        responses = [answer for answer in answers if isinstance(answer, httpx.Response)]
        assert {answer.status_code for answer in responses} <= {204, 409, 503}
        at = await offset_of(client, address)
        if at < len(JPEG):
            await append(client, address, at, JPEG[at:])
        looked = await client.head(address)
        ids = {answer.headers["albumen-photo-id"] for answer in responses if answer.status_code == 204}
        assert ids <= {looked.headers["albumen-photo-id"]}
        assert (await client.get(f"{PHOTOS}/{looked.headers['albumen-photo-id']}/original")).content == JPEG

    async def test_one_that_is_written_to_elsewhere_is_busy(self, studio: App, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        upload_id = int(address.rpartition("/")[2])
        async with studio.open_tx() as tx:
            values = {"writer": text("gen_random_uuid()"), "writer_until": text("now() + interval '20 seconds'")}
            mine = (uploads.c.shard == shard_of(upload_id), uploads.c.id == upload_id)
            await tx.execute(update(uploads).where(*mine).values(values))
        answer = await append(client, address, 0, JPEG)
        is_problem(answer, 503)
        assert "retry-after" in answer.headers


class TestTheirTime:
    async def test_a_client_that_goes_away_finds_what_arrived(
        self, studio: App, client: httpx.AsyncClient, owner: User
    ) -> None:
        address = await begin(client)
        head = PATCH | {"Upload-Offset": "0", "Authorization": client.headers["Authorization"]}
        status = await broken_off(studio, "PATCH", address, head, [JPEG[:700], JPEG[700:1400]])
        assert status == 499
        at = await offset_of(client, address)
        assert at == 1400
        last = await append(client, address, at, JPEG[at:])
        assert (await client.get(f"{PHOTOS}/{last.headers['albumen-photo-id']}/original")).content == JPEG

    async def test_given_up(self, studio: App, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        await append(client, address, 0, JPEG[:1000])
        before = len(staged_of(studio))
        answer = await client.delete(address)
        assert answer.status_code == 204
        says_its_version(answer)
        assert len(staged_of(studio)) == before - 1
        for gone in (
            await client.head(address),
            await append(client, address, 1000, b"x"),
            await client.delete(address),
        ):
            assert gone.status_code in {404, 410}

    async def test_given_up_after_its_end_the_photo_stays(self, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        photo_id = (await append(client, address, 0, JPEG)).headers["albumen-photo-id"]
        assert (await client.delete(address)).status_code == 204
        assert (await client.get(f"{PHOTOS}/{photo_id}/original")).content == JPEG

    async def test_after_its_time_it_is_gone_with_its_bytes(self, studio: App, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        await append(client, address, 0, JPEG[:1000])
        before = len(staged_of(studio))
        upload_id = int(address.rpartition("/")[2])
        async with studio.open_tx() as tx:
            mine = (uploads.c.shard == shard_of(upload_id), uploads.c.id == upload_id)
            await tx.execute(update(uploads).where(*mine).values(expires_at=text("now() - interval '1 second'")))
        assert (await client.head(address)).status_code == 404
        is_problem(await append(client, address, 1000, JPEG[1000:]), 404)
        settings = studio.parts.settings
        await upkeep.sweep(studio.open_tx, studio.parts.store, settings.photos, settings.storage, develop)
        assert len(staged_of(studio)) == before - 1

    async def test_each_part_gives_it_more_time(self, studio: App, client: httpx.AsyncClient) -> None:
        address = await begin(client)
        upload_id = int(address.rpartition("/")[2])
        async with studio.open_tx() as tx:
            mine = (uploads.c.shard == shard_of(upload_id), uploads.c.id == upload_id)
            await tx.execute(update(uploads).where(*mine).values(expires_at=text("now() + interval '1 minute'")))
        await append(client, address, 0, JPEG[:1000])
        expires = parsedate_to_datetime((await client.head(address)).headers["upload-expires"])
        assert expires > datetime.now(UTC) + timedelta(days=6)


class TestRoom:
    async def test_a_quota_counts_what_is_on_its_way(self, studio: App) -> None:
        user = await a_user(studio.open_tx)
        async with studio.open_tx() as tx:
            await accounts.set_quota(tx, user.id, 5000, actor="test")
        async with await studio.program(user) as client:
            client.headers.update(TUS)
            first = await begin(client)
            answer = await client.post(UPLOADS, headers={"Upload-Length": "3000"})
            is_problem(answer, 507)
            assert (await client.delete(first)).status_code == 204
            second = await begin(client)
            assert "albumen-photo-id" in (await append(client, second, 0, JPEG)).headers

    async def test_a_quota_that_was_lowered_meanwhile(self, studio: App) -> None:
        user = await a_user(studio.open_tx)
        async with await studio.program(user) as client:
            client.headers.update(TUS)
            address = await begin(client)
            async with studio.open_tx() as tx:
                await accounts.set_quota(tx, user.id, 10, actor="test")
            is_problem(await append(client, address, 0, JPEG), 507)
        async with studio.open_tx() as tx:
            assert (await accounts.quota(tx, user)).used == 0

    async def test_somebody_suspended_meanwhile(self, studio: App) -> None:
        user = await a_user(studio.open_tx)
        data = small_jpeg(77)
        staging = ingest.About("a.jpg")
        upload = await ingest.create_upload(studio.parts.receiving, user, staging, len(data), timedelta(days=1))
        async with studio.open_tx() as tx:
            await accounts.suspend(tx, user.id, actor="test")

        async def chunks() -> AsyncIterator[bytes]:
            yield data

        with pytest.raises(ingest.OwnerGone):
            await ingest.append(studio.parts.receiving, user, upload.id, 0, chunks(), timedelta(days=1))
        async with studio.open_tx() as tx:
            assert (await accounts.quota(tx, user)).used == 0

    async def test_a_smaller_limit_is_told(self, database_url: str, tmp_path: Path) -> None:
        async with running(database_url, tmp_path / "data", ingest=IngestSettings(largest_file_bytes=2000)) as app:
            owner = await a_user(app.open_tx)
            async with await app.program(owner) as client:
                client.headers.update(TUS)
                assert (await client.options(UPLOADS)).headers["tus-max-size"] == "2000"
                is_problem(await client.post(UPLOADS, headers={"Upload-Length": "2001"}), 413)
                assert (await client.post(UPLOADS, headers={"Upload-Length": "2000"})).status_code == 201
