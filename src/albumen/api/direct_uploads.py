"""Uploads straight to the S3 server on which photos lie: begun as a tus upload, sent there, fetched from there."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from albumen import ingest
from albumen.accounts import Scope
from albumen.api.dependencies import Person, WithParts, authz
from albumen.api.json import Id
from albumen.ingest import UploadId

router = APIRouter(prefix="/uploads", tags=["Direct uploads"])

UploadPath = Annotated[Id, Path(description="The upload's id")]


class AddressOut(BaseModel):
    """The request that brings the bytes of an upload."""

    method: str
    url: str
    headers: dict[str, str] = Field(description="To be sent along; the length is the one that was declared")
    seconds: int = Field(description="For so long is the address good")


class FetchedOut(BaseModel):
    """What an upload became."""

    photo_id: Id


@router.post(
    "/{upload_id}/address",
    summary="Where to send it directly",
    **authz("upload", "create", Scope.PHOTOS_WRITE),
)
async def get_address(upload_id: UploadPath, user: Person, parts: WithParts) -> AddressOut:
    """An address of the S3 server, signed for this upload alone; 404 where photos are not kept there, or the settings forbid it.

    The upload is begun with `POST /api/v1/uploads`. Whoever has the address needs no key: do not pass it on.
    """
    upload, address = await ingest.address_of(parts.receiving, user, UploadId(upload_id))
    return AddressOut(
        method="PUT",
        url=address,
        headers={"Content-Length": str(upload.size)},
        seconds=parts.settings.storage.s3_upload_minutes * 60,
    )


@router.post(
    "/{upload_id}/sent",
    summary="All of it was sent",
    **authz("upload", "create", Scope.PHOTOS_WRITE),
)
async def fetch(upload_id: UploadPath, user: Person, parts: WithParts) -> FetchedOut:
    """Have what was sent read, checked and made a photo; when the answer comes, the photo is safe. May be asked again."""
    lifetime = timedelta(days=parts.settings.ingest.upload_days)
    upload = await ingest.fetch(parts.receiving, user, UploadId(upload_id), lifetime)
    assert upload.photo_id is not None
    return FetchedOut(photo_id=upload.photo_id)
