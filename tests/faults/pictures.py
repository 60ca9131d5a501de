"""Pictures of any size that nobody else has: a small JPEG, followed by random bytes, which every decoder ignores."""

import hashlib
import io
import random
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
    """A picture of 24 megapixels, which takes every decoder a while."""

    size: int = 500_000

    @cached_property
    def data(self) -> bytes:
        """Its bytes; the same number gives the same."""
        return _png() + random.Random(self.number).randbytes(self.size - len(_png()))


@cache
def _png() -> bytes:
    """A PNG, because of a JPEG only as much is decoded as a small rendition needs."""
    band = Image.linear_gradient("L")
    image = Image.merge("RGB", (band, band.rotate(90), band.rotate(180))).resize((6000, 4000), Image.Resampling.BILINEAR)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _jpeg(draw: random.Random) -> bytes:
    """A picture of 48 × 32 with noise of its own: some 2 KB."""
    image = Image.frombytes("RGB", (12, 8), draw.randbytes(12 * 8 * 3)).resize((48, 32))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
