"""The application: all routes, and what every answer carries."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from albumen import __version__
from albumen.api import (
    admin,
    admin_backups,
    admin_mail,
    admin_overview,
    admin_queue,
    admin_record,
    admin_storage,
    admin_users,
    archives,
    description,
    direct_uploads,
    errors,
    health,
    instance,
    invitations,
    keys,
    links,
    media,
    photos,
    session,
    sidecars,
    timeline,
    tus,
    users,
    web,
)
from albumen.api.description import DescribedApi
from albumen.api.middleware import HTTPS_ONLY, PREFIX, Edge
from albumen.wiring import Parts

PAGE_HEADERS = (
    ("Content-Security-Policy", web.STRICT),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    (HTTPS_ONLY, "same-origin"),
    ("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()"),
    ("Cache-Control", "private, no-store"),
)
"""On every answer that does not say otherwise: what is not told to be kept is kept nowhere."""

OPERATIONS = (admin_overview, admin_queue, admin_storage, admin_backups, admin_record)
"""What whoever runs the server asks for."""

OpenParts = Callable[[], AbstractAsyncContextManager[Parts]]


def create_api(open_parts: OpenParts) -> FastAPI:
    """The application without its outermost layer; `open_parts` builds the parts when the process starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_parts() as parts:
            app.state.parts, app.state.checks = parts, health.Checks()
            yield

    app = DescribedApi(
        title="Albumen",
        version=__version__,
        description="Photos: add them, see them, find them. Sign in with a session's cookie or with "
        "`Authorization: Bearer KEY`. Ids are strings of digits. Failures are `application/problem+json`.",
        lifespan=lifespan,
        openapi_url=None,
        redirect_slashes=False,  # such a redirect is absolute, and its host that of the request
        docs_url=None,
        redoc_url=None,
        responses=errors.RESPONSES,
        generate_unique_id_function=_operation_id,
    )
    errors.install(app)
    # Routes are tried in their order: the one that is asked for most often comes first.
    app.include_router(media.router)
    v1 = APIRouter(prefix=PREFIX)
    for room in (instance, session, users, links, invitations, keys):
        v1.include_router(room.router)
    for room in (
        timeline,
        photos,
        sidecars,
        archives,
        direct_uploads,
        tus,
        admin,
        admin_users,
        admin_mail,
        *OPERATIONS,
    ):
        v1.include_router(room.router)
    app.include_router(v1)
    app.include_router(description.router)
    app.include_router(health.router)
    app.include_router(web.routes(web.load_client()))
    return app


def create_app(open_parts: OpenParts) -> ASGIApp:
    """The whole application, as a server runs it."""
    api = create_api(open_parts)
    return edge_of(api)


def edge_of(api: FastAPI) -> Edge:
    """The outermost layer around the application."""

    def idle() -> float:
        parts: Parts = api.state.parts
        return parts.settings.web.idle_seconds

    return Edge(api, PAGE_HEADERS, idle)


def _operation_id(route: APIRoute) -> str:
    return route.name
