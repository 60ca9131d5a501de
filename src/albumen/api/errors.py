"""Every failure as `application/problem+json` (RFC 9457). The one table of statuses stands here."""

import math
from collections.abc import Mapping
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
    core.Outdated: HTTPStatus.PRECONDITION_FAILED,
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

NO_ADDRESS = core.Sentence("no-such-address", "There is nothing at this address.")
NO_METHOD = core.Sentence("no-such-method", "This address does not do that.")
NO_JSON = core.Sentence("not-json", "This cannot be read as JSON.")
BODY_TOO_LARGE = core.Sentence("body-too-large", "The request is larger than it may be.")
STALLED = core.Sentence("stalled", "Nothing more came of this request for too long. Please send it again.")
DATABASE = core.Sentence("database", "The database cannot do this just now. Please try again.")
UNEXPECTED = core.Sentence("unexpected", "Something went wrong inside Albumen. It has been noted in the log.")

OTHER = "other"
"""The name of a sentence that has none: it is said by a library, or to programs only."""


Values = dict[str, str | int]


class ProblemField(BaseModel):
    """One thing wrong with one field."""

    field: str
    detail: str
    code: str = Field(description="The name of the sentence, as in the problem itself")
    values: Values | None = None


class Problem(BaseModel):
    """What went wrong, for programs and for people (RFC 9457)."""

    type: str = Field("about:blank", examples=["/problems/not-found"])
    title: str
    status: int
    detail: str
    code: str = Field(
        description="The name of the sentence in `detail`, which stays when its words change; new ones may be added"
    )
    values: Values | None = Field(None, description="What is filled into the sentence")
    errors: list[ProblemField] | None = None
    request_id: str | None = Field(None, description="The same as in the log, and in the header `X-Request-Id`")


def status_of(error: core.AlbumenError) -> HTTPStatus:
    """The status of an error: that of its kind."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


class SaidOut(BaseModel):
    """A sentence by its name, for whoever says it in another language."""

    code: str
    values: Values


def said(text: str | None) -> SaidOut | None:
    """By which name and values a sentence is known; null: it has none."""
    known = core.recognise(text)
    return None if known is None else SaidOut(code=known.code, values=dict(known.values))


def codes() -> dict[str, str]:
    """The names of all sentences that an answer may have, with their text: of the rooms below, not of the command line."""
    others = {core.code_of(kind) for kind in _kinds(core.AlbumenError) if not _may_answer(kind.__module__)}
    return {code: text for code, text in sorted(core.named().items()) if code not in others} | {OTHER: ""}


def _may_answer(module: str) -> bool:
    return module.startswith("albumen.") and not module.startswith("albumen.cli.")


def _kinds(kind: type[core.AlbumenError]) -> set[type[core.AlbumenError]]:
    return {kind}.union(*(_kinds(each) for each in kind.__subclasses__()))


def _named(detail: str, *, otherwise: str = OTHER, values: Mapping[str, core.Value] | None = None) -> dict[str, Any]:
    known = detail if isinstance(detail, core.Said) else core.Said(detail, otherwise, values)
    return {"code": known.code} | ({"values": dict(known.values)} if known.values else {})


def problem(
    status: int,
    detail: str,
    *,
    code: str = OTHER,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """An answer that tells what went wrong. `code` names the sentence where it does not do so itself."""
    title = TITLES.get(int(status)) or HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": "/problems/" + title.lower().replace(" ", "-"),
        "title": title,
        "status": int(status),
        "detail": detail,
        **_named(detail, otherwise=code),
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
    errors = [
        {"field": e.field, "detail": e.detail, **_named(e.detail, otherwise=error.code, values=error.values)}
        for e in error.errors
    ]
    return problem(status, error.detail, code=error.code, errors=errors, headers=headers)


def answer_to_invalid(error: RequestValidationError) -> Response:
    """The answer to a request that is not of the shape that its route asks for."""
    found = [(_name_of(e["loc"]), core.plainly(e), core.told(e)) for e in error.errors()]
    name, wrong, _ = found[0]
    more = f" There is more that is wrong ({len(found)} in all)." if len(found) > 1 else ""
    fields = [{"field": name, "detail": told, **_named(told)} for name, _, told in found]
    return problem(422, f"“{name}” {wrong}.{more}", code=core.code_of(core.Invalid), errors=fields)


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
            wrong = NO_JSON()
            return problem(422, core.Invalid().detail, errors=[{"field": "body", "detail": wrong, **_named(wrong)}])
        details: dict[int, str] = {404: NO_ADDRESS(), 405: NO_METHOD(), 413: BODY_TOO_LARGE()}
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
        return problem(503, DATABASE(), headers={"Retry-After": "5"})

    async def unexpected(_: Request, error: Exception) -> Response:
        log.error("unexpected error", exc_info=error)
        return problem(500, UNEXPECTED())

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
