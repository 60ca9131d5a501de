"""AVIF; libvips, whose libheif here knows AV1 but not HEVC."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source


def header(file: Source) -> Header:
    """Its size. The format turns its pictures itself; an EXIF orientation inside means nothing."""
    with understood(pyvips.Error):
        return vips_header(_open(file), turned=True)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the primary picture."""
    with understood(pyvips.Error):
        return Loaded(_open(file), 1)


def _open(file: Source) -> pyvips.Image:
    return pyvips.Image.heifload_source(vips_source(file), access="sequential", fail_on="none")
