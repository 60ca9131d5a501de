"""Files of this machine become photos: each accounted for, none twice, and one bad file never stops the others."""

import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from albumen import accounts, ingest, photos, storage
from albumen.accounts import QuotaExceeded, User
from albumen.core import NoRoom, Unavailable
from albumen.ingest import Fate, OwnerGone, Receiving, importer, look_through
from albumen.photos import Photo
from albumen.storage import Staged
from tests.support.app import App
from tests.support.forms import small_jpeg
from tests.support.library import a_user

pytestmark = pytest.mark.asyncio(loop_scope="session")

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


def write(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


async def taken_in(app: App, owner: User, root: Path, **options: Any) -> dict[str, Fate]:
    receiving = options.pop("receiving", app.parts.receiving)
    taking = ingest.import_files(receiving, owner, look_through([root]), **options)
    return {outcome.file.relative: outcome.fate async for outcome in taking}


async def library(app: App, owner: User) -> dict[str, Photo]:
    """Their photos by name."""
    async with app.open_tx() as tx:
        ids = await photos.any_of(tx, owner.id, limit=1000)
        found = [await photos.get(tx, photo_id) for photo_id in ids]
    return {photo.filename: photo for photo in found if photo}


async def used(app: App, user: User) -> int:
    return (await app.do(accounts.quota, user)).used  # type: ignore[no-any-return]


def staged(app: App) -> list[Path]:
    return list((app.parts.settings.data / "staging").iterdir())


async def test_each_file_and_what_became_of_it(studio: App, owner: User, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.jpg": small_jpeg(1),
            "copy/a again.jpg": small_jpeg(1),
            "b.jpg": small_jpeg(2),
            "b.xmp": XMP,
            "notes.txt": b"words",
            "page.jpg": b"<html>",
            "broken.heic": b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(100),
        },
    )
    fates = await taken_in(studio, owner, tmp_path, parallel=1)
    assert fates == {
        "a.jpg": Fate.ADDED,
        "copy/a again.jpg": Fate.THERE,
        "b.jpg": Fate.ADDED,
        "b.xmp": Fate.SIDECAR,
        "notes.txt": Fate.SKIPPED,
        "page.jpg": Fate.SKIPPED,
        "broken.heic": Fate.OPAQUE,
    }
    found = await library(studio, owner)
    assert found.keys() == {"a.jpg", "b.jpg", "broken.heic"}
    assert found["a.jpg"].path == "a.jpg"
    assert found["a.jpg"].modified == look_through([tmp_path / "a.jpg"]).files[0].modified
    assert staged(studio) == []
    # The files are only read.
    assert (tmp_path / "a.jpg").read_bytes() == small_jpeg(1)
    assert (tmp_path / "a.jpg").stat().st_nlink == 1


async def test_repeated_it_finds_everything_there(studio: App, owner: User, tmp_path: Path) -> None:
    write(tmp_path, {"a.jpg": small_jpeg(1), "b.jpg": small_jpeg(2), "b.xmp": XMP})
    await taken_in(studio, owner, tmp_path)
    before = await used(studio, owner)
    assert set((await taken_in(studio, owner, tmp_path)).values()) == {Fate.THERE}
    assert await used(studio, owner) == before == 2 * len(small_jpeg(1)) + len(XMP)


async def test_what_was_trashed_or_deleted_is_left_alone_unless_asked_for(
    studio: App, owner: User, tmp_path: Path
) -> None:
    write(tmp_path, {"a.jpg": small_jpeg(1), "b.jpg": small_jpeg(2), "c.jpg": small_jpeg(3)})
    await taken_in(studio, owner, tmp_path)
    found = await library(studio, owner)
    await studio.do(photos.trash, owner.id, [found["b.jpg"].id])
    await studio.do(photos.purge, owner.id, [found["b.jpg"].id])
    await studio.do(photos.trash, owner.id, [found["a.jpg"].id])
    fates = await taken_in(studio, owner, tmp_path)
    assert fates == {"a.jpg": Fate.SKIPPED, "b.jpg": Fate.SKIPPED, "c.jpg": Fate.THERE}
    fates = await taken_in(studio, owner, tmp_path, again=True)
    assert fates == {"a.jpg": Fate.RESTORED, "b.jpg": Fate.ADDED, "c.jpg": Fate.THERE}
    assert {photo.trashed_at for photo in (await library(studio, owner)).values()} == {None}


async def test_a_sidecar_belongs_to_every_photo_it_names_and_follows_its_change(
    studio: App, owner: User, tmp_path: Path
) -> None:
    write(tmp_path, {"a.jpg": small_jpeg(1), "a.png": _png(), "a.xmp": XMP})
    assert (await taken_in(studio, owner, tmp_path))["a.xmp"] is Fate.SIDECAR
    found = await library(studio, owner)
    for photo in found.values():
        async with studio.open_tx() as tx:
            files = await photos.files_of(tx, photo.id)
        assert [(file.kind, file.filename, file.size) for file in files] == [("xmp", "a.xmp", len(XMP))]
    # One that was edited is kept beside the first; nothing is overwritten.
    write(tmp_path, {"a.xmp": XMP + b"\n<!-- edited -->"})
    assert (await taken_in(studio, owner, tmp_path))["a.xmp"] is Fate.SIDECAR
    async with studio.open_tx() as tx:
        assert len(await photos.files_of(tx, found["a.jpg"].id)) == 2


def _png() -> bytes:
    from tests.support.bombs import png

    return png(20, 20)


async def test_sidecars_of_what_was_not_taken_in(studio: App, owner: User, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"words", "a.xmp": XMP, "b.jpg": small_jpeg(1), "b.jpg.json": b"x" * (17 << 20)})
    fates = await taken_in(studio, owner, tmp_path)
    assert fates["a.xmp"] is Fate.SKIPPED
    assert fates["b.jpg.json"] is Fate.SKIPPED
    assert staged(studio) == []


async def test_files_that_go_change_or_cannot_be_read_stop_nothing(
    studio: App, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_PAUSES", (0, 0))
    write(tmp_path, {f"{n}.jpg": small_jpeg(n) for n in range(6)})
    inventory = look_through([tmp_path])
    (tmp_path / "1.jpg").unlink()
    (tmp_path / "2.jpg").unlink()
    (tmp_path / "2.jpg").mkdir()
    os.truncate(tmp_path / "3.jpg", 0)
    taking = ingest.import_files(studio.parts.receiving, owner, inventory, parallel=2)
    outcomes = {outcome.file.relative: outcome async for outcome in taking}
    fates = Counter(outcome.fate for outcome in outcomes.values())
    assert fates[Fate.ADDED] == 3
    assert {name for name, one in outcomes.items() if one.fate is Fate.FAILED} >= {"1.jpg", "2.jpg"}
    assert all(one.reason for one in outcomes.values() if one.fate is not Fate.ADDED)
    assert staged(studio) == []


async def test_a_file_that_changes_while_it_is_read_is_tried_again(
    studio: App, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_PAUSES", (0, 0))
    write(tmp_path, {"a.jpg": small_jpeg(1)})
    stage_file = storage.stage_file
    times = 0

    async def while_it_changes(store: Any, path: Path, limit: int) -> Staged:
        nonlocal times
        times += 1
        if times == 1:
            path.write_bytes(small_jpeg(2))
        return await stage_file(store, path, limit)

    monkeypatch.setattr(importer, "stage_file", while_it_changes)
    assert await taken_in(studio, owner, tmp_path) == {"a.jpg": Fate.ADDED}
    assert times == 2
    assert len(await library(studio, owner)) == 1


async def test_a_fault_of_ours_costs_one_file(
    studio: App, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.jpg": small_jpeg(1), "b.jpg": small_jpeg(2)})
    stage_file = storage.stage_file

    async def failing(store: Any, path: Path, limit: int) -> Staged:
        if path.name == "a.jpg":
            raise ZeroDivisionError
        return await stage_file(store, path, limit)

    monkeypatch.setattr(importer, "stage_file", failing)
    assert await taken_in(studio, owner, tmp_path) == {"a.jpg": Fate.FAILED, "b.jpg": Fate.ADDED}


async def test_a_database_that_is_away_for_a_moment_is_waited_for(
    studio: App, owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_PAUSES", (0, 0, 0))
    write(tmp_path, {"a.jpg": small_jpeg(1)})
    away = iter([True, True])

    def open_tx() -> Any:
        if next(away, False):
            raise Unavailable("away")
        return studio.open_tx()

    receiving = replace(studio.parts.receiving, open_tx=open_tx)
    assert await taken_in(studio, owner, tmp_path, receiving=receiving) == {"a.jpg": Fate.ADDED}


async def stopped_by(error: type[Exception], receiving: Receiving, owner: User, root: Path) -> Counter[Fate]:
    """What became of the files before an import ended with this."""
    fates: Counter[Fate] = Counter()

    async def take() -> None:
        async for outcome in ingest.import_files(receiving, owner, look_through([root]), parallel=2):
            fates[outcome.fate] += 1

    with pytest.raises(error):
        await take()
    return fates


async def test_what_concerns_every_file_ends_it(studio: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "_PAUSES", ())
    write(tmp_path, {f"{n}.jpg": small_jpeg(n).ljust(2000, b"x") for n in range(30)})
    receiving = studio.parts.receiving

    poor = await a_user(studio.open_tx)
    await studio.do(accounts.set_quota, poor.id, 5000, actor="test")
    fates = await stopped_by(QuotaExceeded, receiving, poor, tmp_path)
    assert issubclass(QuotaExceeded, NoRoom)
    assert fates[Fate.ADDED] == 2
    assert fates[Fate.FAILED] <= 2
    assert await used(studio, poor) == 4000

    gone = await a_user(studio.open_tx)
    await studio.do(accounts.suspend, gone.id, actor="test")
    assert (await stopped_by(OwnerGone, receiving, gone, tmp_path))[Fate.ADDED] == 0

    def open_tx() -> Any:
        raise Unavailable("away")

    fates = await stopped_by(Unavailable, replace(receiving, open_tx=open_tx), poor, tmp_path)
    assert 0 < fates[Fate.FAILED] < 30
    assert staged(studio) == []


async def test_who_stops_listening_ends_it(studio: App, owner: User, tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.jpg": small_jpeg(n) for n in range(40)})
    taking: AsyncIterator[Any] = ingest.import_files(
        studio.parts.receiving, owner, look_through([tmp_path]), parallel=2
    )
    async for _ in taking:
        break
    await taking.aclose()  # type: ignore[attr-defined]
    assert len(await library(studio, owner)) < 40
    assert staged(studio) == []
    # And goes on where it was.
    fates = Counter((await taken_in(studio, owner, tmp_path)).values())
    assert fates[Fate.THERE] >= 1
    assert fates[Fate.THERE] + fates[Fate.ADDED] == 40
