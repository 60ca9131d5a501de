"""What passes from step to step."""

from dataclasses import dataclass

import pyvips

from albumen.imaging.plans import PixelLimits
from albumen.imaging.readers import Box, Source


@dataclass(frozen=True, slots=True)
class Work:
    """One picture on its way."""

    source: Source
    box: Box
    """What the largest wanted rendition fits into."""
    limits: PixelLimits
    image: pyvips.Image | None = None
    orientation: int = 1
    """What is still to be done to turn `image` upright."""
    width: int = 0
    """Of the whole picture, upright."""
    height: int = 0
