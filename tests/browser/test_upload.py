"""What goes wrong on the way in: said with its reason, tried again, and gone on with, whoever died meanwhile."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser import trip
from tests.browser.acts import drop, seen, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import PASSWORD, Instance, wait_until
from tests.browser.network import LOOPBACK
from tests.browser.watching import Watch
from tests.faults.pictures import Picture

pytestmark = pytest.mark.browser
MIB = 1 << 20
UNDERWAY = re.compile(r"^[1-9]\d?%$")


def tray(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Uploads")


def status(page: Page) -> Locator:
    return tray(page).get_by_role("status")


def row(page: Page, name: str) -> Locator:
    return tray(page).get_by_role("listitem").filter(has_text=name)


def opened(page: Page) -> None:
    """The library of somebody who has no photos yet."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Your photos will live here")).to_be_visible()


class Line:
    """How quick the browser's line to the server is, and whether there is one."""

    def __init__(self, page: Page) -> None:
        self._browser: CDPSession = page.context.new_cdp_session(page)
        self._browser.send("Network.enable")

    def set(self, upload: float = -1, offline: bool = False) -> None:
        conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        self._browser.send("Network.emulateNetworkConditions", conditions)


def count_of(instance: Instance, who: str) -> int:
    with instance.client(who) as client:
        return sum(day["count"] for day in client.get("/api/v1/timeline").json()["days"])


def is_there(instance: Instance, who: str, picture: Picture) -> None:
    """The photo is there, byte for byte."""
    with instance.client(who) as client:
        found = client.post("/api/v1/photos/check", json={"sha256": [picture.sha256]}).json()["found"]
        original = client.get(f"/api/v1/photos/{found[picture.sha256]['id']}/original")
        assert hashlib.sha256(original.content).hexdigest() == picture.sha256


@pytest.fixture
def made() -> Callable[[Page, Instance], list[str]]:
    """The requests that a page makes from now on."""

    def made(page: Page, instance: Instance) -> list[str]:
        requests: list[str] = []
        page.on(
            "request", lambda request: requests.append(f"{request.method} {request.url.removeprefix(instance.url)}")
        )
        return requests

    return made


def begun(requests: list[str]) -> int:
    return len([request for request in requests if request == "POST /api/v1/uploads"])


@pytest.mark.xdist_group("browser: at home")
def test_each_file_that_is_not_taken_has_its_reason(
    open_page: OpenPage, watches: list[Watch], home: Instance, tmp_path: Path
) -> None:
    home.add_person("hal-uploads")
    page = open_page(DESK, home, "hal-uploads")
    watches[-1].expect(415, "/api/v1/uploads.*")
    opened(page)
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.jpg").write_bytes(trip.photo(1, (800, 600)))
    (folder / "same.jpg").write_bytes(trip.photo(1, (800, 600)))
    (folder / "good.xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    (folder / "lonely.xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    (folder / "words.jpg").write_bytes(b"These are words, whatever the name says.")
    (folder / "notes.txt").write_bytes(b"notes")
    (folder / "Thumbs.db").write_bytes(b"junk")
    with page.expect_response(lambda response: "/sidecars" in response.url) as sidecar:
        drop(page, [folder])
    assert sidecar.value.status == 201
    expect(status(page)).to_have_text("One file failed")
    refused = row(page, "words.jpg")
    expect(refused.get_by_role("paragraph")).to_have_text(
        "Not a photo or video that Albumen knows, whatever its name says."
    )
    expect(refused.get_by_role("button", name="Try again")).to_have_count(0)
    expect(tray(page)).to_contain_text("One photo uploaded")
    expect(tray(page)).to_contain_text("One was there already")
    expect(row(page, "notes.txt")).to_contain_text("Neither a photo nor a video.")
    expect(row(page, "lonely.xmp")).to_contain_text("It belongs to a photo that is not here.")
    expect(tray(page)).not_to_contain_text("Thumbs.db")
    expect(seen(page)).to_have_count(1)
    refused.get_by_role("button", name="Remove from the list: words.jpg").click()
    expect(status(page)).to_have_text("One photo uploaded")
    tray(page).get_by_role("button", name="Close").click()
    expect(tray(page)).to_have_count(0)

    # The same once more is nothing new.
    drop(page, [folder / "good.jpg"])
    expect(status(page)).to_have_text("Nothing new: all of it was there already")
    expect(tiles(page)).to_have_count(1)


@pytest.mark.xdist_group("browser: at home")
def test_what_was_thrown_away(open_page: OpenPage, home: Instance, tmp_path: Path) -> None:
    """From the trash it comes back; what was deleted for good is sent only when one says so."""
    home.add_person("ivy-uploads")
    page = open_page(DESK, home, "ivy-uploads")
    for number in (1, 2):
        (tmp_path / f"{number}.jpg").write_bytes(trip.photo(number, (640, 480)))
    opened(page)
    drop(page, [tmp_path / "1.jpg", tmp_path / "2.jpg"])
    expect(status(page)).to_have_text("2 photos uploaded")
    with home.client("ivy-uploads") as client:
        digests = [hashlib.sha256((tmp_path / f"{number}.jpg").read_bytes()).hexdigest() for number in (1, 2)]
        found = client.post("/api/v1/photos/check", json={"sha256": digests}).json()["found"]
        assert client.delete(f"/api/v1/photos/{found[digests[0]]['id']}").is_success
        assert client.delete("/api/v1/trash").is_success
        assert client.delete(f"/api/v1/photos/{found[digests[1]]['id']}").is_success
    opened(page)
    drop(page, [tmp_path / "1.jpg", tmp_path / "2.jpg"])
    expect(status(page)).to_have_text("One back from the trash")
    expect(tray(page)).to_contain_text("You deleted one of these for good once.")
    expect(row(page, "2.jpg")).to_contain_text("Back from the trash")
    expect(tiles(page)).to_have_count(1)
    row(page, "1.jpg").get_by_role("button", name="Upload anyway").click()
    expect(status(page)).to_have_text("One photo uploaded")
    expect(tiles(page)).to_have_count(2)


@pytest.mark.xdist_group("browser: at home")
def test_what_does_not_fit_waits_for_room(
    open_page: OpenPage, watches: list[Watch], home: Instance, tmp_path: Path
) -> None:
    home.add_person("max-uploads")
    with home.client("max-uploads") as client, home.client("ann") as ann:
        me = client.get("/api/v1/users/me").json()["id"]
        ann.patch(f"/api/v1/admin/users/{me}", json={"quota_bytes": 5 * MIB}).raise_for_status()
    page = open_page(DESK, home, "max-uploads")
    watches[-1].expect(507, "/api/v1/uploads.*")
    pictures = [Picture(number, 2 * MIB) for number in (1, 2, 3)]
    for picture in pictures:
        (tmp_path / picture.name).write_bytes(picture.data)
    opened(page)
    drop(page, [tmp_path / picture.name for picture in pictures])
    expect(status(page)).to_have_text("Your storage is full")
    expect(tray(page)).to_contain_text("Empty the trash or ask an administrator for more room")
    wait_until(lambda: count_of(home, "max-uploads") == 2, "two of them fit")
    # Of the third nothing has arrived.
    expect(tray(page)).to_contain_text("4.2 MB of 6.3 MB")
    # To say it again changes nothing, and is told again.
    again = tray(page).get_by_role("button", name="Try again")
    with page.expect_response(lambda response: response.status == 507):
        again.click()
    expect(again).to_be_visible()
    # An administrator gives more room.
    with home.client("ann") as ann:
        ann.patch(f"/api/v1/admin/users/{me}", json={"quota_bytes": 7 * MIB}).raise_for_status()
    again.click()
    expect(status(page)).to_have_text("3 photos uploaded")
    for picture in pictures:
        is_there(home, "max-uploads", picture)


@pytest.mark.xdist_group("browser: at home")
def test_by_the_picker(open_page: OpenPage, home: Instance) -> None:
    home.add_person("ida-uploads")
    phone = open_page(PHONE, home, "ida-uploads")
    phone.goto("/")
    photos = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": trip.photo(n, (640, 480))} for n in range(2)]
    button = phone.get_by_role("banner").get_by_role("button", name="Upload")
    button.tap()
    with phone.expect_file_chooser() as picker:
        phone.get_by_role("menuitem", name="Photos and videos…").tap()
    assert picker.value.is_multiple()
    assert picker.value.element.get_attribute("accept") == "image/*,video/*"
    picker.value.set_files(photos)  # type: ignore[arg-type]
    expect(status(phone)).to_have_text("2 photos uploaded")
    expect(seen(phone)).to_have_count(2)
    # On a phone the tray is one line until it is opened.
    expect(tray(phone).get_by_role("listitem")).to_have_count(0)
    tray(phone).get_by_role("button", name="Unfold").tap()
    expect(tray(phone).get_by_role("listitem")).to_have_count(2)
    tray(phone).get_by_role("button", name="Close").tap()
    button.tap()
    with phone.expect_file_chooser() as camera:
        phone.get_by_role("menuitem", name="Take a photo…").tap()
    assert camera.value.element.get_attribute("capture") == "environment"
    camera.value.set_files([photos[0] | {"buffer": trip.photo(3, (640, 480))}])  # type: ignore[list-item]
    expect(status(phone)).to_have_text("One photo uploaded")


@pytest.mark.xdist_group("browser: at home")
def test_a_picture_from_the_clipboard(open_page: OpenPage, home: Instance) -> None:
    home.add_person("jan-uploads")
    page = open_page(DESK, home, "jan-uploads", permissions=["clipboard-read", "clipboard-write"])
    opened(page)
    page.evaluate("""async () => {
      const canvas = new OffscreenCanvas(64, 48);
      const pen = canvas.getContext('2d');
      pen.fillStyle = 'teal';
      pen.fillRect(8, 8, 30, 20);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    }""")
    page.keyboard.press("Control+v")
    expect(status(page)).to_have_text("One photo uploaded")
    name = tray(page).get_by_role("listitem").get_by_role("link").inner_text()
    assert re.fullmatch(r"20\d\d-.*\.png", name)
    expect(seen(page)).to_have_count(1)


@pytest.mark.xdist_group("browser: at home")
def test_by_keyboard_with_pause_and_cancel(
    open_page: OpenPage, home: Instance, made: Callable[[Page, Instance], list[str]], tmp_path: Path
) -> None:
    home.add_person("kim-uploads")
    page = open_page(DESK, home, "kim-uploads")
    opened(page)
    requests = made(page, home)
    line = Line(page)
    line.set(upload=2 * MIB)
    pictures = [Picture(number, 20 * MIB) for number in (1, 2)]
    for picture in pictures:
        (tmp_path / picture.name).write_bytes(picture.data)
    page.get_by_role("banner").get_by_role("button", name="Upload").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Photos and videos…")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("input[name=files]").first.set_input_files([tmp_path / picture.name for picture in pictures])
    expect(status(page)).to_have_text("Uploading, 0 of 2")
    first = row(page, pictures[0].name)
    expect(first.get_by_role("progressbar")).to_have_attribute("aria-valuetext", UNDERWAY)

    # Paused, nothing goes any more; what went is not sent again.
    pause = tray(page).get_by_role("button", name="Pause", exact=True)
    pause.focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Paused, 0 of 2")
    go_on = tray(page).get_by_role("button", name="Go on", exact=True)
    # The same page goes on with it, and stops again.
    go_on.focus()
    page.keyboard.press("Enter")
    expect(first.get_by_role("progressbar")).to_have_attribute("aria-valuetext", UNDERWAY)
    pause.focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Paused, 0 of 2")
    before = len(requests)
    page.reload()
    expect(status(page)).to_have_text("Paused, 0 of 2")
    assert not [request for request in requests[before:] if "/uploads" in request]
    cancel = row(page, pictures[1].name).get_by_role("button", name=f"Cancel: {pictures[1].name}")
    cancel.focus()
    page.keyboard.press("Enter")
    expect(row(page, pictures[1].name)).to_have_count(0)
    line.set()
    go_on.focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("One photo uploaded", timeout=60_000)
    assert begun(requests) == 2
    is_there(home, "kim-uploads", pictures[0])
    assert count_of(home, "kim-uploads") == 1


@pytest.mark.xdist_group("browser: at home")
def test_offline_and_signed_out_in_the_middle(
    open_page: OpenPage,
    watches: list[Watch],
    home: Instance,
    made: Callable[[Page, Instance], list[str]],
    tmp_path: Path,
) -> None:
    home.add_person("lou-uploads")
    page = open_page(DESK, home, "lou-uploads")
    watches[-1].expect(0)
    watches[-1].expect(401)
    opened(page)
    requests = made(page, home)
    line = Line(page)
    line.set(upload=4 * MIB)
    picture = Picture(1, 40 * MIB)
    (tmp_path / picture.name).write_bytes(picture.data)
    with page.expect_response(lambda response: response.request.method == "PATCH" and response.status == 204):
        drop(page, [tmp_path / picture.name])
    line.set(offline=True)
    expect(status(page)).to_have_text("Waiting for the connection")
    expect(tray(page)).to_contain_text("It goes on by itself as soon as Albumen can be reached.")
    home.sign_out("lou-uploads")
    line.set()
    # By itself it finds the server again, and learns that it must sign in first.
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Username or e-mail address").fill("lou-uploads")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("One photo uploaded", timeout=60_000)
    assert begun(requests) == 1
    is_there(home, "lou-uploads", picture)


@pytest.mark.xdist_group("browser: at home")
@pytest.mark.parametrize("device", [DESK, PHONE], ids=str)
def test_what_was_shared_is_taken_over(open_page: OpenPage, home: Instance, device: Device, tmp_path: Path) -> None:
    """The service worker has put two files into its cache; a third is no photo."""
    who = f"mia{device.name}"
    home.add_person(who)
    page = open_page(device, home, who)
    opened(page)
    photos = [list(trip.photo(number, (320, 240))) for number in (1, 2)]
    page.evaluate(
        """async (photos) => {
          const cache = await caches.open('albumen-shared');
          const put = (n, bytes, type, name) => cache.put(`/shared/${n}`, new Response(new Uint8Array(bytes), {
            headers: { 'content-type': type, 'x-name': encodeURIComponent(name), 'x-modified': '1718000000000' },
          }));
          await put(0, photos[0], 'image/jpeg', 'été.jpg');
          await put(1, photos[1], 'image/jpeg', '2.jpg');
          await put(2, [65, 66], 'text/plain', 'notes.txt');
        }""",
        photos,
    )
    page.goto("/?shared")
    expect(status(page)).to_have_text("2 photos uploaded")
    left = "caches.open('albumen-shared').then(async (cache) => (await cache.keys()).length)"
    wait_until(lambda: page.evaluate(left) == 0, "the cache is empty")
    if device is PHONE:
        tray(page).get_by_role("button", name="Unfold").tap()
    expect(row(page, "été.jpg")).to_contain_text("Uploaded")
    expect(row(page, "notes.txt")).to_contain_text("Neither a photo nor a video.")
    expect(seen(page)).to_have_count(2)


@pytest.mark.xdist_group("browser: at home")
def test_two_tabs_do_not_send_the_same_twice(
    open_page: OpenPage, home: Instance, made: Callable[[Page, Instance], list[str]], tmp_path: Path
) -> None:
    home.add_person("nik-uploads")
    one = open_page(DESK, home, "nik-uploads")
    two = one.context.new_page()
    picture = Picture(1, 20 * MIB)
    (tmp_path / picture.name).write_bytes(picture.data)
    requests, lines = [], []
    for page in (one, two):
        opened(page)
        requests.append(made(page, home))
        lines.append(Line(page))
        lines[-1].set(upload=8 * MIB)
        page.locator("input[name=files]").first.set_input_files(tmp_path / picture.name)
    expect(status(one)).to_have_text("One photo uploaded", timeout=60_000)
    expect(status(two)).to_have_text("Nothing new: all of it was there already", timeout=60_000)
    assert begun(requests[0]) + begun(requests[1]) == 1
    # What a tab leaves behind that was closed, the other one takes over.
    other = Picture(2, 20 * MIB)
    (tmp_path / other.name).write_bytes(other.data)
    lines[1].set(upload=MIB)
    two.locator("input[name=files]").first.set_input_files(tmp_path / other.name)
    expect(row(two, other.name).get_by_role("progressbar")).to_have_attribute("aria-valuetext", UNDERWAY)
    lines[0].set()
    two.close()
    one.reload()
    expect(status(one)).to_have_text("One photo uploaded", timeout=60_000)
    is_there(home, "nik-uploads", other)


@pytest.mark.xdist_group("browser: at home")
def test_two_thousand_files_do_not_block_the_page(open_page: OpenPage, home: Instance, tmp_path: Path) -> None:
    """Most of them are there already; the rest are no photos at all, so that it is the page that is measured."""
    home.add_person("ola-uploads")
    folder = tmp_path / "many"
    folder.mkdir()
    same = trip.photo(1, (320, 240))
    for number in range(2000):
        (folder / f"{number:04}.{'jpg' if number % 10 else 'txt'}").write_bytes(same)
    page = open_page(DESK, home, "ola-uploads")
    opened(page)
    # The same small work again and again tells how much longer everything takes because the machine is busy.
    page.evaluate("""() => {
      window.tasks = [];
      window.work = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: 'longtask' });
      setInterval(() => {
        const began = performance.now();
        for (let i = 0; i < 1e6; i++) Math.sqrt(i);
        window.work.push(performance.now() - began);
      }, 100);
    }""")
    drop(page, [folder])
    expect(status(page)).to_have_text("One photo uploaded", timeout=120_000)
    expect(tray(page)).to_contain_text("1,799 were there already")
    # Only what is in sight is drawn, also at the end.
    tray(page).get_by_role("group", name="Files").evaluate("(list) => (list.scrollTop = list.scrollHeight)")
    expect(row(page, "1990.txt")).to_be_visible()
    assert tray(page).get_by_role("listitem").count() < 40
    tasks, work = page.evaluate("[window.tasks, window.work]")
    slower = max(work) / min(work)
    assert max(tasks, default=0) < 100 * slower, (sorted(tasks)[-5:], slower)


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
@pytest.mark.parametrize("device", [DESK, PHONE], ids=str)
def test_the_server_is_killed_and_the_page_reloaded_in_the_middle(
    open_page: OpenPage,
    watches: list[Watch],
    instance: Instance,
    made: Callable[[Page, Instance], list[str]],
    tmp_path: Path,
    device: Device,
) -> None:
    page = open_page(device, instance, "ann")
    watches[-1].expect(0)
    # Its last words may be that its database is gone.
    watches[-1].expect(503, "/api/v1/uploads.*")
    requests = made(page, instance)
    opened(page)
    # One that the browser keeps over a reload, and one that is too large for that.
    small, large = Picture(1, 40 * MIB), Picture(2, 70 * MIB)
    for picture in (small, large):
        (tmp_path / picture.name).write_bytes(picture.data)
    # So slow that a piece of 16 MiB of each is there and the next is not.
    line = Line(page)
    line.set(upload=16 * MIB)
    pieces: list[str] = []
    page.on("response", lambda answer: pieces.append(answer.url) if answer.request.method == "PATCH" else None)
    page.locator("input[name=files]").first.set_input_files([tmp_path / each.name for each in (small, large)])
    while len(set(pieces)) < 2:
        page.wait_for_event("response", lambda answer: answer.request.method == "PATCH")
    instance.kill()
    expect(status(page)).to_have_text("Waiting for the connection")

    # Leaving would lose the large one, and the browser asks; this person leaves all the same.
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    instance.start()
    page.reload()
    assert asked in ([], ["beforeunload"])
    if device is PHONE:
        tray(page).get_by_role("button", name="Unfold").tap()
    line.set()
    expect(row(page, small.name)).to_contain_text("Uploaded", timeout=90_000)
    expect(row(page, large.name)).to_contain_text("Choose this file again")
    is_there(instance, "ann", small)
    with page.expect_file_chooser() as picker:
        tray(page).get_by_role("button", name="Choose files…").click()
    offsets: list[int] = []
    page.on(
        "request",
        lambda asked: offsets.append(int(asked.headers.get("upload-offset", 0))) if asked.method == "PATCH" else None,
    )
    picker.value.set_files(tmp_path / large.name)
    expect(status(page)).to_have_text("2 photos uploaded", timeout=90_000)
    is_there(instance, "ann", large)
    # It went on where it was: one upload for each file, and not all of it went again.
    assert begun(requests) == 2
    assert [request for request in requests if request.startswith("HEAD /api/v1/uploads/")]
    assert min(offsets) >= 16 * MIB
