"""Take away a transparency that hides nothing."""

from dataclasses import replace

from albumen.imaging.steps.work import Work

_OPAQUE = 255


def flatten(work: Work) -> Work:
    """Without its alpha channel where that is opaque everywhere: then it can be a JPEG."""
    assert work.image is not None
    image = work.image
    if image.hasalpha() and image[image.bands - 1].min() >= _OPAQUE:
        return replace(work, image=image.flatten().copy_memory())
    return work
