"""Everything by keyboard alone, on one afternoon of one person: reached by Tab, and never left on nothing."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import trip
from tests.browser.acts import seen
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK
from tests.browser.instance import Instance
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

PHOTOS = 6


def photo(page: Page, number: int) -> Locator:
    """The link of a photo of the trip, by when it was taken."""
    when = f"{trip.taken(number):%B %-d, %Y at %-I:%M %p}"
    return page.get_by_role("link", name=re.compile(f"^Photo, {re.escape(when)}"))


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until this has the keyboard, and is seen to have it."""
    expect(target).to_be_visible()
    for _ in range(80):
        page.keyboard.press(key)
        # At once: what is the first of a list may be another a moment later.
        there = target.evaluate(
            "it => it === document.activeElement && (it.matches(':focus-visible') ? 'seen' : 'not seen')"
        )
        if there:
            assert there == "seen"
            return
    pytest.fail(f"{key} does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def timeline(page: Page, path: str = "/", count: int = PHOTOS) -> None:
    page.goto(path)
    expect(seen(page)).to_have_count(count)


def test_everything_by_keyboard_alone(open_page: OpenPage, watches: list[Watch], home: Instance) -> None:
    home.add_person("kay")
    home.upload("kay", {f"{n}.jpg": trip.photo(n, (400, 300)) for n in range(PHOTOS)})
    page = open_page(DESK, home, "kay", reduced_motion="reduce")
    # Where the keyboard rests, more is asked of a photo that may be gone by then.
    watches[-1].expect(404, "/api/v1/photos/.*")
    see_more_or_less(page)
    read_from_the_right(page)
    choose_and_act(page)
    look_and_write(page)
    throw_away(page)
    upload(page)
    settle(page)
    home.sign_out("kay")
    watches[-1].expect(401)
    administer(open_page(DESK, home, "ann", reduced_motion="reduce"))


def see_more_or_less(page: Page) -> None:
    timeline(page)
    view = page.get_by_role("button", name="View")
    press(page, view)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    date = page.get_by_role("dialog").get_by_label("Date")
    expect(date).to_be_focused()
    page.keyboard.press("Escape")
    expect(view).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(date).to_be_focused()
    date.fill("2024-06-05")
    page.keyboard.press("Enter")
    expect(photo(page, 2)).to_be_focused()
    # Photos become cards, and cards photos: it comes along.
    page.keyboard.press("-")
    page.keyboard.press("-")
    card = page.locator("[data-month='2024-06']")
    expect(card).to_be_focused()
    page.keyboard.press("+")
    expect(photo(page, 2)).to_be_focused()
    page.keyboard.press("-")
    expect(card).to_be_focused()
    page.keyboard.press("Enter")
    expect(photo(page, PHOTOS - 1)).to_be_focused()
    page.keyboard.press("+")


def read_from_the_right(page: Page) -> None:
    """Arrows go where they point, whichever way one reads."""
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.keyboard.press("ArrowLeft")
    expect(photo(page, PHOTOS - 2)).to_be_focused()
    newer, older = photo(page, PHOTOS - 1).bounding_box(), photo(page, PHOTOS - 2).bounding_box()
    assert newer
    assert older
    assert older["x"] < newer["x"] or older["y"] > newer["y"]
    page.keyboard.press("ArrowRight")
    expect(photo(page, PHOTOS - 1)).to_be_focused()
    # In the viewer the next one lies at the right, as in the strip below, and comes from there.
    page.keyboard.press("Enter")
    viewer = page.get_by_role("dialog", name="Photo", exact=True)
    button = viewer.get_by_role("button", name="Next photo").bounding_box()
    assert button
    assert button["x"] > DESK.width / 2
    here = viewer.get_by_role("group", name="Filmstrip").locator("[aria-current] ~ button").first.bounding_box()
    assert here
    assert here["x"] > DESK.width / 2
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(photo(page, PHOTOS - 2)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.evaluate("document.documentElement.dir = 'ltr'")


def choose_and_act(page: Page) -> None:
    bar = page.get_by_role("toolbar", name="Selection")
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    expect(bar).to_contain_text("2 selected")
    edit = bar.get_by_role("button", name="Edit date")
    press(page, edit)
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    page.keyboard.press("Escape")
    expect(photo(page, PHOTOS - 2)).to_be_focused()
    # What was done is taken back by the message, or by the keys for that.
    page.keyboard.press("x")
    press(page, bar.get_by_role("button", name="Favourite"))
    expect(photo(page, PHOTOS - 2)).to_be_focused()
    press(page, page.get_by_role("button", name="Undo"))
    expect(photo(page, PHOTOS - 2)).to_be_focused()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    # What is gone leaves it to its neighbour.
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menu", name="Photo")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(seen(page)).to_have_count(PHOTOS - 1)
    expect(photo(page, PHOTOS - 3)).to_be_focused()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(seen(page)).to_have_count(PHOTOS)
    expect(photo(page, PHOTOS - 3)).to_be_focused()


def look_and_write(page: Page) -> None:
    viewer = page.get_by_role("dialog", name="Photo", exact=True)
    page.keyboard.press("Enter")
    expect(viewer).to_be_focused()
    page.keyboard.press("i")
    details = page.get_by_role("complementary", name="Details")
    title = details.get_by_label("Title")
    tab_to(page, title)
    page.keyboard.type("By hand")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Title changed")).to_be_visible()
    date = details.get_by_role("button", name="Change the date")
    press(page, date)
    expect(details.get_by_label("Date and time")).to_be_focused()
    page.keyboard.press("Escape")
    expect(date).to_be_focused()
    press(page, details.get_by_role("button", name="Add a place"))
    page.keyboard.type("47.6, 8.5")
    page.keyboard.press("Enter")
    expect(details.get_by_role("button", name="Change the place")).to_be_focused()
    # The page below is out of reach.
    skip = page.get_by_role("link", name="Skip to content")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.locator(":focus").count() == 0 or not skip.evaluate("it => it === document.activeElement")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog", name="Photo", exact=True).locator(":focus, :scope:focus").first).to_be_attached()
    page.keyboard.press("c")
    compare = page.get_by_role("dialog", name="Compare")
    expect(compare).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    expect(viewer).to_be_focused()
    press(page, page.get_by_role("button", name="Undo").last)
    expect(viewer.locator(":focus").or_(page.locator(".viewer:focus"))).to_have_count(1)
    # One step back, though it was compared meanwhile.
    page.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(page).to_have_url(re.compile("/$"))
    expect(page.locator("[data-id] a:focus")).to_have_count(1)


def throw_away(page: Page) -> None:
    timeline(page)
    bar = page.get_by_role("toolbar", name="Selection")
    tab_to(page, photo(page, PHOTOS - 1))
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(bar).to_contain_text("3 selected")
    # By the viewer's keys, as well as by the bar.
    page.keyboard.press("Delete")
    expect(photo(page, PHOTOS - 4)).to_be_focused()
    timeline(page, "/trash", 3)
    tab_to(page, photo(page, PHOTOS - 1))
    page.keyboard.press("x")
    purge = bar.get_by_role("button", name="Delete for good")
    press(page, purge)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(purge).to_be_focused()
    page.keyboard.press("Enter")
    press(page, dialog.get_by_role("button", name="Delete for good"))
    expect(photo(page, PHOTOS - 2)).to_be_focused()
    page.keyboard.press("x")
    press(page, bar.get_by_role("button", name="Restore"))
    expect(photo(page, PHOTOS - 3)).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Empty trash"), "Shift+Tab")
    page.keyboard.press("Enter")
    press(page, dialog.get_by_role("button", name="Delete for good"))
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    expect(page.locator("main")).to_be_focused()


def upload(page: Page) -> None:
    """The installed app's shortcut: a browser opens its picker only after a hand has asked for it."""
    page.goto("/?upload")
    dialog = page.get_by_role("dialog", name="Upload")
    first = dialog.get_by_role("button", name="Photos and videos…")
    expect(first).to_be_focused()
    expect(page).to_have_url(re.compile("/$"))
    # Where there is a picker that gives handles, it is that; nothing can be chosen in it here.
    page.evaluate("globalThis.showOpenFilePicker = undefined")
    with page.expect_file_chooser() as picker:
        page.keyboard.press("Enter")
    picker.value.set_files([{"name": "new.jpg", "mimeType": "image/jpeg", "buffer": trip.photo(40, (320, 240))}])
    expect(dialog).to_have_count(0)
    tray = page.get_by_role("complementary", name="Uploads")
    expect(tray.get_by_role("status")).to_have_text("One photo uploaded")
    press(page, tray.get_by_role("button", name="Close"))
    expect(tray).to_have_count(0)
    with page.expect_file_chooser():
        page.keyboard.press("u")


def settle(page: Page) -> None:
    page.goto("/settings")
    me = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": trip.photo(3, (900, 600))}
    with page.expect_file_chooser() as picker:
        press(page, page.get_by_role("button", name="Choose a picture"))
    picker.value.set_files([me])
    expect(page.get_by_role("application")).to_be_focused()
    for key in ("+", "+", "ArrowLeft"):
        page.keyboard.press(key)
    press(page, page.get_by_role("dialog").get_by_role("button", name="Save"))
    expect(page.get_by_role("button", name="Change picture")).to_be_focused()
    press(page, page.get_by_role("button", name="Remove"))
    expect(page.get_by_role("button", name="Choose a picture")).to_be_focused()

    page.goto("/settings/keys")
    dialog = page.get_by_role("dialog")
    new = page.get_by_role("button", name="New key")
    for name in ("frame", "script"):
        if name == "frame":
            tab_to(page, new)
        page.keyboard.press("Enter")
        expect(dialog.get_by_label("Name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        press(page, dialog.get_by_role("button", name="Done"))
        expect(new).to_be_focused()
    delete = page.get_by_role("listitem").get_by_role("button", name="Delete")
    # The list is asked for again after each.
    expect(delete).to_have_count(2)
    for left in (1, 0):
        tab_to(page, delete.first)
        page.keyboard.press("Enter")
        press(page, dialog.get_by_role("button", name="Delete"))
        expect(delete).to_have_count(left)
        expect(delete.first if left else new).to_be_focused()
        if left:
            page.keyboard.press("Shift+Tab")


def administer(page: Page) -> None:
    page.goto("/admin/users")
    new = page.get_by_role("button", name="New person")
    press(page, new)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Username")).to_be_focused()
    page.keyboard.press("Escape")
    expect(new).to_be_focused()
    actions = page.get_by_role("button", name="What to do with kay")
    press(page, actions)
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Space in gigabytes")).to_be_focused()
    page.keyboard.press("Escape")
    expect(actions).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Suspend").press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="@kay")).to_contain_text("Suspended")
    expect(actions).to_be_focused()

    page.goto("/admin/sign-up")
    invite = page.get_by_role("button", name="Invite somebody")
    expect(invite).to_be_disabled()
    tab_to(page, page.get_by_role("radio", name="Nobody: you make the accounts"))
    page.keyboard.press("ArrowUp")
    expect(invite).to_be_enabled()
    press(page, invite)
    press(page, dialog.get_by_role("button", name="Make link"))
    expect(dialog.get_by_role("button", name="Copy")).to_be_focused()
    page.keyboard.press("Escape")
    expect(invite).to_be_focused()
    tab_to(page, page.get_by_role("radio", name="Everybody may ask"), "Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(invite).to_be_disabled()

    page.goto("/admin/jobs")
    lane = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Videos", exact=True))
    press(page, lane.get_by_role("button", name="Pause Videos"))
    expect(lane.get_by_role("button", name="Resume Videos")).to_be_focused()
    expect(lane.get_by_role("button", name="Resume Videos")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(lane.get_by_role("button", name="Pause Videos")).to_be_focused()
