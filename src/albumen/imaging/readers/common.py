"""What readers share: the shapes they give, and how a library's failure is understood."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pyvips
from numpy.typing import NDArray

from albumen.imaging.child import Input
from albumen.imaging.errors import Undecodable
from albumen.imaging.formats import Format

SIDEWAYS = range(5, 9)
"""The EXIF orientations that turn a picture on its side."""


_NO_MEMORY = re.compile(r"(out of|insufficient) memory|allocat|unexpected C\+\+ exception", re.IGNORECASE)
"""How libraries say it; the last is libheif, of std::bad_alloc."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and what it was found to be."""

    file: Input
    format: Format

    @property
    def data(self) -> memoryview:
        """All its bytes, mapped."""
        return self.file.data

    def open(self) -> BinaryIO:
        """A stream from its beginning."""
        return self.file.open()


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's header says of its pictures, as stored."""

    width: int
    height: int
    orientation: int = 1
    """EXIF orientation, 1 to 8, that makes what is stored upright."""
    frames: int = 1

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height after orientation."""
        return (self.height, self.width) if self.orientation in SIDEWAYS else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle that the largest wanted rendition fits into, upright."""

    width: int
    height: int

    def shrinks(self, width: int, height: int) -> float:
        """How many times smaller an upright picture becomes in it: 1 or more, never enlarged."""
        return max(1.0, width / self.width, height / self.height)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Pixels as stored, perhaps shrunk by the decoder, and how to turn them upright."""

    image: pyvips.Image
    orientation: int


@contextmanager
def understood(*failures: type[Exception]) -> Iterator[None]:
    """A library's own errors become `Undecodable`; what it says of memory becomes MemoryError."""
    try:
        yield
    except failures as error:
        if isinstance(error, MemoryError) or _NO_MEMORY.search(str(error)):
            raise MemoryError from error
        raise Undecodable from error


def vips_source(file: Source) -> pyvips.Source:
    """The bytes of a file for libvips, without a copy: they stay mapped as long as the job lasts."""
    return pyvips.Source.new_from_memory(file.data)


def vips_header(image: pyvips.Image, *, turned: bool = False) -> Header:
    """The header of a picture that libvips has opened; `turned`: its loader turns pictures upright itself."""
    orientation = image.get("orientation") if not turned and image.get_typeof("orientation") else 1
    frames = image.get("n-pages") if image.get_typeof("n-pages") else 1
    return Header(image.width, image.height, orientation if 1 <= orientation <= 8 else 1, max(1, frames))


def from_array(pixels: NDArray[Any], icc: bytes | None = None) -> pyvips.Image:
    """An array of rows × columns (× channels), of bytes, 16-bit integers or floats from 0 to 1, as a picture."""
    if pixels.dtype.kind == "f":
        pixels = (np.nan_to_num(pixels).clip(0, 1) * 255 + 0.5).astype(np.uint8)
    deep = pixels.dtype == np.uint16
    height, width, *channels = pixels.shape
    bands = channels[0] if channels else 1
    image = pyvips.Image.new_from_memory(
        np.ascontiguousarray(pixels).data, width, height, bands, "ushort" if deep else "uchar"
    )
    kinds = ("grey16", "rgb16") if deep else ("b-w", "srgb")
    image = image.copy(interpretation=kinds[bands >= 3])
    if icc:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", icc)
    return image
