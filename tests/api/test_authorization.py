"""The oracle over HTTP, on every route there is."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.routing import APIRoute
from PIL import Image
from sqlalchemy import update
from starlette.routing import Route as PlainRoute

from albumen import accounts, photos, storage
from albumen.accounts import Role, Scope, User
from albumen.accounts.tables import api_keys, sessions
from albumen.api.dependencies import authz
from albumen.core import mint, shard_of
from albumen.photos import Changes, Photo, State
from albumen.storage import BlobRef
from tests.api.routes import BY_NAME, GUARDED, NOTHING, Route, declared, mounted
from tests.sharing.oracle import (
    CONDITIONS,
    CREDENTIALS,
    EVERYTHING,
    PHOTO_SCOPES,
    Act,
    Asking,
    Condition,
    Relation,
    decide,
)
from tests.support.app import App, is_problem
from tests.support.library import a_user

GRACE = timedelta(days=7)

# Every route is there


def undeclared(api: FastAPI) -> set[str]:
    """The routes that do not say their resource and action."""
    return {
        name
        for name, route in mounted(api).items()
        if not (said := declared(route)) or not said["resource"] or not said["action"]
    }


def test_every_route_declares_its_resource_and_action(app: App) -> None:
    assert undeclared(app.api) == set()
    for path, operations in app.api.openapi()["paths"].items():
        for method, operation in operations.items():
            assert {"resource", "action", "scopes"} <= operation["x-authz"].keys(), (method, path)


def test_a_route_that_says_nothing_is_seen(app: App) -> None:
    async def sneak() -> Response:
        return Response()

    router = APIRouter(prefix="/photos")
    router.add_api_route("/back-door", sneak)
    router.add_api_route("/front-door", sneak, **authz("photo", "view"))
    app.api.include_router(router, prefix="/api/v1")
    app.api.router.routes.append(PlainRoute("/trap-door", sneak, methods=["POST"]))
    app.api.mount("/mounted", app=FastAPI(openapi_url=None))
    assert undeclared(app.api) == {"GET /api/v1/photos/back-door", "POST /trap-door", "* /mounted"}


def test_every_route_is_judged_here_and_declares_what_it_is_judged_by(app: App) -> None:
    found = mounted(app.api)
    assert found.keys() == BY_NAME.keys()
    for name, route in found.items():
        said = declared(route)
        assert said is not None
        assert frozenset(said["scopes"]) == BY_NAME[name].scopes, name
        assert isinstance(route, APIRoute)


# Who may ask at all


async def dead_credentials(app: App, stack: AsyncExitStack) -> dict[str, httpx.AsyncClient]:
    """Everything that looks like a credential and is none, or none any more."""
    shard = 5
    ada, bob = await a_user(app.open_tx, "ada", shard=shard), await a_user(app.open_tx, "bob", shard=shard)
    sue, lee = await a_user(app.open_tx, "sue", shard=shard), await a_user(app.open_tx, "lee", shard=shard)
    clients: dict[str, httpx.AsyncClient] = {"nothing": app.client()}

    def bearer(name: str, value: str) -> None:
        clients[name] = app.client(Authorization=value)

    def cookie(name: str, value: str) -> None:
        clients[name] = app.client(Cookie=f"albumen={value}")

    keys = {user: await app.key(user) for user in (ada, sue, lee)}
    browsers = {user: await app.browser(user) for user in (ada, sue, lee)}
    tokens = {user: browser.cookies["albumen"] for user, browser in browsers.items()}
    secret = keys[ada].rpartition("_")[2]
    bearer("a word", "Bearer word")
    bearer("an empty key", "Bearer ")
    bearer("another scheme", f"Basic {keys[ada]}")
    bearer("a key's secret alone", f"Bearer {secret}")
    bearer("a key of another's name", f"Bearer alb_{bob.id}_{secret}")
    bearer("a key cut short", f"Bearer {keys[ada][:-1]}")
    bearer("a key in capitals", f"Bearer {keys[ada].upper()}")
    bearer("a session as a key", f"Bearer {tokens[ada]}")
    bearer("a session that calls itself a key", f"Bearer alb_{tokens[ada]}")
    cookie("a key as a session", keys[ada])
    cookie("a word as a session", "word")
    bearer("a key of somebody suspended", f"Bearer {keys[sue]}")
    bearer("a key of somebody who leaves", f"Bearer {keys[lee]}")
    for user, name in ((sue, "suspended"), (lee, "leaving")):
        clients[f"a session of somebody {name}"] = browsers[user]
        # Even if its row had stayed.
        token = (await app.browser(user)).cookies["albumen"]
        cookie(f"a session of somebody {name} that was left over", token)
    async with app.open_tx() as tx:
        kept = sessions.c.shard == shard, sessions.c.user_id.in_([sue.id, lee.id])
        rows = (await tx.execute(sessions.select().where(*kept))).mappings().all()
        await accounts.suspend(tx, sue.id, actor="test")
        await accounts.delete_user(tx, lee.id, grace=GRACE, actor="test")
        await tx.execute(sessions.insert(), [dict(row) for row in rows])

    over, gone = await app.key(bob), await app.key(bob)
    old, ended = await app.browser(bob), await app.browser(bob)
    bearer("a key whose time is over", f"Bearer {over}")
    bearer("a deleted key", f"Bearer {gone}")
    clients["a session whose time is over"], clients["a session that was ended"] = old, ended
    async with app.open_tx() as tx:
        newest, first = await accounts.list_keys(tx, bob.id)
        await accounts.delete_key(tx, bob.id, newest.id)
        last_session, first_session = await accounts.list_sessions(tx, bob.id)
        await accounts.end_session(tx, bob.id, last_session.id)
        past = {"expires_at": first.created_at - timedelta(seconds=1)}
        await tx.execute(update(api_keys).where(api_keys.c.shard == shard, api_keys.c.id == first.id).values(past))
        await tx.execute(
            update(sessions).where(sessions.c.shard == shard, sessions.c.id == first_session.id).values(past)
        )
    for client in clients.values():
        await stack.enter_async_context(client)
    return clients


async def test_whoever_says_not_who_they_are_is_asked_to_sign_in(app: App) -> None:
    async with AsyncExitStack() as stack:
        clients = await dead_credentials(app, stack)
        for route in GUARDED:
            answers = {name: await route.ask(client) for name, client in clients.items()}
            for name, answer in answers.items():
                assert answer.status_code == 401, f"{route.name} with {name}: {answer.status_code}"
                # A wrong key hears that it is one, whatever is wrong with it.
                key = clients[name].headers.get("authorization", "").startswith("Bearer")
                other = "a word" if key else "nothing"
                assert same(answer, answers[other]), f"{route.name} with {name} tells more than with {other}"
                assert answer.headers["www-authenticate"] == 'Bearer realm="Albumen"'
                if route.method != "HEAD":
                    is_problem(answer, 401)


@dataclass(frozen=True, slots=True)
class Credential:
    """Somebody with something in hand."""

    role: Role
    scopes: frozenset[str]
    key: bool
    client: httpx.AsyncClient


@pytest.fixture
async def credentials(app: App) -> AsyncIterator[list[Credential]]:
    """People of each role, with a session, and with keys that lack one scope, have one alone, or have them all."""
    found: list[Credential] = []
    lacking = [EVERYTHING, *(EVERYTHING - {one} for one in EVERYTHING)]
    alone = [frozenset(PHOTO_SCOPES), *(frozenset({one}) for one in EVERYTHING)]
    held = {Role.USER: lacking, Role.MODERATOR: [EVERYTHING], Role.ADMINISTRATOR: lacking + alone}
    async with AsyncExitStack() as stack:
        await a_user(app.open_tx, "root", role=Role.ADMINISTRATOR)
        # Else some may not invite, whatever their key says; tests/api/test_joining.py has that.
        await app.do(accounts.set_instance, inviters=accounts.Inviters.EVERYBODY)
        for role, some in held.items():
            # Whoever administers no more may still have a key from then.
            user = await a_user(app.open_tx, f"one-{role.value}", role=Role.ADMINISTRATOR)
            for scopes in some:
                client = await stack.enter_async_context(await app.program(user, *map(Scope, scopes)))
                found.append(Credential(role, scopes, True, client))
            browser = await stack.enter_async_context(await app.browser(user))
            found.append(Credential(role, EVERYTHING, False, browser))
            await app.do(accounts.set_role, user.id, role, actor="test")
        yield found


async def test_a_key_may_what_its_scopes_say_and_its_owners_role(app: App, credentials: list[Credential]) -> None:
    for route in GUARDED:
        for one in credentials:
            answer = await route.ask(one.client)
            case = f"{route.name} by a {one.role} with {sorted(one.scopes)}{' in a key' * one.key}"
            lacks = not route.scopes <= one.scopes
            if lacks or ("admin" in route.scopes and one.role != "administrator") or (route.sessions_only and one.key):
                assert answer.status_code == 403, f"{case}: {answer.status_code}"
                if route.method != "HEAD":
                    problem = is_problem(answer, 403)
                    if lacks:
                        assert any(f"`{scope}`" in problem["detail"] for scope in route.scopes - one.scopes), case
            else:
                assert answer.status_code not in {401, 403}, f"{case}: {answer.status_code}"
                assert answer.status_code < 500, f"{case}: {answer.text}"


# Who may do what to a photo


@dataclass
class Cast:
    """Ada with a photo in each condition, and those who look on."""

    app: App
    ada: User
    others: dict[Relation, User]
    photos: dict[Condition, Photo]
    unknown: int
    clients: dict[tuple[Relation, frozenset[str]], httpx.AsyncClient] = field(default_factory=dict)

    def id_of(self, condition: Condition) -> int:
        """The id of the photo in this condition."""
        return self.unknown if condition == "unknown" else self.photos[condition].id

    @property
    def ids(self) -> dict[Condition, int]:
        """All of them."""
        return {condition: self.id_of(condition) for condition in CONDITIONS}

    async def put_back(self, condition: Condition) -> None:
        """Undo what an allowed request did."""
        if condition in {"purged", "unknown"}:
            return
        verb = photos.trash if condition == "trashed" else photos.restore
        await self.app.do(verb, self.ada.id, [self.id_of(condition)])

    def allowed(self, relation: Relation, scopes: frozenset[str], act: Act) -> list[Condition]:
        """What the oracle lets somebody do it to."""
        return [c for c in CONDITIONS if decide(Asking(relation, "active", scopes, "active", c, act)) == "allowed"]


@pytest.fixture
async def cast(app: App) -> AsyncIterator[Cast]:
    """Everybody."""
    ada = await a_user(app.open_tx, "ada")
    shard = shard_of(ada.id)
    others: dict[Relation, User] = {
        "stranger": await a_user(app.open_tx, "bob", shard=shard),
        "moderator": await a_user(app.open_tx, "mo", role=Role.MODERATOR, shard=shard),
        "administrator": await a_user(app.open_tx, "root", role=Role.ADMINISTRATOR, shard=shard),
    }
    made: dict[Condition, Photo] = {}
    for number, condition in enumerate(CONDITIONS):
        if condition == "unknown":
            continue
        ready = condition in {"normal", "archived", "trashed", "purged"}
        about = {"filename": f"hushed-{condition}.jpg", "title": f"hushed title of the {condition} one"}
        photo = made[condition] = await app.photo(ada, number, ready=ready, **about)
        async with app.open_tx() as tx:
            if condition in {"opaque", "failed"}:
                await photos.mark(tx, photo.id, State(condition), "a reason")
            if condition == "archived":
                await photos.edit(tx, ada.id, [photo.id], Changes(archived=True))
            if condition in {"trashed", "purged"}:
                await photos.trash(tx, ada.id, [photo.id])
            if condition == "purged":
                await photos.purge(tx, ada.id, [photo.id])
    cast = Cast(app, ada, others, made, mint(shard))
    async with AsyncExitStack() as stack:
        everybody: dict[Relation, User] = {"owner": ada, **others}
        for relation, user in everybody.items():
            cast.clients[relation, EVERYTHING] = await stack.enter_async_context(await app.browser(user))
            for scopes in CREDENTIALS[1:]:
                may = scopes if relation == "administrator" else scopes - {"admin"}
                if may:
                    client = await stack.enter_async_context(await app.program(user, *map(Scope, may)))
                    cast.clients[relation, may] = client
        yield cast


ONE: dict[Act, tuple[Route, ...]] = {
    "view": (BY_NAME["GET /api/v1/photos/{photo_id}"],),
    "original": (
        BY_NAME["GET /api/v1/photos/{photo_id}/original"],
        BY_NAME["HEAD /api/v1/photos/{photo_id}/original"],
    ),
    "edit": (BY_NAME["PATCH /api/v1/photos/{photo_id}"],),
    "delete": (BY_NAME["DELETE /api/v1/photos/{photo_id}"],),
    "restore": (BY_NAME["POST /api/v1/photos/{photo_id}/restore"],),
}
"""The routes of one photo, by what they do to it."""


def test_every_route_of_one_photo_is_among_them() -> None:
    assert {r.name for r in BY_NAME.values() if "{photo_id}" in r.path} == {r.name for rs in ONE.values() for r in rs}


async def test_every_route_of_one_photo_decides_as_the_oracle(cast: Cast) -> None:
    for (relation, scopes), client in cast.clients.items():
        for act, routes in ONE.items():
            for route in routes:
                unknown = await route.ask(client, photo_id=cast.unknown)
                for condition in CONDITIONS:
                    asking = Asking(relation, "active", scopes, "active", condition, act)
                    answer = await route.ask(client, photo_id=cast.id_of(condition))
                    case = f"{route.name}: {asking}: {answer.status_code}"
                    decision = "refused" if not route.scopes <= scopes else decide(asking)
                    if decision == "allowed":
                        assert answer.is_success, case
                        await cast.put_back(condition)
                        continue
                    assert answer.status_code == {"hidden": 404, "refused": 403}[decision], case
                    if route.method != "HEAD":
                        is_problem(answer, answer.status_code)
                    if decision == "hidden":
                        assert same(answer, unknown), f"{case}: told apart from one that is not there"


async def test_an_owner_who_may_not_act_is_asked_to_sign_in_for_their_own(app: App, cast: Cast) -> None:
    for suspended in (True, False):
        async with app.open_tx() as tx:
            if suspended:
                await accounts.suspend(tx, cast.ada.id, actor="test")
            else:
                await accounts.delete_user(tx, cast.ada.id, grace=GRACE, actor="test")
        for (relation, _), client in cast.clients.items():
            if relation != "owner":
                continue
            for route in (route for routes in ONE.values() for route in routes):
                answers = [await route.ask(client, photo_id=photo_id) for photo_id in cast.ids.values()]
                assert {answer.status_code for answer in answers} == {401}, route.name
                assert all(same(answer, answers[0]) for answer in answers)


async def test_every_route_of_many_photos_does_what_the_oracle_allows(app: App, cast: Cast) -> None:
    words = [str(photo_id) for photo_id in cast.ids.values()]
    for (relation, scopes), client in cast.clients.items():

        async def asked(name: str, scopes: frozenset[str] = scopes, client: Any = client, **how: Any) -> Any:
            answer = await client.request(*name.split(), **how)
            if BY_NAME[name].scopes <= scopes:
                return answer
            is_problem(answer, 403)
            return None

        def ids(act: Act, *but: Condition, relation: Relation = relation, scopes: frozenset[str] = scopes) -> list[str]:
            return [str(cast.id_of(c)) for c in cast.allowed(relation, scopes, act) if c not in but]

        if answer := await asked("GET /api/v1/photos", params={"ids": ",".join(words)}):
            assert [photo["id"] for photo in answer.json()["photos"]] == ids("view")
        changes = {"rating": 4, "description": "of many"}
        if answer := await asked("PATCH /api/v1/photos", json={"ids": words, "changes": changes}):
            assert sorted(answer.json()["changed"]) == sorted(ids("edit"))
        if answer := await asked("POST /api/v1/photos/trash", json={"ids": words}):
            assert sorted(answer.json()["changed"]) == sorted(ids("delete", "trashed"))
        for condition in CONDITIONS:
            await cast.put_back(condition)
        if answer := await asked("POST /api/v1/photos/restore", json={"ids": words}):
            assert answer.json()["changed"] == [i for i in ids("restore") if i == str(cast.id_of("trashed"))]
        await cast.put_back("trashed")
        if answer := await asked("POST /api/v1/photos/zip", json={"ids": words}):
            expected = [f"hushed-{c}.jpg" for c in cast.allowed(relation, scopes, "original")]
            if expected:
                with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                    assert archive.namelist() == expected
            else:
                assert same(answer, await client.post("/api/v1/photos/zip", json={"ids": [NOTHING]}))
                is_problem(answer, 404)
        digests = [photo.sha256.hex() for photo in cast.photos.values()]
        if answer := await asked("POST /api/v1/photos/check", json={"sha256": digests}):
            presence = {"trashed": "trashed", "purged": "purged"}
            expected_states = {
                photo.sha256.hex(): presence.get(condition, "present") for condition, photo in cast.photos.items()
            }
            found = {digest: hit["state"] for digest, hit in answer.json()["found"].items()}
            assert found == (expected_states if relation == "owner" else {})
        on_shelves: set[str] = set()
        for shelf in ("library", "archive", "trash"):
            if answer := await asked("GET /api/v1/timeline", params={"shelf": shelf}):
                for day in answer.json()["days"]:
                    bucket = await client.get(f"/api/v1/timeline/{day['day']}", params={"shelf": shelf})
                    assert len(bucket.json()["id"]) == day["count"]
                    on_shelves |= set(bucket.json()["id"])
        if "photos:read" in scopes:
            assert on_shelves == set(ids("view"))


async def test_one_by_one_or_all_at_once_the_library_is_the_same_afterwards(app: App) -> None:
    # (A lock that held on one path and not on the other was somebody's real flaw.)
    ada, bob = await a_user(app.open_tx, "ada"), await a_user(app.open_tx, "bob")
    numbers = range(6)
    mine = {user: [(await app.photo(user, number)).id for number in numbers] for user in (ada, bob)}
    foreign = {ada: mine[bob], bob: mine[ada]}
    async with await app.browser(ada) as one_by_one, await app.browser(bob) as at_once:
        steps: list[tuple[str, slice, dict[str, Any]]] = [
            ("edit", slice(0, 4), {"title": "Together", "tags": ["a", "b"], "rating": 2}),
            ("trash", slice(1, 3), {}),
            ("edit", slice(0, 5), {"favourite": True, "archived": True, "latitude": 1.5, "longitude": 2.5}),
            ("edit", slice(2, 5), {"taken_at": "2001-02-03T04:05:06+01:00"}),
            ("restore", slice(0, 2), {}),
            ("edit", slice(1, 6), {"archived": None, "title": None, "shift_seconds": 90}),
            ("trash", slice(3, 6), {}),
        ]
        for verb, part, changes in steps:
            for photo_id in (*mine[ada][part], *foreign[ada][part], mint(3)):
                if verb == "edit":
                    await one_by_one.patch(f"/api/v1/photos/{photo_id}", json=changes)
                elif verb == "trash":
                    await one_by_one.delete(f"/api/v1/photos/{photo_id}")
                else:
                    await one_by_one.post(f"/api/v1/photos/{photo_id}/restore")
            words = [str(i) for i in (*mine[bob][part], *foreign[bob][part], mint(3))]
            if verb == "edit":
                await at_once.patch("/api/v1/photos", json={"ids": words, "changes": changes})
            else:
                await at_once.post(f"/api/v1/photos/{verb}", json={"ids": words})
            states = []
            for user, client in ((ada, one_by_one), (bob, at_once)):
                words = [str(i) for i in mine[user]]
                found = (await client.get("/api/v1/photos", params={"ids": ",".join(words)})).json()["photos"]
                days = [(await client.get("/api/v1/timeline", params={"shelf": s})).json()["days"] for s in SHELVES]
                states.append(([plain(photo) for photo in found], days))
            assert states[0] == states[1], (verb, changes)
            assert len(states[0][0]) == len(numbers)


SHELVES = ("library", "favourites", "archive", "trash")


def plain(photo: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a photo, without what is its owner's or the moment's."""
    own = {"id", "owner_id", "renditions", "uploaded_at", "updated_at"}
    return {k: bool(v) if k == "trashed_at" else v for k, v in photo.items() if k not in own}


# Bytes


async def test_addresses_of_bytes_are_given_to_whoever_may_see_the_photo_and_to_nobody_else(cast: Cast) -> None:
    given: dict[tuple[Relation, frozenset[str]], set[str]] = {}
    for (relation, scopes), client in cast.clients.items():
        given[relation, scopes] = set()
        for route in SAFE:
            for photo_id in cast.ids.values() if "{photo_id}" in route.path else (0,):
                answer = await client.get(route.address(photo_id=photo_id), params=everything_of(route, cast))
                given[relation, scopes] |= set(re.findall(r"/media/\d[^\"\s]+", answer.text))
    with_grid = {"normal", "archived", "trashed"}
    for (relation, scopes), addresses in given.items():
        seen = {cast.photos[c].sha256.hex() for c in cast.allowed(relation, scopes, "view") if c in with_grid}
        assert {address.split("/")[3] for address in addresses} == seen, (relation, scopes)

    whole = given["owner", EVERYTHING]
    async with cast.app.client() as nobody:
        for address in whole:
            for method in ("GET", "HEAD"):
                answer = await nobody.request(method, address)
                assert answer.status_code == 200
                assert "set-cookie" not in answer.headers
        # What is signed is all of it: which bytes, whose, which size, for whom, until when.
        grid = sorted(address for address in whole if "grid" in address)
        path, _, query = grid[0].partition("?")
        other_path, _, other_query = grid[1].partition("?")
        _, _, space, digest, name = path.split("/")
        forged = [
            path,
            f"{path}?",
            f"{path}?{other_query}",
            f"{other_path}?{query}",
            f"/media/{space}/{digest}/original.jpg?{query}",
            f"/media/{int(space) + 1}/{digest}/{name}?{query}",
            f"{path}?{query.replace('a=v', 'a=p')}",
            f"{path}?{re.sub(r'e=(.)', 'e=9', query, count=1)}",
            f"{path}?{re.sub(r's=..', 's=AA', query)}",
            f"{path}?{query}&a=p",
        ]
        answers = [await nobody.get(address) for address in forged if address != grid[0]]
        assert len(answers) == len(forged)
        missing = await nobody.get("/media/1/" + "0" * 64 + "/grid-1.webp")
        assert all(same(answer, missing) for answer in answers), [answer.status_code for answer in answers]
        is_problem(missing, 404)


async def test_what_is_purged_and_collected_has_no_bytes_at_any_address(app: App, cast: Cast) -> None:
    photo = cast.photos["trashed"]
    owner = cast.clients["owner", EVERYTHING]
    address = (await owner.get(f"/api/v1/photos/{photo.id}")).json()["renditions"]["grid"]
    original = (await owner.get(f"/api/v1/photos/{photo.id}/original")).content
    assert original
    assert (await owner.delete("/api/v1/trash")).json() == {"purged": 1}
    for route in (route for routes in ONE.values() for route in routes):
        answer = await route.ask(owner, photo_id=photo.id)
        assert same(answer, await route.ask(owner, photo_id=cast.unknown)), route.name
        assert answer.status_code == 404
    zipped = await owner.post("/api/v1/photos/zip", json={"ids": [str(photo.id)]})
    assert zipped.status_code == 404
    # The bytes go in a job; until then the address that its owner was given is as good as it was (at most two hours).
    ref = BlobRef(cast.ada.id, photo.sha256)
    assert await storage.collect(
        app.open_tx, app.parts.store, ref, reason="purged", actor="test", grace=timedelta(seconds=-1)
    )
    async with app.client() as nobody:
        assert (await nobody.get(address)).status_code == 404


# Sessions, keys, uploads, accounts


async def test_what_is_anothers_is_as_if_it_were_not_there(app: App, cast: Cast) -> None:
    owner = cast.clients["owner", EVERYTHING]
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
    upload = (await owner.post("/api/v1/uploads", headers=headers)).headers["location"].rpartition("/")[2]
    session = (await owner.get("/api/v1/sessions")).json()["sessions"][0]["id"]
    key = (await owner.get("/api/v1/keys")).json()["keys"][0]["id"]
    real = {"upload_id": upload, "session_id": session, "key_id": key}
    routes = [route for route in GUARDED if any("{" + name + "}" in route.path for name in real)]
    assert len(routes) == 8
    for relation in ("stranger", "moderator", "administrator"):
        client = cast.clients[relation, EVERYTHING]
        for route in routes:
            answer, unknown = await route.ask(client, **real), await route.ask(client)
            assert answer.status_code == 404, f"{route.name} by {relation}: {answer.status_code}"
            assert same(answer, unknown), route.name
    # They are all there still, and their owner's.
    assert (await owner.head(f"/api/v1/uploads/{upload}", headers=headers)).headers["upload-offset"] == "0"
    assert session in {one["id"] for one in (await owner.get("/api/v1/sessions")).json()["sessions"]}
    assert key in {one["id"] for one in (await owner.get("/api/v1/keys")).json()["keys"]}


# Nothing by the way

_SAME_FOR_ALL = ("/{", "/media", "/api/docs", "/api/openapi.json")
SAFE = tuple(r for r in BY_NAME.values() if r.method == "GET" and not r.path.startswith(_SAME_FOR_ALL))
"""All that is only read, but for signed bytes, the client's files and the description, which know nobody."""


def everything_of(route: Route, cast: Cast) -> dict[str, str]:
    """Parameters with which a route tells all it can of Ada's photos."""
    if route.path == "/api/v1/photos":
        return {"ids": ",".join(map(str, cast.ids.values()))}
    return {"since": "2000-01-01", "shelf": "library"} if "{day}" in route.path else {}


async def test_no_answer_to_others_holds_anything_of_a_hidden_photo(cast: Cast) -> None:
    secrets = {str(photo.id) for photo in cast.photos.values()}
    secrets |= {photo.sha256.hex() for photo in cast.photos.values()} | {
        photo.sha1.hex() for photo in cast.photos.values()
    }
    secrets |= {"hushed"}
    told = 0
    for (relation, _), client in cast.clients.items():
        for route in SAFE:
            answer = await client.get(route.address(photo_id=cast.id_of("normal")), params=everything_of(route, cast))
            leaked = {secret for secret in secrets if secret in answer.text}
            if relation != "owner":
                assert not leaked, f"{route.name} tells {relation}: {leaked}"
                if relation != "administrator":
                    assert cast.ada.email not in answer.text, route.name
            told += bool(leaked)
    assert told > 5, "the owner is told all that"


async def test_what_others_do_changes_no_answer(app: App, cast: Cast) -> None:
    bob = cast.others["stranger"]
    for number in (0, 1, 2):
        await app.photo(bob, number)
    client = cast.clients["stranger", EVERYTHING]

    async def answers() -> dict[str, tuple[object, ...]]:
        found = {}
        for route in SAFE:
            # How full the disk and the queue are is told to anybody, and other people fill them.
            if route.path == "/readyz":
                continue
            answer = await client.get(route.address(photo_id=cast.id_of("normal")), params=everything_of(route, cast))
            found[route.name] = told(answer)
        digests = {"sha256": [photo.sha256.hex() for photo in cast.photos.values()]}
        found["check"] = told(await client.post("/api/v1/photos/check", json=digests))
        return found

    before = await answers()
    owner = cast.clients["owner", EVERYTHING]
    words = [str(photo_id) for photo_id in cast.ids.values()]
    await owner.patch("/api/v1/photos", json={"ids": words, "changes": {"favourite": True, "title": "New"}})
    await owner.post("/api/v1/photos/trash", json={"ids": words[:4]})
    await owner.delete("/api/v1/trash")
    await app.photo(cast.ada, 99)
    await owner.post("/api/v1/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "10"})
    await owner.patch("/api/v1/users/me", json={"display_name": "Ada L.", "bio": "All new"})
    await owner.post("/api/v1/keys", json={"name": "new"})
    await a_user(app.open_tx, "newcomer", shard=shard_of(bob.id))
    assert await answers() == before
    await app.do(accounts.suspend, cast.ada.id, actor="test")
    assert await answers() == before


async def test_the_same_bytes_of_two_people_are_two_photos_and_neither_learns_of_the_other(app: App) -> None:
    ada, bob, eve = [await a_user(app.open_tx, name, shard=9) for name in ("ada", "bob", "eve")]
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(file, "JPEG")
    data = file.getvalue()
    ids: set[str] = set()
    for user in (ada, bob, eve):
        async with await app.program(user, Scope.PHOTOS_READ, Scope.PHOTOS_WRITE) as program:
            if user is eve:
                headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data))}
                headers["Content-Type"] = "application/offset+octet-stream"
                answer = await program.post("/api/v1/uploads", headers=headers, content=data)
                photo_id = answer.headers["albumen-photo-id"]
            else:
                answer = await program.post("/api/v1/photos", files={"file": ("a.jpg", data)})
                added = answer.json()
                assert (answer.status_code, added["created"], added["restored"]) == (201, True, False)
                photo_id = added["id"]
                again = await program.post("/api/v1/photos", files={"file": ("a.jpg", data)})
                assert (again.status_code, again.json()["id"]) == (200, photo_id)
            ids.add(photo_id)
            assert (await program.get(f"/api/v1/photos/{photo_id}/original")).content == data
            seen = await program.get("/api/v1/photos", params={"ids": ",".join(ids)})
            assert [photo["id"] for photo in seen.json()["photos"]] == [photo_id]
    assert len(ids) == 3
    # A key that may only add is told that it was added, and nothing more.
    async with await app.program(ada, Scope.PHOTOS_WRITE) as program:
        answer = await program.post("/api/v1/photos", files={"file": ("a.jpg", data)})
        assert answer.json().keys() == {"id", "sha256", "state", "created", "restored"}
        assert answer.json()["id"] in ids


# What answers are compared by


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two answers tell exactly the same."""
    return told(one) == told(other)


def told(answer: httpx.Response) -> tuple[object, ...]:
    """All that an answer tells, but for the request's number and until when its addresses are good."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    text = re.sub(r"(/media/[^?\"]+)\?[^\"]+", r"\1", answer.text)
    return answer.status_code, headers, re.sub(r",\"request_id\":\"[^\"]+\"", "", text)
