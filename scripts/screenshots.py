"""Takes a screenshot of every page, at 390 and 1440 pixels, light and dark, into ./screenshots (which git ignores).

The pages are those in web/src/routes, so none is forgotten; what must be done first to see something is added below. The library
is drawn. With a word, only the pages whose name has it in it: `make screenshots ONLY=settings`.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
from drawn_library import ROOT, chromium, client, serving, settled, take_photos, window
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Late
from screenshots_house import take_house

TARGET = ROOT / "screenshots"
ROUTES = ROOT / "web" / "src" / "routes"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
IN_GERMAN = ("timeline", "details", "settings", "sign-in")


def pages(photo: str) -> dict[str, str]:
    """The address of every page by its name."""
    found = {}
    for file in sorted(ROUTES.rglob("+page.svelte")):
        parts = [part for part in file.parent.relative_to(ROUTES).parts if not part.startswith("(")]
        address = "/" + "/".join(re.sub(r"\[.*\]", photo, part) for part in parts)
        name = "-".join(re.sub(r"\[.*\]", "one", part) for part in parts) or "timeline"
        found[name] = address
    return found | {"no-such-page": "/nowhere", "no-such-photo": "/photos/1"}


def is_for_strangers(name: str) -> bool:
    """Whether a page is seen by who is not signed in."""
    return any(word in name for word in ("sign-", "setup", "password", "invitation", "confirm", "reset"))


def press(*keys: str) -> Callable[[Page], None]:
    def pressing(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return pressing


def choose(page: Page) -> None:
    page.locator("[data-id]").first.get_by_role("link").focus()
    page.keyboard.press("x")


def menu(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Account|Konto")).click()


def offline(page: Page) -> None:
    page.context.set_offline(True)


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "details": ("photo", press("i")),
    "selection": ("/", choose),
    "menu": ("/", menu),
    "search": ("/", press("/")),
    "keys": ("/", press("?")),
    "offline": ("/", offline),
}
"""What is shown after something was done on a page."""


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if not wanted:
        shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data"):
        take_photos(Path(folder) / "data", Path(folder) / "photos")
        with client() as asking:
            ids = live_in(asking)
            token = asking.cookies["albumen"]
        photo = f"/photos/{ids[4]}"
        shots = [(name, address, None) for name, address in pages(ids[4]).items()]
        shots += [(name, photo if where == "photo" else where, act) for name, (where, act) in STATES.items()]
        with chromium() as browser:
            for name, address, act in (shot for shot in shots if wanted in shot[0]):
                for locale in ("en-GB", "de-DE") if name in IN_GERMAN else ("en-GB",):
                    for size, (width, height) in SIZES.items():
                        for scheme in SCHEMES:
                            who = None if is_for_strangers(name) else token
                            with window(browser, width, height, scheme, token=who, locale=locale) as page:
                                page.goto(address)
                                wait(page)
                                if act:
                                    act(page)
                                    wait(page)
                                language = "" if locale == "en-GB" else f"-{locale[:2]}"
                                page.screenshot(path=TARGET / f"{name}{language}-{size}-{scheme}.png")
                print(name, flush=True)
            take_house(browser, TARGET, wanted)
    print(f"{len(list(TARGET.glob('*.png')))} screenshots in {TARGET.relative_to(ROOT)}/")


def wait(page: Page) -> None:
    """Until the page is at rest; some pages ask again and again, and are taken as they are."""
    try:
        settled(page)
    except Late:
        print(f"  {page.url} does not come to rest")


def live_in(asking: httpx.Client) -> list[str]:
    """Does what people do, so that no page is empty. Gives the ids of the photos that stay in the timeline."""
    days = asking.get("/api/v1/timeline").json()["days"]
    first, last = days[0]["day"], days[-1]["day"]
    ids: list[str] = asking.get(f"/api/v1/timeline/{first}", params={"since": last}).json()["id"]
    asking.patch("/api/v1/photos", json={"ids": ids[:7], "changes": {"favourite": True}}).raise_for_status()
    asking.patch("/api/v1/photos", json={"ids": ids[-5:-2], "changes": {"archived": True}}).raise_for_status()
    asking.post("/api/v1/photos/trash", json={"ids": ids[-2:]}).raise_for_status()
    about = {"title": "The lake before breakfast", "description": "Not a breath of wind."}
    asking.patch(f"/api/v1/photos/{ids[4]}", json=about).raise_for_status()
    asking.post("/api/v1/keys", json={"name": "Laptop", "scopes": ["photos:read", "photos:write"]}).raise_for_status()
    for name in ("ben", "cleo"):
        person = {
            "username": name,
            "email": f"{name}@example.org",
            "password": "a password for a picture",
            "role": "user",
        }
        asking.post("/api/v1/admin/users", json=person).raise_for_status()
    return ids[:-5]


if __name__ == "__main__":
    main()
