"""What administrators see of people, and the mail server that they enter."""

import subprocess
from pathlib import Path

import pytest

from albumen import accounts
from albumen.accounts import Role, Scope, User
from albumen.database import binary, client_environment
from albumen.delivery import DeliverySettings
from albumen.mail import MailSettings, Security
from tests.api.conftest import PASSWORD, a_person
from tests.support.app import App, is_problem, running
from tests.support.post import PASSWORD as MAIL_PASSWORD
from tests.support.post import USERNAME, post_office

USERS, MAIL = "/api/v1/admin/users", "/api/v1/admin/mail"


@pytest.fixture
async def boss(app: App) -> User:
    return await a_person(app, "boss", Role.ADMINISTRATOR)


async def test_people_are_found_by_any_name_and_by_state(app: App, boss: User) -> None:
    ada, bob = await a_person(app, "ada"), await a_person(app, "bob")
    await app.do(accounts.edit_profile, ada.id, {"display_name": "Countess 100%", "real_name": "Augusta King"})
    await app.do(accounts.suspend, bob.id, actor="test")
    async with await app.browser(boss) as admin:

        async def found(**query: str) -> list[str]:
            page = (await admin.get(USERS, params=query)).json()
            return [user["username"] for user in page["users"]]

        for search in ("ADA", "countess", "augusta", "ada@example", "0%", " ada "):
            assert await found(search=search) == ["ada"], search
        assert await found(search="_") == []
        assert await found(search="%") == ["ada"], "what one types is not a pattern"
        assert await found(state="suspended") == ["bob"]
        assert await found(state="suspended", search="ada") == []
        page = (await admin.get(USERS, params={"search": "example.org", "state": "active"})).json()
        assert page["counts"] == {
            "active": 2, "suspended": 1, "deleted": 0, "unconfirmed": 0, "waiting": 0, "invited": 0,
        }  # fmt: skip
        is_problem(await admin.get(USERS, params={"state": "asleep"}), 422)


async def test_when_people_were_last_here(app: App, boss: User) -> None:
    ada, bob, eve = [await a_person(app, name) for name in ("ada", "bob", "eve")]
    async with app.client() as client, await app.program(bob) as program, await app.browser(boss) as admin:
        await client.post("/api/v1/session", json={"login": "ada", "password": PASSWORD})
        await program.get("/api/v1/users/me")
        seen = {user["id"]: user["last_seen_at"] for user in (await admin.get(USERS)).json()["users"]}
    assert seen[str(ada.id)] is not None
    assert seen[str(bob.id)] is not None
    assert seen[str(eve.id)] is None


async def test_an_account_is_deleted_after_its_days_of_grace_but_not_ones_own(app: App, boss: User) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(boss) as admin, app.client() as client:
        is_problem(await admin.delete(f"{USERS}/{boss.id}"), 409)
        gone = (await admin.delete(f"{USERS}/{ada.id}")).json()
        assert (gone["state"], gone["delete_after"] is None) == ("deleted", False)
        assert (await admin.delete(f"{USERS}/{ada.id}")).json()["delete_after"] == gone["delete_after"], (
            "nothing is put off"
        )
        is_problem(await admin.post(f"{USERS}/{ada.id}/password-link", json={}), 403)
        assert (await client.post("/api/v1/session", json={"login": "ada", "password": PASSWORD})).status_code == 200


async def test_all_other_sessions_end_at_once(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as here, await app.browser(ada) as there, await app.browser(ada) as too:
        assert (await here.delete("/api/v1/sessions")).json() == {"ended": 2}
        assert (await here.get("/api/v1/users/me")).status_code == 200
        for other in (there, too):
            is_problem(await other.get("/api/v1/users/me"), 401)


async def test_a_wrong_key_hears_that_it_is_one(app: App) -> None:
    ada = await a_person(app, "ada")
    key = await app.key(ada)
    async with app.client() as client:
        for wrong in (key[:-1], "alb_1_x", "Bearer", ""):
            answer = await client.get("/api/v1/users/me", headers={"Authorization": f"Bearer {wrong}"})
            assert "no such API key" in is_problem(answer, 401)["detail"]
        assert "sign in" in is_problem(await client.get("/api/v1/users/me"), 401)["detail"]
        # Where nobody need be anybody, it does not matter.
        assert (await client.get("/api/v1/instance", headers={"Authorization": "Bearer x"})).status_code == 200


async def test_a_key_makes_no_more_of_itself_than_it_may_do(app: App, boss: User) -> None:
    # A link to choose a password, or the server that all such links pass, is worth a session.
    async with await app.program(boss, Scope.ADMIN) as program:
        is_problem(await program.post(f"{USERS}/{boss.id}/password-link", json={}), 403)
        body = {"host": "x.org", "port": 25, "security": "none", "sender": "a@example.org"}
        is_problem(await program.put(MAIL, json=body), 403)
        assert (await program.get(MAIL)).json()["source"] == "none"


# The mail server


async def test_a_mail_server_is_entered_tried_and_forgotten(app: App, boss: User) -> None:
    with post_office(sign_in=True) as office:
        body = {
            "host": "127.0.0.1",
            "port": office.port,
            "security": "none",
            "sender": "albumen@example.org",
            "sender_name": "Our photos",
            "username": USERNAME,
        }
        async with await app.browser(boss) as admin:
            assert (await admin.get(MAIL)).json()["source"] == "none"
            is_problem(await admin.post(f"{MAIL}/test"), 409)
            saved = (await admin.put(MAIL, json=body | {"password": "not this"})).json()
            assert (saved["source"], saved["has_password"], saved["readable"]) == ("entered", True, True)
            assert "not this" not in str(saved)
            failed = (await admin.post(f"{MAIL}/test")).json()
            assert failed["sent"] is False
            assert "username and password" in failed["detail"]
            assert failed["answer"].startswith("535")
            await admin.put(MAIL, json=body | {"password": MAIL_PASSWORD})
            assert (await admin.post(f"{MAIL}/test")).json()["sent"] is True
            # What is left out stays.
            await admin.put(MAIL, json=body | {"sender_name": "Another name"})
            assert (await admin.post(f"{MAIL}/test")).json()["sent"] is True
            assert [letter.message["from"] for letter in office.to(boss.email)] == [
                "Our photos <albumen@example.org>",
                "Another name <albumen@example.org>",
            ]
            assert (await admin.get("/api/v1/instance")).json()["mail"] is True
            assert (await admin.delete(MAIL)).status_code == 204
            assert (await admin.get(MAIL)).json()["has_password"] is False
            assert (await admin.get("/api/v1/instance")).json()["mail"] is False


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"host": "smtp.example.org\r\nX: y"}, "host"),
        ({"host": "a b"}, "host"),
        ({"sender": "nobody"}, "sender"),
        ({"sender": "a@b.org\r\nBcc: e@e.org"}, "sender"),
        ({"port": 0}, "port"),
        ({"security": "some"}, "security"),
        ({"username": "a\r\nb"}, "username"),
        ({"password": "a\x00b"}, "password"),
    ],
)
async def test_what_is_no_mail_server_is_refused(app: App, boss: User, wrong: dict[str, object], field: str) -> None:
    body = {"host": "smtp.example.org", "port": 587, "security": "starttls", "sender": "a@example.org"}
    async with await app.browser(boss) as admin:
        assert [e["field"] for e in is_problem(await admin.put(MAIL, json=body | wrong), 422)["errors"]] == [field]


async def test_the_password_is_in_no_dump_and_another_secret_does_not_read_it(
    app: App, boss: User, database_url: str, tmp_path: Path
) -> None:
    body = {"host": "smtp.example.org", "port": 587, "security": "starttls", "sender": "a@example.org"}
    async with await app.browser(boss) as admin:
        await admin.put(MAIL, json=body | {"username": "u", "password": MAIL_PASSWORD})
    dump = subprocess.run(
        [binary("pg_dump")], env=client_environment(database_url), capture_output=True, check=True
    ).stdout.decode()
    assert "smtp.example.org" in dump
    assert MAIL_PASSWORD not in dump
    other = DeliverySettings(secret_key="another secret as after a restore without its file")
    async with (
        running(database_url, tmp_path / "data", delivery=other) as restored,
        await restored.browser(boss) as admin,
    ):
        told = (await admin.get(MAIL)).json()
        assert (told["has_password"], told["readable"], told["host"]) == (True, False, "smtp.example.org")


async def test_what_the_environment_says_counts_and_stays(database_url: str, tmp_path: Path) -> None:
    fixed = MailSettings(
        host="mail.example.org",
        sender="a@example.org",
        username="u",
        password="a word of its own",
        security=Security.TLS,
    )
    async with running(database_url, tmp_path / "data", mail=fixed) as app:
        boss = await a_person(app, "boss", Role.ADMINISTRATOR)
        async with await app.browser(boss) as admin:
            told = (await admin.get(MAIL)).json()
            assert (told["source"], told["port"], told["has_password"]) == ("environment", 465, True)
            assert "a word of its own" not in str(told)
            body = {"host": "x.org", "port": 25, "security": "none", "sender": "a@example.org"}
            is_problem(await admin.put(MAIL, json=body), 409)
            is_problem(await admin.delete(MAIL), 409)


def test_a_server_without_a_sender_is_no_setting() -> None:
    with pytest.raises(ValueError, match="ALBUMEN_MAIL_SENDER"):
        MailSettings(host="mail.example.org")
