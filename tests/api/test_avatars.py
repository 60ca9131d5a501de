"""A person's picture: whatever was sent, a small square without a word of the camera's is kept, and it goes again."""

import io
from datetime import timedelta

import httpx
import pytest
from PIL import Image

from albumen import accounts, storage
from albumen.accounts import Scope, User
from albumen.ingest import upkeep
from albumen.storage import BlobRef, StorageSettings
from tests.api.conftest import a_person
from tests.support.app import App, is_problem
from tests.support.samples import samples

PATH = "/api/v1/users/me/avatar"
AT_ONCE = StorageSettings(grace_hours=0, floor_mib=0, floor_percent=0)


def picture(width: int, height: int, kind: str = "JPEG", **more: object) -> bytes:
    """Red at the left, green in the middle, blue at the right."""
    image = Image.new("RGB", (width, height), "green")
    image.paste("red", (0, 0, width // 4, height))
    image.paste("blue", (width - width // 4, 0, width, height))
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


async def fetch(client: httpx.AsyncClient, address: str) -> Image.Image:
    answer = await client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    return image


async def test_its_middle_square_is_kept_and_shown(studio: App, owner: User) -> None:
    async with await studio.browser(owner) as client, studio.client() as anybody:
        assert (await client.get("/api/v1/users/me")).json()["avatar"] is None
        answer = await client.put(PATH, content=picture(1600, 800))
        assert answer.status_code == 200, answer.text
        avatar = answer.json()["avatar"]
        assert (await client.get("/api/v1/session")).json()["user"]["avatar"] == avatar
        large, small = await fetch(anybody, avatar["large"]), await fetch(anybody, avatar["small"])
        assert (large.size, small.size) == ((512, 512), (144, 144))
        # 1600 × 800: the middle 800 show the last quarter of red only at the very edge, if at all.
        red, green, blue = large.convert("RGB").getpixel((256, 256))
        assert green > 100 > max(red, blue)
        is_problem(await anybody.get(avatar["large"].partition("?")[0]), 404)


async def test_a_small_one_stays_small_and_a_turned_one_is_turned(studio: App, owner: User) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # what is stored at the left is shown at the top
    exif[0x010F] = "A secret camera"
    async with await studio.browser(owner) as client:
        await client.put(PATH, content=picture(80, 80, exif=exif))
        avatar = (await client.get("/api/v1/users/me")).json()["avatar"]
        image = (await fetch(client, avatar["large"])).convert("RGB")
        assert image.size == (80, 80)
        assert image.getpixel((40, 5))[0] > 150, "red is on top"
        assert not image.getexif()
        assert b"secret" not in (await client.get(avatar["large"])).content


@pytest.mark.samples
async def test_a_photo_of_a_phone_can_be_sent_as_it_is(studio: App, owner: User) -> None:
    async with await studio.browser(owner) as client:
        for ending in ("heic", "avif", "webp"):
            path = next(p for p in sorted(samples().rglob(f"*.{ending}")) if "hostile" not in p.parts)
            answer = await client.put(PATH, content=path.read_bytes())
            assert answer.status_code == 200, (path, answer.text)
            assert (await fetch(client, answer.json()["avatar"]["small"])).size == (144, 144)


@pytest.mark.parametrize(
    "sent",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 50, picture(40, 40)[:200], b"x" * 5000],
)
async def test_what_is_no_picture_is_refused_and_nothing_of_it_stays(studio: App, owner: User, sent: bytes) -> None:
    async with await studio.browser(owner) as client:
        is_problem(await client.put(PATH, content=sent), 415)
        me = (await client.get("/api/v1/users/me")).json()
        assert (me["avatar"], me["quota"]["used"]) == (None, 0)


async def test_nor_is_a_film_or_what_is_too_large(studio: App, owner: User) -> None:
    async with await studio.browser(owner) as client:
        is_problem(await client.put(PATH, content=b"\0" * (accounts.MOST_AVATAR_BYTES + 1)), 413)
        is_problem(await client.put(PATH, content=b"\0\0\0\x18ftypisom" + b"\0" * 5000), 415)


async def test_a_new_one_takes_its_place_and_the_collector_takes_the_old(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        first = (await client.put(PATH, content=picture(600, 600))).json()
        same = (await client.put(PATH, content=picture(600, 600))).json()
        assert first["quota"]["used"] == same["quota"]["used"] > 0
        second = (await client.put(PATH, content=picture(300, 600))).json()
        assert second["avatar"] != first["avatar"]
        (old, new) = (bytes.fromhex(user["avatar"]["large"].split("/")[3]) for user in (first, second))

        async def there() -> list[bytes]:
            return [sha for sha in (old, new) if await app.parts.store.stat(BlobRef(ada.id, sha)) is not None]

        assert await there() == [old, new]
        await upkeep.tidy(app.open_tx, app.parts.store, AT_ONCE)
        assert await there() == [new]
        after = (await client.delete(PATH)).json()
        assert after["avatar"] is None
        await upkeep.tidy(app.open_tx, app.parts.store, AT_ONCE)
        assert await there() == []
        assert (await client.get("/api/v1/users/me")).json()["quota"]["used"] == 0


async def test_it_goes_with_its_account(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        address = (await client.put(PATH, content=picture(600, 600))).json()["avatar"]["large"]
        await app.do(accounts.delete_user, ada.id, grace=timedelta(0), actor="test")
    await app.do(accounts.erase_user, ada.id)
    await upkeep.tidy(app.open_tx, app.parts.store, AT_ONCE)
    assert await app.parts.store.stat(BlobRef(ada.id, bytes.fromhex(address.split("/")[3]))) is None


async def test_it_counts_to_ones_room_but_is_never_refused_for_it_and_a_key_needs_the_scope(app: App) -> None:
    ada = await a_person(app, "ada")
    await app.do(accounts.set_quota, ada.id, 10, actor="test")
    async with await app.browser(ada) as client:
        answer = await client.put(PATH, content=picture(600, 600))
        assert answer.status_code == 200
        assert answer.json()["quota"]["used"] > answer.json()["quota"]["limit"]
    async with await app.program(ada, Scope.ACCOUNT_READ, Scope.PHOTOS_WRITE) as program:
        is_problem(await program.put(PATH, content=picture(60, 60)), 403)
    assert (await storage.examine(app.open_tx, app.parts.store, named_staged=_nobody)).clean


async def _nobody(names: object) -> set[str]:
    return set()
