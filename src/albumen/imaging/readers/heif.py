"""HEIC and HEIF; pillow-heif (libheif with libde265)."""

import pillow_heif
import pyvips

from albumen.imaging.errors import Undecodable
from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood

_FAILURES = (OSError, ValueError, RuntimeError, SyntaxError, EOFError, IndexError)
"""The last: a file in which there is no picture at all."""
_BANDS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}

pillow_heif.options.DECODE_THREADS = 1
pillow_heif.options.THUMBNAILS = False
pillow_heif.options.DEPTH_IMAGES = False
pillow_heif.options.AUX_IMAGES = False


def header(file: Source) -> Header:
    """Its size. The format turns its pictures itself; an EXIF orientation inside only repeats that."""
    with understood(*_FAILURES):
        return Header(*_open(file).size)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the primary picture, 8 bits deep."""
    with understood(*_FAILURES):
        picture = _open(file)
        bands = _BANDS.get(picture.mode)
        if bands is None:
            raise Undecodable
        width, height = picture.size
        # Rows may be longer than the picture is wide.
        rows = pyvips.Image.new_from_memory(picture.data, picture.stride // bands, height, bands, "uchar")
        image = rows.crop(0, 0, width, height).copy(interpretation="srgb" if bands >= 3 else "b-w")
        if icc := picture.info.get("icc_profile"):
            image.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
        return Loaded(image, 1)


def _open(file: Source) -> pillow_heif.HeifFile:
    return pillow_heif.open_heif(file.open(), convert_hdr_to_8bit=True)
