"""Signed bytes: the signature is checked before anything else, and no database is asked."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from albumen import delivery
from albumen.api.bytes import file_response, unchanged_response
from albumen.api.dependencies import WithParts, authz
from albumen.core import now
from albumen.delivery import Audience

router = APIRouter(tags=["Bytes"])

CACHE = {
    Audience.PRIVATE: "private, max-age=7200, immutable",
    Audience.PUBLIC: "public, max-age=31536000, immutable",
}
"""How long answers may be kept. A name never means other bytes, so they never change within that time."""


# Told, not checked: the signature is, before anything else.
Space = Annotated[str, Path(json_schema_extra={"maxLength": 19})]
Digest = Annotated[str, Path(json_schema_extra={"maxLength": 64})]
Name = Annotated[str, Path(json_schema_extra={"maxLength": 61})]


@router.head("/media/{space}/{digest}/{name}", include_in_schema=False, **authz("bytes", "view with a signed address"))
@router.get(
    "/media/{space}/{digest}/{name}",
    summary="Bytes behind a signed address",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, 206: {"description": "A range of it"}},
    **authz("bytes", "view with a signed address"),
)
async def get_media(space: Space, digest: Digest, name: Name, request: Request, parts: WithParts) -> Response:
    """A rendition or an original. Addresses come with photos; they are good for one to two hours."""
    address = delivery.verify(parts.media_keys, request.url.path, dict(request.query_params), now())
    cache = CACHE[address.audience]
    unchanged = unchanged_response(request, delivery.etag_of(address), cache=cache)
    if unchanged is not None:
        return unchanged
    return await file_response(request, await parts.delivery.serve(address), cache=cache)
