"""Signing up, one's own profile, picture, password and e-mail address, and leaving."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts, photos
from albumen.accounts import Language, NewUser, Profile, Scope, Ticket, User, UserState
from albumen.api.dependencies import Person, SignedIn, WithParts, authz, client_address, same_site
from albumen.api.json import Body, Id
from albumen.api.people import UserOut, user_out
from albumen.api.session import set_session_cookie
from albumen.wiring import Parts

router = APIRouter(prefix="/users", tags=["Users"])

NextStep = Literal["active", "unconfirmed", "waiting"]
_NEXT: dict[UserState, NextStep] = {
    UserState.ACTIVE: "active",
    UserState.UNCONFIRMED: "unconfirmed",
    UserState.WAITING: "waiting",
}


class SignUpIn(Body):
    """What a new account is made from."""

    username: str = Field(max_length=60)
    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    display_name: str = Field("", max_length=200)
    time_zone: str = Field("UTC", max_length=60, description="IANA name, as the browser knows it")
    language: Language | None = Field(None, description="Of mails; left out: as `Accept-Language` says")
    setup_token: str | None = Field(None, max_length=200, description="From the link of the first run")
    invitation: str | None = Field(None, max_length=200, description="From the link of an invitation")


class SignedUpOut(BaseModel):
    """What became of it."""

    state: NextStep = Field(
        description="`active`: signed in; `unconfirmed`: open the link in the mail; `waiting`: an administrator decides"
    )
    user: UserOut | None = Field(description="Who is signed in now; null unless `active`")


class ProfileIn(Body):
    """What to change of a profile; what is left out stays."""

    display_name: str | None = Field(None, max_length=200)
    real_name: str | None = Field(None, max_length=500)
    bio: str | None = Field(None, max_length=5000)
    website: str | None = Field(None, max_length=500)
    location: str | None = Field(None, max_length=500)
    time_zone: str | None = Field(None, max_length=60)
    language: Language | None = None


class PasswordIn(Body):
    """A new password, and the one that holds."""

    current: str = Field(max_length=1024)
    new: str = Field(max_length=1024)


class EmailIn(Body):
    """A new e-mail address, and the password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)


class EmailOut(BaseModel):
    """What became of it."""

    changed: bool = Field(description="False: it changes when the link in the mail to the new address is opened")
    user: UserOut


class OwnEmailOut(BaseModel):
    """One's own e-mail address."""

    email: str
    asked: str | None = Field(description="The address that it changes to when the link in the mail to it is opened")


class GoodbyeIn(Body):
    """The password of whoever leaves."""

    password: str = Field(max_length=1024)


class KeptOut(BaseModel):
    """So many, of so many bytes."""

    count: int
    bytes: int


class MyEventOut(BaseModel):
    """Something that happened to the account."""

    id: Id
    at: AwareDatetime
    kind: str
    actor: str = Field(description="`self`, `command line`, or the username of an administrator")


class MyEventsOut(BaseModel):
    """What happened to the account, the latest first."""

    events: list[MyEventOut]
    cursor: str | None


class MyStorageOut(BaseModel):
    """How much room somebody's photos use. What is in no part is sidecars, and what is being cleared away."""

    used: int
    limit: int | None
    images: KeptOut
    videos: KeptOut
    trash: KeptOut
    trash_days: int = Field(description="After so many days in the trash a photo is deleted for good")


async def own_out(parts: Parts, user: User) -> UserOut:
    """Somebody as they see themselves."""
    async with parts.database.open_tx() as tx:
        return user_out(user, await accounts.quota(tx, user), parts)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Sign up",
    responses={202: {"model": SignedUpOut, "description": "Something is still to be done before one can sign in"}},
    **authz("user", "create"),
)
async def sign_up(body: SignUpIn, request: Request, response: Response, parts: WithParts) -> SignedUpOut:
    """Make an account as the mode of this instance lets one, or the first administrator with the link that `serve` printed.

    Who may act at once is signed in. Where a mail must be confirmed first, the answer is the same whether or not the address
    has an account already.
    """
    same_site(request)
    address = client_address(request)
    await parts.attempts.sign_up(address)
    language = body.language or accounts.language(request.headers.get("accept-language", ""))
    new = NewUser(
        username=body.username,
        email=body.email,
        password=body.password,
        profile=Profile(display_name=body.display_name, time_zone=body.time_zone),
        quota_bytes=parts.settings.accounts.default_quota_bytes,
        language=language,
    )
    async with parts.database.open_tx() as tx:
        mailing = await parts.postman.server(tx) is not None
    user = await accounts.sign_up(
        parts.database.open_tx,
        new,
        parts.settings.accounts,
        ticket=Ticket(body.setup_token, body.invitation),
        mailing=mailing,
    )
    if user.state is not UserState.ACTIVE:
        response.status_code = status.HTTP_202_ACCEPTED
        return SignedUpOut(state=_NEXT[user.state], user=None)
    async with parts.database.open_tx() as tx:
        token = await accounts.open_session(
            tx,
            user.id,
            address=address,
            user_agent=request.headers.get("user-agent", ""),
            lifetime=parts.session_lifetime,
        )
    set_session_cookie(request, response, parts, token)
    return SignedUpOut(state="active", user=await own_out(parts, user))


@router.get("/me", summary="My account", **authz("user", "view", Scope.ACCOUNT_READ))
async def get_me(user: Person, parts: WithParts) -> UserOut:
    """The account whose session or key this is."""
    return await own_out(parts, user)


@router.get("/me/events", summary="What happened to my account", **authz("user", "view", Scope.ACCOUNT_READ))
async def list_my_events(
    user: Person,
    parts: WithParts,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> MyEventsOut:
    """The record of the account, the latest first: its password, keys, address, role; each with who did it."""
    async with parts.database.open_tx() as tx:
        found, more = await accounts.list_events(tx, user_id=user.id, cursor=cursor, limit=limit)
    events = [MyEventOut(id=event.id, at=event.at, kind=event.kind, actor=event.actor) for event in found]
    return MyEventsOut(events=events, cursor=more)


@router.get("/me/storage", summary="What I keep", **authz("user", "view", Scope.ACCOUNT_READ))
async def get_my_storage(user: Person, parts: WithParts) -> MyStorageOut:
    """How much room my photos use, by kind, and what the trash will give back."""
    async with parts.database.open_tx() as tx:
        use = await accounts.quota(tx, user)
        weights = (await photos.weights(tx, [user.id]))[user.id]

    def kept(kind: str) -> KeptOut:
        weight = weights.get(kind, photos.Weight())
        return KeptOut(count=weight.count, bytes=weight.bytes)

    return MyStorageOut(
        used=use.used,
        limit=use.limit,
        images=kept("image"),
        videos=kept("video"),
        trash=kept("trash"),
        trash_days=parts.settings.photos.trash_days,
    )


@router.patch("/me", summary="Change my profile", **authz("user", "edit", Scope.ACCOUNT_WRITE))
async def edit_me(body: ProfileIn, user: Person, parts: WithParts) -> UserOut:
    """Change fields of one's own profile."""
    async with parts.database.open_tx() as tx:
        changed = await accounts.edit_profile(tx, user.id, body.model_dump(exclude_none=True, exclude={"language"}))
        if body.language is not None:
            changed = await accounts.set_language(tx, user.id, body.language)
        return user_out(changed, await accounts.quota(tx, changed), parts)


@router.put(
    "/me/avatar",
    summary="Set my picture",
    **authz(
        "user",
        "edit",
        Scope.ACCOUNT_WRITE,
        body={"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    ),
)
async def put_avatar(request: Request, user: Person, parts: WithParts) -> UserOut:
    """Send a picture of yourself as it is, of any format that photos may have, of 20 MB at most. Its middle square is kept."""
    changed = await accounts.put_avatar(
        parts.database.open_tx, parts.store, parts.decoders, user, (chunk async for chunk in request.stream() if chunk)
    )
    return await own_out(parts, changed)


@router.delete("/me/avatar", summary="Remove my picture", **authz("user", "edit", Scope.ACCOUNT_WRITE))
async def delete_avatar(user: Person, parts: WithParts) -> UserOut:
    """Have no picture any more."""
    async with parts.database.open_tx() as tx:
        changed = await accounts.delete_avatar(tx, user.id)
        return user_out(changed, await accounts.quota(tx, changed), parts)


@router.put(
    "/me/password",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Change my password",
    **authz("user", "change password", Scope.ACCOUNT_WRITE),
)
async def change_password(body: PasswordIn, viewer: SignedIn, parts: WithParts) -> None:
    """Change one's own password; all other sessions end, and a mail tells of it. Not with an API key."""
    await accounts.change_password(parts.database.open_tx, parts.attempts, viewer, current=body.current, new=body.new)


@router.put("/me/email", summary="Change my e-mail address", **authz("user", "change email", Scope.ACCOUNT_WRITE))
async def change_email(body: EmailIn, viewer: SignedIn, parts: WithParts) -> EmailOut:
    """Change one's own e-mail address: at once where no mail is sent, else with the link in a mail to it. Not with an API key."""
    async with parts.database.open_tx() as tx:
        mailing = await parts.postman.server(tx) is not None
    user = await accounts.change_email(
        parts.database.open_tx, parts.attempts, viewer, password=body.password, email=body.email, mailing=mailing
    )
    return EmailOut(changed=not mailing, user=await own_out(parts, user))


@router.get("/me/email", summary="My e-mail address", **authz("user", "read", Scope.ACCOUNT_READ))
async def own_email(user: Person, parts: WithParts) -> OwnEmailOut:
    """One's own e-mail address, and the one that was asked for and is not confirmed yet."""
    async with parts.database.open_tx() as tx:
        asked = await accounts.asked_email(tx, user.id)
    return OwnEmailOut(email=user.email, asked=asked)


@router.delete(
    "/me/email",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Keep my e-mail address",
    **authz("user", "change email", Scope.ACCOUNT_WRITE),
)
async def keep_email(user: Person, parts: WithParts) -> None:
    """Call off a change of one's own address: the link in the mail does not count any more."""
    async with parts.database.open_tx() as tx:
        await accounts.keep_email(tx, user.id)


@router.delete("/me", summary="Delete my account", **authz("user", "delete", Scope.ACCOUNT_WRITE))
async def delete_me(body: GoodbyeIn, viewer: SignedIn, parts: WithParts) -> UserOut:
    """Close one's own account. It is deleted with all it holds when the days of grace have passed; signing in calls it off."""
    user = await accounts.prove_password(parts.database.open_tx, parts.attempts, viewer, body.password)
    grace = timedelta(days=parts.settings.accounts.delete_grace_days)
    async with parts.database.open_tx() as tx:
        closed = await accounts.delete_user(tx, user.id, grace=grace, actor="self")
        return user_out(closed, await accounts.quota(tx, closed), parts)
