"""Renditions of generated pictures: every format, upright, in true colours, without a word of what the file said."""

import io
from collections.abc import Callable
from pathlib import Path

import exiv2
import numpy as np
import pillow_heif
import pytest
import pyvips
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from imagecodecs import jpegxl_encode
from PIL import Image, ImageCms

from albumen.imaging import (
    GRID,
    PREVIEW,
    DecoderLimit,
    Decoders,
    ImagingSettings,
    Recipe,
    RenditionFormat,
    make_renditions,
    probe,
)
from albumen.imaging.readers import Box
from albumen.imaging.steps.scale import fitting
from tests.imaging.support import Bench, picture_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

RED, GREEN, BLUE, GREY = (200, 30, 40), (20, 180, 60), (30, 60, 190), (128, 128, 128)


def quarters(width: int = 120, height: int = 80) -> np.ndarray:
    """A picture whose four quarters are red, green, blue and grey, so that its turns can be told apart."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = RED
    pixels[: height // 2, width // 2 :] = GREEN
    pixels[height // 2 :, : width // 2] = BLUE
    pixels[height // 2 :, width // 2 :] = GREY
    return pixels


def seen(picture: pyvips.Image) -> list[tuple[int, ...]]:
    """The colours in the middles of the four quarters."""
    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    return [
        tuple(round(band) for band in picture.getpoint(int(x * picture.width), int(y * picture.height)))
        for x, y in places
    ]


def assert_quarters(picture: pyvips.Image, tolerance: int = 12) -> None:
    for found, wanted in zip(seen(picture), (RED, GREEN, BLUE, GREY), strict=True):
        assert np.abs(np.array(found[:3]) - wanted).max() <= tolerance, (found, wanted)


def vips() -> pyvips.Image:
    return pyvips.Image.new_from_array(quarters()).copy(interpretation="srgb")


def pillow() -> Image.Image:
    return Image.fromarray(quarters())


def saved(**options: object) -> bytes:
    stream = io.BytesIO()
    pillow().save(stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def heic(**options: object) -> bytes:
    stream = io.BytesIO()
    pillow_heif.from_pillow(pillow()).save(stream, quality=90, **options)
    return stream.getvalue()


def cmyk() -> bytes:
    stream = io.BytesIO()
    pillow().convert("CMYK").save(stream, "TIFF")
    return stream.getvalue()


def animation() -> list[Image.Image]:
    return [pillow(), *(Image.new("RGB", (120, 80), (n, n, n)) for n in (0, 100, 200))]


def animated(format: str) -> bytes:
    stream = io.BytesIO()
    first, *rest = animation()
    first.save(stream, format, save_all=True, append_images=rest)
    return stream.getvalue()


def wide(depth: int) -> np.ndarray:
    return (quarters().astype(np.uint16) * 257) if depth == 16 else quarters()


FORMATS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: vips().jpegsave_buffer(Q=95),
    "jpeg-progressive": lambda: vips().jpegsave_buffer(Q=95, interlace=True),
    "png": lambda: vips().pngsave_buffer(),
    "png-interlaced": lambda: vips().pngsave_buffer(interlace=True),
    "png-16-bit": lambda: pyvips.Image.new_from_array(wide(16)).copy(interpretation="rgb16").pngsave_buffer(),
    "png-palette": lambda: vips().pngsave_buffer(palette=True),
    "apng": lambda: animated("PNG"),
    "gif": lambda: vips().gifsave_buffer(),
    "gif-animated": lambda: animated("GIF"),
    "webp": lambda: vips().webpsave_buffer(Q=95),
    "webp-lossless": lambda: vips().webpsave_buffer(lossless=True),
    "webp-animated": lambda: animated("WEBP"),
    "avif": lambda: vips().heifsave_buffer(compression="av1", Q=90),
    "avif-10-bit": lambda: (
        pyvips.Image.new_from_array(wide(16))
        .copy(interpretation="rgb16")
        .heifsave_buffer(compression="av1", Q=90, bitdepth=10)
    ),
    "heic": heic,
    "tiff": lambda: vips().tiffsave_buffer(),
    "tiff-16-bit": lambda: pyvips.Image.new_from_array(wide(16)).copy(interpretation="rgb16").tiffsave_buffer(),
    "tiff-lzw-tiled-pyramid": lambda: vips().tiffsave_buffer(compression="lzw", tile=True, pyramid=True),
    "tiff-lab": lambda: vips().colourspace("lab").tiffsave_buffer(),
    "tiff-big-endian": lambda: saved(format="TIFF", compression="tiff_deflate"),
    "bmp": lambda: saved(format="BMP"),
    "jxl": lambda: jpegxl_encode(quarters(), lossless=True),
    "jxl-lossy": lambda: jpegxl_encode(quarters(), distance=0.5),
    "jxl-16-bit": lambda: jpegxl_encode(wide(16), lossless=True),
    "jxl-container": lambda: jpegxl_encode(quarters(), lossless=True, usecontainer=True),
    "jxl-animated": lambda: jpegxl_encode(np.stack([quarters(), quarters() // 2]), lossless=True, photometric="RGB"),
}


@pytest.mark.parametrize("format", FORMATS)
async def test_every_format_shows_its_true_colours(bench: Bench, tmp_path: Path, format: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(FORMATS[format]())
    done = await bench.develop(file)
    assert not done.errors
    assert done.probe
    assert done.metadata
    assert done.renditions
    assert (done.probe.width, done.probe.height) == (120, 80)
    assert (done.metadata.width, done.metadata.height) == (120, 80)
    assert (done.renditions.width, done.renditions.height) == (120, 80)
    assert done.probe.frames == (4 if ("animated" in format and "jxl" not in format) or format == "apng" else 1)
    assert [picture.name for picture in done.renditions.pictures] == ["grid", "preview"]
    for made in done.renditions.pictures:
        assert (made.width, made.height) == (120, 80)
        assert_quarters(picture_of(made))


async def test_the_colours_of_cmyk_are_converted(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(cmyk())
    made = (await bench.renditions(tmp_path / "file")).pictures[1]
    # Inks cannot be as bright as screens: hue and order are what can be told.
    red, green, blue, _ = seen(picture_of(made))
    assert red[0] > max(red[1], red[2]) + 50
    assert green[1] > max(green[0], green[2]) + 20
    assert blue[2] > max(blue[0], blue[1]) + 30


async def test_grey_is_grey(bench: Bench, tmp_path: Path) -> None:
    grey = vips().colourspace("b-w")
    for name, data in {
        "8": grey.jpegsave_buffer(Q=95),
        "16": (grey.cast("ushort") * 257).cast("ushort").copy(interpretation="grey16").pngsave_buffer(),
        "1": (grey > 100).pngsave_buffer(bitdepth=1),
        "jxl": jpegxl_encode(grey.numpy(), lossless=True),
    }.items():
        (tmp_path / name).write_bytes(data)
        for made in (await bench.renditions(tmp_path / name)).pictures:
            picture = picture_of(made)
            assert picture.bands == 3
            for found in seen(picture):
                assert max(found) - min(found) <= 3


def display_p3() -> bytes:
    """A profile of wider primaries than sRGB's, as phones use."""
    return bytes(pyvips.Image.black(1, 1, bands=3).icc_transform("p3").get("icc-profile-data"))


async def test_wide_colours_are_converted_to_srgb(bench: Bench, tmp_path: Path) -> None:
    profile = display_p3()
    for name, data in {
        "jpeg": saved(format="JPEG", quality=95, icc_profile=profile),
        "png": saved(format="PNG", icc_profile=profile),
        "webp": saved(format="WEBP", lossless=True, icc_profile=profile),
        "heic": heic(icc_profile=profile),
    }.items():
        (tmp_path / name).write_bytes(data)
        truth = ImageCms.profileToProfile(
            pillow(), ImageCms.getOpenProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), 1
        )
        assert truth
        made = (await bench.renditions(tmp_path / name)).pictures[1]
        wanted = pyvips.Image.new_from_array(np.asarray(truth))
        assert np.abs(np.array(seen(picture_of(made))) - np.array(seen(wanted))).max() <= 10
        assert np.abs(np.array(seen(picture_of(made))) - np.array(seen(vips()))).max() > 15


async def test_a_damaged_profile_does_not_cost_the_picture(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(saved(format="JPEG", quality=95, icc_profile=b"not a profile" * 20))
    assert_quarters(picture_of((await bench.renditions(tmp_path / "file")).pictures[1]))


# ---- orientation ----------------------------------------------------------------------------------------------------

TURNS: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: np.rot90(upright.transpose(1, 0, 2), 2),
    8: lambda upright: np.rot90(upright, -1),
}
"""What a camera stores of an upright picture when it says that orientation."""


def oriented(format: str, orientation: int) -> bytes:
    stream = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(TURNS[orientation](quarters(2400, 1600))))
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.save(stream, format, exif=exif.tobytes(), **({"quality": 95} if format in {"JPEG", "WEBP"} else {}))
    return stream.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNS)
async def test_every_orientation_is_turned_upright(bench: Bench, tmp_path: Path, format: str, orientation: int) -> None:
    (tmp_path / "file").write_bytes(oriented(format, orientation))
    done = await bench.develop(tmp_path / "file")
    assert done.probe
    assert done.metadata
    assert done.renditions
    assert (done.probe.width, done.probe.height) == (2400, 1600)
    assert (done.metadata.width, done.metadata.height) == (2400, 1600)
    assert done.metadata.orientation == orientation
    grid, preview = done.renditions.pictures
    assert (grid.width, grid.height) == (720, 480)
    assert (preview.width, preview.height) == (2048, 1365)
    assert_quarters(picture_of(grid))
    assert_quarters(picture_of(preview))


async def test_heif_turns_itself_and_is_not_turned_again(bench: Bench, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stream = io.BytesIO()
    turned = Image.fromarray(np.ascontiguousarray(TURNS[6](quarters(240, 160))))
    pillow_heif.from_pillow(turned).save(stream, quality=90, exif=exif.tobytes())
    (tmp_path / "file").write_bytes(stream.getvalue())
    # pillow-heif writes the orientation as the format's own turn.
    made = await bench.renditions(tmp_path / "file")
    assert (made.width, made.height) == (240, 160)
    assert_quarters(picture_of(made.pictures[1]))


# ---- transparency ---------------------------------------------------------------------------------------------------


def half_transparent() -> pyvips.Image:
    """Opaque at the left, transparent at the right, where its hidden colour is a glaring green."""
    left = pyvips.Image.black(300, 400).new_from_image([200, 30, 40, 255])
    right = pyvips.Image.black(300, 400).new_from_image([0, 255, 0, 0])
    return left.join(right, "horizontal").cast("uchar").copy(interpretation="srgb")


async def test_transparency_is_kept_and_hidden_colours_stay_hidden(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(half_transparent().pngsave_buffer())
    small = Recipe("small", 101, 101, RenditionFormat.JPEG, 90)
    done = await bench.develop(tmp_path / "file")
    assert done.probe
    made = await make_renditions(bench.decoders, done.owner, tmp_path / "file", done.probe, (PREVIEW, small))
    for one in made.pictures:
        assert one.media_type == "image/webp"
        picture = picture_of(one)
        assert picture.hasalpha()
        left, right = picture.getpoint(2, 2), picture.getpoint(picture.width - 3, 2)
        assert left[3] == 255
        assert np.abs(np.array(left[:3]) - RED).max() <= 12
        assert right[3] == 0
        assert right[1] < 60
        # Where the two meet, what is seen is red and nothing of the green.
        shown = picture.flatten(background=[0, 0, 0])
        assert shown.extract_band(1).max() <= RED[1] + 25
    assert made.thumbhash[2] & 0x80


async def test_an_alpha_channel_that_hides_nothing_is_dropped(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(vips().bandjoin(255).pngsave_buffer())
    made = await bench.renditions(tmp_path / "file")
    assert made.pictures[1].media_type == "image/jpeg"
    assert not picture_of(made.pictures[0]).hasalpha()
    assert not made.thumbhash[2] & 0x80


# ---- sizes ----------------------------------------------------------------------------------------------------------


@given(st.integers(1, 100_000), st.integers(1, 100_000), st.integers(1, 4000), st.integers(1, 4000))
async def test_what_fits_into_a_box_fits_is_never_enlarged_and_keeps_its_ratio(
    width: int, height: int, across: int, down: int
) -> None:
    made = fitting(width, height, Box(across, down))
    assert 1 <= made[0] <= min(width, across)
    assert 1 <= made[1] <= min(height, down)
    assert made == (width, height) or made[0] == across or made[1] == down
    shrink = max(1, width / across, height / down)
    assert abs(made[0] - width / shrink) <= 0.5 or made[0] == 1
    assert abs(made[1] - height / shrink) <= 0.5 or made[1] == 1


@example(3000, 1, "webp", 1, 700)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 3000),
    st.integers(1, 3000),
    st.sampled_from(["jpeg", "png", "webp"]),
    st.integers(1, 700),
    st.integers(1, 700),
)
async def test_a_rendition_has_the_size_that_fits(
    bench: Bench, tmp_path: Path, width: int, height: int, format: str, across: int, down: int
) -> None:
    flat = pyvips.Image.black(width, height, bands=3).copy(interpretation="srgb")
    (tmp_path / "file").write_bytes(flat.write_to_buffer(f".{format}"))
    recipes = (Recipe("a", across, down, RenditionFormat.WEBP, 50), Recipe("b", down, across, RenditionFormat.JPEG, 50))
    found = await probe(bench.decoders, 1, tmp_path / "file")
    made = await make_renditions(bench.decoders, 1, tmp_path / "file", found, recipes)
    for recipe, picture in zip(recipes, made.pictures, strict=True):
        size = fitting(width, height, Box(recipe.width, recipe.height))
        assert (picture.width, picture.height) == size
        real = picture_of(picture)
        assert (real.width, real.height) == size


async def test_ribbons_keep_their_last_pixel(bench: Bench, tmp_path: Path) -> None:
    for name, size in {"tall": (1, 16000), "wide": (16000, 1), "thick": (3, 16000)}.items():
        flat = pyvips.Image.black(*size, bands=3).copy(interpretation="srgb")
        (tmp_path / name).write_bytes(flat.jpegsave_buffer())
        made = await bench.renditions(tmp_path / name)
        assert (made.width, made.height) == size
        assert min(made.pictures[0].width, made.pictures[0].height) == 1


async def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    bomb = pyvips.Image.black(5000, 5000).pngsave_buffer(compression=9)
    frames = animated("GIF")
    (tmp_path / "bomb").write_bytes(bomb)
    (tmp_path / "frames").write_bytes(frames)
    limits = ImagingSettings(still_megapixels=24, animation_megapixels=24)
    async with Decoders(limits) as decoders:
        found = await probe(decoders, 1, tmp_path / "bomb")
        assert found.decodable
        assert (found.width, found.height) == (5000, 5000)
        with pytest.raises(DecoderLimit) as caught:
            await make_renditions(decoders, 1, tmp_path / "bomb", found, (GRID,))
        assert caught.value.limit == "pixels"
        found = await probe(decoders, 1, tmp_path / "frames")
        assert await make_renditions(decoders, 1, tmp_path / "frames", found, (GRID,))


# ---- what is left out -----------------------------------------------------------------------------------------------


async def test_no_rendition_says_where_when_and_by_whom(bench: Bench, tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), RED).save(stream, "JPEG")
    image = exiv2.ImageFactory.open(stream.getvalue())
    image.readMetadata()
    exif, iptc, xmp = image.exifData(), image.iptcData(), image.xmpData()
    exif["Exif.GPSInfo.GPSLatitude"] = "52/1 31/1 12/1"
    exif["Exif.GPSInfo.GPSLatitudeRef"] = "N"
    exif["Exif.Photo.BodySerialNumber"] = "SERIAL-4711"
    exif["Exif.Photo.CameraOwnerName"] = "Somebody Inparticular"
    exif["Exif.Image.Artist"] = "Somebody Inparticular"
    exif["Exif.Photo.UserComment"] = "charset=Ascii a private remark"
    iptc["Iptc.Application2.Caption"] = "a private remark"
    xmp["Xmp.dc.description"] = "a private remark"
    image.setExifData(exif)
    image.setIptcData(iptc)
    image.setXmpData(xmp)
    image.setIccProfile(exiv2.DataBuf(display_p3()))
    image.writeMetadata()
    data = bytes(image.io().mmap())
    assert b"SERIAL-4711" in data
    (tmp_path / "file").write_bytes(data)
    done = await bench.develop(tmp_path / "file")
    assert done.metadata
    assert done.metadata.artist == "Somebody Inparticular"
    assert done.renditions
    for made in done.renditions.pictures:
        for word in (b"SERIAL", b"Somebody", b"private", b"Exif", b"xmp", b"ICC_PROFILE", b"ICCP", b"GPS"):
            assert word not in made.data
        left = exiv2.ImageFactory.open(made.data)
        left.readMetadata()
        assert left.exifData().empty()
        assert left.iptcData().empty()
        assert left.xmpData().empty()
