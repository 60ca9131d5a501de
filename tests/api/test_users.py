"""Accounts over HTTP: signing up, the first-run link, one's own profile, password and address, and leaving."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from albumen import accounts
from albumen.accounts import AccountsSettings, Role, SignUp, UserState
from tests.api.conftest import PASSWORD, a_person
from tests.api.test_session import sign_in
from tests.support.app import App, is_problem, running


def new_user(name: str = "ada", **more: Any) -> dict[str, Any]:
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD} | more


def fields_of(answer: httpx.Response, status: int = 422) -> list[str]:
    return [error["field"] for error in is_problem(answer, status)["errors"]]


# Signing up


async def test_the_first_run_link_makes_one_administrator_and_dies(app: App) -> None:
    older = await app.do(accounts.make_setup_secret)
    secret = await app.do(accounts.make_setup_secret)
    async with app.client() as client, app.client(peer="192.0.2.11") as late:
        assert (await client.get("/api/v1/instance")).json()["needs_setup"] is True
        # Without it, or with an older one, nobody gets in, whatever is open.
        is_problem(await client.post("/api/v1/users", json=new_user()), 403)
        is_problem(await client.post("/api/v1/users", json=new_user(setup_token="")), 403)
        is_problem(await client.post("/api/v1/users", json=new_user(setup_token=older)), 403)
        # A mistake in the form does not use it up.
        assert fields_of(await client.post("/api/v1/users", json=new_user(setup_token=secret, password="short")))

        answer = await client.post("/api/v1/users", json=new_user(setup_token=secret, time_zone="Europe/Berlin"))
        assert answer.status_code == 201
        assert answer.json()["state"] == "active"
        me = answer.json()["user"]
        assert (me["role"], me["state"], me["time_zone"]) == ("administrator", "active", "Europe/Berlin")
        assert (await client.get("/api/v1/users/me")).json() == me, "signed in at once"
        assert (await client.get("/api/v1/admin/users")).status_code == 200

        is_problem(await late.post("/api/v1/users", json=new_user("eve", setup_token=secret)), 403)
        instance = (await late.get("/api/v1/instance")).json()
        assert (instance["needs_setup"], instance["sign_up"]) == (False, "closed")
        is_problem(await late.post("/api/v1/users", json=new_user("eve")), 403)
    assert await app.do(accounts.make_setup_secret) is None


async def test_sign_up_is_as_the_administrator_sets_it(app: App) -> None:
    root = await a_person(app, "root", Role.ADMINISTRATOR)
    async with await app.browser(root) as admin, app.client() as client:
        is_problem(await client.post("/api/v1/users", json=new_user()), 403)
        assert (await admin.patch("/api/v1/admin/instance", json={"sign_up": "open"})).json()["sign_up"] == "open"
        assert (await client.get("/api/v1/instance")).json()["sign_up"] == "open"
        answer = await client.post("/api/v1/users", json=new_user(display_name="Ada\x00 \x1bL."))
        assert answer.status_code == 201
        me = answer.json()["user"]
        assert (me["role"], me["display_name"], me["time_zone"]) == ("user", "Ada L.", "UTC")
        assert me["quota"] == {"used": 0, "limit": None}
        await admin.patch("/api/v1/admin/instance", json={"sign_up": "closed"})
        is_problem(await client.post("/api/v1/users", json=new_user("bob")), 403)


@pytest.fixture
async def open_house(app: App) -> App:
    """An instance where anybody may sign up."""
    await a_person(app, "root", Role.ADMINISTRATOR)
    await app.do(accounts.set_instance, sign_up=SignUp.OPEN)
    return app


@pytest.mark.parametrize(
    ("twin", "field"),
    [
        ({"username": "ADA", "email": "other@example.org"}, "username"),
        ({"username": " Ada ", "email": "other@example.org"}, "username"),
        ({"username": "other", "email": "ADA@example.org"}, "email"),
        ({"username": "other", "email": " ada@EXAMPLE.org "}, "email"),
    ],
)
async def test_names_and_addresses_are_taken_in_any_case(open_house: App, twin: dict[str, str], field: str) -> None:
    async with open_house.client() as client:
        assert (await client.post("/api/v1/users", json=new_user())).status_code == 201
    async with open_house.client() as client:
        assert fields_of(await client.post("/api/v1/users", json=new_user() | twin), 409) == [field]
        assert "set-cookie" not in client.cookies


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "a"}, "username"),
        ({"username": "admin"}, "username"),
        ({"username": "a\u202eb"}, "username"),
        ({"username": "ада"}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": "a@b.c\x00d"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "ada@example.org"}, "password"),
        ({"password": "x" * 1025}, "password"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"display_name": "x" * 81}, "display_name"),
        ({"username": None}, "username"),
        ({"email": ["a@example.org"]}, "email"),
    ],
    ids=str,
)
async def test_each_mistake_is_told_at_its_field(open_house: App, wrong: dict[str, Any], field: str) -> None:
    async with open_house.client() as client:
        assert fields_of(await client.post("/api/v1/users", json=new_user() | wrong)) == [field]


async def test_an_address_makes_five_accounts_in_half_an_hour(open_house: App) -> None:
    async with open_house.client() as client:
        statuses = [(await client.post("/api/v1/users", json=new_user(f"u{n}"))).status_code for n in range(6)]
        answer = await client.post("/api/v1/users", json=new_user("one-more"))
    assert statuses == [201] * 5 + [429]
    assert answer.headers["x-ratelimit-limit"] == "5"
    assert 0 < int(answer.headers["retry-after"]) <= 1800


# One's own


async def test_a_profile_is_changed_field_by_field_and_in_nothing_else(app: App) -> None:
    ada = await a_person(app, "ada")
    changes = {
        "display_name": "Ada",
        "real_name": "Ada Lovelace",
        "bio": "Poetical\nscience",
        "website": "https://example.org/ada",
        "location": "London",
        "time_zone": "Europe/London",
    }
    async with await app.browser(ada) as client:
        for name, value in changes.items():
            assert (await client.patch("/api/v1/users/me", json={name: value})).json()[name] == value
        before = (await client.get("/api/v1/users/me")).json()
        assert changes.items() <= before.items()
        # What is not a profile's is not changed by asking for it here, and it is said which that is.
        more = {
            "role": "administrator",
            "state": "active",
            "quota_bytes": 1,
            "id": "5",
            "email": "x@y.zz",
            "username": "z",
        }
        assert fields_of(await client.patch("/api/v1/users/me", json=more)) == list(more)
        for website in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "https://[x"):
            assert fields_of(await client.patch("/api/v1/users/me", json={"website": website})) == ["website"], website
        assert (await client.get("/api/v1/users/me")).json() == before


async def test_a_new_password_ends_all_other_sessions_and_needs_the_old_one(app: App) -> None:
    ada = await a_person(app, "ada")
    other = await app.browser(ada)
    async with await app.browser(ada) as client:
        path = "/api/v1/users/me/password"
        assert fields_of(await client.put(path, json={"current": "wrong", "new": "another good one"})) == ["current"]
        assert fields_of(await client.put(path, json={"current": PASSWORD, "new": "short"})) == ["new"]
        assert (await other.get("/api/v1/session")).status_code == 200
        assert (await client.put(path, json={"current": PASSWORD, "new": "another good one"})).status_code == 204
        assert (await client.get("/api/v1/session")).status_code == 200
        is_problem(await other.get("/api/v1/session"), 401)
        is_problem(await sign_in(other), 401)
        assert (await sign_in(other, "ada", "another good one")).status_code == 200


async def test_guesses_at_the_current_password_have_a_pace(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        guess = {"password": "wrong", "email": "new@example.org"}
        statuses = [(await client.put("/api/v1/users/me/email", json=guess)).status_code for _ in range(26)]
        assert statuses == [422] * 25 + [429]
        # One count for all that asks for it.
        is_problem(await client.request("DELETE", "/api/v1/users/me", json={"password": PASSWORD}), 429)
        change = {"current": PASSWORD, "new": "another good one"}
        is_problem(await client.put("/api/v1/users/me/password", json=change), 429)


async def test_a_new_address_needs_the_password_and_must_be_free(app: App) -> None:
    ada, _ = await a_person(app, "ada"), await a_person(app, "bob")
    async with await app.browser(ada) as client:
        path = "/api/v1/users/me/email"
        assert fields_of(await client.put(path, json={"email": "new@example.org", "password": "wrong"})) == ["password"]
        assert fields_of(await client.put(path, json={"email": "BOB@example.org", "password": PASSWORD}), 409) == [
            "email"
        ]
        assert fields_of(await client.put(path, json={"email": "nowhere", "password": PASSWORD})) == ["email"]
        changed = await client.put(path, json={"email": "new@example.org", "password": PASSWORD})
        assert changed.json()["changed"] is True
        assert changed.json()["user"]["email"] == "new@example.org"
        # The same address in other letters is still one's own.
        assert (await client.put(path, json={"email": "NEW@example.org", "password": PASSWORD})).status_code == 200


# Leaving


async def test_whoever_leaves_comes_back_within_their_days_by_signing_in(app: App) -> None:
    ada = await a_person(app, "ada")
    program = await app.program(ada)
    async with await app.browser(ada) as client:
        assert fields_of(await client.request("DELETE", "/api/v1/users/me", json={"password": "wrong"})) == ["password"]
        answer = await client.request("DELETE", "/api/v1/users/me", json={"password": PASSWORD})
        assert answer.json()["state"] == "deleted"
        days = datetime.fromisoformat(answer.json()["delete_after"]) - datetime.now(UTC)
        assert timedelta(days=6, hours=23) < days <= timedelta(days=7)
        is_problem(await client.get("/api/v1/session"), 401)
        is_problem(await program.get("/api/v1/photos", params={"ids": "1"}), 401)
        is_problem(await sign_in(client, "ada", "wrong password"), 401)
        back = await sign_in(client)
        assert (back.json()["user"]["state"], back.json()["user"]["delete_after"]) == ("active", None)
        assert (await program.get("/api/v1/photos", params={"ids": "1"})).status_code == 200


async def test_after_their_days_nobody_comes_back(database_url: str, tmp_path: Path) -> None:
    at_once = AccountsSettings(delete_grace_days=0)
    async with running(database_url, tmp_path / "data", accounts=at_once) as app:
        ada = await a_person(app, "ada")
        async with await app.browser(ada) as client:
            assert (await client.request("DELETE", "/api/v1/users/me", json={"password": PASSWORD})).status_code == 200
            is_problem(await sign_in(client), 401)
        user = await app.do(accounts.get_user, ada.id)
        assert user.state is UserState.DELETED


async def test_the_last_administrator_stays(app: App) -> None:
    root = await a_person(app, "root", Role.ADMINISTRATOR)
    async with await app.browser(root) as client:
        is_problem(await client.request("DELETE", "/api/v1/users/me", json={"password": PASSWORD}), 409)
        path = f"/api/v1/admin/users/{root.id}"
        for change in ({"role": "user"}, {"state": "suspended"}, {"role": "moderator"}):
            is_problem(await client.patch(path, json=change), 409)
        await a_person(app, "second", Role.ADMINISTRATOR)
        assert (await client.patch(path, json={"role": "user"})).json()["role"] == "user"
        is_problem(await client.patch(path, json={"role": "administrator"}), 403)
