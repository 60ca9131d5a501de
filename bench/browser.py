"""The client in headless Chromium with a fourfold slower processor, in a library of 100,000 photos with 200 real pictures.

The peer is a page that holds the same pictures and nothing else (no script, no style), loaded and scrolled in the same way, in
turn: what the machine can do at all. The photos' pictures are drawn by arithmetic.
"""

import json
import os
import random
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late

from bench import pictures
from bench.crowd import multiply
from bench.measure import Goal, Line, Size, in_turn, saying
from bench.people import PASSWORD, Person, make_people
from bench.server import Server, command, folder, serving

_SLOWER = 4
"""Times: of the page's own processor time; the server and the browser's other processes run as they can."""
_WINDOW = {"width": 1440, "height": 900}
_BARE = "a bare page"
_SLOW, _FAST = 3000, 20_000
"""Pixels a second, half of the time each: reading, and looking for a year."""
_ROW = 220
"""Height of a picture of the bare page in pixels."""
_REST, _PRESS = 100, 60
"""Milliseconds that a mouse rests on what it will click, and that its button is down."""
_PATIENCE = 60_000

_IN_SIGHT = """
window.inSight = (all) => [...document.querySelectorAll(all)].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
});
window.seen = (all) => {
  const tiles = inSight(all);
  return tiles.length > 3 && tiles.every((tile) => {
    const picture = tile.matches('img') ? tile : tile.querySelector('img');
    return picture && picture.complete && picture.naturalWidth > 0;
  });
};
window.previewed = () => [...document.querySelectorAll('img[src*="/preview-"]')].find((one) => {
  const box = one.getBoundingClientRect();
  const middle = box.left < innerWidth / 2 && box.right > innerWidth / 2;
  return one.complete && one.naturalWidth > 0 && middle && box.height > innerHeight / 3 &&
    one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
});
window.from = (kind, until) => new Promise((done) => addEventListener(kind, (event) => {
  const look = () => (until() ? done(performance.now() - event.timeStamp) : requestAnimationFrame(look));
  look();
}, { capture: true, once: true }));
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""
_UNTIL_SEEN = """() => new Promise((done) => {
  const look = () => (seen('img') ? done(performance.now() - window.began) : requestAnimationFrame(look));
  look();
})"""
_SCROLL = """([seconds, slow, fast]) => new Promise((done) => {
  const [frames, nodes, heaps] = [[], [], []];
  const count = () => {
    const walk = document.createTreeWalker(document);
    let number = 1;
    while (walk.nextNode()) number++;
    nodes.push(number);
    heaps.push(performance.memory.usedJSHeapSize / 1e6);
  };
  const counting = setInterval(count, 1000);
  count();
  const began = performance.now();
  let last = began;
  const step = (now) => {
    frames.push(now - last);
    const speed = now - began < seconds * 500 ? slow : fast;
    scrollBy({ top: speed * Math.min(0.1, (now - last) / 1000), behavior: 'instant' });
    last = now;
    if (now - began < seconds * 1000) return requestAnimationFrame(step);
    clearInterval(counting);
    done({ frames: frames.slice(1), nodes, heaps, shifted: window.shifted });
  };
  requestAnimationFrame(step);
})"""
_TRACED = ("loading", "rail", "blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline")


def run(size: Size) -> list[Line]:
    """First pictures, what Chromium's trace says, a long scroll, jumps, the viewer, and memory."""
    with folder() as place, serving(place / "data") as server:
        person = make_people(server.database_url(), "owner")[0]
        with saying("drawing photos and taking them in"):
            drawn = pictures.draw(place / "photos", size.pick(200, 8), width=1500, height=1000)
            command(server.data, "import", str(place / "photos"), "--user", "owner", "--wait")
        copies = size.pick(500, 50)
        with saying(f"making {len(drawn) * copies:,} photos of them"):
            multiply(server.database_url(), server.data, person.user.id, copies)
        program = _program()
        if program is None:
            print("  (Chromium is not here: `make tools`)")
            return []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=program,
                args=["--no-sandbox", "--enable-precise-memory-info", "--disable-background-networking"],
            )
            try:
                return _Looking(browser, server, person, size).lines()
            finally:
                browser.close()


def _program() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


class _Looking:
    """Somebody who looks at the library, and at a bare page with the same pictures."""

    def __init__(self, browser: Browser, server: Server, person: Person, size: Size) -> None:
        self._browser, self._size = browser, size
        self._url = f"http://127.0.0.1:{server.port}"
        self._client = server.client(person.key)
        self._chance = random.Random(11)
        self._seconds = size.pick(60, 2)
        with tempfile.TemporaryDirectory() as place, self._window() as context:
            page = context.new_page()
            self._sign_in(page)
            self._signed_in = Path(place) / "state.json"
            self._state: Any = context.storage_state()

    def lines(self) -> list[Line]:
        with saying("signing in"):
            first = in_turn(self._size.pick(7, 1), self._first_pictures, self._first_of_bare)
        with saying("reading traces"):
            traced = [self._traced() for _ in range(self._size.pick(5, 1))]
        lines = [
            Line("first pictures after sign-in", "ms", *first, _BARE, goal=Goal("value", "<", 1500)),
            Line("largest contentful paint (trace)", "ms", [t["lcp"] for t in traced], goal=Goal("value", "<", 2500)),
            Line("layout shift of the start (trace)", "", [t["cls"] for t in traced], goal=Goal("value", "<", 0.0101)),
            Line("total blocking time (trace)", "ms", [t["tbt"] for t in traced], goal=Goal("value", "<", 200)),
        ]
        with saying("scrolling"):
            lines += self._scrolls()
        with saying("jumping and opening"):
            lines += self._jumps_and_views()
        with saying("viewing one after the other"):
            lines += self._memory()
        return lines

    # First pictures

    def _first_pictures(self) -> float:
        """Milliseconds from Enter in the form of sign-in until every picture in sight has come."""
        with self._window() as context:
            page = context.new_page()
            return self._sign_in(page)

    def _sign_in(self, page: Page) -> float:
        self._slow_down(page)
        page.goto("/sign-in")
        page.locator("input[autocomplete=username]").fill("owner")
        page.locator("input[type=password]").fill(PASSWORD)
        page.evaluate("() => { window.told = from('keydown', () => seen('[data-id]')); }")
        page.keyboard.press("Enter")
        return float(page.evaluate("window.told"))

    def _first_of_bare(self) -> float:
        """Milliseconds from the beginning of the page until the same."""
        with self._window(worker=False) as context:
            page = context.new_page()
            self._slow_down(page)
            self._bare(page, 60)
            return float(page.evaluate(_UNTIL_SEEN))

    # Traces

    def _traced(self) -> dict[str, float]:
        """LCP, CLS and TBT of a start of the timeline by somebody who is signed in, from the browser's own trace."""
        with self._window(signed_in=True) as context:
            page = context.new_page()
            self._slow_down(page)
            self._browser.start_tracing(page=page, categories=list(_TRACED))
            page.goto("/")
            page.wait_for_function("() => seen('[data-id]')", timeout=_PATIENCE)
            page.wait_for_timeout(self._size.pick(2000, 200))
            return of_trace(json.loads(self._browser.stop_tracing()))

    # Scrolling

    def _scrolls(self) -> list[Line]:
        ours: list[dict[str, Any]] = []
        bare: list[dict[str, Any]] = []
        shares = in_turn(
            self._size.pick(3, 1),
            lambda: self._scroll(ours, bare_page=False),
            lambda: self._scroll(bare, bare_page=True),
        )
        return [
            Line("frames over 50 ms in a long scroll", "%", *shares, _BARE, goal=Goal("ratio", "<", 1.5)),
            Line("frames a second in it", "/s", [_rate(told) for told in ours], [_rate(told) for told in bare], _BARE),
            Line(
                "nodes of the document, most", "", [max(told["nodes"]) for told in ours], goal=Goal("value", "<", 3000)
            ),
            Line("JavaScript heap, most", "MB", [max(told["heaps"]) for told in ours], goal=Goal("value", "<", 150)),
            Line("layout shift of it", "", [told["shifted"] for told in ours], goal=Goal("value", "<", 0.0101)),
        ]

    def _scroll(self, told: list[dict[str, Any]], *, bare_page: bool) -> float:
        """Percent of the frames that came more than 50 ms after the one before; one, where there was none."""
        with self._window(signed_in=not bare_page, worker=not bare_page) as context:
            page = context.new_page()
            if bare_page:
                distance = self._seconds / 2 * (_SLOW + _FAST)
                self._bare(page, int(distance / _ROW * _WINDOW["width"] / _ROW) + 60)
                page.wait_for_function("() => seen('img')", timeout=_PATIENCE)
            else:
                page.goto("/")
                page.wait_for_function("() => seen('[data-id]')", timeout=_PATIENCE)
            page.wait_for_timeout(self._size.pick(3000, 100))
            self._slow_down(page)
            found: dict[str, Any] = page.evaluate(_SCROLL, [self._seconds, _SLOW, _FAST])
            told.append(found)
            late = sum(frame > 50 for frame in found["frames"])
            return 100 * max(1, late) / len(found["frames"])

    # Jumping, opening

    def _jumps_and_views(self) -> list[Line]:
        with self._window(signed_in=True) as context:
            page = context.new_page()
            page.goto("/")
            page.wait_for_function("() => seen('[data-id]')", timeout=_PATIENCE)
            page.wait_for_timeout(self._size.pick(3000, 100))
            self._slow_down(page)
            slider = page.get_by_role("slider").first
            number = self._size.pick(60, 3)
            lines = []
            if slider.count() == 0:
                print(" (there is nothing to jump with)", end="")
            else:
                jumps = [self._jump(page, part) for part in self._parts(number)]
                lines.append(
                    Line("jump to a month until it stands", "ms", jumps, told="p95", goal=Goal("value", "<", 500))
                )
            views = [self._view(page, part) for part in self._parts(number)]
            lines.append(
                Line("opening a photo until its preview", "ms", views, told="p95", goal=Goal("value", "<", 200))
            )
            return lines

    def _parts(self, number: int) -> list[float]:
        return [self._chance.uniform(0.01, 0.99) for _ in range(number)]

    def _jump(self, page: Page, part: float) -> float:
        box = page.get_by_role("slider").first.bounding_box()
        assert box
        page.evaluate(
            """() => {
              const before = inSight('[data-id]').map((one) => one.dataset.id).join();
              const there = () => inSight('[data-id]').map((one) => one.dataset.id).join() !== before && seen('[data-id]');
              window.told = from('pointerdown', there);
            }"""
        )
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * part)
        page.mouse.down()
        page.mouse.up()
        return float(page.evaluate("window.told"))

    def _view(self, page: Page, part: float) -> float:
        """Somewhere in the library, a photo in the middle of the window is opened, and closed again.

        As a hand does it: the mouse comes to rest on it, and the button is down for a moment. The time runs from the click.
        """
        page.evaluate(
            "(part) => scrollTo({ top: part * document.documentElement.scrollHeight, behavior: 'instant' })", part
        )
        page.wait_for_timeout(self._size.pick(300, 50))
        page.wait_for_function("() => seen('[data-id]')", timeout=_PATIENCE)
        page.evaluate("() => { window.told = from('click', () => previewed()); }")
        x, y = page.evaluate(
            """() => {
              const box = inSight('[data-id]').map((one) => one.getBoundingClientRect()).sort((a, b) =>
                Math.abs(a.top + a.height / 2 - innerHeight / 2) - Math.abs(b.top + b.height / 2 - innerHeight / 2))[0];
              return [box.left + box.width / 2, box.top + box.height / 2];
            }"""
        )
        page.mouse.move(x, y)
        page.wait_for_timeout(_REST)
        page.mouse.down()
        page.wait_for_timeout(_PRESS)
        page.mouse.up()
        told = float(page.evaluate("window.told"))
        page.keyboard.press("Escape")
        page.wait_for_function("() => !previewed()", timeout=_PATIENCE)
        return told

    # Memory

    def _memory(self) -> list[Line]:
        """After so many photos were viewed one after the other, beside what it was when what is kept for going back was full."""
        early, late = self._size.pick(300, 3), self._size.pick(1000, 6)
        with self._window(signed_in=True) as context:
            page = context.new_page()
            browser = context.new_cdp_session(page)
            page.goto("/")
            page.wait_for_function("() => seen('[data-id]')", timeout=_PATIENCE)
            page.locator("[data-id] a").first.click()
            weighed = []
            for number in range(late + 1):
                # Not the picture itself: the browser would keep every one that it hands out.
                page.wait_for_function("() => previewed() !== undefined", timeout=_PATIENCE)
                if number in {early, late}:
                    weighed.append((_heap(browser), _renderers()))
                self._next(page)
            (heap, process), (last_heap, last_process) = weighed
            beside = f"after {early}"
            return [
                Line(
                    f"heap after {late:,} photos viewed",
                    "MB",
                    [last_heap],
                    [heap],
                    beside,
                    goal=Goal("ratio", "<", 1.2),
                ),
                Line(f"pages' processes after {late:,} viewed", "MB", [last_process], [process], beside),
            ]

    def _next(self, page: Page) -> None:
        """Turn to the next photo and wait for its preview; a key that comes too soon is pressed again, as people do."""
        was = page.evaluate("() => previewed().src")
        for _ in range(10):
            page.keyboard.press("ArrowRight")
            with suppress(Late):
                page.wait_for_function("(was) => previewed() && previewed().src !== was", arg=was, timeout=6000)
                return
        raise RuntimeError(f"there is nothing after {page.url}")

    # Windows

    @contextmanager
    def _window(self, *, signed_in: bool = False, worker: bool = True) -> Iterator[BrowserContext]:
        context = self._browser.new_context(
            base_url=self._url,
            viewport=_WINDOW,  # type: ignore[arg-type]
            locale="en-US",
            storage_state=self._state if signed_in else None,
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_IN_SIGHT)
        try:
            yield context
        finally:
            context.close()

    def _slow_down(self, page: Page) -> None:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})

    def _bare(self, page: Page, number: int) -> None:
        """A page with so many of the library's pictures, the latest first, in lines as the browser breaks them."""
        html = f"<!doctype html><title>Pictures</title>{''.join(self._images(number))}"
        page.goto("/livez")
        page.evaluate(
            "(html) => { window.began = performance.now(); document.open(); document.write(html); document.close(); }",
            html,
        )

    def _images(self, number: int) -> Iterator[str]:
        days = self._client.json("/api/v1/timeline")["days"]
        latest, earliest, cursor = days[0]["day"], days[-1]["day"], None
        while number > 0:
            going_on = f"&cursor={cursor}" if cursor else ""
            bucket = self._client.json(f"/api/v1/timeline/{latest}?since={earliest}{going_on}")
            for address, ratio in zip(bucket["grid"][:number], bucket["ratio"][:number], strict=True):
                url = address.replace("&", "&amp;")
                yield f'<img loading="lazy" alt="" height="{_ROW}" width="{round(_ROW * ratio)}" src="{url}"> '
            number -= len(bucket["grid"])
            cursor = bucket["cursor"]
            if cursor is None:
                return


def of_trace(trace: dict[str, Any]) -> dict[str, float]:
    """LCP and TBT in milliseconds and CLS, of a trace of one load."""
    events = trace["traceEvents"]
    began = max(
        (
            event
            for event in events
            if event["name"] == "navigationStart" and event["args"].get("data", {}).get("documentLoaderURL")
        ),
        key=lambda event: event["ts"],
    )
    thread = (began["pid"], began["tid"])
    after = [event for event in events if event.get("ts", 0) >= began["ts"] and event["pid"] == began["pid"]]

    def since(event: dict[str, Any]) -> float:
        return float(event["ts"] - began["ts"]) / 1000

    paints = [since(event) for event in after if event["name"] == "largestContentfulPaint::Candidate"]
    first = min((since(event) for event in after if event["name"] == "firstContentfulPaint"), default=0.0)
    shifts = [event["args"]["data"] for event in after if event["name"] == "LayoutShift"]
    tasks = [
        event["dur"] / 1000
        for event in after
        if event["name"] == "RunTask"
        and (event["pid"], event["tid"]) == thread
        and "dur" in event
        and since(event) >= first
    ]
    return {
        "lcp": max(paints, default=float("nan")),
        "cls": sum(shift["weighted_score_delta"] for shift in shifts if not shift["had_recent_input"]),
        "tbt": sum(task - 50 for task in tasks if task > 50),
    }


def _rate(told: dict[str, Any]) -> float:
    return 1000 / statistics.fmean(told["frames"])


def _heap(browser: CDPSession) -> float:
    """MB of JavaScript that is still reachable."""
    browser.send("HeapProfiler.enable")
    browser.send("HeapProfiler.collectGarbage")
    return float(browser.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def _renderers() -> float:
    """MB of all processes that hold pages, shared parts counted once."""
    return (
        sum(
            process.memory_full_info().pss
            for process in psutil.Process(os.getpid()).children(recursive=True)
            if "--type=renderer" in process.cmdline()
        )
        / 1e6
    )
