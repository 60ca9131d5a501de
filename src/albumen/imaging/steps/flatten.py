"""Take away a transparency that hides nothing, and what a real one hides."""

from dataclasses import replace

from albumen.imaging.steps.work import Work

_OPAQUE = 255


def flatten(work: Work) -> Work:
    """Without its alpha channel where that is opaque everywhere: then it can be a JPEG. Else without hidden colours."""
    assert work.image is not None
    image = work.image
    if not image.hasalpha():
        return work
    if image[image.bands - 1].min() >= _OPAQUE:
        return replace(work, image=image.flatten().copy_memory())
    return replace(work, image=image.premultiply().unpremultiply().cast("uchar").copy_memory())
