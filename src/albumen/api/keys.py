"""A person's API keys."""

from typing import Annotated

from fastapi import APIRouter, Path, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts
from albumen.accounts import KeyId, Scope
from albumen.api.dependencies import Person, SignedIn, WithParts, authz
from albumen.api.json import Body, Id
from albumen.api.people import KeyOut, key_out

router = APIRouter(prefix="/keys", tags=["API keys"])


class KeyIn(Body):
    """What a new key is for."""

    name: str = Field(min_length=1, max_length=80)
    scopes: list[Scope] | None = Field(None, max_length=20, description="Left out: all that you may do")
    expires_at: AwareDatetime | None = None


class KeysOut(BaseModel):
    """A person's keys."""

    keys: list[KeyOut]


class NewKeyOut(KeyOut):
    """A key that was just made."""

    key: str = Field(description="The whole key. It is shown this once and kept nowhere.")


@router.get("", summary="My API keys", **authz("key", "list", Scope.KEYS))
async def list_keys(user: Person, parts: WithParts) -> KeysOut:
    """All keys of the person, the newest first."""
    async with parts.database.open_tx() as tx:
        return KeysOut(keys=[key_out(key) for key in await accounts.list_keys(tx, user.id)])


@router.post("", status_code=status.HTTP_201_CREATED, summary="Make an API key", **authz("key", "create", Scope.KEYS))
async def make_key(body: KeyIn, viewer: SignedIn, parts: WithParts) -> NewKeyOut:
    """Make a key. It never may do more than the session or key that asks for it."""
    async with parts.database.open_tx() as tx:
        key, secret = await accounts.make_key(
            tx, viewer, name=body.name, scopes=body.scopes, expires_at=body.expires_at
        )
    return NewKeyOut(**key_out(key).model_dump(), key=secret)


@router.delete(
    "/{key_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Delete an API key",
    **authz("key", "delete", Scope.KEYS),
)
async def delete_key(key_id: Annotated[Id, Path()], user: Person, parts: WithParts) -> None:
    """Delete a key; it stops working at once."""
    async with parts.database.open_tx() as tx:
        await accounts.delete_key(tx, user.id, KeyId(key_id))
