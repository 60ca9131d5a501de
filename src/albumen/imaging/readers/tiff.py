"""TIFF, its first page; libvips."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source


def header(file: Source) -> Header:
    """Its size and orientation. Its pages are not an animation."""
    with understood(pyvips.Error):
        first = vips_header(_open(file))
    return Header(first.width, first.height, first.orientation)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the first page."""
    with understood(pyvips.Error):
        return Loaded(_open(file), header.orientation)


def _open(file: Source) -> pyvips.Image:
    return pyvips.Image.tiffload_source(vips_source(file), access="sequential", fail_on="none")
