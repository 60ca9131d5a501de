"""From a file to its renditions: two lists of steps."""

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
    assert work.image is not None
    pictures = []
    for recipe in wanted:
        size = fitting(work.width, work.height, Box(recipe.width, recipe.height))
        pictures.append(encode(resized(work.image, *size), recipe))
    return Renditions(tuple(pictures), thumbhash(work.image), work.width, work.height)
