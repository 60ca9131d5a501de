"""WebP, its first frame; libvips."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source


def header(file: Source) -> Header:
    """Its size, orientation and frames."""
    with understood(pyvips.Error):
        return vips_header(_open(file))


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the first frame, scaled while they are decoded, with a little left to smooth."""
    scale = box.shrinks(*header.upright)
    with understood(pyvips.Error):
        return Loaded(_open(file, scale=min(1.0, 1.5 / scale)), header.orientation)


def _open(file: Source, scale: float = 1.0) -> pyvips.Image:
    return pyvips.Image.webpload_source(vips_source(file), scale=scale, access="sequential", fail_on="none")
