"""POST /api/v1/photos/sidecars: small files that are kept with their photo, as safe as it is."""

import httpx
import pytest

from albumen import photos
from albumen.accounts import Scope, User
from tests.support.app import App, is_problem
from tests.support.forms import TYPE, add, form, sha256_of, small_jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIDECARS = "/api/v1/photos/sidecars"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


async def attach(
    client: httpx.AsyncClient, photo: str, data: bytes = XMP, name: str = "a.jpg.xmp", **fields: str
) -> httpx.Response:
    """The answer to a sidecar for the photo with this digest."""
    body = form(("file", name.encode(), data), *fields.items())
    return await client.post(SIDECARS, params={"photo": photo}, content=body, headers=TYPE)


async def files_of(studio: App, photo_id: str) -> list[tuple[str, str, str]]:
    """Kind, name and digest of the files that belong to a photo."""
    rows = await studio.do(photos.files_of, int(photo_id))
    return [(row.kind, row.filename, row.sha256.hex()) for row in rows]


async def test_it_is_kept_with_its_photo_once(studio: App, owner: User) -> None:
    async with await studio.program(owner) as client:
        photo = await add(client, small_jpeg(40))
        async with await studio.program(owner, Scope.PHOTOS_WRITE) as uploader:
            answer = await attach(uploader, photo["sha256"], sha256=sha256_of(XMP))
            assert (answer.status_code, answer.json()) == (201, {"attached": True})
            again = await attach(uploader, photo["sha256"])
            assert (again.status_code, again.json()) == (200, {"attached": False})
            takeout = await attach(uploader, photo["sha256"], b"{}", "a.jpg.supplemental-metadata.JSON")
            assert takeout.status_code == 201
        assert await files_of(studio, photo["id"]) == [
            ("xmp", "a.jpg.xmp", sha256_of(XMP)),
            ("json", "a.jpg.supplemental-metadata.JSON", sha256_of(b"{}")),
        ]
        # It is no photo, and counts as room.
        days = (await client.get("/api/v1/timeline")).json()["days"]
        assert sum(day["count"] for day in days) == 1
        used = (await client.get("/api/v1/users/me")).json()["quota"]["used"]
        assert used == photo["size"] + len(XMP) + 2


async def test_it_may_be_as_large_as_a_sidecar_is(studio: App, owner: User, client: httpx.AsyncClient) -> None:
    photo = await add(client, small_jpeg(41))
    large = b" " * (16 << 20)
    assert (await attach(client, photo["sha256"], large)).status_code == 201
    is_problem(await attach(client, photo["sha256"], large + b" "), 413)
    assert len(await files_of(studio, photo["id"])) == 1


@pytest.mark.parametrize(
    ("data", "name", "fields", "status"),
    [
        (XMP, "a.jpg", {}, 415),
        (XMP, "xmp", {}, 415),
        (b"", "a.xmp", {}, 422),
        (XMP, "a.xmp", {"sha256": "0" * 64}, 422),
        (XMP, "a.xmp", {"sha256": "x"}, 422),
    ],
)
async def test_what_is_refused_leaves_nothing(
    studio: App, client: httpx.AsyncClient, data: bytes, name: str, fields: dict[str, str], status: int
) -> None:
    photo = await add(client, small_jpeg(42))
    is_problem(await attach(client, photo["sha256"], data, name, **fields), status)
    assert await files_of(studio, photo["id"]) == []
    assert not list((studio.parts.settings.data / "staging").iterdir())


async def test_only_for_a_photo_that_is_there_and_ones_own(
    studio: App, client: httpx.AsyncClient, stranger: User
) -> None:
    photo = await add(client, small_jpeg(43))
    async with await studio.program(stranger) as theirs:
        hidden = is_problem(await attach(theirs, photo["sha256"]), 404)
        nothing = is_problem(await attach(theirs, "0" * 64), 404)
        del hidden["request_id"], nothing["request_id"]
        assert hidden == nothing
    assert (await client.delete(f"/api/v1/photos/{photo['id']}")).status_code == 204
    is_problem(await attach(client, photo["sha256"]), 404)
    assert (await client.delete("/api/v1/trash")).is_success
    is_problem(await attach(client, photo["sha256"]), 404)
    for word in ("", "x", "ab" * 20):
        is_problem(await attach(client, word), 422)
