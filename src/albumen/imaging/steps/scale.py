"""Make a picture smaller, never larger."""

from dataclasses import replace

import pyvips

from albumen.imaging.readers import Box
from albumen.imaging.readers.common import SIDEWAYS
from albumen.imaging.steps.work import Work


def scale(work: Work) -> Work:
    """To what the box asks of the whole picture; the pixels still lie as stored."""
    assert work.image is not None
    width, height = fitting(work.width, work.height, work.box)
    if work.orientation in SIDEWAYS:
        width, height = height, width
    return replace(work, image=resized(work.image, width, height))


def fitting(width: int, height: int, box: Box) -> tuple[int, int]:
    """The size of an upright picture in a box, with its ratio, and at least one pixel either way."""
    shrink = box.shrinks(width, height)
    return max(1, round(width / shrink)), max(1, round(height / shrink))


def resized(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    """A picture in exactly this size where it is larger; what is transparent does not bleed its hidden colour."""
    if image.width <= width and image.height <= height:
        return image
    across, down = min(1.0, width / image.width), min(1.0, height / image.height)
    if not image.hasalpha():
        return image.resize(across, vscale=down)
    format = image.format
    return image.premultiply().resize(across, vscale=down).unpremultiply().cast(format)
