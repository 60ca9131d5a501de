"""Photos that nobody took: 12 megapixels of gradients, shapes and grain, with the EXIF of a camera, 3 to 5 MB each."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from PIL.TiffImagePlugin import IFDRational

WIDTH, HEIGHT = 4000, 3000
_QUALITY = 90
_GRAIN = 9.0
"""Of 255, as a standard deviation: about what a phone's sensor leaves."""
_FIRST = datetime(2019, 3, 1, 9, 0)  # noqa: DTZ001 (a camera's clock)


def draw(folder: Path, number: int, *, width: int = WIDTH, height: int = HEIGHT) -> list[Path]:
    """So many pictures, no two with the same bytes, the same ones at every call."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(2026)
    grain = chance.normal(0, _GRAIN, (height, width, 1)).astype(np.float32)
    return [_draw(folder / f"IMG_{n:05d}.jpg", n, width, height, grain) for n in range(number)]


def _draw(path: Path, number: int, width: int, height: int, grain: NDArray[np.float32]) -> Path:
    chance = np.random.default_rng(number)
    corners = Image.fromarray(chance.integers(20, 236, (3, 4, 3), dtype=np.uint8), "RGB")
    picture = corners.resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(120):
        x, y = int(chance.integers(0, width)), int(chance.integers(0, height))
        w, h = (int(side) for side in chance.integers(width // 80 + 1, width // 8 + 2, 2))
        colour = tuple(int(part) for part in chance.integers(0, 256, 3))
        if chance.random() < 0.5:
            pen.ellipse((x, y, x + w, y + h), fill=colour)
        else:
            pen.line((x, y, x + w, y + h), fill=colour, width=max(1, width // 400))
    soft = picture.filter(ImageFilter.BoxBlur(1))
    noisy = np.asarray(soft, np.float32) + np.roll(grain, number * 131, axis=(0, 1)[number % 2])
    exif = Image.Exif()
    taken = (_FIRST + timedelta(hours=7 * number)).strftime("%Y:%m:%d %H:%M:%S")
    exif[0x010F], exif[0x0110], exif[0x0112] = "Albumen", "Drawn", 1
    exif.get_ifd(0x8769).update(
        {
            0x9003: taken,
            0x829A: IFDRational(1, 125),
            0x829D: IFDRational(28, 10),
            0x8827: 200,
            0x920A: IFDRational(26, 1),
        }
    )
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(
        path, "JPEG", quality=_QUALITY, subsampling=2, exif=exif.tobytes()
    )
    return path
