"""Albumen as an app of its own: it starts without a network, keeps what one person saw alone, takes what is shared."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import albumen
from tests.browser import trip
from tests.browser.acts import account_menu, seen, sign_in, tiles
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE
from tests.browser.instance import PASSWORD, Instance, wait_until
from tests.browser.network import LOOPBACK
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: installed")]

PHOTOS = 6
_CACHES = """async () => {
  const all = {};
  for (const name of await caches.keys()) {
    const kept = await (await caches.open(name)).keys();
    all[name] = kept.map((request) => request.url.slice(location.origin.length));
  }
  return all;
}"""
_HEAVY = """() => new Promise((done) => {
  indexedDB.open('albumen-kept').onsuccess = ({ target: { result: database } }) => {
    const change = database.transaction('entries', 'readwrite');
    change.objectStore('entries').openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (cursor.value.shelf === 'thumbnail') cursor.update({ ...cursor.value, bytes: 60_000_000 });
      cursor.continue();
    };
    change.oncomplete = () => { database.close(); done(); };
  };
})"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An Albumen of its own, which is stopped and started again, with photos of `ann` and of `bob`."""
    instance = Instance(tmp_path_factory.mktemp("installed") / "data", LOOPBACK)
    instance.start()
    instance.sign_up_first("ann")
    instance.add_person("bob")
    with instance.client("ann") as client:
        client.put("/api/v1/admin/first-run", json={"step": None}).raise_for_status()
    for who, first in (("ann", 0), ("bob", 100)):
        instance.upload(who, {f"{n}.jpg": trip.photo(n, (600, 400)) for n in range(first, first + PHOTOS)})
    yield instance
    instance.stop()


@pytest.fixture
def running(house: Instance) -> Instance:
    """The same, running before the test, which may stop it."""
    if not house.alive:
        house.start()
    return house


def ready(page: Page) -> None:
    """Wait until the worker is there and has kept what the page shows."""
    expect(seen(page)).to_have_count(PHOTOS)
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    wait_until(lambda: len(pictures(kept(page))) == PHOTOS, "the pictures are kept")


def kept(page: Page) -> list[str]:
    """The addresses of what is kept of people."""
    return [path for name, paths in caches(page).items() if name.startswith("albumen-kept-") for path in paths]


def caches(page: Page) -> dict[str, list[str]]:
    """Every cache of the browser by its name."""
    found: dict[str, list[str]] = page.evaluate(_CACHES)
    return found


def pictures(paths: list[str]) -> list[str]:
    """Those that are small pictures."""
    return [path for path in paths if "/grid-" in path]


def spaces(paths: list[str]) -> set[str]:
    """Whose pictures are among these."""
    return {path.split("/")[2] for path in paths if path.startswith("/media/")}


def test_it_starts_without_a_server_and_shows_what_was_seen(
    open_page: OpenPage, watches: list[Watch], running: Instance
) -> None:
    page = open_page(DESK, running, "ann")
    watches[-1].expect(0)
    page.goto("/")
    ready(page)
    # A photo that was opened, and another page.
    tiles(page).first.get_by_role("link").click()
    expect(page.locator(".slide:not([inert]) img.here")).to_have_count(1)
    opened = page.url
    page.go_back()
    running.stop()

    page.goto("/")
    expect(seen(page)).to_have_count(PHOTOS)
    expect(page.get_by_text("Albumen is not reached")).to_be_visible()
    page.goto(opened)
    expect(page.locator(".slide:not([inert]) img.here")).to_have_count(1)
    page.goto("/settings/appearance")
    expect(page.get_by_role("heading", name="Appearance")).to_be_visible()

    page.goto("/")
    running.start()
    expect(page.get_by_text("Albumen is not reached")).to_have_count(0)
    expect(seen(page)).to_have_count(PHOTOS)


def test_a_device_without_a_network_says_so(open_page: OpenPage, watches: list[Watch], running: Instance) -> None:
    page = open_page(PHONE, running, "ann")
    watches[-1].expect(0)
    page.goto("/")
    ready(page)
    page.context.set_offline(True)
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    page.reload()
    expect(seen(page)).to_have_count(PHOTOS)
    page.context.set_offline(False)
    expect(page.get_by_text("Offline", exact=True)).to_have_count(0)


def test_signing_out_takes_everything_along(open_page: OpenPage, watches: list[Watch], running: Instance) -> None:
    page = open_page(DESK, running)
    watches[-1].expect(0)
    page.goto("/")
    sign_in(page, "ann", PASSWORD)
    ready(page)
    account_menu(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert kept(page) == []
    page.context.set_offline(True)
    page.goto("/")
    expect(page.locator("main")).to_be_visible()
    expect(tiles(page)).to_have_count(0)
    page.context.set_offline(False)
    # A window that is closed while its page looks for the server again has hung.
    page.goto("about:blank")


def test_another_person_finds_nothing_of_the_first(
    open_page: OpenPage, watches: list[Watch], running: Instance
) -> None:
    page = open_page(DESK, running)
    watches[-1].expect(0)
    watches[-1].expect(401, "/api/v1/.*")
    page.goto("/")
    sign_in(page, "ann", PASSWORD)
    ready(page)
    (ann,) = spaces(kept(page))
    # Her session ends elsewhere: she does not sign out here.
    with running.client("ann") as client:
        for session in client.get("/api/v1/sessions").json()["sessions"]:
            if not session["current"]:
                client.delete(f"/api/v1/sessions/{session['id']}").raise_for_status()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert kept(page) == []
    sign_in(page, "bob", PASSWORD)
    ready(page)
    assert spaces(kept(page)) == {page.evaluate("fetch('/api/v1/session').then((a) => a.json())")["user"]["id"]}
    assert spaces(kept(page)) != {ann}
    page.context.set_offline(True)
    page.goto("/")
    expect(seen(page)).to_have_count(PHOTOS)
    shown = page.locator("[data-id] img").evaluate_all("(all) => all.map((one) => new URL(one.src).pathname)")
    assert ann not in spaces(shown)
    page.context.set_offline(False)


def test_a_page_that_the_worker_does_not_control_leaves_nothing_either(
    open_page: OpenPage, watches: list[Watch], running: Instance
) -> None:
    page = open_page(DESK, running, "ann")
    watches[-1].expect(0)
    page.goto("/")
    ready(page)
    # Somebody else signs in where the worker cannot see it, as after a forced reload.
    page.context.clear_cookies()
    with running.client("bob") as client:
        page.context.add_cookies([{"name": "albumen", "value": client.cookies["albumen"], "url": running.url}])
    browser = page.context.new_cdp_session(page)
    browser.send("Page.reload", {"ignoreCache": True})
    page.wait_for_function("() => navigator.serviceWorker.controller === null")
    expect(seen(page)).to_have_count(PHOTOS)
    with running.client("bob") as client:
        bob = client.get("/api/v1/session").json()["user"]["id"]
    wait_until(lambda: spaces(kept(page)) <= {bob}, "what ann saw is gone")
    assert [name for name in caches(page) if name.startswith("albumen-kept-")] == [f"albumen-kept-{bob}"]


def test_pictures_keep_to_their_budget(open_page: OpenPage, running: Instance) -> None:
    running.add_person("cat")
    running.upload("cat", {f"{n}.jpg": trip.photo(n, (600, 400)) for n in range(PHOTOS)})
    page = open_page(DESK, running, "cat")
    page.goto("/")
    ready(page)
    # As if each weighed 60 MB, of the 150 that are allowed; a worker that starts anew reads that.
    page.evaluate(_HEAVY)
    browser = page.context.new_cdp_session(page)
    browser.send("ServiceWorker.enable")
    browser.send("ServiceWorker.stopAllWorkers")
    first = set(pictures(kept(page)))
    running.upload("cat", {"new.jpg": trip.photo(50, (600, 400))})
    page.reload()
    expect(seen(page)).to_have_count(PHOTOS + 1)
    wait_until(lambda: len(pictures(kept(page))) == 3, "two of the heavy ones are left, and the new one")
    assert len(set(pictures(kept(page))) - first) == 1
    page.reload()
    expect(seen(page)).to_have_count(PHOTOS + 1)


def test_what_another_app_shares_is_uploaded(open_page: OpenPage, running: Instance) -> None:
    running.add_person("dan")
    page = open_page(PHONE, running, "dan")
    page.goto("/settings/appearance")
    page.wait_for_function("() => navigator.serviceWorker.controller?.state === 'activated'")
    page.evaluate(
        """() => {
          const form = document.createElement('form');
          Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data', id: 'share' });
          form.append(Object.assign(document.createElement('input'), { type: 'file', name: 'files', multiple: true }));
          document.body.append(form);
        }"""
    )
    name = "Straße 1.jpg"
    page.locator("#share input").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": trip.photo(60, (300, 200))}]
    )
    page.evaluate("document.querySelector('#share').requestSubmit()")
    page.wait_for_url(re.compile(r"/(\?shared)?$"))

    def names() -> list[str]:
        days = running.client("dan").get("/api/v1/timeline").json()["days"]
        ids = [id for day in days for id in running.client("dan").get(f"/api/v1/timeline/{day['day']}").json()["id"]]
        return [running.client("dan").get(f"/api/v1/photos/{id}").json()["filename"] for id in ids]

    wait_until(lambda: name in names(), "what was shared is in the library")
    wait_until(lambda: not caches(page).get("albumen-shared"), "it does not wait any more")


def test_a_new_version_is_offered_and_taken_when_one_likes(
    open_page: OpenPage, watches: list[Watch], running: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(DESK, running, "ann")
    watches[-1].expect(0)
    page.goto("/")
    ready(page)
    older = open_page(DESK, running, "ann")
    watches[-1].expect(404, "/_app/immutable/.*")
    watches[-1].expect(0)
    older.goto("/")
    ready(older)
    # A browser that is short of space throws away what it likes.
    older.evaluate("caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name))))")
    older.context.new_cdp_session(older).send("Network.clearBrowserCache")
    before = [name for name in caches(page) if name.startswith("albumen-shell-")]
    running.stop()
    monkeypatch.setenv("PYTHONPATH", str(newer(tmp_path)))
    running.start()

    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.get_by_text("A new version of Albumen is ready.")).to_be_visible()
    expect(seen(page)).to_have_count(PHOTOS)
    page.get_by_role("button", name="Later").click()
    expect(page.get_by_text("A new version of Albumen is ready.")).to_have_count(0)
    page.reload()
    expect(page.locator("meta[name=newer]")).to_have_count(1)
    wait_until(lambda: len([n for n in caches(page) if n.startswith("albumen-shell-")]) == 2, "it is the worker's too")
    assert set(before) < set(caches(page))

    # Where nothing keeps the older parts, the page is loaded anew as soon as it misses one, and goes on from there.
    older.get_by_role("button", name="Account and settings").click()
    expect(older.locator("meta[name=newer]")).to_have_count(1)
    account_menu(older, "Settings")
    expect(older.get_by_role("heading", name="Profile")).to_be_visible()
    missing = ("dynamically imported module", "Refused to apply style")
    watches[-1].complaints = [told for told in watches[-1].complaints if not any(part in told for part in missing)]
    running.stop()


def newer(folder: Path) -> Path:
    """The package with a client of another version: all its parts have other addresses."""
    package = folder / "albumen"
    shutil.copytree(Path(albumen.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    web = package / "web"
    parts = web / "_app" / "immutable"
    parts.rename(folder / "newer")
    parts.mkdir()
    (folder / "newer").rename(parts / "newer")
    for packed in [*web.rglob("*.br"), *web.rglob("*.gz")]:
        packed.unlink()
    for path in [path for path in web.rglob("*") if path.suffix in {".js", ".html", ".css", ".json"}]:
        text = path.read_text().replace("_app/immutable/", "_app/immutable/newer/")
        text = text.replace("<head>", '<head><meta name="newer" content="yes">')
        text = re.sub(r'version: "\d+"', 'version: "newer"', text)
        path.write_text(re.sub(r'"version":"[0-9a-f]+"', '"version":"newer"', text))
    return folder


def test_browsers_would_install_it(open_page: OpenPage, running: Instance) -> None:
    page = open_page(PHONE, running, "ann")
    page.goto("/")
    browser = page.context.new_cdp_session(page)
    found = browser.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    ours = [error["errorId"] for error in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    # The tests' windows are private ones.
    assert set(ours) <= {"in-incognito"}
    sizes = {}
    for icon in manifest["icons"]:
        answer = page.request.get(icon["src"])
        assert answer.ok, icon
        assert answer.headers["content-type"].partition(";")[0] == icon["type"]
        if icon["type"] == "image/png":
            picture = Image.open(io.BytesIO(answer.body()))
            assert f"{picture.width}x{picture.height}" == icon["sizes"], icon
            sizes[icon.get("purpose", "any"), picture.width] = picture
    assert {("any", 192), ("any", 512), ("maskable", 512), ("monochrome", 512)} <= set(sizes)
    # What systems cut into shape has no corner of its own; what they colour has nothing but a shape.
    assert sizes["maskable", 512].mode == "RGB"
    assert not np.asarray(sizes["monochrome", 512])[..., :3].any()
    touch = page.request.get(page.locator("link[rel=apple-touch-icon]").get_attribute("href") or "")
    assert Image.open(io.BytesIO(touch.body())).size == (180, 180)
    for address in [manifest["start_url"], *(shortcut["url"] for shortcut in manifest["shortcuts"])]:
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
