"""What the rest of the house shows beside its empty pages: every way in, dialogs, what was refused, what went wrong.

Pages are real, and so is who is signed in. What a short run cannot bring about (a damaged backup, a server that does not answer)
is written into the answer on its way to the browser.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
from drawn_library import PASSWORD, URL, client, window
from drawn_photos import draw
from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import TimeoutError as Late

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
Act = Callable[[Page], object]
# Whoever is refused on so many pictures would have to wait.
for name in ("SIGN_IN", "SIGN_UP", "LINK", "MAIL"):
    os.environ.setdefault(f"ALBUMEN_ACCOUNTS_{name}_ATTEMPTS", "1000/minute")
Json = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """One thing to look at. `before` prepares the window, `act` does something on the page."""

    address: str
    act: Act | None = None
    before: Act | None = None
    who: str | None = "ann"
    #: Also in German, which is longer; also from the right.
    german: bool = False
    mirrored: bool = False


def told(address: str, body: object, status: int = 200) -> Act:
    """An answer is this one, whatever the server says."""
    kind = "application/json" if status < 400 else "application/problem+json"

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type=kind, body=json.dumps(body))

    return lambda page: page.route(re.compile(re.escape(address) + r"(\?.*)?$"), answer)


def retold(address: str, change: Callable[[Json], object]) -> Act:
    """An answer is the server's, changed."""

    def answer(route: Route) -> None:
        answered = route.fetch()
        body = answered.json()
        change(body)
        route.fulfill(response=answered, body=json.dumps(body))

    return lambda page: page.route(re.compile(re.escape(address) + r"(\?.*)?$"), answer)


def all_of(*acts: Act) -> Act:
    return lambda page: [act(page) for act in acts]


def silent(page: Page) -> None:
    page.route("**/api/v1/session", lambda route: route.abort("connectionrefused"))
    page.route("**/livez", lambda route: route.abort("connectionrefused"))


def press(name: str, role: str = "button") -> Act:
    return lambda page: page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]


def submit(page: Page) -> None:
    """Send a form; the one in a dialog where there is a dialog."""
    place = page.get_by_role("dialog") if page.get_by_role("dialog").count() else page
    place.locator("button[type=submit]").first.click()


def fill(**values: str) -> Act:
    def filling(page: Page) -> None:
        for name, value in values.items():
            page.locator(f"[name={name}]").first.fill(value)

    return filling


def in_dialog(name: str) -> Act:
    return lambda page: page.get_by_role("dialog").get_by_role("button", name=re.compile(name)).last.click()


def of_person(name: str, number: int, then: Act | None = None) -> Act:
    """The menu of somebody in the list, or what one of its entries does."""

    def opening(page: Page) -> None:
        row = page.get_by_role("listitem").filter(has_text=f"@{name}")
        row.locator("button[aria-haspopup=menu]").click()
        if number >= 0:
            page.get_by_role("menuitem").nth(number).click()
        if then:
            then(page)

    return opening


def choose_avatar(page: Page) -> None:
    page.locator("main input[type=file]").first.set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture(3, (1200, 800))}
    )


def picture(number: int, size: tuple[int, int]) -> bytes:
    from io import BytesIO

    bytes_ = BytesIO()
    draw(number, size).save(bytes_, "JPEG", quality=90)
    return bytes_.getvalue()


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat()


def busy_queue(queue: Json) -> None:
    """Lanes that have much to do, one of them paused, and a worker on another machine that fell silent."""
    for lane, (queued, running, parked, hour) in zip(
        queue["lanes"], ((48_211, 2, 2, 12_904), (317, 1, 1, 42), (0, 0, 0, 3), (1, 0, 0, 12)), strict=False
    ):
        lane |= {"queued": queued, "running": running, "parked": parked, "done_last_hour": hour}
        lane |= {"failed_last_day": parked * 3, "oldest_wait_seconds": 5400 if queued > 100 else 0}
    queue["lanes"][1]["paused"] = {"by": "ann", "since": ago(hours=2)}
    worker = queue["workers"][0] if queue["workers"] else {"id": "1", "host": "attic", "pid": 4711, "version": "0.1.0"}
    about = {"slots": 2, "running": 2, "started_at": ago(days=3), "seen_seconds_ago": 2, "alive": True}
    other = {"id": "9", "host": "raspberry-in-the-cellar", "pid": 812, "running": 0, "seen_seconds_ago": 7400}
    queue["workers"] = [worker | about, worker | about | other | {"alive": False}]
    queue["running"] = [
        {"id": str(n), "task": task, "lane": lane, "photo_id": photo, "attempt": attempt, "since": ago(seconds=n * 40)}
        | {"worker": worker["id"]}
        for n, (task, lane, photo, attempt) in enumerate(
            (
                ("ingest.develop", "media", "7312904188126", 1),
                ("ingest.develop", "media", "7312904188127", 3),
                ("backups.copy", "upkeep", None, 1),
            )
        )
    ]


PARKED = {
    "jobs": [
        {
            "id": str(n),
            "task": task,
            "photo_id": photo,
            "reason": reason,
            "attempts": attempts,
            "since": ago(hours=n * 7 + 1),
        }
        for n, (task, photo, reason, attempts) in enumerate(
            (
                ("ingest.develop", "7312904188126", "The child ended with signal 9 (out of memory?)", 8),
                (
                    "ingest.develop",
                    "7312904188131",
                    f"OSError: [Errno 5] Input/output error: '/srv/albumen/originals/1/9f/{'9f86d081884c7d65' * 4}'",
                    8,
                ),
                ("backups.copy", None, "No space left on device", 3),
            )
        )
    ],
    "cursor": None,
}


def troubled_backups(told: Json) -> None:
    told |= {
        "to": "/mnt/elsewhere/albumen",
        "to_set": True,
        "reachable": True,
        "waiting": ["backup"],
        "warnings": ["damaged", "same disk", "old dump"],
        "last": {"at": ago(days=3), "to": "/mnt/elsewhere/albumen", "name": "1"},
        "verified": {"at": ago(days=12), "damages": 3},
        "run": {
            "kind": "backup",
            "to": "/mnt/elsewhere/albumen",
            "title": "Copying photos",
            "done": 48_211_000_000,
            "total": 131_000_000_000,
            "started_at": ago(minutes=42),
            "finished_at": None,
            "failure": None,
            "copied": 0,
            "copied_bytes": 0,
            "unreadable": 0,
        },
    }


def unwell(health: Json) -> None:
    """Most checks are in trouble."""
    for number, check in enumerate(health["checks"]):
        if number % 4 != 1:
            check |= {"ok": False, "value": 1234 if check.get("value") is not None else None}


def room(used: int, limit: int) -> Act:
    def change(body: Json) -> None:
        for user in (body, body.get("user") or {}):
            if "quota" in user:
                user["quota"] = {"used": used, "limit": limit}

    def change_storage(body: Json) -> None:
        body |= {"used": used, "limit": limit}
        for kind, share in (("images", 0.55), ("videos", 0.35), ("trash", 0.08)):
            body[kind] = {"count": int(used * share) // 4_100_000, "bytes": int(used * share)}

    return all_of(retold("/api/v1/session", change), retold("/api/v1/users/me/storage", change_storage))


def mode(sign_up: str, **more: object) -> Act:
    return retold("/api/v1/instance", lambda body: body.update(sign_up=sign_up, **more))


BROKEN = {"title": "Internal Server Error", "status": 500, "detail": "It broke.", "request_id": "a1b2c3d4e5"}
BROWSERS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 "
    "Safari/604.1",
    "albumen/0.1.0",
)
STEPS = ("name", "people", "storage", "import", "backup")
MADE = {"username": "olga", "email": "olga@example.org"}
LETTER = {"username": "olga", "email": "olga@example.org", "password": "a bag of chestnuts"}


def scenes(links: dict[str, str]) -> dict[str, Scene]:
    """All that is to be looked at, by name; `links` are of invitations and passwords."""
    first = {
        f"welcome-{number}-{step}": Scene(
            "/welcome", before=told("/api/v1/admin/first-run", {"step": step}), german=step == "people"
        )
        for number, step in enumerate(STEPS, 1)
    }
    out: dict[str, Scene] = {
        "way-in-empty": Scene("/sign-in", act=submit, who=None),
        "way-in-wrong": Scene("/sign-in", act=all_of(fill(login="ann", password="wrong"), submit), who=None),
        "way-in-open": Scene("/sign-in", before=mode("open"), who=None),
        "way-in-unconfirmed": Scene(
            "/sign-in", act=all_of(fill(login="una@example.org", password=PASSWORD), submit), who=None, german=True
        ),
        "way-in-waiting": Scene("/sign-in", act=all_of(fill(login="walter", password=PASSWORD), submit), who=None),
        "way-in-suspended": Scene("/sign-in", act=all_of(fill(login="sid", password=PASSWORD), submit), who=None),
        "sign-up-open": Scene("/sign-up", before=mode("open"), who=None),
        "sign-up-approval": Scene("/sign-up", before=mode("approval"), who=None, german=True),
        "sign-up-invite": Scene("/sign-up", before=mode("invite"), who=None),
        "sign-up-closed": Scene("/sign-up", before=mode("closed"), who=None),
        "sign-up-wrong": Scene(
            "/sign-up",
            before=mode("open"),
            act=all_of(fill(username="Olga!", email="olga", password="short"), submit),
            who=None,
            german=True,
        ),
        "sign-up-mail": Scene(
            "/sign-up",
            before=all_of(mode("open", mail=True), told("/api/v1/users", {"state": "unconfirmed", "user": None}, 201)),
            act=all_of(fill(**LETTER), submit),
            who=None,
        ),
        "sign-up-waits": Scene(
            "/sign-up",
            before=all_of(mode("approval", mail=True), told("/api/v1/users", {"state": "waiting", "user": None}, 201)),
            act=all_of(fill(**LETTER), submit),
            who=None,
        ),
        "invited": Scene(links["invitation"], who=None, german=True),
        "invited-over": Scene("/join#used", who=None),
        "confirmed": Scene(
            "/confirm#token",
            before=told("/api/v1/users/confirmations", MADE | {"state": "active"}),
            who=None,
        ),
        "confirmed-over": Scene("/confirm#used", who=None),
        "forgotten": Scene("/forgot", before=mode("open", mail=True), who=None),
        "forgotten-sent": Scene(
            "/forgot", before=mode("open", mail=True), act=all_of(fill(login="ben@example.org"), submit), who=None
        ),
        "forgotten-no-mail": Scene("/forgot", before=mode("closed", mail=False), who=None),
        "reset-link": Scene(links["password"], who=None, german=True),
        "reset-over": Scene("/reset#used", who=None),
        "start-link": Scene(links["welcome"], who=None),
        "setup-link": Scene("/setup#token", before=told("/api/v1/setup", {}), who=None),
        "setup-over": Scene("/setup#used", who=None),
        "link-unreachable": Scene(
            "/reset#x",
            before=lambda page: page.route("**/api/v1/password/link", lambda route: route.abort()),
            who=None,
        ),
        # One's own settings.
        "own-avatar": Scene("/settings", act=choose_avatar),
        "own-profile": Scene("/settings", german=True, mirrored=True),
        "own-profile-wrong": Scene("/settings", act=all_of(fill(website="example"), submit)),
        "own-new-address": Scene("/settings/security", who="nina", german=True),
        "own-new-address-profile": Scene("/settings", who="nina"),
        "own-security": Scene("/settings/security", german=True, mirrored=True),
        "own-security-wrong": Scene("/settings/security", act=submit),
        "own-leaving": Scene("/settings/security", act=press("Delete my account|Mein Konto löschen"), german=True),
        "own-keys": Scene("/settings/keys", german=True, mirrored=True),
        "own-keys-none": Scene("/settings/keys", who="ben"),
        "own-key-new": Scene("/settings/keys", act=press("New key|Neuer Schlüssel"), german=True),
        "own-key-made": Scene(
            "/settings/keys", act=all_of(press("New key|Neuer"), fill(name="Kitchen frame"), submit), german=True
        ),
        "own-key-delete": Scene("/settings/keys", act=press("^Delete|^Löschen")),
        "own-storage": Scene("/settings/storage", german=True, mirrored=True),
        "own-storage-nearly": Scene("/settings/storage", before=room(48_300_000_000, 50_000_000_000)),
        "own-storage-full": Scene("/settings/storage", before=room(50_000_000_000, 50_000_000_000), german=True),
        "own-storage-empty": Scene("/settings/storage", who="ben"),
        "own-invitations": Scene("/settings/invitations", german=True, mirrored=True, who="ben"),
        "own-invite": Scene("/settings/invitations", before=mode("invite"), act=press("Invite|einladen"), who="ben"),
        "own-appearance": Scene("/settings/appearance", german=True, mirrored=True),
        "account-menu": Scene("/settings", act=press("Account and settings|Konto und"), german=True, mirrored=True),
        "account-menu-user": Scene("/settings", act=press("Account and settings"), who="ben"),
        # Administration.
        "house-overview": Scene("/admin", german=True, mirrored=True),
        "house-people": Scene("/admin/users", german=True, mirrored=True),
        "house-people-none": Scene("/admin/users", act=fill(search="nobody")),
        "house-people-menu": Scene("/admin/users", act=of_person("ben", -1), german=True),
        "house-people-space": Scene("/admin/users", act=of_person("ben", 0)),
        "house-people-role": Scene("/admin/users", act=of_person("ben", 1), german=True),
        "house-people-link": Scene("/admin/users", act=of_person("ben", 3)),
        "house-people-delete": Scene("/admin/users", act=of_person("ben", 5)),
        "house-people-decline": Scene("/admin/users", act=press("^Decline|^Ablehnen")),
        "house-person-new": Scene("/admin/users", act=press("New person|Neue Person"), german=True),
        "house-person-wrong": Scene("/admin/users", act=all_of(press("New person"), submit)),
        "house-sign-up": Scene("/admin/sign-up", german=True, mirrored=True),
        "house-invite": Scene(
            "/admin/sign-up", before=mode("invite"), act=press("Invite somebody|Jemanden einladen"), german=True
        ),
        "house-invite-link": Scene(
            "/admin/sign-up",
            before=mode("invite"),
            act=all_of(
                press("Invite somebody"),
                lambda page: page.get_by_role("dialog").get_by_role("radio", name="A link").check(),
                submit,
            ),
        ),
        "house-mail-test": Scene("/admin/sign-up", act=press("Send me a test|Test an mich|Probe")),
        "house-storage": Scene("/admin/storage", german=True, mirrored=True),
        "house-backups": Scene("/admin/backups", german=True),
        "house-backups-trouble": Scene(
            "/admin/backups", before=retold("/api/v1/admin/backups", troubled_backups), german=True, mirrored=True
        ),
        "house-jobs": Scene("/admin/jobs"),
        "house-jobs-busy": Scene(
            "/admin/jobs",
            before=all_of(retold("/api/v1/admin/queue", busy_queue), told("/api/v1/admin/jobs/parked", PARKED)),
            german=True,
            mirrored=True,
        ),
        "house-health": Scene("/admin/health", german=True, mirrored=True),
        "house-health-bad": Scene("/admin/health", before=retold("/api/v1/admin/health", unwell), german=True),
        "house-log": Scene("/admin/log", german=True, mirrored=True),
        "house-refused": Scene("/admin/jobs", before=told("/api/v1/admin/queue", BROKEN, 500)),
        # Trouble.
        "trouble-missing": Scene("/nowhere", german=True),
        "trouble-missing-in": Scene("/photos/1"),
        "trouble-not-yours": Scene("/admin", who="ben"),
        "trouble-broken": Scene("/", before=told("/api/v1/session", BROKEN, 500), german=True),
        "trouble-part": Scene(
            "/admin/jobs", before=told("/api/v1/admin/queue", {"lanes": [None], "running": [], "workers": []})
        ),
        "trouble-unreachable": Scene("/", before=silent, german=True),
        "trouble-offline": Scene("/settings", act=lambda page: page.context.set_offline(True)),
        "gallery-all": Scene("/gallery", who=None, mirrored=True),
        "api-docs": Scene("/api/docs", who=None),
    }
    return first | out


def live_in_house(asking: httpx.Client) -> tuple[dict[str, str], dict[str, str]]:
    """Fills the house with people and letters. Gives the sessions of those who sign in, and the links that are followed."""

    def do(method: str, path: str, body: object = None) -> Json:
        answer = asking.request(method, f"/api/v1{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    mail: Json = {"host": "127.0.0.1", "port": 1, "security": "none", "sender": "photos@example.org"}
    do("PATCH", "/admin/instance", {"name": "Chestnut house"})
    known = {user["username"]: user["id"] for user in do("GET", "/admin/users")["users"]}
    for name in ("ben", "cleo", "nina", "sid", "maximiliane"):
        if name not in known:
            person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "role": "user"}
            known[name] = do("POST", "/admin/users", person)["id"]
    do("PATCH", f"/admin/users/{known['ben']}", {"quota_bytes": 5_000_000})
    do("PATCH", f"/admin/users/{known['cleo']}", {"role": "moderator"})
    do("PATCH", f"/admin/users/{known['sid']}", {"state": "suspended"})
    # Before mail is sent, so that there is a link to pass on, and nothing to confirm.
    welcome = do("POST", "/admin/users", {"username": "ines", "email": "ines@example.org", "role": "user"})["link"]
    with httpx.Client(base_url=URL, headers={"Origin": URL}, timeout=60) as stranger:
        do("PATCH", "/admin/instance", {"sign_up": "approval", "inviters": "everybody"})
        for name in ("walter", "una"):
            person = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
            stranger.post("/api/v1/users", json=person).raise_for_status()
            do("PUT", "/admin/mail", mail)
    sessions = {name: sign_in(name) for name in ("ann", "ben", "nina")}
    for agent in BROWSERS[1:]:
        sign_in("ann", agent)
    with speaking_as(sessions["ben"]) as ben:
        for number in range(4):
            files = {"file": (f"{number}.jpg", picture(number, (1800, 1200)))}
            ben.post("/api/v1/photos", files=files)
        ben.patch("/api/v1/users/me", json={"display_name": "Benedikt Aufderheide"}).raise_for_status()
        for body in ({"most": 5, "days": 14}, {"email": "grandmother.with.a.long.name@example.org"}):
            ben.post("/api/v1/invitations", json=body).raise_for_status()
    with speaking_as(sessions["nina"]) as nina:
        changed = {"email": "nina@elsewhere.example", "password": PASSWORD}
        nina.put("/api/v1/users/me/email", json=changed).raise_for_status()
    do("POST", "/invitations", {"most": None, "days": 30})
    do("POST", "/invitations", {"email": "ida@example.org"})
    invitation = do("POST", "/invitations", {"most": 1, "days": 7})["link"]
    over = do("POST", "/invitations", {"most": 1})
    do("DELETE", f"/invitations/{over['id']}")
    password = do("POST", f"/admin/users/{known['cleo']}/password-link", {"mail": False})["link"]
    return sessions, {"invitation": here(invitation), "password": here(password), "welcome": here(welcome)}


def here(link: str) -> str:
    return "/" + link.split("://", 1)[-1].split("/", 1)[1]


def sign_in(name: str, agent: str = BROWSERS[0]) -> str:
    with httpx.Client(base_url=URL, headers={"Origin": URL, "User-Agent": agent}, timeout=60) as asking:
        asking.post("/api/v1/session", json={"login": name, "password": PASSWORD}).raise_for_status()
        return asking.cookies["albumen"]


def speaking_as(token: str) -> httpx.Client:
    return httpx.Client(base_url=URL, headers={"Origin": URL}, timeout=60, cookies={"albumen": token})


def forms(scene: Scene) -> Iterator[tuple[str, str, bool]]:
    """In which languages and from which side a scene is taken: what is added to its name, the locale, mirrored or not."""
    yield "", "en-GB", False
    if scene.german:
        yield "-de", "de-DE", False
    if scene.mirrored:
        yield "-rtl", "en-GB", True


def take_house(browser: Browser, target: Path, wanted: str = "") -> list[str]:
    """Takes all scenes whose name has `wanted` in it; a whole page where no dialog stands before it. Gives those that failed."""
    if not any(wanted in name for name in scenes({"invitation": "", "password": "", "welcome": ""})):
        return []
    with client() as asking:
        sessions, links = live_in_house(asking)
    return take(browser, target, sessions, {name: scene for name, scene in scenes(links).items() if wanted in name})


def take(browser: Browser, target: Path, sessions: dict[str, str], wanted: dict[str, Scene]) -> list[str]:
    failed = []
    for name, scene in wanted.items():
        for more, locale, mirrored in forms(scene):
            for size, (width, height) in SIZES.items():
                who = sessions[scene.who] if scene.who else None
                with window(browser, width, height, "light", token=who, locale=locale) as page:
                    page.set_default_timeout(20_000)
                    try:
                        show(page, scene, mirrored)
                    except Late as late:
                        failed.append(f"{name}{more} {size}")
                        print(f"  {name}{more} on {size}: {str(late).splitlines()[0]}")
                    if page.get_by_role("dialog").count() == 0 and page.get_by_role("menu").count() == 0:
                        high = page.evaluate("document.documentElement.scrollHeight")
                        page.set_viewport_size({"width": width, "height": max(height, high)})
                    for scheme in SCHEMES:
                        page.emulate_media(color_scheme=scheme)
                        page.wait_for_timeout(300)
                        page.screenshot(path=target / f"{name}{more}-{size}-{scheme}.png")
        print(name, flush=True)
    return failed


def show(page: Page, scene: Scene, mirrored: bool) -> None:
    if scene.before:
        scene.before(page)
    page.goto(scene.address)
    rest(page)
    if mirrored:
        page.evaluate("document.documentElement.dir = 'rtl'")
    if scene.act:
        scene.act(page)
        rest(page)


def rest(page: Page) -> None:
    """Until the page is at rest; those that ask again and again never are."""
    with suppress(Late):
        page.wait_for_load_state("networkidle", timeout=3000)
    page.evaluate("document.fonts.ready.then(() => true)")
    with suppress(Late):
        page.wait_for_function(
            "() => !document.querySelector('main [aria-busy=true], [role=dialog] [aria-busy=true]')", timeout=9000
        )
    page.wait_for_timeout(400)
