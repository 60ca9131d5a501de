"""The jobs of decoding children: functions that are called there, with the file and plain values, and give the same."""

from datetime import datetime

import exiv2
import pyvips

from albumen.imaging.child import Input
from albumen.imaging.errors import Undecodable
from albumen.imaging.formats import BY_MEDIA_TYPE, DNG, RAW, RAW_BY_MAKER, TIFF, Format
from albumen.imaging.metadata import read_film, read_still
from albumen.imaging.model import Kind, Metadata, Recipe, Renditions, Storyboard
from albumen.imaging.plans import Head, PixelLimits
from albumen.imaging.readers import READERS, Source
from albumen.imaging.readers.common import understood
from albumen.imaging.render import render
from albumen.imaging.storyboard import storyboard

# Nothing of one job is kept for the next.
pyvips.cache_set_max(0)

_SENSOR_DATA = {32803, 34892}
"""PhotometricInterpretation of colour filter arrays and of linear RAW."""


def read_head(file: Input, media_type: str) -> Head:
    """Look at a file's header, and tell RAW from the TIFF it pretends to be."""
    format = BY_MEDIA_TYPE[media_type]
    if format is TIFF:
        format = _raw_or_tiff(file)
    try:
        header = READERS[format.reader].header(Source(file, format))
    except Undecodable:
        return Head(format.media_type, decodable=False)
    if header.width <= 0 or header.height <= 0:
        return Head(format.media_type, decodable=False)
    if format.kind is Kind.VIDEO:
        return Head(format.media_type, decodable=True)
    return Head(format.media_type, True, *header.upright, header.frames)


def read_metadata(file: Input, media_type: str, now: datetime) -> Metadata:
    """What a file says of itself."""
    source = Source(file, BY_MEDIA_TYPE[media_type])
    if source.format.kind is Kind.VIDEO:
        return read_film(source, now)
    return read_still(source, now)


def make_renditions(file: Input, media_type: str, wanted: tuple[Recipe, ...], limits: PixelLimits) -> Renditions:
    """All wanted renditions and the thumbhash."""
    with understood(pyvips.Error):
        return render(Source(file, BY_MEDIA_TYPE[media_type]), wanted, limits)


def make_storyboard(file: Input, media_type: str, cpu_seconds: float, pixels: int) -> Storyboard:
    """The storyboard of a video."""
    with understood(pyvips.Error):
        return storyboard(Source(file, BY_MEDIA_TYPE[media_type]), cpu_seconds, pixels)


def _raw_or_tiff(file: Input) -> Format:
    """A TIFF with a sensor's data in any of its directories is a RAW file, of the maker that it names."""
    try:
        image = exiv2.ImageFactory.open(file.data)
        image.readMetadata()
    except exiv2.Exiv2Error:
        return TIFF
    sensor = False
    maker = ""
    for datum in image.exifData():
        key = datum.key()
        if key == "Exif.Image.DNGVersion":
            return DNG
        if key.endswith(".PhotometricInterpretation") and key.startswith(("Exif.Image.", "Exif.SubImage")):
            sensor = sensor or (datum.count() > 0 and datum.toInt64() in _SENSOR_DATA)
        if key == "Exif.Image.Make" and datum.size() < 1000:
            maker = datum.toString().lower()
    if not sensor:
        return TIFF
    return next((format for name, format in RAW_BY_MAKER.items() if name in maker), RAW)
