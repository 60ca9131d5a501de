"""Our ThumbHash against a package that is slow and cannot do transparent pictures, and what it decodes to."""

import numpy as np
import pytest
import pyvips
import thumbhash as oracle
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from albumen.imaging.steps.thumbhash import of_pixels, thumbhash

sizes = st.tuples(st.integers(1, 24), st.integers(1, 24))


def smooth(width: int, height: int, corners: list[list[int]]) -> np.ndarray:
    """A picture that runs from corner to corner, as thumbnails do."""
    across, down = np.linspace(0, 1, width)[None, :, None], np.linspace(0, 1, height)[:, None, None]
    a, b, c, d = (np.array(corner, float) for corner in corners)
    pixels = (a * (1 - across) + b * across) * (1 - down) + (c * (1 - across) + d * across) * down
    return pixels.round().astype(np.uint8)


colours = st.lists(st.lists(st.integers(0, 255), min_size=3, max_size=3), min_size=4, max_size=4)


@settings(max_examples=60, deadline=None)
@given(sizes, colours)
def test_opaque_pictures_hash_as_in_the_other_package(size: tuple[int, int], corners: list[list[int]]) -> None:
    width, height = size
    rgba = smooth(width, height, [[*corner, 255] for corner in corners])
    ours = of_pixels(rgba)
    theirs = bytes(oracle.rgba_to_thumb_hash(width, height, rgba.flatten().tolist()))
    assert len(ours) == len(theirs)
    # A half may be rounded either way, and what a wave of no strength does is noise.
    difference = np.abs(fields(ours) - fields(theirs))
    assert difference[:9].max() <= 1
    strengths = fields(ours)[[3, 6, 7]]
    light = len(difference) - 9 - 10
    channels = [difference[9 : 9 + light], difference[9 + light : 14 + light], difference[14 + light : 19 + light]]
    for strength, waves in zip(strengths, channels, strict=True):
        assert strength == 0 or waves.max() <= 1


def fields(hashed: bytes) -> np.ndarray:
    """The numbers that an opaque hash is packed of: nine, and the strengths of its waves."""
    head = int.from_bytes(hashed[:5], "little")
    places = [(0, 6), (6, 6), (12, 6), (18, 5), (23, 1), (24, 3), (27, 6), (33, 6), (39, 1)]
    packed = [head >> place & (1 << bits) - 1 for place, bits in places]
    longest, landscape = 7, packed[8]
    size = (longest, max(3, packed[5])) if landscape else (max(3, packed[5]), longest)
    light = sum(1 for y in range(size[1]) for x in range(size[0]) if (x or y) and x * size[1] < size[0] * (size[1] - y))
    waves = [half for byte in hashed[5:] for half in (byte & 15, byte >> 4)][: light + 10]
    return np.array([*packed, *waves])


def shown(hashed: bytes) -> np.ndarray:
    """What a client shows of a hash: rows × columns × (red, green, blue, alpha), 0 to 255, as the format's author decodes."""
    head, rest = int.from_bytes(hashed[:5], "little"), list(hashed[5:])
    transparent, landscape = head >> 23 & 1, head >> 39
    most, other = (5 if transparent else 7), max(3, head >> 24 & 7)
    across, down = (most, other) if landscape else (other, most)
    width, height = (32, max(1, round(32 * other / most))) if landscape else (max(1, round(32 * other / most)), 32)
    alpha = rest.pop(0) if transparent else 15
    waves = iter([half for byte in rest for half in (byte & 15, byte >> 4)])

    def channel(mean: float, scale: float, nx: int, ny: int) -> np.ndarray:
        values = np.full((height, width), mean)
        for y in range(ny):
            for x in range(nx):
                if (x or y) and x * ny < nx * (ny - y):
                    fx = np.cos(np.pi / width * (np.arange(width) + 0.5) * x)
                    fy = np.cos(np.pi / height * (np.arange(height) + 0.5) * y)
                    values += (next(waves) / 7.5 - 1) * scale * 2 * np.outer(fy, fx)
        return values

    light = channel((head & 63) / 63, (head >> 18 & 31) / 31, across, down)
    yellow = channel((head >> 6 & 63) / 31.5 - 1, (head >> 27 & 63) / 63 * 1.25, 3, 3)
    redness = channel((head >> 12 & 63) / 31.5 - 1, (head >> 33 & 63) / 63 * 1.25, 3, 3)
    opacity = channel((alpha & 15) / 15, (alpha >> 4) / 15, 5, 5) if transparent else np.ones((height, width))
    blue = light - 2 / 3 * yellow
    red = (3 * light - blue + redness) / 2
    return np.stack([red, red - redness, blue, opacity], axis=2).clip(0, 1) * 255


@settings(max_examples=40, deadline=None)
@given(arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(4))))
def test_any_pixels_give_a_hash_that_can_be_shown(rgba: np.ndarray) -> None:
    hashed = of_pixels(rgba)
    assert 5 < len(hashed) <= 26
    assert shown(hashed).shape[2] == 4


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (2000, 10), (1, 1), (64, 64)])
def test_a_hash_looks_like_its_picture(size: tuple[int, int]) -> None:
    picture = pyvips.Image.new_from_array(smooth(*size, [[200, 40, 40], [40, 200, 40], [40, 40, 200], [220, 220, 220]]))
    seen = shown(thumbhash(picture.copy(interpretation="srgb")))
    assert seen[..., 3].min() == 255
    assert (seen.shape[1] > seen.shape[0]) == (size[0] > size[1])
    if min(size) > 50:
        left_top, right_bottom = seen[2, 2, :3], seen[-3, -3, :3]
        assert left_top[0] > max(left_top[1:]) + 40
        assert right_bottom.min() > 150


def test_transparency_is_seen() -> None:
    rgba = smooth(40, 30, [[200, 40, 40, 255], [200, 40, 40, 0], [200, 40, 40, 255], [200, 40, 40, 0]])
    hashed = of_pixels(rgba)
    assert hashed[2] & 0x80
    seen = shown(hashed)
    assert seen[:, 0, 3].mean() > 200
    assert seen[:, -1, 3].mean() < 60


def test_a_picture_of_nothing_has_a_hash() -> None:
    assert of_pixels(np.zeros((4, 4, 4), np.uint8))
