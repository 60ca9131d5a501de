"""The photos of a trip, drawn: of several shapes, turned and dated as cameras do it, and a video that browsers can play."""

import io
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

BEGIN = datetime(2024, 6, 3, 9, 30)
"""When the first photo was taken; the next ones follow in steps of `STEP`."""
STEP = timedelta(hours=31)
SHAPES = ((3000, 2000), (1200, 1600), (1600, 1200), (2400, 1000), (900, 900))
TURNS = (1, 6, 1, 3, 8)
_ORIENTATION, _MAKE, _MODEL, _TAKEN = 0x0112, 0x010F, 0x0110, 0x9003


def taken(number: int) -> datetime:
    """When a photo of the trip was taken."""
    return BEGIN + number * STEP


def photo(number: int, shape: tuple[int, int] | None = None) -> bytes:
    """A photo of hills under a sky, all of it drawn from its number."""
    width, height = shape or SHAPES[number % len(SHAPES)]
    draw = np.random.default_rng(number)
    sky, ground = draw.integers(60, 230, 3), draw.integers(20, 160, 3)
    down = np.linspace(0, 1, height)[:, None, None]
    picture = Image.fromarray(
        (sky * (1 - down * 0.5) + 255 * down * 0.3 + np.zeros((1, width, 1))).clip(0, 255).astype("uint8")
    )
    pen = ImageDraw.Draw(picture)
    across = np.arange(0, width + 8, 8)
    for hill in range(3):
        line = (
            height * (0.45 + 0.17 * hill)
            + np.sin(across / width * draw.uniform(4, 9) + draw.uniform(0, 6)) * height * 0.07
        )
        colour = tuple(int(part * (1 - 0.25 * hill)) for part in ground)
        pen.polygon([(0, height), *zip(across.tolist(), line.tolist(), strict=True), (width, height)], fill=colour)
    exif = Image.Exif()
    exif[_ORIENTATION] = TURNS[number % len(TURNS)]
    exif[_MAKE], exif[_MODEL] = "Albumen", "Drawn 1"
    exif.get_ifd(0x8769)[_TAKEN] = taken(number).strftime("%Y:%m:%d %H:%M:%S")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85, exif=exif)
    return file.getvalue()


def film(codec: str = "libx264", container: str = "mp4", seconds: int = 3) -> bytes:
    """A video of a bar that wanders, 12 pictures a second."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=container) as video:
        track = video.add_stream(codec, rate=12)
        track.width, track.height, track.pix_fmt = 320, 180, "yuv420p"
        track.codec_context.thread_count = 1
        track.time_base = Fraction(1, 12)
        for number in range(seconds * 12):
            pixels = np.full((180, 320, 3), (40, 90, 120), "uint8")
            pixels[:, number * 8 : number * 8 + 24] = (240, 180, 60)
            for packet in track.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                video.mux(packet)
        for packet in track.encode(None):
            video.mux(packet)
    return stream.getvalue()


def make_trip(folder: Path, photos: int = 20) -> dict[str, bytes]:
    """Write the photos of a trip and its video into a folder and one below it; what was written, by name."""
    files = {f"IMG_{number:04}.jpg": photo(number) for number in range(photos)}
    files["CLIP_0001.mp4"] = film()
    for index, (name, data) in enumerate(files.items()):
        place = folder / "evening" if index % 4 == 3 else folder
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    # What programs leave behind is nothing to talk about.
    (folder / ".DS_Store").write_bytes(b"junk")
    return files
