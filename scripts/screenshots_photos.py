"""The states of the pages with photos, for scripts/screenshots.py: timeline and other shelves, upload, viewer."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from drawn_camera import exif_of
from drawn_library import HOME_AGAIN
from drawn_photos import draw
from looking import Act, State, press, then
from playwright.sync_api import CDPSession, Page, Route

TILE = "[data-id]:has(img.loaded)"
_UPLOADED = tempfile.TemporaryDirectory(prefix="albumen-screenshots-")
FOLDER = Path(_UPLOADED.name)
"""What is uploaded, gone with the process that makes it: see `brought`."""


# ----- What people do


def shown_as(density: str) -> Act:
    """As who prefers that density."""
    return lambda page: page.add_init_script(f"localStorage.setItem('albumen.density', '{density}')")


def on(selector: str, number: int = 0) -> Act:
    """Press what that selector finds."""
    return lambda page: page.locator(selector).locator("visible=true").nth(number).click()


def choose(*numbers: int) -> Act:
    """Choose those photos of the page."""

    def choosing(page: Page) -> None:
        for number in numbers:
            page.locator(TILE).nth(number).get_by_role("link").focus()
            page.keyboard.press("x")

    return choosing


def hover(selector: str, number: int = 0) -> Act:
    """Rest with the mouse on something."""
    return lambda page: page.locator(selector).nth(number).hover()


def menu_of_photo(page: Page) -> None:
    page.locator(TILE).nth(2).click(button="right")


def scrubbed(page: Page) -> None:
    """The scrubber is held in the middle."""
    box = page.get_by_role("slider").bounding_box()
    assert box
    x, top, height = box["x"] + box["width"] / 2, box["y"], box["height"]
    if page.evaluate("matchMedia('(hover: hover)').matches"):
        page.mouse.move(x, top + height * 0.2)
        page.mouse.down()
        page.mouse.move(x, top + height * 0.45, steps=4)
        return
    page.mouse.wheel(0, 600)
    page.locator(".thumb").click(position={"x": 20, "y": 20}, trial=True)
    fingers = page.context.new_cdp_session(page)
    thumb = page.locator(".thumb").bounding_box()
    assert thumb
    y = thumb["y"] + 20
    for step in range(6):
        point = {"x": thumb["x"] + 20, "y": y + (top + height * 0.45 - y) * step / 5}
        fingers.send(
            "Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": [point]}
        )


def scrolled(page: Page) -> None:
    page.mouse.move(600, 500)
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(200)


def with_states(*states: str) -> Act:
    """The first photos of the timeline are in these states, as the server would say it."""

    def answer(route: Route) -> None:
        found = route.fetch()
        body = found.json()
        if isinstance(body.get("state"), list):
            for place, state in enumerate(states):
                body["state"][place], body["grid"][place], body["thumbhash"][place] = state, None, None
        route.fulfill(response=found, body=json.dumps(body))

    return lambda page: page.route(re.compile("/api/v1/timeline/20"), answer)


def in_state(**facts: Any) -> Act:
    """The photo that is opened is in that state, as the server would say it."""

    def answer(route: Route) -> None:
        found = route.fetch()
        nothing_yet = {"renditions": dict.fromkeys(found.json()["renditions"])}
        route.fulfill(response=found, body=json.dumps(found.json() | nothing_yet | facts))

    return lambda page: page.route(re.compile(r"/api/v1/photos/\d+$"), answer)


def viewed(page: Page) -> None:
    """Until the photo stands there."""
    page.locator(".slide:not([inert]) img.here").first.wait_for()


def field(selector: str, text: str) -> Act:
    """Write into a field of the details."""
    return lambda page: page.locator(selector).first.fill(text)


def pointed(selector: str, x: float, y: float = 0.5) -> Act:
    """Rest with the mouse at a part of something."""

    def pointing(page: Page) -> None:
        box = page.locator(selector).first.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)

    return pointing


def line_of(page: Page, upload: int) -> None:
    """The line of the page: so many bytes are sent on it in a second; with none, it is broken."""
    if page not in _lines:
        _lines[page] = page.context.new_cdp_session(page)
        _lines[page].send("Network.enable")
    about = {"offline": upload == 0, "latency": 40, "downloadThroughput": -1, "uploadThroughput": upload}
    _lines[page].send("Network.emulateNetworkConditions", about)


def slower(page: Page) -> None:
    """One on which it takes so long that the line can break meanwhile."""
    line_of(page, 6_000)


def slow(page: Page) -> None:
    """A line on which uploading takes its time."""
    line_of(page, 60_000)


_brought = 0
_lines: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


def brought(count: int, *others: tuple[str, bytes]) -> Act:
    """Photos that nobody has seen yet are chosen for uploading, and other files with them."""

    def bringing(page: Page) -> None:
        global _brought
        paths = []
        for _ in range(count):
            _brought += 1
            paths.append(FOLDER / f"DSC_{4100 + _brought}.jpg")
            draw(200 + _brought, (600, 400)).save(paths[-1], quality=92, exif=exif_of(_brought, HOME_AGAIN))
        for name, data in others:
            paths.append(FOLDER / name)
            paths[-1].write_bytes(data)
        page.locator("input[name=files]").first.set_input_files(paths)
        page.locator("aside.tray").wait_for()
        if page.locator("aside.tray.folded").count():
            return
        page.locator("aside.tray .row").first.wait_for()

    return bringing


def unfolded(page: Page) -> None:
    """The tray of a phone is opened."""
    if page.locator("aside.tray.folded").count():
        # Where everything has arrived already, another one closes it.
        page.get_by_role("button", name=re.compile("Unfold|Ausklappen")).click()


def finished(page: Page) -> None:
    """Until nothing is being sent any more."""
    page.locator("aside.tray header .sign svg.lucide").wait_for()
    page.locator("aside.tray .meter").wait_for(state="detached")


def dragging(page: Page) -> None:
    """Files are held above the page."""
    path = FOLDER / "held.jpg"
    path.write_bytes(b"held")
    browser = page.context.new_cdp_session(page)
    files = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver"):
        browser.send("Input.dispatchDragEvent", {"type": kind, "x": 180, "y": 400, "data": files})


def offline(page: Page) -> None:
    page.context.set_offline(True)


def cut_off(page: Page) -> None:
    """The line on which something is uploaded breaks: until that is noticed."""
    line_of(page, 0)
    page.context.set_offline(True)
    page.route("**/api/v1/**", lambda route: route.abort("internetdisconnected"))
    page.locator("aside.tray .sign svg.lucide-cloud-off").wait_for()


def newer(page: Page) -> None:
    """The server has a newer client."""
    page.route("**/_app/version.json", lambda route: route.fulfill(json={"version": "newer"}))
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.get_by_role("status").get_by_role("button").first.wait_for()


def installable(page: Page) -> None:
    """The browser offers to install the page."""
    page.evaluate("dispatchEvent(new Event('beforeinstallprompt'))")


def undone(page: Page) -> None:
    """What a toast tells of is taken back."""
    with page.expect_response(lambda response: response.request.method in ("PATCH", "POST")):
        page.get_by_role("status").get_by_role("button", name=re.compile("Undo|Rückgängig")).first.click()


def searched(text: str) -> Act:
    """Write into the palette."""

    def searching(page: Page) -> None:
        page.keyboard.press("/")
        page.get_by_role("dialog").get_by_role("combobox").fill(text)

    return searching


VIEW = "/photos/{photo}"
MIXED = (
    ("Screenshot 2026-09-27 at 18.44.12.jpg", b"Words, whatever the name says."),
    ("notes.txt", b"notes"),
    ("empty.jpg", b""),
)
DESK = ("desk",)

STATES: dict[str, State] = {
    # The timeline
    "timeline-compact": State("/", before=shown_as("compact")),
    "timeline-months": State("/", before=shown_as("months"), also=("rtl",)),
    "timeline-years": State("/", before=shown_as("years")),
    "timeline-scrolled": State("/", scrolled),
    "scrubber": State("/", scrubbed, also=("de", "rtl")),
    "selection": State("/", choose(0, 1, 3), also=("de", "rtl")),
    "selection-of-one": State("/", choose(2), sizes=("phone",)),
    "context-menu": State("/", menu_of_photo, also=("de", "rtl"), sizes=DESK),
    "view-menu": State("/", on("main header .tools button", 1), also=("de",)),
    "go-to-date": State("/", press("g", "d")),
    "edit-date": State("/", then(choose(0), on(".bar button", 3))),
    "edit-dates": State("/", then(choose(0, 1, 3), on(".bar button", 3)), also=("de",)),
    "shift-dates": State(
        "/", then(choose(0, 1), on(".bar button", 3), on("[role=dialog] fieldset label", 1)), also=("de",)
    ),
    "tile-hover": State("/", hover(TILE, 1), sizes=DESK),
    "tile-focus": State("/", press("Tab", "Enter", "Tab", "Tab", "Tab", "ArrowRight"), sizes=DESK),
    "toast-undo": State("/", then(choose(8, 9), on(".bar button", 2)), after=undone),
    "tiles-in-all-states": State("/", before=with_states("processing", "failed", "opaque")),
    # Other shelves
    "timeline-empty": State("/", who="cleo", also=("de",)),
    "favourites-empty": State("/favourites", who="cleo"),
    "archive-empty": State("/archive", who="cleo"),
    "trash-empty": State("/trash", who="cleo"),
    "trash-selection": State("/trash", choose(0, 1), also=("de",)),
    "trash-emptying": State("/trash", on("main header .more button", 1), also=("de",)),
    "trash-menu": State("/trash", menu_of_photo, sizes=DESK),
    # Upload
    "upload-menu": State("/", on("header button:has(.plus)"), also=("de",)),
    "upload-dragging": State("/", dragging, sizes=DESK),
    "upload-running": State("/", then(brought(5), unfolded), who="ben", before=slow, also=("de",)),
    "upload-folded": State("/", then(brought(3), press("Escape")), who="ben", before=slow),
    "upload-paused": State("/", then(brought(4), on("aside.tray header button"), unfolded), who="ben", before=slow),
    "upload-done": State("/", then(brought(3), unfolded, finished), who="ben"),
    "upload-failed": State("/", then(brought(2, *MIXED), unfolded, finished), who="ben", also=("de",)),
    "upload-offline": State("/", then(brought(2), unfolded, cut_off), who="ben", before=slower),
    # The viewer
    "viewer": State(VIEW, viewed, also=("rtl",)),
    "viewer-portrait": State("/photos/{portrait}", viewed),
    "viewer-panorama": State("/photos/{panorama}", viewed),
    "viewer-zoomed": State(VIEW, then(viewed, press("+", "+", "+"))),
    "viewer-turned": State(VIEW, then(viewed, press("r"))),
    "viewer-menu": State(VIEW, then(viewed, on(".tools.top .ends button", 0)), also=("de",)),
    "viewer-toast": State(VIEW, then(viewed, press("e")), after=undone),
    "viewer-trashed": State("/photos/{trashed}", viewed),
    "viewer-processing": State(VIEW, before=in_state(state="processing")),
    "viewer-failed": State(VIEW, before=in_state(state="failed", reason="The decoder ran out of memory.")),
    "viewer-opaque": State("/photos/{opaque}"),
    "details": State(VIEW, then(viewed, press("i")), also=("de", "rtl")),
    "details-below": State(
        VIEW, then(viewed, press("i"), lambda page: page.locator("aside dt").last.scroll_into_view_if_needed())
    ),
    "details-opaque": State("/photos/{opaque}", press("i")),
    "details-title": State(VIEW, then(viewed, press("i"), on("aside section textarea, aside section input", 0))),
    "details-date": State(VIEW, then(viewed, press("i"), on("aside dd .row button", 0)), also=("de",)),
    "details-place": State(
        VIEW,
        then(viewed, press("i"), on("aside .tools button", 1), field("aside dd form input", "nowhere"), press("Enter")),
    ),
    "compare": State("/", then(choose(0, 1), on(".bar button", 5)), also=("de",)),
    "slideshow": State(VIEW, then(viewed, press(" "))),
    "slideshow-wishes": State(
        VIEW, then(viewed, press(" "), on(".slideshow .bar.bottom .side.end button", 0)), also=("de",)
    ),
    "video": State("/photos/{video}", lambda page: page.locator(".video-bar").wait_for()),
    "video-pointed": State(
        "/photos/{video}", then(lambda page: page.locator(".video-bar").wait_for(), pointed(".seek", 0.6)), sizes=DESK
    ),
    "video-speed": State("/photos/{video}", on(".video-bar button:has(.speed)")),
    "video-details": State("/photos/{video}", then(lambda page: page.locator(".video-bar").wait_for(), press("i"))),
    # Everywhere
    "palette": State("/", press("/"), also=("de", "rtl")),
    "palette-found": State("/", searched("tr")),
    "palette-nothing": State("/", searched("xyzzy")),
    "keys": State("/", press("?"), also=("de",)),
    "keys-viewer": State(VIEW, then(viewed, press("?")), sizes=DESK),
    "install": State("/settings/appearance", installable),
    "update": State("/", newer, also=("de",)),
    "offline": State("/", offline, also=("de",)),
    "offline-page": State("/", then(offline, on("nav a", 2))),
}
