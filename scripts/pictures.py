"""Makes the README's pictures: draws photos, brings them into a real Albumen, and takes screenshots of it in Chromium.

Needs Chromium (`make tools`) and the built client (`make setup`). Writes docs/images/timeline-light.webp and -dark.webp.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from drawn_photos import draw
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
ALBUMEN = Path(sys.executable).with_name("albumen")
PORT = 8479
URL = f"http://127.0.0.1:{PORT}"
PASSWORD = "a password for a picture"
DAYS = (8, 2, 1, 1, 8, 3, 4, 12)
"""How many photos were taken on each of the last days of a journey."""
HOME_AGAIN = datetime.fromisoformat("2026-09-27T18:00")
PAUSE = timedelta(minutes=37)
SHAPES = ((1500, 1000), (1500, 1000), (1000, 1400), (1600, 1000), (1500, 1000), (1200, 1200), (1000, 1500), (1800, 900))
MOST_BYTES = 300_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data") as data:
        photos = Path(folder) / "photos"
        photos.mkdir()
        number = 0
        for days_ago, count in enumerate(DAYS):
            for index in range(count):
                taken = HOME_AGAIN - timedelta(days=2 * days_ago) - index * PAUSE
                write(photos / f"DSC_{number:04}.jpg", number, taken)
                number += 1
        run(
            "users",
            "add",
            "ann",
            "--email",
            "ann@example.org",
            "--admin",
            "--password-stdin",
            "--data",
            str(data),
            said=PASSWORD,
        )
        run("import", str(photos), "--user", "ann", "--data", str(data))
        wait_until_developed()
        IMAGES.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            found = shutil.which("chromium") or playwright.chromium.executable_path
            browser = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
            )
            for scheme in ("light", "dark"):
                options = {"color_scheme": scheme, "locale": "en-GB", "reduced_motion": "reduce"}
                page = browser.new_page(viewport={"width": 1280, "height": 860}, **options)  # type: ignore[arg-type]
                shown = picture_of(page)
                save(shown, IMAGES / f"timeline-{scheme}.webp")
            browser.close()


@contextmanager
def serving(data: Path) -> Iterator[Path]:
    """A real Albumen on an empty folder."""
    environment = os.environ | {"ALBUMEN_STORAGE_FLOOR_MIB": "0"}
    command = [str(ALBUMEN), "serve", "--data", str(data), "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while not ready():
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("Albumen does not start.")
            time.sleep(0.2)
        yield data
    finally:
        server.terminate()
        server.wait()


def ready() -> bool:
    try:
        return httpx.get(f"{URL}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def run(*words: str, said: str = "") -> None:
    subprocess.run([str(ALBUMEN), *words], input=said.encode(), check=True, stdout=subprocess.DEVNULL)


def write(path: Path, number: int, taken: datetime) -> None:
    """A drawn photo with the time at which it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    draw(number, SHAPES[number % len(SHAPES)]).save(path, quality=90, exif=exif)


def wait_until_developed() -> None:
    with httpx.Client(base_url=URL, headers={"Origin": URL}) as client:
        client.post("/api/v1/session", json={"login": "ann", "password": PASSWORD}).raise_for_status()
        jobs = client.get("/api/v1/admin/jobs").json()
        while jobs["queued"] + jobs["running"] > 0:
            time.sleep(0.3)
            jobs = client.get("/api/v1/admin/jobs").json()


def picture_of(page: Page) -> bytes:
    """The timeline, all its pictures seen."""
    page.goto(f"{URL}/sign-in")
    page.get_by_label("Username or e-mail address").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-id] img.loaded")
    page.wait_for_function("() => !document.querySelector('[data-id]:not(:has(img.loaded))')")
    page.mouse.move(640, 4)
    return page.screenshot()


def save(png: bytes, path: Path) -> None:
    """Write it as good as it may be at its size."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in range(90, 40, -4):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            break
    print(path.relative_to(ROOT), path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
