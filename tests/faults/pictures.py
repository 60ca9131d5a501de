"""Pictures of any size that nobody else has: a small JPEG, followed by random bytes, which every decoder ignores."""

import hashlib
import io
import random
import struct
import zlib
from dataclasses import dataclass
from functools import cache, cached_property

from PIL import Image

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Picture:
    """One picture: the number that it is drawn from, and its size in bytes."""

    number: int
    size: int

    @cached_property
    def data(self) -> bytes:
        """Its bytes; the same number and size give the same."""
        draw = random.Random(f"{self.number} {self.size}")
        head = _jpeg(draw)
        parts = [head]
        left = self.size - len(head)
        while left > 0:
            parts.append(draw.randbytes(min(left, _CHUNK)))
            left -= _CHUNK
        return b"".join(parts)

    @cached_property
    def sha256(self) -> str:
        """Its digest in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        """Its file's name."""
        return f"picture-{self.number}.jpg"


@dataclass(frozen=True)
class SlowPicture(Picture):
    """A picture of 200 megapixels, which takes every decoder more than a second (of a JPEG only what is needed is decoded)."""

    size: int = 3_000_000

    @cached_property
    def data(self) -> bytes:
        """Its bytes; the same number gives the same."""
        return _large_png() + random.Random(self.number).randbytes(self.size - len(_large_png()))


@cache
def _large_png(width: int = 10_000, height: int = 20_000, rows: int = 50) -> bytes:
    """A PNG of few bytes and much work: the same rows again and again, each told from the one above (filter 4)."""
    some = (b"\4" + bytes(range(1, 7)) * (width // 2)) * rows
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(some) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(height // rows):
        check = zlib.adler32(some, check)
    pixels = b"\x78\x01" + packed * (height // rows) + b"\x03\x00" + struct.pack(">I", check)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _jpeg(draw: random.Random) -> bytes:
    """A picture of 48 × 32 with noise of its own: some 2 KB."""
    image = Image.frombytes("RGB", (12, 8), draw.randbytes(12 * 8 * 3)).resize((48, 32))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
