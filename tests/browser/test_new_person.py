"""What a new person does with Albumen on the first day: at a desk, and on a phone over the house's plain network."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import trip
from tests.browser.acts import Fingers, account_menu, drop, go, middle, scroll, seen, sign_in, sign_up, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import Instance
from tests.browser.network import LOOPBACK, Network, house

pytestmark = pytest.mark.browser
PASSWORD = "a bag of warm chestnuts"
BIG = "Photo, June 3, 2024"
"""The first photo of the trip: 3000 × 2000 pixels, more than a preview has."""


@contextmanager
def fresh(folder: Path, network: Network) -> Iterator[Instance]:
    instance = Instance(folder / "data", network)
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


@pytest.mark.xdist_group("browser: at a desk")
def test_at_a_desk(open_page: OpenPage, tmp_path: Path) -> None:
    with fresh(tmp_path, LOOPBACK) as instance:
        first_day(open_page(DESK, instance), instance, DESK, tmp_path)


@pytest.mark.xdist_group("browser: on a phone")
def test_on_a_phone_over_plain_http(open_page: OpenPage, tmp_path: Path) -> None:
    with house() as network, fresh(tmp_path, network) as instance:
        first_day(open_page(PHONE, instance), instance, PHONE, tmp_path)


def first_day(page: Page, instance: Instance, device: Device, folder: Path) -> None:
    files = trip.make_trip(folder / "trip")
    arrive(page, instance)
    bring(page, instance, folder / "trip", len(files))
    look_at_one(page, device)
    turn_pages(page, device)
    play(page)
    sort(page)
    take_home(page, device, files, folder)
    leave_and_return(page)


def arrive(page: Page, instance: Instance) -> None:
    """By the link that was printed, which works once."""
    page.goto(instance.setup_link)
    expect(page.get_by_role("heading", name="Welcome to Albumen")).to_be_visible()
    warned = page.get_by_text("Not encrypted").filter(visible=True)
    exposed = instance.network != LOOPBACK
    expect(warned).to_have_count(1 if exposed else 0)
    sign_up(page, "ann", PASSWORD)
    set_up(page, instance)
    expect(page.get_by_role("heading", name="Your photos will live here")).to_be_visible()
    expect(warned).to_have_count(1 if exposed else 0)
    assert page.evaluate("isSecureContext") is not exposed


def set_up(page: Page, instance: Instance) -> None:
    """What is worth deciding, by keyboard alone; left in the middle and gone on with."""
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("What shall it be called?")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Chestnut house")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Who may come in?")
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Only people whose accounts I make")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Whoever is invited")).to_be_checked()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("This is where your photos live")
    expect(page.get_by_text(str(instance.data), exact=True)).to_be_visible()
    page.goto("/welcome")
    expect(heading).to_have_text("This is where your photos live")
    page.get_by_role("button", name="Next").press("Enter")
    expect(heading).to_have_text("Bring your photos")
    expect(page.get_by_text(f"--user ann --data {instance.data}")).to_be_visible()
    page.get_by_role("button", name="Next").press("Enter")
    expect(heading).to_have_text("And if the disk dies?")
    page.get_by_role("button", name="To your photos").press("Enter")


def bring(page: Page, instance: Instance, folder: Path, count: int) -> None:
    """A folder is dropped. Its photos are there at once, and each is seen as soon as it is developed."""
    instance.pause_worker()
    drop(page, [folder])
    expect(page.get_by_role("complementary", name="Uploads").get_by_role("status")).to_have_text(
        f"{count} photos uploaded"
    )
    expect(page.get_by_text(f"{count} photos", exact=True)).to_be_visible()
    developing = tiles(page).filter(has_text="Developing")
    expect(developing).not_to_have_count(0)
    expect(seen(page)).to_have_count(0)
    instance.resume_worker()
    page.get_by_role("complementary", name="Uploads").get_by_role("button", name="Close").click()
    expect(developing).to_have_count(0)
    # By now each stands on the day on which it was taken, and nobody has reloaded the page.
    expect(page.get_by_role("heading", name="June 2024")).to_be_visible()
    assert len(everything(page)) == count


def everything(page: Page) -> set[str]:
    """The ids of all photos, seen one screen after the other."""
    ids: set[str] = set()
    scroll(page, "scrollTo(0, 0)")
    while True:
        expect(page.locator("[data-id]:not(:has(img.loaded))")).to_have_count(0)
        ids |= set(tiles(page).evaluate_all("tiles => tiles.map((tile) => tile.dataset.id)"))
        if page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1"):
            return ids
        scroll(page, "scrollBy(0, innerHeight / 2)")


def tile(page: Page, label: str) -> Locator:
    """The photo with this label, brought into view."""
    found = page.get_by_role("link", name=re.compile(f"^{re.escape(label)}"))
    scroll(page, "scrollTo(0, 0)")
    while found.count() == 0:
        assert page.evaluate("scrollY + innerHeight < document.documentElement.scrollHeight - 1"), (
            f"there is no {label}"
        )
        scroll(page, "scrollBy(0, innerHeight / 2)")
    return found.first


def viewer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Photo")


def picture(page: Page) -> Locator:
    """The photo that is looked at, between its neighbours."""
    return page.locator(".slide:not([inert]) .picture")


def scale(page: Page) -> float:
    number: float = picture(page).evaluate("node => new DOMMatrix(getComputedStyle(node).transform).a")
    return number


def shift(page: Page) -> float:
    number: float = picture(page).evaluate("node => new DOMMatrix(getComputedStyle(node).transform).e")
    return number


def wait_for_scale(page: Page, condition: str) -> None:
    """Until the photo has come to rest at a scale `s` of which this is true."""
    page.wait_for_function(
        f"""() => {{
          const node = document.querySelector('.slide:not([inert]) .picture');
          const s = node && new DOMMatrix(getComputedStyle(node).transform).a;
          return node && node.getAnimations().length === 0 && {condition};
        }}"""
    )


def look_at_one(page: Page, device: Device) -> None:
    """Open the big one: its preview, and when one comes nearer, the original; move it about, see what is known of it."""
    tile(page, BIG).click()
    expect(viewer(page)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/photos/\d+$"))
    expect(picture(page).locator("img.here")).to_have_count(1)
    x, y = middle(picture(page))
    with page.expect_response(re.compile(r"/original\?disposition=inline")) as original:
        if device.touch:
            Fingers(page).move(((x - 20, y), (x - 150, y)), ((x + 20, y), (x + 150, y)))
        else:
            page.mouse.move(x, y)
            for _ in range(6):
                page.mouse.wheel(0, -200)
    assert original.value.status == 200
    expect(picture(page).locator("img.here")).to_have_count(2)
    wait_for_scale(page, "s > 2")
    before = shift(page)
    if device.touch:
        Fingers(page).move(((x, y), (x - 90, y)))
    else:
        page.mouse.down()
        page.mouse.move(x - 90, y, steps=4)
        page.mouse.up()
    assert shift(page) < before - 60
    twice(page, device, x, y)
    wait_for_scale(page, "s === 1")
    twice(page, device, x, y)
    wait_for_scale(page, "s > 2")
    twice(page, device, x, y)
    wait_for_scale(page, "s === 1")

    page.get_by_role("button", name="Details").click()
    details = page.get_by_role("complementary", name="Details")
    for fact in ("IMG_0000.jpg", "3000 × 2000", "June 3, 2024 at 9:30 AM", "Albumen Drawn 1", "6 MP"):
        expect(details).to_contain_text(fact)
    details.get_by_role("button", name="Close").click()
    expect(details).to_have_count(0)


def twice(page: Page, device: Device, x: float, y: float) -> None:
    """A double click, or a double tap."""
    if device.touch:
        page.touchscreen.tap(x, y)
        page.touchscreen.tap(x, y)
    else:
        page.mouse.dblclick(x, y)


def turn_pages(page: Page, device: Device) -> None:
    """To the next photo and back: by keys, and by fingers where there are any."""
    here = page.url
    page.keyboard.press("ArrowLeft")
    expect(page).not_to_have_url(here)
    there = page.url
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(here)
    if device.touch:
        x, y = middle(viewer(page))
        fingers = Fingers(page)
        fingers.move(((x - 100, y), (x + 120, y)))
        expect(page).to_have_url(there)
        fingers.move(((x + 100, y), (x - 120, y)))
        expect(page).to_have_url(here)
        # Pulled down, the photo is put away.
        fingers.move(((x, y), (x, y + 200)))
    else:
        page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/$"))


def play(page: Page) -> None:
    """The video, with the browser's own controls."""
    tile(page, "Video, ").click()
    video = page.locator(".slide:not([inert]) video")
    expect(video).to_be_visible()
    video.focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.slide:not([inert]) video').currentTime > 0.2")
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)


def sort(page: Page) -> None:
    """Favourite, archive, trash, and the ways back."""
    tile(page, BIG).click()
    heart = viewer(page).get_by_role("button", name="Favourite")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    go(page, "Favourites")
    expect(tiles(page)).to_have_count(1)

    tiles(page).get_by_role("link").click()
    viewer(page).get_by_role("button", name="Archive").click()
    expect(page.get_by_text("Photo archived")).to_be_visible()
    go(page, "Archive")
    expect(tiles(page)).to_have_count(1)
    tiles(page).get_by_role("link").click()
    viewer(page).get_by_role("button", name="Back to the timeline").click()
    expect(viewer(page)).to_have_count(0)
    expect(page.get_by_text("Nothing archived")).to_be_visible()

    go(page, "Photos")
    expect(page.get_by_text("21 photos", exact=True)).to_be_visible()
    tile(page, BIG).click()
    viewer(page).get_by_role("button", name="Move to trash").click()
    page.keyboard.press("Escape")
    expect(page.get_by_text("20 photos", exact=True)).to_be_visible()
    go(page, "Trash")
    expect(tiles(page)).to_have_count(1)
    tiles(page).get_by_role("link").click()
    viewer(page).get_by_role("button", name="Restore").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    go(page, "Photos")
    expect(page.get_by_text("21 photos", exact=True)).to_be_visible()
    # It came back as it was: a favourite.
    expect(tile(page, BIG)).to_have_accessible_name(re.compile("favourite"))


def take_home(page: Page, device: Device, files: dict[str, bytes], folder: Path) -> None:
    """Originals, byte for byte: one, and several in a zip."""
    tile(page, BIG).click()
    with page.expect_download() as one:
        viewer(page).get_by_role("link", name="Download").click()
    assert one.value.suggested_filename == "IMG_0000.jpg"
    assert one.value.path().read_bytes() == files["IMG_0000.jpg"]
    page.keyboard.press("Escape")
    expect(viewer(page)).to_have_count(0)

    scroll(page, "scrollTo(0, 0)")
    expect(seen(page)).not_to_have_count(0)
    bar = page.get_by_role("toolbar", name="Selection")
    if device.touch:
        Fingers(page).hold(middle(tiles(page).nth(0)), until=bar)
    else:
        tiles(page).nth(0).hover()
        tiles(page).nth(0).get_by_role("checkbox").click()
    tiles(page).nth(1).get_by_role("link").click()
    tiles(page).nth(2).get_by_role("link").click()
    expect(bar).to_contain_text("3 selected")
    with page.expect_download() as several:
        bar.get_by_role("button", name="Download").click()
    several.value.save_as(folder / "photos.zip")
    with zipfile.ZipFile(folder / "photos.zip") as packed:
        assert len(packed.namelist()) == 3
        for name in packed.namelist():
            assert packed.read(name) == files[Path(name).name]


def leave_and_return(page: Page) -> None:
    """Sign out, get the password wrong, sign in."""
    account_menu(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "ann", "not my password")
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(page, "ann", PASSWORD)
    expect(page.get_by_text("21 photos", exact=True)).to_be_visible()
