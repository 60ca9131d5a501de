"""Draws the icons of the installed app from the mark (web/static/icon.svg) into web/static/icons. Needs Chromium."""

import io
import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

STATIC = Path(__file__).parents[1] / "web" / "static"
GROUND = "#1d1a16"
"""What lies behind the mark where the system cuts the shape."""
SAFE = 0.8
"""Of a maskable icon's width: what every system leaves."""


def main() -> None:
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        for size in (192, 512):
            save(draw(page, size), folder / f"{size}.png")
        # Systems cut these into their own shape, so the ground reaches to the edge.
        save(on_ground(draw(page, round(512 * SAFE)), 512), folder / "maskable.png")
        save(on_ground(draw(page, 180), 180), folder / "apple-touch.png")
        save(silhouette(draw(page, 512)), folder / "monochrome.png")
        browser.close()


def draw(page: Page, size: int) -> Image.Image:
    """The mark, so many pixels wide, on nothing."""
    page.set_viewport_size({"width": size, "height": size})
    mark = (STATIC / "icon.svg").read_text()
    page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{mark}")
    return Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")


def on_ground(mark: Image.Image, size: int) -> Image.Image:
    """The mark in the middle of a full square."""
    square = Image.new("RGBA", (size, size), GROUND)
    edge = (size - mark.width) // 2
    square.alpha_composite(mark, (edge, edge))
    return square.convert("RGB")


def silhouette(mark: Image.Image) -> Image.Image:
    """As dense as the mark is bright; systems give it one colour."""
    pixels = np.asarray(mark).astype(float)
    bright = pixels[..., :3] @ (0.299, 0.587, 0.114) / 255 * pixels[..., 3] / 255
    dark = bright[mark.height // 2, mark.width // 16]
    dense = ((bright - dark) / (1 - dark)).clip(0, 1)
    shape = np.zeros_like(pixels, dtype=np.uint8)
    shape[..., 3] = (dense * 255).round()
    return Image.fromarray(shape)


def save(picture: Image.Image, path: Path) -> None:
    picture.save(path, optimize=True)
    print(path.relative_to(STATIC.parents[1]), path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
