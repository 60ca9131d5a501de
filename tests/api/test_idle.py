"""A sender that falls silent in the middle of a body is hung up on, and what arrived of a resumable upload is kept."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from albumen.accounts import User
from albumen.settings import WebSettings
from tests.support.app import App, running
from tests.support.library import a_user

TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[App]:
    """An application of little patience."""
    async with running(database_url, tmp_path / "data", web=WebSettings(idle_seconds=0.3)) as app:
        yield app


async def silent(app: App, method: str, path: str, first: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Send the beginning of a body, then nothing, and listen."""
    sent: list[dict[str, Any]] = []
    pieces = [{"type": "http.request", "body": first, "more_body": True}]

    async def receive() -> dict[str, Any]:
        if pieces:
            return pieces.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "client": ("192.0.2.10", 4000),
        "server": ("albumen.test", 80),
        "headers": [(b"host", b"albumen.test"), *((k.lower().encode(), v.encode()) for k, v in headers.items())],
        "state": {},
    }
    await app.asgi(scope, receive, send)
    start = sent[0]
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, b"".join(m.get("body", b"") for m in sent[1:])


async def test_what_arrived_of_an_upload_is_kept_and_it_goes_on(app: App) -> None:
    ada: User = await a_user(app.open_tx, "ada")
    data = b"\x89PNG" + bytes(5000)
    key = await app.key(ada)
    async with await app.program(ada) as client:
        made = await client.post("/api/v1/uploads", headers=TUS | {"Upload-Length": str(len(data))})
        place = made.headers["location"].removeprefix("http://albumen.test")
        status, headers, body = await silent(
            app,
            "PATCH",
            place,
            data[:1000],
            **TUS,
            **{
                "Authorization": f"Bearer {key}",
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
                "Content-Length": str(len(data)),
            },
        )
        assert status == 408
        assert headers["connection"] == "close"
        problem = json.loads(body)
        assert (problem["status"], problem["request_id"]) == (408, headers["x-request-id"])
        found = await client.head(place, headers=TUS)
        assert found.headers["upload-offset"] == "1000"
        rest = {"Upload-Offset": "1000", "Content-Type": "application/offset+octet-stream"}
        went_on = await client.patch(place, headers=TUS | rest, content=data[1000:])
        # (It is no picture after all, which is found at its end: all of it arrived.)
        assert went_on.status_code in {204, 415, 422}, went_on.text


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/v1/session"), ("POST", "/api/v1/photos")])
async def test_other_bodies_that_stall_are_let_go(app: App, method: str, path: str) -> None:
    ada: User = await a_user(app.open_tx, "ada")
    status, headers, _ = await silent(
        app,
        method,
        path,
        b'{"login": "ad' if path.endswith("session") else b"--x\r\n",
        Authorization=f"Bearer {await app.key(ada)}",
        **{
            "Content-Type": "application/json" if path.endswith("session") else "multipart/form-data; boundary=x",
            "Content-Length": "5000",
        },
    )
    assert status == 408
    assert headers["content-type"] == "application/problem+json"


async def test_whoever_listens_to_a_long_answer_may_be_silent(app: App) -> None:
    """A sender that has sent all waits as long as it likes."""
    ada: User = await a_user(app.open_tx, "ada")
    photo = await app.photo(ada)
    async with await app.program(ada) as client:
        answer = await client.get(f"/api/v1/photos/{photo.id}/original")
        await asyncio.sleep(0.5)
        assert hashlib.sha256(answer.content).digest() == photo.sha256
