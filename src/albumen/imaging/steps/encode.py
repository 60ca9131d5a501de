"""Write a rendition."""

import pyvips

from albumen.imaging.model import Recipe, Rendition, RenditionFormat

_WEBP_EFFORT = 2
"""Of 6."""


def encode(image: pyvips.Image, recipe: Recipe) -> Rendition:
    """The picture in the recipe's format, WebP where a JPEG would lose its transparency; without any metadata."""
    if recipe.format is RenditionFormat.WEBP or image.hasalpha():
        data = image.webpsave_buffer(Q=recipe.quality, effort=_WEBP_EFFORT, keep="none")
        return Rendition(recipe.name, "image/webp", "webp", image.width, image.height, data)
    data = image.jpegsave_buffer(Q=recipe.quality, keep="none")
    return Rendition(recipe.name, "image/jpeg", "jpg", image.width, image.height, data)
