"""A picture's ThumbHash: some 25 bytes that tell its colours, ratio and transparency (evanw.github.io/thumbhash).

The packages that exist are pure Python and slow, or fail on transparent pictures; the tests hold this one against them.
"""

import math

import numpy as np
import pyvips
from numpy.typing import NDArray

from albumen.imaging.readers import Box
from albumen.imaging.steps.scale import fitting, resized

_SIDE = 64
"""Pixels at most either way; the format allows 100, and sees no more than 7 waves."""


def thumbhash(image: pyvips.Image) -> bytes:
    """The ThumbHash of an upright sRGB picture."""
    small = resized(image, *fitting(image.width, image.height, Box(_SIDE, _SIDE)))
    if not small.hasalpha():
        small = small.bandjoin(255)
    return of_pixels(small.numpy())


def of_pixels(rgba: NDArray[np.uint8]) -> bytes:
    """The ThumbHash of rows × columns × (red, green, blue, alpha)."""
    height, width, _ = rgba.shape
    pixels = rgba.astype(np.float64) / 255
    alpha = pixels[..., 3]
    covered = alpha.sum()
    transparent = bool(covered < width * height)
    colour = pixels[..., :3] * alpha[..., None]
    mean = colour.sum(axis=(0, 1)) / covered if covered else np.zeros(3)
    # What is transparent shows the mean colour.
    red, green, blue = np.moveaxis(colour + mean * (1 - alpha[..., None]), 2, 0)
    light, yellow, redness = (red + green + blue) / 3, (red + green) / 2 - blue, red - green

    most = 5 if transparent else 7
    longer = max(width, height)
    across, down = (max(1, round(most * side / longer)) for side in (width, height))
    l_mean, l_waves, l_scale = _waves(light, max(3, across), max(3, down))
    p_mean, p_waves, p_scale = _waves(yellow, 3, 3)
    q_mean, q_waves, q_scale = _waves(redness, 3, 3)
    landscape = width > height
    head = (
        _round(63 * l_mean)
        | _round(31.5 + 31.5 * p_mean) << 6
        | _round(31.5 + 31.5 * q_mean) << 12
        | _round(31 * l_scale) << 18
        | transparent << 23
        | (down if landscape else across) << 24
        | _round(63 * p_scale) << 27
        | _round(63 * q_scale) << 33
        | landscape << 39
    )
    hashed = bytearray(head.to_bytes(5, "little"))
    waves = [*l_waves, *p_waves, *q_waves]
    if transparent:
        a_mean, a_waves, a_scale = _waves(alpha, 5, 5)
        hashed.append(_round(15 * a_mean) | _round(15 * a_scale) << 4)
        waves += a_waves
    nibbles = [_round(15 * wave) for wave in waves]
    nibbles += [0] * (len(nibbles) % 2)
    hashed += bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))
    return bytes(hashed)


def _waves(channel: NDArray[np.float64], across: int, down: int) -> tuple[float, list[float], float]:
    """Mean, the lower triangle of cosine waves (0 to 1), and how strong the strongest is."""
    height, width = channel.shape
    rows = np.cos(np.pi / height * np.outer(np.arange(down), np.arange(height) + 0.5))
    columns = np.cos(np.pi / width * np.outer(np.arange(across), np.arange(width) + 0.5))
    strengths = rows @ channel @ columns.T / (width * height)
    waves = [
        float(strengths[y, x])
        for y in range(down)
        for x in range(across)
        if (x or y) and x * down < across * (down - y)
    ]
    scale = max((abs(wave) for wave in waves), default=0.0)
    if scale:
        waves = [0.5 + 0.5 * wave / scale for wave in waves]
    return float(strengths[0, 0]), waves, scale


def _round(value: float) -> int:
    """To the nearest whole number, halves up: as the format's author does, not as Python does."""
    return math.floor(value + 0.5)
