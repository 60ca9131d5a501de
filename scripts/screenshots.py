"""Takes a screenshot of every page, at 390 and 1440 pixels, light and dark, into ./screenshots (which git ignores).

The pages are those in web/src/routes, so none is forgotten; what must be done first to see something is told in STATES. The
library is drawn. With a word, only what has it in its name: `make screenshots ONLY=settings`.
"""

import re
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import httpx
from drawn_library import (
    LAKE,
    PASSWORD,
    ROOT,
    chromium,
    client,
    photos_of,
    serving,
    settled,
    speak_of,
    take_photos,
    window,
)
from looking import State
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late
from screenshots_house import take_house
from screenshots_photos import STATES as OF_PHOTOS

TARGET = ROOT / "screenshots"
ROUTES = ROOT / "web" / "src" / "routes"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
MORE_WAYS = {"timeline": ("de", "rtl"), "settings": ("de",), "sign-in": ("de",)}
"""Pages that are seen also in German (`de`) and written from the right (`rtl`)."""

STATES: dict[str, State] = OF_PHOTOS
"""What is shown after something was done on a page, by its name."""


def pages() -> dict[str, State]:
    """Every page as it is when it is opened, by its name."""
    found = {}
    for file in sorted(ROUTES.rglob("+page.svelte")):
        parts = [part for part in file.parent.relative_to(ROUTES).parts if not part.startswith("(")]
        address = "/" + "/".join(re.sub(r"\[.*\]", "{photo}", part) for part in parts)
        name = "-".join(re.sub(r"\[.*\]", "one", part) for part in parts) or "timeline"
        stranger = any(group in file.parts for group in ("(entry)", "(link)"))
        found[name] = State(address, who=None if stranger else "ann", also=MORE_WAYS.get(name, ()))
    return found | {"no-such-page": State("/nowhere"), "no-such-photo": State("/photos/1")}


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if not wanted:
        shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data"), ExitStack() as clients:
        take_photos(Path(folder) / "data", Path(folder) / "photos")
        ann = clients.enter_context(client("ann"))
        photos = live_in(ann)
        tokens = {"ann": ann.cookies["albumen"]}
        for name in PEOPLE:
            tokens[name] = clients.enter_context(client(name)).cookies["albumen"]
        with chromium() as browser:
            late = take_all(
                {n: state for n, state in (pages() | STATES).items() if wanted in n}, photos, tokens, browser
            )
            late += take_house(browser, TARGET, wanted)
    print(f"{len(list(TARGET.glob('*.png')))} screenshots in {TARGET.relative_to(ROOT)}/")
    if late:
        sys.exit(f"Not as they should be: {', '.join(late)}")


def take_all(states: dict[str, State], photos: dict[str, str], tokens: dict[str, str], browser: Browser) -> list[str]:
    """Take the pictures of all these; the names of those that could not be brought into their state."""
    late = []
    for name, state in states.items():
        for way in ("", *state.also):
            for size in state.sizes:
                try:
                    take(f"{name}{way and '-'}{way}-{size}", state, way, size, photos, tokens, browser)
                except Late as error:
                    late.append(f"{name} {way} {size}")
                    print(f"  {name} {way} {size}: {error.message.splitlines()[0]}")
        print(name, flush=True)
    return late


def take(
    name: str, state: State, way: str, size: str, photos: dict[str, str], tokens: dict[str, str], browser: Browser
) -> None:
    """One state in one window: in the light, and then in the dark."""
    width, height = SIZES[size]
    token = tokens[state.who] if state.who else None
    locale = "de-DE" if way == "de" else "en-GB"
    with window(browser, width, height, "light", token=token, locale=locale) as page:
        try:
            state.before(page)
            page.goto(state.where.format(**photos))
            wait(page)
            if way == "rtl":
                page.evaluate("document.documentElement.dir = 'rtl'")
            state.act(page)
            wait(page)
        finally:
            # What could not be brought into its state is seen, too.
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=TARGET / f"{name}-{scheme}.png")
        state.after(page)


def wait(page: Page) -> None:
    """Until the page is at rest; some pages ask again and again, and are taken as they are."""
    try:
        settled(page)
    except Late:
        print(f"  {page.url} does not come to rest")


PEOPLE = ("ben", "cleo")
"""Who lives here beside `ann`."""


def live_in(asking: httpx.Client) -> dict[str, str]:
    """Does what people do, so that no page is empty. Gives the ids of photos that are looked at, by their names."""
    found = photos_of(asking)
    ids = found["id"]
    photos = {"photo": ids[LAKE]}
    for id, kind, ratio, state in zip(ids, found["kind"], found["ratio"], found["state"], strict=True):
        name = (
            state
            if state != "ready"
            else kind
            if kind == "video"
            else "portrait"
            if ratio < 0.8
            else "panorama"
            if ratio > 1.9
            else ""
        )
        photos.setdefault(name, id)
    speak_of(asking, ids)
    asking.patch("/api/v1/photos", json={"ids": ids[-15:-8], "changes": {"archived": True}}).raise_for_status()
    asking.post("/api/v1/photos/trash", json={"ids": ids[-8:-2]}).raise_for_status()
    photos["trashed"] = ids[-8]
    asking.post("/api/v1/keys", json={"name": "Laptop", "scopes": ["photos:read", "photos:write"]}).raise_for_status()
    for name in PEOPLE:
        person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "role": "user"}
        asking.post("/api/v1/admin/users", json=person).raise_for_status()
    return photos


if __name__ == "__main__":
    main()
