"""What administrators do over HTTP."""

from typing import Any

from albumen import accounts, jobs
from albumen.accounts import Role, User
from tests.api.conftest import PASSWORD, a_person
from tests.api.test_session import sign_in
from tests.support.app import App, is_problem

USERS = "/api/v1/admin/users"


async def test_an_administrator_makes_accounts_whatever_is_open(app: App, root: User) -> None:
    new: dict[str, Any] = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    async with await app.browser(root) as admin, app.client() as client:
        made = await admin.post(USERS, json=new | {"role": "moderator", "quota_bytes": 5000})
        assert made.status_code == 201
        ada = made.json()
        assert (ada["role"], ada["quota"]) == ("moderator", {"used": 0, "limit": 5000})
        assert "set-cookie" not in made.headers
        assert [
            e["field"]
            for e in is_problem(await admin.post(USERS, json=new | {"email": "b@example.org"}), 409)["errors"]
        ] == ["username"]
        assert (await sign_in(client)).json()["user"]["id"] == ada["id"]
        is_problem(await client.get(USERS), 403)


async def test_a_suspended_account_is_out_at_once_and_back_when_it_is_lifted(app: App, root: User) -> None:
    ada = await a_person(app, "ada")
    path = f"{USERS}/{ada.id}"
    async with await app.browser(root) as admin, await app.browser(ada) as client, await app.program(ada) as program:
        assert (await admin.patch(path, json={"state": "suspended"})).json()["state"] == "suspended"
        is_problem(await client.get("/api/v1/session"), 401)
        is_problem(await program.get("/api/v1/session"), 401)
        is_problem(await sign_in(client), 403)
        assert (await admin.patch(path, json={"state": "active"})).json()["state"] == "active"
        assert (await sign_in(client)).status_code == 200
        assert (await program.get("/api/v1/session")).status_code == 200
        # Somebody who leaves is not held up.
        assert (await client.request("DELETE", "/api/v1/users/me", json={"password": PASSWORD})).status_code == 200
        is_problem(await admin.patch(path, json={"state": "suspended"}), 409)


async def test_roles_and_quotas_count_from_the_next_request(app: App, root: User) -> None:
    ada = await a_person(app, "ada")
    path = f"{USERS}/{ada.id}"
    async with await app.browser(root) as admin, await app.browser(ada) as client:
        is_problem(await client.get(USERS), 403)
        await admin.patch(path, json={"role": "administrator"})
        assert (await client.get(USERS)).status_code == 200
        await admin.patch(path, json={"role": "moderator"})
        is_problem(await client.get(USERS), 403)
        assert (await admin.patch(path, json={"quota_bytes": 10})).json()["quota"]["limit"] == 10
        upload = {"Tus-Resumable": "1.0.0", "Upload-Length": "11"}
        is_problem(await client.post("/api/v1/uploads", headers=upload), 507)
        assert (await admin.patch(path, json={"role": "user"})).json()["quota"]["limit"] == 10, "what is left out stays"
        assert (await admin.patch(path, json={"quota_bytes": None})).json()["quota"]["limit"] is None
        assert (await client.post("/api/v1/uploads", headers=upload)).status_code == 201
        for wrong in ({"quota_bytes": -1}, {"quota_bytes": 2**63}, {"role": "king"}, {"state": "deleted"}):
            assert is_problem(await admin.patch(path, json=wrong), 422)["errors"], wrong


async def test_all_accounts_are_listed_page_by_page(app: App, root: User) -> None:
    made = [root, *[await a_person(app, f"user{number}") for number in range(5)]]
    await app.photo(made[1])
    async with await app.browser(root) as admin:
        found, after, pages = [], None, 0
        while True:
            page = (await admin.get(USERS, params={"limit": 2} | ({"after": after} if after else {}))).json()
            found += page["users"]
            after, pages = page["cursor"], pages + 1
            if after is None:
                break
        assert [user["id"] for user in found] == [str(user.id) for user in sorted(made, key=lambda user: user.id)]
        assert pages == 4
        used = {user["username"]: user["quota"]["used"] for user in found}
        assert used["user0"] > 0
        assert used["user1"] == 0


async def test_the_queue_is_three_integers(app: App, root: User) -> None:
    async with await app.browser(root) as admin:
        counts = (await admin.get("/api/v1/admin/jobs")).json()
        assert counts == {"queued": 0, "running": 0, "parked": 0}
        assert all(type(count) is int for count in counts.values())
        photo = await app.photo(root, ready=False)
        async with app.open_tx() as tx:
            await jobs.enqueue(tx, develop_task(), photo_id=photo.id)
        assert (await admin.get("/api/v1/admin/jobs")).json() == {"queued": 1, "running": 0, "parked": 0}
        assert (await admin.get("/api/v1/admin/jobs/parked")).json() == {"jobs": [], "cursor": None}


def develop_task() -> Any:
    from albumen.ingest.tasks import develop

    return develop


async def test_health_says_what_is_checked_and_how_much_room_there_is(app: App, root: User) -> None:
    async with await app.browser(root) as admin, app.client() as client:
        health = (await admin.get("/api/v1/admin/health")).json()
        assert health["disk"]["total"] >= health["disk"]["free"] > 0
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert {check["name"] for check in health["checks"]} > {check["name"] for check in ready.json()["checks"]}
        assert {"database", "schema", "storage", "free space", "queue"} <= {c["name"] for c in health["checks"]}
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/metrics")).headers["content-type"] != "text/plain; version=0.0.4; charset=utf-8"


async def test_what_is_set_for_everybody(app: App, root: User) -> None:
    path = "/api/v1/admin/instance"
    async with await app.browser(root) as admin, app.client() as client:
        assert (await admin.get(path)).json() == {"name": "Albumen", "sign_up": "closed", "inviters": "administrators"}
        assert (await admin.patch(path, json={"name": " Our\x00 house "})).json()["name"] == "Our house"
        assert (await client.get("/api/v1/instance")).json()["name"] == "Our house"
        assert [e["field"] for e in is_problem(await admin.patch(path, json={"name": " \x00 "}), 422)["errors"]] == [
            "name"
        ]
        assert is_problem(await admin.patch(path, json={"sign_up": "ajar"}), 422)["errors"][0]["field"] == "sign_up"


async def test_administrators_and_moderators_are_told_nothing_of_anybodys_photos(app: App, root: User) -> None:
    # (test_authorization asks this of every route; here that the roles are those that were given over HTTP.)
    ada = await a_person(app, "ada")
    photo = await app.photo(ada)
    async with await app.browser(root) as admin, await app.browser(ada) as client:
        await admin.patch(f"{USERS}/{ada.id}", json={"role": "administrator"})
        assert (await client.get(f"/api/v1/photos/{photo.id}")).status_code == 200
        is_problem(await admin.get(f"/api/v1/photos/{photo.id}"), 404)
    assert (await app.do(accounts.get_user, ada.id)).role is Role.ADMINISTRATOR
