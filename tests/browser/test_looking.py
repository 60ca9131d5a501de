"""What one does with an open photo: out of its tile, gestures, edits in place, slideshow, comparison, giving it away."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import trip
from tests.browser.acts import Fingers, middle, seen, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import Instance, wait_until
from tests.browser.test_viewer import shown
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

WHO = "hal"


@pytest.fixture(scope="module")
def ids(home: Instance) -> dict[str, str]:
    """The photos of `hal`, the latest first: six photos of a trip and a video."""
    home.add_person(WHO)
    files = {f"{number}.jpg": trip.photo(number, (3000, 2000) if number < 2 else (1200, 800)) for number in range(6)}
    return home.upload(WHO, files | {"film.webm": trip.film("libvpx-vp9", "webm", seconds=4)})


@pytest.fixture
def page(request: pytest.FixtureRequest, open_page: OpenPage, home: Instance, ids: dict[str, str]) -> Page:
    """A window in which hal is signed in, on a desk unless the test says otherwise."""
    return open_page(getattr(request, "param", DESK), home, WHO)


on_both = pytest.mark.parametrize("page", [DESK, PHONE], ids=str, indirect=True)


@pytest.fixture
def as_it_was(home: Instance, ids: dict[str, str]) -> Iterator[None]:
    """What the test says of a photo is taken back."""
    yield
    with home.client(WHO) as client:
        empty = {"title": None, "description": None, "tags": None, "rating": None, "latitude": None, "longitude": None}
        for number in range(6):
            said = empty | {"taken_at": trip.taken(number).isoformat(), "favourite": False}
            client.patch(f"/api/v1/photos/{ids[f'{number}.jpg']}", json=said).raise_for_status()


def device_of(page: Page) -> Device:
    return PHONE if page.viewport_size == {"width": PHONE.width, "height": PHONE.height} else DESK


def viewer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Photo", exact=True)


def open_photo(page: Page, photo_id: str) -> None:
    page.goto(f"/photos/{photo_id}")
    expect(shown(page).locator("img.here").first).to_be_visible()


def at_rest(page: Page) -> None:
    """Until nothing of the photo moves any more, whatever moved it."""
    page.wait_for_function(
        """() => {
          const node = document.querySelector('.slide:not([inert]) .picture');
          if (!node || node.getAnimations().length > 0) return false;
          const now = getComputedStyle(node).transform;
          const before = globalThis.before;
          globalThis.before = { now, since: before?.now === now ? before.since : performance.now() };
          return performance.now() - globalThis.before.since > 150;
        }"""
    )


def place(page: Page) -> tuple[float, float, float]:
    """Scale and shift of the photo."""
    a, e, f = shown(page).evaluate(
        "node => { const m = new DOMMatrix(getComputedStyle(node).transform); return [m.a, m.e, m.f]; }"
    )
    return a, e, f


def photo(home: Instance, photo_id: str) -> dict[str, Any]:
    with home.client(WHO) as client:
        found: dict[str, Any] = client.get(f"/api/v1/photos/{photo_id}").raise_for_status().json()
    return found


# ----- Opening and closing


def test_a_photo_grows_out_of_its_tile_and_goes_back_into_it(page: Page, ids: dict[str, str]) -> None:
    page.goto("/")
    expect(seen(page)).to_have_count(len(ids))
    tile = tiles(page).nth(2)
    photo_id = tile.get_attribute("data-id")
    box = tile.bounding_box()
    # The first frame of the flight is looked at from within, before the second is drawn.
    page.evaluate(
        """() => {
          const animate = Element.prototype.animate;
          globalThis.flights = [];
          Element.prototype.animate = function (...how) {
            const made = animate.apply(this, how);
            if (this.matches('.picture')) {
              made.currentTime = this.closest('.viewer').inert ? how[1].duration - 0.01 : 0;
              const { x, y, width, height } = this.getBoundingClientRect();
              globalThis.flights.push({ x, y, width, height });
            }
            return made;
          };
        }"""
    )
    tile.get_by_role("link").click()
    expect(viewer(page)).to_be_visible()
    expect(shown(page).locator("img.here")).to_have_count(1)
    at_rest(page)
    assert tile.evaluate("tile => tile.style.opacity") == ""
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)
    rise, sink = page.evaluate("globalThis.flights")
    assert box
    for flight in (rise, sink):
        # It lies on the tile, as large as that or a little larger where a ratio is cut.
        assert flight["x"] + flight["width"] / 2 == pytest.approx(box["x"] + box["width"] / 2, abs=2)
        assert flight["y"] + flight["height"] / 2 == pytest.approx(box["y"] + box["height"] / 2, abs=2)
        assert flight["width"] == pytest.approx(box["width"], abs=6)
    # The keyboard is where it was, and nothing stayed hidden.
    page.wait_for_function("id => document.activeElement?.closest('[data-id]')?.dataset.id === id", arg=photo_id)
    expect(page.locator("[data-id][style*=opacity]")).to_have_count(0)


def test_whoever_wants_rest_sees_no_flight(open_page: OpenPage, home: Instance, ids: dict[str, str]) -> None:
    page = open_page(DESK, home, WHO, reduced_motion="reduce")
    page.goto("/")
    expect(seen(page)).to_have_count(len(ids))
    page.evaluate(
        """() => {
          const animate = Element.prototype.animate;
          globalThis.moved = [];
          Element.prototype.animate = function (...how) {
            if (this.matches('.picture, .slide')) globalThis.moved.push(this.className);
            return animate.apply(this, how);
          };
        }"""
    )
    tiles(page).nth(1).get_by_role("link").click()
    expect(shown(page).locator("img.here")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)
    assert page.evaluate("globalThis.moved") == []


@on_both
def test_back_closes_forward_opens_and_an_address_is_enough(page: Page, ids: dict[str, str]) -> None:
    page.goto("/")
    expect(seen(page)).not_to_have_count(0)
    tiles(page).nth(0).get_by_role("link").click()
    expect(viewer(page)).to_be_visible()
    first = page.url
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(first)
    second = page.url
    page.go_back()
    expect(viewer(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/$"))
    page.go_forward()
    expect(viewer(page)).to_be_visible()
    expect(page).to_have_url(second)
    page.reload()
    # By its address alone it has its neighbours.
    expect(shown(page).locator("img.here").or_(page.locator(".slide:not([inert]) video"))).not_to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(first)
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(ids["0.jpg"]))
    page.keyboard.press("Home")
    expect(page).not_to_have_url(re.compile(ids["0.jpg"]))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/$"))


# ----- Under the fingers


@pytest.mark.parametrize("page", [PHONE], ids=str, indirect=True)
def test_fingers_zoom_where_they_are(page: Page, ids: dict[str, str]) -> None:
    open_photo(page, ids["0.jpg"])
    at_rest(page)
    fingers = Fingers(page)
    x, y = middle(shown(page))
    box = shown(page).bounding_box()
    assert box
    # Around a point right of the middle: what lies there stays there.
    px, py = x + 80, y + 20
    part = ((px - box["x"]) / box["width"], (py - box["y"]) / box["height"])
    fingers.move(((px - 20, py), (px - 60, py)), ((px + 20, py), (px + 60, py)))
    at_rest(page)
    scale, _, _ = place(page)
    assert scale == pytest.approx(3, rel=0.15)
    box = shown(page).bounding_box()
    assert box
    assert box["x"] + part[0] * box["width"] == pytest.approx(px, abs=6)
    # A throw goes on after the finger has left, and never further than the edge.
    before = place(page)[1]
    fingers.move(((x, y), (x - 60, y)), steps=4)
    assert place(page)[1] < before - 40
    at_rest(page)
    for _ in range(4):
        fingers.move(((x + 120, y), (x - 120, y)), steps=4)
    at_rest(page)
    width = page.evaluate("document.querySelector('.stage').clientWidth")
    box = shown(page).bounding_box()
    assert box
    assert box["x"] + box["width"] == pytest.approx(width, abs=2)
    # Two taps and it is whole.
    page.touchscreen.tap(x, y)
    page.touchscreen.tap(x, y)
    at_rest(page)
    assert place(page) == (1, 0, 0)
    # A tap alone puts the bars away, another brings them back.
    page.touchscreen.tap(x, y)
    expect(page.locator(".viewer.quiet")).to_have_count(1)
    page.touchscreen.tap(x, y)
    expect(page.locator(".viewer.quiet")).to_have_count(0)
    # Pinched small, it is put away.
    fingers.move(((x - 150, y), (x - 15, y)), ((x + 150, y), (x + 15, y)))
    expect(viewer(page)).to_have_count(0)


def test_the_wheel_zooms_where_the_mouse_is_and_keys_turn(page: Page, ids: dict[str, str]) -> None:
    open_photo(page, ids["0.jpg"])
    at_rest(page)
    box = shown(page).bounding_box()
    assert box
    px, py = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.4
    page.mouse.move(px, py)
    for _ in range(5):
        page.mouse.wheel(0, -120)
    at_rest(page)
    assert place(page)[0] > 2
    box = shown(page).bounding_box()
    assert box
    assert box["x"] + box["width"] * 0.7 == pytest.approx(px, abs=3)
    assert box["y"] + box["height"] * 0.4 == pytest.approx(py, abs=3)
    page.keyboard.press("0")
    at_rest(page)
    assert place(page)[0] == 1
    page.keyboard.press("1")
    at_rest(page)
    box = shown(page).bounding_box()
    assert box
    assert box["width"] == pytest.approx(3000, abs=1)
    page.keyboard.press("r")
    at_rest(page)
    box, stage = shown(page).bounding_box(), page.locator(".stage").bounding_box()
    assert box
    assert stage
    # On its side it fits anew: 2000 × 3000 in the height that there is.
    assert box["height"] == pytest.approx(stage["height"], abs=1)
    assert box["width"] == pytest.approx(stage["height"] * 2 / 3, abs=1)
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(ids["1.jpg"]))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(ids["0.jpg"]))
    at_rest(page)
    assert shown(page).evaluate("node => new DOMMatrix(getComputedStyle(node).transform).b") == 0


def test_the_strip_follows_and_leads(page: Page, ids: dict[str, str]) -> None:
    open_photo(page, ids["3.jpg"])
    strip = page.get_by_role("group", name="Filmstrip")
    expect(strip.locator("button")).to_have_count(len(ids))
    expect(strip.locator("[aria-current]")).to_have_count(1)
    strip.locator("button").last.click()
    expect(page).to_have_url(re.compile(ids["0.jpg"]))
    x, y = middle(strip)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 105, y, steps=6)
    page.mouse.up()
    expect(page).to_have_url(re.compile(ids["2.jpg"]))


def test_a_reader_of_the_screen_hears_which_photo_it_is(page: Page, ids: dict[str, str]) -> None:
    open_photo(page, ids["1.jpg"])
    said = viewer(page).get_by_role("status").first
    expect(said).to_have_text(re.compile(rf"^Photo, June 4, 2024 at 4:30 PM, \d of {len(ids)}$"))
    assert page.evaluate("document.activeElement.matches('.viewer')")


# ----- Edits in place


@on_both
@pytest.mark.usefixtures("as_it_was")
def test_what_is_said_of_a_photo_is_written_in_place(page: Page, home: Instance, ids: dict[str, str]) -> None:
    this = ids["1.jpg"]
    open_photo(page, this)
    page.get_by_role("button", name="Details").click()
    details = page.get_by_role("complementary", name="Details")
    title = details.get_by_label("Title")
    title.fill("Over the hills")
    title.press("Enter")
    undo = page.get_by_role("status").get_by_role("button", name="Undo")
    expect(page.get_by_text("Title changed")).to_be_visible()
    assert photo(home, this)["title"] == "Over the hills"
    undo.last.click()
    expect(title).to_have_value("")
    wait_until_said(home, this, title="")

    title.fill("Never mind")
    title.press("Escape")
    expect(title).to_have_value("")
    description = details.get_by_label("Description")
    description.fill("First line\nsecond line")
    title.focus()
    expect(page.get_by_text("Description changed")).to_be_visible()
    details.get_by_role("button", name="4 stars").click()
    expect(details.get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")
    tag = details.get_by_label("Add a tag")
    tag.fill("hills, sky, Hills")
    tag.press("Enter")
    expect(details.get_by_role("list", name="Tags").get_by_role("listitem")).to_have_count(2)
    details.get_by_role("button", name="Remove the tag sky").click()
    expect(details.get_by_role("list", name="Tags").get_by_role("listitem")).to_have_count(1)
    wait_until_said(home, this, title="", description="First line\nsecond line", rating=4, tags=["hills"])

    details.get_by_role("button", name="Add a place").click()
    coordinates = details.get_by_label("Latitude, longitude")
    coordinates.fill("nowhere")
    coordinates.press("Enter")
    expect(details.get_by_text("This names no place")).to_be_visible()
    coordinates.fill("47°37′37.5″N 122°20′14.4″W")
    expect(details.get_by_text("47.62708° N, 122.33733° W")).to_be_visible()
    coordinates.press("Enter")
    expect(details.get_by_role("link", name="OpenStreetMap")).to_be_visible()
    said = photo(home, this)
    assert (said["latitude"], said["longitude"]) == (pytest.approx(47.6270833), pytest.approx(-122.3373333))
    details.get_by_role("button", name="Change the place").click()
    details.get_by_role("button", name="Remove", exact=True).click()
    expect(details.get_by_role("button", name="Add a place")).to_be_visible()
    wait_until_said(home, this, latitude=None)

    details.get_by_role("button", name="Change the date").click()
    details.get_by_label("Date and time").fill("2019-07-04T21:15:03")
    details.get_by_label("Time zone").select_option("+02:00")
    details.get_by_role("button", name="Save").click()
    expect(details).to_contain_text("July 4, 2019 at 9:15 PM")
    expect(details).to_contain_text("UTC+2 set by you")
    wait_until_said(home, this, taken_at="2019-07-04T21:15:03+02:00")
    # It stands elsewhere now, and is still among its neighbours: the oldest of all.
    page.locator("body").press("Escape")
    expect(page.get_by_role("button", name="Next photo")).to_have_count(0)


def wait_until_said(home: Instance, photo_id: str, **facts: object) -> None:
    """Until the server says this of the photo."""
    wait_until(lambda: photo(home, photo_id).items() >= facts.items(), f"{facts}")


@pytest.mark.usefixtures("as_it_was")
def test_an_edit_that_fails_is_taken_back_and_what_was_typed_is_kept(
    page: Page, watches: list[Watch], home: Instance, ids: dict[str, str]
) -> None:
    this = ids["2.jpg"]
    watches[-1].expect(0)
    watches[-1].expect(422, f"/api/v1/photos/{this}")
    open_photo(page, this)
    page.keyboard.press("i")
    details = page.get_by_role("complementary", name="Details")
    title = details.get_by_label("Title")
    page.context.set_offline(True)
    title.fill("Written on a train")
    title.press("Enter")
    expect(details.get_by_text("Albumen cannot be reached")).to_be_visible()
    expect(title).to_have_value("Written on a train")
    # The bar above tells what is true.
    expect(page.locator(".tools.top strong")).to_have_count(0)
    page.context.set_offline(False)
    title.focus()
    title.press("Enter")
    expect(page.locator(".tools.top strong")).to_have_text("Written on a train")
    wait_until_said(home, this, title="Written on a train")

    # The server's own words, where it says no.
    details.get_by_role("button", name="Change the date").click()
    details.get_by_label("Date and time").fill("2124-01-01T00:00:00")
    details.get_by_role("button", name="Save").click()
    expect(details.get_by_text("This date lies in the future")).to_be_visible()
    details.get_by_role("button", name="Cancel").click()
    expect(details).to_contain_text("June 5, 2024")

    # Somebody else was quicker: nothing of theirs is overwritten, and one sees it.
    with home.client(WHO) as client:
        client.patch(f"/api/v1/photos/{this}", json={"title": "By another hand"}).raise_for_status()
    title.fill("Mine")
    title.press("Enter")
    expect(details.get_by_text("This was changed elsewhere meanwhile")).to_be_visible()
    expect(page.locator(".tools.top strong")).to_have_text("By another hand")
    assert photo(home, this)["title"] == "By another hand"


# ----- Videos


@on_both
def test_a_video_shows_what_is_elsewhere_in_it(page: Page, ids: dict[str, str]) -> None:
    with page.expect_response(re.compile(r"/media/.*storyboard")) as board:
        page.goto(f"/photos/{ids['film.webm']}")
        bar = page.get_by_role("slider", name="Position")
        expect(bar).to_be_visible()
        expect(bar).to_have_attribute("aria-valuetext", "0:00 of 0:04")
        box = bar.bounding_box()
        assert box
        x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2
        fingers = Fingers(page)
        if device_of(page) is PHONE:
            fingers.rest((x, y))
        else:
            page.mouse.move(x, y)
    assert board.value.status == 200
    frame = page.locator(".look .frame")
    expect(frame).to_be_visible()
    # Eight pictures, one for each half second: at 0.7 the sixth.
    expect(frame).to_have_css("background-position", "-800px 0px")
    expect(page.locator(".look .time")).to_have_text("0:03")
    if device_of(page) is PHONE:
        fingers.lift()
    else:
        page.mouse.click(x, y)
    page.wait_for_function(
        "() => Math.abs(document.querySelector('.slide:not([inert]) video').currentTime - 2.8) < 0.2"
    )


def test_a_video_by_keyboard_alone(page: Page, ids: dict[str, str]) -> None:
    page.goto(f"/photos/{ids['film.webm']}")
    expect(page.get_by_role("slider", name="Position")).to_be_visible()
    video = "document.querySelector('.slide:not([inert]) video')"
    page.keyboard.press("m")
    assert page.evaluate(f"{video}.muted")
    page.keyboard.press(" ")
    page.wait_for_function(f"() => {video}.currentTime > 0.3 && !{video}.paused")
    page.keyboard.press("k")
    page.wait_for_function(f"() => {video}.paused")
    page.keyboard.press("l")
    page.wait_for_function(f"() => {video}.currentTime > 3.8")
    page.keyboard.press("j")
    page.wait_for_function(f"() => {video}.currentTime === 0")
    page.keyboard.press(".")
    page.wait_for_function(f"() => {video}.currentTime > 0.02 && {video}.currentTime < 0.05")
    page.keyboard.press(">")
    assert page.evaluate(f"{video}.playbackRate") == 1.25
    # A short one begins again by itself.
    assert page.evaluate(f"{video}.loop")
    page.get_by_role("button", name=re.compile("^Speed")).click()
    page.get_by_role("menuitemcheckbox", name="0.5×").click()
    assert page.evaluate(f"{video}.playbackRate") == 0.5
    # Into a window of its own, and back.
    floating = page.get_by_role("button", name="Picture in picture")
    for wanted in (True, False):
        floating.focus()
        page.keyboard.press("Enter")
        expect(floating).to_have_attribute("aria-pressed", str(wanted).lower())
        assert page.evaluate(f"document.pictureInPictureElement === {video}") is wanted
    # Sound is remembered.
    page.reload()
    expect(page.get_by_role("button", name="Sound on")).to_be_visible()


# ----- Slideshow and comparison


def choose(page: Page, *photo_ids: str) -> Locator:
    """Select these photos of the timeline."""
    page.goto("/")
    expect(seen(page)).not_to_have_count(0)
    for photo_id in photo_ids:
        page.locator(f"[data-id='{photo_id}'] a").focus()
        page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="Selection")
    expect(bar).to_contain_text(f"{len(photo_ids)} selected")
    return bar


@on_both
def test_a_slideshow_of_what_was_chosen(page: Page, ids: dict[str, str]) -> None:
    page.add_init_script("localStorage.setItem('albumen.slideshow', JSON.stringify({ seconds: 3, drift: true }))")
    chosen = [ids["film.webm"], ids["5.jpg"], ids["4.jpg"]]
    choose(page, *chosen).get_by_role("button", name="Slideshow").click()
    show = page.get_by_role("dialog", name="Slideshow")
    expect(show).to_be_visible()
    # The video plays to its end, and only then comes the photo.
    video = show.locator("video")
    expect(video).to_be_visible()
    page.wait_for_function("() => document.querySelector('.slideshow video')?.currentTime > 3")
    expect(show.locator("img")).to_be_visible()
    expect(video).to_have_count(0)
    drifting = show.locator("img")
    assert drifting.evaluate("picture => picture.getAnimations().length") == 1
    # The controls go by themselves, and come back.
    expect(page.locator(".slideshow.quiet")).to_have_count(1)
    page.keyboard.press(" ")
    expect(show.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator(".slideshow.quiet")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(show.locator("img")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(show.get_by_text("That was the last one.")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(show).to_have_count(0)
    # It began on the timeline, so it ends there.
    expect(page).to_have_url(re.compile(r"/$"))
    expect(viewer(page)).to_have_count(0)


def test_a_slideshow_from_the_viewer_ends_in_it(page: Page, ids: dict[str, str]) -> None:
    page.add_init_script(
        """globalThis.locks = [];
        const request = WakeLock.prototype.request;
        WakeLock.prototype.request = async function (kind) {
          const lock = await request.call(this, kind);
          globalThis.locks.push(lock);
          return lock;
        };"""
    )
    # However slow the machine is, nothing moves on by itself.
    page.add_init_script("localStorage.setItem('albumen.slideshow', JSON.stringify({ seconds: 30, drift: true }))")
    awake = "() => globalThis.locks.filter((lock) => !lock.released).length"
    open_photo(page, ids["3.jpg"])
    assert page.evaluate(awake) == 0
    page.keyboard.press(" ")
    show = page.get_by_role("dialog", name="Slideshow")
    expect(show.locator("img")).to_be_visible()
    # The screen stays on as long as it runs.
    page.wait_for_function(f"() => ({awake})() === 1")
    page.keyboard.press(" ")
    page.wait_for_function(f"() => ({awake})() === 0")
    page.keyboard.press(" ")
    page.wait_for_function(f"() => ({awake})() === 1")
    show.get_by_role("button", name="Next photo").click()
    page.keyboard.press("s")
    show.get_by_role("button", name="Slideshow settings").click()
    page.get_by_role("menuitemcheckbox", name="15 seconds each").click()
    assert page.evaluate("JSON.parse(localStorage.getItem('albumen.slideshow'))") == {
        "seconds": 15,
        "drift": True,
        "shuffle": True,
        "repeat": False,
    }
    page.keyboard.press("Escape")
    expect(show).to_have_count(0)
    page.wait_for_function(f"() => ({awake})() === 0")
    expect(viewer(page)).to_be_visible()
    expect(page).to_have_url(re.compile(ids["2.jpg"]))


@on_both
@pytest.mark.usefixtures("as_it_was")
def test_two_photos_side_by_side(page: Page, ids: dict[str, str]) -> None:
    choose(page, ids["1.jpg"], ids["0.jpg"]).get_by_role("button", name="Compare").click()
    both = page.get_by_role("dialog", name="Compare")
    pictures = both.locator(".picture")
    expect(both.locator("img.here")).to_have_count(2)
    transforms = "nodes => nodes.map((node) => getComputedStyle(node).transform)"
    if device_of(page) is DESK:
        x, y = middle(pictures.first)
        page.mouse.move(x + 50, y)
        page.mouse.wheel(0, -300)
    else:
        x, y = middle(pictures.first)
        Fingers(page).move(((x - 20, y), (x - 60, y)), ((x + 20, y), (x + 60, y)))
    page.wait_for_function(
        "() => [...document.querySelectorAll('.compare .picture')].every((p) => p.getAnimations().length === 0"
        " && new DOMMatrix(getComputedStyle(p).transform).a > 1.3)"
    )
    first, second = pictures.evaluate_all(transforms)
    assert first == second
    names = both.locator("footer strong")
    expect(names).to_have_text(["1.jpg", "0.jpg"])
    both.get_by_role("button", name="Swap sides").click()
    expect(names).to_have_text(["0.jpg", "1.jpg"])
    # Keep the one, throw away the other.
    both.get_by_role("button", name="Favourite").first.click()
    expect(both.get_by_role("button", name="No longer a favourite")).to_have_count(1)
    both.get_by_role("button", name="Move this one to the trash").last.click()
    expect(both).to_have_count(0)
    expect(page).to_have_url(re.compile(ids["0.jpg"]))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Photo moved to the trash")).to_have_count(0)


# ----- Giving it away


def test_the_picture_and_its_link_go_on_the_clipboard(page: Page, home: Instance, ids: dict[str, str]) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=home.url)
    open_photo(page, ids["0.jpg"])
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Copy link").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{home.url}/photos/{ids['0.jpg']}"
    page.keyboard.press("Control+c")
    expect(page.get_by_text("Image copied")).to_be_visible()
    size = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const picture = await createImageBitmap(await item.getType('image/png'));
          return [picture.width, picture.height];
        }"""
    )
    assert size == [3000, 2000]
    # Where no other program can be asked, sharing gives the link.
    page.evaluate("navigator.clipboard.writeText('')")
    assert not page.evaluate("'share' in navigator")
    page.keyboard.press("s")
    page.wait_for_function(f"() => navigator.clipboard.readText().then((text) => text.endsWith('/{ids['0.jpg']}'))")
    # Where one can, it gets the file itself, and when the photo is too heavy for that one, the link.
    page.evaluate(
        """() => {
          navigator.canShare = ({ files }) => !files || files[0].size < globalThis.most;
          navigator.share = async ({ files, url }) => { globalThis.given = files ? [files[0].name, files[0].size] : url };
          globalThis.most = Infinity;
        }"""
    )
    page.keyboard.press("s")
    page.wait_for_function("() => globalThis.given")
    assert page.evaluate("globalThis.given") == ["0.jpg", photo(home, ids["0.jpg"])["size"]]
    page.evaluate("globalThis.most = 2; globalThis.given = null")
    page.keyboard.press("s")
    page.wait_for_function("() => globalThis.given")
    assert page.evaluate("globalThis.given") == f"{home.url}/photos/{ids['0.jpg']}"


def test_the_keys_are_told(page: Page, ids: dict[str, str]) -> None:
    open_photo(page, ids["0.jpg"])
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    for deed in ("Rotate the view", "Slideshow", "Compare with the next", "Picture by picture"):
        expect(sheet).to_contain_text(deed)
    # Keys belong to what lies on top.
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(ids["0.jpg"]))
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(viewer(page)).to_be_visible()
