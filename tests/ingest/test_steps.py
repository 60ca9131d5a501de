"""Developing: each step once in its version, safe to repeat, and a file that resists stays a photo."""

import io
import os
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text, update

from albumen import imaging, photos, wiring
from albumen.accounts import User
from albumen.imaging import DecoderCrashed, DecoderLimit, Decoders, ImagingSettings, StoryboardLayout
from albumen.ingest import DEVELOP, steps, upkeep
from albumen.ingest.steps import Darkroom, develop
from albumen.ingest.tasks import develop as develop_task
from albumen.photos import Kind, Photo, PhotoId, State
from albumen.storage import BlobRef, Derived
from tests.ingest.test_receive import receive
from tests.support.app import App
from tests.support.bombs import avi, jpeg, png
from tests.support.forms import small_jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")


def darkroom(app: App) -> Darkroom:
    return Darkroom(app.open_tx, app.parts.store, app.parts.decoders)


async def read(app: App, photo_id: int) -> Photo:
    photo = await app.do(photos.get, photo_id)
    assert photo is not None
    return photo  # type: ignore[no-any-return]


async def developed(app: App, owner: User, data: bytes, **about: Any) -> Photo:
    added = await receive(app, owner, data, **about)
    await develop(darkroom(app), added.photo.id)
    return await read(app, added.photo.id)


async def test_the_list(studio: App) -> None:
    assert [step.name for step in DEVELOP] == ["read_metadata", "make_renditions", "make_storyboard"]
    assert all(step.version >= 1 for step in DEVELOP)


async def test_a_picture_becomes_ready(studio: App, owner: User) -> None:
    photo = await developed(studio, owner, small_jpeg(1, (300, 200)), filename="IMG_20190714_153000.jpg")
    assert (photo.state, photo.reason) == (State.READY, None)
    assert photo.steps == {step.name: step.version for step in steps.steps_of(Kind.IMAGE)}
    assert (photo.width, photo.height) == (300, 200)
    assert photo.renditions.keys() == {"grid", "preview"}
    assert photo.thumbhash
    assert photo.taken.source == "file_name"
    ref = BlobRef(owner.id, photo.sha256)
    for name in photo.renditions.values():
        assert await studio.parts.store.read_derived(Derived(ref, name))


async def test_a_film_has_a_poster(studio: App, owner: User) -> None:
    photo = await developed(studio, owner, avi(320, 214, b"MJPG", [jpeg()] * 3))
    assert (photo.state, photo.kind) == (State.READY, "video")
    assert photo.renditions.keys() == {"grid", "poster", "storyboard"}
    assert photo.duration
    assert photo.steps == {step.name: step.version for step in steps.steps_of(Kind.VIDEO)}
    layout = StoryboardLayout.of_name(photo.renditions["storyboard"])
    assert layout is not None
    board = await studio.parts.store.read_derived(
        Derived(BlobRef(owner.id, photo.sha256), photo.renditions["storyboard"])
    )
    assert board is not None
    assert Image.open(io.BytesIO(board)).size == (layout.columns * layout.width, layout.rows * layout.height)


@pytest.mark.parametrize("trouble", [DecoderLimit("time"), DecoderCrashed(11)], ids=lambda error: type(error).__name__)
async def test_a_film_without_a_storyboard_is_none_the_worse(
    studio: App, owner: User, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    async def fails(*_: Any) -> Any:
        raise trouble

    monkeypatch.setattr(imaging, "make_storyboard", fails)
    photo = await developed(studio, owner, avi(320, 214, b"MJPG", [jpeg()] * 3))
    assert (photo.state, photo.reason) == (State.READY, None)
    assert photo.renditions.keys() == {"grid", "poster"}
    # It was tried, and is not tried again before there is a newer way.
    assert photo.steps == {step.name: step.version for step in steps.steps_of(Kind.VIDEO)}


async def test_films_of_before_get_their_storyboard_and_pictures_are_left_alone(
    studio: App, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = await developed(studio, owner, avi(320, 214, b"MJPG", [jpeg()] * 3))
    await developed(studio, owner, small_jpeg(1))
    await wiring.worker(studio.parts).run(until_idle=True)
    table = photos.photos_table
    async with studio.open_tx() as tx:
        mine = (table.c.shard == owner.id >> 10 & 8191, table.c.owner_id == owner.id)
        before = {"steps": {"read_metadata": 1, "make_renditions": 1}}
        await tx.execute(update(table).where(*mine).values(**before, renditions={"grid": "g", "poster": "p"}))
    await upkeep.renew(studio.open_tx, develop_task)
    assert await _promised(studio) == {film.id}
    monkeypatch.setattr(imaging, "make_renditions", None)
    await wiring.worker(studio.parts).run(until_idle=True)
    assert (await read(studio, film.id)).renditions.keys() == {"grid", "poster", "storyboard"}


async def test_what_is_done_is_not_done_again(studio: App, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = await developed(studio, owner, small_jpeg(1))

    async def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(imaging, "probe", never)
    await develop(darkroom(studio), photo.id)
    assert await read(studio, photo.id) == photo


async def test_a_step_of_a_newer_version_is_done_alone_under_a_new_name(
    studio: App, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = await developed(studio, owner, small_jpeg(1))
    newer = steps.Step("make_renditions", 7, steps._make_renditions)
    monkeypatch.setattr(steps, "MAKE_RENDITIONS", newer)
    monkeypatch.setattr(steps, "DEVELOP", (steps.READ_METADATA, newer))

    async def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(imaging, "read_metadata", never)
    await develop(darkroom(studio), photo.id)
    again = await read(studio, photo.id)
    assert again.steps["make_renditions"] == 7
    # Addresses of the older make never show the newer one, which caches keep for ever.
    assert again.renditions == {"grid": "grid-7.webp", "preview": "preview-7.jpg"}


async def test_a_photo_that_is_gone_is_no_failure(studio: App, owner: User) -> None:
    await develop(darkroom(studio), PhotoId(owner.id))
    added = await receive(studio, owner, small_jpeg(1))
    await studio.do(photos.trash, owner.id, [added.photo.id])
    await studio.do(photos.purge, owner.id, [added.photo.id])
    await develop(darkroom(studio), added.photo.id)


async def test_one_that_goes_meanwhile_is_no_failure(studio: App, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    added = await receive(studio, owner, small_jpeg(1))
    make = imaging.make_renditions

    async def meanwhile(*arguments: Any) -> Any:
        await studio.do(photos.trash, owner.id, [added.photo.id])
        await studio.do(photos.purge, owner.id, [added.photo.id])
        return await make(*arguments)

    monkeypatch.setattr(imaging, "make_renditions", meanwhile)
    await develop(darkroom(studio), added.photo.id)
    assert await studio.do(photos.get, added.photo.id) is None


async def test_what_cannot_be_decoded_is_opaque_and_keeps_what_its_metadata_say(studio: App, owner: User) -> None:
    photo = await developed(studio, owner, jpeg()[:150] + b"\xff\xd9", filename="IMG_20190714_153000.jpg")
    assert photo.state is State.OPAQUE
    assert photo.reason
    assert photo.renditions == {}
    assert photo.taken.wall is not None
    assert photo.steps == {step.name: step.version for step in steps.steps_of(Kind.IMAGE)}


async def test_what_is_too_large_stops_the_job_and_keeps_the_photo(studio: App, owner: User) -> None:
    added = await receive(studio, owner, png(20_000, 20_000, depth=1, colour=0, rows=100))
    with pytest.raises(DecoderLimit):
        await develop(darkroom(studio), added.photo.id)
    await wiring.worker(studio.parts).run(until_idle=True)
    photo = await read(studio, added.photo.id)
    assert (photo.state, photo.renditions) == (State.FAILED, {})
    assert photo.reason == "This picture has more pixels than Albumen opens."
    # Its size is known, and so is the rest of what it says.
    assert (photo.width, photo.height) == (20_000, 20_000)
    assert await studio.parts.store.stat(BlobRef(owner.id, photo.sha256)) == photo.size


async def test_a_decoder_that_breaks_down_three_times_parks_the_job_and_blocks_nobody(
    studio: App, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = await receive(studio, owner, small_jpeg(1)), await receive(studio, owner, small_jpeg(2))
    make = imaging.make_renditions
    times = 0

    async def breaking(decoders: Any, owner_id: int, file: Any, probe: Any, wanted: Any) -> Any:
        nonlocal times
        if owner_id == owner.id and os.pread(file.fileno(), bad.photo.size + 1, 0) == small_jpeg(1):
            times += 1
            raise DecoderCrashed(11)
        return await make(decoders, owner_id, file, probe, wanted)

    monkeypatch.setattr(imaging, "make_renditions", breaking)
    for _ in range(4):
        await wiring.worker(studio.parts).run(until_idle=True)
        async with studio.open_tx() as tx:
            await tx.execute(_due_at_once())
    photo = await read(studio, bad.photo.id)
    assert (photo.state, times) == (State.FAILED, 3)
    assert photo.reason == "The program that reads this kind of file broke down over it."
    assert (await read(studio, good.photo.id)).state is State.READY


def _due_at_once() -> Any:
    return text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo' AND scheduled_at > now()")


async def test_a_new_reader_reaches_photos_of_years_ago(
    studio: App, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`renew` promises anew what was done in an older version, and nothing else."""
    old = await developed(studio, owner, small_jpeg(1), filename="IMG_20190714_153000.jpg")
    new = await developed(studio, owner, small_jpeg(2))
    # What the uploads promised is kept, and finds nothing to do.
    await wiring.worker(studio.parts).run(until_idle=True)
    table = photos.photos_table
    async with studio.open_tx() as tx:
        mine = (table.c.shard == old.id >> 10 & 8191, table.c.id == old.id)
        await tx.execute(update(table).where(*mine).values(steps={"read_metadata": 0, "make_renditions": 1}))
    await upkeep.renew(studio.open_tx, develop_task)
    assert await _promised(studio) == {old.id}
    # Asked again before it was done, it is promised once.
    await upkeep.renew(studio.open_tx, develop_task)
    assert await _promised(studio) == {old.id}
    await wiring.worker(studio.parts).run(until_idle=True)
    assert (await read(studio, old.id)).steps == {step.name: step.version for step in steps.steps_of(Kind.IMAGE)}
    assert await read(studio, new.id) == new


async def _promised(app: App) -> set[int]:
    statement = "SELECT args->>'photo_id' FROM procrastinate_jobs WHERE status = 'todo' AND args ? 'photo_id'"
    async with app.open_tx() as tx:
        found = (await tx.scalars(text(statement))).all()
    assert len(found) == len(set(found))
    return {int(photo_id) for photo_id in found}


async def test_decoders_are_held_to_their_limits(studio: App, owner: User) -> None:
    """A picture that the default settings show is refused by tighter ones, with the same words."""
    added = await receive(studio, owner, png(3000, 3000, colour=0))
    async with Decoders(ImagingSettings(still_megapixels=1)) as decoders:
        with pytest.raises(DecoderLimit):
            await develop(Darkroom(studio.open_tx, studio.parts.store, decoders), added.photo.id)
    await develop(darkroom(studio), added.photo.id)
    assert (await read(studio, added.photo.id)).state is State.READY
