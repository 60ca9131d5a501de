"""Every failure as a problem (RFC 9457), in words for people."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from psycopg import errors as postgres
from sqlalchemy.exc import OperationalError

from albumen import core
from albumen.accounts import User
from albumen.api import errors
from albumen.api.middleware import MOST_JSON_BYTES
from tests.api.routes import ROUTES, TUS
from tests.support.app import App, is_problem


async def chunked(data: bytes) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for start in range(0, len(data), 1 << 16):
        yield data[start : start + (1 << 16)]


WRONG: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/api/v1/nothing", {}, 404),
    ("GET", "/api/", {}, 404),
    ("GET", "/api/v2/photos", {}, 404),
    ("GET", "/api/v1/photos/", {}, 404),
    ("POST", "/api/v1/photos/check/", {}, 404),
    ("GET", "/api/v1/timeline/", {}, 404),
    ("GET", "/media/x", {}, 404),
    ("GET", "/_app/nothing.js", {}, 404),
    ("PUT", "/api/v1/photos", {}, 405),
    ("POST", "/livez", {}, 405),
    ("DELETE", "/", {}, 405),
    ("BREW", "/api/v1/photos", {}, 405),
    ("POST", "/api/v1/uploads/1", {"headers": TUS}, 405),
    ("POST", "/api/v1/uploads", {}, 412),
    ("POST", "/api/v1/photos/check", {"content": b" " * (MOST_JSON_BYTES + 1)}, 413),
    ("POST", "/api/v1/photos/check", {"chunked": b" " * (MOST_JSON_BYTES + 1)}, 413),
    ("POST", "/api/v1/photos/zip", {"content": b"ids=" + b"1" * MOST_JSON_BYTES}, 413),
    ("PATCH", "/api/v1/uploads/1", {"headers": TUS | {"Upload-Offset": "0"}, "content": b"x"}, 415),
    ("POST", "/api/v1/photos", {"files": {"file": ("a.jpg", b"no picture of any kind")}}, 415),
    ("POST", "/api/v1/photos", {"files": {"file": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")}}, 415),
    ("POST", "/api/v1/uploads", {"headers": TUS | {"Upload-Length": "9" * 18}}, 413),
    ("GET", "/api/v1/photos/999", {}, 404),
    ("GET", "/api/v1/photos/999/original", {}, 404),
]
"""What is asked, how, and the status of the answer."""


async def test_whatever_is_asked_wrongly(app: App, ada: User) -> None:
    async with await app.browser(ada) as client:
        for method, path, how, status in WRONG:
            if "chunked" in how:
                how = {"content": chunked(how["chunked"])}
            answer = await client.request(method, path, **how)
            problem = is_problem(answer, status)
            assert problem["type"] == "/problems/" + problem["title"].lower().replace(" ", "-")
            assert answer.headers["cache-control"] in {"no-store", "private, no-store"}


async def test_what_an_address_does_is_told_where_it_does_not_do_that(app: App) -> None:
    # Each method is a route of its own, and the framework tells only the methods of the first of them.
    methods = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
    async with app.client() as client:
        for path in sorted({route.address() for route in ROUTES}):
            answer = await client.request("BREW", path, headers=TUS)
            is_problem(answer, 405)
            told = set(answer.headers["allow"].split(", "))
            assert {route.method for route in ROUTES if route.address() == path} <= told, path
            for method in methods:
                status = (await client.request(method, path, headers=TUS)).status_code
                assert (status != 405) == (method in told), f"{method} {path}: {status}, told {told}"


async def test_the_names_of_problems_stay_when_python_changes_its_mind(app: App, ada: User) -> None:
    # Python 3.13 calls 413, 416 and 422 by other names; clients tell problems by them.
    photo = await app.photo(ada)
    asked: list[tuple[str, str, dict[str, Any], str]] = [
        ("POST", "/api/v1/photos/check", {"content": b" " * (MOST_JSON_BYTES + 1)}, "request-entity-too-large"),
        (
            "GET",
            f"/api/v1/photos/{photo.id}/original",
            {"headers": {"Range": "bytes=9999-"}},
            "requested-range-not-satisfiable",
        ),
        ("GET", "/api/v1/photos/x", {}, "unprocessable-entity"),
    ]
    async with await app.browser(ada) as client:
        for method, path, how, name in asked:
            assert (await client.request(method, path, **how)).json()["type"] == f"/problems/{name}"


WRONG_FIELDS: list[tuple[str, str, dict[str, Any], list[str] | None]] = [
    ("PATCH", "/api/v1/users/me", {"json": {"bio": 5}}, ["bio"]),
    ("PATCH", "/api/v1/users/me", {"json": {"bio": "x" * 2001}}, ["bio"]),
    ("PATCH", "/api/v1/users/me", {"json": ["bio"]}, ["body"]),
    ("PATCH", "/api/v1/users/me", {"content": b""}, ["body"]),
    ("PATCH", "/api/v1/users/me", {"content": b"{bio"}, None),
    ("PATCH", "/api/v1/users/me", {"content": b"\xff\xfe"}, None),
    ("PATCH", "/api/v1/users/me", {"content": b"[" * 100_000}, None),
    ("PATCH", "/api/v1/users/me", {"content": b'{"bio":' + b"1" * 10_000 + b"}"}, None),
    ("PATCH", "/api/v1/users/me", {"content": b'{"bio":"\\ud800"}'}, ["bio"]),
    ("PATCH", "/api/v1/photos/5", {"json": {"rating": 6, "latitude": 91}}, ["rating", "latitude"]),
    ("PATCH", "/api/v1/photos/5", {"content": b'{"latitude": NaN}'}, ["latitude"]),
    ("PATCH", "/api/v1/photos/5", {"content": b'{"longitude": Infinity}'}, ["longitude"]),
    ("PATCH", "/api/v1/photos", {"json": {"ids": ["1"], "changes": {"rating": 9}}}, ["changes.rating"]),
    ("PATCH", "/api/v1/photos", {"json": {"ids": ["1", "x"], "changes": {}}}, ["ids.1"]),
    ("POST", "/api/v1/photos/trash", {"json": {"ids": []}}, ["ids"]),
    ("POST", "/api/v1/photos/trash", {"json": {"ids": ["1"] * 5001}}, ["ids"]),
    ("POST", "/api/v1/photos/trash", {"json": {}}, ["ids"]),
    ("POST", "/api/v1/photos/check", {"json": {"sha256": ["ab"]}}, None),
    ("POST", "/api/v1/photos/check", {"json": {"sha256": ["0" * 64] * 5001}}, ["sha256"]),
    ("POST", "/api/v1/photos/zip", {"json": {"ids": "1"}}, ["ids"]),
    ("POST", "/api/v1/photos/zip", {"data": {"other": "1"}}, ["ids"]),
    ("GET", "/api/v1/photos", {"params": {"ids": "1,,2"}}, ["ids"]),
    ("GET", "/api/v1/photos", {}, ["ids"]),
    ("GET", "/api/v1/photos/x", {}, ["photo_id"]),
    ("GET", "/api/v1/photos/0", {}, ["photo_id"]),
    ("GET", f"/api/v1/photos/{2**63}", {}, ["photo_id"]),
    ("GET", "/api/v1/photos/5/original", {"params": {"disposition": "sideways"}}, ["disposition"]),
    ("GET", "/api/v1/timeline/yesterday", {}, ["day"]),
    ("GET", "/api/v1/timeline/2024-02-30", {}, ["day"]),
    ("GET", "/api/v1/timeline/2024-05-31", {"params": {"cursor": "!"}}, ["cursor"]),
    ("GET", "/api/v1/timeline/2024-05-31", {"params": {"limit": 0}}, ["limit"]),
    ("GET", "/api/v1/timeline", {"params": {"shelf": "attic"}}, ["shelf"]),
    ("POST", "/api/v1/photos", {"data": {"title": "no file"}}, ["file"]),
    ("POST", "/api/v1/photos", {"json": {"file": "x"}}, ["file"]),
    ("POST", "/api/v1/photos", {"files": {"file": b"x", "sha256": (None, b"short")}}, ["sha256"]),
    ("POST", "/api/v1/photos", {"files": {"file": b"x", "modified": (None, b"never")}}, ["modified"]),
    ("POST", "/api/v1/uploads", {"headers": TUS}, ["Upload-Length"]),
    ("POST", "/api/v1/uploads", {"headers": TUS | {"Upload-Length": "-1"}}, ["Upload-Length"]),
    (
        "POST",
        "/api/v1/uploads",
        {"headers": TUS | {"Upload-Length": "5", "Upload-Metadata": "filename !"}},
        ["Upload-Metadata"],
    ),
]
"""What is asked, how, and the fields of which the answer complains."""


async def test_what_is_wrong_with_a_field_is_told_at_the_field(app: App, ada: User) -> None:
    async with await app.browser(ada) as client:
        for method, path, how, fields in WRONG_FIELDS:
            if "content" in how:
                how = how | {"headers": {"Content-Type": "application/json"}}
            answer = await client.request(method, path, **how)
            case = f"{method} {path} {str(how)[:100]}: {answer.status_code} {answer.text[:300]}"
            assert answer.status_code == 422, case
            problem = is_problem(answer, 422)
            assert len(answer.content) < 10_000, "what was sent is not sent back"
            assert problem.get("errors"), case
            for error in problem["errors"]:
                assert {"field", "detail", "code"} <= error.keys() <= {"field", "detail", "code", "values"}
                assert error["detail"]
            if fields is not None:
                assert [error["field"] for error in problem["errors"]] == fields, case


async def test_a_wrong_type_of_body_is_told_and_never_read_as_json(app: App, ada: User) -> None:
    # A form of another site can send text/plain without asking first.
    async with await app.browser(ada) as client:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
            headers = {"Content-Type": kind} if kind else {}
            answer = await client.patch("/api/v1/users/me", content=b'{"bio": "x"}', headers=headers)
            is_problem(answer, 422)
        assert (await client.get("/api/v1/users/me")).json()["bio"] == ""


async def test_every_kind_of_error_has_its_status_and_its_sentence(app: App) -> None:
    kinds = [kind for kind in vars(core).values() if isinstance(kind, type) and issubclass(kind, core.AlbumenError)]
    assert set(kinds) - {core.AlbumenError} == errors.STATUS.keys()
    statuses = {kind.__name__: int(status) for kind, status in errors.STATUS.items()}
    assert statuses == {
        "Invalid": 422,
        "Unauthenticated": 401,
        "Forbidden": 403,
        "NotFound": 404,
        "Conflict": 409,
        "Outdated": 412,
        "TooLarge": 413,
        "Unsupported": 415,
        "TooMany": 429,
        "Unavailable": 503,
        "NoRoom": 507,
    }
    for error in every_error(core.AlbumenError):
        sentence = (error.__doc__ or "").strip().splitlines()[0]
        assert sentence[0].isupper(), error
        assert sentence.endswith((".", "!")), f"{error.__module__}.{error.__name__}: {sentence}"


def every_error(kind: type[core.AlbumenError]) -> list[type[core.AlbumenError]]:
    return [
        kind,
        *(e for below in kind.__subclasses__() for e in every_error(below) if e.__module__.startswith("albumen")),
    ]


async def test_what_goes_wrong_inside_tells_nothing_of_the_inside(app: App, ada: User) -> None:
    async def broken() -> None:
        raise RuntimeError("the secret of the inside")

    async def no_database() -> None:
        raise OperationalError("SELECT secret", {}, postgres.ConnectionTimeout("at host secret"))

    async def busy() -> None:
        raise core.Unavailable(retry_after=7)

    app.api.add_api_route("/api/v1/broken", broken)
    app.api.add_api_route("/api/v1/no-database", no_database)
    app.api.add_api_route("/api/v1/busy", busy)
    # They stand behind the client's own route, which answers all that nobody else does but what begins with /api.
    async with await app.browser(ada) as client:
        for path, status in (("broken", 500), ("no-database", 503), ("busy", 503)):
            answer = await client.get(f"/api/v1/{path}")
            is_problem(answer, status)
            assert "secret" not in answer.text
            assert answer.headers["x-request-id"]
            assert answer.headers["content-security-policy"]
            if status == 503:
                assert int(answer.headers["retry-after"]) >= 5


async def test_a_large_upload_is_stopped_where_it_passes_the_limit(app: App, ada: User) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1 << 16
            yield b" " * (1 << 16)
            await asyncio.sleep(0)

    async with await app.browser(ada) as client:
        answer = await client.post("/api/v1/keys", content=endless(), headers={"Content-Type": "application/json"})
        is_problem(answer, 413)
    assert sent <= MOST_JSON_BYTES + (1 << 17)


async def test_ids_are_strings_of_digits_everywhere(app: App, ada: User) -> None:
    photo = await app.photo(ada)
    async with await app.browser(ada) as client:
        paths = ["users/me", "sessions", "keys", f"photos/{photo.id}", f"photos?ids={photo.id}", "timeline/2024-05-31"]
        for path in paths:
            for key, value in every_field((await client.get(f"/api/v1/{path}")).json()):
                if key in {"id", "owner_id", "photo_id", "cursor"} and value is not None:
                    assert isinstance(value, str), (path, key, value)
                    assert value.isdigit(), (path, key, value)
        digest = photo.sha256.hex()
        found = (await client.post("/api/v1/photos/check", json={"sha256": [digest]})).json()["found"]
        assert found == {digest: {"id": str(photo.id), "state": "present"}}
        # Numbers are taken too, as long as JavaScript has not rounded them.
        changed = await client.post("/api/v1/photos/trash", json={"ids": [photo.id]})
        assert changed.json() == {"changed": [str(photo.id)]}


def every_field(value: Any, key: str = "") -> list[tuple[str, Any]]:
    """Every plain value in some JSON, with the name under which it stands."""
    if isinstance(value, dict):
        return [pair for name, below in value.items() for pair in every_field(below, name)]
    if isinstance(value, list):
        return [pair for below in value for pair in every_field(below, key)]
    return [(key, value)]


async def test_a_problem_is_small_and_plain_json(app: App) -> None:
    async with app.client() as client:
        answer: httpx.Response = await client.get("/api/v1/users/me")
        body = json.loads(answer.content)
        assert body == {
            "type": "/problems/unauthorized",
            "title": "Unauthorized",
            "status": 401,
            "detail": "Please sign in.",
            "code": "not-signed-in",
            "request_id": answer.headers["x-request-id"],
        }
