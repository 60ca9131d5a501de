"""The API's description as a page, in a real browser under its strict policy; what goes wrong unseen, `watches` tells."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, SMALL, Device
from tests.browser.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: docs page")]


@pytest.mark.parametrize("device", [DESK, SMALL], ids=str)
def test_the_page_is_read_by_anybody(open_page: OpenPage, home: Instance, device: Device) -> None:
    page = open_page(device, home)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/docs")
    expect(page).to_have_title("Albumen API")
    # Its style is let in by the policy, and it fetches nothing.
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "flex"
    assert [url for url in asked if not url.endswith("/favicon.ico")] == [f"{home.url}/api/docs"]

    # By keyboard: an operation opens, and tells what is sent.
    page.get_by_role("link", name="Photos", exact=True).click()
    check = page.locator("details", has_text="/api/v1/photos/check")
    sent = check.get_by_role("link", name="CheckIn")
    expect(sent).to_be_hidden()
    check.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(sent).to_be_visible()

    # A link to a shape opens the shape.
    digests = page.locator("#CheckIn").get_by_text("sha256", exact=True)
    expect(digests).to_be_hidden()
    sent.click()
    expect(digests).to_be_in_viewport()

    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == device.width
