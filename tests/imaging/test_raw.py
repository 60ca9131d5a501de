"""RAW files: told from the TIFF they pretend to be, shown by the camera's own picture or developed, upright either way."""

from pathlib import Path

import numpy as np
import pytest

from albumen.imaging import PREVIEW, Recipe, RenditionFormat, make_renditions
from albumen.imaging.formats import DNG, RAW_BY_MAKER
from albumen.imaging.readers import raw
from albumen.imaging.readers.common import Header
from tests.imaging.support import Bench, picture_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMALL = Recipe("small", 90, 90, RenditionFormat.JPEG, 90)


@pytest.mark.samples
async def test_the_cameras_picture_and_the_developed_one_show_the_same(bench: Bench, samples: Path) -> None:
    file = samples / "photos/raw/RAW_KODAK_DC50.KDC"
    done = await bench.develop(file)
    assert done.probe
    # The picture inside is 96 pixels wide: enough for the one, not for the other.
    inner = await make_renditions(bench.decoders, done.owner, file, done.probe, (SMALL,))
    developed = await make_renditions(bench.decoders, done.owner, file, done.probe, (PREVIEW,))
    assert (inner.pictures[0].width, developed.pictures[0].width) == (90, 768)
    one, other = (
        picture_of(made.pictures[0]).thumbnail_image(24, height=16, size="force").numpy().astype(float)
        for made in (inner, developed)
    )
    # Developed by different programs: the same scene, not the same tones.
    assert np.corrcoef(one.mean(2).flatten(), other.mean(2).flatten())[0, 1] > 0.9


@pytest.mark.samples
async def test_a_dng_is_not_taken_for_the_tiff_it_begins_as(bench: Bench, samples: Path) -> None:
    done = await bench.develop(samples / "photos/raw/DSC8695.dng")
    assert done.probe
    assert (done.probe.media_type, done.probe.width, done.probe.height) == (DNG.media_type, 600, 400)
    assert done.renditions
    assert (done.renditions.pictures[1].width, done.renditions.pictures[1].height) == (600, 400)


@pytest.mark.samples
async def test_the_maker_names_a_raw_file(bench: Bench, samples: Path) -> None:
    done = await bench.develop(samples / "photos/raw/RAW_KODAK_DC50.KDC")
    assert done.probe
    assert done.probe.media_type == RAW_BY_MAKER["kodak"].media_type
    assert (done.probe.extension, done.probe.decodable) == ("kdc", True)


@pytest.mark.parametrize(
    ("inner", "sensor", "orientation"),
    [
        (Header(1600, 1200), Header(6000, 4000, 6), 6),
        (Header(1200, 1600), Header(6000, 4000, 6), 1),
        (Header(1600, 1200), Header(6000, 4000, 3), 3),
        (Header(1600, 1200), Header(6000, 4000, 1), 1),
        (Header(1200, 1600, 6), Header(4000, 6000, 8), 8),
    ],
)
async def test_a_picture_inside_that_is_upright_already_is_not_turned(
    inner: Header, sensor: Header, orientation: int
) -> None:
    assert raw._turned(inner, sensor).orientation == orientation
