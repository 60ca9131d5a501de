"""One photo over the whole window: what is shown while better is on its way, what cannot be shown, and the keyboard."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import trip
from tests.browser.acts import seen
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]


@pytest.fixture(scope="module")
def ids(home: Instance) -> dict[str, str]:
    """The photos of `gil`: one with more pixels than a preview, some small ones, two videos."""
    home.add_person("gil")
    files = {f"{number}.jpg": trip.photo(number, (3000, 2000) if number == 0 else (800, 600)) for number in range(5)}
    files |= {"new.webm": trip.film("libvpx-vp9", "webm"), "old.mpg": trip.film("mpeg2video", "mpeg")}
    return home.upload("gil", files)


def shown(page: Page) -> Locator:
    return page.locator(".slide:not([inert]) .picture")


@pytest.mark.parametrize("device", [DESK, PHONE], ids=str)
def test_placeholder_then_preview_then_original(
    open_page: OpenPage, home: Instance, ids: dict[str, str], device: Device
) -> None:
    page = open_page(device, home, "gil")
    held: list[Route] = []
    page.route(re.compile(f"/media/.*preview|{ids['0.jpg']}/original"), lambda route: held.append(route))
    page.goto(f"/photos/{ids['0.jpg']}")
    picture = shown(page)
    # The blurred placeholder and the small picture of the timeline are there before the preview, in the same place.
    expect(picture).to_have_css("background-image", re.compile("^url\\(.data:image/png"))
    expect(picture.locator("img[alt='']")).to_have_count(1)
    expect(picture.locator("img.here")).to_have_count(0)
    place = picture.bounding_box()
    release(page, held, "preview")
    expect(picture.locator("img.here")).to_have_count(1)
    assert picture.bounding_box() == place
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.get_by_label("Loading the original")).to_be_visible()
    release(page, held, "original")
    expect(picture.locator("img.here")).to_have_count(2)
    expect(page.get_by_label("Loading the original")).to_have_count(0)
    width = picture.locator("img.here").last.evaluate("picture => picture.naturalWidth")
    assert width == 3000


def release(page: Page, held: list[Route], what: str) -> None:
    """Let go what was held back of this."""
    while not any(what in route.request.url for route in held):
        page.wait_for_timeout(20)
    for route in [route for route in held if what in route.request.url]:
        held.remove(route)
        route.continue_()


def test_a_small_photo_needs_no_original(open_page: OpenPage, home: Instance, ids: dict[str, str]) -> None:
    page = open_page(DESK, home, "gil")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/photos/{ids['1.jpg']}")
    expect(shown(page).locator("img.here")).to_have_count(1)
    for _ in range(6):
        page.keyboard.press("+")
    page.wait_for_function("() => document.querySelector('.slide:not([inert]) .picture').getAnimations().length === 0")
    assert not [url for url in asked if "/original" in url]


def test_a_video_that_the_browser_plays(open_page: OpenPage, home: Instance, ids: dict[str, str]) -> None:
    page = open_page(DESK, home, "gil")
    page.goto(f"/photos/{ids['new.webm']}")
    video = page.locator(".slide:not([inert]) video")
    video.focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.slide:not([inert]) video').currentTime > 0.2")
    # Turned away from, it falls silent.
    playing = video.element_handle()
    page.get_by_role("button", name="Previous photo").or_(page.get_by_role("button", name="Next photo")).first.click()
    page.wait_for_function("video => video.paused", arg=playing)


def test_a_video_that_it_does_not_play_says_so(open_page: OpenPage, home: Instance, ids: dict[str, str]) -> None:
    page = open_page(PHONE, home, "gil")
    page.goto(f"/photos/{ids['old.mpg']}")
    slide = page.locator(".slide:not([inert])")
    expect(slide.get_by_text("This browser cannot play this video")).to_be_visible()
    expect(slide.locator("img")).to_be_visible()
    with page.expect_download() as film:
        slide.get_by_role("link", name="Download").click()
    assert film.value.path().read_bytes() == trip.film("mpeg2video", "mpeg")


def test_by_keyboard_alone(open_page: OpenPage, home: Instance, ids: dict[str, str]) -> None:
    page = open_page(DESK, home, "gil")
    page.goto("/")
    expect(seen(page)).to_have_count(len(ids))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "[data-id] a")
    first = focused(page)
    page.keyboard.press("ArrowRight")
    second = focused(page)
    assert first != second
    page.keyboard.press("ArrowLeft")
    assert focused(page) == first

    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(first))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(second))
    page.keyboard.press("i")
    expect(page.get_by_role("complementary", name="Details")).to_be_visible()
    page.keyboard.press("i")
    expect(page.get_by_role("complementary", name="Details")).to_have_count(0)
    page.keyboard.press("f")
    expect(page.get_by_role("dialog").get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    # Tab goes round in the viewer and never behind it.
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('[role=dialog]')"
        )
    page.keyboard.press("Escape")
    # Back where the last photo stands.
    page.wait_for_function("href => document.activeElement?.getAttribute('href') === href", arg=second)

    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("toolbar", name="Selection")).to_contain_text("2 selected")
    page.keyboard.press("Shift+Space")
    expect(page.get_by_role("toolbar", name="Selection")).to_contain_text("2 selected")
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar", name="Selection")).to_have_count(0)

    # Into the trash with a key, and out of it with the word beside.
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Photo moved to the trash")).to_be_visible()
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"{len(ids)} photos", exact=True)).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something like this has the focus, which is then seen to have it."""
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def focused(page: Page) -> str:
    href: str = page.evaluate("document.activeElement.getAttribute('href')")
    return href
