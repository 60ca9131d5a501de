"""API keys over HTTP: what they grant, to whom, how long; and that they never grow."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from albumen import accounts
from albumen.accounts import Role, Scope
from albumen.accounts.tables import api_keys
from albumen.core import shard_of
from tests.api.conftest import PASSWORD, a_person
from tests.api.routes import BY_NAME
from tests.support.app import App, is_problem

KEYS = "/api/v1/keys"


async def make(client: httpx.AsyncClient, **about: Any) -> httpx.Response:
    return await client.post(KEYS, json={"name": "a program"} | about)


async def test_a_key_is_shown_once_and_kept_nowhere(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client:
        made = (await make(client, scopes=["photos:read"])).json()
        owner, _, secret = made["key"].removeprefix("alb_").partition("_")
        assert owner == str(ada.id)
        assert len(secret) >= 43, "256 bits"
        listed = await client.get(KEYS)
        assert listed.json()["keys"] == [{name: value for name, value in made.items() if name != "key"}]
        assert secret not in listed.text
    async with app.open_tx() as tx:
        row = (await tx.execute(select(api_keys).where(api_keys.c.shard == shard_of(ada.id)))).mappings().one()
    assert secret not in str(dict(row))
    assert secret.encode() not in bytes(row["secret_hash"])


async def test_without_scopes_a_key_may_all_that_its_maker_may(app: App) -> None:
    ada, root = await a_person(app, "ada"), await a_person(app, "root", Role.ADMINISTRATOR)
    async with await app.browser(ada) as client, await app.browser(root) as admin:
        assert set((await make(client)).json()["scopes"]) == set(Scope) - {"admin"}
        assert set((await make(admin)).json()["scopes"]) == set(Scope)
        is_problem(await make(client, scopes=["admin"]), 403)
        is_problem(await make(client, scopes=["photos:read", "admin"]), 403)
    async with await app.program(ada, Scope.KEYS, Scope.PHOTOS_READ) as program:
        assert set((await make(program)).json()["scopes"]) == {"keys", "photos:read"}


@pytest.mark.parametrize("more", sorted(set(Scope) - {Scope.KEYS, Scope.PHOTOS_READ}))
async def test_a_key_makes_none_that_may_more(app: App, more: Scope) -> None:
    # (In another product a key could change its own permissions.)
    root = await a_person(app, "root", Role.ADMINISTRATOR)
    async with await app.program(root, Scope.KEYS, Scope.PHOTOS_READ) as program:
        is_problem(await make(program, scopes=[more]), 403)
        is_problem(await make(program, scopes=["keys", "photos:read", more]), 403)
        assert len((await program.get(KEYS)).json()["keys"]) == 1
        for path in (KEYS, f"{KEYS}/1"):
            answer = await program.request("PATCH", path, json={"scopes": [more]})
            is_problem(answer, 405)
    assert not [name for name in BY_NAME if "/keys/" in name and not name.startswith("DELETE")]


async def test_a_key_never_changes_password_or_address_nor_deletes_the_account(app: App) -> None:
    root = await a_person(app, "root", Role.ADMINISTRATOR)
    await a_person(app, "second", Role.ADMINISTRATOR)
    requests = [
        ("PUT", "/api/v1/users/me/password", {"current": PASSWORD, "new": "another good one"}),
        ("PUT", "/api/v1/users/me/email", {"password": PASSWORD, "email": "new@example.org"}),
        ("DELETE", "/api/v1/users/me", {"password": PASSWORD}),
    ]
    async with await app.program(root) as program:
        for method, path, body in requests:
            is_problem(await program.request(method, path, json=body), 403)
        assert (await program.get("/api/v1/users/me")).json()["email"] == root.email
        # Nor by the way round of administration.
        path = f"/api/v1/admin/users/{root.id}"
        await program.patch(path, json={"email": "new@example.org", "password": "another good one"})
        assert (await program.get("/api/v1/users/me")).json()["email"] == root.email
    async with app.client() as client:
        login = {"login": "root", "password": PASSWORD}
        assert (await client.post("/api/v1/session", json=login)).status_code == 200


async def test_a_key_ends_with_its_time_and_makes_none_that_outlives_it(app: App) -> None:
    ada = await a_person(app, "ada")
    soon = datetime.now(UTC) + timedelta(hours=1)
    async with await app.browser(ada) as client:
        made = (await make(client, scopes=["keys", "account:read"], expires_at=soon.isoformat())).json()
        for wrong in ("2000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2030-01-01T00:00:00", "soon", "", 10**30, -1):
            answer = await make(client, expires_at=wrong)
            assert [e["field"] for e in is_problem(answer, 422)["errors"]] == ["expires_at"], wrong
    async with app.client(Authorization=f"Bearer {made['key']}") as program:
        assert (await program.get("/api/v1/session")).status_code == 200
        is_problem(await make(program, scopes=["keys"]), 403)
        is_problem(await make(program, scopes=["keys"], expires_at=(soon + timedelta(seconds=5)).isoformat()), 403)
        assert (await make(program, scopes=["keys"], expires_at=soon.isoformat())).status_code == 201
        async with app.open_tx() as tx:
            mine = update(api_keys).where(api_keys.c.shard == shard_of(ada.id), api_keys.c.id == int(made["id"]))
            await tx.execute(mine.values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
        is_problem(await program.get("/api/v1/session"), 401)


async def test_the_last_use_is_told(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client, await app.program(ada, Scope.ACCOUNT_READ) as program:
        assert [key["last_used_at"] for key in (await client.get(KEYS)).json()["keys"]] == [None]
        await program.get("/api/v1/users/me")
        (key,) = (await client.get(KEYS)).json()["keys"]
        assert datetime.now(UTC) - datetime.fromisoformat(key["last_used_at"]) < timedelta(minutes=1)


async def test_a_deleted_key_works_no_more_and_a_suspended_owners_rests(app: App) -> None:
    ada = await a_person(app, "ada")
    async with await app.browser(ada) as client, await app.program(ada) as program:
        await app.do(accounts.suspend, ada.id, actor="test")
        is_problem(await program.get("/api/v1/users/me"), 401)
        await app.do(accounts.reinstate, ada.id, actor="test")
        assert (await program.get("/api/v1/users/me")).status_code == 200
        (key,) = (await program.get(KEYS)).json()["keys"]
        assert (await program.delete(f"{KEYS}/{key['id']}")).status_code == 204
        is_problem(await program.get("/api/v1/users/me"), 401)
        is_problem(await client.get("/api/v1/users/me"), 401)


async def test_a_key_counts_before_a_cookie(app: App) -> None:
    # Whoever says a key means it, even if it is a wrong one.
    ada, bob = await a_person(app, "ada"), await a_person(app, "bob")
    async with await app.browser(ada) as client:
        client.headers["Authorization"] = f"Bearer {await app.key(bob)}"
        assert (await client.get("/api/v1/users/me")).json()["username"] == "bob"
        client.headers["Authorization"] = "Bearer alb_1_wrong"
        is_problem(await client.get("/api/v1/users/me"), 401)
