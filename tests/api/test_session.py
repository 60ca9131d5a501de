"""Signing in and out over HTTP: cookies, other sites, sessions, the pace of attempts."""

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, update

from albumen import accounts
from albumen.accounts import AccountsSettings, Role
from albumen.accounts.tables import sessions
from albumen.core import shard_of
from albumen.settings import WebSettings
from tests.api.conftest import PASSWORD, a_person
from tests.support.app import HOST, App, is_problem, running

HTTPS = "https://albumen.test"
PROXY = "203.0.113.9"
BEHIND_PROXY = WebSettings(trusted_proxies=f"{PROXY}, 10.0.0.0/8, 2001:db8:ffff::/48")


async def sign_in(
    client: httpx.AsyncClient, login: str = "ada", password: str = PASSWORD, **headers: str
) -> httpx.Response:
    return await client.post("/api/v1/session", json={"login": login, "password": password}, headers=headers)


def cookie_of(answer: httpx.Response) -> tuple[str, dict[str, str]]:
    """The name of the one cookie that an answer sets, and its attributes."""
    (header,) = answer.headers.get_list("set-cookie")
    (morsel,) = SimpleCookie(header).values()
    return morsel.key, {name: str(value) for name, value in morsel.items() if value} | {"value": morsel.value}


# In and out


@pytest.mark.parametrize("login", ["ada", "ADA", " Ada ", "ada@example.org", "ADA@EXAMPLE.ORG"])
async def test_a_name_or_address_in_any_case_signs_in(app: App, login: str) -> None:
    ada = await a_person(app, "ada")
    async with app.client() as client:
        answer = await sign_in(client, login)
        assert answer.status_code == 200
        assert answer.json()["user"]["id"] == str(ada.id)
        assert "password" not in answer.text
        assert (await client.get("/api/v1/session")).json() == answer.json()


async def test_what_does_not_go_together_is_refused_in_the_same_words_and_sets_no_cookie(app: App) -> None:
    await a_person(app, "ada")
    async with app.client() as client:
        answers = [
            await sign_in(client, *pair) for pair in [("ada", "wrong password"), ("eve", PASSWORD), ("a@b.cc", "x")]
        ]
    for answer in answers:
        told, first = is_problem(answer, 401), is_problem(answers[0], 401)
        del told["request_id"], first["request_id"]
        assert told == first
        assert "set-cookie" not in answer.headers


async def test_only_whoever_knows_the_password_learns_of_a_suspension(app: App) -> None:
    ada = await a_person(app, "ada")
    await app.do(accounts.suspend, ada.id, actor="test")
    async with app.client() as client:
        assert "suspended" in is_problem(await sign_in(client), 403)["detail"]
        is_problem(await sign_in(client, "ada", "wrong password"), 401)


async def test_signing_out_ends_this_session_and_takes_its_cookie(app: App) -> None:
    await a_person(app, "ada")
    async with app.client() as one, app.client() as other:
        await sign_in(one)
        await sign_in(other)
        token = one.cookies["albumen"]
        answer = await one.delete("/api/v1/session")
        assert answer.status_code == 204
        name, attributes = cookie_of(answer)
        assert (name, attributes["value"], attributes["max-age"]) == ("albumen", "", "0")
        one.cookies.set("albumen", token)
        is_problem(await one.get("/api/v1/session"), 401)
        assert (await other.get("/api/v1/session")).status_code == 200
        # And whoever is not signed in is answered the same.
        assert (await one.delete("/api/v1/session")).status_code == 204


# Cookies


async def test_over_plain_http_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: App) -> None:
    await a_person(app, "ada")
    async with app.client() as client:
        name, attributes = cookie_of(await sign_in(client))
    assert name == "albumen"
    assert attributes.keys() == {"value", "path", "max-age", "httponly", "samesite"}
    assert (attributes["path"], attributes["samesite"]) == ("/", "lax")
    assert int(attributes["max-age"]) == 90 * 86400
    async with app.client() as client:
        assert (await client.get("/api/v1/instance")).json()["encrypted"] is False


async def test_over_https_browsers_keep_the_cookie_for_this_host_and_for_https_alone(app: App) -> None:
    await a_person(app, "ada")
    async with app.client(base_url=HTTPS) as client:
        answer = await sign_in(client)
        name, attributes = cookie_of(answer)
        # `__Host-` asks browsers for: Secure, the path /, and no Domain.
        assert name == "__Host-albumen"
        assert attributes.keys() == {"value", "path", "max-age", "httponly", "samesite", "secure"}
        assert (await client.get("/api/v1/session")).status_code == 200
        assert (await client.get("/api/v1/instance")).json()["encrypted"] is True
        gone, attributes = cookie_of(await client.delete("/api/v1/session"))
        assert gone == "__Host-albumen"
        assert {"secure", "path"} <= attributes.keys(), "else browsers refuse to let it go"


async def test_a_proxy_that_is_trusted_says_that_the_browser_speaks_https(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path / "data", web=BEHIND_PROXY) as app:
        await a_person(app, "ada")
        for peer in (PROXY, "10.1.2.3", f"::ffff:{PROXY}", "2001:db8:ffff::7"):
            async with app.client(peer=peer) as client:
                answer = await sign_in(client, **{"X-Forwarded-Proto": "https"})
                assert cookie_of(answer)[0] == "__Host-albumen", peer
                # It must not be taken from what the client wrote before the proxy added its own word.
                answer = await sign_in(client, **{"X-Forwarded-Proto": "https, http"})
                assert cookie_of(answer)[0] == "albumen", peer
        for peer in ("192.0.2.10", "203.0.113.10", "2001:db8:fffe::7"):
            async with app.client(peer=peer) as client:
                answer = await sign_in(client, **{"X-Forwarded-Proto": "https"})
                assert cookie_of(answer)[0] == "albumen", peer


async def test_a_cookie_of_plain_http_is_none_over_https(app: App) -> None:
    # Whoever can write a cookie over http (any network on the way) must not bring a session into https.
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as plain, app.client(base_url=HTTPS) as client:
        client.cookies.set("albumen", plain.cookies["albumen"])
        is_problem(await client.get("/api/v1/session"), 401)


async def test_a_browser_that_is_used_stays_signed_in(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        token = client.cookies["albumen"]
        soon = datetime.now(UTC) + timedelta(days=1)
        async with app.open_tx() as tx:
            mine = update(sessions).where(sessions.c.shard == shard_of(ada.id))
            await tx.execute(mine.values(last_seen_at=soon - timedelta(days=2), expires_at=soon))
        answer = await client.get("/api/v1/session")
        name, attributes = cookie_of(answer)
        assert (name, attributes["value"], attributes["max-age"]) == ("albumen", token, str(90 * 86400))
        async with app.open_tx() as tx:
            until = await tx.scalar(select(sessions.c.expires_at).where(sessions.c.shard == shard_of(ada.id)))
        assert until is not None
        assert until > datetime.now(UTC) + timedelta(days=89)
    async with await app.program(ada) as program:
        assert "set-cookie" not in (await program.get("/api/v1/session")).headers


# Other sites

OTHER_SITE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": HOST + ".evil.example"},
    {"Origin": HOST + ":8080"},
    {"Origin": HTTPS},
    {"Origin": "http://photos.albumen.test"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "something-new"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HOST},
]


@pytest.mark.parametrize("headers", OTHER_SITE, ids=str)
async def test_another_site_changes_nothing_in_a_browser_that_is_signed_in(app: App, headers: dict[str, str]) -> None:
    ada = await a_person(app, "ada")
    requests = [
        ("PATCH", "/api/v1/users/me", {"bio": "from elsewhere"}),
        ("POST", "/api/v1/keys", {"name": "from elsewhere"}),
        ("PUT", "/api/v1/users/me/password", {"current": PASSWORD, "new": "another good one"}),
        ("DELETE", "/api/v1/trash", None),
        ("DELETE", "/api/v1/session", None),
        ("POST", "/api/v1/photos/zip", {"ids": ["1"]}),
    ]
    async with await app.browser(ada) as client:
        for method, path, body in requests:
            answer = await client.request(method, path, json=body, headers=headers)
            assert "another site" in is_problem(answer, 403)["detail"], (method, path)
        upload = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
        is_problem(await client.post("/api/v1/uploads", headers=headers | upload), 403)
        is_problem(await client.post("/api/v1/photos", files={"file": b"bytes"}, headers=headers), 403)
        # Nor does it sign the browser in to an account of its own, or make it one.
        is_problem(await sign_in(client, **headers), 403)
        new = {"username": "eve", "email": "eve@example.org", "password": PASSWORD}
        is_problem(await client.post("/api/v1/users", json=new, headers=headers), 403)
        me = (await client.get("/api/v1/users/me", headers=headers)).json()
        assert me["bio"] == "", "what only reads is answered, and CORS keeps the answer from the other site"
    async with await app.program(ada) as program:
        changed = await program.patch("/api/v1/users/me", json={"bio": "by key"}, headers=headers)
        assert changed.status_code == 200, "a key is nothing that a browser sends by itself"


async def test_no_other_site_is_let_in_by_cors(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        for origin in ("https://evil.example", "null", HOST):
            answer = await client.get("/api/v1/users/me", headers={"Origin": origin})
            assert not [name for name in answer.headers if name.startswith("access-control-")]
            preflight = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
            answer = await client.options("/api/v1/users/me", headers=preflight)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": HOST}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}],
    ids=str,
)
async def test_this_very_site_does_as_it_likes(app: App, headers: dict[str, str]) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        answer = await client.patch("/api/v1/users/me", json={"bio": "mine"}, headers=headers)
        assert answer.status_code == 200


async def test_behind_a_proxy_this_site_is_what_the_browser_sees(database_url: str, tmp_path: Path) -> None:
    public = WebSettings(public_url="https://photos.example.org", trusted_proxies=PROXY)
    async with running(database_url, tmp_path / "data", web=public) as app:
        ada = await a_person(app, "ada")
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "photos.example.org"}
        through = {"base_url": "http://127.0.0.1:8000", "peer": PROXY}
        async with app.client(**through) as client:
            answer = await sign_in(client, Origin="https://photos.example.org", **forwarded)
            assert answer.status_code == 200
            assert cookie_of(answer)[0] == "__Host-albumen"
            is_problem(await sign_in(client, Origin="http://photos.example.org", **forwarded), 403)
            is_problem(await sign_in(client, Origin="https://evil.example", **forwarded), 403)
        # Who is no trusted proxy cannot say that this site is another one.
        async with app.client(base_url="http://127.0.0.1:8000") as client:
            lie = {"X-Forwarded-Host": "evil.example", "Origin": "http://evil.example"}
            is_problem(await sign_in(client, **lie), 403)
        # A proxy that is not named may end the encryption all the same: the public address is known.
        async with await app.browser(ada, base_url="http://photos.example.org") as client:
            headers = {"Origin": "https://photos.example.org"}
            assert (await client.patch("/api/v1/users/me", json={}, headers=headers)).status_code == 200


# Sessions


async def test_sessions_are_listed_and_ended_one_by_one(app: App) -> None:
    await a_person(app, "ada")
    async with app.client() as phone, app.client(peer="198.51.100.7") as laptop:
        await sign_in(phone, **{"User-Agent": "Phone\x1b[31m"})
        await sign_in(laptop, **{"User-Agent": "L" * 500})
        listed = (await phone.get("/api/v1/sessions")).json()["sessions"]
        assert [one["current"] for one in listed].count(True) == 1
        mine = next(one for one in listed if one["current"])
        other = next(one for one in listed if not one["current"])
        assert mine["user_agent"] == "Phone [31m"
        assert mine["address"] == "192.0.2.10"
        assert other["address"] == "198.51.100.7"
        assert len(other["user_agent"]) == 300
        assert all(isinstance(one["id"], str) and one["id"].isdigit() for one in listed)
        assert phone.cookies["albumen"].partition("_")[2] not in str(listed)
        assert (await phone.delete(f"/api/v1/sessions/{other['id']}")).status_code == 204
        is_problem(await laptop.get("/api/v1/session"), 401)
        is_problem(await phone.delete(f"/api/v1/sessions/{other['id']}"), 404)
        assert len((await phone.get("/api/v1/sessions")).json()["sessions"]) == 1


# The pace of attempts


async def until_refused(client: httpx.AsyncClient, most: int = 40, **headers: str) -> int:
    """How many attempts at names of nobody pass before the pace is refused."""
    for number in range(most):
        login = f"{headers}-{number}"[-100:]
        answer = await sign_in(client, login, "wrong password", **headers)
        if answer.status_code == 429:
            return number
        assert answer.status_code == 401
    return most


async def test_an_address_may_try_25_times_in_5_minutes_and_is_told_when_again(app: App) -> None:
    await a_person(app, "ada")
    async with app.client() as client, app.client(peer="192.0.2.11") as neighbour:
        assert await until_refused(client) == 25
        answer = await sign_in(client)
        problem = is_problem(answer, 429)
        assert problem["type"] == "/problems/too-many-requests"
        assert 0 < int(answer.headers["retry-after"]) <= 300
        assert answer.headers["x-ratelimit-limit"] == "25"
        assert answer.headers["x-ratelimit-remaining"] == "0"
        reset = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
        assert timedelta(0) < reset - datetime.now(UTC) <= timedelta(minutes=5)
        assert (await sign_in(neighbour)).status_code == 200


async def test_an_account_may_be_tried_25_times_an_hour_from_all_the_world(app: App) -> None:
    await a_person(app, "ada")
    statuses = []
    for number in range(26):
        async with app.client(peer=f"198.51.100.{number}") as client:
            statuses.append((await sign_in(client, ["ada", "ADA", " ada "][number % 3], "wrong password")).status_code)
    assert statuses == [401] * 25 + [429]


async def test_a_network_of_ipv6_is_one_address(app: App) -> None:
    passed = 0
    for number in range(30):
        async with app.client(peer=f"2001:db8:1:2::{number:x}") as client:
            passed += (await sign_in(client, f"n{number}", "wrong password")).status_code == 401
    assert passed == 25
    async with app.client(peer="2001:db8:1:3::1") as client:
        assert (await sign_in(client, "other", "wrong password")).status_code == 401


async def test_nobody_gets_round_the_pace_by_saying_another_address(database_url: str, tmp_path: Path) -> None:
    def lie(number: int) -> dict[str, str]:
        return {
            "X-Forwarded-For": f"198.51.100.{number}",
            "Forwarded": f"for=198.51.100.{number}",
            "X-Real-IP": str(number),
        }

    async with running(database_url, tmp_path / "data") as app, app.client() as client:
        statuses = [(await sign_in(client, f"n{n}", "x" * 9, **lie(n))).status_code for n in range(26)]
        assert statuses == [401] * 25 + [429]
    async with running(database_url, tmp_path / "data", web=BEHIND_PROXY) as app:
        # A trusted proxy adds the true address at the end; what stands before it is the client's own word.
        async with app.client(peer=PROXY) as client:
            for number in range(25):
                headers = {"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.77, 10.0.0.1"}
                assert (await sign_in(client, f"n{number}", "x" * 9, **headers)).status_code == 401
            headers = {"X-Forwarded-For": "198.51.100.99, 192.0.2.77"}
            is_problem(await sign_in(client, "another", "x" * 9, **headers), 429)
            headers = {"X-Forwarded-For": "192.0.2.78"}
            assert (await sign_in(client, "another", "x" * 9, **headers)).status_code == 401
        # Who is no proxy is counted by the connection, whatever it says.
        async with app.client(peer="203.0.113.77") as client:
            statuses = [(await sign_in(client, f"m{n}", "x" * 9, **lie(n))).status_code for n in range(26)]
            assert statuses == [401] * 25 + [429]


async def test_the_pace_is_a_setting(database_url: str, tmp_path: Path) -> None:
    slow = AccountsSettings(sign_in_attempts="2/hour", sign_up_attempts="1/hour")
    async with running(database_url, tmp_path / "data", accounts=slow) as app, app.client() as client:
        await a_person(app, "root", Role.ADMINISTRATOR)
        assert await until_refused(client) == 2
        new = {"username": "eve", "email": "eve@example.org", "password": PASSWORD}
        is_problem(await client.post("/api/v1/users", json=new), 403)
        is_problem(await client.post("/api/v1/users", json=new), 429)
