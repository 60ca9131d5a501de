"""Turn a picture upright."""

from dataclasses import replace

import pyvips

from albumen.imaging.steps.work import Work


def orient(work: Work) -> Work:
    """Decode now, into memory, and turn. Libvips turns by one of the eight EXIF orientations."""
    assert work.image is not None
    # Up to here nothing was decoded: pixels come in the order of the file, and can be turned only when all are there.
    image = work.image.copy_memory()
    if work.orientation != 1:
        image = image.copy()
        image.set_type(pyvips.GValue.gint_type, "orientation", work.orientation)
        image = image.autorot().copy_memory()
    return replace(work, image=image, orientation=1)
