"""A real Albumen with a library of drawn photos, and a browser to look at it: for the README's pictures and for screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from drawn_camera import exif_of, film
from drawn_photos import draw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
ALBUMEN = Path(sys.executable).with_name("albumen")
with socket.create_server(("127.0.0.1", 0)) as free:
    PORT = free.getsockname()[1]
URL = f"http://127.0.0.1:{PORT}"
PASSWORD = "a password for a picture"
DAYS = (8, 2, 1, 1, 8, 3, 4, 12)
"""How many photos were taken on each of the last days of a journey."""
EARLIER = 54
"""How many photos of the years before it there are."""
HOME_AGAIN = datetime.fromisoformat("2026-09-27T18:00")
LAKE = 1
"""Which of the latest photos shows a lake."""
PAUSE = timedelta(minutes=37)
SHAPES = ((1500, 1000), (1500, 1000), (1000, 1400), (1600, 1000), (1500, 1000), (1200, 1200), (1000, 1500), (1800, 900))


@contextmanager
def serving(data: Path) -> Iterator[None]:
    """A real Albumen on an empty folder, of which `ann` is the administrator."""
    environment = os.environ | {"ALBUMEN_STORAGE_FLOOR_MIB": "0", "ALBUMEN_STORAGE_FLOOR_PERCENT": "0"}
    command = [str(ALBUMEN), "serve", "--data", str(data), "--port", str(PORT)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while not ready():
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("Albumen does not start.")
            time.sleep(0.2)
        about = ["--email", "ann@example.org", "--admin", "--password-stdin", "--data", str(data)]
        run("users", "add", "ann", *about, said=PASSWORD)
        yield
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


def take_photos(data: Path, folder: Path) -> None:
    """Bring drawn photos into the library of `ann`, and wait until nothing is left to develop."""
    draw_photos(folder)
    run("import", str(folder), "--user", "ann", "--data", str(data), "--wait")


def draw_photos(folder: Path) -> None:
    """The photos of a journey and of the years before it, a film, and a file that cannot be read."""
    folder.mkdir()
    for number, taken in enumerate(days_of_journey()):
        write(folder / f"DSC_{number:04}.jpg", number, taken)
    first = sum(DAYS)
    for number in range(first, first + EARLIER):
        # On some weekends, three years back.
        back = timedelta(days=41 + 19 * (number - first) + number * number % 9, hours=number * 5 % 11)
        write(folder / f"IMG_{number:04}.jpg", number, HOME_AGAIN - back, part=0.5)
    (folder / "VID_20260926_154012.webm").write_bytes(film(6, (960, 540), 6))
    (folder / "IMG_20260914_101500.jpg").write_bytes((folder / "DSC_0000.jpg").read_bytes()[:400])


def days_of_journey() -> Iterator[datetime]:
    """When each photo of the journey was taken, the latest first."""
    for days_ago, count in enumerate(DAYS):
        for index in range(count):
            yield HOME_AGAIN - timedelta(days=2 * days_ago) - index * PAUSE


def write(path: Path, number: int, taken: datetime, part: float = 1) -> None:
    """A drawn photo with what a camera would say of it, so many times as large as others."""
    width, height = SHAPES[number % len(SHAPES)]
    picture = draw(number, (round(width * part), round(height * part)))
    picture.save(path, quality=90, exif=exif_of(number, taken))


@contextmanager
def client(name: str = "ann") -> Iterator[httpx.Client]:
    """Somebody, signed in, without a browser."""
    with httpx.Client(base_url=URL, headers={"Origin": URL}, timeout=60) as asking:
        asking.post("/api/v1/session", json={"login": name, "password": PASSWORD}).raise_for_status()
        yield asking


def photos_of(asking: httpx.Client) -> dict[str, list[Any]]:
    """All photos of the timeline, the latest first, in columns as the server gives them."""
    days = asking.get("/api/v1/timeline").json()["days"]
    found: dict[str, list[Any]] = asking.get(
        f"/api/v1/timeline/{days[0]['day']}", params={"since": days[-1]["day"]}
    ).json()
    return found


def speak_of(asking: httpx.Client, ids: list[str]) -> None:
    """Some of these, the latest first, are loved, and one has a title: the lake."""
    asking.patch("/api/v1/photos", json={"ids": ids[2:12:3], "changes": {"favourite": True}}).raise_for_status()
    about = {"title": "The lake before breakfast", "description": "Not a breath of wind.", "rating": 4}
    asking.patch(f"/api/v1/photos/{ids[LAKE]}", json=about | {"tags": ["lake", "Norway"]}).raise_for_status()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that speaks to nobody else."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or playwright.chromium.executable_path
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@contextmanager
def window(
    browser: Browser, width: int, height: int, scheme: str, *, token: str | None = None, locale: str = "en-GB"
) -> Iterator[Page]:
    """A page in a window of its own; `token` signs `ann` in there."""
    phone = width < 600
    context = browser.new_context(
        base_url=URL,
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=locale,
        reduced_motion="reduce",
        has_touch=phone,
        is_mobile=phone,
        device_scale_factor=2 if phone else 1,
        service_workers="block",
    )
    if token:
        context.add_cookies([{"name": "albumen", "value": token, "url": URL}])
    yield context.new_page()
    context.close()


def settled(page: Page) -> None:
    """Wait until all that the page shows is there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_function(
        """() => [...document.images].every((one) => {
          const box = one.getBoundingClientRect();
          return one.complete || box.bottom < 0 || box.top > innerHeight || !one.checkVisibility();
        })"""
    )
    # What fades in has done so.
    page.wait_for_timeout(400)
