"""What a picture says of itself: EXIF, IPTC and XMP, all read with exiv2."""

import codecs
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import exiv2
import pyvips

from albumen.imaging.errors import Undecodable
from albumen.imaging.formats import PNG
from albumen.imaging.metadata import apple, dates
from albumen.imaging.metadata.position import degrees, parse_xmp, position
from albumen.imaging.metadata.text import (
    DESCRIPTION_LENGTH,
    KEYWORDS,
    MAKER_LENGTH,
    TITLE_LENGTH,
    clean_keywords,
    clean_line,
    clean_text,
)
from albumen.imaging.model import Camera, DateFact, Exposure, Metadata, Position
from albumen.imaging.readers import READERS, Source
from albumen.imaging.readers.common import vips_source

# What is not loaded before a child is confined can never be.
codecs.lookup("utf-16-le")
exiv2.LogMsg.setLevel(exiv2.LogMsg.Level.mute)
exiv2.XmpParser.initialize()
exiv2.XmpProperties.registerNs("http://www.digikam.org/ns/1.0/", "digiKam")

_VALUE_BYTES = 1 << 20
"""A single value that is longer is not looked at, but for what is expected to be long."""
_SAME_SIZE = 0.05
"""So far the size that a RAW file states may lie from what its decoder gives, and still be that of the picture."""
_PROGRAMS = {
    1: "manual",
    2: "normal",
    3: "aperture priority",
    4: "shutter priority",
    5: "creative",
    6: "action",
    7: "portrait",
    8: "landscape",
}
_METERINGS = {
    1: "average",
    2: "centre-weighted average",
    3: "spot",
    4: "multi-spot",
    5: "multi-segment",
    6: "partial",
    255: "other",
}
_XMP_DATES = (
    "Xmp.exif.DateTimeOriginal",
    "Xmp.photoshop.DateCreated",
    "Xmp.xmp.CreateDate",
    "Xmp.exif.DateTimeDigitized",
)
_SAME_DAY = timedelta(days=1)
_LARGEST_SIDE = 2**31 - 1
"""Pixels. What says that it is larger says nothing, and could not be kept as a number."""
_PNG = "Png."
_PNG_WORDS = ("-Creation Time", "-Title", "-Description", "-Author", "-Copyright")


def read_still(source: Source, now: datetime) -> Metadata:
    """Everything a picture says of itself. A damaged part is taken as absent."""
    said = _Said.of(source)
    orientation, width, height = _size(source, said)
    return Metadata(
        width=width,
        height=height,
        orientation=orientation,
        camera=Camera(
            _name(said.first("Exif.Image.Make", "Exif.PanasonicRaw.Make", "Xmp.tiff.Make")),
            _name(said.first("Exif.Image.Model", "Exif.PanasonicRaw.Model", "Xmp.tiff.Model")),
        ),
        lens=_lens(said),
        exposure=_exposure(said),
        position=_position(said),
        title=clean_line(
            said.first("Xmp.dc.title", "Iptc.Application2.ObjectName", "Exif.Image.XPTitle", f"{_PNG}Title"),
            TITLE_LENGTH,
        ),
        description=clean_text(
            said.first(
                "Xmp.dc.description",
                "Iptc.Application2.Caption",
                "Exif.Image.ImageDescription",
                "Exif.Photo.UserComment",
                "Exif.Image.XPComment",
                f"{_PNG}Description",
            ),
            DESCRIPTION_LENGTH,
        ),
        keywords=_keywords(said),
        rating=_rating(said),
        artist=clean_line(
            said.first(
                "Exif.Image.Artist",
                "Xmp.dc.creator",
                "Iptc.Application2.Byline",
                "Exif.Image.XPAuthor",
                f"{_PNG}Author",
            ),
            TITLE_LENGTH,
        ),
        copyright=clean_line(
            said.first("Exif.Image.Copyright", "Xmp.dc.rights", "Iptc.Application2.Copyright", f"{_PNG}Copyright"),
            TITLE_LENGTH,
        ),
        dates=tuple(_dates(said, now)),
        content_identifier=apple.content_identifier(said.maker_note()),
        motion_video_bytes=_motion(said, source.file.size),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The values of one file by their keys; of a key that repeats, all."""

    values: dict[str, list[Any]]
    lens: str | None
    pixels: tuple[int, int]
    """As the metadata state them; 0 where they do not."""
    image: Any = None
    """Not used: but the values point into what it holds, and would outlive it."""

    @classmethod
    def of(cls, source: Source) -> "_Said":
        """Read them. Nothing, when exiv2 finds the file too damaged or does not know its format."""
        values: dict[str, list[Any]] = {}
        try:
            image = exiv2.ImageFactory.open(source.data)
            image.readMetadata()
        except exiv2.Exiv2Error:
            return cls({}, None, (0, 0))
        if source.format is PNG:
            values = _png_words(source)
        for data in (image.exifData(), image.iptcData(), image.xmpData()):
            for datum in data:
                values.setdefault(datum.key(), []).append(datum.value())
        return cls(values, _maker_lens(image.exifData()), (image.pixelWidth(), image.pixelHeight()), image)

    def first(self, *keys: str) -> str | bytes | None:
        """The first of these that says anything, as text (or as bytes whose encoding is not sure)."""
        for key in keys:
            for value in self.values.get(key, ()):
                text = _text(key, value)
                if text and text.strip():
                    return text
        return None

    def text(self, key: str) -> str | None:
        """A short value of plain characters."""
        found = self.first(key)
        return found.decode("ascii", "replace") if isinstance(found, bytes) else found

    def every(self, key: str) -> list[str]:
        """All texts of a list, or of a key that repeats."""
        found: list[str] = []
        for value in self.values.get(key, ()):
            if isinstance(value, exiv2.XmpArrayValue):
                found += [value.toString(index) for index in range(value.count())]
            else:
                found.append(value.toString())
        return found

    def numbers(self, key: str) -> list[float]:
        """The numbers of a value; NaN for a fraction that is none."""
        value = next(iter(self.values.get(key, ())), None)
        if value is None or value.count() > 64:
            return []
        if isinstance(value, (exiv2.RationalValue, exiv2.URationalValue)):
            return [_ratio(*value[index]) for index in range(value.count())]
        try:
            return [value.toFloat(index) for index in range(value.count())]
        except (exiv2.Exiv2Error, ValueError, IndexError):
            return []

    def number(self, key: str) -> float | None:
        """The only or first number of a value, if it is one."""
        found = self.numbers(key)
        return found[0] if found and math.isfinite(found[0]) else None

    def maker_note(self) -> bytes | None:
        """The maker's own part, as it lies in the file."""
        value = next(iter(self.values.get("Exif.Photo.MakerNote", ())), None)
        return bytes(value.data()) if value is not None and value.size() <= _VALUE_BYTES else None


def _png_words(source: Source) -> dict[str, list[Any]]:
    """What a PNG says in words of its own, as libvips names them: `png-comment-0-Creation Time`."""
    try:
        image = pyvips.Image.pngload_source(vips_source(source), access="sequential", fail_on="none")
    except pyvips.Error:
        return {}
    words: dict[str, list[Any]] = {}
    for field in image.get_fields():
        if field.startswith("png-comment-") and field.endswith(_PNG_WORDS):
            name = field.split("-", 3)[-1]
            words.setdefault(f"{_PNG}{name}", []).append(exiv2.StringValue(str(image.get(field))[:DESCRIPTION_LENGTH]))
    return words


def _text(key: str, value: Any) -> str | bytes | None:
    """A value as text; as bytes where its encoding is anybody's guess."""
    if value.size() > _VALUE_BYTES:
        return None
    if key.startswith("Exif.Image.XP"):
        return bytes(value.data()).decode("utf-16-le", "replace").rstrip("\0")
    if isinstance(value, exiv2.LangAltValue):
        spoken = dict(value.items())
        return spoken.get("x-default") or next(iter(spoken.values()), None)
    if isinstance(value, exiv2.XmpArrayValue):
        return ", ".join(value.toString(index) for index in range(min(value.count(), 20)))
    if isinstance(value, exiv2.CommentValue):
        return str(value.comment())
    if isinstance(value, (exiv2.AsciiValue, exiv2.StringValue)):
        return bytes(value.data()).split(b"\0", 1)[0]
    return str(value.toString())


def _ratio(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else math.nan


def _size(source: Source, said: _Said) -> tuple[int, int | None, int | None]:
    """Orientation, and width and height after it: the decoder's, since metadata often speak of another picture."""
    try:
        header = READERS[source.format.reader].header(source)
    except Undecodable:
        return 1, None, None
    width, height = header.width, header.height
    if source.format.reader == "raw" and all(
        stated and abs(stated - decoded) <= _SAME_SIZE * decoded
        for stated, decoded in zip(said.pixels, (width, height), strict=True)
    ):
        width, height = said.pixels
    if header.orientation >= 5:
        width, height = height, width
    if max(width, height) > _LARGEST_SIDE:
        return header.orientation, None, None
    return header.orientation, width or None, height or None


def _name(written: str | bytes | None) -> str | None:
    """A maker's or model's name; None for what says nothing."""
    name = clean_line(written, MAKER_LENGTH)
    return name if name and any(character.isalnum() for character in name) else None


def _maker_lens(exif: Any) -> str | None:
    """The lens by what the maker's note says, spelt out by exiv2."""
    found = exiv2.lensName(exif)
    # None where there is none; comparing that with end() would crash.
    return found.print(exif) if found is not None else None


def _lens(said: _Said) -> str | None:
    for written in (said.first("Exif.Photo.LensModel"), said.lens, said.first("Xmp.aux.Lens")):
        name = _name(written)
        if name and not name.lower().startswith(("unknown", "n/a", "(", "none")) and not name.isdigit():
            return name
    return None


def _exposure(said: _Said) -> Exposure:
    flash = said.number("Exif.Photo.Flash")
    program = said.number("Exif.Photo.ExposureProgram")
    metering = said.number("Exif.Photo.MeteringMode")
    iso = _between(said.number("Exif.Photo.ISOSpeedRatings"), 1, 65534) or _between(
        said.number("Exif.Photo.RecommendedExposureIndex"), 1, 10_000_000
    )
    aperture = said.number("Exif.Photo.FNumber")
    if aperture is None and (apex := said.number("Exif.Photo.ApertureValue")) is not None and 0 < apex < 20:
        aperture = round(2 ** (apex / 2), 1)
    return Exposure(
        iso=int(iso) if iso else None,
        aperture=_between(aperture, 0.1, 1000),
        shutter_seconds=_between(said.number("Exif.Photo.ExposureTime"), 1e-7, 1e6),
        focal_length=_between(said.number("Exif.Photo.FocalLength"), 0.01, 100_000),
        focal_length_35mm=_between(said.number("Exif.Photo.FocalLengthIn35mmFilm"), 0.1, 100_000),
        bias=_between(said.number("Exif.Photo.ExposureBiasValue"), -20, 20),
        flash_fired=bool(int(flash) & 1) if flash is not None and 0 <= flash < 256 else None,
        program=_PROGRAMS.get(int(program)) if program is not None else None,
        metering=_METERINGS.get(int(metering)) if metering is not None else None,
    )


def _between(value: float | None, least: float, most: float) -> float | None:
    return value if value is not None and least <= value <= most else None


def _position(said: _Said) -> Position | None:
    found = position(
        degrees(said.numbers("Exif.GPSInfo.GPSLatitude"), said.text("Exif.GPSInfo.GPSLatitudeRef")),
        degrees(said.numbers("Exif.GPSInfo.GPSLongitude"), said.text("Exif.GPSInfo.GPSLongitudeRef")),
        _altitude(said.number("Exif.GPSInfo.GPSAltitude"), said.number("Exif.GPSInfo.GPSAltitudeRef")),
    )
    return found or position(
        parse_xmp(said.text("Xmp.exif.GPSLatitude")),
        parse_xmp(said.text("Xmp.exif.GPSLongitude")),
        _altitude(said.number("Xmp.exif.GPSAltitude"), said.number("Xmp.exif.GPSAltitudeRef")),
    )


def _altitude(metres: float | None, reference: float | None) -> float | None:
    """Reference 1 means below the sea."""
    return -metres if metres is not None and reference == 1 else metres


def _keywords(said: _Said) -> tuple[str, ...]:
    """The first list that knows levels, and then the plain words that are not one of its levels already."""
    if written := said.every("Xmp.digiKam.TagsList"):
        nested = clean_keywords(["|".join(one.split("/")) for one in written], hierarchy="|")
    else:
        nested = clean_keywords(said.every("Xmp.lr.hierarchicalSubject"), hierarchy="|")
    flat = said.every("Xmp.dc.subject") + said.every("Iptc.Application2.Keywords")
    if not flat and (windows := said.first("Exif.Image.XPKeywords")):
        flat = str(windows).split(";")
    levels = {level.casefold() for one in nested for level in one.split("/")}
    return (nested + tuple(word for word in clean_keywords(flat) if word.casefold() not in levels))[:KEYWORDS]


def _rating(said: _Said) -> int:
    for key in ("Xmp.xmp.Rating", "Exif.Image.Rating"):
        stars = said.number(key)
        if stars is not None:
            return int(stars) if 1 <= stars <= 5 else 0
    return 0


def _dates(said: _Said, now: datetime) -> list[DateFact]:
    """Every sane date, in the order in which they are to be believed: taken, created, satellites, changed."""
    changed = _exif_date(said, now, "Exif.Image.DateTime", "")
    found = [
        _exif_date(said, now, "Exif.Photo.DateTimeOriginal", "Original", changed),
        _exif_date(said, now, "Exif.Photo.DateTimeDigitized", "Digitized", changed),
        *(dates.parse(tag, said.text(tag), now) for tag in _XMP_DATES),
        _iptc_date(said, now, "Iptc.DateCreated", "DateCreated", "TimeCreated"),
        _iptc_date(said, now, "Iptc.DigitizationDate", "DigitizationDate", "DigitizationTime"),
        _satellites(said, now),
        dates.parse("Xmp.exif.GPSDateTime", said.text("Xmp.exif.GPSTimeStamp"), now, is_utc=True),
        changed,
        dates.parse("Xmp.xmp.ModifyDate", said.text("Xmp.xmp.ModifyDate"), now),
        dates.parse_letter("Png.CreationTime", said.text(f"{_PNG}Creation Time"), now),
    ]
    return [fact for fact in found if fact]


def _exif_date(said: _Said, now: datetime, tag: str, moment: str, changed: DateFact | None = None) -> DateFact | None:
    """A date of EXIF, with the fraction and the offset that stand in tags of their own."""
    # Some RAW files have the first of these dates in the main directory only, as TIFF/EP wants it.
    written = said.text(tag) or said.text(tag.replace(".Photo.", ".Image."))
    subsecond, offset = said.text(f"Exif.Photo.SubSecTime{moment}"), said.text(f"Exif.Photo.OffsetTime{moment}")
    fact = dates.parse(tag, written, now, subsecond=subsecond, offset=offset)
    if fact and fact.offset is None and changed and abs(changed.wall - fact.wall) < _SAME_DAY:
        # The offset of the last change is also this date's where nothing was changed on a later day, elsewhere.
        return replace(fact, offset=changed.offset)
    return fact


def _iptc_date(said: _Said, now: datetime, tag: str, day: str, time: str) -> DateFact | None:
    return dates.parse_pair(tag, said.text(f"Iptc.Application2.{day}"), said.text(f"Iptc.Application2.{time}"), now)


def _satellites(said: _Said, now: datetime) -> DateFact | None:
    """The day and time of day of GPS, which is in UTC."""
    clock = said.numbers("Exif.GPSInfo.GPSTimeStamp")
    day = said.text("Exif.GPSInfo.GPSDateStamp")
    if len(clock) != 3 or not day or not all(0 <= part < 100 for part in clock):
        return None
    hours, minutes, seconds = clock
    written = f"{day.strip(' ' + chr(0))} {int(hours):02}:{int(minutes):02}:{seconds:06.3f}".removesuffix(".000")
    return dates.parse("Exif.GPSInfo.DateTime", written, now, is_utc=True)


def _motion(said: _Said, size: int) -> int | None:
    """The length of the video at the end of a motion photo, by Google's tags."""
    length = said.number("Xmp.GCamera.MicroVideoOffset") or 0
    if not length and said.number("Xmp.GCamera.MotionPhoto"):
        for index in range(1, 6):
            item = f"Xmp.Container.Directory[{index}]/Container:Item/Item:"
            if said.text(f"{item}Semantic") == "MotionPhoto":
                length = (said.number(f"{item}Length") or 0) + (said.number(f"{item}Padding") or 0)
    return int(length) if 0 < length < size else None
