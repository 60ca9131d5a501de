"""A timeline of 5,000 photos: only what is near is held and asked for, and nothing that is looked at moves."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.acts import drawn, scroll, seen
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]

# Where each photo stands, in the document.
_PLACES = """() => Object.fromEntries([...document.querySelectorAll('[data-id]')].map((tile) => {
  const { left, top, width, height } = tile.getBoundingClientRect();
  return [tile.dataset.id, [left, top + scrollY, width, height].map(Math.round)];
}))"""
_STEP = "step => { const y = scrollY; scrollBy(0, innerHeight * step); return scrollY - y; }"
_COUNT_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.mark.parametrize("device", [DESK, PHONE], ids=str)
def test_nothing_moves_and_little_is_held(open_page: OpenPage, long: Instance, device: Device) -> None:
    page = open_page(device, long, "joe")
    page.add_init_script(_COUNT_SHIFTS)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    # No picture arrives before it is let go: places must be known without.
    held: list[Route] = []
    page.route("**/media/**", lambda route: held.append(route))
    page.goto("/")
    expect(page.get_by_text("5,000 photos", exact=True)).to_be_visible()
    expect(page.locator("[data-id]")).not_to_have_count(0)
    expect(page.locator(".coming")).to_have_count(0)
    before = page.evaluate(_PLACES)
    assert page.evaluate("document.documentElement.scrollHeight") > 50_000
    page.evaluate("window.shifts.length = 0")
    for route in held:
        route.continue_()
    page.unroute("**/media/**")
    standing_still(page)
    assert page.evaluate(_PLACES) == before
    assert page.evaluate("window.shifts") == []

    asked.clear()
    elements = [page.evaluate("document.querySelectorAll('*').length")]
    for part in (0.5, 0.9, 1, 0.7, 0.2, 0.55):
        scroll(page, f"scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * {part})")
        standing_still(page)
        elements.append(page.evaluate("document.querySelectorAll('*').length"))
        # Step by step on from there, as one reads, up and down.
        for step in (0.6, 0.6, -0.6, -0.6, -0.6):
            marked = in_the_middle(page)
            was = top_of(page, marked)
            moved = page.evaluate(_STEP, step)
            standing_still(page)
            assert abs(was - moved - top_of(page, marked)) <= 1
            elements.append(page.evaluate("document.querySelectorAll('*').length"))
    assert max(elements) < 1500
    buckets = [request for request in asked if "/api/v1/timeline/" in request.url]
    pictures = [request for request in asked if "/media/" in request.url]
    assert len(buckets) < 80
    assert len(pictures) < 1500


def standing_still(page: Page) -> None:
    """Until every photo that is drawn has its picture."""
    drawn(page)
    page.wait_for_function("() => !document.querySelector('.coming') && document.querySelector('[data-id]')")
    expect(page.locator("[data-id]:not(:has(img.loaded))")).to_have_count(0)
    expect(seen(page)).not_to_have_count(0)


def in_the_middle(page: Page) -> str:
    """The photo nearest to the middle of the window."""
    id: str = page.evaluate(
        """() => [...document.querySelectorAll('[data-id]')].map((tile) => {
          const box = tile.getBoundingClientRect();
          const [x, y] = [box.left + (box.width - innerWidth) / 2, box.top + (box.height - innerHeight) / 2];
          return [Math.hypot(x, y), tile.dataset.id];
        }).sort((a, b) => a[0] - b[0])[0][1]"""
    )
    return id


def top_of(page: Page, id: str) -> float:
    """How far below the window's top a photo stands."""
    top: float = page.evaluate("id => document.querySelector(`[data-id='${id}']`).getBoundingClientRect().top", id)
    return top
