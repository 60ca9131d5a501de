"""What people do with a mouse and with fingers, as the browser itself hears it."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Locator, Page, expect

Point = tuple[float, float]


def sign_up(page: Page, name: str, password: str) -> None:
    """Fill in the form of a new account, and send it."""
    page.get_by_label("Your name").fill(name.title())
    page.get_by_label("Username").fill(name)
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(password)
    page.locator("button[type=submit]").click()


def sign_in(page: Page, name: str, password: str) -> None:
    """Fill in the form, and send it with Enter."""
    page.get_by_label("Username or e-mail address").fill(name)
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def drop(page: Page, paths: Sequence[Path]) -> None:
    """Drag files and folders from the desktop onto the page."""
    browser = page.context.new_cdp_session(page)
    files = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    about = {"x": 180, "y": 400, "data": files}
    browser.send("Input.dispatchDragEvent", {"type": "dragEnter", **about})
    browser.send("Input.dispatchDragEvent", {"type": "dragOver", **about})
    expect(page.get_by_text("Drop photos, videos or whole folders", exact=True)).to_be_visible()
    browser.send("Input.dispatchDragEvent", {"type": "drop", **about})
    browser.detach()


def tiles(page: Page) -> Locator:
    """The photos of the timeline that are drawn."""
    return page.locator("[data-id]")


def seen(page: Page) -> Locator:
    """Those of them whose picture has arrived."""
    return page.locator("[data-id]:has(img.loaded)")


def scroll(page: Page, how: str) -> None:
    """Scroll by a script, and wait until the page has drawn what stands there."""
    page.evaluate(how)
    drawn(page)


def drawn(page: Page) -> None:
    """Wait until the page has drawn what it knows."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def go(page: Page, place: str) -> None:
    """Follow a link of the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
    expect(page.get_by_role("heading", level=1, name=place)).to_be_visible()


def account_menu(page: Page, entry: str) -> None:
    """Choose an entry of one's own menu."""
    page.get_by_role("button", name="Account and settings").click()
    page.get_by_role("menuitem", name=entry).click()


def middle(place: Locator) -> Point:
    """The middle of what is shown."""
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Fingers:
    """Fingers on a touch screen."""

    def __init__(self, page: Page) -> None:
        self._browser: CDPSession = page.context.new_cdp_session(page)

    def move(self, *ways: tuple[Point, Point], steps: int = 8) -> None:
        """Put one finger down for each way, move them together, lift them."""
        self._touch("touchStart", [begin for begin, _ in ways])
        for step in range(1, steps + 1):
            part = step / steps
            here = [(a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part) for a, b in ways]
            self._touch("touchMove", here)
        self._touch("touchEnd", [])

    def hold(self, place: Point, until: Locator) -> None:
        """Rest on something until that has an effect."""
        self._touch("touchStart", [place])
        expect(until).to_be_visible()
        self._touch("touchEnd", [])

    def rest(self, place: Point) -> None:
        """Put one finger down, and leave it there."""
        self._touch("touchStart", [place])

    def lift(self) -> None:
        """Take all fingers away, if there are any."""
        self._touch("touchEnd", [])

    def rest_and_draw(self, place: Point, way: Sequence[Point], until: Locator) -> None:
        """Rest on something until that has an effect, and draw the finger on from there before it is lifted."""
        self._touch("touchStart", [place])
        expect(until).to_be_visible()
        for begin, end in zip([place, *way], way, strict=False):
            for step in range(1, 9):
                part = step / 8
                self._touch(
                    "touchMove", [(begin[0] + (end[0] - begin[0]) * part, begin[1] + (end[1] - begin[1]) * part)]
                )
        self._touch("touchEnd", [])

    def _touch(self, kind: str, points: Sequence[Point]) -> None:
        points_json = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        self._browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points_json})
