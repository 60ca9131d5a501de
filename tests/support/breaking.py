"""Requests whose sender goes away in the middle, which no HTTP client does on purpose."""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.types import Message

from tests.support.app import App


async def broken_off(app: App, method: str, path: str, headers: Mapping[str, str], pieces: Iterable[bytes]) -> int:
    """Send these pieces of a body and go away; the status that the log has of it."""
    messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    came = iter([*messages, {"type": "http.disconnect"}])
    statuses: list[int] = []

    async def receive() -> Message:
        return next(came)

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.10", 40_000),
        "server": ("albumen.test", 80),
    }
    await app.asgi(scope, receive, answer)
    (status,) = statuses
    return status
