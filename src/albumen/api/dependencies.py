"""What routes ask for: the parts of the process, who is looking, and the right to do a thing."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.params import Depends as DependsParameter

from albumen import accounts
from albumen.accounts import NOBODY, NotAllowed, NotSignedIn, Scope, User, Viewer, WrongKey
from albumen.api.forwarded import client_address, is_encrypted, own_origin
from albumen.core import Forbidden
from albumen.wiring import Parts

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(Forbidden):
    """This request came from another site."""


class MissingScope(Forbidden):
    """This API key may not do that."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This API key lacks the scope `{scope}`.")


async def parts_of(request: Request) -> Parts:
    """The parts that this process was built from. Not a plain function: FastAPI would send each request through a thread."""
    parts: Parts = request.app.state.parts
    return parts


WithParts = Annotated[Parts, Depends(parts_of)]


def cookie_name(request: Request) -> str:
    """The name of the session's cookie: over https one that browsers keep for this very host and for https alone."""
    return "__Host-albumen" if is_encrypted(request) else "albumen"


async def viewer_of(request: Request, parts: WithParts) -> Viewer:
    """Who is looking: by `Authorization: Bearer KEY`, else by the session's cookie, else nobody.

    A wrong key or token is nobody. What changes something and is asked with a cookie must come from this very site
    (`CrossSite`), which browsers tell by `Sec-Fetch-Site` or `Origin`.
    """
    header = request.headers.get("authorization", "")
    scheme, _, credential = header.partition(" ")
    token = request.cookies.get(cookie_name(request))
    if scheme.lower() == "bearer":
        word, by_key = credential.strip(), True
    elif token:
        if request.method not in SAFE_METHODS:
            same_site(request)
        word, by_key = token, False
    else:
        return NOBODY
    async with parts.database.open_tx() as tx:
        look_up = accounts.viewer_of_key if by_key else accounts.viewer_of_session
        viewer, stale = await look_up(tx, word)
        if stale:
            await accounts.note_use(tx, viewer, lifetime=parts.session_lifetime)
    if viewer.user_id:
        request.state.actor = viewer.user_id
    request.state.wrong_key = by_key and viewer.user is None
    return viewer


MaybeViewer = Annotated[Viewer, Depends(viewer_of)]


async def signed_in_viewer(request: Request, viewer: MaybeViewer) -> Viewer:
    """Who is looking, and that must be somebody (`NotSignedIn`, or `WrongKey` where a key was given)."""
    if viewer.user is None:
        raise WrongKey if getattr(request.state, "wrong_key", False) else NotSignedIn
    return viewer


SignedIn = Annotated[Viewer, Depends(signed_in_viewer)]


async def browser_viewer(viewer: SignedIn) -> Viewer:
    """Who is looking, by a session: what could make more of a key than it may do is not done with one (`NotAllowed`)."""
    if viewer.session_id is None:
        raise NotAllowed(accounts.NOT_BY_KEY())
    return viewer


InBrowser = Annotated[Viewer, Depends(browser_viewer)]


async def person_of(viewer: SignedIn) -> User:
    """The person who is looking."""
    assert viewer.user is not None
    return viewer.user


Person = Annotated[User, Depends(person_of)]


def authz(resource: str, action: str, *scopes: Scope, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a route declares of permission, and what is checked before it runs.

    Gives the arguments `openapi_extra` (the declaration `x-authz`) and `dependencies` (somebody signed in, whose credential
    has every scope). Without scopes anybody may ask, and the route says by itself what they get. A route that reads its body
    by itself describes it here too: the content of `requestBody`, by media type.
    """

    async def check(viewer: SignedIn) -> None:
        for scope in scopes:
            if not viewer.has(scope):
                raise MissingScope(scope)
        if Scope.ADMIN in scopes and not viewer.is_administrator:
            raise NotAllowed(accounts.ADMINISTRATORS())

    dependencies: list[DependsParameter] = [Depends(check)] if scopes else []
    declared = {"resource": resource, "action": action, "scopes": [str(scope) for scope in scopes]}
    extra: dict[str, Any] = {"x-authz": declared}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": body}
    return {"openapi_extra": extra, "dependencies": dependencies}


def same_site(request: Request) -> None:
    """Refuse (`CrossSite`) what a browser says another site made it send. What no browser sent says nothing of the kind."""
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site is not None:
        if fetch_site not in {"same-origin", "none"}:
            raise CrossSite
        return
    origin = request.headers.get("origin")
    if origin is not None and not _same_origin(origin, own_origin(request)):
        raise CrossSite


def _same_origin(one: str, other: str) -> bool:
    try:
        return urlsplit(one)[:2] == urlsplit(other)[:2]
    except ValueError:
        return False  # no browser says such a thing


__all__ = [
    "InBrowser",
    "MaybeViewer",
    "Person",
    "SignedIn",
    "WithParts",
    "authz",
    "client_address",
    "cookie_name",
    "is_encrypted",
    "same_site",
    "viewer_of",
]
