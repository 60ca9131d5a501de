"""Signing up in each mode, with the letters that really arrive, and every way back in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from albumen import accounts, jobs
from albumen.accounts import Role, SignUp, User
from albumen.mail import MailSettings
from tests.api.conftest import PASSWORD, a_person
from tests.support.app import is_problem
from tests.support.posted import House, posted

NEW = "a bag of cold chestnuts"


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with posted(database_url, tmp_path / "data") as house:
        yield house


@pytest.fixture
async def boss(house: House) -> User:
    return await a_person(house.app, "boss", Role.ADMINISTRATOR)


def person(name: str = "ada", **more: object) -> dict[str, object]:
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD, "language": "en"} | more


async def sign_up(house: House, body: dict[str, object]) -> httpx.Response:
    async with house.app.client() as client:
        return await client.post("/api/v1/users", json=body)


async def sign_in(house: House, login: str, password: str = PASSWORD) -> httpx.Response:
    async with house.app.client() as client:
        return await client.post("/api/v1/session", json={"login": login, "password": password})


async def ask(house: House, path: str, **body: object) -> httpx.Response:
    async with house.app.client() as client:
        return await client.post(f"/api/v1{path}", json=body)


async def mode(house: House, sign_up: SignUp) -> None:
    await house.app.do(accounts.set_instance, sign_up=sign_up)


async def events(house: House, user_id: str | int) -> list[str]:
    async with house.app.open_tx() as tx:
        rows = await tx.execute(
            text("SELECT kind FROM account_events WHERE shard = (:id >> 10) & 8191 AND user_id = :id ORDER BY at, id"),
            {"id": int(user_id)},
        )
        return [kind for (kind,) in rows]


async def stored(house: House) -> str:
    """Everything that the database has in its queue and in the tables of accounts, as text."""
    tables = ("procrastinate_jobs", "account_tokens", "invitations", "invitation_links", "users", "account_events")
    async with house.app.open_tx() as tx:
        rows = [
            str(row)
            for table in tables
            for row in await tx.scalars(text(f"SELECT /* all shards */ row_to_json(t)::text FROM {table} t"))
        ]
    return "\n".join(rows)


# Open


async def test_open_one_confirms_the_address_and_is_in(house: House, boss: User) -> None:
    await mode(house, SignUp.OPEN)
    answer = await sign_up(house, person())
    assert (answer.status_code, answer.json()) == (202, {"state": "unconfirmed", "user": None})
    assert "set-cookie" not in answer.headers
    for login in ("ada", "ada@example.org", "ADA@example.org"):
        problem = is_problem(await sign_in(house, login), 403)
        assert problem["errors"][0]["field"] == "confirmation"
        is_problem(await sign_in(house, login, "wrong password"), 401)
    token = await house.token("ada@example.org", "Confirm your e-mail address", "/confirm")
    assert token not in await stored(house)
    confirmed = await ask(house, "/users/confirmations", token=token)
    assert confirmed.json() == {"username": "ada", "email": "ada@example.org", "state": "active"}
    is_problem(await ask(house, "/users/confirmations", token=token), 403)
    signed_in = await sign_in(house, "ada@example.org")
    assert signed_in.status_code == 200
    assert await events(house, signed_in.json()["user"]["id"]) == ["created", "confirmed"]


async def test_whether_an_address_has_an_account_is_told_to_its_owner_alone(house: House, boss: User) -> None:
    await mode(house, SignUp.OPEN)
    ada = await a_person(house.app, "ada")
    taken = await sign_up(house, person("eve", email="ADA@example.org"))
    free = await sign_up(house, person("joe"))
    assert (taken.status_code, taken.json()) == (free.status_code, free.json())
    # Nor does a second try at the same name tell them apart.
    again, too = [await sign_up(house, person(name, email="x@example.org")) for name in ("eve", "joe")]
    assert is_problem(again, 409)["errors"] == is_problem(too, 409)["errors"]
    letter = await house.letter("ada@example.org", "You have an account")
    assert "confirm" not in letter.text.lower()
    assert "/confirm" not in letter.text
    assert (await sign_in(house, "ada@example.org")).json()["user"]["id"] == str(ada.id)
    # Whoever asks for the letter again gets no other.
    assert (await ask(house, "/users/confirmations/again", email="ada@example.org")).status_code == 202
    await house.deliver()
    assert [letter.subject for letter in house.office.letters] == ["You have an account at Albumen already"]


async def test_two_say_that_an_address_is_theirs_and_whoever_shows_it_has_it(house: House, boss: User) -> None:
    await mode(house, SignUp.OPEN)
    for name in ("eve", "ada"):
        assert (await sign_up(house, person(name, email="ada@example.org"))).status_code == 202
    await house.deliver()
    first, second = (letter.link.partition("#")[2] for letter in house.office.to("ada@example.org"))
    assert (await ask(house, "/users/confirmations", token=second)).status_code == 200
    is_problem(await ask(house, "/users/confirmations", token=first), 409)
    assert (await sign_in(house, "ada@example.org")).json()["user"]["username"] == "ada"


async def test_what_nobody_confirms_goes_after_its_time(house: House, boss: User) -> None:
    await mode(house, SignUp.OPEN)
    await sign_up(house, person())
    assert await house.app.do(accounts.users_to_erase) == []
    async with house.app.open_tx() as tx:
        await tx.execute(text("UPDATE users SET delete_after = now() - interval '1 s' WHERE username = 'ada'"))
    (gone,) = await house.app.do(accounts.users_to_erase)
    await house.app.do(accounts.erase_user, gone)
    assert (await sign_up(house, person())).status_code == 202, "the name is free again"


async def test_the_letter_comes_again_when_one_asks(house: House, boss: User) -> None:
    await mode(house, SignUp.OPEN)
    await sign_up(house, person(language="de"))
    first = await house.token("ada@example.org", "Bestätige deine E-Mail-Adresse", "/confirm")
    for address in ("Ada@example.org", "nobody@example.org"):
        assert (await ask(house, "/users/confirmations/again", email=address)).status_code == 202
    second = await house.token("ada@example.org", "Bestätige", "/confirm")
    assert first != second
    # The one that came late is as good.
    assert (await ask(house, "/users/confirmations", token=first)).status_code == 200
    is_problem(await ask(house, "/users/confirmations", token=second), 403)


async def test_where_no_mail_is_sent_open_is_at_once(database_url: str, tmp_path: Path) -> None:
    async with posted(database_url, tmp_path / "data", mail=MailSettings()) as house:
        await a_person(house.app, "boss", Role.ADMINISTRATOR)
        await mode(house, SignUp.OPEN)
        answer = await sign_up(house, person())
        assert answer.status_code == 201
        assert answer.json()["user"]["username"] == "ada"
        # Then nobody can keep a secret: an address can only be asked for here.
        assert is_problem(await sign_up(house, person("eve", email="ada@example.org")), 409)["errors"]
        assert (await ask(house, "/password/forgotten", login="ada")).status_code == 202
        await house.deliver()
        assert house.office.letters == []
        async with house.app.client() as client:
            assert (await client.get("/api/v1/instance")).json()["mail"] is False


# Approval


async def test_approval_one_waits_until_an_administrator_decides(house: House, boss: User) -> None:
    other = await a_person(house.app, "other", Role.ADMINISTRATOR)
    await mode(house, SignUp.APPROVAL)
    for name in ("ada", "eve"):
        await sign_up(house, person(name))
        token = await house.token(f"{name}@example.org", "Confirm", "/confirm")
        assert (await ask(house, "/users/confirmations", token=token)).json()["state"] == "waiting"
        problem = is_problem(await sign_in(house, name), 403)
        assert problem["errors"][0]["field"] == "approval"
        await house.deliver()
        told = [letter for admin in (boss, other) for letter in house.office.to(admin.email)]
        assert [letter.subject for letter in told] == [f"{name} would like to join Albumen"] * 2
        assert told[0].link.endswith("/admin/users?state=waiting")
        house.office.forget()

    async with await house.app.browser(boss) as admin:
        page = (await admin.get("/api/v1/admin/users", params={"state": "waiting"})).json()
        ada, eve = page["users"]
        assert (ada["username"], eve["username"], page["counts"]["waiting"]) == ("ada", "eve", 2)
        is_problem(await admin.patch(f"/api/v1/admin/users/{ada['id']}", json={"state": "active"}), 409)
        is_problem(await admin.patch(f"/api/v1/admin/users/{ada['id']}", json={"state": "suspended"}), 409)
        approved = await admin.post(f"/api/v1/admin/users/{ada['id']}/approve")
        assert approved.json()["state"] == "active"
        is_problem(await admin.post(f"/api/v1/admin/users/{ada['id']}/approve"), 409)
        is_problem(await admin.post(f"/api/v1/admin/users/{ada['id']}/decline"), 409)
        assert (await admin.post(f"/api/v1/admin/users/{eve['id']}/decline")).status_code == 204
        is_problem(await admin.post(f"/api/v1/admin/users/{eve['id']}/decline"), 404)
    await house.deliver()
    assert [letter.subject for letter in house.office.to("ada@example.org")] == ["Welcome to Albumen"]
    (declined,) = house.office.to("eve@example.org")
    assert "did not accept" in declined.text
    assert "http" not in declined.text
    assert (await sign_in(house, "ada")).status_code == 200
    is_problem(await sign_in(house, "eve"), 401)
    assert await events(house, ada["id"]) == ["created", "confirmed", "approved"]
    assert (await sign_up(house, person("eve"))).status_code == 202, "name and address are free again"


async def test_an_administrator_helps_whose_confirmation_never_arrived(house: House, boss: User) -> None:
    await mode(house, SignUp.OPEN)
    await sign_up(house, person())
    token = await house.token("ada@example.org", "Confirm", "/confirm")
    async with await house.app.browser(boss) as admin:
        (ada,) = (await admin.get("/api/v1/admin/users", params={"state": "unconfirmed"})).json()["users"]
        assert (await admin.post(f"/api/v1/admin/users/{ada['id']}/approve")).json()["state"] == "active"
    assert (await sign_in(house, "ada@example.org")).status_code == 200
    is_problem(await ask(house, "/users/confirmations", token=token), 403)


async def is_blocked(house: House) -> bool:
    """Whether some connection waits for a lock."""
    question = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with house.app.open_tx() as tx:
        return bool(await tx.scalar(text(question)))


async def test_let_in_and_confirming_at_the_same_moment_one_is_in(house: House, boss: User) -> None:
    await mode(house, SignUp.APPROVAL)
    await sign_up(house, person())
    token = await house.token("ada@example.org", "Confirm", "/confirm")
    async with house.app.open_tx() as tx:
        # As `approve` begins; the link is followed before it goes on.
        ada = await tx.scalar(text("SELECT id FROM users WHERE username = 'ada' FOR UPDATE"))
        following = asyncio.create_task(ask(house, "/users/confirmations", token=token))
        async with asyncio.timeout(30):
            while not await is_blocked(house):
                await asyncio.sleep(0.01)
        await accounts.approve(tx, accounts.UserId(ada), actor="boss")
    is_problem(await following, 403)
    assert (await sign_in(house, "ada")).status_code == 200


async def test_a_mode_that_changes_meanwhile_lets_nobody_slip_in(house: House, boss: User) -> None:
    await mode(house, SignUp.APPROVAL)
    await sign_up(house, person())
    token = await house.token("ada@example.org", "Confirm", "/confirm")
    await mode(house, SignUp.OPEN)
    assert (await ask(house, "/users/confirmations", token=token)).json()["state"] == "waiting"


# Invitations


async def invite(client: httpx.AsyncClient, **body: object) -> dict[str, Any]:
    answer = await client.post("/api/v1/invitations", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_invited_by_mail_one_is_in_at_once(house: House, boss: User) -> None:
    await mode(house, SignUp.INVITE)
    is_problem(await sign_up(house, person()), 403)
    async with await house.app.browser(boss) as admin:
        made = await invite(admin, email="Ada@example.org", role="moderator", quota_bytes=5_000_000, language="de")
        assert (made["sent"], made["link"], made["counts"]) == (True, None, True)
        letter = await house.letter("Ada@example.org", "boss lädt dich zu Albumen ein")
        token = letter.link.partition("#")[2]
        assert letter.link.startswith("https://photos.example.org/join#")
        assert token not in await stored(house)
        seen = (await ask(house, "/invitations/link", token=token)).json()
        assert (seen["inviter"], seen["email"]) == ("boss", "Ada@example.org")
        answer = await sign_up(house, person(invitation=token))
        assert answer.status_code == 201, answer.text
        me = answer.json()["user"]
        assert (me["role"], me["quota"]["limit"], me["state"]) == ("moderator", 5_000_000, "active")
        is_problem(await sign_up(house, person("eve", invitation=token)), 403)
        is_problem(await ask(house, "/invitations/link", token=token), 403)
        (listed,) = (await admin.get("/api/v1/invitations")).json()["invitations"]
        assert (listed["used"], listed["counts"], listed["mine"]) == (1, False, True)
        is_problem(await admin.post(f"/api/v1/invitations/{listed['id']}/link"), 403)


async def test_with_another_address_an_invited_person_confirms_it(house: House, boss: User) -> None:
    await mode(house, SignUp.APPROVAL)
    async with await house.app.browser(boss) as admin:
        made = await invite(admin, most=None)
    assert made["sent"] is False
    token = made["link"].partition("https://photos.example.org/join#")[2]
    for name in ("ada", "eve"):
        answer = await sign_up(house, person(name, invitation=token))
        assert answer.json()["state"] == "unconfirmed"
        confirmation = await house.token(f"{name}@example.org", "Confirm", "/confirm")
        # An invitation is the approval.
        assert (await ask(house, "/users/confirmations", token=confirmation)).json()["state"] == "active"


async def test_an_invitation_ends_by_its_time_by_its_maker_and_with_them(house: House, boss: User) -> None:
    await mode(house, SignUp.INVITE)
    async with await house.app.browser(boss) as admin:
        taken_back, over, orphaned = [await invite(admin) for _ in range(3)]
        promoting = await invite(admin, role="administrator")
        more = (await admin.post(f"/api/v1/invitations/{taken_back['id']}/link")).json()["link"]
        assert more != taken_back["link"]
        for link in (more, taken_back["link"]):
            assert (await ask(house, "/invitations/link", token=link.partition("#")[2])).status_code == 200
        assert (await admin.delete(f"/api/v1/invitations/{taken_back['id']}")).status_code == 204
        async with house.app.open_tx() as tx:
            await tx.execute(
                text("UPDATE invitations SET expires_at = now() - interval '1 s' WHERE id = :id"),
                {"id": int(over["id"])},
            )
    for link in (more, taken_back["link"], over["link"]):
        is_problem(await ask(house, "/invitations/link", token=link.partition("#")[2]), 403)
        is_problem(await sign_up(house, person(invitation=link.partition("#")[2])), 403)
    await a_person(house.app, "second", Role.ADMINISTRATOR)
    tokens = [link["link"].partition("#")[2] for link in (orphaned, promoting)]
    assert [(await ask(house, "/invitations/link", token=token)).status_code for token in tokens] == [200, 200]
    # Whoever administers no more may invite, but not give roles.
    await house.app.do(accounts.set_role, boss.id, Role.USER, actor="test")
    assert [(await ask(house, "/invitations/link", token=token)).status_code for token in tokens] == [200, 403]
    is_problem(await sign_up(house, person(invitation=tokens[1])), 403)
    await house.app.do(accounts.suspend, boss.id, actor="test")
    is_problem(await ask(house, "/invitations/link", token=tokens[0]), 403)


async def test_closed_means_that_invitations_do_not_count(house: House, boss: User) -> None:
    async with await house.app.browser(boss) as admin:
        link = (await invite(admin))["link"].partition("#")[2]
    await mode(house, SignUp.CLOSED)
    is_problem(await sign_up(house, person(invitation=link)), 403)


async def test_the_last_place_is_given_once(house: House, boss: User) -> None:
    await mode(house, SignUp.INVITE)
    async with await house.app.browser(boss) as admin:
        token = (await invite(admin, most=2))["link"].partition("#")[2]
    answers = await asyncio.gather(*(sign_up(house, person(f"p{n}", invitation=token)) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [202, 202, 403, 403, 403]


async def test_everybody_invites_only_where_they_may_and_only_people_like_themselves(house: House, boss: User) -> None:
    ada = await a_person(house.app, "ada")
    async with await house.app.browser(ada) as mine, await house.app.browser(boss) as admin:
        is_problem(await mine.post("/api/v1/invitations", json={}), 403)
        await admin.patch("/api/v1/admin/instance", json={"inviters": "everybody"})
        assert (await mine.get("/api/v1/instance")).json()["inviters"] == "everybody"
        made = await invite(mine, email="bob@example.org")
        is_problem(await mine.post("/api/v1/invitations", json={"role": "administrator"}), 403)
        is_problem(await mine.post("/api/v1/invitations", json={"quota_bytes": 10**12}), 403)
        is_problem(await mine.get("/api/v1/invitations", params={"everybodys": True}), 403)
        theirs = await invite(admin)
        assert [one["id"] for one in (await mine.get("/api/v1/invitations")).json()["invitations"]] == [made["id"]]
        is_problem(await mine.post(f"/api/v1/invitations/{theirs['id']}/link"), 404)
        is_problem(await mine.delete(f"/api/v1/invitations/{theirs['id']}"), 404)
        everybodys = (await admin.get("/api/v1/invitations", params={"everybodys": True})).json()["invitations"]
        assert {one["id"] for one in everybodys} == {made["id"], theirs["id"]}
        assert (await admin.delete(f"/api/v1/invitations/{made['id']}")).status_code == 204
    # A key of an administrator that lacks `admin` is nobody special.
    async with await house.app.program(boss, accounts.Scope.ACCOUNT_WRITE, accounts.Scope.ACCOUNT_READ) as program:
        is_problem(await program.post("/api/v1/invitations", json={"role": "administrator"}), 403)
        is_problem(await program.get("/api/v1/invitations", params={"everybodys": True}), 403)


# Accounts that administrators make


async def test_an_account_without_a_password_is_its_owners_when_they_chose_one(house: House, boss: User) -> None:
    async with await house.app.browser(boss) as admin:
        body = {"username": "ada", "email": "ada@example.org", "language": "de"}
        answer = await admin.post("/api/v1/admin/users", json=body)
        assert (answer.status_code, answer.json()["state"], answer.json()["link"]) == (201, "invited", None)
        is_problem(await sign_in(house, "ada"), 401)
        token = await house.token("ada@example.org", "Dein Konto bei Albumen", "/start")
        seen = (await ask(house, "/password/link", token=token)).json()
        assert (seen["username"], seen["first"]) == ("ada", True)
        is_problem(await ask(house, "/password", token=token, new="ada"), 422)
        assert (await ask(house, "/password", token=token, new=NEW)).status_code == 204
        is_problem(await ask(house, "/password", token=token, new=NEW), 403)
        assert (await sign_in(house, "ada", NEW)).status_code == 200
        await house.deliver()
        assert house.office.letters == [], "nobody is told that they did what they just did"
        # One who never came is taken away again, and nothing is left to wait for.
        made = (
            await admin.post("/api/v1/admin/users", json=body | {"username": "b2", "email": "b@example.org"})
        ).json()
        assert (await admin.delete(f"/api/v1/admin/users/{made['id']}")).status_code == 200
        is_problem(await admin.delete(f"/api/v1/admin/users/{made['id']}"), 404)


async def test_links_can_be_passed_on_where_no_mail_is_sent(database_url: str, tmp_path: Path) -> None:
    async with posted(database_url, tmp_path / "data", mail=MailSettings()) as house:
        boss = await a_person(house.app, "boss", Role.ADMINISTRATOR)
        async with await house.app.browser(boss) as admin:
            made = (await admin.post("/api/v1/admin/users", json={"username": "ada", "email": "a@example.org"})).json()
            welcome = made["link"].partition("https://photos.example.org/start#")[2]
            assert (await ask(house, "/password", token=welcome, new=NEW)).status_code == 204
            path = f"/api/v1/admin/users/{made['id']}/password-link"
            for mail in (True, False):
                link = (await admin.post(path, json={"mail": mail})).json()["link"]
                assert link.startswith("https://photos.example.org/reset#")
            assert (await ask(house, "/password", token=link.partition("#")[2], new=PASSWORD)).status_code == 204
            assert (await sign_in(house, "ada")).status_code == 200
            invited = await invite(admin, email="eve@example.org")
            assert invited["sent"] is False
            assert invited["link"].startswith("https://photos.example.org/join#")


# A new password


async def test_a_forgotten_password_is_chosen_anew(house: House, boss: User) -> None:
    ada = await a_person(house.app, "ada")
    async with await house.app.browser(ada) as elsewhere:
        answers = [
            await ask(house, "/password/forgotten", login=login) for login in ("ada@example.org", "nobody@x.org")
        ]
        assert {(answer.status_code, answer.text) for answer in answers} == {(202, "null")}
        token = await house.token("ada@example.org", "A new password", "/reset")
        assert token not in await stored(house)
        assert (await elsewhere.get("/api/v1/users/me")).status_code == 200, "nothing has happened yet"
        assert (await ask(house, "/password", token=token, new=NEW)).status_code == 204
        is_problem(await elsewhere.get("/api/v1/users/me"), 401)
    is_problem(await ask(house, "/password", token=token, new="yet another one"), 403)
    is_problem(await sign_in(house, "ada"), 401)
    assert (await sign_in(house, "ada", NEW)).status_code == 200
    notice = await house.letter("ada@example.org", "was changed")
    assert notice.link == "https://photos.example.org/forgot"
    assert await events(house, ada.id) == ["created", "password"]


async def test_one_reset_ends_all_other_links_for_it(house: House, boss: User) -> None:
    await a_person(house.app, "ada")
    tokens = []
    for _ in range(2):
        await ask(house, "/password/forgotten", login="ada")
        tokens.append(await house.token("ada@example.org", "A new password", "/reset"))
    assert (await ask(house, "/password", token=tokens[0], new=NEW)).status_code == 204
    is_problem(await ask(house, "/password/link", token=tokens[1]), 403)


async def test_a_link_counts_for_an_hour_for_one_thing_and_one_account(house: House, boss: User) -> None:
    ada, bob = await a_person(house.app, "ada"), await a_person(house.app, "bob")
    await ask(house, "/password/forgotten", login="ada")
    token = await house.token("ada@example.org", "A new password", "/reset")
    is_problem(await ask(house, "/users/confirmations", token=token), 403)
    secret = token.partition("_")[2]
    for wrong in (f"{bob.id}_{secret}", token[:-1], token + "x", secret, "", f"{ada.id}_", f"{2**70}_{secret}"):
        is_problem(await ask(house, "/password/link", token=wrong), 403)
    async with house.app.open_tx() as tx:
        left = await tx.scalar(
            text("SELECT /* all shards */ extract(epoch FROM expires_at - now()) FROM account_tokens")
        )
        assert 3500 < left <= 3600
        await tx.execute(text("UPDATE /* all shards */ account_tokens SET expires_at = now() - interval '1 s'"))
    is_problem(await ask(house, "/password", token=token, new=NEW), 403)


async def test_the_suspended_get_no_link(house: House, boss: User) -> None:
    ada = await a_person(house.app, "ada")
    await ask(house, "/password/forgotten", login="ada")
    token = await house.token("ada@example.org", "A new password", "/reset")
    await house.app.do(accounts.suspend, ada.id, actor="test")
    is_problem(await ask(house, "/password", token=token, new=NEW), 403)
    await ask(house, "/password/forgotten", login="ada")
    await house.deliver()
    assert house.office.letters == []


async def test_a_changed_password_is_told(house: House, boss: User) -> None:
    ada = await a_person(house.app, "ada")
    await house.app.do(accounts.set_language, ada.id, accounts.Language.DE)
    async with await house.app.browser(ada) as client:
        body = {"current": PASSWORD, "new": NEW}
        assert (await client.put("/api/v1/users/me/password", json=body)).status_code == 204
    assert "wurde eben geändert" in (await house.letter("ada@example.org", "Dein Passwort bei Albumen")).text


# Another address


async def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told(house: House, boss: User) -> None:
    ada = await a_person(house.app, "ada")
    async with await house.app.browser(ada) as client:
        body = {"email": "new@example.org", "password": PASSWORD}
        answer = (await client.put("/api/v1/users/me/email", json=body)).json()
        assert (answer["changed"], answer["user"]["email"]) == (False, "ada@example.org")
        await house.deliver()
        (told,) = house.office.to("ada@example.org")
        assert "is to change" in told.subject
        assert "#" not in told.link
        assert (await client.get("/api/v1/users/me/email")).json() == {
            "email": "ada@example.org",
            "asked": "new@example.org",
        }
        assert (await sign_in(house, "ada@example.org")).status_code == 200
        token = await house.token("new@example.org", "Confirm your new e-mail address", "/confirm")
        confirmed = (await ask(house, "/users/confirmations", token=token)).json()
        assert confirmed == {"username": "ada", "email": "new@example.org", "state": "active"}
        assert (await client.get("/api/v1/users/me")).json()["email"] == "new@example.org"
        assert (await client.get("/api/v1/users/me/email")).json() == {"email": "new@example.org", "asked": None}
    is_problem(await sign_in(house, "ada@example.org"), 401)
    assert await events(house, ada.id) == ["created", "email asked", "email"]


async def test_an_address_of_another_is_not_given_and_only_they_hear_of_it(house: House, boss: User) -> None:
    ada, _ = await a_person(house.app, "ada"), await a_person(house.app, "bob")
    async with await house.app.browser(ada) as client:
        for address in ("BOB@example.org", "free@example.org"):
            body = {"email": address, "password": PASSWORD}
            answer = await client.put("/api/v1/users/me/email", json=body)
            assert (answer.status_code, answer.json()["changed"]) == (200, False)
    await house.deliver()
    assert [letter.subject for letter in house.office.to("bob@example.org")] == [
        "You have an account at Albumen already"
    ]
    assert [letter.subject for letter in house.office.to("free@example.org")] == [
        "Confirm your new e-mail address for Albumen"
    ]


async def test_only_the_address_asked_for_last_counts_and_it_can_be_called_off(house: House, boss: User) -> None:
    ada = await a_person(house.app, "ada")
    async with await house.app.browser(ada) as client:
        tokens = []
        for address in ("adda@example.org", "new@example.org"):
            await client.put("/api/v1/users/me/email", json={"email": address, "password": PASSWORD})
            await house.deliver()
            tokens.append(await house.token(address, "Confirm your new e-mail address", "/confirm"))
        is_problem(await ask(house, "/users/confirmations", token=tokens[0]), 403)
        assert (await client.delete("/api/v1/users/me/email")).status_code == 204
        assert (await client.get("/api/v1/users/me/email")).json() == {"email": "ada@example.org", "asked": None}
        is_problem(await ask(house, "/users/confirmations", token=tokens[1]), 403)


# When letters do not leave


async def test_a_letter_that_is_refused_for_good_is_parked_without_its_address(house: House, boss: User) -> None:
    await a_person(house.app, "ada")
    house.office.refuse = lambda address: f"550 5.1.1 no {address} here"
    await ask(house, "/password/forgotten", login="ada")
    await house.deliver()
    parked, _ = await house.app.do(jobs.parked, limit=10)
    assert [job.reason for job in parked] == ["The mail server does not take mail for this address (550)."]
    house.office.refuse = lambda address: None
    await house.app.do(jobs.retry_parked, parked[0].id)
    await house.token("ada@example.org", "A new password", "/reset")


async def test_a_letter_waits_while_the_server_is_away(house: House, boss: User) -> None:
    await a_person(house.app, "ada")
    house.office.refuse = lambda address: "451 4.3.0 not now"
    await ask(house, "/password/forgotten", login="ada")
    await house.deliver()
    async with house.app.open_tx() as tx:
        (attempts, status), *_ = await tx.execute(
            text("SELECT attempts, status FROM procrastinate_jobs WHERE task_name = 'accounts.send_reset'")
        )
        assert (attempts, status) == (1, "todo")
        await tx.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
    house.office.refuse = lambda address: None
    await house.token("ada@example.org", "A new password", "/reset")


async def test_the_pace_of_links(database_url: str, tmp_path: Path) -> None:
    slow = accounts.AccountsSettings(mail_attempts="7/hour", link_attempts="3/hour")
    async with posted(database_url, tmp_path / "data", accounts=slow) as house:
        mailbox = [(await ask(house, "/password/forgotten", login="ada@example.org")).status_code for _ in range(6)]
        assert mailbox == [202] * 5 + [429], "for one mailbox, whether it has an account or not"
        assert (await ask(house, "/users/confirmations/again", email="else@example.org")).status_code == 202
        is_problem(await ask(house, "/users/confirmations/again", email="else@example.org"), 429)
        links = [(await ask(house, "/password/link", token="1_" + "x" * 43)).status_code for _ in range(4)]
        assert links == [403] * 3 + [429]


async def test_a_link_is_used_from_this_site_alone(house: House, boss: User) -> None:
    async with house.app.client(**{"Sec-Fetch-Site": "cross-site"}) as other:
        for path in ("/users/confirmations", "/password/link", "/password", "/invitations/link", "/setup"):
            body = {"token": "1_" + "x" * 43} | ({"new": NEW} if path == "/password" else {})
            assert "another site" in is_problem(await other.post(f"/api/v1{path}", json=body), 403)["detail"]


async def test_the_first_link_can_be_looked_at(house: House) -> None:
    secret = await house.app.do(accounts.make_setup_secret)
    for _ in range(2):
        assert (await ask(house, "/setup", token=secret)).status_code == 204
    is_problem(await ask(house, "/setup", token="x" * 43), 403)
    assert (await sign_up(house, person(setup_token=secret))).status_code == 201, (
        "without a mail: it is on the terminal"
    )
    is_problem(await ask(house, "/setup", token=secret), 403)
