"""Read the header, refuse what is too large, and open the pixels."""

from dataclasses import replace

from albumen.imaging.errors import DecoderLimit, Undecodable
from albumen.imaging.readers import READERS
from albumen.imaging.steps.work import Work


def load(work: Work) -> Work:
    """Open the pixels; nothing is decoded before the header was found to be within the limits."""
    reader = READERS[work.source.format.reader]
    header = reader.header(work.source)
    pixels = header.width * header.height
    if pixels <= 0:
        raise Undecodable
    if pixels > work.limits.still or pixels * header.frames > work.limits.animation:
        raise DecoderLimit("pixels")
    loaded = reader.load(work.source, header, work.box)
    # A decoder may have shrunk, but what turns a picture is known for certain only now (videos, RAW).
    sideways = (loaded.orientation >= 5) != (header.orientation >= 5)
    width, height = header.upright[::-1] if sideways else header.upright
    return replace(work, image=loaded.image, orientation=loaded.orientation, width=width, height=height)
