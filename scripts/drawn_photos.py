"""Landscapes drawn by arithmetic, for the README's picture: no photo of anybody is published. Same number, same picture."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Pixels = NDArray[np.float64]
"""Height × width × 3, from 0 (black) to 1."""
Rng = np.random.Generator
Colour = tuple[int, int, int]


def _paint(colour: Colour) -> Pixels:
    return np.array(colour) / 255.0


def _noise(rng: Rng, height: int, width: int, cells: tuple[int, int], octaves: int = 5) -> Pixels:
    """Clouds of values from 0 to 1; `cells`: how many rows and columns the coarsest has."""
    total = np.zeros((height, width))
    for octave in range(octaves):
        grid = rng.random((cells[0] * 2**octave + 1, cells[1] * 2**octave + 1)).astype(np.float32)
        total += np.asarray(Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)) * 0.5**octave
    low, high = np.percentile(total, (1, 99))
    return np.asarray(((total - low) / (high - low)).clip(0, 1))


def _line(rng: Rng, width: int, bumps: int, octaves: int = 6, smooth: float = 0.5) -> Pixels:
    """A skyline: one height from 0 to 1 for each column."""
    at = np.linspace(0, bumps, width)
    total = np.zeros(width)
    for octave in range(octaves):
        knots = rng.random(bumps * 2**octave + 3)
        total += np.interp(at * 2**octave, np.arange(len(knots)), knots) * smooth**octave
    total -= total.min()
    return np.asarray(total / total.max())


def _sky(height: int, width: int, colours: Sequence[Colour]) -> Pixels:
    stops = np.linspace(0, 1, len(colours))
    down = np.linspace(0, 1, height)
    part = np.stack([np.interp(down, stops, [colour[i] / 255 for colour in colours]) for i in range(3)], axis=1)
    return np.repeat(part[:, None, :], width, axis=1)


def _glow(picture: Pixels, x: float, y: float, size: float, colour: Colour, strength: float) -> None:
    """Light around a point, given in parts of the width and height."""
    height, width = picture.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width]
    away = np.hypot(columns - x * width, rows - y * height) / width
    light = np.exp(-((away / size) ** 1.3))[..., None] * strength
    picture += (_paint(colour) - picture).clip(0) * light


def _below(height: int, line: Pixels, soft: float = 1.0) -> Pixels:
    """1 below a skyline (in rows), 0 above, with a soft edge."""
    return ((np.arange(height)[:, None] - line[None, :]) / soft + 0.5).clip(0, 1)[..., None]


def _mix(picture: Pixels, other: Pixels, part: Pixels) -> Pixels:
    mixed: Pixels = picture + (other - picture) * part
    return mixed


def _layers(
    rng: Rng, picture: Pixels, top: float, far: Colour, near: Colour, count: int, smooth: float = 0.52
) -> Pixels:
    """Ridges behind each other, paler with distance, with haze in the valleys."""
    height, width = picture.shape[:2]
    for layer in range(count):
        part = layer / max(1, count - 1)
        room = height * (0.24 - 0.1 * part)
        line = height * (top + (0.98 - top) * part**1.15) - _line(rng, width, 3 + 2 * layer, smooth=smooth) * room
        depth = ((np.arange(height)[:, None] - line[None, :]) / (height * 0.3)).clip(0, 1)[..., None]
        colour = _paint(far) * (1 - part) + _paint(near) * part
        rock = 1 + (_noise(rng, height, width, (14, 20), 4)[..., None] - 0.5) * 0.22 * (0.3 + part)
        haze = _paint(far) * 0.35 + picture[int(height * top) - 1].mean(axis=0) * 0.65
        picture = _mix(
            picture,
            (colour * rock) * (1 - depth * 0.45 * (1 - part)) + haze * depth * 0.45 * (1 - part),
            _below(height, line),
        )
    return picture


def mountains(rng: Rng, height: int, width: int) -> Pixels:
    palettes = (
        ((52, 86, 140), (146, 178, 208), (247, 205, 165), (120, 140, 172), (24, 34, 52)),
        ((62, 52, 108), (196, 110, 130), (253, 190, 120), (150, 100, 130), (36, 24, 48)),
        ((118, 168, 208), (190, 216, 230), (240, 242, 238), (128, 158, 176), (28, 62, 58)),
    )
    top, middle, low, far, near = palettes[rng.integers(len(palettes))]
    picture = _sky(height, width, (top, middle, low, low))
    x = rng.uniform(0.25, 0.75)
    _glow(picture, x, 0.42, 0.28, (255, 236, 200), 0.9)
    clouds = _noise(rng, height, width, (7, 2))[..., None] ** 2 * np.linspace(0.55, 0.1, height)[:, None, None]
    picture = _mix(picture, np.ones_like(picture), clouds * 0.6)
    return _layers(rng, picture, 0.5, far, near, 5)


def lake(rng: Rng, height: int, width: int) -> Pixels:
    shore = int(height * 0.56)
    above = mountains(rng, int(shore * 1.35), width)[:shore]
    mirror = above[::-1][: height - shore]
    mirror = np.pad(mirror, ((0, max(0, height - shore - len(mirror))), (0, 0), (0, 0)), mode="edge")
    rows = np.arange(len(mirror))
    ripple = (np.sin(rows**1.25 * 0.22) * (1 + rows / 40) * rng.uniform(0.8, 1.4)).astype(int)
    mirror = np.stack([np.roll(row, shift, axis=0) for row, shift in zip(mirror, ripple, strict=True)])
    streaks = _noise(rng, len(mirror), width, (60, 3), 3)[..., None]
    water = mirror * (0.78 + 0.16 * streaks) * np.array([0.9, 0.98, 1.04])
    return np.concatenate([above, water])


def dunes(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((66, 122, 178), (150, 190, 214), (246, 222, 190)))
    rows = np.arange(height)[:, None]
    for layer in range(4):
        part = layer / 3
        x = np.linspace(0, 1, width)
        bend = (
            0.5
            + 0.36 * np.sin(x * rng.uniform(3, 7) + rng.uniform(0, 6))
            + 0.14 * np.sin(x * rng.uniform(9, 14) + rng.uniform(0, 6))
        )
        line = height * (0.42 + 0.17 * layer) - bend * height * (0.13 + 0.05 * part)
        slope = np.gradient(line) / height * width
        depth = (rows - line[None, :]) / height
        # The sun stands low at the left: what rises towards it is bright, and behind the crest lies shadow.
        bright = 1 / (1 + np.exp(slope * 5))
        crest = np.exp(-depth / (0.05 + 0.08 * part)).clip(0, 1)
        shade = bright[None, :] * (0.72 + 0.28 * crest) + (1 - bright[None, :]) * (0.2 + 0.5 * (depth * 2.2).clip(0, 1))
        wave = (
            np.sin((rows * (0.55 - 0.1 * part) + _noise(rng, height, width, (4, 4), 2) * 60) * 0.9)
            * 0.03
            * (0.3 + part)
        )
        light = (shade + wave).clip(0, 1)[..., None]
        sand = _paint((122, 58, 34)) * (1 - light) + _paint((250, 192, 120)) * light
        air = _paint((240, 212, 180))
        picture = _mix(picture, sand * (0.75 + 0.25 * part) + air * 0.25 * (1 - part), _below(height, line, 1.5))
    return picture


def sea(rng: Rng, height: int, width: int) -> Pixels:
    dusk = rng.random() < 0.5
    colours: Sequence[Colour] = (
        ((38, 42, 92), (148, 76, 120), (246, 140, 90), (255, 206, 130))
        if dusk
        else ((44, 110, 186), (126, 180, 220), (222, 236, 240))
    )
    picture = _sky(height, width, colours)
    horizon, x = int(height * 0.56), rng.uniform(0.35, 0.65)
    clouds = _noise(rng, height, width, (12, 2))[..., None] ** 2.2
    picture = _mix(
        picture, np.broadcast_to(_paint((255, 190, 150) if dusk else (255, 255, 255)), picture.shape), clouds * 0.55
    )
    if dusk:
        _glow(picture, x, 0.53, 0.2, (255, 240, 190), 1.0)
        _glow(picture, x, 0.53, 0.03, (255, 255, 235), 1.0)
    rows = height - horizon
    far = np.linspace(0, 1, rows)[:, None]
    waves = np.zeros((rows, width))
    for scale, weight in ((1, 0.5), (3, 0.5)):
        noise = _noise(rng, rows, width, (max(2, int(90 / scale)), int(10 / scale) + 2), 3).astype(np.float32)
        waves += np.asarray(Image.fromarray(noise).resize((width, rows))) * weight
    deep, shallow = ((22, 26, 56), (120, 72, 92)) if dusk else ((8, 62, 98), (60, 150, 170))
    water = _paint(shallow) * (1 - far[..., None]) + _paint(deep) * far[..., None]
    water = water * (0.7 + 0.55 * waves[..., None])
    if dusk:
        columns = np.linspace(0, 1, width)[None, :]
        path = np.exp(-(((columns - x) / (0.03 + 0.16 * far)) ** 2)) * (waves > 0.52 - 0.1 * (1 - far))
        water = _mix(water, np.broadcast_to(_paint((255, 206, 140)), water.shape), path[..., None] * 0.8)
    else:
        water = _mix(water, np.ones_like(water), ((waves > 0.8) * far)[..., None] * 0.7)
    picture[horizon:] = water
    return picture


def night(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((6, 10, 28), (12, 24, 58), (30, 48, 92), (92, 78, 110)))
    rows, columns = np.mgrid[0:height, 0:width]
    lean = rng.uniform(0.5, 1.0)
    away = ((columns / width - 0.5) - (rows / height - 0.5) * lean + rng.uniform(-0.1, 0.1)) / 0.2
    band = np.exp(-(away**2))
    dust = _noise(rng, height, width, (5, 6), 6)
    milk = (band * (0.25 + 0.9 * dust) - 0.5 * np.exp(-((away * 3) ** 2)) * (dust > 0.5) * dust).clip(0, 1)[..., None]
    picture += milk * np.array([0.42, 0.36, 0.44])
    chance = rng.random((height, width))
    faint = (chance > 0.9965 - 0.006 * band) * rng.random((height, width)) ** 2
    picture += faint[..., None] * 0.9
    stars = Image.new("L", (width, height))
    pen = ImageDraw.Draw(stars)
    for _ in range(90):
        x, y, size = rng.random() * width, rng.random() * height * 0.8, rng.uniform(0.5, 1.9)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=int(rng.uniform(120, 255)))
    picture += np.asarray(stars.filter(ImageFilter.GaussianBlur(0.8)))[..., None] / 255.0
    return _layers(rng, picture.clip(0, 1), 0.82, (34, 36, 62), (6, 8, 16), 3)


def aurora(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((5, 10, 26), (10, 30, 52), (20, 62, 74)))
    columns = np.arange(width)
    picture += ((rng.random((height, width)) > 0.9988) * rng.random((height, width)))[..., None]
    rows = np.arange(height)[:, None] / height
    for colour, base, reach in (((70, 255, 160), 0.62, 0.4), ((120, 120, 255), 0.5, 0.5), ((60, 240, 190), 0.7, 0.3)):
        foot = (
            base + 0.1 * np.sin(columns / width * rng.uniform(4, 9) + rng.uniform(0, 6)) + 0.05 * _line(rng, width, 4)
        )
        rays = 0.35 + 0.65 * _line(rng, width, 60, 3, 0.7) * _line(rng, width, 5, 3)
        up = (foot[None, :] - rows) / reach
        curtain = np.where(up > 0, np.exp(-up * 2.4), np.exp(up * 18)) * rays[None, :]
        picture += curtain[..., None] * _paint(colour) * 0.62
    return _layers(rng, picture.clip(0, 1), 0.84, (10, 34, 42), (3, 10, 16), 3, smooth=0.6)


def _discs(
    rng: Rng, height: int, width: int, colours: Sequence[Colour], count: int, sizes: tuple[float, float], blur: float
) -> Pixels:
    """Lights out of focus."""
    picture = np.zeros((height, width, 3))
    for _ in range(count):
        disc = Image.new("L", (width, height))
        size = rng.uniform(*sizes) * width
        x, y = rng.random() * width, rng.normal(0.55, 0.22) * height
        pen = ImageDraw.Draw(disc)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=200)
        pen.ellipse((x - size * 0.92, y - size * 0.92, x + size * 0.92, y + size * 0.92), fill=150)
        soft = np.asarray(disc.filter(ImageFilter.GaussianBlur(blur)))[..., None] / 255.0
        picture += soft * _paint(colours[int(rng.integers(len(colours)))]) * rng.uniform(0.3, 0.9)
    return picture


def city(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((16, 18, 44), (30, 24, 52), (54, 34, 46)))
    picture += _discs(
        rng,
        height,
        width,
        ((255, 170, 80), (255, 96, 70), (120, 190, 255), (255, 220, 150), (240, 90, 150)),
        46,
        (0.012, 0.05),
        1.4,
    )
    return picture


def flowers(rng: Rng, height: int, width: int) -> Pixels:
    ground = _noise(rng, height, width, (3, 4), 3)[..., None]
    picture = _paint((28, 62, 34)) * (1 - ground) + _paint((150, 186, 92)) * ground
    picture += (
        _discs(rng, height, width, ((220, 236, 150), (255, 220, 190), (180, 220, 160)), 22, (0.02, 0.07), 5) * 0.4
    )
    scale = 2
    kinds: Sequence[tuple[Colour, Colour]] = (
        ((232, 84, 118), (250, 206, 90)),
        ((244, 244, 250), (246, 190, 60)),
        ((140, 96, 214), (250, 224, 120)),
        ((252, 150, 62), (120, 60, 30)),
    )
    petal, heart = kinds[int(rng.integers(len(kinds)))]
    for depth in range(3):
        sheet = Image.new("RGBA", (width * scale, height * scale))
        pen = ImageDraw.Draw(sheet)
        for _ in range((9, 6, 3)[depth]):
            size = width * scale * (0.05, 0.085, 0.135)[depth] * rng.uniform(0.8, 1.2)
            x, y = rng.random() * width * scale, rng.uniform(0.3, 0.85) * height * scale
            pen.line(
                (x, y, x + rng.normal(0, size * 0.6), height * scale), fill=(58, 110, 56, 255), width=int(size * 0.09)
            )
            turn, petals = rng.random() * 7, rng.integers(7, 12)
            for ring in (1.0, 0.72):
                for number in range(petals):
                    angle = turn + (number + (0.5 if ring < 1 else 0)) * 2 * np.pi / petals
                    shape = np.linspace(0, 2 * np.pi, 30)
                    along = size * ring * (0.55 + 0.5 * np.cos(shape))
                    across = size * 0.23 * ring * np.sin(shape)
                    points = zip(
                        x + along * np.cos(angle) - across * np.sin(angle),
                        (y + (along * np.sin(angle) + across * np.cos(angle)) * 0.86),
                        strict=True,
                    )
                    light = rng.uniform(0.78, 1.0) * (1.06 if ring < 1 else 0.94)
                    pen.polygon(list(points), fill=(*(min(255, int(part * light)) for part in petal), 255))
            middle = size * 0.22
            pen.ellipse((x - middle, y - middle * 0.86, x + middle, y + middle * 0.86), fill=(*heart, 255))
        blurred = sheet.filter(ImageFilter.GaussianBlur((9, 4, 0.8)[depth] * scale)).resize(
            (width, height), Image.Resampling.LANCZOS
        )
        layer = np.asarray(blurred) / 255.0
        alpha = layer[..., 3:]
        picture = picture * (1 - alpha) + layer[..., :3] * alpha
    return picture


def forest(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((196, 214, 206), (226, 228, 206), (214, 206, 170)))
    _glow(picture, rng.uniform(0.3, 0.7), 0.25, 0.35, (255, 246, 214), 0.9)
    for layer in range(5):
        part = layer / 4
        line = height * (0.5 + 0.14 * layer) - _line(rng, width, 3, 3) * height * 0.1
        sheet = Image.new("L", (width, height))
        pen = ImageDraw.Draw(sheet)
        for _ in range(int(46 - 7 * layer)):
            x = rng.uniform(-0.05, 1.05) * width
            foot = line[int(np.clip(x, 0, width - 1))] + height * 0.05
            tall = height * (0.16 + 0.15 * part) * rng.uniform(0.6, 1.25)
            for step in range(9):
                y = foot - tall * (1 - step / 9) - tall * 0.06
                half = tall * 0.05 * (step + 0.6) * 0.52 * rng.uniform(0.85, 1.15)
                pen.polygon([(x, y - tall * 0.1), (x - half, y + tall * 0.1), (x + half, y + tall * 0.1)], fill=255)
        trees = np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.7)))[..., None] / 255.0
        mask = np.maximum(trees, _below(height, line, 6))
        colour = _paint((168, 188, 178)) * (1 - part) + _paint((16, 42, 36)) * part
        fade = np.linspace(0, 0.25, height)[:, None, None] * (1 - part)
        picture = _mix(
            picture, np.broadcast_to(colour, picture.shape) * (1 - fade) + _paint((226, 226, 206)) * fade, mask
        )
    return picture


def shore(rng: Rng, height: int, width: int) -> Pixels:
    """A beach from above."""
    rows, columns = np.mgrid[0:height, 0:width]
    away = columns / width * 0.9 + rows / height * 0.5 - 0.62 + (_noise(rng, height, width, (2, 3), 5) - 0.5) * 0.26
    sand = _paint((232, 204, 160)) * (0.9 + 0.14 * _noise(rng, height, width, (40, 60), 3)[..., None])
    wet = _paint((190, 156, 116))
    depth = (away / 0.5).clip(0, 1)[..., None]
    sea_floor = _noise(rng, height, width, (6, 8), 5)[..., None]
    water = (_paint((120, 214, 204)) * (1 - depth) + _paint((8, 84, 128)) * depth) * (0.86 + 0.2 * sea_floor)
    picture = _mix(
        sand,
        np.broadcast_to(wet, sand.shape),
        np.exp(-(((away + 0.03) / 0.03).clip(None, 0) ** 2))[..., None] * (away < 0)[..., None] * 0.7,
    )
    picture = _mix(picture, water, (away / 0.008 + 0.5).clip(0, 1)[..., None])
    lace = _noise(rng, height, width, (26, 38), 4)
    for place, size in ((0.012, 0.014), (0.09, 0.02), (0.2, 0.016)):
        foam = np.exp(-(((away - place) / size) ** 2)) * (lace > 0.42) * (0.5 + lace)
        picture = _mix(picture, np.ones_like(picture), foam.clip(0, 1)[..., None] * 0.92)
    return picture


def fields(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((92, 150, 214), (188, 214, 232), (250, 226, 200)))
    clouds = _noise(rng, height, width, (9, 3))[..., None] ** 2
    picture = _mix(picture, np.ones_like(picture), clouds * 0.6)
    horizon = int(height * 0.42)
    picture = _layers(rng, picture, 0.4, (150, 168, 186), (86, 118, 104), 2)
    rows, columns = np.mgrid[horizon:height, 0:width]
    near = (rows - horizon + 1) / (height - horizon)
    across = (columns / width - rng.uniform(0.35, 0.65)) / (near + 0.04)
    row = 0.5 + 0.5 * np.cos(across * 2 * np.pi * 5)
    blossom: Colour = ((122, 92, 190), (226, 74, 92), (244, 190, 60))[int(rng.integers(3))]
    speckle = _noise(rng, rows.shape[0], rows.shape[1], (60, 90), 3)
    bright = (row * 0.75 + 0.25) * (0.55 + 0.8 * speckle)
    bed = _paint((48, 84, 44)) * (1 - row[..., None]) + _paint(blossom) * row[..., None]
    picture[horizon:] = _mix(picture[horizon:], bed * bright[..., None], np.minimum(1, near * 9)[..., None])
    return picture


def autumn(rng: Rng, height: int, width: int) -> Pixels:
    ground = _noise(rng, height, width, (3, 4), 3)[..., None]
    picture = _paint((70, 40, 26)) * (1 - ground) + _paint((214, 150, 70)) * ground
    picture += (
        _discs(rng, height, width, ((255, 206, 110), (255, 150, 60), (250, 230, 170)), 30, (0.015, 0.05), 3) * 0.5
    )
    colours: Sequence[Colour] = ((206, 60, 30), (236, 130, 36), (246, 186, 62), (150, 44, 30))
    for depth in range(3):
        sheet = Image.new("RGBA", (width, height))
        pen = ImageDraw.Draw(sheet)
        for _ in range((60, 40, 18)[depth]):
            size = width * (0.016, 0.028, 0.046)[depth] * rng.uniform(0.7, 1.3)
            x, y, turn = rng.random() * width, rng.random() ** 1.4 * height * 0.9, rng.random() * 7
            shape = np.linspace(0, 2 * np.pi, 40)
            out = size * (0.62 + 0.38 * np.abs(np.cos(shape * 2.5)))
            points = zip(x + out * np.cos(shape + turn), y + out * np.sin(shape + turn) * 0.8, strict=True)
            pen.polygon(list(points), fill=(*colours[int(rng.integers(4))], 235))
        layer = np.asarray(sheet.filter(ImageFilter.GaussianBlur((6, 2.5, 0.7)[depth]))) / 255.0
        picture = picture * (1 - layer[..., 3:]) + layer[..., :3] * layer[..., 3:]
    return picture


def moon(rng: Rng, height: int, width: int) -> Pixels:
    picture = _sky(height, width, ((24, 34, 66), (70, 84, 128), (214, 150, 140)))
    x, y, size = rng.uniform(0.3, 0.7), 0.36, 0.09
    _glow(picture, x, y, 0.22, (255, 236, 214), 0.55)
    rows, columns = np.mgrid[0:height, 0:width]
    away = np.hypot(columns - x * width, rows - y * height) / (size * width)
    face = _paint((250, 238, 214)) * (0.82 + 0.2 * _noise(rng, height, width, (9, 12), 4)[..., None])
    picture = _mix(picture, face, ((1 - away) * size * width / 2 + 0.5).clip(0, 1)[..., None])
    return _layers(rng, picture, 0.66, (128, 108, 132), (22, 22, 40), 4)


SCENES: tuple[Callable[[Rng, int, int], Pixels], ...] = (
    dunes, lake, flowers, sea, mountains, night, shore, forest, fields, aurora, autumn, city, moon,
)  # fmt: skip


def draw(number: int, size: tuple[int, int]) -> Image.Image:
    """The photo of that number, of that width and height: a scene, then what a lens and film would add."""
    width, height = size
    rng = np.random.default_rng(1000 + number)
    picture = SCENES[number % len(SCENES)](rng, height, width).clip(0, 1)
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    picture = picture * (1 - 0.16 * (rows**2 + columns**2)[..., None])
    picture = picture + rng.normal(0, 0.012, (height, width, 1))
    picture = picture.clip(0, 1)
    picture = picture * 0.75 + (picture**2 * (3 - 2 * picture)) * 0.25
    return Image.fromarray((picture * 255).astype(np.uint8))
