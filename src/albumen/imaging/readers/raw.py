"""RAW files of cameras; rawpy (LibRaw). The picture that the camera put inside is preferred to developing our own."""

import numpy as np
import rawpy

from albumen.imaging.errors import Undecodable
from albumen.imaging.readers import jpeg
from albumen.imaging.readers.common import SIDEWAYS, Box, Header, Loaded, Source, from_array, understood

_FAILURES = (rawpy.LibRawError, OSError, ValueError)
_ORIENTATIONS = {3: 3, 5: 8, 6: 6}
"""LibRaw's flip as an EXIF orientation."""
_ENOUGH = 0.9
"""A picture inside that has so much of the sensor's size is as good as it."""


def header(file: Source) -> Header:
    """The size of the developed picture, and its orientation."""
    with understood(*_FAILURES), _opened(file) as raw:
        return _header(raw)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The picture inside where it is large enough, else the developed one, else whatever is inside."""
    with understood(*_FAILURES), _opened(file) as raw:
        inside = _inside(raw, header, box)
        if inside and _large_enough(inside, header, box):
            return inside
        try:
            return _developed(raw, header, box)
        except rawpy.LibRawError:
            if inside:
                return inside
            raise


def _opened(file: Source) -> rawpy.RawPy:
    # Not by `imread`, which would load modules that a child can no longer read.
    raw = rawpy.RawPy()
    raw.open_buffer(file.open())
    return raw


def _header(raw: rawpy.RawPy) -> Header:
    sizes = raw.sizes
    return Header(sizes.width, sizes.height, _ORIENTATIONS.get(sizes.flip, 1))


def _inside(raw: rawpy.RawPy, header: Header, box: Box) -> Loaded | None:
    """The camera's own picture, None where there is none that can be read."""
    try:
        thumb = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    if not isinstance(thumb.data, bytes):
        return Loaded(from_array(thumb.data), header.orientation)
    try:
        return jpeg.load_inner(thumb.data, lambda inner: _turned(inner, header), box)
    except Undecodable:
        return None


def _turned(inner: Header, header: Header) -> Header:
    """Most cameras store their picture as the sensor saw it, some already upright: its shape says which."""
    upright = header.orientation in SIDEWAYS and (inner.width < inner.height) == (header.width > header.height)
    return Header(inner.width, inner.height, 1 if upright else header.orientation)


def _large_enough(inside: Loaded, header: Header, box: Box) -> bool:
    wanted = max(header.width, header.height) / box.shrinks(*header.upright)
    return bool(max(inside.image.width, inside.image.height) >= _ENOUGH * wanted)


def _developed(raw: rawpy.RawPy, header: Header, box: Box) -> Loaded:
    pixels = raw.postprocess(
        use_camera_wb=True,
        half_size=box.shrinks(*header.upright) >= 2,
        user_flip=0,
        output_bps=8,
        output_color=rawpy.ColorSpace.sRGB,
    )
    return Loaded(from_array(np.asarray(pixels)), header.orientation)
