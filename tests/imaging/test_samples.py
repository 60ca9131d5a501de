"""The sample photos against what exiftool and ffprobe say of them, and each with its renditions."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
import pyvips
from PIL import Image, ImageOps

from albumen.imaging import UnsupportedType
from tests.imaging.support import Bench, Developed, picture_of

pytestmark = [pytest.mark.samples, pytest.mark.asyncio(loop_scope="session")]

Truth = dict[str, Any]

OTHERWISE_DECODED = {"image/jpeg", "image/png", "image/webp", "image/gif"}
"""What Pillow reads as well."""

KNOWN = {
    # The date stands only in Reconyx's maker note, which exiv2 does not open.
    ("cameras/Reconyx HC500 firmware 3.3.0.jpg", "any_datetime_original"),
    # The zoned date stands in an atom `udta/date`, which neither FFmpeg nor exiv2 reads; the same instant in UTC is found.
    ("video/VID_20201120_150402.mp4", "any_datetime_original"),
    ("video/VID_20201120_150402.mp4", "creation_date_with_tz"),
}
"""Where no kept library reads what exiftool reads."""


@pytest.fixture(scope="session")
def truth(samples: Path) -> dict[str, Truth]:
    """What is true of every sample, by its name."""
    return json.loads((samples / "photos/expected.json").read_text())["files"]  # type: ignore[no-any-return]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def developed(bench: Bench, samples: Path, truth: dict[str, Truth]) -> dict[str, Developed]:
    """Every sample, developed."""
    done = await asyncio.gather(*(bench.develop(samples / "photos" / name) for name in truth))
    return dict(zip(truth, done, strict=True))


def disagreements(
    truth: dict[str, Truth], developed: dict[str, Developed], agrees: dict[str, Callable[[Any, Developed], bool]]
) -> Iterator[tuple[str, str]]:
    for name, stated in truth.items():
        for field, check in agrees.items():
            if field in stated and developed[name].metadata and not check(stated[field], developed[name]):
                yield name, field


async def test_every_file_is_kept_but_the_sidecar(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    assert len(truth) == 146
    refused = [name for name, one in developed.items() if one.probe is None]
    assert refused == ["sidecar/IMG_5910.xmp"]
    assert isinstance(developed["sidecar/IMG_5910.xmp"].errors[0], UnsupportedType)
    assert not [name for name, one in developed.items() if one.errors and name not in refused]


async def test_the_type_is_told(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    told = {name: one.probe.media_type for name, one in developed.items() if one.probe}
    stated = {name: truth[name]["mime"].replace("apng", "png") for name in told}
    assert told == stated


async def test_sizes(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    wrong = disagreements(
        truth,
        developed,
        {
            "width": lambda width, one: one.metadata.width == width,
            "height": lambda height, one: one.metadata.height == height,
        },
    )
    assert set(wrong) == set()


def walls(one: Developed, picture: str = "%Y:%m:%d %H:%M:%S") -> set[str]:
    assert one.metadata
    return {fact.wall.strftime(picture) for fact in one.metadata.dates}


def states(written: str, one: Developed) -> bool:
    """Whether a date that stands in the file was found, unless it is one that nobody could have meant."""
    written = written.replace("-", ":").replace("T", " ")
    day, _, clock = written.partition(" ")
    if not clock:
        return day in walls(one, "%Y:%m:%d")
    if int(day[:4]) == 0 or day.endswith(":00"):
        return written not in walls(one)
    return any(found.startswith(f"{day} {clock[:8].split('+')[0]}") for found in walls(one))


async def test_dates(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    fields = (
        *("any_datetime_original", "exif_datetime_original", "exif_create_date", "exif_modify_date"),
        *("iptc_date_created", "xmp_date", "quicktime_create_utc", "creation_date_with_tz"),
    )
    wrong = disagreements(truth, developed, dict.fromkeys(fields, states))
    assert set(wrong) == KNOWN


async def test_what_the_known_film_says_otherwise(developed: dict[str, Developed]) -> None:
    one = developed["video/VID_20201120_150402.mp4"]
    assert one.metadata
    assert "2020:11:20 14:04:36" in walls(one)
    assert one.metadata.dates[0].is_utc


async def test_offsets_and_fractions(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    def offset(written: str, one: Developed) -> bool:
        assert one.metadata
        hours, minutes = int(written[1:3]), int(written[4:])
        return one.metadata.dates[0].offset == (hours * 60 + minutes) * (-1 if written[0] == "-" else 1)

    def fraction(digits: int, one: Developed) -> bool:
        assert one.metadata
        return str(one.metadata.dates[0].wall.microsecond).strip("0") in str(digits).zfill(6)

    wrong = disagreements(truth, developed, {"offset_time_original": offset, "subsec_original": fraction})
    assert set(wrong) == set()


async def test_places(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    def near(place: dict[str, float], one: Developed) -> bool:
        found = one.metadata.position if one.metadata else None
        return bool(
            found and abs(found.latitude - place["lat"]) < 0.000_05 and abs(found.longitude - place["lon"]) < 0.000_05
        )

    assert set(disagreements(truth, developed, {"gps": near})) == set()


async def test_cameras(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    def same(found: str | None, stated: object) -> bool:
        return (found or "") == " ".join(str(stated).split())

    wrong = disagreements(
        truth,
        developed,
        {
            "make": lambda make, one: same(one.metadata.camera.make, make),
            "model": lambda model, one: same(one.metadata.camera.model, model),
            "lens": lambda lens, one: same(one.metadata.lens, lens),
            "iso": lambda iso, one: (one.metadata.exposure.iso or 0) == iso,
        },
    )
    assert set(wrong) == set()


async def test_films(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    wrong = disagreements(
        truth,
        developed,
        {
            "duration": lambda seconds, one: abs(one.metadata.duration - seconds) < 0.01,
            "video_codec": lambda codec, one: one.metadata.video_codec == codec,
            "audio": lambda there, one: bool(one.metadata.audio_codec) == there,
            "rotation": lambda degrees, one: one.metadata.rotation == -degrees % 360,
            "content_identifier": lambda word, one: one.metadata.content_identifier == word,
            "embedded_video_bytes": lambda length, one: one.metadata.motion_video_bytes == length,
        },
    )
    assert set(wrong) == set()


async def test_words(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    def keywords(words: object, one: Developed) -> bool:
        assert one.metadata
        leaves = {word.rpartition("/")[2] for word in one.metadata.keywords}
        return {str(word) for word in (words if isinstance(words, list) else [words])} <= leaves

    def description(text: str, one: Developed) -> bool:
        # exiftool's is EXIF's own; where that is empty other tags may say more.
        return not text.strip() or (one.metadata is not None and one.metadata.description == text.strip())

    wrong = disagreements(
        truth,
        developed,
        {
            "keywords": keywords,
            "description": description,
            "rating": lambda stars, one: one.metadata.rating == stars,
        },
    )
    assert set(wrong) == set()


async def test_every_one_has_renditions(truth: dict[str, Truth], developed: dict[str, Developed]) -> None:
    for name, one in developed.items():
        if one.probe is None:
            continue
        assert one.metadata
        assert one.renditions, name
        ratio = truth[name]["width"] / truth[name]["height"]
        for made in one.renditions.pictures:
            picture = picture_of(made)
            assert (picture.width, picture.height) == (made.width, made.height)
            # Half a pixel of the smaller side, and for RAW the edge that one decoder leaves out.
            assert made.width / made.height == pytest.approx(ratio, rel=0.6 / made.height + 0.6 / made.width + 0.002)
        assert 5 < len(one.renditions.thumbhash) <= 26


def small(picture: pyvips.Image) -> np.ndarray:
    return picture.thumbnail_image(24, height=24, size="force")[:3].numpy().astype(int)


async def test_renditions_look_as_another_decoder_shows_the_file(
    samples: Path, developed: dict[str, Developed]
) -> None:
    compared = 0
    for name, one in developed.items():
        if one.renditions is None or one.probe is None or one.probe.media_type not in OTHERWISE_DECODED:
            continue
        with Image.open(samples / "photos" / name) as picture:
            if picture.mode not in {"RGB", "L", "P"} or min(picture.size) < 100:
                continue
            picture.draft("RGB", (600, 600))
            seen = np.asarray(ImageOps.exif_transpose(picture).convert("RGB").resize((24, 24), Image.Resampling.BOX))
        for made in one.renditions.pictures:
            # Another profile, another kernel and two lossy encodings make a difference, but no great one.
            assert np.abs(small(picture_of(made)) - seen).mean() < 10, name
        compared += 1
    assert compared > 100


async def test_the_orientation_samples_all_look_the_same(developed: dict[str, Developed]) -> None:
    looks = [
        small(picture_of(one.renditions.pictures[0]))
        for name, one in developed.items()
        if name.startswith("orientation/") and one.renditions
    ]
    assert len(looks) == 8
    for look in looks[1:]:
        assert np.abs(look - looks[0]).mean() < 4


async def test_no_file_costs_much(bench: Bench, developed: dict[str, Developed]) -> None:
    owners = {one.owner for one in developed.values()}
    children = [child for child in bench.ended if child.owner in owners]
    assert children
    assert max(child.peak_bytes for child in children) < 400 << 20
    assert max(child.cpu_seconds for child in children) < 10
