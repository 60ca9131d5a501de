"""BMP; Pillow, because libvips has no loader of its own for it."""

import numpy as np
from PIL import BmpImagePlugin, Image, UnidentifiedImageError

from albumen.imaging.readers.common import Box, Header, Loaded, Source, from_array, understood

_FAILURES = (UnidentifiedImageError, OSError, SyntaxError, ValueError)
# The number of pixels is checked before anything is decoded, for all formats alike.
Image.MAX_IMAGE_PIXELS = None


def header(file: Source) -> Header:
    """Its size."""
    with understood(*_FAILURES):
        return Header(*_open(file).size)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """Its pixels."""
    with understood(*_FAILURES):
        picture = _open(file)
        return Loaded(from_array(np.asarray(picture.convert("RGBA" if picture.mode == "RGBA" else "RGB"))), 1)


def _open(file: Source) -> Image.Image:
    return BmpImagePlugin.BmpImageFile(file.open())
