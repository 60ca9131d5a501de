"""JPEG XL; imagecodecs (libjxl).

The library decodes or does nothing: it cannot be asked for a size first. The size is therefore read from the first bits
of the codestream (ISO/IEC 18181-1, SizeHeader and ImageMetadata), so that a bomb is refused before it is decoded.
"""

from imagecodecs import JpegxlError, jpegxl_decode

from albumen.imaging.errors import Undecodable
from albumen.imaging.readers.common import Box, Header, Loaded, Source, from_array, understood

_CODESTREAM = b"\xff\x0a"
_RATIOS = (None, (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_SIZE_BITS = (9, 13, 18, 30)
_BOXES = 64
"""As many boxes of a container are looked at."""


def header(file: Source) -> Header:
    """Its size and orientation."""
    bits = _Bits(_beginning(file.data))
    small = bits.take(1)
    height = (bits.take(5) + 1) * 8 if small else bits.take(_SIZE_BITS[bits.take(2)]) + 1
    ratio = _RATIOS[bits.take(3)]
    if ratio:
        width = height * ratio[0] // ratio[1]
    else:
        width = (bits.take(5) + 1) * 8 if small else bits.take(_SIZE_BITS[bits.take(2)]) + 1
    plain = bits.take(1)
    orientation = bits.take(3) + 1 if not plain and bits.take(1) else 1
    return Header(width, height, orientation)


def load(file: Source, header: Header, box: Box) -> Loaded:
    """The pixels of the first frame, which libjxl turns upright."""
    with understood(JpegxlError, ValueError, RuntimeError):
        pixels = jpegxl_decode(file.file.mapped, index=0, numthreads=1)
        return Loaded(from_array(pixels), 1)


class _Bits:
    """Bits of a codestream, the lowest of each byte first."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "little")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise Undecodable
        value = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return value


def _beginning(data: memoryview) -> bytes:
    """The first bytes of the codestream after its signature, whether it stands alone or in boxes."""
    if bytes(data[:2]) == _CODESTREAM:
        return bytes(data[2:34])
    at = 0
    for _ in range(_BOXES):
        length, name = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8])
        body = at + 8
        if length == 1:
            length = int.from_bytes(data[body : body + 8], "big")
            body += 8
        if name == b"jxlp":
            body += 4
        if name in {b"jxlc", b"jxlp"} and bytes(data[body : body + 2]) == _CODESTREAM:
            return bytes(data[body + 2 : body + 34])
        if length < 8:
            break
        at += length
    raise Undecodable
