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


_LONGEST_RATIO = 4
"""Of a picture's sides, up to which what is cut out of it is as large as its recipe."""


def render(source: Source, wanted: tuple[Recipe, ...], limits: PixelLimits) -> Renditions:
    """Decode a picture once, and make everything of it."""
    box = Box(max(_prepared(r.width, r) for r in wanted), max(_prepared(r.height, r) for r in wanted))
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
    if recipe.filled:
        return _filled(work.image, recipe).copy_memory()
    size = fitting(work.width, work.height, Box(recipe.width, recipe.height))
    # Into memory: it is read twice, to be encoded and for the thumbhash.
    return resized(work.image, *size).copy_memory()


def _prepared(length: int, recipe: Recipe) -> int:
    return length * _LONGEST_RATIO if recipe.filled else length


def _filled(image: pyvips.Image, recipe: Recipe) -> pyvips.Image:
    """The middle of what was prepared, in a recipe's ratio, and no larger than it."""
    scale = min(1.0, max(recipe.width / image.width, recipe.height / image.height))
    image = resized(image, max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    width = min(image.width, recipe.width, max(1, round(image.height * recipe.width / recipe.height)))
    height = min(image.height, recipe.height, max(1, round(image.width * recipe.height / recipe.width)))
    return image.crop((image.width - width) // 2, (image.height - height) // 2, width, height)
