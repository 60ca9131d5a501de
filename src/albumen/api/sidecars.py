"""Sidecars: small files (XMP, Takeout's JSON) that are kept with the photo that they tell of."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, Field

from albumen import ingest, photos
from albumen.accounts import Scope
from albumen.api.dependencies import Person, WithParts, authz
from albumen.api.multipart import form_of, parse_sha256, read_upload
from albumen.core import invalid
from albumen.photos import Photo, Presence
from albumen.sharing import Hidden
from albumen.wiring import Parts

router = APIRouter(tags=["Photos"])


class SidecarOut(BaseModel):
    """What became of a sidecar."""

    attached: bool = Field(description="False: the photo had it already")


@router.post(
    "/photos/sidecars",
    status_code=status.HTTP_201_CREATED,
    summary="Add a sidecar to a photo",
    responses={
        200: {"model": SidecarOut, "description": "The photo had it already"},
        201: {"model": SidecarOut, "description": "The sidecar is safe"},
    },
    **authz("photo", "create", Scope.PHOTOS_WRITE, body=form_of()),
)
async def add_sidecar(
    request: Request,
    response: Response,
    user: Person,
    parts: WithParts,
    photo: Annotated[str, Query(max_length=64, description="SHA-256 of the photo, which is in your library already")],
) -> SidecarOut:
    """Keep a file whose name ends with `.xmp` or `.json` with one of your photos. It goes when its photo is deleted for good."""
    owner = await _own_photo(parts, user.id, photo)
    staged, about = await read_upload(request, parts, largest=ingest.MOST_SIDECAR_BYTES)
    kind = ingest.sidecar_kind(about.filename)
    if kind is None:
        await parts.store.discard(staged.name)
        raise ingest.NotASidecar
    attached = await ingest.attach_sidecar(parts.receiving, user, owner, staged, about, kind)
    if not attached:
        response.status_code = status.HTTP_200_OK
    return SidecarOut(attached=attached)


async def _own_photo(parts: Parts, owner_id: int, word: str) -> Photo:
    """One's own photo of these bytes, as `check` finds it, so that a key that may only add photos may add to them."""
    digest = parse_sha256(word, "photo")
    if digest is None:
        raise invalid("photo", "Say which photo, by its SHA-256.")
    async with parts.database.open_tx() as tx:
        found = (await photos.find_digests(tx, owner_id, [digest])).get(digest)
        if found is None or found.presence is not Presence.PRESENT or found.photo_id is None:
            raise Hidden
        photo = await photos.get(tx, found.photo_id)
    if photo is None:
        raise Hidden
    return photo
