"""Come and look: what is due goes, what was forgotten is promised again, and nothing goes because something is missing."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, text, update

from albumen import accounts, ingest, photos, storage, wiring
from albumen.accounts import User
from albumen.core import shard_of
from albumen.ingest import About, upkeep
from albumen.ingest.tables import uploads
from albumen.ingest.tasks import develop
from albumen.photos import Photo, PhotosSettings
from albumen.storage import BlobRef, StorageSettings
from tests.ingest.test_receive import receive
from tests.support.app import App
from tests.support.forms import small_jpeg
from tests.support.library import a_user
from tests.support.uploads import forget_uploads

pytestmark = pytest.mark.asyncio(loop_scope="session")

AT_ONCE = StorageSettings(
    grace_hours=0, staged_hours=0, orphan_hours=0, missing_most=0, missing_percent=0, floor_mib=0, floor_percent=0
)
MONTH = PhotosSettings(trash_days=30)


async def sweep(app: App, settings: StorageSettings = AT_ONCE) -> None:
    await upkeep.sweep(app.open_tx, app.parts.store, MONTH, settings, develop)


async def aged(app: App, photo: Photo, column: str, age: timedelta) -> None:
    table = photos.photos_table
    async with app.open_tx() as tx:
        mine = (table.c.shard == shard_of(photo.id), table.c.id == photo.id)
        await tx.execute(update(table).where(*mine).values({column: func.now() - age}))


async def there(app: App, photo: Photo) -> tuple[bool, bool]:
    """Whether its row is there, and whether its bytes are."""
    row = await app.do(photos.get, photo.id)
    return row is not None, await app.parts.store.stat(BlobRef(photo.owner_id, photo.sha256)) is not None


async def used(app: App, user: User) -> int:
    return (await app.do(accounts.quota, user)).used  # type: ignore[no-any-return]


async def test_the_trash_is_kept_for_its_days_and_then_goes(studio: App, owner: User) -> None:
    old, young, kept = [(await receive(studio, owner, small_jpeg(n))).photo for n in range(3)]
    await studio.do(photos.trash, owner.id, [old.id, young.id])
    await aged(studio, old, "trashed_at", timedelta(days=30, minutes=1))
    await aged(studio, young, "trashed_at", timedelta(days=29, hours=23))
    await sweep(studio)
    assert await there(studio, old) == (False, False)
    assert await there(studio, young) == (True, True)
    assert await there(studio, kept) == (True, True)
    assert await used(studio, owner) == young.size + kept.size
    async with studio.open_tx() as tx:
        found = await photos.find_digests(tx, owner.id, [old.sha256])
    assert found[old.sha256].presence == "purged"


async def test_bytes_that_somebody_is_bringing_again_stay(studio: App, owner: User) -> None:
    """Within the grace after the last claim the collector keeps away."""
    photo = (await receive(studio, owner, small_jpeg(1))).photo
    await studio.do(photos.trash, owner.id, [photo.id])
    await aged(studio, photo, "trashed_at", timedelta(days=31))
    await sweep(studio, StorageSettings(grace_hours=24, floor_mib=0, floor_percent=0))
    assert await there(studio, photo) == (False, True)
    await sweep(studio)
    await upkeep.tidy(studio.open_tx, studio.parts.store, AT_ONCE)
    assert await there(studio, photo) == (False, False)
    assert await used(studio, owner) == 0


async def test_a_sidecars_bytes_go_with_the_last_photo_that_names_them(studio: App, owner: User) -> None:
    words = b"<x:xmpmeta>of both</x:xmpmeta>"
    ref = BlobRef(owner.id, hashlib.sha256(words).digest())
    pair = [(await receive(studio, owner, small_jpeg(n))).photo for n in range(2)]
    for photo in pair:

        async def chunks() -> Any:
            yield words

        staged = await storage.stage(studio.parts.store, chunks(), 1000)
        await ingest.attach_sidecar(studio.parts.receiving, owner, photo, staged, About("a.xmp"), "xmp")
    for photo, stays in zip(pair, (True, False), strict=True):
        await studio.do(photos.trash, owner.id, [photo.id])
        await aged(studio, photo, "trashed_at", timedelta(days=31))
        await sweep(studio)
        assert (await studio.parts.store.stat(ref) is not None) is stays
    assert await used(studio, owner) == 0


async def test_uploads_end_with_their_time_unless_somebody_writes(studio: App, owner: User) -> None:
    ended, written, young = [
        await ingest.create_upload(studio.parts.receiving, owner, About("a.jpg"), 1000, timedelta(days=1))
        for _ in range(3)
    ]
    async with studio.open_tx() as tx:
        for upload, values in (
            (ended, {"expires_at": text("now() - interval '1 second'")}),
            (
                written,
                {
                    "expires_at": text("now() - interval '1 second'"),
                    "writer": text("gen_random_uuid()"),
                    "writer_until": text("now() + interval '1 minute'"),
                },
            ),
        ):
            mine = (uploads.c.shard == shard_of(upload.id), uploads.c.id == upload.id)
            await tx.execute(update(uploads).where(*mine).values(values))
    await sweep(studio)
    store = studio.parts.store
    lengths = [await store.stage_length(upload.staged_name) for upload in (ended, written, young)]
    assert lengths == [None, 0, 0]
    # What an upload still needs is not swept away as a stray file either.
    await upkeep.tidy(studio.open_tx, store, AT_ONCE)
    assert await store.stage_length(young.staged_name) == 0
    assert (await ingest.find_upload(studio.parts.receiving, owner, young.id)).offset == 0
    with pytest.raises(ingest.NoSuchUpload):
        await ingest.find_upload(studio.parts.receiving, owner, ended.id)
    await forget_uploads(studio, owner)


async def test_what_was_forgotten_is_promised_again(studio: App, owner: User) -> None:
    photo = (await receive(studio, owner, small_jpeg(1))).photo
    async with studio.open_tx() as tx:
        await tx.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'todo'"))
    await sweep(studio)
    assert not await _promised(studio, photo)
    await aged(studio, photo, "updated_at", timedelta(hours=1, minutes=1))
    await sweep(studio)
    await sweep(studio)
    assert await _promised(studio, photo)


async def _promised(app: App, photo: Photo) -> bool:
    statement = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND args->>'photo_id' = :id"
    async with app.open_tx() as tx:
        found = await tx.scalar(text(statement), {"id": str(photo.id)})
    assert found in {0, 1}
    return bool(found)


async def test_missing_bytes_delete_nothing(studio: App, owner: User) -> None:
    photo = (await receive(studio, owner, small_jpeg(1))).photo
    ref = BlobRef(owner.id, photo.sha256)
    path = studio.parts.settings.data / "originals" / str(owner.id) / ref.hex[:2] / ref.hex
    kept = path.read_bytes()
    path.unlink()
    await sweep(studio)
    await upkeep.tidy(studio.open_tx, studio.parts.store, AT_ONCE)
    assert await there(studio, photo) == (True, False)
    report = await ingest.examine(studio.open_tx, studio.parts.store, AT_ONCE)
    assert not report.clean
    # The same photo sent again heals it.
    again = await receive(studio, owner, kept)
    assert again.photo.id == photo.id
    assert await there(studio, photo) == (True, True)


async def test_an_account_that_is_to_go_takes_everything_with_it(studio: App) -> None:
    leaving, staying = await a_user(studio.open_tx), await a_user(studio.open_tx)
    gone = [(await receive(studio, leaving, small_jpeg(n))).photo for n in range(3)]
    kept = (await receive(studio, staying, small_jpeg(0))).photo
    await studio.do(accounts.delete_user, leaving.id, grace=timedelta(0), actor="test")
    await sweep(studio)
    assert await studio.do(accounts.get_user, leaving.id) is None
    for photo in gone:
        assert await there(studio, photo) == (False, False)
    assert await there(studio, kept) == (True, True)


async def test_emptying_the_trash_by_hand_takes_all_of_it_and_nothing_else(studio: App, owner: User) -> None:
    mine = [(await receive(studio, owner, small_jpeg(n))).photo for n in range(4)]
    await studio.do(photos.trash, owner.id, [photo.id for photo in mine[:3]])
    assert await ingest.empty_trash(studio.open_tx, owner.id) == 3
    assert [(await there(studio, photo))[0] for photo in mine] == [False, False, False, True]
    assert await ingest.empty_trash(studio.open_tx, owner.id) == 0
    await wiring.worker(studio.parts).run(until_idle=True)
    assert await there(studio, mine[3]) == (True, True)


async def test_a_sweep_that_is_repeated_changes_nothing(studio: App, owner: User) -> None:
    photo = (await receive(studio, owner, small_jpeg(1))).photo
    before = await studio.do(photos.get, photo.id)
    for _ in range(2):
        await sweep(studio)
        await upkeep.tidy(studio.open_tx, studio.parts.store, AT_ONCE)
    assert await studio.do(photos.get, photo.id) == before
    folder: Path = studio.parts.settings.data / "originals" / str(owner.id)
    assert [path.name for path in folder.glob("*/*")] == [photo.sha256.hex()]
