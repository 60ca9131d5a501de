"""What every answer carries, and what the log says of it."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from albumen import accounts
from albumen.accounts import NewUser, Role, User
from albumen.api.middleware import Edge
from albumen.database import OpenTx
from tests.api.routes import ROUTES
from tests.faults.processes import PATIENCE, free_port
from tests.support.app import App

UUID = re.compile(r"[0-9a-f]{32}")


# Headers


async def test_every_route_answers_with_the_headers_that_keep_it_harmless(app: App, root: User) -> None:
    photo = await app.photo(root)
    async with (
        app.client() as nobody,
        await app.browser(root) as admin,
        app.client(base_url="https://albumen.test") as https,
    ):
        for client in (nobody, admin, https):
            grid = (await admin.get(f"/api/v1/photos/{photo.id}")).json()["renditions"]["grid"]
            answers = [
                await route.ask(client, photo_id=photo.id) for route in ROUTES if route.path != "/api/v1/session"
            ]
            answers += [await client.get(address) for address in (grid, "/nothing", "/api/v1/nothing", "/icon.svg")]
            answers.append(await client.put("/api/v1/photos"))
            for answer in answers:
                case = f"{answer.request.method} {answer.request.url} {answer.status_code}"
                assert answer.headers["x-content-type-options"] == "nosniff", case
                assert answer.headers["referrer-policy"] == "same-origin", case
                # Over plain http browsers refuse this one, and complain of it.
                alone = "same-origin" if client is https else None
                assert answer.headers.get("cross-origin-opener-policy") == alone, case
                assert UUID.fullmatch(answer.headers["x-request-id"]), case
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy, case
                assert "unsafe-inline" not in policy, case
                assert "unsafe-eval" not in policy, case
                assert "http:" not in policy, case
                assert "*" not in policy, case
                assert "frame-ancestors 'none'" in policy or "sandbox" in policy, case
                assert answer.headers["cache-control"], case
                assert "server" not in answer.headers, case
                assert not [name for name in answer.headers if name.startswith("access-control-")], case
                if answer.request.url.path.startswith("/api/"):
                    kept = answer.headers["cache-control"]
                    assert "no-store" in kept or kept == "private, no-cache", case


async def test_bytes_of_people_are_told_by_our_own_type_and_run_nothing(app: App, ada: User) -> None:
    page = {"filename": 'x".html\r\nSet-Cookie: a=b', "media_type": "image/jpeg"}
    photo = await app.photo(ada, 1, **page)
    async with await app.browser(ada) as client:
        for path in (f"/api/v1/photos/{photo.id}/original", f"/api/v1/photos/{photo.id}/original?disposition=inline"):
            answer = await client.get(path)
            assert answer.headers["content-type"] == "image/jpeg"
            assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "set-cookie" not in answer.headers
            named = answer.headers["content-disposition"]
            assert named.isascii()
            assert named.count('"') == 2
            assert named.startswith("inline;" if "inline" in path else "attachment;")
        grid = (await client.get(f"/api/v1/photos/{photo.id}")).json()["renditions"]["grid"]
    async with app.client() as nobody:
        answer = await nobody.get(grid)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"].startswith("private,")


@pytest.mark.parametrize("given", ["abcdefgh", "0" * 64, "Trace.1_2-3"])
async def test_a_request_may_bring_its_number(app: App, given: str) -> None:
    async with app.client() as client:
        assert (await client.get("/livez", headers={"X-Request-Id": given})).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given", [b"", b"short", b"x" * 65, b"with space", b"line\x1b[31m1", b"\xff" * 10, b'quote"quote']
)
async def test_a_number_that_could_write_into_a_log_is_replaced(app: App, given: bytes) -> None:
    async with app.client() as client:
        answer = await client.get("/livez", headers=[(b"x-request-id", given)])
        assert UUID.fullmatch(answer.headers["x-request-id"])


# Uploads that are refused


async def _refused(body: Iterator[Message]) -> int:
    """Bytes that were taken of a body before the answer to an upload that nobody wanted."""
    taken, at_the_answer = 0, -1

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await Response(status_code=507)(scope, receive, send)

    async def receive() -> Message:
        nonlocal taken
        message = next(body)
        taken += len(message["body"])
        return message

    async def send(message: Message) -> None:
        nonlocal at_the_answer
        if message["type"] == "http.response.start":
            at_the_answer = taken

    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/api/v1/photos", "headers": []}
    await Edge(refuse, [])(scope, receive, send)
    return at_the_answer


async def test_who_is_still_sending_hears_why_it_was_refused() -> None:
    """Were the connection closed in the middle of that, the client would see it break and not the answer."""
    parts = [{"type": "http.request", "body": bytes(100_000), "more_body": number < 9} for number in range(10)]
    assert await _refused(iter(parts)) == 1_000_000


async def test_who_would_send_for_ever_is_hung_up_on() -> None:
    assert await _refused(repeat({"type": "http.request", "body": bytes(1 << 20), "more_body": True})) <= 65 << 20


# The log, of real processes

SECRETS = {
    "password": "hushhush-password-one",
    "new password": "hushhush-password-two",
    "wrong password": "hushhush-password-wrong",
    "unknown name": "hushhush-nobody",
    "username": "hushhush-ada",
    "address": "hushhush@example.org",
    "display name": "Hushhush Lovelace",
    "file name": "hushhush-beach.jpg",
    "folder": "hushhush-family",
    "title": "hushhush title",
    "description": "hushhush description",
    "tag": "hushhush-tag",
    "camera": "hushhush-camera",
    "key name": "hushhush-key",
    "query": "hushhush-query",
    "path": "hushhush-path",
    "agent": "hushhush-agent",
}


@asynccontextmanager
async def server(database_url: str, folder: Path) -> AsyncIterator[tuple[str, list[Path]]]:
    """The web process and the worker as `serve` starts them: the address, and their logs."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALBUMEN_")} | {
        "ALBUMEN_DATA": str(folder / "data"),
        "ALBUMEN_DATABASE_URL": database_url,
        "ALBUMEN_STORAGE_FLOOR_MIB": "0",
        "ALBUMEN_STORAGE_FLOOR_PERCENT": "0",
    }
    commands = {
        "web": [sys.executable, "-m", "albumen.cli._web", "127.0.0.1", str(port)],
        "worker": [sys.executable, "-m", "albumen.worker"],
    }
    logs = [folder / f"{name}.log" for name in commands]
    processes = []
    try:
        for command, log in zip(commands.values(), logs, strict=True):
            with log.open("wb") as file:
                processes.append(subprocess.Popen(command, env=environment, stdout=file, stderr=file))
        yield f"http://127.0.0.1:{port}", logs
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            await asyncio.to_thread(process.wait, PATIENCE)


async def until(what: Any) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not await what():
            await asyncio.sleep(0.05)


def a_jpeg() -> bytes:
    """A picture that says where and by what it was taken."""
    exif = Image.Exif()
    exif[0x010E] = SECRETS["description"]
    exif[0x0110] = SECRETS["camera"]
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG", exif=exif)
    return file.getvalue()


async def live(client: httpx.AsyncClient, secrets: dict[str, str]) -> str:
    """A life with all of the secrets in it, and some more; the number of its last request."""
    said: dict[str, Any] = {"login": secrets["username"], "password": secrets["password"]}
    await client.post("/api/v1/session", json={"login": secrets["unknown name"], "password": secrets["wrong password"]})
    await client.post("/api/v1/session", json=said | {"password": secrets["wrong password"]})
    assert (await client.post("/api/v1/session", json=said)).status_code == 200
    secrets["session"] = client.cookies["albumen"].partition("_")[2]
    key = (await client.post("/api/v1/keys", json={"name": secrets["key name"]})).json()["key"]
    secrets["key"] = key.rpartition("_")[2]
    await client.patch("/api/v1/users/me", json={"display_name": secrets["display name"]})

    about = {"title": secrets["title"], "tags": secrets["tag"], "path": f"{secrets['folder']}/x"}
    for data in (a_jpeg(), a_jpeg()[:-200], b"nothing that is a picture"):
        files = {"file": (secrets["file name"], data)}
        added = await client.post("/api/v1/photos", data=about, files=files, headers={"Authorization": f"Bearer {key}"})
        assert added.status_code in {201, 415, 422}
        if added.status_code == 201:
            secrets[f"digest {len(data)}"] = added.json()["sha256"]
            path = f"/api/v1/photos/{added.json()['id']}"

            async def developed(path: str = path) -> bool:
                return (await client.get(path)).json()["state"] != "processing"

            await until(developed)
            photo = (await client.get(path)).json()
            for address in filter(None, photo["renditions"].values()):
                secrets[f"signature {len(secrets)}"] = address.rpartition("s=")[2]
                assert (await client.get(address)).status_code == 200
            await client.patch(path, json={"description": secrets["description"]})
            assert (await client.get(f"{path}/original")).status_code == 200
    await client.get(f"/api/v1/timeline?shelf={secrets['query']}")
    await client.get(f"/{secrets['path']}")
    await client.get(f"/api/v1/photos/{secrets['path']}", headers={"Authorization": f"Bearer {secrets['path']}"})
    await client.post("/api/v1/photos/zip", json={"ids": [secrets["query"]]})
    passwords = {"current": secrets["password"], "new": secrets["new password"]}
    assert (await client.put("/api/v1/users/me/password", json=passwords)).status_code == 204
    last = await client.get("/api/v1/users/me", headers={"X-Request-Id": "the-last-one"})
    return last.headers["x-request-id"]


async def test_the_log_is_json_that_names_each_request_and_no_secret(
    database_url: str, open_tx: OpenTx, tmp_path: Path
) -> None:
    secrets = dict(SECRETS)
    new = NewUser(secrets["username"], secrets["address"], secrets["password"], role=Role.ADMINISTRATOR)
    ada = await accounts.add_user(open_tx, new, actor="test")
    async with server(database_url, tmp_path) as (address, logs):
        agent = {"User-Agent": secrets["agent"]}
        async with httpx.AsyncClient(base_url=address, headers=agent, timeout=PATIENCE) as client:

            async def ready() -> bool:
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

            await until(ready)
            last = await live(client, secrets)

            # What there is to say of the letter about the new password is said, too.
            async def letter_is_written() -> bool:
                return any('"mail.not_sent"' in log.read_text() for log in logs)

            await until(letter_is_written)

    lines = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
    for line in lines:
        assert {"event", "level", "ts"} <= line.keys(), line
        assert line["level"] in {"info", "warning"}, line
    requests = [line for line in lines if line["event"] == "request"]
    assert len({line["request_id"] for line in requests}) == len(requests) > 15
    (final,) = [line for line in requests if line["request_id"] == last]
    assert final | {"ts": "", "dur_ms": 0} == {
        "event": "request",
        "level": "info",
        "ts": "",
        "request_id": "the-last-one",
        "method": "GET",
        "route": "/api/v1/users/me",
        "status": 200,
        "dur_ms": 0,
        "bytes": final["bytes"],
        "actor": str(ada.id),
    }
    assert {"/api/v1/photos/{photo_id}", "/media/{space}/{digest}/{name}"} <= {line["route"] for line in requests}
    assert not [line for line in requests if line["route"] == "/readyz"], (
        "who only looks whether it is well is not noted"
    )
    text = json.dumps(lines, ensure_ascii=False)
    told = {name: secret for name, secret in secrets.items() if secret.casefold() in text.casefold()}
    assert told == {}
