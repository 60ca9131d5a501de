"""The five requests of the protocol."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, timedelta
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from albumen import ingest
from albumen.accounts import Scope
from albumen.api.dependencies import Person, WithParts, authz
from albumen.api.errors import answer_to, answer_to_invalid, problem
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
from albumen.core import AlbumenError
from albumen.ingest import Upload, UploadId, WrongChecksum
from albumen.wiring import Parts


class TusRoute(APIRoute):
    """A route whose every answer says the version of the protocol, and which refuses requests of any other."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with the version around it."""
        handle = super().get_route_handler()

        async def speak(request: Request) -> Response:
            if request.method != "OPTIONS" and request.headers.get("tus-resumable") != VERSION:
                response = problem(
                    412,
                    f"This server speaks version {VERSION} of the upload protocol: send `Tus-Resumable: {VERSION}`.",
                    headers={"Tus-Version": VERSION},
                )
            else:
                try:
                    response = await handle(request)
                except WrongChecksum as error:
                    # 460 is the protocol's own status: "Checksum Mismatch".
                    response = problem(460, error.detail, code=error.code)
                except AlbumenError as error:
                    response = answer_to(error)
                except RequestValidationError as error:
                    response = answer_to_invalid(error)
            response.headers["Tus-Resumable"] = VERSION
            response.headers["Cache-Control"] = "no-store"
            return response

        return speak


router = APIRouter(prefix="/uploads", tags=["Resumable uploads (tus 1.0.0)"], route_class=TusRoute)

UploadPath = Annotated[Id, Path(description="The upload's id")]
WholeNumber = Annotated[str | None, Header(max_length=20)]
ChecksumHeader = Annotated[str | None, Header(max_length=200)]
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
    return Response(status_code=204, headers=headers)


@router.post("", status_code=201, summary="Begin an upload", response_class=Response, **_WRITE)
async def create(
    request: Request,
    user: Person,
    parts: WithParts,
    upload_metadata: Annotated[str, Header(max_length=32_768)] = "",
    upload_length: WholeNumber = None,
    upload_checksum: ChecksumHeader = None,
) -> Response:
    """Make an upload of `Upload-Length` bytes; its address is in `Location`. A body is taken as its first bytes.

    As all requests of the protocol it must say `Tus-Resumable: 1.0.0`.
    """
    size = whole_number("Upload-Length", upload_length)
    checksum = Checksum(upload_checksum) if upload_checksum else None
    about = parse_metadata(upload_metadata)
    upload = await ingest.create_upload(parts.receiving, user, about, size, _lifetime(parts))
    if request.headers.get("content-type") == OFFSET_TYPE:
        chunks = _chunks(request, checksum)
        upload = await ingest.append(parts.receiving, user, upload.id, 0, chunks, _lifetime(parts))
    return Response(status_code=201, headers={"Location": f"/api/v1/uploads/{upload.id}"} | _state(upload))


@router.head("/{upload_id}", summary="How far is it?", response_class=Response, **_WRITE)
async def head(upload_id: UploadPath, user: Person, parts: WithParts) -> Response:
    """The offset from which to go on, and the photo's id once it has become one."""
    upload = await ingest.finish(parts.receiving, user, UploadId(upload_id))
    return Response(status_code=200, headers={"Upload-Length": str(upload.size)} | _state(upload))


@router.patch("/{upload_id}", status_code=204, summary="Go on", response_class=Response, **_WRITE)
async def append(
    upload_id: UploadPath,
    request: Request,
    user: Person,
    parts: WithParts,
    upload_offset: WholeNumber = None,
    upload_checksum: ChecksumHeader = None,
) -> Response:
    """Append the body at `Upload-Offset`. The answer to the last bytes carries `Albumen-Photo-Id`: the photo is then safe."""
    if request.headers.get("content-type") != OFFSET_TYPE:
        return problem(415, f"The body's type must be {OFFSET_TYPE}.")
    offset = whole_number("Upload-Offset", upload_offset)
    checksum = Checksum(upload_checksum) if upload_checksum else None
    chunks = _chunks(request, checksum)
    upload = await ingest.append(parts.receiving, user, UploadId(upload_id), offset, chunks, _lifetime(parts))
    return Response(status_code=204, headers=_state(upload))


@router.delete(
    "/{upload_id}",
    status_code=204,
    summary="Give it up",
    response_class=Response,
    **authz("upload", "delete", Scope.PHOTOS_WRITE),
)
async def delete(upload_id: UploadPath, user: Person, parts: WithParts) -> Response:
    """Forget an upload and what arrived of it. A photo that it became stays."""
    await ingest.cancel_upload(parts.receiving, user, UploadId(upload_id))
    return Response(status_code=204)


@router.post("/{upload_id}", include_in_schema=False, **_WRITE)
async def overridden(
    upload_id: UploadPath,
    request: Request,
    user: Person,
    parts: WithParts,
    x_http_method_override: Annotated[str | None, Header(max_length=20)] = None,
    upload_offset: WholeNumber = None,
    upload_checksum: ChecksumHeader = None,
) -> Response:
    """PATCH or DELETE of a client that can only send POST, as the protocol asks."""
    if x_http_method_override == "PATCH":
        return await append(upload_id, request, user, parts, upload_offset, upload_checksum)
    if x_http_method_override == "DELETE":
        return await delete(upload_id, user, parts)
    raise HTTPException(405)


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
        "Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True),
    }
    if upload.photo_id is not None:
        headers["Albumen-Photo-Id"] = str(upload.photo_id)
    return headers
