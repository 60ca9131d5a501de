"""Makes the README's pictures: draws photos, brings them into a real Albumen, and takes screenshots of it in Chromium.

Needs Chromium (`make tools`) and the built client (`make setup`). Writes docs/images/*.webp, none larger than 80 KB.
"""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from drawn_library import LAKE, ROOT, chromium, client, photos_of, serving, settled, speak_of, take_photos, window
from PIL import Image
from playwright.sync_api import Page

IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 80_000
DESK, PHONE = (1280, 800), (390, 844)


def timeline(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("[data-id] img")


def months(page: Page) -> None:
    """The library as months."""
    page.add_init_script("localStorage.setItem('albumen.density', 'months')")
    page.goto("/")
    page.wait_for_selector("[data-month] img")


def told(page: Page) -> None:
    """A photo in the viewer, with what is known of it."""
    timeline(page)
    page.goto(f"/photos/{page.locator('[data-id]').nth(LAKE).get_attribute('data-id')}")
    page.wait_for_selector(".slide:not([inert]) img.here")
    page.keyboard.press("i")
    page.wait_for_selector("aside path")


def selected(page: Page) -> None:
    """Some photos chosen."""
    timeline(page)
    settled(page)
    for number in (1, 2, 4):
        page.locator("[data-id]").nth(number).get_by_role("link").focus()
        page.keyboard.press("x")


PICTURES: dict[str, tuple[tuple[int, int], str, Callable[[Page], None]]] = {
    "timeline": (DESK, "light", timeline),
    "viewer": (DESK, "dark", told),
    "selection": (DESK, "light", selected),
    "months": (DESK, "dark", months),
    "phone-timeline": (PHONE, "light", timeline),
    "phone-viewer": (PHONE, "dark", told),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data"):
        take_photos(Path(folder) / "data", Path(folder) / "photos")
        with client() as asking:
            speak_of(asking, photos_of(asking)["id"])
            token = asking.cookies["albumen"]
        IMAGES.mkdir(exist_ok=True)
        with chromium() as browser:
            for name, ((width, height), scheme, show) in PICTURES.items():
                with window(browser, width, height, scheme, token=token) as page:
                    show(page)
                    settled(page)
                    page.mouse.move(width / 2, 4)
                    save(page.screenshot(), IMAGES / f"{name}.webp")


def save(png: bytes, path: Path) -> None:
    """Write it as good as it may be at its size."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if picture.width == PHONE[0] * 2:
        picture = picture.resize((PHONE[0], PHONE[1]), Image.Resampling.LANCZOS)
    for quality in range(92, 20, -4):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            break
    print(path.relative_to(ROOT), path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
