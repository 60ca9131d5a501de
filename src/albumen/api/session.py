"""Signing in and out in a browser, and the sessions of a person."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response, status
from pydantic import BaseModel, Field

from albumen import accounts
from albumen.accounts import Scope, SessionId, User
from albumen.api.dependencies import (
    InBrowser,
    MaybeViewer,
    Person,
    SignedIn,
    WithParts,
    authz,
    client_address,
    cookie_name,
    is_encrypted,
    same_site,
)
from albumen.api.json import Body, Id
from albumen.api.people import SessionOut, UserOut, session_out, user_out
from albumen.wiring import Parts

router = APIRouter(tags=["Session"])


class SignIn(Body):
    """Who wants to sign in."""

    login: str = Field(min_length=1, max_length=254, description="Username or e-mail address")
    password: str = Field(min_length=1, max_length=1024)


class SignedInOut(BaseModel):
    """Who is signed in."""

    user: UserOut


class SessionsOut(BaseModel):
    """The browsers in which a person is signed in."""

    sessions: list[SessionOut]


class EndedOut(BaseModel):
    """How many sessions ended."""

    ended: int


def set_session_cookie(request: Request, response: Response, parts: Parts, token: str) -> None:
    """Give the browser its session: for scripts out of reach, for other sites' requests left at home."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(parts.session_lifetime.total_seconds()),
        path="/",
        secure=is_encrypted(request),
        httponly=True,
        samesite="lax",
    )


async def signed_in(parts: Parts, user: User) -> SignedInOut:
    """The answer to somebody who is signed in."""
    async with parts.database.open_tx() as tx:
        return SignedInOut(user=user_out(user, await accounts.quota(tx, user), parts))


@router.post("/session", summary="Sign in", **authz("session", "create"))
async def sign_in(body: SignIn, request: Request, response: Response, parts: WithParts) -> SignedInOut:
    """Sign in with a username or e-mail address and a password; the answer sets the session's cookie."""
    # Another site must not sign a browser in to an account of its own choosing.
    same_site(request)
    user, token = await accounts.sign_in(
        parts.database.open_tx,
        parts.attempts,
        login=body.login,
        password=body.password,
        address=client_address(request),
        user_agent=request.headers.get("user-agent", ""),
        lifetime=parts.session_lifetime,
    )
    set_session_cookie(request, response, parts, token)
    return await signed_in(parts, user)


@router.get("/session", summary="Who am I?", **authz("session", "view", Scope.ACCOUNT_READ))
async def get_session(
    request: Request, response: Response, viewer: SignedIn, user: Person, parts: WithParts
) -> SignedInOut:
    """The person whose session or key this is. A session's cookie begins its life anew, as the session does by being used."""
    if viewer.session_id:
        set_session_cookie(request, response, parts, request.cookies[cookie_name(request)])
    return await signed_in(parts, user)


@router.delete("/session", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out", **authz("session", "delete"))
async def sign_out(request: Request, response: Response, viewer: MaybeViewer, parts: WithParts) -> None:
    """End this session. Who is not signed in is answered the same."""
    if viewer.session_id and viewer.user_id:
        async with parts.database.open_tx() as tx:
            await accounts.end_session(tx, viewer.user_id, viewer.session_id)
    response.delete_cookie(cookie_name(request), path="/", secure=is_encrypted(request), httponly=True, samesite="lax")


@router.get("/sessions", summary="My sessions", **authz("session", "list", Scope.ACCOUNT_READ))
async def list_sessions(user: Person, viewer: SignedIn, parts: WithParts) -> SessionsOut:
    """The browsers in which I am signed in, the latest used first."""
    async with parts.database.open_tx() as tx:
        found = await accounts.list_sessions(tx, user.id)
    return SessionsOut(sessions=[session_out(session, viewer.session_id) for session in found])


@router.delete(
    "/sessions",
    summary="End all my other sessions",
    **authz("session", "delete", Scope.ACCOUNT_WRITE),
)
async def end_other_sessions(user: Person, viewer: InBrowser, parts: WithParts) -> EndedOut:
    """End every session but the one that asks. Not with an API key."""
    async with parts.database.open_tx() as tx:
        return EndedOut(ended=await accounts.end_other_sessions(tx, user.id, viewer.session_id))


@router.delete(
    "/sessions/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="End one of my sessions",
    **authz("session", "delete", Scope.ACCOUNT_WRITE),
)
async def end_session(session_id: Annotated[Id, Path()], user: Person, parts: WithParts) -> None:
    """End a session; that browser must sign in again."""
    async with parts.database.open_tx() as tx:
        await accounts.end_session(tx, user.id, SessionId(session_id))
