"""Readers: one file for each format, each turning foreign bytes into pixels with a library. They run in children only.

A reader has `header` (sizes, without decoding) and `load` (pixels as stored, perhaps already shrunk by the decoder).
"""

from typing import Protocol

from albumen.imaging.formats import ReaderName
from albumen.imaging.readers import avif, bmp, gif, heif, jpeg, jxl, png, raw, tiff, video, webp
from albumen.imaging.readers.common import Box, Header, Loaded, Source


class Reader(Protocol):
    """How pixels come out of one format."""

    def header(self, file: Source) -> Header:
        """Its size, orientation and number of frames. Raises `Undecodable`."""
        ...

    def load(self, file: Source, header: Header, box: Box) -> Loaded:
        """The (first) picture, at least of the size that fits into the box if the file has it. Raises `Undecodable`."""
        ...


READERS: dict[ReaderName, Reader] = {
    "avif": avif,
    "bmp": bmp,
    "gif": gif,
    "heif": heif,
    "jpeg": jpeg,
    "jxl": jxl,
    "png": png,
    "raw": raw,
    "tiff": tiff,
    "video": video,
    "webp": webp,
}

__all__ = ["READERS", "Box", "Header", "Loaded", "Reader", "Source"]
