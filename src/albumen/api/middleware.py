"""What every request passes: an id, a limit for bodies that are read into memory, headers, and a line in the log."""

import asyncio
import math
import re
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus

import structlog
from prometheus_client import Gauge, Histogram
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from albumen.api.errors import CLIENT_GONE, METHODS, STALLED, problem
from albumen.api.forwarded import is_encrypted
from albumen.core import crashpoint

log = structlog.get_logger("albumen.http")

HTTPS_ONLY = "Cross-Origin-Opener-Policy"
"""A header that browsers refuse over plain http, with an error in their console."""

MOST_JSON_BYTES = 4 * 1024 * 1024
"""Bytes of a request that is read into memory as a whole. Uploads are streamed and have limits of their own."""

PREFIX = "/api/v1"
"""Where the API begins."""

_STREAMED = {
    "POST": re.compile(r"/api/v1/(photos(/sidecars)?|uploads(/\d+)?)"),
    "PATCH": re.compile(r"/api/v1/uploads/\d+"),
    "PUT": re.compile(r"/api/v1/users/me/avatar"),
}
"""Routes that read their body piece by piece. FastAPI reads that of any other into memory before it asks who sends it."""
_MOST_UNREAD_BYTES, _MOST_UNREAD_SECONDS = 64 * 1024 * 1024, 10.0
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

_duration = Histogram(
    "http_server_request_duration_seconds",
    "Seconds from a request's first byte to the answer's last, by route.",
    ["route", "method", "status_class"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)
_active = Gauge("http_server_active_requests", "Requests that are being answered just now.")


class BodyTooLarge(HTTPException):
    """The body grew past what is read into memory. (FastAPI lets through only its own kind from where it reads a body.)"""

    def __init__(self) -> None:
        super().__init__(413, "The request is larger than it may be.")


class Edge:
    """The outermost layer: pure ASGI, so that streams stay streams."""

    def __init__(
        self, app: ASGIApp, page_headers: Iterable[tuple[str, str]], idle: Callable[[], float] = lambda: math.inf
    ) -> None:
        """`idle` tells for how many seconds the sender of a body may be silent."""
        self._app = app
        self._idle = idle
        self._page_headers = list(page_headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        started, status, sent = time.perf_counter(), 500, 0
        streamed = _streamed(scope)
        body = _Body(receive, self._idle())
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def answer(message: Message) -> None:
            nonlocal status, sent
            if body.stalled:
                # Whatever the application made of the silence, its sender is told the truth, if they still listen.
                if message["type"] == "http.response.start":
                    status = HTTPStatus.REQUEST_TIMEOUT
                    await self._say_stalled(scope, receive, send, request_id)
                return
            if message["type"] == "http.response.start":
                status = message["status"]
                if streamed and status >= 400:
                    await body.read_out()
                self._head(MutableHeaders(raw=message["headers"]), request_id, scope)
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            with _active.track_inprogress():
                await self._app(scope, body.receive if streamed else _limited(body.receive), answer)
            if streamed:
                # The answer to an upload is in the server's hands.
                crashpoint("S7.after")
        except asyncio.CancelledError:
            # Its sender went away, or a newer request of theirs has taken its place.
            status = CLIENT_GONE
            raise
        finally:
            seconds = time.perf_counter() - started
            _observe(scope, status, seconds)
            _log(scope, status, sent, seconds)
            structlog.contextvars.unbind_contextvars("request_id")

    async def _say_stalled(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        answer = problem(408, STALLED())
        answer.headers["Connection"] = "close"
        self._head(answer.headers, request_id, scope)
        await answer(scope, receive, send)

    def _head(self, headers: MutableHeaders, request_id: str, scope: Scope) -> None:
        headers["X-Request-Id"] = request_id
        encrypted = is_encrypted(Request(scope))
        for name, value in self._page_headers:
            if encrypted or name != HTTPS_ONLY:
                headers.setdefault(name, value)


class _Body:
    """Holds how far the body of a request has been read, and whether its sender fell silent."""

    def __init__(self, receive: Receive, idle: float) -> None:
        self._receive = receive
        self._idle = idle
        self._over = False
        self.stalled = False
        """The sender was silent for too long; from then on it counts as gone."""

    async def receive(self) -> Message:
        """The next piece. After the last one whoever asks waits for the sender to hang up, which may take for ever."""
        try:
            async with asyncio.timeout(None if self._over or math.isinf(self._idle) else self._idle):
                message = await self._receive()
        except TimeoutError:
            self.stalled = self._over = True
            log.warning("body_stalled", after_seconds=self._idle)
            return {"type": "http.disconnect"}
        self._over = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def read_out(self) -> None:
        """Take what the client is still sending: who is hung up on in the middle of that does not hear why it was refused.

        Within reason: who sends more, or more slowly, is hung up on.
        """
        left = _MOST_UNREAD_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOST_UNREAD_SECONDS):
                while left > 0 and not self._over:
                    left -= len((await self.receive()).get("body", b""))


def _streamed(scope: Scope) -> bool:
    streamed = _STREAMED.get(scope["method"])
    return streamed is not None and streamed.fullmatch(scope["path"]) is not None


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > MOST_JSON_BYTES:
                raise BodyTooLarge
        return message

    return limited


def _route_of(scope: Scope) -> str:
    path: str = getattr(scope.get("route"), "path", "")
    # FastAPI tells a route by its own router, without the prefix under which that was included.
    if path and scope["path"].startswith(f"{PREFIX}/") and not path.startswith("/api/"):
        path = PREFIX + path
    return path or "(none)"


def _observe(scope: Scope, status: int, seconds: float) -> None:
    # Labels must stay few: the route as it is declared, and no method that somebody made up.
    method = scope["method"] if scope["method"] in METHODS else "other"
    _duration.labels(route=_route_of(scope), method=method, status_class=f"{status // 100}xx").observe(seconds)


def _log(scope: Scope, status: int, sent: int, seconds: float) -> None:
    path = _route_of(scope)
    if path in {"/livez", "/readyz"} and status < 400:
        return
    state = scope.get("state", {})
    level = log.warning if status >= 500 else log.info
    level(
        "request",
        method=scope["method"],
        route=path,
        status=status,
        dur_ms=round(seconds * 1000, 1),
        bytes=sent,
        actor=str(state.get("actor", "")) or None,
    )
