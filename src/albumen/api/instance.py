"""What everybody may know of this instance before signing in."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from albumen import __version__, accounts
from albumen.accounts import Inviters, SignUp
from albumen.api.dependencies import WithParts, authz, is_encrypted

router = APIRouter(tags=["Instance"])


class InstanceOut(BaseModel):
    """An instance as strangers see it."""

    name: str
    version: str
    sign_up: SignUp
    inviters: Inviters = Field(description="Who may invite people")
    mail: bool = Field(description="Whether mails are sent: without, nobody gets a link to choose a new password")
    needs_setup: bool = Field(description="There is no administrator yet: open the link that `albumen serve` printed")
    encrypted: bool = Field(description="Whether this very connection is encrypted")
    trash_days: int = Field(description="Days that a photo stays in the trash before it is deleted for good")


@router.get("/instance", summary="This instance", **authz("instance", "view"))
async def get_instance(request: Request, parts: WithParts) -> InstanceOut:
    """Its name, version, and whether one can sign up."""
    async with parts.database.open_tx() as tx:
        found = await accounts.get_instance(tx)
        needs_setup = not await accounts.has_administrator(tx)
        mailing = await parts.postman.server(tx) is not None
    return InstanceOut(
        name=found.name,
        version=__version__,
        sign_up=found.sign_up,
        inviters=found.inviters,
        mail=mailing,
        needs_setup=needs_setup,
        encrypted=is_encrypted(request),
        trash_days=parts.settings.photos.trash_days,
    )
