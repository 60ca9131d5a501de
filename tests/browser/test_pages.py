"""Every page, at 360 and at 1440 pixels, light and dark: nothing sticks out, fingers can hit what is there, axe finds nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import trip
from tests.browser.acts import seen, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, SMALL, Device
from tests.browser.instance import Instance
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

WEB = Path(__file__).parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"

# A control that is seen must belong to whoever presses 21 pixels beside its middle, at the window's edge a little less.
_TOO_SMALL = """() => {
  const all = 'a[href], button, input, select, textarea, summary, [role=checkbox], [role=menuitem]';
  const controls = [...document.querySelectorAll(all)];
  const bad = [];
  for (const control of controls) {
    const style = getComputedStyle(control);
    if (control.disabled || control.closest('[inert], [aria-hidden=true]') || style.pointerEvents === 'none') continue;
    if (style.visibility === 'hidden' || style.display === 'inline' || !control.checkVisibility()) continue;
    if (control.matches('.skip:not(:focus)')) continue;
    control.scrollIntoView({ block: 'center', behavior: 'instant' });
    const own = (control.labels?.[0]?.contains(control) && control.labels[0]) || control;
    const box = own.getBoundingClientRect();
    if (box.width === 0) continue;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    // What lies beside the window is reached by drawing it in.
    if (x < 0 || x > innerWidth) continue;
    const inside = (value, size) => Math.min(size - 1, Math.max(1, value));
    for (const [dx, dy] of [[-21, 0], [21, 0], [0, -21], [0, 21]]) {
      const whole = (value, by) => (by > 0 ? Math.floor : Math.ceil)(value + by);
      const hit = document.elementFromPoint(inside(whole(x, dx), innerWidth), inside(whole(y, dy), innerHeight));
      const cover = hit?.closest('aside, header, [role=toolbar], [role=dialog], [data-dialog-overlay]');
      if (cover && !cover.contains(control)) continue;
      if (!hit || !(own.contains(hit) || hit.contains(own) && hit.matches('label, a, button'))) {
        const size = `${Math.round(box.width)} x ${Math.round(box.height)}`;
        bad.push(`${control.outerHTML.slice(0, 120)} (${size}), hit ${hit?.outerHTML.slice(0, 80)}`);
        break;
      }
    }
  }
  scrollTo(0, 0);
  return bad;
}"""


@pytest.fixture(scope="module")
def ids(home: Instance) -> Iterator[dict[str, str]]:
    """Some photos of ann's, developed: also one that is damaged and cannot be decoded, and one in the trash."""
    files = {f"{number}.jpg": trip.photo(number, (640, 480)) for number in range(6)}
    files["film.mp4"] = trip.film(seconds=1)
    broken = trip.photo(7, (640, 480))
    files["broken.jpg"] = broken[:700] + b"\x00" * 500
    home.add_person("nobody")
    ids = home.upload("ann", files | {"trash.jpg": trip.photo(8, (640, 480))})
    with home.client("ann") as client:
        client.delete(f"/api/v1/photos/{ids['trash.jpg']}").raise_for_status()
    yield ids
    with home.client("ann") as client:
        client.delete("/api/v1/trash").raise_for_status()


def test_no_page_is_forgotten() -> None:
    routes = WEB / "src" / "routes"
    pages = set()
    for file in routes.rglob("+page.svelte"):
        parts = [part for part in file.parent.relative_to(routes).parts if not part.startswith("(")]
        pages.add("/" + "/".join(parts))
    # The gallery has a test of its own beside the design's.
    assert pages - ADDRESSES == {"/gallery"}


ADDRESSES: set[str] = set()
"""Of the pages that are opened here."""


def opened(path: str, ready: Callable[[Page], Any], photo: str | None = None) -> Callable[[Page, dict[str, str]], None]:
    ADDRESSES.add(path + "[id]" if photo else path.partition("#")[0])

    def open_it(page: Page, ids: dict[str, str]) -> None:
        page.goto(path + (ids[photo] if photo else ""))
        ready(page)

    return open_it


def then(act: Callable[[Page], Any]) -> Callable[[Page, dict[str, str]], None]:
    """On the page that is open already, below whatever lies over it."""

    def do_it(page: Page, ids: dict[str, str]) -> None:
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog").or_(page.get_by_role("menu"))).to_have_count(0)
        act(page)

    return do_it


def heading(name: str) -> Callable[[Page], Any]:
    return lambda page: expect(page.get_by_role("heading", name=name, exact=True).first).to_be_visible()


def _all_seen(page: Page) -> None:
    expect(page.locator("[data-id]:has(img:not(.loaded))")).to_have_count(0)
    expect(seen(page)).not_to_have_count(0)


def _select(page: Page) -> None:
    _all_seen(page)
    tiles(page).nth(0).get_by_role("link").focus()
    page.keyboard.press("x")
    expect(page.get_by_role("toolbar", name="Selection")).to_be_visible()


def _dates(page: Page) -> None:
    _select(page)
    page.get_by_role("button", name="Edit date").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_visible()


def _months(page: Page) -> None:
    _all_seen(page)
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(page.locator("[data-month] img").first).to_be_visible()
    # The next page is as it was.
    page.evaluate("localStorage.removeItem('albumen.density')")


def _menu(page: Page) -> None:
    _all_seen(page)
    page.get_by_role("button", name="Account and settings").click()
    expect(page.get_by_role("menu")).to_be_visible()


def _layer(keys: str) -> Callable[[Page], Any]:
    def show(page: Page) -> None:
        for key in keys.split():
            page.keyboard.press(key)
        _dialog(page)

    return show


def _dialog(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_be_visible()


def _of_button(*names: str) -> Callable[[Page], Any]:
    """What opens by a button, or by an entry of the menu that opens by it."""

    def show(page: Page) -> None:
        # By key: where there are many people the uploads of a page before may lie over the last of them.
        button = page.get_by_role("button", name=names[0]).filter(visible=True).first
        button.evaluate("button => button.scrollIntoView({ block: 'center' })")
        button.press("Enter")
        for name in names[1:]:
            page.get_by_role("menuitem", name=name).click()
        _dialog(page)

    return show


def _photo_menu(page: Page) -> None:
    tiles(page).nth(0).get_by_role("link").focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menu", name="Photo")).to_be_visible()


def _cropper(page: Page) -> None:
    me = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": trip.photo(3, (300, 200))}
    page.get_by_role("region", name="Profile").locator("input[type=file]").set_input_files([me])  # type: ignore[list-item]
    expect(page.get_by_role("application")).to_be_focused()


def _slideshow(page: Page) -> None:
    expect(page.locator(".slide:not([inert]) img.here")).to_have_count(1)
    page.keyboard.press(" ")
    page.get_by_role("dialog", name="Slideshow").get_by_role("button", name="Pause").click()


def _compare(page: Page) -> None:
    expect(page.locator(".slide:not([inert]) img.here")).to_have_count(1)
    page.keyboard.press("c")
    expect(page.get_by_role("dialog", name="Compare").locator("img.here")).to_have_count(2)


def _place(page: Page) -> None:
    _details(page)
    page.get_by_role("button", name="Add a place").click()
    page.get_by_role("button", name="Change the date").click()


def _details(page: Page) -> None:
    expect(page.locator(".slide:not([inert]) img.here")).to_have_count(1)
    page.get_by_role("button", name="Details").click()
    expect(page.get_by_role("complementary", name="Details")).to_be_visible()


def _new_key(page: Page) -> None:
    page.get_by_role("button", name="New key").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _leave(page: Page) -> None:
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("dialog").get_by_text("Type your password.")).to_be_visible()


def _new_person(page: Page) -> None:
    page.get_by_role("button", name="New person").click()
    page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(page.get_by_role("dialog").get_by_text("That does not look like an e-mail address.")).to_be_visible()


_SIGN_UP = """(sign_up) => fetch('/api/v1/admin/instance', {
  method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sign_up }),
}).then((answer) => answer.ok)"""


def _invite(page: Page) -> None:
    assert page.evaluate(_SIGN_UP, "invite")
    page.reload()
    page.get_by_role("button", name="Invite somebody").click()
    expect(page.get_by_role("dialog").get_by_label("Valid for")).to_be_visible()
    # As it was, for the other pages.
    assert page.evaluate(_SIGN_UP, "closed")


def _upload(page: Page) -> None:
    _all_seen(page)
    page.locator("input[name=files]").first.set_input_files(
        [
            {"name": "words.jpg", "mimeType": "image/jpeg", "buffer": b"no photo at all"},
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"some words"},
        ]
    )
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.get_by_role("status")).to_have_text("One file failed")
    if (unfold := tray.get_by_role("button", name="Unfold")).is_visible():
        unfold.click()
    expect(tray.get_by_text("words.jpg")).to_be_visible()
    expect(tray.get_by_text("notes.txt")).to_be_visible()


def _log(page: Page) -> None:
    expect(page.get_by_role("listitem").filter(has_text="Account made").first).to_be_visible()
    page.get_by_role("radio", name="Warnings and errors").check()
    expect(page.get_by_label("Process")).to_be_visible()


STRANGERS = {
    "sign-in": opened("/sign-in", heading("Sign in")),
    "setup without a token": opened("/setup", heading("This link no longer works")),
    "setup": opened("/setup#x", heading("This link no longer works")),
    "sign-up": opened("/sign-up", heading("Sign-up is closed")),
    "forgotten": opened("/forgot", heading("Forgotten your password?")),
    "invitation": opened("/join#1_x", heading("This link no longer works")),
    "start": opened("/start#x", heading("This link no longer works")),
    "new password": opened("/reset#x", heading("This link no longer works")),
    "confirmation": opened("/confirm#x", heading("This link no longer works")),
}
PAGES = {
    "library": opened("/", _all_seen),
    "palette": then(_layer("/")),
    "keys": then(_layer("?")),
    "go to date": then(_layer("g d")),
    "photo menu": then(_photo_menu),
    "shortcut": opened("/?upload", _dialog),
    "selection": opened("/", _select),
    "edit date": opened("/", _dates),
    "months": opened("/", _months),
    "menu": opened("/", _menu),
    "upload": opened("/", _upload),
    "favourites": opened("/favourites", heading("No favourites yet")),
    "archive": opened("/archive", heading("Nothing archived")),
    "trash": opened("/trash", lambda page: expect(page.locator("[data-id] .left")).to_be_visible()),
    "empty trash": then(_of_button("Empty trash")),
    "photo": opened("/photos/", lambda page: expect(page.locator("img.here")).not_to_have_count(0), "0.jpg"),
    "details": opened("/photos/", _details, "0.jpg"),
    "details being written": opened("/photos/", _place, "0.jpg"),
    "slideshow": opened("/photos/", _slideshow, "1.jpg"),
    "comparison": opened("/photos/", _compare, "1.jpg"),
    "video": opened(
        "/photos/", lambda page: expect(page.locator(".slide:not([inert]) video")).to_be_visible(), "film.mp4"
    ),
    "opaque": opened("/photos/", heading("This file cannot be shown"), "broken.jpg"),
    "no such photo": opened("/photos/1", heading("There is nothing here")),
    "no such page": opened("/nowhere", heading("There is nothing here")),
    "profile": opened("/settings", heading("Profile")),
    "cropper": then(_cropper),
    "security": opened("/settings/security", heading("Where you are signed in")),
    "API keys": opened("/settings/keys", heading("API keys")),
    "new key": then(_new_key),
    "invitations of mine": opened("/settings/invitations", heading("Invitations")),
    "appearance": opened("/settings/appearance", heading("Appearance")),
    "leaving": opened("/settings/security", _leave),
    "storage of mine": opened("/settings/storage", heading("What you keep")),
    "overview": opened("/admin", heading("About this instance")),
    "people": opened("/admin/users", lambda page: expect(page.get_by_text("@nobody")).to_be_visible()),
    "new person": then(_new_person),
    "space": then(_of_button("What to do with nobody", "Space")),
    "role": then(_of_button("What to do with nobody", "Role")),
    "link": then(_of_button("What to do with nobody", "Copy a password link")),
    "deleting": then(_of_button("What to do with nobody", "Delete")),
    "sign-up and mail": opened("/admin/sign-up", lambda page: expect(page.get_by_label("Port")).to_be_visible()),
    "new invitation": opened("/admin/sign-up", _invite),
    "storage": opened("/admin/storage", heading("Who keeps how much")),
    "backups": opened("/admin/backups", heading("When the worst has happened")),
    "jobs": opened("/admin/jobs", heading("Running now")),
    "health": opened("/admin/health", lambda page: expect(page.get_by_text("Free space")).to_be_visible()),
    "log": opened("/admin/log", _log),
    "welcome": opened("/welcome", heading("What shall it be called?")),
}


@pytest.mark.parametrize(("device", "scheme"), [(SMALL, "light"), (DESK, "dark")], ids=str)
def test_every_page(
    open_page: OpenPage, watches: list[Watch], home: Instance, ids: dict[str, str], device: Device, scheme: str
) -> None:
    troubles: list[str] = []
    for who, pages in ((None, STRANGERS), ("ann", PAGES)):
        page = open_page(device, home, who, color_scheme=scheme, reduced_motion="reduce")
        watches[-1].expect(404, "/api/v1/photos/1")
        watches[-1].expect(415, "/api/v1/uploads(/.*)?")
        watches[-1].expect(403, "/api/v1/(setup|invitations/link|users/confirmations|password/link)")
        for name, go in pages.items():
            go(page, ids)
            troubles += [f"{name}: {trouble}" for trouble in troubles_of(page, device)]
    assert not troubles, "\n".join(troubles)


def troubles_of(page: Page, device: Device) -> list[str]:
    """What is wrong with what is on the screen."""
    troubles = []
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width > room:
        troubles.append(f"{width} pixels wide, where there are {room}")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    troubles += [
        f"axe: {rule['id']} ({rule['impact']}): {rule['help']}: {[node['html'][:160] for node in rule['nodes']][:3]}"
        for rule in found
    ]
    if device.touch:
        troubles += [f"too small for a finger: {control}" for control in page.evaluate(_TOO_SMALL)]
    return troubles
