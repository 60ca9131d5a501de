"""Hostile files of our own invention (`tests/support/bombs.py`): each is cheap to be rid of, and none does anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from albumen.imaging import DecoderCrashed, DecoderLimit, Undecodable, UnsupportedType
from tests.imaging.support import Bench, Developed, picture_of
from tests.support.bombs import BOMBS, SHOWN, Make

pytestmark = pytest.mark.asyncio(loop_scope="session")

MIB = 1 << 20

NEVER_SHOWN = {
    "png of 400 megapixels of one bit",
    "png of 144 megapixels of 64 bits, interlaced",
    "apng that says 4,294,967,295 frames",
    "tiff of 1,000 samples",
    "tiff of 65,535 samples of 64 bits",
    "gif of 2,000 frames of 4,000 x 4,000",
    "bmp of a negative height",
    "webp that says 16,777,216 pixels a side",
    "webp of 5,000 frames on 4,000 x 4,000",
    "jxl that says 2^30 a side",
    "jxl that says 225 megapixels",
    "heic that says 2^32 a side",
    "heic that is a grid of itself",
    "avif that is a grid of itself",
    "mp4 of 65,535 x 65,535",
    "mp4 of 2,000 tracks",
    "mov whose frames are a png bomb",
    "mov whose frames are large jpegs",
    "avi whose frames are a jpeg bomb",
    "avi of 32,767 x 32,767",
    "mp4 of boxes 30,000 deep",
    "mov that only points elsewhere",
    "mp4 that goes on as a playlist",
    "matroska that goes on as a playlist",
}
"""Of these nothing can be shown within the limits."""


@asynccontextmanager
async def listening() -> AsyncIterator[list[object]]:
    """Everybody who connects to the port that the playlists point at."""
    callers: list[object] = []
    try:
        server = await asyncio.start_server(lambda _reader, writer: callers.append(writer), "127.0.0.1", 9)
    except OSError:
        yield callers  # that children may not connect at all is tested with the sandbox
        return
    async with server:
        yield callers


async def developed(bench: Bench, make: Make, folder: Path) -> Developed:
    file = folder / "file"
    file.write_bytes(await asyncio.to_thread(make))
    async with listening() as callers:
        done = await bench.develop(file)
    assert not callers
    if done.probe is not None:
        while not any(child.owner == done.owner for child in bench.ended):
            await asyncio.sleep(0.005)
        children = [child for child in bench.ended if child.owner == done.owner]
        assert sum(child.cpu_seconds for child in children) < 30
        assert max(child.peak_bytes for child in children) < 1024 * MIB
    return done


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb(bench: Bench, tmp_path: Path, name: str) -> None:
    done = await developed(bench, BOMBS[name], tmp_path)
    assert done.ready or done.errors
    for error in done.errors:
        assert isinstance(error, (UnsupportedType, Undecodable, DecoderLimit)), error
        assert not isinstance(error, DecoderCrashed)
    if name in NEVER_SHOWN:
        assert not done.ready
    if done.metadata and done.metadata.duration is not None:
        assert 0 < done.metadata.duration < 1_000_000


@pytest.mark.parametrize("name", SHOWN)
async def test_an_honest_picture_beside_a_trap(bench: Bench, tmp_path: Path, name: str) -> None:
    done = await developed(bench, SHOWN[name], tmp_path)
    assert done.errors == []
    assert done.renditions
    for made in done.renditions.pictures:
        picture = picture_of(made)
        assert (picture.width, picture.height) == (made.width, made.height)
        assert b"<script" not in made.data
    assert done.metadata
    assert len(done.metadata.keywords) <= 500
    for text in (done.metadata.title, done.metadata.description):
        assert text is None or len(text) <= 10_000


async def test_those_that_are_never_shown_are_all_tried() -> None:
    assert BOMBS.keys() >= NEVER_SHOWN
