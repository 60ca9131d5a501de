"""What whoever runs the server does on its pages, by keyboard at a desk and by fingers on a phone; and the pages of trouble."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import trip
from tests.browser.acts import sign_in
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import PASSWORD, Instance, wait_until
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

DEVICES = pytest.mark.parametrize("device", [DESK, PHONE], ids=str)


def press(device: Device, control: Locator) -> None:
    """With a finger, or with the keyboard alone: reached by Tab, which skips what cannot be reached."""
    if device.touch:
        control.tap()
        return
    expect(control).to_be_enabled()
    control.focus()
    expect(control).to_be_focused()
    control.press("Enter")


def lane(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name, exact=True))


@DEVICES
def test_a_lane_is_paused_and_goes_on(open_page: OpenPage, home: Instance, device: Device) -> None:
    page = open_page(device, home, "ann")
    page.goto("/admin/jobs")
    press(device, lane(page, "Photos").get_by_role("button", name="Pause Photos"))
    expect(page.get_by_role("status").filter(has_text="Paused: Photos.")).to_be_visible()
    with home.client("ann") as client:
        data = trip.photo(700 + device.width, (320, 240))
        photo = client.post("/api/v1/photos", files={"file": ("late.jpg", data)}).raise_for_status().json()["id"]
        # The worker itself says that it sees the job and lets it wait: it is counted, and nothing runs.
        expect(lane(page, "Photos").get_by_role("definition").first).to_have_text("1")
        assert client.get(f"/api/v1/photos/{photo}").json()["state"] == "processing"
        page.reload()
        expect(lane(page, "Photos")).to_contain_text("by ann")
        press(device, lane(page, "Photos").get_by_role("button", name="Resume Photos"))
        expect(page.get_by_text("Paused: Photos.")).to_have_count(0)
        wait_until(lambda: client.get(f"/api/v1/photos/{photo}").json()["state"] == "ready", "it is developed")
    expect(page.get_by_role("heading", name="Workers")).to_be_visible()
    expect(page.get_by_text("alive")).to_be_visible()


@DEVICES
def test_a_backup_is_verified_and_a_dump_written(
    open_page: OpenPage, home: Instance, tmp_path: Path, device: Device
) -> None:
    command = [Path(sys.executable).with_name("albumen"), "backup", tmp_path / "elsewhere", "--data", home.data]
    subprocess.run(command, check=True, capture_output=True)
    page = open_page(device, home, "ann")
    page.goto("/admin/backups")
    expect(page.get_by_text(str(tmp_path / "elsewhere"), exact=True)).to_be_visible()
    press(device, page.get_by_role("button", name="Verify now"))
    expect(page.get_by_text("everything was read again")).to_be_visible()
    expect(page.get_by_text("all of it whole")).to_be_visible()
    press(device, page.get_by_role("button", name="Back up now"))
    expect(page.get_by_role("status").filter(has_text="0 new originals")).to_be_visible()
    press(device, page.get_by_text("States of the library in it"))
    expect(page.get_by_role("listitem").filter(has_text="originals,")).not_to_have_count(0)
    dumps = len(list((home.data / "backups").glob("*.dump")))
    press(device, page.get_by_role("button", name="Write one now"))
    wait_until(lambda: len(list((home.data / "backups").glob("*.dump"))) > dumps, "a dump is written")


@DEVICES
def test_the_overview_storage_health_and_log_tell_what_is(open_page: OpenPage, home: Instance, device: Device) -> None:
    who = f"vera-{device}"
    home.add_person(who)
    home.upload(who, {"one.jpg": trip.photo(900 + device.width, (320, 240))})
    page = open_page(device, home, "ann")
    page.goto("/admin")
    name = page.get_by_label("Name", exact=True)
    name.fill("Our house")
    name.press("Enter")
    expect(page.get_by_role("heading", name="Our house")).to_be_visible()
    name.fill("Albumen")
    name.press("Enter")
    expect(page.get_by_role("heading", name="Albumen", level=2)).to_be_visible()

    tabs = page.get_by_role("navigation", name="Administration")
    pushed_together = "tabs => tabs.filter((tab) => tab.scrollWidth > tab.clientWidth).map((tab) => tab.textContent)"
    assert tabs.get_by_role("link").evaluate_all(pushed_together) == []
    press(device, tabs.get_by_role("link", name="Storage"))
    row = page.get_by_role("row").filter(has_text=who)
    expect(row).to_contain_text("B")
    expect(page.get_by_text(str(home.data / "originals"), exact=True)).to_be_visible()
    expect(page.get_by_text(str(home.data / "postgres"), exact=True)).to_be_visible()

    press(device, tabs.get_by_role("link", name="Health"))
    for check in ("Database", "Photo storage", "Worker", "Clocks"):
        item = page.get_by_role("listitem").filter(has=page.get_by_text(check, exact=True))
        expect(item.filter(has_text="All well")).to_have_count(1)

    press(device, tabs.get_by_role("link", name="Log"))
    expect(tabs.get_by_role("link", name="Log")).to_be_in_viewport()
    page.get_by_label("Kind").select_option("Account made")
    page.get_by_label("Person").select_option(who)
    expect(page.get_by_role("listitem").filter(has_text="Account made")).to_have_count(1)
    page.get_by_label("Time").select_option("Last 24 hours")
    expect(page.get_by_role("listitem").filter(has_text=f"{who} · by ann")).to_have_count(1)


def test_ones_own_storage_and_the_trash(open_page: OpenPage, home: Instance) -> None:
    home.add_person("otto")
    ids = home.upload("otto", {f"{n}.jpg": trip.photo(950 + n, (320, 240)) for n in range(2)})
    with home.client("otto") as client:
        client.delete(f"/api/v1/photos/{ids['0.jpg']}").raise_for_status()
    page = open_page(PHONE, home, "otto")
    page.goto("/settings/storage")
    expect(page.get_by_role("listitem").filter(has_text="Photos").filter(has_text="1 file")).to_be_visible()
    expect(page.get_by_text("Empty it to free them")).to_be_visible()
    page.get_by_role("link", name="Open the trash").tap()
    expect(page.get_by_role("heading", level=1, name="Trash")).to_be_visible()


def test_who_has_not_finished_setting_up_goes_on_when_signing_in(open_page: OpenPage, home: Instance) -> None:
    page = open_page(PHONE, home)
    page.goto("/sign-in")
    sign_in(page, "ann", PASSWORD)
    expect(page.get_by_role("heading", name="What shall it be called?")).to_be_visible()


def answering(status: int, body: object) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(body))


def test_the_page_goes_on_by_itself_when_somebody_answers_again(
    open_page: OpenPage, watches: list[Watch], home: Instance
) -> None:
    page = open_page(PHONE, home, "ann")
    watches[-1].expect(0)
    page.route("**/api/v1/session", lambda route: route.abort("connectionrefused"))
    page.goto("/settings/storage")
    expect(page.get_by_role("heading", name="Albumen cannot be reached")).to_be_visible()
    page.unroute("**/api/v1/session")
    # Nobody presses anything.
    expect(page.get_by_role("heading", name="What you keep")).to_be_visible()


def test_what_broke_is_told_with_its_reference(open_page: OpenPage, watches: list[Watch], home: Instance) -> None:
    page = open_page(DESK, home, "ann")
    watches[-1].expect(500, "/api/v1/session")
    problem = {"title": "Internal Server Error", "status": 500, "detail": "It broke.", "request_id": "a1b2c3d4e5"}
    page.route("**/api/v1/session", answering(500, problem))
    page.goto("/")
    expect(page.get_by_role("heading", name="That did not work")).to_be_visible()
    expect(page.get_by_text("Reference: a1b2c3d4e5")).to_be_visible()
    page.unroute("**/api/v1/session")
    page.get_by_role("button", name="Reload the page").click()
    expect(page.get_by_role("heading", name="Photos", exact=True)).to_be_visible()


def test_a_part_that_breaks_leaves_the_rest_of_the_page(
    open_page: OpenPage, watches: list[Watch], home: Instance
) -> None:
    page = open_page(DESK, home, "ann")
    # An answer of a shape that no page knows how to draw.
    page.route("**/api/v1/admin/queue", answering(200, {"lanes": [None], "running": [], "workers": []}))
    page.goto("/admin/jobs")
    expect(page.get_by_role("heading", name="This part of the page stopped working")).to_be_visible()
    # It is written into the console, for whoever mends it.
    assert watches[-1].complaints
    watches[-1].complaints.clear()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Favourites").click()
    expect(page.get_by_role("heading", level=1, name="Favourites")).to_be_visible()
