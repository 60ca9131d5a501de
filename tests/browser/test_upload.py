"""What goes wrong on the way in: said with its reason, tried again, and gone on with after the server was killed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import trip
from tests.browser.acts import drop, seen, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE
from tests.browser.instance import Instance
from tests.browser.network import LOOPBACK
from tests.browser.watching import Watch
from tests.faults.pictures import Picture

pytestmark = pytest.mark.browser
MIB = 1 << 20


def tray(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Uploads")


def status(page: Page) -> Locator:
    return tray(page).get_by_role("status")


@pytest.mark.xdist_group("browser: at home")
def test_each_file_that_is_not_taken_has_its_reason(
    open_page: OpenPage, watches: list[Watch], home: Instance, tmp_path: Path
) -> None:
    home.add_person("hal")
    page = open_page(DESK, home, "hal")
    watches[-1].expect(415, "/api/v1/uploads/.*")
    # Before it is sent anew, the client asks how far it had come.
    watches[-1].expect(404, "/api/v1/uploads/.*")
    page.goto("/")
    expect(page.get_by_role("heading", name="Your photos will live here")).to_be_visible()
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.jpg").write_bytes(trip.photo(1, (800, 600)))
    (folder / "same.jpg").write_bytes(trip.photo(1, (800, 600)))
    (folder / "words.jpg").write_bytes(b"These are words, whatever the name says.")
    (folder / "notes.txt").write_bytes(b"notes")
    (folder / "Thumbs.db").write_bytes(b"junk")
    drop(page, [folder])
    expect(status(page)).to_have_text("One file failed")
    refused = tray(page).get_by_role("listitem").filter(has_text="words.jpg")
    expect(refused.get_by_role("paragraph")).to_have_text("Albumen does not keep files of this type.")
    expect(tray(page)).to_contain_text("One photo uploaded")
    expect(tray(page)).to_contain_text("One was there already")
    expect(tray(page)).to_contain_text("One file is neither photo nor video")
    tray(page).get_by_text("One file is neither photo nor video").click()
    expect(tray(page).get_by_text("notes.txt")).to_be_visible()
    expect(tray(page)).not_to_contain_text("Thumbs.db")
    # The good one is there, and trying the bad one again changes nothing.
    expect(seen(page)).to_have_count(1)
    refused.get_by_role("button", name="Try again").click()
    expect(status(page)).to_have_text("One file failed")
    tray(page).get_by_role("button", name="Close").click()

    # The same once more is nothing new.
    drop(page, [folder / "good.jpg"])
    expect(status(page)).to_have_text("Nothing new: all of it was there already")
    expect(tiles(page)).to_have_count(1)


@pytest.mark.xdist_group("browser: at home")
def test_by_the_picker(open_page: OpenPage, home: Instance) -> None:
    home.add_person("ida")
    phone = open_page(PHONE, home, "ida")
    phone.goto("/")
    photos = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": trip.photo(n, (640, 480))} for n in range(2)]
    with phone.expect_file_chooser() as picker:
        phone.get_by_role("banner").get_by_role("button", name="Upload").click()
    assert picker.value.is_multiple()
    picker.value.set_files(photos)  # type: ignore[arg-type]
    expect(status(phone)).to_have_text("2 photos uploaded")
    expect(seen(phone)).to_have_count(2)


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An Albumen that may be killed."""
    instance = Instance(tmp_path / "data", LOOPBACK)
    try:
        instance.start()
        instance.sign_up_first("ann")
        yield instance
    finally:
        instance.stop()


@pytest.mark.xdist_group("browser: on a phone")
def test_a_killed_server_costs_no_more_than_the_piece_on_its_way(
    open_page: OpenPage, watches: list[Watch], instance: Instance, tmp_path: Path
) -> None:
    page = open_page(DESK, instance, "ann")
    watches[-1].expect(0)
    # Its last words may be that its database is gone.
    watches[-1].expect(503, "/api/v1/uploads/.*")
    made: list[str] = []
    page.on("request", lambda request: made.append(f"{request.method} {request.url.removeprefix(instance.url)}"))
    page.goto("/")
    expect(page.get_by_role("heading", name="Your photos will live here")).to_be_visible()
    picture = Picture(1, 40 * MIB)
    (tmp_path / picture.name).write_bytes(picture.data)
    (tmp_path / "late.jpg").write_bytes(trip.photo(2, (800, 600)))

    # So slow that a piece of 16 MiB is there and the next is not.
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 8 * MIB}
    network.send("Network.emulateNetworkConditions", slow)
    with page.expect_response(lambda response: response.request.method == "PATCH" and response.status == 204):
        drop(page, [tmp_path / picture.name])
    instance.kill()

    # What cannot even be asked for fails at once, with its reason.
    drop(page, [tmp_path / "late.jpg"])
    late = tray(page).get_by_role("listitem").filter(has_text="late.jpg")
    expect(late).to_contain_text("Albumen cannot be reached. Check the connection and try again.")
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    instance.start()
    late.get_by_role("button", name="Try again").click()
    expect(status(page)).to_have_text("2 photos uploaded", timeout=90_000)

    # It went on where it was: one upload for each file, and the server was asked how far the big one had come.
    assert len([request for request in made if request == "POST /api/v1/uploads"]) == 2
    assert [request for request in made if request.startswith("HEAD /api/v1/uploads/")]
    with instance.client("ann") as client:
        found = client.post("/api/v1/photos/check", json={"sha256": [picture.sha256]}).json()["found"]
        original = client.get(f"/api/v1/photos/{found[picture.sha256]['id']}/original")
        assert hashlib.sha256(original.content).hexdigest() == picture.sha256
