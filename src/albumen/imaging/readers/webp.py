"""WebP, its first frame; libvips."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source

_SPARE = 1.5
"""So many times larger than needed it is decoded, and then smoothed."""


def header(file: Source) -> Header:
    """Its size, orientation and frames."""
    with understood(pyvips.Error):
        return vips_header(_open(file))


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the first frame, scaled while they are decoded, with a little left to smooth."""
    scale = min(1.0, _SPARE / box.shrinks(*header.upright))
    # The shorter side of a ribbon must not vanish.
    scale = max(scale, 1 / min(header.width, header.height))
    with understood(pyvips.Error):
        return Loaded(_open(file, scale), header.orientation)


def _open(file: Source, scale: float = 1.0) -> pyvips.Image:
    return pyvips.Image.webpload_source(vips_source(file), scale=scale, access="sequential", fail_on="none")
