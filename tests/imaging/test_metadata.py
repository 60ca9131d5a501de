"""What generated files say of themselves, as the product understands it."""

import io
from datetime import datetime
from pathlib import Path

import exiv2
import imagecodecs
import numpy as np
import pytest
from PIL import Image

from albumen.imaging import Camera, Exposure, Metadata, Position, Precision
from tests.imaging.support import Bench
from tests.support.bombs import box, png, png_chunk

pytestmark = pytest.mark.asyncio(loop_scope="session")


def saying(tags: dict[str, str | list[str]], format: str = "JPEG") -> bytes:
    """A picture whose metadata hold these, in exiv2's notation."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 150)).save(stream, format)
    image = exiv2.ImageFactory.open(stream.getvalue())
    image.readMetadata()
    exif, iptc, xmp = image.exifData(), image.iptcData(), image.xmpData()
    for key, value in tags.items():
        if key.startswith("Exif."):
            exif[key] = value
        elif key.startswith("Iptc."):
            for one in value if isinstance(value, list) else [value]:
                iptc.add(exiv2.Iptcdatum(exiv2.IptcKey(key), exiv2.StringValue(one)))
        elif isinstance(value, list):
            xmp[key] = exiv2.XmpArrayValue(value, exiv2.TypeId.xmpBag)
        else:
            xmp[key] = value
    image.setExifData(exif)
    image.setIptcData(iptc)
    image.setXmpData(xmp)
    image.writeMetadata()
    return bytes(image.io().mmap())


@pytest.fixture
def told(bench: Bench, tmp_path: Path):  # type: ignore[no-untyped-def]
    async def tell(tags: dict[str, str | list[str]], format: str = "JPEG") -> Metadata:
        (tmp_path / "file").write_bytes(saying(tags, format))
        return await bench.metadata(tmp_path / "file")

    return tell


async def test_a_picture_that_says_nothing(told) -> None:  # type: ignore[no-untyped-def]
    assert await told({}) == Metadata(width=40, height=30)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
async def test_what_a_camera_says(told, format: str) -> None:  # type: ignore[no-untyped-def]
    found = await told(
        {
            "Exif.Image.Make": "  Nikon Corporation ",
            "Exif.Image.Model": "NIKON  Z 8",
            "Exif.Photo.LensModel": "NIKKOR Z 50mm f/1.2 S",
            "Exif.Photo.ISOSpeedRatings": "640",
            "Exif.Photo.FNumber": "14/10",
            "Exif.Photo.ExposureTime": "1/200",
            "Exif.Photo.FocalLength": "500/10",
            "Exif.Photo.FocalLengthIn35mmFilm": "50",
            "Exif.Photo.ExposureBiasValue": "-2/3",
            "Exif.Photo.Flash": "25",
            "Exif.Photo.ExposureProgram": "3",
            "Exif.Photo.MeteringMode": "5",
            "Exif.Image.Artist": "Ann Author",
            "Exif.Image.Copyright": "© Ann",
        },
        format,
    )
    assert found.camera == Camera("Nikon Corporation", "NIKON Z 8")
    assert found.lens == "NIKKOR Z 50mm f/1.2 S"
    assert found.exposure == Exposure(
        iso=640,
        aperture=1.4,
        shutter_seconds=0.005,
        focal_length=50,
        focal_length_35mm=50,
        bias=pytest.approx(-2 / 3),
        flash_fired=True,
        program="aperture priority",
        metering="multi-segment",
    )
    assert found.artist == "Ann Author"
    assert found.copyright == "© Ann"


async def test_what_makes_no_sense_is_absent(told) -> None:  # type: ignore[no-untyped-def]
    found = await told(
        {
            "Exif.Image.Make": "----",
            "Exif.Image.Model": "\x01\x02 ",
            "Exif.Photo.LensModel": "Unknown (0)",
            "Exif.Photo.ISOSpeedRatings": "65535",
            "Exif.Photo.FNumber": "0/0",
            "Exif.Photo.ExposureTime": "1/0",
            "Exif.Photo.FocalLength": "0/1",
            "Exif.Photo.ExposureBiasValue": "1/0",
            "Xmp.xmp.Rating": "-1",
        }
    )
    assert found == Metadata(width=40, height=30)


async def test_the_words_of_xmp_go_before_iptc_and_those_before_exif(told) -> None:  # type: ignore[no-untyped-def]
    everywhere: dict[str, str | list[str]] = {
        "Exif.Image.ImageDescription": "from EXIF",
        "Iptc.Application2.Caption": "from IPTC",
        "Iptc.Application2.ObjectName": "a title from IPTC",
        "Xmp.dc.description": "lang=x-default from XMP\nin two lines",
        "Xmp.dc.title": "lang=x-default a title from XMP",
    }
    found = await told(everywhere)
    assert (found.title, found.description) == ("a title from XMP", "from XMP\nin two lines")
    del everywhere["Xmp.dc.title"], everywhere["Xmp.dc.description"]
    found = await told(everywhere)
    assert (found.title, found.description) == ("a title from IPTC", "from IPTC")
    del everywhere["Iptc.Application2.Caption"]
    assert (await told(everywhere)).description == "from EXIF"


@pytest.mark.parametrize("charset", ["Ascii", "Unicode"])
async def test_a_users_comment_in_its_own_encoding(told, charset: str) -> None:  # type: ignore[no-untyped-def]
    found = await told({"Exif.Photo.UserComment": f"charset={charset} a remark"})
    assert found.description == "a remark"


async def test_what_windows_writes(told) -> None:  # type: ignore[no-untyped-def]
    def bytes_of(text: str) -> str:
        return " ".join(str(byte) for byte in (text + "\0").encode("utf-16-le"))

    found = await told(
        {
            "Exif.Image.XPTitle": bytes_of("Käse 🧀"),
            "Exif.Image.XPComment": bytes_of("remark"),
            "Exif.Image.XPKeywords": bytes_of("one;two; one"),
            "Exif.Image.XPAuthor": bytes_of("Ann"),
        }
    )
    assert (found.title, found.description, found.keywords, found.artist) == (
        "Käse 🧀",
        "remark",
        ("one", "two"),
        "Ann",
    )


async def test_keywords_that_know_levels_come_first_and_plain_ones_are_not_lost(told) -> None:  # type: ignore[no-untyped-def]
    plain = {"Xmp.dc.subject": ["Paris", "rain"], "Iptc.Application2.Keywords": ["Paris", "bridge"]}
    assert (await told(plain)).keywords == ("Paris", "rain", "bridge")
    nested = {**plain, "Xmp.lr.hierarchicalSubject": ["Places|France|Paris", "AC/DC"]}
    assert (await told(nested)).keywords == ("Places/France/Paris", "AC|DC", "rain", "bridge")
    digikam = {**nested, "Xmp.digiKam.TagsList": ["Travel/Paris"]}
    assert (await told(digikam)).keywords == ("Travel/Paris", "rain", "bridge")


@pytest.mark.parametrize(
    ("tags", "stars"),
    [
        ({"Xmp.xmp.Rating": "4"}, 4),
        ({"Exif.Image.Rating": "3"}, 3),
        ({"Xmp.xmp.Rating": "0", "Exif.Image.Rating": "3"}, 0),
        ({"Xmp.xmp.Rating": "9"}, 0),
        ({"Xmp.xmp.Rating": "many"}, 0),
    ],
)
async def test_rating(told, tags: dict[str, str], stars: int) -> None:  # type: ignore[no-untyped-def]
    assert (await told(tags)).rating == stars


async def test_the_place(told) -> None:  # type: ignore[no-untyped-def]
    exif = {
        "Exif.GPSInfo.GPSLatitude": "33/1 52/1 7/2",
        "Exif.GPSInfo.GPSLatitudeRef": "S",
        "Exif.GPSInfo.GPSLongitude": "151/1 12/1 0/0",
        "Exif.GPSInfo.GPSLongitudeRef": "E",
        "Exif.GPSInfo.GPSAltitude": "25/2",
        "Exif.GPSInfo.GPSAltitudeRef": "1",
    }
    xmp = {"Xmp.exif.GPSLatitude": "54,59.38N", "Xmp.exif.GPSLongitude": "1,54.85W"}
    found = (await told(exif)).position
    assert found == Position(pytest.approx(-33.867639, abs=1e-6), pytest.approx(151.2), -12.5)
    assert (await told({**exif, **xmp})).position == found
    assert (await told(xmp)).position == Position(
        pytest.approx(54.989667, abs=1e-6), pytest.approx(-1.914167, abs=1e-6)
    )
    del exif["Exif.GPSInfo.GPSLatitudeRef"]
    assert (await told(exif)).position is None


async def test_every_date_that_is_stated_in_the_order_of_trust(told) -> None:  # type: ignore[no-untyped-def]
    found = await told(
        {
            "Exif.Photo.DateTimeOriginal": "2024:05:06 07:08:09",
            "Exif.Photo.SubSecTimeOriginal": "25",
            "Exif.Photo.OffsetTimeOriginal": "+02:00",
            "Exif.Photo.DateTimeDigitized": "2024:05:06 07:08:10",
            "Exif.Image.DateTime": "2024:05:06 09:00:00",
            "Exif.Photo.OffsetTime": "+03:00",
            "Exif.GPSInfo.GPSDateStamp": "2024:05:06",
            "Exif.GPSInfo.GPSTimeStamp": "5/1 8/1 15/2",
            "Xmp.photoshop.DateCreated": "2024-05-06T07:08",
            "Xmp.xmp.CreateDate": "2024",
            "Xmp.xmp.ModifyDate": "0000-00-00",
            "Iptc.Application2.DateCreated": "20240506",
            "Iptc.Application2.TimeCreated": "070809+0200",
        }
    )
    assert [(fact.tag, fact.wall, fact.offset, fact.is_utc, fact.precision) for fact in found.dates] == [
        ("Exif.Photo.DateTimeOriginal", datetime(2024, 5, 6, 7, 8, 9, 250_000), 120, False, Precision.SUBSECOND),
        ("Exif.Photo.DateTimeDigitized", datetime(2024, 5, 6, 7, 8, 10), 180, False, Precision.SECOND),
        ("Xmp.photoshop.DateCreated", datetime(2024, 5, 6, 7, 8), None, False, Precision.MINUTE),
        ("Xmp.xmp.CreateDate", datetime(2024, 1, 1), None, False, Precision.YEAR),
        ("Iptc.DateCreated", datetime(2024, 5, 6, 7, 8, 9), 120, False, Precision.SECOND),
        ("Exif.GPSInfo.DateTime", datetime(2024, 5, 6, 5, 8, 7, 500_000), 0, True, Precision.SUBSECOND),
        ("Exif.Image.DateTime", datetime(2024, 5, 6, 9, 0), 180, False, Precision.SECOND),
    ]


async def test_the_offset_of_a_change_on_another_day_is_not_that_of_the_photo(told) -> None:  # type: ignore[no-untyped-def]
    found = await told(
        {
            "Exif.Photo.DateTimeOriginal": "2024:05:06 07:08:09",
            "Exif.Image.DateTime": "2024:05:08 09:00:00",
            "Exif.Photo.OffsetTime": "-08:00",
        }
    )
    assert [fact.offset for fact in found.dates] == [None, -480]


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Los_Angeles"])
async def test_the_zone_of_the_server_plays_no_part(
    told,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
) -> None:
    monkeypatch.setenv("TZ", zone)
    found = await told({"Exif.Photo.DateTimeOriginal": "2024:05:06 07:08:09"})
    assert [(fact.wall, fact.offset) for fact in found.dates] == [(datetime(2024, 5, 6, 7, 8, 9), None)]


async def test_what_cannot_be_shown_still_says_what_it_says(bench: Bench, tmp_path: Path) -> None:
    whole = saying({"Exif.Image.Make": "Nikon", "Exif.Photo.DateTimeOriginal": "2024:05:06 07:08:09"})
    # The file ends before its first pixels are described.
    (tmp_path / "file").write_bytes(whole[: whole.index(b"\xff\xdb")])
    done = await bench.develop(tmp_path / "file")
    assert done.probe
    assert not done.probe.decodable
    assert done.metadata
    assert (done.metadata.width, done.metadata.camera.make) == (None, "Nikon")
    assert len(done.metadata.dates) == 1
    assert not done.ready


async def test_what_a_png_says_in_words_of_its_own(bench: Bench, tmp_path: Path) -> None:
    words = {"Title": b"A title", "Author": b"Somebody", "Description": b"What it shows", "Comment": b"no"}
    chunks = [png_chunk(b"tEXt", name.encode() + b"\0" + value) for name, value in words.items()]
    chunks.append(png_chunk(b"tEXt", b"Creation Time\0Sun, 14 Jul 2019 15:30:00 +0200"))
    (tmp_path / "file").write_bytes(png(30, 20, extra=b"".join(chunks)))
    found = await bench.metadata(tmp_path / "file")
    assert (found.title, found.artist, found.description) == ("A title", "Somebody", "What it shows")
    (date,) = found.dates
    assert (date.tag, date.wall, date.offset) == ("Png.CreationTime", datetime(2019, 7, 14, 15, 30), 120)


@pytest.mark.parametrize("packed", [False, True])
async def test_what_a_jpeg_xl_says(bench: Bench, tmp_path: Path, packed: bool) -> None:
    exif = Image.Exif()
    exif[0x0110] = "A camera"
    exif.get_ifd(0x8769)[0x9003] = "2019:07:14 15:30:00"
    body = bytes(4) + exif.tobytes()[6:]
    said = box(b"brob", b"Exif", imagecodecs.brotli_encode(body)) if packed else box(b"Exif", body)
    pixels = np.zeros((20, 30, 3), np.uint8)
    head = b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"ftyp", b"jxl ", bytes(4), b"jxl ")
    (tmp_path / "file").write_bytes(head + said + box(b"jxlc", imagecodecs.jpegxl_encode(pixels, lossless=True)))
    found = await bench.metadata(tmp_path / "file")
    assert (found.camera.model, found.width, found.height) == ("A camera", 30, 20)
    assert [date.wall for date in found.dates] == [datetime(2019, 7, 14, 15, 30)]
