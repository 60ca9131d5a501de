"""The sample photos through the real importer and the real worker: every file accounted for, and every stated fact found.

`expected.json` was read with exiftool and ffprobe.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from albumen import ingest, photos, wiring
from albumen.accounts import User
from albumen.ingest import Fate, Inventory, Outcome
from albumen.photos import DateSource, Photo, State
from tests.conftest import Template, fresh_database
from tests.support.app import App, running
from tests.support.library import a_user
from tests.support.samples import Truth, samples, truth_of

pytestmark = [pytest.mark.samples, pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("import")]

NOT_SAMPLES = {"SOURCES.csv", "expected.json"}

NOT_READ = {
    (
        "cameras/Reconyx HC500 firmware 3.3.0.jpg",
        "date",
    ): "it stands in Reconyx's maker note, which no kept library opens",
}
"""The exceptions, by file and fact. exiftool shows them: `exiftool -a -G1 -time:all FILE`."""

NOT_STATED = {"formats/density_plot.png": "2007:02:13 06:34:38"}
"""What the truth leaves out: exiftool reads it as PNG's own `CreationTime`."""

DATES = (
    *("any_datetime_original", "exif_create_date", "creation_date_with_tz", "quicktime_create_utc", "xmp_date"),
    "exif_modify_date",
)
"""What the truth states of dates, the strongest first. The owner's home is UTC, so a header in UTC reads as it stands."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The library after the import."""

    app: App
    owner: User
    inventory: Inventory
    outcomes: dict[str, Outcome]
    photos: dict[str, Photo]
    """By the digest of their bytes."""
    truth: dict[str, Truth]

    def photo(self, name: str) -> Photo:
        """The photo that a sample became."""
        return self.photos[self.truth[name]["sha256"]]

    def of_photos(self) -> dict[str, Truth]:
        """What is true of every sample but the sidecar."""
        return {name: truth for name, truth in self.truth.items() if "width" in truth}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Everything imported and developed."""
    folder = samples() / "photos"
    async with (
        fresh_database(template, copy_of=template.name) as url,
        running(url, tmp_path_factory.mktemp("imported") / "data") as app,
    ):
        owner = await a_user(app.open_tx)
        inventory = ingest.look_through([folder])
        outcomes = {
            outcome.file.relative: outcome
            async for outcome in ingest.import_files(app.parts.receiving, owner, inventory)
        }
        await wiring.worker(app.parts).run(until_idle=True)
        found = {photo.sha256.hex(): photo for photo in await photos_of(app, owner)}
        yield Imported(app, owner, inventory, outcomes, found, truth_of("photos"))


async def photos_of(app: App, owner: User) -> list[Photo]:
    table = photos.photos_table
    mine = select(table).where(table.c.shard == owner.id >> 10 & 8191, table.c.owner_id == owner.id)
    async with app.open_tx() as tx:
        ids = list(await tx.scalars(mine.with_only_columns(table.c.id)))
        return await photos.listing(tx, mine, ids)


async def test_every_file_is_accounted_for(library: Imported) -> None:
    fates = {name: outcome.fate for name, outcome in library.outcomes.items()}
    passed = {passed.relative for passed in library.inventory.passed}
    assert len(library.truth) == 146
    assert fates.keys() | passed == library.truth.keys() | NOT_SAMPLES
    doubles = [name for name, truth in library.truth.items() if "exact_duplicates" in truth]
    assert len({library.truth[name]["sha256"] for name in doubles}) == 1
    counts = Counter(fate for name, fate in fates.items() if name in library.truth)
    assert counts == {Fate.ADDED: 143, Fate.THERE: len(doubles) - 1, Fate.SIDECAR: 1}
    assert fates["SOURCES.csv"] is Fate.SKIPPED
    assert len(library.photos) == 143


async def test_every_one_is_ready_and_has_its_renditions(library: Imported) -> None:
    async with await library.app.program(library.owner) as client:
        for name in library.of_photos():
            photo = library.photo(name)
            assert photo.state is State.READY, (name, photo.reason)
            shown = (await client.get(f"/api/v1/photos/{photo.id}")).json()
            wanted = ("grid", "poster") if photo.kind == "video" else ("grid", "preview")
            for rendition in wanted:
                answer = await client.get(shown["renditions"][rendition])
                assert answer.status_code == 200, name
                assert answer.headers["content-type"] in {"image/webp", "image/jpeg"}
                assert len(answer.content) > 50
            assert shown["thumbhash"], name


async def test_the_originals_are_the_very_bytes(library: Imported) -> None:
    async with await library.app.program(library.owner) as client:
        for digest, photo in library.photos.items():
            answer = await client.get(f"/api/v1/photos/{photo.id}/original")
            assert hashlib.sha256(answer.content).hexdigest() == digest


async def test_sizes(library: Imported) -> None:
    found = {name: (library.photo(name).width, library.photo(name).height) for name in library.of_photos()}
    assert found == {name: (truth["width"], truth["height"]) for name, truth in library.of_photos().items()}


async def test_places(library: Imported) -> None:
    stated = {name: truth["gps"] for name, truth in library.of_photos().items() if "gps" in truth}
    assert len(stated) > 20
    for name, place in stated.items():
        photo = library.photo(name)
        assert photo.latitude == pytest.approx(place["lat"], abs=0.000_05), name
        assert photo.longitude == pytest.approx(place["lon"], abs=0.000_05), name


async def test_cameras(library: Imported) -> None:
    for name, truth in library.of_photos().items():
        photo = library.photo(name)
        for stated, found in ((truth.get("make", ""), photo.make), (truth.get("model", ""), photo.model)):
            # Trimmed, and null where nothing is left.
            assert (found or "") == " ".join(str(stated).split()), name


async def test_durations(library: Imported) -> None:
    stated = {name: truth["duration"] for name, truth in library.of_photos().items() if "duration" in truth}
    assert len(stated) == 4
    for name, seconds in stated.items():
        assert library.photo(name).duration == pytest.approx(seconds, abs=0.01), name


def told(photo: Photo) -> str:
    """A photo's date as exiftool writes it; nothing where only the file's own age is known."""
    if photo.taken.wall is None or photo.taken.source in {None, DateSource.MODIFIED}:
        return ""
    return f"{photo.taken.wall:%Y:%m:%d %H:%M:%S}"


async def test_dates(library: Imported) -> None:
    wrong = []
    for name, truth in library.of_photos().items():
        stated = next((str(truth[key]) for key in DATES if key in truth), NOT_STATED.get(name, ""))
        # A date of zeros is none; a zone behind it is looked at below.
        stated = "" if stated.startswith("0000") else stated[:19].partition("+")[0]
        found = told(library.photo(name))
        if stated not in {found, found.removesuffix(":00")}:
            wrong.append((name, "date"))
    assert set(wrong) == NOT_READ.keys()
    assert len(NOT_READ) <= 3


async def test_offsets(library: Imported) -> None:
    stated = {
        name: truth["offset_time_original"]
        for name, truth in library.of_photos().items()
        if "offset_time_original" in truth
    }
    assert len(stated) == 4
    for name, offset in stated.items():
        hours, minutes = int(offset[1:3]), int(offset[4:])
        taken = library.photo(name).taken
        assert taken.offset == (hours * 60 + minutes) * (-1 if offset[0] == "-" else 1), name
        assert taken.source is DateSource.OFFSET_TAG


async def test_the_sidecar_is_a_file_of_its_photo(library: Imported) -> None:
    sidecars = [name for name, truth in library.truth.items() if name.endswith(".xmp")]
    (sidecar,) = sidecars
    photo = library.photo(next(name for name in library.of_photos() if Path(name).stem == Path(sidecar).stem))
    async with library.app.open_tx() as tx:
        files = await photos.files_of(tx, photo.id)
    assert [(file.kind, file.filename, file.sha256.hex()) for file in files] == [
        ("xmp", Path(sidecar).name, library.truth[sidecar]["sha256"])
    ]


async def test_imported_again_everything_is_there(library: Imported) -> None:
    again = [
        outcome.fate
        async for outcome in ingest.import_files(library.app.parts.receiving, library.owner, library.inventory)
    ]
    assert Counter(again) == {Fate.THERE: len(library.truth), Fate.SKIPPED: 1}
    report = await ingest.examine(
        library.app.open_tx, library.app.parts.store, library.app.parts.settings.storage, reread=None
    )
    assert report.clean


async def test_the_timeline_has_all_of_them_on_the_days_of_their_dates(library: Imported) -> None:
    async with await library.app.program(library.owner) as client:
        days = (await client.get("/api/v1/timeline")).json()["days"]
    expected = Counter(photo.shown_at.date().isoformat() for photo in library.photos.values())
    assert {day["day"]: day["count"] for day in days} == expected
    for photo in library.photos.values():
        if photo.taken.wall is not None:
            assert abs(photo.shown_at - photo.taken.wall) < timedelta(seconds=1)
