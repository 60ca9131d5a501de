"""GIF, its first frame; libvips."""

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source


def header(file: Source) -> Header:
    """Its size and frames."""
    with understood(pyvips.Error):
        return vips_header(_open(file))


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the first frame."""
    with understood(pyvips.Error):
        return Loaded(_open(file), 1)


def _open(file: Source) -> pyvips.Image:
    return pyvips.Image.gifload_source(vips_source(file), access="sequential", fail_on="none")
