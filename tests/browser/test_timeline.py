"""What one does on the timeline: go to a time, see more or less at once, choose many, act on them and take it back."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import trip
from tests.browser.acts import Fingers, drawn, middle, scroll, seen, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import Instance, wait_until
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

BOTH = pytest.mark.parametrize("device", [DESK, PHONE], ids=str)
MIAS = 12
"""Photos of `mia`, who changes hers: the n-th was taken at `trip.taken(n)`."""

# The photo nearest to a point of the window, and how far below the window's top it stands.
_NEAREST = """([x, y]) => [...document.querySelectorAll('[data-id]')].map((tile) => {
  const box = tile.getBoundingClientRect();
  return [Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y), tile.dataset.id, box.top];
}).sort((a, b) => a[0] - b[0])[0].slice(1)"""
_TOP_OF = "id => document.querySelector(`[data-id='${id}']`)?.getBoundingClientRect().top"
_INSIDE = """([left, top, right, bottom]) => [...document.querySelectorAll('[data-id]')].filter((tile) => {
  const box = tile.getBoundingClientRect();
  return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
}).map((tile) => tile.dataset.id)"""
_DRIFTS = """() => {
  const drifting = setInterval(() => scrollBy(0, 1), 50);
  addEventListener('pointerdown', () => clearInterval(drifting), { capture: true, once: true });
}"""
_CHOSEN = "[...document.querySelectorAll('[data-id].selected')].map((tile) => tile.dataset.id)"


@pytest.fixture(scope="module")
def mia(home: Instance) -> dict[str, str]:
    """A few photos and a video of `mia`, by their names."""
    home.add_person("mia")
    files = {f"{n}.jpg": trip.photo(n, (400, 300)) for n in range(MIAS)}
    return home.upload("mia", files | {"film.mp4": trip.film()})


def opened(open_page: OpenPage, device: Device, instance: Instance, who: str) -> Page:
    page = open_page(device, instance, who)
    page.goto("/")
    expect(seen(page)).not_to_have_count(0)
    return page


def resting(page: Page) -> None:
    """Until all that is drawn has its picture."""
    drawn(page)
    page.wait_for_function("() => !document.querySelector('.coming') && document.querySelector('[data-id] img.loaded')")
    drawn(page)


def marked(page: Page, place: tuple[float, float] | None = None) -> tuple[str, float]:
    """The photo at a point of the window (its middle), and where it stands."""
    size = page.viewport_size
    assert size
    found: list[Any] = page.evaluate(_NEAREST, list(place or (size["width"] / 2, size["height"] / 2)))
    return found[0], found[1]


def chosen(page: Page) -> Locator:
    """What says how many photos are chosen."""
    return page.get_by_role("toolbar", name="Selection").locator("strong")


def slider(page: Page) -> Locator:
    """The scrubber."""
    return page.get_by_role("slider", name="Date in the timeline")


def photo(instance: Instance, who: str, id: str) -> dict[str, Any]:
    """What the server knows of a photo."""
    with instance.client(who) as client:
        found: dict[str, Any] = client.get(f"/api/v1/photos/{id}").json()
        return found


def eventually(value: Callable[[], object], expected: object) -> None:
    """Wait until the server says so."""
    wait_until(lambda: value() == expected, f"{expected}")


def test_the_scrubber_goes_anywhere(open_page: OpenPage, long: Instance) -> None:
    page = opened(open_page, DESK, long, "joe")
    track = slider(page).bounding_box()
    assert track
    x = track["x"] + track["width"] / 2
    at = lambda part: track["y"] + track["height"] * part  # noqa: E731
    first = slider(page).get_attribute("aria-valuetext")
    # Dragged: at no moment is there nothing on the page.
    page.mouse.move(x, at(0.1))
    page.mouse.down()
    told = set()
    for part in (0.2, 0.4, 0.6, 0.8, 0.5):
        page.mouse.move(x, at(part))
        assert page.evaluate("document.elementsFromPoint(400, 400).some((hit) => hit.closest('.section'))")
        told.add(slider(page).get_attribute("aria-valuetext"))
    expect(page.locator(".bubble.shown")).to_be_visible()
    page.mouse.up()
    assert len(told) == 5
    resting(page)
    month = slider(page).get_attribute("aria-valuetext") or ""
    assert month != first
    expect(page.get_by_role("grid").get_by_role("link", name=re.compile(month.split()[1])).first).to_be_visible()
    # By keys: months, years, both ends.
    page.mouse.move(400, 300)
    slider(page).focus()
    for keys, valid in (("End", "last"), ("Home", "first"), ("ArrowDown", "next"), ("PageDown", "year")):
        before = slider(page).get_attribute("aria-valuetext")
        page.keyboard.press(keys)
        drawn(page)
        after = slider(page).get_attribute("aria-valuetext")
        assert after != before, valid
        if valid == "last":
            assert slider(page).get_attribute("aria-valuenow") == slider(page).get_attribute("aria-valuemax")
        if valid == "first":
            assert slider(page).get_attribute("aria-valuenow") == "0"
    resting(page)


def test_a_thumb_on_a_phone(open_page: OpenPage, long: Instance) -> None:
    page = opened(open_page, PHONE, long, "joe")
    thumb = page.locator(".thumb")
    expect(thumb).to_have_css("opacity", "0")
    scroll(page, "scrollBy(0, 1500)")
    # It stays for a moment only: until it is touched the page goes on moving.
    page.evaluate(_DRIFTS)
    expect(thumb).to_have_css("opacity", "1")
    x, y = middle(thumb)
    Fingers(page).move(((x - 10, y), (x - 10, y + 350)))
    resting(page)
    page.wait_for_function("() => Number(document.querySelector('.scrubber').ariaValueNow) > 5")
    expect(chosen(page)).to_have_count(0)
    # By keys the month comes to stand below the bar, where it can be read.
    slider(page).focus()
    page.keyboard.press("ArrowDown")
    resting(page)
    month = slider(page).get_attribute("aria-valuetext") or ""
    heading = page.get_by_role("heading", name=month, exact=True).bounding_box()
    bar = page.get_by_role("banner").bounding_box()
    assert heading
    assert bar
    assert bar["y"] + bar["height"] <= heading["y"] < 200


@BOTH
def test_more_or_less_at_once(open_page: OpenPage, long: Instance, device: Device) -> None:
    page = opened(open_page, device, long, "joe")
    scroll(page, "scrollTo(0, document.documentElement.scrollHeight * 0.4)")
    resting(page)
    before = page.evaluate("document.documentElement.scrollHeight")
    spot = (device.width / 2, device.height / 2)
    id, top = marked(page, spot)
    farther(page, device, spot)
    page.wait_for_function("before => document.documentElement.scrollHeight < before * 0.8", arg=before)
    resting(page)
    # What was under the fingers is still there.
    assert abs(page.evaluate(_TOP_OF, id) - top) < 150
    day = photo(long, "joe", id)["shown_at"][:7]
    farther(page, device, spot)
    card = page.locator(f"[data-month='{day}']")
    expect(card).to_be_visible()
    expect(card.locator("img").first).to_be_visible()
    farther(page, device, spot)
    expect(page.locator("[data-month]").first).to_be_visible()
    page.reload()
    # It is remembered; a card leads into its month.
    expect(page.locator("[data-month] img").first).to_be_visible()
    page.locator(f"[data-month='{day}']").click()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    resting(page)
    page.wait_for_function(
        "day => document.elementsFromPoint(150, 300).some((hit) => hit.closest('[data-id]'))", arg=day
    )
    inside, _ = marked(page, (150, 250))
    assert photo(long, "joe", inside)["shown_at"][:7] == day
    nearer(page, device, spot)
    page.wait_for_function("before => document.documentElement.scrollHeight > before * 0.9", arg=before)


def farther(page: Page, device: Device, spot: tuple[float, float]) -> None:
    zoom(page, device, spot, 120, [(-120, -40), (120, 40)])


def nearer(page: Page, device: Device, spot: tuple[float, float]) -> None:
    zoom(page, device, spot, -120, [(-40, -90), (40, 90)])


def zoom(page: Page, device: Device, spot: tuple[float, float], wheel: int, pinch: list[tuple[int, int]]) -> None:
    x, y = spot
    page.wait_for_timeout(250)  # Two turns of the wheel in one moment are one step.
    if not device.touch:
        page.mouse.move(x, y)
        page.keyboard.down("Control")
        page.mouse.wheel(0, wheel)
        page.keyboard.up("Control")
    else:
        Fingers(page).move(*(((x + begin, y), (x + end, y)) for begin, end in pinch), steps=3)


@BOTH
def test_the_place_is_kept(open_page: OpenPage, long: Instance, device: Device) -> None:
    page = opened(open_page, device, long, "joe")
    scroll(page, "scrollTo(0, document.documentElement.scrollHeight * 0.6)")
    resting(page)

    def stands(id: str, top: float) -> None:
        page.wait_for_function(
            f"([id, top]) => Math.abs((({_TOP_OF})(id) ?? 1e9) - top) < 3",
            arg=[id, top],
        )

    # The first that reaches into the window.
    id, top = page.evaluate(
        """() => [...document.querySelectorAll('[data-id]')].map((tile) => [tile.dataset.id, tile.getBoundingClientRect()])
          .filter(([, box]) => box.bottom > 1).map(([id, box]) => [id, box.top])[0]"""
    )
    page.reload()
    stands(id, top)
    resting(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Favourites").click()
    expect(page.get_by_role("heading", name="Favourites", level=1)).to_be_visible()
    page.go_back()
    stands(id, top)
    page.set_viewport_size({"width": device.width - 60, "height": device.height})
    drawn(page)
    stands(id, top)


def test_a_rectangle_chooses_what_it_touches(open_page: OpenPage, long: Instance) -> None:
    page = opened(open_page, DESK, long, "joe")
    scroll(page, "scrollTo(0, 3000)")
    resting(page)
    page.mouse.move(200, 200)
    page.mouse.down()
    page.mouse.move(700, 300, steps=3)
    page.mouse.move(900, 560, steps=3)
    drawn(page)
    inside = page.evaluate(_INSIDE, [200, 200, 900, 560])
    assert len(inside) > 3
    assert sorted(page.evaluate(_CHOSEN)) == sorted(inside)
    # Drawn smaller, it lets go again; at the window's edge the page scrolls along.
    page.mouse.move(700, 260, steps=3)
    drawn(page)
    assert len(page.evaluate(_CHOSEN)) < len(inside)
    page.mouse.move(900, 895, steps=3)
    page.wait_for_function("() => scrollY > 4500")
    page.mouse.up()
    expect(page.locator(".band")).to_have_count(0)
    count = int((chosen(page).text_content() or "0").split()[0])
    assert count > 20
    # Nothing was opened, and a click now adds one.
    expect(page).to_have_url(re.compile("/$"))
    page.locator("[data-id]:not(.selected) a").last.click()
    expect(chosen(page)).to_have_text(f"{count + 1} selected")
    page.keyboard.press("Escape")
    expect(chosen(page)).to_have_count(0)
    # Read from the right, it is drawn where the mouse is all the same, and the years stand at the left.
    page.evaluate("document.documentElement.dir = 'rtl'")
    resting(page)
    x, _ = middle(slider(page))
    assert x < 100
    page.mouse.move(700, 200)
    page.mouse.down()
    page.mouse.move(400, 300, steps=3)
    page.mouse.move(200, 560, steps=3)
    drawn(page)
    band = page.locator(".band").bounding_box()
    assert band
    assert (band["x"], band["x"] + band["width"]) == (pytest.approx(200, abs=2), pytest.approx(700, abs=2))
    inside = page.evaluate(_INSIDE, [200, 200, 700, 560])
    assert len(inside) > 3
    assert sorted(page.evaluate(_CHOSEN)) == sorted(inside)
    page.mouse.up()


def test_stretches_by_click_and_by_key(open_page: OpenPage, long: Instance) -> None:
    page = opened(open_page, DESK, long, "joe")
    resting(page)
    tiles(page).nth(1).locator(".check").click()
    tiles(page).nth(4).click(modifiers=["Shift"])
    expect(chosen(page)).to_have_text("4 selected")
    tiles(page).nth(2).click(modifiers=["Shift"])
    expect(chosen(page)).to_have_text("2 selected")
    page.keyboard.press("Escape")
    # From the first photo to one two years earlier: nobody looked at those between them.
    first = tiles(page).nth(0).get_by_role("link")
    first.focus()
    page.keyboard.press("x")
    page.keyboard.press("Shift+End")
    expect(chosen(page)).to_have_text("5,000 selected")
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(chosen(page)).to_have_text("3 selected")
    page.keyboard.press("Shift+ArrowLeft")
    expect(chosen(page)).to_have_text("2 selected")
    page.keyboard.press("Escape")
    page.keyboard.press("PageDown")
    page.wait_for_function("() => scrollY > 200 && document.activeElement.closest('[data-id]')")
    page.keyboard.press("PageUp")
    page.keyboard.press("Control+a")
    expect(chosen(page)).to_have_text("5,000 selected")
    page.keyboard.press("Escape")
    expect(chosen(page)).to_have_count(0)


def test_a_finger_is_drawn_over_photos(open_page: OpenPage, long: Instance) -> None:
    page = opened(open_page, PHONE, long, "joe")
    resting(page)
    boxes = {id: page.locator(f"[data-id='{id}']") for id in page.evaluate(_ids_in_view())}
    ids = list(boxes)
    fingers = Fingers(page)
    begin, end = middle(boxes[ids[0]]), middle(boxes[ids[3]])
    fingers.rest_and_draw(begin, [middle(boxes[ids[4]]), end], until=chosen(page))
    assert page.evaluate(_CHOSEN) == ids[:4]
    assert page.evaluate("scrollY") == 0
    expect(chosen(page)).to_contain_text("4")
    # A tap adds one; the page still scrolls under a finger that only passes.
    boxes[ids[4]].tap()
    expect(chosen(page)).to_contain_text("5")
    page.get_by_role("button", name="Clear selection").tap()
    expect(chosen(page)).to_have_count(0)


def _ids_in_view() -> str:
    return """[...document.querySelectorAll('[data-id]')].filter((tile) => {
      const box = tile.getBoundingClientRect();
      return box.top > 100 && box.bottom < innerHeight - 150;
    }).map((tile) => tile.dataset.id)"""


@BOTH
def test_act_and_take_it_back(open_page: OpenPage, home: Instance, mia: dict[str, str], device: Device) -> None:
    page = opened(open_page, device, home, "mia")
    resting(page)
    some = [mia["3.jpg"], mia["5.jpg"]]

    def choose() -> None:
        for id in some:
            page.locator(f"[data-id='{id}'] a").focus()
            page.keyboard.press("x")
        expect(chosen(page)).to_contain_text("2")

    def undo() -> None:
        page.get_by_role("button", name="Undo").last.click()

    bar = page.get_by_role("toolbar", name="Selection")
    gone = page.locator(f"[data-id='{some[0]}']")
    for name, done, field in (
        ("Favourite", "2 photos are favourites now", "favourite"),
        ("Archive", "2 photos archived", "archived"),
        ("Move to trash", "2 photos moved to the trash", "trashed_at"),
    ):
        choose()
        bar.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_text(done)).to_be_visible()
        expect(gone).to_have_count(1 if field == "favourite" else 0)
        assert all(photo(home, "mia", id)[field] for id in some)
        undo()
        eventually(lambda field=field: [bool(photo(home, "mia", id)[field]) for id in some], [False, False])  # type: ignore[misc]
        expect(gone).to_have_count(1)
        expect(page.get_by_text(f"{len(mia)} photos", exact=True)).to_be_visible()


@BOTH
def test_dates_are_set_and_shifted_and_set_back(
    open_page: OpenPage, home: Instance, mia: dict[str, str], device: Device
) -> None:
    page = opened(open_page, device, home, "mia")
    resting(page)
    some = [mia["2.jpg"], mia["4.jpg"]]
    before = [photo(home, "mia", id)["taken_at"] for id in some]

    def dialog(count: int) -> Locator:
        for id in some[:count]:
            page.locator(f"[data-id='{id}'] a").focus()
            page.keyboard.press("x")
        page.get_by_role("button", name="Edit date").click()
        expect(page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_visible()
        return page.get_by_role("dialog")

    def dates() -> list[str]:
        return [photo(home, "mia", id)["taken_at"] for id in some]

    # Of many the distances are kept.
    form = dialog(2)
    form.get_by_label("Date", exact=True).fill("2011-05-06")
    form.get_by_label("Time", exact=True).fill("07:08")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Dates of 2 photos changed")).to_be_visible()
    apart = 2 * trip.STEP
    assert dates() == ["2011-05-06T07:08:00", (datetime(2011, 5, 6, 7, 8) + apart).isoformat()]
    page.get_by_role("button", name="Undo").last.click()
    eventually(dates, before)
    # The clock was wrong by a day and an hour.
    form = dialog(2)
    form.get_by_role("radio", name="Shift").check()
    form.get_by_label("Direction").select_option("Earlier")
    form.get_by_label("Days").fill("1")
    form.get_by_label("Hours").fill("1")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Dates of 2 photos changed")).to_be_visible()
    moved = timedelta(days=-1, hours=-1)
    assert dates() == [(trip.taken(n) + moved).isoformat() for n in (2, 4)]
    page.get_by_role("button", name="Undo").last.click()
    eventually(dates, before)
    # One alone, by keyboard alone.
    form = dialog(1)
    form.get_by_label("Date", exact=True).fill("1999-12-31")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Date changed")).to_be_visible()
    assert dates()[0][:10] == "1999-12-31"
    page.get_by_role("button", name="Undo").last.click()
    eventually(dates, before)


def test_go_to_a_date(open_page: OpenPage, long: Instance) -> None:
    page = opened(open_page, DESK, long, "joe")
    resting(page)
    day = photo(long, "joe", marked(page)[0])["shown_at"][:10]
    wanted = f"{int(day[:4]) - 1}-{day[5:7]}-15"
    page.keyboard.press("g")
    page.keyboard.press("d")
    field = page.get_by_role("dialog").get_by_label("Date")
    expect(field).to_be_focused()
    field.fill(wanted)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    resting(page)
    there = photo(long, "joe", marked(page, (300, 250))[0])["shown_at"][:10]
    assert abs((datetime.fromisoformat(there) - datetime.fromisoformat(wanted)).days) <= 2


def test_what_others_add_appears_and_pushes_nothing(open_page: OpenPage, watches: list[Watch], long: Instance) -> None:
    above = opened(open_page, DESK, long, "joe")
    page = opened(open_page, DESK, long, "joe")
    for watch in watches:
        # Where the mouse rests, more is asked of a photo that may be gone by then.
        watch.expect(404, "/api/v1/photos/.*")
    scroll(page, "scrollTo(0, 2500)")
    resting(page)
    id, top = marked(page)
    # Another device sends one of today.
    new = long.upload("joe", {"new.jpg": trip.photo(77, (300, 200)).replace(b"2024", b"2026")})["new.jpg"]
    try:
        for window in (above, page):
            expect(window.get_by_text("5,001 photos", exact=True)).to_be_attached()
        drawn(page)
        assert abs(page.evaluate(_TOP_OF, id) - top) < 2
        scroll(above, "scrollTo(0, 0)")
        found = photo(long, "joe", new)["shown_at"][:10]
        above.keyboard.press("g")
        above.keyboard.press("d")
        above.get_by_role("dialog").get_by_label("Date").fill(found)
        above.keyboard.press("Enter")
        expect(above.locator(f"[data-id='{new}'] img.loaded")).to_be_visible()
    finally:
        with long.client("joe") as client:
            client.post("/api/v1/photos/trash", json={"ids": [new]}).raise_for_status()
            client.post("/api/v1/photos/purge", json={"ids": [new]}).raise_for_status()
    expect(page.get_by_text("5,000 photos", exact=True)).to_be_attached()


@BOTH
def test_the_trash(open_page: OpenPage, home: Instance, mia: dict[str, str], device: Device) -> None:
    extra = home.upload("mia", {f"extra {device}.jpg": trip.photo(200 + device.width, (300, 200))})
    ids = [mia["6.jpg"], mia["7.jpg"], *extra.values()]
    with home.client("mia") as client:
        client.post("/api/v1/photos/trash", json={"ids": ids}).raise_for_status()
    page = open_page(device, home, "mia")
    page.goto("/trash")
    expect(page.get_by_text("What lies here is deleted for good after 30 days.")).to_be_visible()
    expect(page.get_by_text("30 days", exact=True)).to_have_count(3)
    page.get_by_role("button", name="Restore all").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    # The page does not wait for the server; what it tells of has happened.
    expect(page.get_by_text("3 photos restored")).to_be_visible()
    assert [photo(home, "mia", id)["trashed_at"] for id in ids] == [None] * 3
    page.get_by_role("button", name="Undo").click()
    expect(tiles(page)).to_have_count(3)
    # One for good, the others back.
    (gone,) = extra.values()
    page.locator(f"[data-id='{gone}'] a").focus()
    page.keyboard.press("x")
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete for good").click()
    expect(tiles(page)).to_have_count(2)
    page.get_by_role("button", name="Restore all").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    with home.client("mia") as client:
        assert client.get(f"/api/v1/photos/{gone}").status_code == 404


@BOTH
def test_a_video_plays_where_it_stands(
    open_page: OpenPage, home: Instance, mia: dict[str, str], device: Device
) -> None:
    page = opened(open_page, device, home, "mia")
    page.goto("/")
    tile = page.locator(f"[data-id='{mia['film.mp4']}']")
    tile.scroll_into_view_if_needed()
    resting(page)
    video = page.locator("[data-id] video")
    if device.touch:
        Fingers(page).hold(middle(tile), until=video)
        expect(chosen(page)).to_contain_text("1")
    else:
        tile.hover()
        expect(video).to_have_count(1)
        page.wait_for_function("() => document.querySelector('[data-id] video').currentTime > 0.1")
        assert page.evaluate("document.querySelector('[data-id] video').muted")
        page.mouse.move(5, 5)
    expect(video).to_have_count(0)
