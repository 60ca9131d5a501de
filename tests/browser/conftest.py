"""A real browser for the real server. Skipped, and counted, where there is no Chromium.

Playwright's own loop runs in this thread while a browser is open, so browsers live for one module only: the next module's
asynchronous tests need the thread.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import trip
from tests.browser.devices import Device
from tests.browser.instance import Instance
from tests.browser.network import LOOPBACK, Network
from tests.browser.watching import Watch

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# It must not speak to anybody but the server of the test, and as root it has no sandbox.
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
)

SOON = 30_000
"""Milliseconds after which what should be on the screen counts as missing: long, because the machine may be busy."""

expect.set_options(timeout=SOON)

OpenPage = Callable[..., Page]
"""`open_page(device, instance, who=None, **options)`: a page in a window of its own; `who` is signed in there."""


def _program(playwright: Playwright) -> str:
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), playwright.chromium.executable_path)
    if not Path(found).exists():
        pytest.skip("there is no Chromium")
    return found


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def launch(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Network], Browser]]:
    """Starts the browser that lives in a network."""
    browsers: dict[Network, Browser] = {}

    def launch(network: Network) -> Browser:
        if network not in browsers:
            program = network.starter(_program(playwright), tmp_path_factory.mktemp("browser"))
            browsers[network] = playwright.chromium.launch(executable_path=program, args=QUIET)
        return browsers[network]

    yield launch
    for browser in browsers.values():
        browser.close()


@pytest.fixture
def watches() -> Iterator[list[Watch]]:
    """What listens to the test's windows. Nothing may have gone wrong in them."""
    watches: list[Watch] = []
    yield watches
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def open_page(launch: Callable[[Network], Browser], watches: list[Watch]) -> Iterator[OpenPage]:
    """Opens windows, which are watched and closed after the test."""
    contexts = []

    def open_page(device: Device, instance: Instance, who: str | None = None, **options: object) -> Page:
        context = launch(instance.network).new_context(base_url=instance.url, **(device.options | options))
        context.set_default_timeout(SOON)
        contexts.append(context)
        watches.append(Watch(context, instance.url))
        if who is not None:
            with instance.client(who) as client:
                token = client.cookies["albumen"]
            context.add_cookies([{"name": "albumen", "value": token, "url": instance.url}])
        page = context.new_page()
        # From the beginning: a picker that opens in the moment in which a test begins to wait for one is never heard of.
        page.on("filechooser", lambda _: None)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An Albumen with the administrator `ann` and nothing else, for tests that do not need one of their own."""
    instance = Instance(tmp_path_factory.mktemp("home") / "data", LOOPBACK)
    instance.start()
    instance.sign_up_first("ann")
    yield instance
    instance.stop()


COPIES = 1000
"""Of each of the five photos of the long library."""


@pytest.fixture(scope="session")
def long(home: Instance) -> Instance:
    """An Albumen in which `joe` has 5,000 photos of two years. Whoever changes them changes them back."""
    home.add_person("joe")
    home.upload("joe", {f"{n}.jpg": trip.photo(n, (trip.SHAPES[n][0] // 4, trip.SHAPES[n][1] // 4)) for n in range(5)})
    # In a process of its own: Playwright's loop runs in this one.
    command = [sys.executable, "-m", "bench.crowd", str(home.data), "joe", str(COPIES)]
    subprocess.run(command, check=True)
    return home
