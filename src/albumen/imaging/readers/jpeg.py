"""JPEG, with MPO and UltraHDR read as the plain JPEG that they begin with; libvips."""

from collections.abc import Callable
from typing import Any

import pyvips

from albumen.imaging.readers.common import Box, Header, Loaded, Source, understood, vips_header, vips_source

# A picture that is cut off is shown as far as it goes.
_HOW: dict[str, Any] = {"access": "sequential", "fail_on": "none"}


def header(file: Source) -> Header:
    """Its size and orientation."""
    with understood(pyvips.Error):
        return vips_header(_open(file, 1))


def load(file: Source, header: Header, box: Box) -> Loaded:
    """Its pixels, shrunk by 2, 4 or 8 while they are decoded where that still leaves enough."""
    return _shrunk(lambda shrink: _open(file, shrink), header, box)


def load_inner(data: bytes, turned: Callable[[Header], Header], box: Box) -> Loaded:
    """The same of a JPEG inside another file, whose header is put right by `turned`."""
    with understood(pyvips.Error):
        header = turned(vips_header(pyvips.Image.jpegload_buffer(data)))
    return _shrunk(lambda shrink: pyvips.Image.jpegload_buffer(data, shrink=shrink, **_HOW), header, box)


def _shrunk(opened: Callable[[int], pyvips.Image], header: Header, box: Box) -> Loaded:
    # The shorter side of a ribbon must not vanish.
    most = min(box.shrinks(*header.upright), header.width, header.height)
    with understood(pyvips.Error):
        return Loaded(opened(next(power for power in (8, 4, 2, 1) if power <= most)), header.orientation)


def _open(file: Source, shrink: int) -> pyvips.Image:
    return pyvips.Image.jpegload_source(vips_source(file), shrink=shrink, **_HOW)
