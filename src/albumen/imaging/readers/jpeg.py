"""JPEG, with MPO and UltraHDR read as the plain JPEG that they begin with; libvips."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header


def header(file: Source) -> Header:
    """Its size and orientation."""
    with understood(pyvips.Error):
        return vips_header(_open(file.data))


def load(file: Source, header: Header, box: Box) -> Loaded:
    """Its pixels, shrunk by 2, 4 or 8 while they are decoded where that still leaves enough."""
    return shrunk(file.data, header, box)


def shrunk(data: memoryview, header: Header, box: Box) -> Loaded:
    """The same of a JPEG inside another file."""
    scale = box.shrinks(*header.upright)
    shrink = next(power for power in (8, 4, 2, 1) if power <= scale)
    with understood(pyvips.Error):
        return Loaded(_open(data, shrink=shrink), header.orientation)


def _open(data: memoryview, shrink: int = 1) -> pyvips.Image:
    # A picture that is cut off is shown as far as it goes.
    return pyvips.Image.jpegload_buffer(data, shrink=shrink, access="sequential", fail_on="none")
