"""Bytes behind signed addresses: what a cache sees of them, and that a false one reaches nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from albumen import imaging
from albumen.accounts import User
from albumen.delivery import Audience, url_for
from albumen.storage import BlobRef, Derived
from tests.support.app import App, is_problem
from tests.support.forms import add, small_jpeg
from tests.support.library import bytes_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = b"the small picture of " + bytes_of(0)


@pytest.fixture
async def nobody(studio: App) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's element that fetches a picture: without any credential."""
    async with studio.client() as client:
        yield client


def signed(app: App, ref: BlobRef, name: str = "grid-1.webp", audience: Audience = Audience.PRIVATE, **ago: int) -> str:
    return url_for(app.parts.media_keys, ref, name, audience, datetime.now(UTC) - timedelta(**ago))


async def test_a_rendition(studio: App, owner: User, nobody: httpx.AsyncClient) -> None:
    photo = await studio.photo(owner)
    answer = await nobody.get(signed(studio, BlobRef(owner.id, photo.sha256)))
    assert (answer.status_code, answer.content) == (200, SMALL)
    head = answer.headers
    assert head["content-type"] == "image/webp"
    assert head["cache-control"] == "private, max-age=7200, immutable"
    assert head["x-content-type-options"] == "nosniff"
    assert head["content-security-policy"] == "default-src 'none'; sandbox"
    assert head["content-length"] == str(len(SMALL))
    assert "set-cookie" not in head
    assert "content-disposition" not in head


async def test_what_anybody_may_see_may_be_kept_by_anybody(studio: App, owner: User, nobody: httpx.AsyncClient) -> None:
    photo = await studio.photo(owner)
    answer = await nobody.get(signed(studio, BlobRef(owner.id, photo.sha256), audience=Audience.PUBLIC))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_an_original_under_a_signed_address(studio: App, owner: User, nobody: httpx.AsyncClient) -> None:
    photo = await studio.photo(owner)
    ref = BlobRef(owner.id, photo.sha256)
    for name, kind in (
        ("original.mp4", "video/mp4"),
        ("original.jpg", "image/jpeg"),
        ("original.bin", "application/octet-stream"),
        ("original.html", "application/octet-stream"),
        ("original.svg", "application/octet-stream"),
    ):
        answer = await nobody.get(signed(studio, ref, name))
        assert (answer.content, answer.headers["content-type"]) == (bytes_of(0), kind)
        assert "sandbox" in answer.headers["content-security-policy"]
    # A player fetches a part of it.
    answer = await nobody.get(signed(studio, ref, "original.mp4"), headers={"Range": "bytes=4-8"})
    assert (answer.status_code, answer.content) == (206, bytes_of(0)[4:9])


async def test_parts_validators_and_head(studio: App, owner: User, nobody: httpx.AsyncClient) -> None:
    photo = await studio.photo(owner)
    address = signed(studio, BlobRef(owner.id, photo.sha256))
    head = await nobody.head(address)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(SMALL)))
    etag = head.headers["etag"]
    again = await nobody.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == head.headers["cache-control"]
    part = await nobody.get(address, headers={"Range": "bytes=2-5", "If-Range": etag})
    assert (part.status_code, part.content) == (206, SMALL[2:6])
    behind = await nobody.get(address, headers={"Range": "bytes=99999-"})
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(SMALL)}")


@asynccontextmanager
async def untouched(app: App, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Fails where the block asks the database or the store for anything."""
    touched: list[str] = []

    class Trap:
        def __getattr__(self, name: str) -> Any:
            touched.append(name)
            raise AssertionError(f"{name} was asked for")

    with monkeypatch.context() as patch:
        patch.setattr(app.parts.delivery, "_store", Trap())
        patch.setattr(app.parts.database, "open_tx", Trap().__getattr__)
        yield
    assert not touched


async def test_a_false_address_reaches_nothing(
    studio: App, owner: User, nobody: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = await studio.photo(owner)
    ref = BlobRef(owner.id, photo.sha256)
    address = signed(studio, ref)
    path, _, query = address.partition("?")
    other = await studio.photo(owner, 1)
    false = [
        path,
        path + "?",
        address.replace("a=v", "a=p"),
        address.replace("&e=", "&e=1"),
        address[:-1] + ("A" if address[-1] != "A" else "Q"),
        address.replace(photo.sha256.hex(), other.sha256.hex()),
        address.replace("grid-1.webp", "original.jpg"),
        address.replace("grid-1.webp", "..%2f..%2fsecret"),
        address.replace(f"/{owner.id}/", "/0/"),
        f"/media/0/{photo.sha256.hex()}/secret?{query}",
        f"/media/x/y/z?{query}",
        signed(studio, ref, hours=3),
        signed(studio, ref, hours=2, minutes=1),
    ]
    async with untouched(studio, monkeypatch):
        for one in false:
            for method in ("GET", "HEAD"):
                answer = await nobody.request(method, one)
                assert answer.status_code in {403, 404}, one
                if method == "GET":
                    is_problem(answer, answer.status_code)
                assert "immutable" not in answer.headers.get("cache-control", "")
    assert (await nobody.get(address)).status_code == 200


async def test_a_good_address_asks_no_database(
    studio: App, owner: User, nobody: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = await studio.photo(owner)
    with monkeypatch.context() as patch:
        patch.setattr(studio.parts.database, "open_tx", None)
        answer = await nobody.get(signed(studio, BlobRef(owner.id, photo.sha256)))
    assert (answer.status_code, answer.content) == (200, SMALL)


async def test_a_rendition_that_is_missing_is_made_once(
    studio: App, owner: User, client: httpx.AsyncClient, nobody: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = await add(client, small_jpeg(3, (300, 200)))
    ref = BlobRef(owner.id, bytes.fromhex(added["sha256"]))
    address = signed(studio, ref, "preview-1.jpg")
    assert await studio.parts.store.read_derived(Derived(ref, "preview-1.jpg")) is None
    made = 0
    make = imaging.make_renditions

    async def counted(*arguments: Any) -> Any:
        nonlocal made
        made += 1
        return await make(*arguments)

    monkeypatch.setattr(imaging, "make_renditions", counted)
    answers = await asyncio.gather(*(nobody.get(address) for _ in range(64)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].headers["content-type"] == "image/jpeg"
    assert made == 1
    # It is kept.
    assert await studio.parts.store.read_derived(Derived(ref, "preview-1.jpg")) == answers[0].content
    assert (await nobody.get(address)).content == answers[0].content
    assert made == 1


async def test_who_goes_away_does_not_end_it_for_others(
    studio: App, owner: User, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    added = await add(client, small_jpeg(4, (300, 200)))
    address = signed(studio, BlobRef(owner.id, bytes.fromhex(added["sha256"])), "preview-1.jpg")
    first = asyncio.create_task(nobody.get(address))
    second = asyncio.create_task(nobody.get(address))
    while not studio.parts.delivery._making:
        await asyncio.sleep(0)
    first.cancel()
    assert (await second).status_code == 200


async def test_what_there_is_no_recipe_for_or_no_bytes_of(studio: App, owner: User, nobody: httpx.AsyncClient) -> None:
    photo = await studio.photo(owner)
    is_problem(await nobody.get(signed(studio, BlobRef(owner.id, photo.sha256), "huge-1.png")), 404)
    gone = BlobRef(owner.id, bytes(32))
    for name in ("grid-1.webp", "original.jpg"):
        is_problem(await nobody.get(signed(studio, gone, name)), 404)


async def test_bytes_that_are_no_picture_are_refused_and_not_an_error_of_the_server(
    studio: App, owner: User, nobody: httpx.AsyncClient
) -> None:
    photo = await studio.photo(owner, ready=False)
    answer = await nobody.get(signed(studio, BlobRef(owner.id, photo.sha256), "preview-1.jpg"))
    assert 400 <= answer.status_code < 500
    is_problem(answer, answer.status_code)


async def test_addresses_of_a_purged_photo_end_with_its_bytes(
    studio: App, owner: User, client: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    from albumen.ingest import upkeep
    from albumen.storage import StorageSettings

    photo = await studio.photo(owner)
    ref = BlobRef(owner.id, photo.sha256)
    await client.delete(f"/api/v1/photos/{photo.id}")
    await client.delete("/api/v1/trash")
    at_once = StorageSettings(grace_hours=0, floor_mib=0, floor_percent=0)
    await upkeep.collect(studio.open_tx, studio.parts.store, owner.id, [photo.sha256], at_once)
    for name in ("grid-1.webp", "original.jpg"):
        is_problem(await nobody.get(signed(studio, ref, name)), 404)
