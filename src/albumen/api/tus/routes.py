"""The five requests of the protocol."""

from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response

from albumen import ingest
from albumen.accounts import Scope
from albumen.api.dependencies import Person, WithParts, authz
from albumen.api.errors import problem
from albumen.api.json import Id
from albumen.api.tus.headers import (
    CHECKSUMS,
    EXTENSIONS,
    OFFSET_TYPE,
    VERSION,
    Checksum,
    parse_metadata,
    whole_number,
)
from albumen.ingest import Upload, UploadId, WrongChecksum
from albumen.wiring import Parts

router = APIRouter(prefix="/uploads", tags=["Resumable uploads (tus 1.0.0)"])

UploadPath = Annotated[Id, Path(description="The upload's id")]
_WRITE = authz("upload", "create", Scope.PHOTOS_WRITE)


@router.options("", include_in_schema=False, **authz("upload", "describe"))
@router.options("/{upload_id}", include_in_schema=False, **authz("upload", "describe"))
async def describe(parts: WithParts) -> Response:
    """Which version and extensions are spoken here, and how large a file may be."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        "Tus-Max-Size": str(parts.settings.ingest.largest_file_bytes),
    }
    return _answer(204, headers)


@router.post("", status_code=201, summary="Begin an upload", response_class=Response, **_WRITE)
async def create(
    request: Request,
    user: Person,
    parts: WithParts,
    upload_metadata: Annotated[str, Header(max_length=32_768)] = "",
    upload_length: Annotated[str | None, Header()] = None,
    upload_checksum: Annotated[str | None, Header()] = None,
    tus_resumable: Annotated[str | None, Header()] = None,
) -> Response:
    """Make an upload of `Upload-Length` bytes; its address is in `Location`. A body is taken as its first bytes."""
    if refusal := _other_version(tus_resumable):
        return refusal
    size = whole_number("Upload-Length", upload_length)
    checksum = Checksum(upload_checksum) if upload_checksum else None
    about = parse_metadata(upload_metadata)
    upload = await ingest.create_upload(parts.receiving, user, about, size, _lifetime(parts))
    headers = {"Location": f"/api/v1/uploads/{upload.id}"}
    if request.headers.get("content-type") == OFFSET_TYPE:
        chunks = _chunks(request, checksum)
        upload = await ingest.append(parts.receiving, user, upload.id, 0, chunks, _lifetime(parts))
    return _answer(201, headers | _state(upload))


@router.head("/{upload_id}", summary="How far is it?", response_class=Response, **_WRITE)
async def head(
    upload_id: UploadPath,
    user: Person,
    parts: WithParts,
    tus_resumable: Annotated[str | None, Header()] = None,
) -> Response:
    """The offset from which to go on, and the photo's id once it has become one."""
    if refusal := _other_version(tus_resumable):
        return refusal
    upload = await ingest.finish(parts.receiving, user, UploadId(upload_id))
    return _answer(200, {"Upload-Length": str(upload.size), "Cache-Control": "no-store"} | _state(upload))


@router.patch("/{upload_id}", status_code=204, summary="Go on", response_class=Response, **_WRITE)
async def append(
    upload_id: UploadPath,
    request: Request,
    user: Person,
    parts: WithParts,
    upload_offset: Annotated[str | None, Header()] = None,
    upload_checksum: Annotated[str | None, Header()] = None,
    tus_resumable: Annotated[str | None, Header()] = None,
) -> Response:
    """Append the body at `Upload-Offset`. The answer to the last bytes carries `Albumen-Photo-Id`: the photo is then safe."""
    if refusal := _other_version(tus_resumable):
        return refusal
    if request.headers.get("content-type") != OFFSET_TYPE:
        return problem(415, f"The body's type must be {OFFSET_TYPE}.", headers={"Tus-Resumable": VERSION})
    offset = whole_number("Upload-Offset", upload_offset)
    checksum = Checksum(upload_checksum) if upload_checksum else None
    try:
        upload = await ingest.append(
            parts.receiving, user, UploadId(upload_id), offset, _chunks(request, checksum), _lifetime(parts)
        )
    except WrongChecksum as error:
        # 460 is the protocol's own status: "Checksum Mismatch".
        return Response(error.detail, 460, headers={"Tus-Resumable": VERSION}, media_type="text/plain")
    return _answer(204, _state(upload))


@router.delete(
    "/{upload_id}",
    status_code=204,
    summary="Give it up",
    response_class=Response,
    **authz("upload", "delete", Scope.PHOTOS_WRITE),
)
async def delete(
    upload_id: UploadPath,
    user: Person,
    parts: WithParts,
    tus_resumable: Annotated[str | None, Header()] = None,
) -> Response:
    """Forget an upload and what arrived of it. A photo that it became stays."""
    if refusal := _other_version(tus_resumable):
        return refusal
    await ingest.cancel_upload(parts.receiving, user, UploadId(upload_id))
    return _answer(204, {})


async def _chunks(request: Request, checksum: Checksum | None) -> AsyncIterator[bytes]:
    stream = request.stream()
    async for chunk in checksum.checked(stream) if checksum else stream:
        if chunk:
            yield chunk


def _lifetime(parts: Parts) -> timedelta:
    return timedelta(days=parts.settings.ingest.upload_days)


def _state(upload: Upload) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": format_datetime(upload.expires_at, usegmt=True),
    }
    if upload.photo_id is not None:
        headers["Albumen-Photo-Id"] = str(upload.photo_id)
    return headers


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": VERSION, "Cache-Control": "no-store"} | headers)


def _other_version(tus_resumable: str | None) -> Response | None:
    if tus_resumable == VERSION:
        return None
    return problem(
        412,
        f"This server speaks version {VERSION} of the upload protocol: send `Tus-Resumable: {VERSION}`.",
        headers={"Tus-Version": VERSION, "Tus-Resumable": VERSION},
    )
