"""Pictures of any size that nobody else has: a small JPEG, followed by random bytes, which every decoder ignores."""

import hashlib
import io
import random
from dataclasses import dataclass
from functools import cached_property

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


def _jpeg(draw: random.Random) -> bytes:
    """A picture of 48 × 32 with noise of its own: some 2 KB."""
    image = Image.frombytes("RGB", (12, 8), draw.randbytes(12 * 8 * 3)).resize((48, 32))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()
