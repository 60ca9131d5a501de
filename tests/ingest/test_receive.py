"""From staged bytes to a photo: what is checked, what is kept, and that a failure leaves nothing behind."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from albumen import accounts, imaging, ingest, jobs, photos, storage
from albumen.accounts import QuotaExceeded, User
from albumen.core import Unavailable
from albumen.database import Tx
from albumen.ingest import About, EmptyFile, FileTooLarge, IngestSettings, OwnerGone, WrongDigest, WrongSize
from albumen.jobs import Priority
from albumen.photos import Added, Kind, State
from albumen.storage import BlobRef, LocalStore, Staged, StorageSettings, StoreFull
from tests.support.app import App
from tests.support.bombs import avi, jpeg
from tests.support.forms import small_jpeg
from tests.support.library import a_user

pytestmark = pytest.mark.asyncio(loop_scope="session")

JPEG = small_jpeg(1)


async def stage(app: App, data: bytes) -> Staged:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    return await storage.stage(app.parts.store, chunks(), len(data) + 1)


async def receive(app: App, owner: User, data: bytes, **about: Any) -> Added:
    staged = await stage(app, data)
    return await ingest.receive(app.parts.receiving, owner, staged, About(**{"filename": "a.jpg"} | about))


def left(app: App, user: User) -> list[str]:
    """What lies in the store on behalf of somebody, and what is staged."""
    data = app.parts.settings.data
    kept = [path.name for path in (data / "originals" / str(user.id)).glob("*/*")]
    return kept + [path.name for path in (data / "staging").iterdir()]


async def used(app: App, user: User) -> int:
    return (await app.do(accounts.quota, user)).used  # type: ignore[no-any-return]


async def waiting(app: App) -> int:
    return (await app.do(jobs.counts)).queued  # type: ignore[no-any-return]


async def test_a_photo_with_all_that_was_said_of_it(studio: App, owner: User) -> None:
    before = await waiting(studio)
    added = await receive(
        studio,
        owner,
        JPEG,
        path="Sea/a.jpg",
        sha256=hashlib.sha256(JPEG).digest(),
        size=len(JPEG),
        title="T",
        description="D",
        tags=("x",),
    )
    photo = added.photo
    assert (added.created, added.restored) == (True, False)
    assert (photo.kind, photo.media_type, photo.state) == (Kind.IMAGE, "image/jpeg", State.PROCESSING)
    assert (photo.sha256, photo.sha1) == (hashlib.sha256(JPEG).digest(), hashlib.sha1(JPEG).digest())
    assert (photo.title, photo.description, photo.tags, photo.path) == ("T", "D", ("x",), "Sea/a.jpg")
    assert left(studio, owner) == [photo.sha256.hex()]
    assert await used(studio, owner) == len(JPEG)
    assert await waiting(studio) == before + 1


async def test_the_type_is_told_from_the_bytes(studio: App, owner: User) -> None:
    film = await receive(studio, owner, avi(320, 240, b"MJPG", [jpeg()]), filename="a.jpg")
    assert (film.photo.kind, film.photo.media_type, film.photo.filename) == (Kind.VIDEO, "video/x-msvideo", "a.jpg")
    broken = await receive(studio, owner, b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(100))
    # What no decoder can read is kept: bytes are never lost.
    assert (broken.photo.media_type, broken.photo.state) == ("image/heic", State.OPAQUE)


@pytest.mark.parametrize(
    ("data", "about", "error"),
    [
        (b"", {}, EmptyFile),
        (JPEG, {"size": len(JPEG) + 1}, WrongSize),
        (JPEG, {"size": len(JPEG) - 1}, WrongSize),
        (JPEG, {"sha256": bytes(32)}, WrongDigest),
        (b"<svg/>", {}, imaging.UnsupportedType),
        (b"x", {}, imaging.UnsupportedType),
    ],
)
async def test_what_is_refused_leaves_nothing(
    studio: App, owner: User, data: bytes, about: dict[str, Any], error: type[Exception]
) -> None:
    before = await waiting(studio)
    with pytest.raises(error):
        await receive(studio, owner, data, **about)
    assert left(studio, owner) == []
    assert await used(studio, owner) == 0
    assert await waiting(studio) == before


async def test_a_file_that_is_too_large(studio: App, owner: User) -> None:
    receiving = replace(studio.parts.receiving, settings=IngestSettings(largest_file_bytes=1024))
    staged = await stage(studio, JPEG.ljust(1025, b"x"))
    with pytest.raises(FileTooLarge):
        await ingest.receive(receiving, owner, staged, About("a.jpg"))
    assert left(studio, owner) == []


async def test_who_may_not_add_any_more_is_asked_at_the_end(studio: App, owner: User) -> None:
    """The account was read when the bytes began to come; what it is now counts."""
    await studio.do(accounts.suspend, owner.id, actor="test")
    with pytest.raises(OwnerGone):
        await receive(studio, owner, JPEG)
    poor = await a_user(studio.open_tx)
    await studio.do(accounts.set_quota, poor.id, 10, actor="test")
    with pytest.raises(QuotaExceeded):
        await receive(studio, poor, JPEG)
    for user in (owner, poor):
        assert await used(studio, user) == 0
        assert not [name for name in left(studio, user) if len(name) != 64]
        async with studio.open_tx() as tx:
            assert await photos.any_of(tx, user.id, limit=1) == []


async def test_the_same_bytes_at_once_are_one_photo(studio: App, owner: User) -> None:
    added = await asyncio.gather(*(receive(studio, owner, JPEG, filename=f"{n}.jpg") for n in range(20)))
    assert sum(one.created for one in added) == 1
    assert len({one.photo.id for one in added}) == 1
    assert await used(studio, owner) == len(JPEG)
    assert left(studio, owner) == [added[0].photo.sha256.hex()]


async def test_against_a_purge_of_them_the_photo_is_whole_or_new(studio: App, owner: User) -> None:
    for _ in range(8):
        first = await receive(studio, owner, JPEG)
        await studio.do(photos.trash, owner.id, [first.photo.id])

        async def purge() -> None:
            async with studio.open_tx() as tx:
                lying = await photos.trash_due(tx, owner.id, timedelta(0), limit=10)
                await photos.purge(tx, owner.id, lying)

        second, _ = await asyncio.gather(receive(studio, owner, JPEG), purge())
        ref = BlobRef(owner.id, second.photo.sha256)
        assert await studio.parts.store.stat(ref) == len(JPEG)
        there = await studio.do(photos.get, second.photo.id)
        assert there is not None
        assert there.trashed_at is None
        await studio.do(photos.trash, owner.id, [second.photo.id])
        await studio.do(photos.purge, owner.id, [second.photo.id])
    assert await used(studio, owner) == len(JPEG)


async def test_its_priority_is_that_of_who_sends_it(studio: App, owner: User) -> None:
    added = await receive(studio, owner, JPEG, priority=Priority.NEW)
    statement = "/* all shards */ SELECT priority FROM procrastinate_jobs WHERE args->>'photo_id' = :id"
    async with studio.open_tx() as tx:
        found = await tx.scalar(text(statement), {"id": str(added.photo.id)})
    assert found == Priority.NEW.value


class Broken(Exception):
    """What a test breaks."""


async def test_a_failure_of_the_moment_keeps_a_resumable_upload(
    studio: App, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = await stage(studio, JPEG)
    noted: list[int] = []

    async def note(tx: Tx, added: Added) -> None:
        noted.append(added.photo.id)

    def open_tx() -> Any:
        raise Unavailable("away")

    away = replace(studio.parts.receiving, open_tx=open_tx)
    with pytest.raises(Unavailable):
        await ingest.receive(away, owner, staged, About("a.jpg"), resumable=note)
    assert await studio.parts.store.stage_length(staged.name) == len(JPEG)
    added = await ingest.receive(studio.parts.receiving, owner, staged, About("a.jpg"), resumable=note)
    assert noted == [added.photo.id]
    assert await studio.parts.store.stage_length(staged.name) is None


async def test_a_failure_of_the_moment_drops_one_that_is_not(studio: App, owner: User) -> None:
    staged = await stage(studio, JPEG)

    def open_tx() -> Any:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        await ingest.receive(replace(studio.parts.receiving, open_tx=open_tx), owner, staged, About("a.jpg"))
    assert await studio.parts.store.stage_length(staged.name) is None


async def test_what_is_noted_and_what_is_added_commit_together(studio: App, owner: User) -> None:
    staged = await stage(studio, JPEG)

    async def note(tx: Tx, added: Added) -> None:
        raise Broken

    with pytest.raises(Broken):
        await ingest.receive(studio.parts.receiving, owner, staged, About("a.jpg"), resumable=note)
    async with studio.open_tx() as tx:
        assert await photos.any_of(tx, owner.id, limit=1) == []
    assert await used(studio, owner) == 0
    await studio.parts.store.discard(staged.name)


async def test_the_floor_of_the_disk(studio: App, owner: User, tmp_path: Path) -> None:
    full = LocalStore(tmp_path, StorageSettings(floor_mib=2**40, floor_percent=0))
    receiving = replace(studio.parts.receiving, store=full)
    with pytest.raises(StoreFull):
        await ingest.create_upload(receiving, owner, About("a.jpg"), 10, timedelta(days=1))


class TestSidecars:
    async def test_one_is_kept_once_and_counted(self, studio: App, owner: User) -> None:
        photo = (await receive(studio, owner, JPEG)).photo
        words = b"<x:xmpmeta/>"
        for first in (True, False):
            staged = await stage(studio, words)
            kept = await ingest.attach_sidecar(studio.parts.receiving, owner, photo, staged, About("a.xmp"), "xmp")
            assert kept is first
        assert await used(studio, owner) == len(JPEG) + len(words)
        async with studio.open_tx() as tx:
            (file,) = await photos.files_of(tx, photo.id)
        assert (file.kind, file.filename, file.sha256) == ("xmp", "a.xmp", hashlib.sha256(words).digest())

    async def test_one_that_cannot_be_kept_leaves_nothing(self, studio: App, owner: User) -> None:
        photo = (await receive(studio, owner, JPEG)).photo
        before = left(studio, owner)
        with pytest.raises(EmptyFile):
            await ingest.attach_sidecar(
                studio.parts.receiving, owner, photo, await stage(studio, b""), About("a.xmp"), "xmp"
            )
        assert left(studio, owner) == before

    async def test_it_goes_with_its_photo(self, studio: App, owner: User) -> None:
        photo = (await receive(studio, owner, JPEG)).photo
        staged = await stage(studio, b"words")
        await ingest.attach_sidecar(studio.parts.receiving, owner, photo, staged, About("a.xmp"), "xmp")
        await studio.do(photos.trash, owner.id, [photo.id])
        digests = await studio.do(photos.purge, owner.id, [photo.id])
        assert set(digests) == {photo.sha256, hashlib.sha256(b"words").digest()}
