"""A selection as one ZIP file: what every unpacker takes, written while it is sent."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from albumen.accounts import User
from albumen.api.archives import names_in_archive, safe_name, zipped
from albumen.photos import Photo
from albumen.storage import BlobRef, BlobStore
from tests.support.app import App, is_problem
from tests.support.forms import PHOTOS
from tests.support.library import bytes_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

ZIP = f"{PHOTOS}/zip"


async def zip_of(client: httpx.AsyncClient, *photos: Photo) -> zipfile.ZipFile:
    answer = await client.post(ZIP, json={"ids": [str(photo.id) for photo in photos]})
    assert answer.status_code == 200, answer.text
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


async def test_the_very_bytes_in_the_order_of_the_ids(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    photos = [await studio.photo(owner, number) for number in range(3)]
    archive = await zip_of(client, photos[2], photos[0], photos[1])
    assert archive.namelist() == ["2.jpg", "0.jpg", "1.jpg"]
    assert [archive.read(name) for name in archive.namelist()] == [bytes_of(2), bytes_of(0), bytes_of(1)]
    for entry in archive.infolist():
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.date_time == (2024, 5, 31, 12, 0, 0)


async def test_the_answer_is_a_download_that_nobody_keeps(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    photo = await studio.photo(owner)
    answer = await client.post(ZIP, json={"ids": [str(photo.id)]})
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith('attachment; filename="photos-')
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_by_a_form_so_that_a_browser_saves_it(studio: App, owner: User) -> None:
    photos = [str((await studio.photo(owner, number)).id) for number in range(3)]
    async with await studio.browser(owner) as browser:
        browser.headers["Sec-Fetch-Site"] = "same-origin"
        one_each = await browser.post(ZIP, data={"ids": photos})
        together = await browser.post(ZIP, data={"ids": ",".join(photos)})
        for answer in (one_each, together):
            assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["0.jpg", "1.jpg", "2.jpg"]
        browser.headers["Sec-Fetch-Site"] = "cross-site"
        is_problem(await browser.post(ZIP, data={"ids": photos}), 403)


async def test_only_what_one_may_see(studio: App, client: httpx.AsyncClient, owner: User, stranger: User) -> None:
    mine, theirs = await studio.photo(owner, 1), await studio.photo(stranger, 2)
    assert (await zip_of(client, theirs, mine)).namelist() == ["1.jpg"]
    is_problem(await client.post(ZIP, json={"ids": [str(theirs.id)]}), 404)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'{"ids": []}', b'{"ids": "1"}', b'{"ids": ["x"]}', b'{"ids": [1]}', b"[", b"\xff"]
)
async def test_what_names_no_photos(client: httpx.AsyncClient, body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        is_problem(await client.post(ZIP, content=body, headers={"Content-Type": kind}), 422)


async def test_equal_names_are_told_apart_in_any_case(studio: App, client: httpx.AsyncClient, owner: User) -> None:
    names = ["a.jpg", "A.JPG", "a.jpg", "a (2).jpg", "a.jpg"]
    photos = [await studio.photo(owner, number, filename=name) for number, name in enumerate(names)]
    listed = (await zip_of(client, *photos)).namelist()
    assert len({name.casefold() for name in listed}) == len(names)
    assert listed[0] == "a.jpg"


NAMES = {
    "é ü 日本 😀.jpg": "é ü 日本 😀.jpg",
    "../../etc/passwd": "_.._etc_passwd",
    "C:\\x\\y.jpg": "C__x_y.jpg",
    "a\0b\r\nc.jpg": "a_b__c.jpg",
    'a<b>c:"d|e?f*.jpg': "a_b_c__d_e_f_.jpg",
    "CON": "_CON",
    "nul.jpg": "_nul.jpg",
    "COM1.txt": "_COM1.txt",
    "console.jpg": "console.jpg",
    "...": "file",
    "": "file",
    " . ": "file",
    "a.jpg. ": "a.jpg",
}


@pytest.mark.parametrize("name", NAMES)
async def test_names_that_every_system_can_write(name: str) -> None:
    assert safe_name(name) == NAMES[name]


async def test_long_names_keep_their_ending() -> None:
    assert safe_name("x" * 300 + ".jpg") == "x" * 146 + ".jpg"
    assert len(safe_name("x." + "y" * 300)) <= 150


async def test_unzip_takes_it(studio: App, client: httpx.AsyncClient, owner: User, tmp_path: Path) -> None:
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("needs unzip (make tools)")
    names = ["é ü 日本 😀.jpg", "a.jpg", "a.jpg", "../out.jpg"]
    photos = [await studio.photo(owner, number, filename=name) for number, name in enumerate(names)]
    answer = await client.post(ZIP, json={"ids": [str(photo.id) for photo in photos]})
    (tmp_path / "photos.zip").write_bytes(answer.content)
    into = tmp_path / "into"
    environment = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    subprocess.run([unzip, "-q", tmp_path / "photos.zip", "-d", into], check=True, env=environment)
    wanted = {name: bytes_of(n) for n, name in enumerate(["é ü 日本 😀.jpg", "a.jpg", "a (2).jpg", "_out.jpg"])}
    assert {path.name: path.read_bytes() for path in into.iterdir()} == wanted
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "photos.zip"]


@pytest.mark.parametrize(
    ("shown", "written"),
    [(datetime(1890, 5, 6), (1980, 1, 1, 0, 0, 0)), (datetime(2150, 1, 1), (2107, 12, 31, 0, 0, 0))],
)
async def test_dates_that_the_format_does_not_know(
    studio: App, client: httpx.AsyncClient, owner: User, shown: datetime, written: tuple[int, ...]
) -> None:
    photo = await studio.photo(owner, uploaded_wall=shown)
    (entry,) = (await zip_of(client, photo)).infolist()
    assert entry.date_time == written


class Endless:
    """A store of one very large original, which nobody could hold in memory."""

    BLOCK = bytes(1 << 20)

    def __init__(self, blocks: int) -> None:
        self.blocks = blocks
        self.given = 0

    async def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        for _ in range(self.blocks):
            self.given += 1
            yield self.BLOCK


async def test_it_is_sent_while_it_is_read(studio: App, owner: User) -> None:
    """Five gigabytes pass, and never more than a block of them is there."""
    photo = await studio.photo(owner, size=5 << 30)
    store = Endless(5 << 10)
    sent, largest = 0, 0
    tail = b""
    async for piece in zipped(cast("BlobStore", store), [photo]):
        sent += len(piece)
        largest = max(largest, len(piece))
        # What was read is sent at once.
        assert store.given * len(Endless.BLOCK) - sent < 2 << 20
        tail = (tail + piece)[-4096:]
    assert largest < 3 << 20
    assert sent > 5 << 30
    # Beyond four gigabytes it says so the way the format's larger form does.
    assert b"PK\x06\x06" in tail


async def test_bytes_that_cannot_be_read_break_it_off(studio: App, owner: User) -> None:
    photos: list[Any] = [await studio.photo(owner, number) for number in range(2)]

    class Failing(Endless):
        async def open(self, ref: BlobRef, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
            yield b"a part"
            raise OSError("the disk is gone")

    written: list[bytes] = []

    async def write() -> None:
        async for piece in zipped(cast("BlobStore", Failing(1)), photos):
            written.append(piece)

    with pytest.raises(OSError, match="the disk is gone"):
        await write()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(written)))


async def test_a_hundred_times_the_same_name(studio: App, owner: User) -> None:
    photo = await studio.photo(owner, filename="x" * 300 + ".jpg")
    names = [name for _, name in names_in_archive([photo] * 100)]
    assert len({name.casefold() for name in names}) == 100
    assert all(len(name) <= 160 and name.endswith(".jpg") for name in names)
