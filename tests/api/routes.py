"""Every route of the application, and what the issue says of who may ask it: written by hand, compared with the product.

A request here is one that is well-formed and does no harm: its ids are of nothing, so that what is not refused for who asks
is answered by what it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

NOTHING = "1"
"""An id that nothing has."""
NO_DIGEST = "0" * 64
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, who may ask it, and how."""

    method: str
    path: str
    scopes: frozenset[str] = frozenset()
    """What a key needs. Without any, anybody may ask."""
    sessions_only: bool = False
    """A key is refused whatever it may do."""
    request: dict[str, Any] = field(default_factory=dict)
    """Arguments for `httpx`."""

    @property
    def name(self) -> str:
        """As in a list of routes."""
        return f"{self.method} {self.path}"

    def address(self, **ids: object) -> str:
        """The path with these ids, and ids of nothing for the others."""
        blanks = {
            "photo_id": NOTHING,
            "upload_id": NOTHING,
            "session_id": NOTHING,
            "key_id": NOTHING,
            "user_id": NOTHING,
            "invitation_id": NOTHING,
            "job_id": NOTHING,
            "lane": "video",
            "day": "2024-05-31",
            "space": NOTHING,
            "digest": NO_DIGEST,
            "name": "grid-1.webp",
            "path:client": "",
        }
        address = self.path
        for name, value in (blanks | ids).items():
            address = address.replace("{" + name + "}", str(value))
        return address

    async def ask(self, client: httpx.AsyncClient, **ids: object) -> httpx.Response:
        """Send it."""
        return await client.request(self.method, self.address(**ids), **self.request)


def _route(method: str, path: str, scopes: str = "", *, sessions_only: bool = False, **request: Any) -> Route:
    return Route(method, path, frozenset(scopes.split()), sessions_only, request)


_V1 = "/api/v1"
_IDS = {"ids": [NOTHING]}
_MAIL = {"host": "localhost", "port": 25, "security": "none", "sender": "albumen@example.org"}
_NO_LINK = {"token": "1_" + "x" * 43}
_READ, _WRITE, _DELETE = "photos:read", "photos:write", "photos:delete"

ROUTES = (
    _route("GET", f"{_V1}/instance"),
    # Sessions
    _route("GET", f"{_V1}/session", "account:read"),
    _route("POST", f"{_V1}/session", json={"login": "nobody", "password": "nothing at all"}),
    _route("DELETE", f"{_V1}/session"),
    _route("GET", f"{_V1}/sessions", "account:read"),
    _route("DELETE", f"{_V1}/sessions", "account:write", sessions_only=True),
    _route("DELETE", f"{_V1}/sessions/{{session_id}}", "account:write"),
    # People
    _route("POST", f"{_V1}/users", json={"username": "!", "email": "!", "password": "!"}),
    _route("GET", f"{_V1}/users/me", "account:read"),
    _route("GET", f"{_V1}/users/me/storage", "account:read"),
    _route("GET", f"{_V1}/users/me/events", "account:read"),
    _route("PATCH", f"{_V1}/users/me", "account:write", json={"bio": "I am."}),
    _route("DELETE", f"{_V1}/users/me", "account:write", sessions_only=True, json={"password": "wrong"}),
    _route(
        "PUT",
        f"{_V1}/users/me/password",
        "account:write",
        sessions_only=True,
        json={"current": "wrong", "new": "another good one"},
    ),
    _route(
        "PUT",
        f"{_V1}/users/me/email",
        "account:write",
        sessions_only=True,
        json={"email": "new@example.org", "password": "wrong"},
    ),
    _route("GET", f"{_V1}/users/me/email", "account:read"),
    _route("DELETE", f"{_V1}/users/me/email", "account:write"),
    _route("PUT", f"{_V1}/users/me/avatar", "account:write", content=b"no picture"),
    _route("DELETE", f"{_V1}/users/me/avatar", "account:write"),
    # Links of mails, and what asks for them
    _route("POST", f"{_V1}/users/confirmations", json=_NO_LINK),
    _route("POST", f"{_V1}/users/confirmations/again", json={"email": "nobody@example.org"}),
    _route("POST", f"{_V1}/password/forgotten", json={"login": "nobody@example.org"}),
    _route("POST", f"{_V1}/password/link", json=_NO_LINK),
    _route("POST", f"{_V1}/password", json=_NO_LINK | {"new": "another good one"}),
    _route("POST", f"{_V1}/invitations/link", json=_NO_LINK),
    _route("POST", f"{_V1}/setup", json=_NO_LINK),
    # Invitations
    _route("GET", f"{_V1}/invitations", "account:read"),
    _route("POST", f"{_V1}/invitations", "account:write", json={"days": 1}),
    _route("POST", f"{_V1}/invitations/{{invitation_id}}/link", "account:write"),
    _route("DELETE", f"{_V1}/invitations/{{invitation_id}}", "account:write"),
    # Keys
    _route("GET", f"{_V1}/keys", "keys"),
    _route("POST", f"{_V1}/keys", "keys", json={"name": "one more", "scopes": []}),
    _route("DELETE", f"{_V1}/keys/{{key_id}}", "keys"),
    # Photos
    _route("GET", f"{_V1}/timeline", _READ),
    _route("GET", f"{_V1}/timeline/{{day}}", _READ),
    _route("GET", f"{_V1}/timeline/{{day}}/ids", _READ, params={"since": "2024-05-01"}),
    _route("GET", f"{_V1}/timeline/{{day}}/covers", _READ, params={"since": "2024-05-01"}),
    _route("POST", f"{_V1}/photos", _WRITE, files={"other": b""}),
    _route("POST", f"{_V1}/photos/sidecars", _WRITE, params={"photo": NO_DIGEST}, files={"other": b""}),
    _route("GET", f"{_V1}/photos", _READ, params={"ids": NOTHING}),
    _route("PATCH", f"{_V1}/photos", f"{_READ} {_WRITE}", json=_IDS | {"changes": {"rating": 3}}),
    _route("POST", f"{_V1}/photos/check", _WRITE, json={"sha256": [NO_DIGEST]}),
    _route("POST", f"{_V1}/photos/trash", f"{_READ} {_DELETE}", json=_IDS),
    _route("POST", f"{_V1}/photos/restore", f"{_READ} {_WRITE}", json=_IDS),
    _route("POST", f"{_V1}/photos/purge", f"{_READ} {_DELETE}", json=_IDS),
    _route("POST", f"{_V1}/photos/zip", _READ, json=_IDS),
    _route("GET", f"{_V1}/photos/{{photo_id}}", _READ),
    _route("PATCH", f"{_V1}/photos/{{photo_id}}", f"{_READ} {_WRITE}", json={"rating": 3}),
    _route("DELETE", f"{_V1}/photos/{{photo_id}}", f"{_READ} {_DELETE}"),
    _route("POST", f"{_V1}/photos/{{photo_id}}/restore", f"{_READ} {_WRITE}"),
    _route("GET", f"{_V1}/photos/{{photo_id}}/original", _READ),
    _route("HEAD", f"{_V1}/photos/{{photo_id}}/original", _READ),
    _route("DELETE", f"{_V1}/trash", f"{_READ} {_DELETE}"),
    # Resumable uploads
    _route("OPTIONS", f"{_V1}/uploads"),
    _route("OPTIONS", f"{_V1}/uploads/{{upload_id}}"),
    _route("POST", f"{_V1}/uploads", _WRITE, headers=TUS | {"Upload-Length": "0"}),
    _route("HEAD", f"{_V1}/uploads/{{upload_id}}", _WRITE, headers=TUS),
    _route(
        "PATCH",
        f"{_V1}/uploads/{{upload_id}}",
        _WRITE,
        headers=TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        content=b"some",
    ),
    _route("DELETE", f"{_V1}/uploads/{{upload_id}}", _WRITE, headers=TUS),
    _route(
        "POST",
        f"{_V1}/uploads/{{upload_id}}",
        _WRITE,
        headers=TUS | {"X-HTTP-Method-Override": "DELETE"},
    ),
    # Uploads that go straight to the store's server
    _route("POST", f"{_V1}/uploads/{{upload_id}}/address", _WRITE),
    _route("POST", f"{_V1}/uploads/{{upload_id}}/sent", _WRITE),
    # Administration
    _route("GET", f"{_V1}/admin/users", "admin"),
    _route("POST", f"{_V1}/admin/users", "admin", json={"username": "!", "email": "!", "password": "!"}),
    _route("PATCH", f"{_V1}/admin/users/{{user_id}}", "admin", json={"role": "user"}),
    _route("DELETE", f"{_V1}/admin/users/{{user_id}}", "admin"),
    _route("POST", f"{_V1}/admin/users/{{user_id}}/approve", "admin"),
    _route("POST", f"{_V1}/admin/users/{{user_id}}/decline", "admin"),
    _route("POST", f"{_V1}/admin/users/{{user_id}}/password-link", "admin", sessions_only=True, json={}),
    _route("GET", f"{_V1}/admin/mail", "admin"),
    _route("PUT", f"{_V1}/admin/mail", "admin", sessions_only=True, json=_MAIL),
    _route("DELETE", f"{_V1}/admin/mail", "admin"),
    _route("POST", f"{_V1}/admin/mail/test", "admin"),
    _route("GET", f"{_V1}/admin/jobs", "admin"),
    _route("GET", f"{_V1}/admin/jobs/parked", "admin"),
    _route("POST", f"{_V1}/admin/jobs/parked/{{job_id}}/retry", "admin"),
    _route("DELETE", f"{_V1}/admin/jobs/parked/{{job_id}}", "admin"),
    _route("POST", f"{_V1}/admin/jobs/parked/retry", "admin"),
    _route("GET", f"{_V1}/admin/queue", "admin"),
    _route("POST", f"{_V1}/admin/queue/{{lane}}/pause", "admin"),
    _route("POST", f"{_V1}/admin/queue/{{lane}}/resume", "admin"),
    _route("GET", f"{_V1}/admin/overview", "admin"),
    _route("GET", f"{_V1}/admin/storage", "admin"),
    _route("POST", f"{_V1}/admin/storage/survey", "admin"),
    _route("GET", f"{_V1}/admin/backups", "admin"),
    _route("POST", f"{_V1}/admin/backups/dump", "admin"),
    _route("POST", f"{_V1}/admin/backups/copy", "admin"),
    _route("POST", f"{_V1}/admin/backups/verify", "admin"),
    _route("GET", f"{_V1}/admin/events", "admin"),
    _route("GET", f"{_V1}/admin/journal", "admin"),
    _route("GET", f"{_V1}/admin/first-run", "admin"),
    _route("PUT", f"{_V1}/admin/first-run", "admin", json={"step": "people"}),
    _route("GET", f"{_V1}/admin/health", "admin"),
    _route("GET", f"{_V1}/admin/instance", "admin"),
    _route("PATCH", f"{_V1}/admin/instance", "admin", json={}),
    # What is not of the API: its description, health, signed bytes, the client
    _route("GET", "/api/openapi.json"),
    _route("GET", "/api/docs"),
    _route("GET", "/livez"),
    _route("HEAD", "/livez"),
    _route("GET", "/readyz"),
    _route("HEAD", "/readyz"),
    _route("GET", "/media/{space}/{digest}/{name}"),
    _route("HEAD", "/media/{space}/{digest}/{name}"),
    _route("GET", "/{path:client}"),
    _route("HEAD", "/{path:client}"),
)
BY_NAME = {route.name: route for route in ROUTES}
GUARDED = tuple(route for route in ROUTES if route.scopes)


def mounted(api: FastAPI) -> dict[str, BaseRoute]:
    """Every route that the application really has, by method and path."""
    return {f"{method} {path}": route for path, route in _walk(api.routes, "") for method in _methods(route)}


def declared(route: BaseRoute) -> dict[str, Any] | None:
    """What a route says of permission (`x-authz`)."""
    extra = route.openapi_extra if isinstance(route, APIRoute) else None
    return (extra or {}).get("x-authz")


def _walk(routes: Iterable[Any], prefix: str) -> Iterator[tuple[str, BaseRoute]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner.routes, prefix + route.include_context.prefix)
        else:
            yield prefix + route.path, route


def _methods(route: BaseRoute) -> Iterable[str]:
    # What is no plain route (a mount, a websocket) answers to who knows what.
    return getattr(route, "methods", None) or {"*"}
