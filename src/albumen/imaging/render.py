"""From a file to its renditions: two lists of steps."""

import pyvips

from albumen.imaging.model import Recipe, Renditions
from albumen.imaging.plans import PixelLimits
from albumen.imaging.readers import Box, Source
from albumen.imaging.steps.colour import colour
from albumen.imaging.steps.encode import encode
from albumen.imaging.steps.flatten import flatten
from albumen.imaging.steps.load import load
from albumen.imaging.steps.orient import orient
from albumen.imaging.steps.scale import fitting, resized, scale
from albumen.imaging.steps.thumbhash import thumbhash
from albumen.imaging.steps.work import Work

PREPARE = (load, scale, colour, orient, flatten)
"""Once, to the size of the largest wanted rendition. Every wanted rendition is then fitted and encoded from that."""


def render(source: Source, wanted: tuple[Recipe, ...], limits: PixelLimits) -> Renditions:
    """Decode a picture once, and make everything of it."""
    box = Box(max(recipe.width for recipe in wanted), max(recipe.height for recipe in wanted))
    work = Work(source, box, limits)
    for step in PREPARE:
        work = step(work)
    fitted = [_fitted(work, recipe) for recipe in wanted]
    pictures = tuple(encode(image, recipe) for image, recipe in zip(fitted, wanted, strict=True))
    smallest = min(fitted, key=lambda image: image.width * image.height)
    return Renditions(pictures, thumbhash(smallest), work.width, work.height)


def _fitted(work: Work, recipe: Recipe) -> pyvips.Image:
    """What was prepared, in the size of one recipe."""
    assert work.image is not None
    size = fitting(work.width, work.height, Box(recipe.width, recipe.height))
    # Into memory: it is read twice, to be encoded and for the thumbhash.
    return resized(work.image, *size).copy_memory()
