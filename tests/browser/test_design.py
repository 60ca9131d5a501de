"""The design system: the gallery shows all of it; the frame works by keyboard, by fingers, mirrored, enlarged, in German."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import Fingers, drawn, middle
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, SMALL, Device
from tests.browser.instance import Instance
from tests.browser.test_pages import troubles_of
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

WEB = Path(__file__).parents[2] / "web" / "src"
ZOOMED = Device("zoomed", 720, 450, touch=False)
"""A desk at 200 %: half as many pixels of twice the size."""

PAGES = (
    "/",
    "/favourites",
    "/trash",
    "/settings",
    "/settings/security",
    "/settings/keys",
    "/settings/storage",
    "/settings/appearance",
)
PAGES_OF_ADMINISTRATORS = tuple(
    f"/admin{page}" for page in ("", "/users", "/storage", "/backups", "/jobs", "/health", "/log", "/instance")
)

# Text in boxes that hide what does not fit.
_CUT_OFF = """() => [...document.querySelectorAll('body *')].filter((element) => {
  if (element.closest('[inert], .visually-hidden') || !element.checkVisibility()) return false;
  const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const style = getComputedStyle(element);
  return text && style.overflowX !== 'visible' && style.overflowX !== 'auto' && element.scrollWidth > element.clientWidth + 1;
}).map((element) => element.outerHTML.slice(0, 120))"""

# The smallest of what is wider than the page.
_TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter((element) => {
  const box = element.getBoundingClientRect();
  const out = box.left < -1 || box.right > document.documentElement.clientWidth + 1;
  return out && element.checkVisibility() && !element.closest('nav, header, .toasts');
}).slice(-3).map((element) => element.outerHTML.slice(0, 160))"""

_WORDS = """() => {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest('script, style, code, [name=time_zone]')) found.add(node.textContent.trim());
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title], [aria-valuetext], [alt]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'aria-valuetext', 'alt'])
      found.add((element.getAttribute(name) ?? '').trim());
  found.add(document.title.replace(' · Albumen', ''));
  return [...found].filter(Boolean);
}"""


def opened(page: Page, path: str) -> None:
    """Go there, and wait until its heading stands in its own letters."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    page.wait_for_load_state("load")
    page.wait_for_function("() => document.fonts.ready.then(() => true)")


@pytest.mark.parametrize(("device", "light"), [(SMALL, "light"), (SMALL, "dark"), (DESK, "light")], ids=str)
def test_the_gallery_is_clean_and_needs_nobody(open_page: OpenPage, home: Instance, device: Device, light: str) -> None:
    page = open_page(device, home, reduced_motion="reduce", color_scheme=light)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    opened(page, f"/gallery?light={light}")
    troubles = troubles_of(page, device)
    assert not troubles, "\n".join(troubles)
    assert asked == []


def test_the_gallery_shows_every_part(open_page: OpenPage, home: Instance) -> None:
    page = open_page(DESK, home)
    opened(page, "/gallery")
    shown = " ".join(page.locator("[data-specimen]").evaluate_all("all => all.map((one) => one.dataset.specimen)"))
    parts = re.findall(r"default as (\w+)", (WEB / "ui" / "index.ts").read_text())
    assert parts
    assert [part for part in parts if not re.search(rf"\b{part}\b", shown, re.IGNORECASE)] == []


def test_everything_can_be_found_and_done_by_keyboard(open_page: OpenPage, home: Instance) -> None:
    page = open_page(DESK, home, "ann")
    opened(page, "/settings")
    field = page.get_by_label("About you")
    field.focus()
    page.keyboard.type("a/b?")
    expect(field).to_have_value("a/b?")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("Control+k")
    # Who types at once does not wait until the palette has been fetched.
    page.keyboard.type("trach")
    page.keyboard.press("Backspace")
    palette = page.get_by_role("combobox", name="Search and commands")
    expect(palette).to_be_focused()
    expect(palette).to_have_value("trac")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_be_focused()

    field.blur()
    page.keyboard.press("/")
    expect(palette).to_be_focused()
    page.keyboard.type("arv")
    expect(page.get_by_role("dialog").get_by_role("option", selected=True)).to_have_text(re.compile("^ ?Archive"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/archive$"))
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("/")
    expect(palette).to_be_focused()
    expect(page.get_by_role("group", name="Recent").get_by_role("option")).to_have_text([re.compile("Archive")])
    page.keyboard.type("zzzz")
    expect(page.get_by_text("Nothing is called “zzzz”.")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("dark")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile("/trash$"))
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_role("term").filter(has_text="Trash")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_menu_by_keyboard(open_page: OpenPage, home: Instance) -> None:
    page = open_page(DESK, home, "ann")
    opened(page, "/trash")
    button = page.get_by_role("button", name="Account and settings")
    button.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="Account and settings")
    expect(menu.get_by_role("menuitem", name="Settings")).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitemcheckbox", name="As the system")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("menuitem", name="Settings")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/settings$"))


def test_the_other_mouse_button(open_page: OpenPage, home: Instance) -> None:
    page = open_page(DESK, home)
    opened(page, "/gallery")
    area = page.get_by_role("button", name="Press here with the other mouse button")
    area.click(button="right")
    menu = page.get_by_role("menu", name="More")
    expect(menu).to_be_visible()
    x, y = middle(area)
    box = menu.bounding_box()
    assert box
    assert abs(box["x"] - x) < 20
    assert abs(box["y"] - y) < 300
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    area.focus()
    page.keyboard.press("Shift+F10")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(area).to_be_focused()


def test_a_sheet_is_drawn_down(open_page: OpenPage, home: Instance) -> None:
    page = open_page(PHONE, home)
    fingers = Fingers(page)
    opened(page, "/gallery")
    opener = page.get_by_role("button", name="About this photo")
    sheet = page.get_by_role("dialog", name="About this photo")
    opener.tap()
    expect(sheet).to_be_visible()
    page.wait_for_function("() => document.querySelector('[role=dialog]').getAnimations().length === 0")
    box = sheet.bounding_box()
    assert box
    head = (box["x"] + 120, box["y"] + 20)
    # Slowly and a little: it stays, and goes back to where it was.
    fingers.move((head, (head[0], head[1] + 30)), ((head[0], head[1] + 30), (head[0], head[1] + 30)), steps=3)
    expect(sheet).to_be_visible()
    fingers.move((head, (head[0], head[1] + box["height"] * 0.7)), steps=12)
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()


def test_messages_go_and_can_be_answered(open_page: OpenPage, home: Instance) -> None:
    page = open_page(DESK, home)
    opened(page, "/gallery")
    toasts = page.get_by_role("status").filter(has=page.get_by_role("button", name="Close"))
    page.get_by_role("button", name="Move to trash").last.click()
    expect(toasts).to_contain_text("Moved to the trash")
    toasts.get_by_role("button", name="Restore").click()
    expect(toasts).to_have_count(0)
    page.get_by_role("button", name="Loading", exact=True).last.click()
    expect(page.get_by_role("progressbar", name="Loading")).to_be_visible()
    expect(toasts).to_contain_text("Saved")


@pytest.mark.parametrize("device", [DESK, SMALL], ids=str)
def test_read_from_the_right(open_page: OpenPage, home: Instance, device: Device) -> None:
    page = open_page(device, home, "ann")
    troubles = []
    for path in (*PAGES, *PAGES_OF_ADMINISTRATORS, "/gallery?dir=rtl"):
        opened(page, path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if width > room:
            wide = page.evaluate(_TOO_WIDE)
            troubles.append(f"{path}: {width} pixels wide, where there are {room}: {wide}")
    assert not troubles, "\n".join(troubles)

    opened(page, "/settings")
    page.evaluate("document.documentElement.dir = 'rtl'")
    tabs = page.get_by_role("navigation", name="Settings").get_by_role("link")
    first, second = tabs.nth(0).bounding_box(), tabs.nth(1).bounding_box()
    assert first
    assert second
    assert first["x"] > second["x"]
    places = page.get_by_role("navigation", name="Main")
    box = places.bounding_box()
    links = places.get_by_role("link")
    one, other = links.nth(0).bounding_box(), links.nth(1).bounding_box()
    assert box
    assert one
    assert other
    if device.touch:
        assert one["x"] > other["x"]
    else:
        assert box["x"] + box["width"] == device.width
    heading = page.get_by_role("heading", level=1).bounding_box()
    assert heading
    label = page.get_by_text("About you", exact=True)
    assert label.evaluate("(label) => getComputedStyle(label).textAlign") in {"start", "right"}


@pytest.mark.parametrize("device", [ZOOMED, PHONE], ids=str)
def test_twice_as_large(open_page: OpenPage, home: Instance, device: Device) -> None:
    """At 200 % of the browser's zoom, and with letters of twice the size: nothing sticks out and no word is cut off."""
    page = open_page(device, home, "ann")
    troubles = []
    for path in (*PAGES, *PAGES_OF_ADMINISTRATORS, "/gallery"):
        opened(page, path)
        if device is not ZOOMED:
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            drawn(page)
        width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if width > room:
            wide = page.evaluate(_TOO_WIDE)
            troubles.append(f"{path}: {width} pixels wide, where there are {room}: {wide}")
        troubles += [f"{path}: cut off: {element}" for element in page.evaluate(_CUT_OFF)]
    assert not troubles, "\n".join(troubles)
    # The last place of the navigation can still be reached.
    page.goto("/")
    if device is not ZOOMED:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Trash").click()
    expect(page.get_by_role("heading", level=1, name="Trash")).to_be_visible()


def test_nothing_moves_when_the_font_arrives(open_page: OpenPage, watches: list[Watch], home: Instance) -> None:
    def measured(*, font: bool) -> dict[str, dict[str, float]]:
        page = open_page(DESK, home)
        if not font:
            watches[-1].expect(0)
            page.route("**/*.woff2", lambda route: route.abort())
        opened(page, "/sign-in")
        page.evaluate("document.fonts.ready")
        loaded = page.evaluate(
            "[...document.fonts].some((face) => face.family.includes('Sans Variable') && face.status === 'loaded')"
        )
        assert loaded is font
        names = ("h1", "label", "button[type=submit]", "form", ".footer, main p")
        return {name: page.locator(name).first.bounding_box() or {} for name in names}

    before, after = measured(font=False), measured(font=True)
    for name, box in after.items():
        for side in ("x", "y", "height"):
            assert abs(box[side] - before[name][side]) <= 2, (name, box, before[name])


def test_german_is_german(open_page: OpenPage, home: Instance) -> None:
    english = _messages("en")
    german = _messages("de")
    # A single letter is no word: it names a key, and may be somebody's initial.
    foreign = {text for text in english.values() if text not in set(german.values()) and len(text) > 1}
    patterns = [re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))) for text in foreign]
    page = open_page(DESK, home, "ann", locale="de-DE")
    heard: set[str] = set()
    troubles = []

    def listen(where: str) -> None:
        for text in page.evaluate(_WORDS):
            heard.add(text)
            if any(pattern.fullmatch(text) for pattern in patterns):
                troubles.append(f"{where}: {text}")

    for path in ("/sign-up", *PAGES, *PAGES_OF_ADMINISTRATORS, "/archive", "/nowhere"):
        opened(page, path)
        assert page.locator("html").get_attribute("lang") == "de"
        listen(path)
    opened(page, "/trash")
    page.get_by_role("button", name="Konto und Einstellungen").click()
    expect(page.get_by_role("menuitem", name="Abmelden")).to_be_visible()
    listen("menu")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("option", name="Papierkorb")).to_be_visible()
    listen("palette")
    page.keyboard.press("Escape")
    opened(page, "/gallery")
    listen("gallery")
    assert not troubles, "\n".join(troubles)
    # It did listen: these stand on the pages that were walked.
    assert {"Favoriten", "Einstellungen", "Abmelden", "Der Papierkorb ist leer", "Darstellung und Sprache"} <= heard

    # Chosen in the settings, it stays with this browser, whatever that asks for.
    opened(page, "/settings/appearance")
    page.get_by_role("combobox", name="Sprache").select_option("English")
    expect(page.get_by_role("heading", name="Language", exact=True)).to_be_visible()
    opened(page, "/trash")
    expect(page.get_by_role("heading", level=1, name="Trash")).to_be_visible()


def _messages(language: str) -> dict[str, str]:
    """Every sentence by name; of those that differ by number, each of them."""
    found = {}
    for file in sorted((WEB / "words" / "messages" / language).glob("*.json")):
        for name, message in json.loads(file.read_text()).items():
            if isinstance(message, str):
                found[name] = message
            else:
                for case, text in message[0]["match"].items():
                    found[f"{name} {case}"] = text
    return found
