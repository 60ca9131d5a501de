"""Draws the picture of the README: invents some landscapes, gives them to a real Albumen, and photographs its timeline.

No photo of anybody is in it. After `make setup tools` (it needs a browser): `.venv/bin/python scripts/draw_picture.py`.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parents[1] / "docs" / "picture.webp"
PROGRAM = Path(sys.executable).with_name("albumen")
PORT = 27_431
PASSWORD = "words that nobody needs"
SKIES = (
    ((24, 44, 92), (240, 150, 100)),
    ((70, 130, 200), (214, 232, 244)),
    ((12, 16, 40), (70, 60, 120)),
    ((250, 180, 120), (255, 232, 190)),
    ((96, 110, 140), (210, 214, 220)),
    ((40, 90, 120), (180, 220, 200)),
)
LANDS = ((38, 70, 60), (90, 60, 50), (30, 50, 90), (110, 90, 60), (60, 40, 80), (30, 80, 90))
SHAPES = ((1200, 800), (1200, 800), (800, 1200), (1200, 900), (1600, 800), (1000, 1000))


def landscape(dice: random.Random) -> Image.Image:
    """A sky, a sun or a moon, hills behind hills, and water at times."""
    width, height = dice.choice(SHAPES)
    top, bottom = (np.array(colour, dtype=float) for colour in dice.choice(SKIES))
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    seen: NDArray[np.float64] = top + (bottom - top) * (down[..., None] ** 0.8)
    horizon = dice.uniform(0.45, 0.65)
    sun_x, sun_y, radius = dice.uniform(0.15, 0.85), dice.uniform(0.12, horizon), dice.uniform(0.03, 0.09)
    distance = np.hypot((across - sun_x) * width / height, down - sun_y)
    glow = np.clip(1 - distance / (radius * 6), 0, 1) ** 2 * 90 + (distance < radius) * 120
    seen += glow[..., None] * np.array((1, 0.9, 0.7))
    land = np.array(dice.choice(LANDS), dtype=float)
    layers = dice.randint(2, 5)
    for layer in range(layers):
        depth = (layer + 1) / layers
        line = np.full(width, horizon + (1 - horizon) * 0.75 * layer / layers)
        for octave in range(1, 6):
            wave = dice.uniform(1.2, 2.4) * octave
            line -= dice.uniform(0.3, 1) * 0.10 / octave * np.sin(across[0] * wave * 6.28 + dice.uniform(0, 6.28))
        hill = down > line[None, :]
        shade = bottom * (1 - depth) * 0.8 + land * (0.5 + 0.6 * depth) - (down[..., None] - 0.5) * 40
        seen = np.where(hill[..., None], shade, seen)
    if dice.random() < 0.35:
        sea = down > 0.82
        ripples = 14 * np.sin(down * 900 + 6 * np.sin(across * 40))
        seen = np.where(sea[..., None], bottom * 0.55 + land * 0.3 + ripples[..., None], seen)
    grain = np.random.default_rng(dice.randrange(2**32)).normal(0, 4, (height, width, 1))
    return Image.fromarray(np.clip(seen + grain, 0, 255).astype(np.uint8))


def draw(folder: Path) -> None:
    """Three dozen of them, taken over some days of one summer."""
    dice = random.Random(20260714)
    at = datetime(2026, 7, 14, 19, 30)  # noqa: DTZ001 (a wall clock; its offset stands beside it)
    for number in range(44):
        image = landscape(dice)
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Albumen", "Brush"
        exif.get_ifd(0x8769).update({0x9003: at.strftime("%Y:%m:%d %H:%M:%S"), 0x9011: "+02:00"})
        image.save(folder / f"drawn-{number:02}.jpg", quality=88, exif=exif)
        at -= timedelta(minutes=dice.randint(9, 70)) if dice.random() < 0.86 else timedelta(days=dice.randint(1, 4))


@contextlib.contextmanager
def albumen(folder: Path) -> Iterator[str]:
    """An Albumen with these photos in it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALBUMEN_")}
    environment |= {"ALBUMEN_DATA": str(folder / "data"), "ALBUMEN_LOG_LEVEL": "warning"}
    environment |= {"ALBUMEN_STORAGE_FLOOR_MIB": "64", "ALBUMEN_STORAGE_FLOOR_PERCENT": "0"}

    def run(*words: str | Path, said: str = "") -> None:
        subprocess.run([PROGRAM, *words], env=environment, check=True, input=said.encode())

    run("users", "add", "ann", "--email", "ann@example.org", "--admin", "--password-stdin", said=PASSWORD)
    run("import", folder / "drawn", "--user", "ann", "--wait")
    with subprocess.Popen([PROGRAM, "serve", "--port", str(PORT)], env=environment, stdout=subprocess.PIPE) as serving:
        assert serving.stdout is not None
        # It says nothing before it is ready.
        serving.stdout.readline()
        try:
            yield f"http://127.0.0.1:{PORT}"
        finally:
            serving.send_signal(signal.SIGTERM)


def photograph(address: str) -> Image.Image:
    """The timeline as a browser shows it."""
    installed = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(address)
        page.get_by_label("Username or e-mail address").fill("ann")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("main").locator("img").first.wait_for()
        page.wait_for_load_state("networkidle")
        page.mouse.move(640, 60)
        shot = page.screenshot()
        browser.close()
    return Image.open(BytesIO(shot))


def main() -> None:
    """Draw, show, photograph."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "drawn").mkdir()
        draw(folder / "drawn")
        with albumen(folder) as address:
            photograph(address).save(PICTURE, quality=82, method=6)
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
