"""Whatever anybody sends into any field: an answer of ours, never a server that broke, and nothing that breaks it later."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from albumen import accounts
from albumen.accounts import AccountsSettings, Role, SignUp, User
from albumen.settings import WebSettings
from tests.api.routes import NOTHING, TUS
from tests.support.app import HOST, App, is_problem, running
from tests.support.library import a_user

PATIENT = AccountsSettings(
    sign_in_attempts="100000/minute",
    sign_up_attempts="100000/minute",
    mail_attempts="100000/minute",
    link_attempts="100000/minute",
)

# So that what a proxy would say is read too.
PROXIED = WebSettings(trusted_proxies="192.0.2.0/24", public_url="https://photos.example.org")


class Raw(str):
    """Stands in JSON as it is."""


TEXTS: list[Any] = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x1b[31m\x07\x7f\x85",
    "\u202egpj.exe",
    "\u2066\u2069\u200b\ufeff\ufffe\uffff",
    "\u2028\r\nSet-Cookie: a=b",
    "ﷺ" * 1000,
    "👩‍👩‍👧‍👦" * 500,
    "e" + "\u0301" * 3000,
    "İıſK",
    "x" * 100_000,
    "'; DROP TABLE photos; --",
    "%00%n%s{{7*7}}${7*7}<script>alert(1)</script>",
    "../../../../etc/passwd\\..\\con",
    "9" * 5000,
    "-1",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "0000-00-00",
    "1e999",
    "NaN",
    Raw(r'"\ud800"'),
    Raw(r'"\udc00\ud800"'),
]
OTHERS: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    1e308,
    Raw("1" + "0" * 400),
    Raw("1" + "0" * 5000),
    Raw("-0.0"),
    Raw("1e999"),
    Raw("NaN"),
    Raw("-Infinity"),
    [],
    [[]],
    [None],
    {},
    {"": ""},
    ["\x00"],
    Raw("[" * 500 + "]" * 500),
]

BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/session": {"login": "ada", "password": "wrong password"},
    "POST /api/v1/users": {
        "username": "somebody",
        "email": "somebody@example.org",
        "password": "correct horse battery",
        "display_name": "S",
        "time_zone": "UTC",
        "setup_token": None,
        "invitation": None,
        "language": "de",
    },
    "PATCH /api/v1/users/me": {
        "display_name": "",
        "real_name": "",
        "bio": "",
        "website": "",
        "location": "",
        "time_zone": "UTC",
        "language": "en",
    },
    "POST /api/v1/users/confirmations": {"token": "1_wrong" + "x" * 40},
    "POST /api/v1/users/confirmations/again": {"email": "nobody@example.org"},
    "POST /api/v1/password/forgotten": {"login": "nobody@example.org"},
    "POST /api/v1/password/link": {"token": "1_wrong" + "x" * 40},
    "POST /api/v1/password": {"token": "1_wrong" + "x" * 40, "new": "another good one"},
    "POST /api/v1/invitations/link": {"token": "1_wrong" + "x" * 40},
    "POST /api/v1/setup": {"token": "wrong" + "x" * 40},
    "POST /api/v1/invitations": {
        "email": "guest@example.org",
        "days": 3,
        "most": 1,
        "role": "user",
        "quota_bytes": 5,
        "language": "en",
    },
    "POST /api/v1/admin/users/{other}/password-link": {"mail": False},
    "PUT /api/v1/admin/mail": {
        "host": "localhost",
        "port": 25,
        "security": "none",
        "sender": "albumen@example.org",
        "sender_name": "A",
        "username": "u",
        "password": "p",
    },
    "PUT /api/v1/users/me/password": {"current": "wrong", "new": "another good one"},
    "PUT /api/v1/users/me/email": {"email": "new@example.org", "password": "wrong"},
    "DELETE /api/v1/users/me": {"password": "wrong"},
    "POST /api/v1/keys": {"name": "k", "scopes": ["photos:read"], "expires_at": "2035-01-01T00:00:00Z"},
    "PATCH /api/v1/photos": {"ids": ["{photo}"], "changes": {"rating": 1}},
    "PATCH /api/v1/photos/{photo}": {
        "title": "t",
        "description": "d",
        "tags": ["a"],
        "rating": 1,
        "favourite": True,
        "archived": False,
        "taken_at": "2001-02-03T04:05:06",
        "latitude": 1,
        "longitude": 2,
    },
    # (A shift and a date exclude each other.)
    "PATCH  /api/v1/photos/{photo}": {"shift_seconds": 1},
    "POST /api/v1/photos/check": {"sha256": ["0" * 64], "sha1": ["0" * 40]},
    "POST /api/v1/photos/trash": {"ids": [NOTHING]},
    "POST /api/v1/photos/purge": {"ids": [NOTHING]},
    "POST /api/v1/photos/restore": {"ids": ["{photo}"]},
    "POST /api/v1/photos/zip": {"ids": ["{photo}"]},
    "POST /api/v1/admin/users": {
        "username": "somebody",
        "email": "else@example.org",
        "password": "correct horse battery",
        "display_name": "S",
        "time_zone": "UTC",
        "role": "user",
        "quota_bytes": 5,
    },
    "PATCH /api/v1/admin/users/{other}": {"state": "active", "role": "user", "quota_bytes": 5},
    "PATCH /api/v1/admin/instance": {"name": "A", "sign_up": "open", "inviters": "everybody"},
    "PUT /api/v1/admin/first-run": {"step": "people"},
}
"""A good body for every operation that reads JSON."""


def encoded(value: Any) -> str:
    """JSON with what stands in it raw."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{encoded(below)}" for name, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(encoded, value)) + "]"
    return json.dumps(value)


def places(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a body, the whole of it first."""
    yield at
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, below in parts:
        yield from places(below, (*at, name))


def with_at(body: Any, at: tuple[Any, ...], value: Any) -> Any:
    """The body with another value in one place."""
    if not at:
        return value
    changed = dict(body) if isinstance(body, dict) else list(body)
    changed[at[0]] = with_at(body[at[0]], at[1:], value)
    return changed


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> Any:
    """An instance that is open to anybody and asks nobody to slow down."""
    async with running(database_url, tmp_path / "data", accounts=PATIENT, web=PROXIED) as app:
        await app.do(accounts.set_instance, sign_up=SignUp.OPEN)
        yield app


async def admin_of(app: App) -> User:
    """Somebody who may ask everything."""
    await a_user(app.open_tx, "second", role=Role.ADMINISTRATOR)
    return await a_user(app.open_tx, "ada", role=Role.ADMINISTRATOR)


def never_broken(answer: httpx.Response, case: str) -> None:
    """That an answer is one of ours."""
    assert answer.status_code < 500, f"{case}: {answer.status_code} {answer.text[:300]}"
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        is_problem(answer, answer.status_code)


READS = {
    "/photos": ("photos/{}", "timeline", "timeline/9999-12-31?since=0001-01-01"),
    "/users/me": ("users/me",),
    "/admin/users": ("admin/users",),
    "/keys": ("keys",),
    "/instance": ("instance",),
    "/invitations": ("invitations", "invitations?everybodys=true"),
}
"""Where what was written is read again."""


async def still_reads(client: httpx.AsyncClient, photo_id: int, name: str, case: str) -> None:
    """That what was written can be read by every way."""
    for path in [p.format(photo_id) for subject, paths in READS.items() if subject in name for p in paths]:
        answer = await client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, f"{path} after {case}: {answer.status_code} {answer.text[:300]}"
        answer.json()


def test_every_operation_that_reads_json_has_a_body_here(app: App) -> None:
    reads_json = {
        f"{method.upper()} {path}"
        for path, methods in app.api.openapi()["paths"].items()
        for method, operation in methods.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    names = {"{photo}": "{photo_id}", "{other}": "{user_id}"}
    assert {" ".join(_named(name, names).split()) for name in BODIES} == reads_json


def _named(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize("name", BODIES)
async def test_every_field_of_json(house: App, name: str) -> None:
    ada = await admin_of(house)
    other = await a_user(house.open_tx, "other")
    photo = await house.photo(ada)
    names = {"{photo}": str(photo.id), "{other}": str(other.id)}
    method, path = _named(name, names).split()
    body = json.loads(_named(json.dumps(BODIES[name]), names))
    async with await house.browser(ada) as client:

        async def send(value: Any) -> httpx.Response:
            headers = {"Content-Type": "application/json"}
            return await client.request(method, path, content=encoded(value).encode(), headers=headers)

        good = await send(body)
        never_broken(good, name)
        refused_for_the_password = "wrong" in json.dumps(body)
        assert good.status_code < 300 or refused_for_the_password, f"the good body is none: {good.text}"
        for at in places(body):
            for value in (*TEXTS, *OTHERS):
                case = f"{name} with {str(value)[:40]!r} at {at}"
                answer = await send(with_at(body, at, value))
                never_broken(answer, case)
                if answer.status_code < 300 and method in {"PATCH", "POST"}:
                    await still_reads(client, photo.id, name, case)


QUERIES = {
    "/api/v1/photos": ["ids"],
    "/api/v1/photos/sidecars": ["photo"],
    "/api/v1/photos/{photo}/original": ["disposition"],
    "/api/v1/timeline": ["shelf"],
    "/api/v1/timeline/2024-05-31": ["shelf", "since", "cursor", "limit"],
    "/api/v1/timeline/2024-05-31/ids": ["shelf", "since", "cursor", "limit"],
    "/api/v1/timeline/2024-05-31/covers": ["shelf", "since", "each"],
    "/api/v1/admin/users": ["after", "limit", "search", "state"],
    "/api/v1/users/me/events": ["cursor", "limit"],
    "/api/v1/invitations": ["everybodys"],
    "/api/v1/admin/jobs/parked": ["cursor", "limit"],
    "/api/v1/admin/events": ["kind", "user", "since", "until", "cursor", "limit"],
    "/api/v1/admin/journal": ["level", "process", "since", "until", "cursor", "limit"],
    "/media/{other}/" + "0" * 64 + "/grid-1.webp": ["a", "e", "s"],
}
"""Everything that reads a query."""
ASKED_BY = {"/api/v1/photos/sidecars": "POST"}
"""The method of those that are not asked by GET."""
PATHS = (
    "GET /api/v1/photos/{}",
    "PATCH /api/v1/photos/{}",
    "DELETE /api/v1/photos/{}",
    "POST /api/v1/photos/{}/restore",
    "GET /api/v1/photos/{}/original",
    "GET /api/v1/timeline/{}",
    "GET /api/v1/timeline/{}/ids?since=0001-01-01",
    "GET /api/v1/timeline/{}/covers?since=0001-01-01",
    "DELETE /api/v1/sessions/{}",
    "DELETE /api/v1/keys/{}",
    "HEAD /api/v1/uploads/{}",
    "POST /api/v1/uploads/{}/address",
    "POST /api/v1/uploads/{}/sent",
    "PATCH /api/v1/admin/users/{}",
    "DELETE /api/v1/admin/users/{}",
    "POST /api/v1/admin/users/{}/approve",
    "POST /api/v1/admin/users/{}/decline",
    "POST /api/v1/invitations/{}/link",
    "DELETE /api/v1/invitations/{}",
    "POST /api/v1/admin/jobs/parked/{}/retry",
    "POST /api/v1/admin/queue/{}/pause",
    "POST /api/v1/admin/queue/{}/resume",
    "DELETE /api/v1/admin/jobs/parked/{}",
    "GET /media/{}/x/y",
    "GET /media/1/{}/y",
    "GET /media/1/x/{}",
    "GET /{}",
    "GET /_app/{}",
    "GET /api/{}",
)
"""Everything that reads a part of its path."""

BYTES = [
    *(text.encode()[:5000] for text in TEXTS if not isinstance(text, Raw)),
    b"\xff\xfe\x80",
    b"\xed\xa0\x80",
    b"2024-05-31%00",
    "٣٤".encode(),
    b"+5",
    b"0x10",
    b"1_000",
    b"00000000000000000005",
    str(2**63).encode(),
    b"..%2f..%2fetc%2fpasswd",
]


def quoted(data: bytes) -> str:
    return "".join(f"%{byte:02x}" for byte in data)


async def test_every_query_and_every_part_of_a_path(house: App) -> None:
    ada = await admin_of(house)
    photo = await house.photo(ada)
    names = {"{photo}": str(photo.id), "{other}": str(ada.id)}
    async with await house.browser(ada) as client:
        for path, parameters in QUERIES.items():
            for parameter in parameters:
                for data in BYTES:
                    address = f"{_named(path, names)}?{parameter}={quoted(data)}&{quoted(data)}&other={parameter}"
                    never_broken(await client.request(ASKED_BY.get(path, "GET"), address), address[:120])
        for route in PATHS:
            method, path = route.split()
            for data in BYTES:
                address = path.format(quoted(data))
                answer = await client.request(method, address, json={} if method == "PATCH" else None, headers=TUS)
                never_broken(answer, f"{method} {address[:120]}")


def test_every_query_is_among_them(app: App) -> None:
    described = {
        (path, parameter["name"])
        for path, methods in app.api.openapi()["paths"].items()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    names = {"{photo}": "{photo_id}", "2024-05-31": "{day}"}
    tried = {(_named(path, names), parameter) for path, parameters in QUERIES.items() for parameter in parameters}
    assert described == {pair for pair in tried if not pair[0].startswith("/media")}


WHO = ("Authorization", "Cookie", "Origin", "Sec-Fetch-Site")
WHENCE = ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "User-Agent")
BODY = ("Content-Type", "Content-Length")
BYTES_OF = ("Range", "If-Range", "If-None-Match", "Accept")
UPLOAD = (
    "Upload-Length",
    "Upload-Offset",
    "Upload-Metadata",
    "Upload-Checksum",
    "X-HTTP-Method-Override",
    "Tus-Resumable",
    "Content-Type",
)
WORDS = (
    b"",
    b" ",
    b"\xff\xfe\x80",
    "ümläut \u202e".encode(),
    b"9" * 5000,
    b"-1",
    b"1e5",
    b"x" * 9000,
    b"a b,c d,,e !, f",
    b"filename AAAA,sha256 AAAA,modified AAAA,path \xff",
    b"filename /w==,modified " + b"OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OQ==",
    b"sha1 AAAA",
    b"bytes=0-0,5-9",
    b"bytes=-99999999999999999999",
    b"Bearer alb_1_\xff" + b"x" * 40,
    b"Bearer alb_" + b"9" * 19 + b"_" + b"x" * 43,
    b"albumen=1_" + b"\xff" * 43,
    b"albumen=" + b"9" * 19 + b"_" + b"x" * 43,
    b"http://[::1",
    b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=\xff; boundary*=utf-8''%ff",
    b"application/json; charset=utf-7",
    b"DELETE",
)


async def test_every_header(house: App) -> None:
    ada = await admin_of(house)
    photo = await house.photo(ada)
    asked: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
        ("GET", "/api/v1/session", {}, WHO + WHENCE),
        ("PATCH", "/api/v1/users/me", {"content": b'{"bio": "x"}'}, WHO + WHENCE + BODY),
        ("POST", "/api/v1/session", {"content": b'{"login": "a", "password": "b"}'}, WHENCE + BODY),
        ("GET", f"/api/v1/photos/{photo.id}/original", {}, BYTES_OF),
        ("POST", "/api/v1/photos", {"content": b"--x\r\n\r\n--x--"}, BODY),
        ("POST", "/api/v1/photos/zip", {"content": b"ids=1"}, BODY),
        ("POST", "/api/v1/uploads", {"headers": TUS | {"Upload-Length": "5"}}, UPLOAD),
        ("POST", "/api/v1/uploads/1", {"headers": TUS}, UPLOAD),
        ("PATCH", "/api/v1/uploads/1", {"headers": TUS | {"Upload-Offset": "0"}, "content": b"x"}, UPLOAD),
    ]
    async with await house.browser(ada) as client:
        for method, path, how, headers in asked:
            for header, word in product(headers, WORDS):
                rest: dict[str, str] = how.get("headers", {})
                kept = [(name.encode(), value.encode()) for name, value in rest.items() if name != header]
                request = client.build_request(
                    method, path, content=how.get("content"), headers=[*kept, (header.encode(), word)]
                )
                never_broken(await client.send(request), f"{method} {path} with {header}: {word[:60]!r}")


async def test_every_field_of_a_form(house: App) -> None:
    ada = await admin_of(house)
    async with await house.browser(ada) as client:
        for name in ("sha256", "modified", "path", "title", "description", "tags", "file", "", "other"):
            for data in BYTES:
                answer = await client.post(
                    "/api/v1/photos", files=[(name, (None, data)), ("file", ("a\x00\u202e.jpg", b"no picture"))]
                )
                never_broken(answer, f"{name}={data[:40]!r}")
                assert answer.status_code in {415, 422, 413}, answer.text
        # Names of files and shapes of forms that no browser sends.
        heads = [
            b'form-data; name="file"; filename="a\\".jpg"',
            b'form-data; name="file"; filename=',
            b"form-data; name=file; filename*=utf-8''%ff%fe",
            b'form-data; name="file"; filename="' + b"x" * 9000 + b'"',
            b'form-data; filename="x"',
            b"form-data",
            b"",
            b'\xff; name="file"',
        ]
        for head in heads:
            body = b"--x\r\nContent-Disposition: " + head + b"\r\n\r\nno picture\r\n--x--\r\n"
            for cut in (len(body), len(body) - 4, len(body) // 2, 3):
                headers = {"Content-Type": "multipart/form-data; boundary=x"}
                answer = await client.post("/api/v1/photos", content=body[:cut], headers=headers)
                never_broken(answer, f"{head[:40]!r} cut at {cut}")
                assert answer.status_code in {415, 422, 413}, answer.text


# What schemathesis thinks of

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LEFT_OUT = {
    "DELETE /api/v1/session": "it would sign the test out",
    "DELETE /api/v1/sessions/{session_id}": "it might sign the test out",
}


@pytest.fixture
def send(database_url: str, tmp_path: Path) -> Iterator[Callable[[schemathesis.Case], httpx.Response]]:
    """Sends a case as an administrator's browser does."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def begin() -> httpx.AsyncClient:
            app = await stack.enter_async_context(running(database_url, tmp_path / "data", accounts=PATIENT))
            ada = await admin_of(app)
            for number in range(3):
                await app.photo(ada, number)
            return await stack.enter_async_context(await app.browser(ada))

        client = runner.run(begin())

        def sent(case: schemathesis.Case) -> httpx.Response:
            prepared = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
            headers = [(name, value) for name, value in prepared.headers.items() if name.lower() != "cookie"]
            request = client.build_request(
                prepared.method or "GET", prepared.url or HOST, content=prepared.body, headers=headers
            )
            return runner.run(client.send(request))

        yield sent
        runner.run(stack.aclose())


def described() -> dict[str, Any]:
    """The description, without the application's running."""
    from albumen.api import create_api

    return create_api(lambda: AsyncExitStack()).openapi()  # type: ignore[arg-type, return-value]


SCHEMA = schemathesis.openapi.from_dict(described())
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_what_schemathesis_thinks_of(send: Callable[[schemathesis.Case], httpx.Response], data: st.DataObject) -> None:
    chosen = [o for o in OPERATIONS if f"{o.method.upper()} {o.path}" not in LEFT_OUT]
    operation = data.draw(st.sampled_from(chosen))
    case = data.draw(operation.as_strategy())
    answer = send(case)
    never_broken(answer, f"{operation.method.upper()} {operation.path}")
    case.validate_response(answer, checks=CHECKS)
