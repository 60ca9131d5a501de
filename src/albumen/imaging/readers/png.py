"""PNG; of an APNG the still picture; libvips."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source

_FRAMES_AT = slice(0, 4096)
"""Where an APNG says so: before its first pixels."""


def header(file: Source) -> Header:
    """Its size, orientation and frames."""
    with understood(pyvips.Error):
        still = vips_header(_open(file))
    return Header(still.width, still.height, still.orientation, _frames(file.data))


def load(file: Source, header: Header, box: Box) -> Loaded:
    """Its pixels."""
    with understood(pyvips.Error):
        return Loaded(_open(file), header.orientation)


def _open(file: Source) -> pyvips.Image:
    return pyvips.Image.pngload_source(vips_source(file), access="sequential", fail_on="none")


def _frames(data: memoryview) -> int:
    """The animation control chunk follows the header at once in what encoders write."""
    beginning = bytes(data[_FRAMES_AT])
    at = beginning.find(b"acTL")
    return max(1, int.from_bytes(beginning[at + 4 : at + 8], "big")) if at > 0 else 1
