"""Bring the colours to sRGB, 8 bits deep."""

from dataclasses import replace

import pyvips

from albumen.imaging.steps.work import Work

_PROFILE = "icc-profile-data"


def colour(work: Work) -> Work:
    """Through the picture's own profile where it has one that can be used, else by what its format means.

    This comes after scaling, since it costs by the pixel.
    """
    assert work.image is not None
    image = work.image
    if image.get_typeof(_PROFILE):
        try:
            return replace(work, image=image.icc_transform("srgb", embedded=True, intent="relative", depth=8))
        except pyvips.Error:
            # A damaged profile, or one of another kind of picture.
            image = image.copy()
            image.remove(_PROFILE)
    return replace(work, image=image.colourspace("srgb").cast("uchar"))
