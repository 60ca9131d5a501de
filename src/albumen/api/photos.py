"""Photos: adding, checking, reading, changing, trashing, restoring, downloading."""

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response, status
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from albumen import delivery, ingest, photos, sharing
from albumen.accounts import Scope, UserId
from albumen.api.bytes import HARMLESS, content_disposition, etags, file_response
from albumen.api.dependencies import Person, SignedIn, WithParts, authz
from albumen.api.json import Body, Id, Ids, json_response, parse_ids
from albumen.api.multipart import LONGEST_FIELD, form_of, read_upload
from albumen.api.photo_json import PhotoOut, photo_json
from albumen.core import invalid
from albumen.photos import Changes, Photo, Presence, State
from albumen.sharing import Action
from albumen.storage import BlobRef
from albumen.wiring import Parts

router = APIRouter(tags=["Photos"])


class CheckIn(Body):
    """Digests to look for: SHA-256 (64 hexadecimal digits) or SHA-1 (40)."""

    sha256: list[Annotated[str, Field(max_length=64)]] | None = Field(None, max_length=5000)
    sha1: list[Annotated[str, Field(max_length=40)]] | None = Field(None, max_length=5000)


class FoundOut(BaseModel):
    """A digest that the library knows."""

    id: Id | None
    state: Presence


class CheckOut(BaseModel):
    """Those of the digests that the library knows; the others are not in it."""

    found: dict[str, FoundOut]


class AddedOut(BaseModel):
    """What became of an upload. With the scope `photos:read` the answer is the whole photo."""

    id: Id
    sha256: str
    state: State
    created: bool = Field(description="False: these bytes were there already")
    restored: bool = Field(description="True: they lay in the trash and came back")


class ChangesIn(Body):
    """What to change. What is left out stays as it is, null empties it: no title, no tags, no date, no place, no favourite."""

    title: str | None = Field(None, max_length=500)
    description: str | None = Field(None, max_length=10_000)
    tags: list[Annotated[str, Field(max_length=100)]] | None = Field(None, max_length=200)
    rating: int | None = Field(None, ge=0, le=5)
    favourite: bool | None = None
    archived: bool | None = None
    taken_at: dt.datetime | None = Field(
        None, description="ISO 8601 wall clock, with its offset where that is known; null: unknown"
    )
    shift_seconds: int | None = Field(
        None, ge=-4_000_000_000, le=4_000_000_000, description="Move the dates by so many seconds"
    )
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)

    def to_changes(self) -> Changes:
        """The same for the room of photos."""
        emptied = {name for name in self.model_fields_set if getattr(self, name) is None}
        clear = emptied & {"taken_at"}
        if emptied & {"latitude", "longitude"} and self.latitude is None and self.longitude is None:
            clear.add("location")
        offset = self.taken_at.utcoffset() if self.taken_at else None
        return Changes(
            title="" if "title" in emptied else self.title,
            description="" if "description" in emptied else self.description,
            tags=() if "tags" in emptied else None if self.tags is None else tuple(self.tags),
            rating=0 if "rating" in emptied else self.rating,
            favourite=False if "favourite" in emptied else self.favourite,
            archived=False if "archived" in emptied else self.archived,
            taken_at=self.taken_at.replace(tzinfo=None) if self.taken_at else None,
            taken_offset=int(offset.total_seconds() // 60) if offset is not None else None,
            shift=dt.timedelta(seconds=self.shift_seconds) if self.shift_seconds is not None else None,
            latitude=self.latitude,
            longitude=self.longitude,
            clear=frozenset(clear),
        )


class BatchChangesIn(Body):
    """The same changes for many photos."""

    ids: Ids
    changes: ChangesIn


class BatchIn(Body):
    """Many photos."""

    ids: Ids


class BatchOut(BaseModel):
    """Which photos were changed; those that are not there, not yours, or were so already are left out."""

    changed: list[Id]


class PhotosOut(BaseModel):
    """Some photos."""

    photos: list[PhotoOut]


class PurgedOut(BaseModel):
    """How many photos were deleted for good."""

    purged: int


PhotoPath = Annotated[Id, Path(description="The photo's id")]
_ONE: dict[int | str, dict[str, Any]] = {200: {"model": PhotoOut}}
_FORM = form_of(
    modified={"type": "string", "format": "date-time"},
    path={"type": "string", "maxLength": LONGEST_FIELD, "description": "Cut at 1,000"},
    title={"type": "string", "maxLength": 500},
    description={"type": "string", "maxLength": 10_000},
    tags={"type": "array", "maxItems": 200, "items": {"type": "string", "maxLength": 100}},
)


@router.post(
    "/photos",
    status_code=status.HTTP_201_CREATED,
    summary="Add a photo",
    response_class=Response,
    responses={
        200: {"model": AddedOut, "description": "These bytes were there already"},
        201: {"model": AddedOut, "description": "The photo is safe"},
    },
    **authz("photo", "create", Scope.PHOTOS_WRITE, body=_FORM),
)
async def add_photo(request: Request, viewer: SignedIn, user: Person, parts: WithParts) -> Response:
    """Add one file. The answer comes when its bytes are safe on disk and its row is committed; it is developed afterwards."""
    staged, about = await read_upload(request, parts, largest=parts.settings.ingest.largest_file_bytes)
    added = await ingest.receive(parts.receiving, user, staged, about)
    body = _added_json(added, may_read=viewer.has(Scope.PHOTOS_READ), parts=parts)
    return json_response(body, 201 if added.created else 200)


@router.post("/photos/check", summary="Which of these are there?", **authz("photo", "check", Scope.PHOTOS_WRITE))
async def check(body: CheckIn, user: Person, parts: WithParts) -> CheckOut:
    """Ask by digest before sending: present, trashed, or purged. What is not answered is not there."""
    wanted = [*_digests("sha256", body.sha256 or [], 32), *_digests("sha1", body.sha1 or [], 20)]
    found: dict[str, FoundOut] = {}
    async with parts.database.open_tx() as tx:
        for size in (32, 20):
            digests = [digest for digest in wanted if len(digest) == size]
            for digest, hit in (await photos.find_digests(tx, user.id, digests)).items():
                found[digest.hex()] = FoundOut(id=hit.photo_id, state=hit.presence)
    return CheckOut(found=found)


@router.get(
    "/photos",
    summary="Some photos",
    response_class=Response,
    responses={200: {"model": PhotosOut}},
    **authz("photo", "view", Scope.PHOTOS_READ),
)
async def get_photos(
    viewer: SignedIn,
    parts: WithParts,
    ids: Annotated[str, Query(max_length=4200, description="Up to 200 ids, comma-separated")],
) -> Response:
    """Those of the photos that you may see, in the order asked for."""
    wanted = parse_ids(ids.split(","), most=200)
    async with parts.database.open_tx() as tx:
        found = await sharing.list_visible(tx, viewer, wanted)
    return json_response({"photos": [photo_json(photo, parts) for photo in found]})


@router.patch("/photos", summary="Change many photos", **authz("photo", "edit", Scope.PHOTOS_READ, Scope.PHOTOS_WRITE))
async def edit_photos(body: BatchChangesIn, viewer: SignedIn, parts: WithParts) -> BatchOut:
    """Make the same changes to many photos."""
    return await _batch(parts, viewer, body.ids, Action.EDIT, changes=body.changes.to_changes())


@router.post(
    "/photos/trash", summary="Trash many photos", **authz("photo", "delete", Scope.PHOTOS_READ, Scope.PHOTOS_DELETE)
)
async def trash_photos(body: BatchIn, viewer: SignedIn, parts: WithParts) -> BatchOut:
    """Put photos into the trash, from where they can be restored for 30 days."""
    return await _batch(parts, viewer, body.ids, Action.DELETE)


@router.post(
    "/photos/restore", summary="Restore many photos", **authz("photo", "restore", Scope.PHOTOS_READ, Scope.PHOTOS_WRITE)
)
async def restore_photos(body: BatchIn, viewer: SignedIn, parts: WithParts) -> BatchOut:
    """Take photos out of the trash."""
    return await _batch(parts, viewer, body.ids, Action.RESTORE)


@router.post(
    "/photos/purge",
    summary="Delete many photos for good",
    **authz("photo", "purge", Scope.PHOTOS_READ, Scope.PHOTOS_DELETE),
)
async def purge_photos(body: BatchIn, viewer: SignedIn, parts: WithParts) -> BatchOut:
    """Delete for good those of the photos that lie in the trash."""
    async with parts.database.open_tx() as tx:
        allowed = await sharing.list_visible(tx, viewer, body.ids, Action.DELETE)
        lying = [photo for photo in allowed if photo.trashed_at is not None]
        for owner_id in sorted({photo.owner_id for photo in lying}):
            await ingest.purge(tx, UserId(owner_id), [photo.id for photo in lying if photo.owner_id == owner_id])
    return BatchOut(changed=[photo.id for photo in lying])


@router.get(
    "/photos/{photo_id}",
    summary="One photo",
    response_class=Response,
    responses=_ONE,
    **authz("photo", "view", Scope.PHOTOS_READ),
)
async def get_photo(photo_id: PhotoPath, viewer: SignedIn, parts: WithParts) -> Response:
    """A photo with what is known of it."""
    async with parts.database.open_tx() as tx:
        photo = await sharing.get_visible(tx, viewer, photo_id)
    return _one(photo, parts)


@router.patch(
    "/photos/{photo_id}",
    summary="Change a photo",
    response_class=Response,
    responses=_ONE,
    **authz("photo", "edit", Scope.PHOTOS_READ, Scope.PHOTOS_WRITE),
)
async def edit_photo(
    photo_id: PhotoPath,
    body: ChangesIn,
    viewer: SignedIn,
    parts: WithParts,
    if_match: Annotated[
        str | None,
        Header(max_length=1000, description="The `ETag` of the photo as it was seen: 412 when it is another now"),
    ] = None,
) -> Response:
    """Change what is said of a photo. What was edited by hand is never overwritten by what the file says.

    Saying again the date that was found before any was said takes the edit of the date back: it is known as it was before.
    """
    changes = body.to_changes()
    async with parts.database.open_tx() as tx:
        photo = await sharing.get_visible(tx, viewer, photo_id, Action.EDIT)
        if if_match is not None and "*" not in (seen := etags(if_match)):
            await photos.expect(tx, photo.id, {version.strip('"') for version in seen})
        await photos.edit(tx, photo.owner_id, [photo.id], changes)
        photo = await sharing.get_visible(tx, viewer, photo_id)
    return _one(photo, parts)


def _one(photo: Photo, parts: Parts) -> Response:
    answer = json_response(photo_json(photo, parts))
    answer.headers["ETag"] = f'"{photos.version_of(photo)}"'
    return answer


@router.delete(
    "/photos/{photo_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Trash a photo",
    **authz("photo", "delete", Scope.PHOTOS_READ, Scope.PHOTOS_DELETE),
)
async def trash_photo(photo_id: PhotoPath, viewer: SignedIn, parts: WithParts) -> None:
    """Put a photo into the trash. Nothing is deleted for good before the trash's days are over."""
    async with parts.database.open_tx() as tx:
        photo = await sharing.get_visible(tx, viewer, photo_id, Action.DELETE)
        await photos.trash(tx, photo.owner_id, [photo.id])


@router.post(
    "/photos/{photo_id}/restore",
    summary="Restore a photo",
    response_class=Response,
    responses=_ONE,
    **authz("photo", "restore", Scope.PHOTOS_READ, Scope.PHOTOS_WRITE),
)
async def restore_photo(photo_id: PhotoPath, viewer: SignedIn, parts: WithParts) -> Response:
    """Take a photo out of the trash."""
    async with parts.database.open_tx() as tx:
        photo = await sharing.get_visible(tx, viewer, photo_id, Action.RESTORE)
        await photos.restore(tx, photo.owner_id, [photo.id])
        photo = await sharing.get_visible(tx, viewer, photo_id)
    return json_response(photo_json(photo, parts))


@router.head("/photos/{photo_id}/original", include_in_schema=False, **authz("photo", "download", Scope.PHOTOS_READ))
@router.get(
    "/photos/{photo_id}/original",
    summary="Download the original",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}},
        206: {"description": "A range of it"},
        307: {
            "description": "It is at an address of the S3 server, for a short while (only where the settings say so)"
        },
    },
    **authz("photo", "download", Scope.PHOTOS_READ),
)
async def get_original(
    photo_id: PhotoPath,
    request: Request,
    viewer: SignedIn,
    parts: WithParts,
    disposition: Literal["attachment", "inline"] = "attachment",
) -> Response:
    """The very bytes that were uploaded."""
    async with parts.database.open_tx() as tx:
        photo = await sharing.get_visible(tx, viewer, photo_id, Action.ORIGINAL)
    ref = BlobRef(photo.owner_id, photo.sha256)
    found = await delivery.original(parts.store, ref, photo.media_type)
    if disposition == "attachment" and request.method == "GET":
        named = content_disposition(disposition, photo.filename)
        elsewhere = parts.store.address(ref, disposition=named, media_type=photo.media_type)
        if elsewhere is not None:
            # What a page shows comes from here all the same: its policy lets in nothing from other places.
            headers = {**HARMLESS, "Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
            return RedirectResponse(elsewhere, 307, headers=headers)
    return await file_response(
        request,
        found,
        filename=photo.filename,
        disposition=disposition,
        cache="private, no-cache",
    )


@router.delete("/trash", summary="Empty the trash", **authz("photo", "purge", Scope.PHOTOS_READ, Scope.PHOTOS_DELETE))
async def empty_trash(user: Person, parts: WithParts) -> PurgedOut:
    """Delete for good what lies in one's trash now."""
    return PurgedOut(purged=await ingest.empty_trash(parts.database.open_tx, user.id))


async def _batch(
    parts: Parts, viewer: SignedIn, ids: list[int], action: Action, changes: Changes | None = None
) -> BatchOut:
    async with parts.database.open_tx() as tx:
        allowed = await sharing.list_visible(tx, viewer, ids, action)
        changed: list[int] = []
        for owner_id in sorted({photo.owner_id for photo in allowed}):
            mine = [photo.id for photo in allowed if photo.owner_id == owner_id]
            if changes is not None:
                changed += await photos.edit(tx, owner_id, mine, changes)
            elif action is Action.DELETE:
                changed += await photos.trash(tx, owner_id, mine)
            else:
                changed += await photos.restore(tx, owner_id, mine)
    return BatchOut(changed=changed)


def _added_json(added: photos.Added, *, may_read: bool, parts: Parts) -> dict[str, Any]:
    photo: Photo = added.photo
    result = {"created": added.created, "restored": added.restored}
    if may_read:
        return photo_json(photo, parts) | result
    return {"id": str(photo.id), "sha256": photo.sha256.hex(), "state": photo.state} | result


def _digests(field: str, words: list[str], size: int) -> list[bytes]:
    digests = []
    for word in words:
        try:
            digest = bytes.fromhex(word)
        except ValueError:
            digest = b""
        if len(digest) != size:
            raise invalid(field, f"“{word[:80]}” is not a digest of {size * 2} hexadecimal digits.")
        digests.append(digest)
    return digests
