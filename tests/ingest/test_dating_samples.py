"""From the bytes of the sample files to their dates, against what exiftool and ffprobe read in them."""

import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from albumen import places
from albumen.core import now
from albumen.imaging import Decoders, ImagingSettings, probe, read_metadata
from albumen.ingest.dating import Dated, decide

pytestmark = pytest.mark.samples

IN_A_MAKER_NOTE = {"cameras/Reconyx HC500 firmware 3.3.0.jpg"}
"""Dated by a tag that no kept library reads."""

NOT_STATED = {"formats/density_plot.png": "2007:02:13 06:34:38"}
"""What the truth leaves out: a PNG's own word for when it was made."""

STATED = (
    "any_datetime_original",
    "exif_create_date",
    "creation_date_with_tz",
    "quicktime_create_utc",
    "xmp_date",
    "exif_modify_date",
)
"""What the truth states, the strongest first. The owner lives in UTC here, so that a header without a zone reads as it stands."""

CLOCK_AND_OFFSET: Any = re.compile(r"(.{0,19}?)([+-]\d\d:\d\d)?$")


@pytest.fixture(scope="module")
def samples() -> Path:
    folder = os.environ.get("ALBUMEN_SAMPLES")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs the sample files (ALBUMEN_SAMPLES)")
    return Path(folder)


def files_of(folder: Path) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = json.loads((folder / "expected.json").read_text())["files"]
    return files


async def date_of(decoders: Decoders, file: Path) -> Dated:
    found = await read_metadata(decoders, 1, file, await probe(decoders, 1, file))
    position = found.position
    return decide(
        found.dates,
        camera=found.camera,
        position_zone=places.zone_at(position.latitude, position.longitude) if position else None,
        home_zone="UTC",
        filename=file.name,
        modified=None,
        now=now(),
        duration=found.duration,
    )


async def test_dates_agree_with_the_truth(samples: Path) -> None:
    folder = samples / "photos"
    disagreements = []
    async with Decoders(ImagingSettings()) as decoders:
        for name, truth in files_of(folder).items():
            if name.endswith(".xmp"):
                continue
            dated = await date_of(decoders, folder / name)
            stated = next((truth[key] for key in STATED if key in truth), NOT_STATED.get(name, ""))
            clock, offset = CLOCK_AND_OFFSET.match("" if stated.startswith("0000") else stated).groups()
            offset = offset or truth.get("offset_time_original")
            got = f"{dated.wall:%Y:%m:%d %H:%M:%S}" if dated.wall else ""
            # What is exact to the minute is stated without seconds.
            if clock not in (got, got.removesuffix(":00")) or (offset and dated.offset != minutes(offset)):
                disagreements.append((name, got, dated.offset, stated, offset))
    assert {name for name, *_ in disagreements} == IN_A_MAKER_NOTE, disagreements


def minutes(offset: str) -> int:
    hours, rest = offset[1:].split(":")
    return (int(hours) * 60 + int(rest)) * (-1 if offset[0] == "-" else 1)


async def test_hostile_dates_are_sane_or_none(samples: Path) -> None:
    folder = samples / "hostile"
    names = [name for name, truth in files_of(folder).items() if "date_sane_or_null" in truth.get("checks", ())]
    assert names
    latest = now().replace(tzinfo=None) + timedelta(days=1)
    async with Decoders(ImagingSettings()) as decoders:
        for name in names:
            dated = await date_of(decoders, folder / name)
            assert dated.wall is None or datetime(1800, 1, 1) <= dated.wall <= latest, name
