"""Signing up, one's own profile, password and e-mail address, and leaving."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response, status
from pydantic import BaseModel, Field

from albumen import accounts, photos
from albumen.accounts import NewUser, Profile, Scope
from albumen.api.dependencies import Person, SignedIn, WithParts, authz, client_address, same_site
from albumen.api.json import Body
from albumen.api.people import UserOut, user_out
from albumen.api.session import set_session_cookie

router = APIRouter(prefix="/users", tags=["Users"])


class SignUpIn(Body):
    """What a new account is made from."""

    username: str = Field(max_length=60)
    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    display_name: str = Field("", max_length=200)
    time_zone: str = Field("UTC", max_length=60, description="IANA name, as the browser knows it")
    setup_token: str | None = Field(None, max_length=200, description="From the link of the first run")


class ProfileIn(Body):
    """What to change of a profile; what is left out stays."""

    display_name: str | None = Field(None, max_length=200)
    real_name: str | None = Field(None, max_length=500)
    bio: str | None = Field(None, max_length=5000)
    website: str | None = Field(None, max_length=500)
    location: str | None = Field(None, max_length=500)
    time_zone: str | None = Field(None, max_length=60)


class PasswordIn(Body):
    """A new password, and the one that holds."""

    current: str = Field(max_length=1024)
    new: str = Field(max_length=1024)


class EmailIn(Body):
    """A new e-mail address, and the password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)


class GoodbyeIn(Body):
    """The password of whoever leaves."""

    password: str = Field(max_length=1024)


class KeptOut(BaseModel):
    """So many, of so many bytes."""

    count: int
    bytes: int


class MyStorageOut(BaseModel):
    """How much room somebody's photos use. What is in no part is sidecars, and what is being cleared away."""

    used: int
    limit: int | None
    images: KeptOut
    videos: KeptOut
    trash: KeptOut
    trash_days: int = Field(description="After so many days in the trash a photo is deleted for good")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Sign up", **authz("user", "create"))
async def sign_up(body: SignUpIn, request: Request, response: Response, parts: WithParts) -> UserOut:
    """Make an account where sign-up is open, or the first administrator with the link that `serve` printed; signed in at once."""
    same_site(request)
    address = client_address(request)
    await parts.attempts.sign_up(address)
    new = NewUser(
        username=body.username,
        email=body.email,
        password=body.password,
        profile=Profile(display_name=body.display_name, time_zone=body.time_zone),
        quota_bytes=parts.settings.accounts.default_quota_bytes,
    )
    user = await accounts.sign_up(parts.database.open_tx, new, setup_secret=body.setup_token)
    async with parts.database.open_tx() as tx:
        token = await accounts.open_session(
            tx,
            user.id,
            address=address,
            user_agent=request.headers.get("user-agent", ""),
            lifetime=parts.session_lifetime,
        )
        quota = await accounts.quota(tx, user)
    set_session_cookie(request, response, parts, token)
    return user_out(user, quota)


@router.get("/me", summary="My account", **authz("user", "view", Scope.ACCOUNT_READ))
async def get_me(user: Person, parts: WithParts) -> UserOut:
    """The account whose session or key this is."""
    async with parts.database.open_tx() as tx:
        return user_out(user, await accounts.quota(tx, user))


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
        changed = await accounts.edit_profile(tx, user.id, body.model_dump(exclude_none=True))
        return user_out(changed, await accounts.quota(tx, changed))


@router.put(
    "/me/password",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Change my password",
    **authz("user", "change password", Scope.ACCOUNT_WRITE),
)
async def change_password(body: PasswordIn, viewer: SignedIn, parts: WithParts) -> None:
    """Change one's own password; all other sessions end. Not with an API key."""
    await accounts.change_password(parts.database.open_tx, parts.attempts, viewer, current=body.current, new=body.new)


@router.put("/me/email", summary="Change my e-mail address", **authz("user", "change email", Scope.ACCOUNT_WRITE))
async def change_email(body: EmailIn, viewer: SignedIn, parts: WithParts) -> UserOut:
    """Change one's own e-mail address. Not with an API key."""
    user = await accounts.change_email(
        parts.database.open_tx, parts.attempts, viewer, password=body.password, email=body.email
    )
    async with parts.database.open_tx() as tx:
        return user_out(user, await accounts.quota(tx, user))


@router.delete("/me", summary="Delete my account", **authz("user", "delete", Scope.ACCOUNT_WRITE))
async def delete_me(body: GoodbyeIn, viewer: SignedIn, parts: WithParts) -> UserOut:
    """Close one's own account. It is deleted with all it holds when the days of grace have passed; signing in calls it off."""
    user = await accounts.prove_password(parts.database.open_tx, parts.attempts, viewer, body.password)
    grace = timedelta(days=parts.settings.accounts.delete_grace_days)
    async with parts.database.open_tx() as tx:
        closed = await accounts.delete_user(tx, user.id, grace=grace, actor="self")
        return user_out(closed, await accounts.quota(tx, closed))
