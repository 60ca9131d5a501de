"""Every failure as `application/problem+json` (RFC 9457). The one table of statuses stands here."""

import math
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ExceptionHandler

from albumen import core
from albumen.api.json import encode_json, instant

log = structlog.get_logger(__name__)

STATUS: dict[type[core.AlbumenError], HTTPStatus] = {
    core.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    core.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    core.Forbidden: HTTPStatus.FORBIDDEN,
    core.NotFound: HTTPStatus.NOT_FOUND,
    core.Conflict: HTTPStatus.CONFLICT,
    core.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    core.Unsupported: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    core.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    core.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    core.NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
}

TITLES = {
    413: "Request Entity Too Large",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
    460: "Checksum Mismatch",
}
"""Names of statuses that every release of Python knows by another one, and of tus's own."""

CLIENT_GONE = 499
"""What the log and the metrics say of a request that its sender broke off; nginx's word for it."""


METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")

WRONG = "Something in the request is not as it should be."


class ProblemField(BaseModel):
    """One thing wrong with one field."""

    field: str
    detail: str


class Problem(BaseModel):
    """What went wrong, for programs and for people (RFC 9457)."""

    type: str = Field("about:blank", examples=["/problems/not-found"])
    title: str
    status: int
    detail: str
    errors: list[ProblemField] | None = None
    request_id: str | None = Field(None, description="The same as in the log, and in the header `X-Request-Id`")


def status_of(error: core.AlbumenError) -> HTTPStatus:
    """The status of an error: that of its kind."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def problem(
    status: int, detail: str, *, errors: list[dict[str, str]] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """An answer that tells what went wrong."""
    title = TITLES.get(int(status)) or HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": "/problems/" + title.lower().replace(" ", "-"),
        "title": title,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        body["request_id"] = request_id
    return Response(
        encode_json(body),
        status_code=int(status),
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def answer_to(error: core.AlbumenError) -> Response:
    """The answer to a failure of one of our kinds."""
    status = status_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, core.TooMany | core.Unavailable):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    if isinstance(error, core.TooMany) and error.limit is not None:
        headers["X-RateLimit-Limit"] = str(error.limit)
        headers["X-RateLimit-Remaining"] = "0"
        headers["X-RateLimit-Reset"] = instant(core.now() + timedelta(seconds=error.retry_after)) or ""
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="Albumen"'
    errors = [{"field": e.field, "detail": e.detail} for e in error.errors]
    return problem(status, error.detail, errors=errors, headers=headers)


def answer_to_invalid(error: RequestValidationError) -> Response:
    """The answer to a request that is not of the shape that its route asks for."""
    found = [(_name_of(e["loc"]), core.plainly(e)) for e in error.errors()]
    name, wrong = found[0]
    more = f" There is more that is wrong ({len(found)} in all)." if len(found) > 1 else ""
    fields = [{"field": name, "detail": f"This {wrong}."} for name, wrong in found]
    return problem(422, f"“{name}” {wrong}.{more}", errors=fields)


def _name_of(place: tuple[int | str, ...]) -> str:
    """The name of a field as its sender knows it: `changes.rating`, `ids.3`; the part of the request where there is none."""
    return ".".join(str(part) for part in place[1:]) or str(place[0])


def install(app: FastAPI) -> None:
    """Have the application answer every failure as a problem."""

    async def ours(_: Request, error: core.AlbumenError) -> Response:
        return answer_to(error)

    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.BAD_REQUEST:
            # FastAPI's answer to JSON that Python cannot hold: nested too deep, numbers too long.
            return problem(422, WRONG, errors=[{"field": "body", "detail": "This cannot be read as JSON."}])
        details = {404: "There is nothing at this address.", 405: "This address does not do that."}
        detail = details.get(error.status_code, str(error.detail))
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_allowed(request))
        return problem(error.status_code, detail, headers=headers)

    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return answer_to_invalid(error)

    async def gone(_: Request, error: ClientDisconnect) -> Response:
        # Nobody hears the answer. Uploads break off every day: that is no fault of ours, and none of the log's business.
        return Response(status_code=CLIENT_GONE)

    async def database(_: Request, error: OperationalError) -> Response:
        log.error("database failed", error=type(error.orig).__name__)
        return problem(503, "The database cannot do this just now. Please try again.", headers={"Retry-After": "5"})

    async def unexpected(_: Request, error: Exception) -> Response:
        log.error("unexpected error", exc_info=error)
        return problem(500, "Something went wrong inside Albumen. It has been noted in the log.")

    app.add_exception_handler(core.AlbumenError, cast("ExceptionHandler", ours))
    app.add_exception_handler(HTTPException, cast("ExceptionHandler", http))
    app.add_exception_handler(RequestValidationError, cast("ExceptionHandler", invalid))
    app.add_exception_handler(ClientDisconnect, cast("ExceptionHandler", gone))
    app.add_exception_handler(OperationalError, cast("ExceptionHandler", database))
    app.add_exception_handler(Exception, unexpected)


def _allowed(request: Request) -> list[str]:
    """The methods that an address knows. (What raises 405 names only those of the first of its routes.)"""

    def knows(method: str) -> bool:
        scope = {"type": "http", "method": method, "path": request.scope["path"], "path_params": {}, "headers": []}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in METHODS if knows(method)]


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": Problem, "description": "A problem", "content": {"application/problem+json": {}}},
    422: {"model": Problem, "description": "A problem with a field", "content": {"application/problem+json": {}}},
}
"""What every operation may answer besides its own."""
