"""A selection of photos as one ZIP file, written while it is sent: nothing is compressed, kept or held in memory."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from albumen import sharing
from albumen.accounts import Scope
from albumen.api.bytes import HARMLESS, content_disposition
from albumen.api.dependencies import SignedIn, WithParts, authz
from albumen.api.json import MOST_IDS, parse_ids
from albumen.core import invalid, now
from albumen.photos import Photo
from albumen.sharing import Action, Hidden
from albumen.storage import BlobRef, BlobStore

router = APIRouter(tags=["Photos"])

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that are no files on Windows, whatever their ending."""

_IDS = {"type": "array", "items": {"type": "string", "maxLength": 19}, "minItems": 1, "maxItems": MOST_IDS}
_LISTS = _IDS | {"items": {"type": "string", "maxLength": 20 * MOST_IDS}}
_BODY = {
    "application/x-www-form-urlencoded": {
        "schema": {"type": "object", "required": ["ids"], "properties": {"ids": _LISTS}}
    },
    "application/json": {"schema": {"type": "object", "required": ["ids"], "properties": {"ids": _IDS}}},
}


@router.post(
    "/photos/zip",
    summary="Download many originals",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "A ZIP file of the originals"}},
    **authz("photo", "download", Scope.PHOTOS_READ, body=_BODY),
)
async def get_zip(request: Request, viewer: SignedIn, parts: WithParts) -> Response:
    """The originals of those of the photos that you may see, in one ZIP file, in the order of the ids.

    The ids come as JSON, or as fields `ids` of a form (each with one id, or several with commas between them), so that a
    browser can save the answer as it comes.
    """
    wanted = parse_ids(await _ids_of(request))
    async with parts.database.open_tx() as tx:
        chosen = await sharing.list_visible(tx, viewer, wanted, Action.ORIGINAL)
    if not chosen:
        raise Hidden
    headers = HARMLESS | {
        "Content-Disposition": content_disposition("attachment", f"photos-{now():%Y-%m-%d}.zip"),
        "Cache-Control": "private, no-store",
    }
    del headers["Accept-Ranges"]
    return StreamingResponse(zipped(parts.store, chosen), media_type="application/zip", headers=headers)


async def zipped(store: BlobStore, chosen: Iterable[Photo]) -> AsyncIterator[bytes]:
    """The ZIP file, piece by piece. Where bytes cannot be read it breaks off, so that nobody takes a part for the whole."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for photo, name in names_in_archive(chosen):
            entry = zipfile.ZipInfo(name, _date_of(photo))
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=photo.size >= zipfile.ZIP64_LIMIT) as file:
                async for block in store.open(BlobRef(photo.owner_id, photo.sha256)):
                    file.write(block)
                    yield sink.taken()
    yield sink.taken()


def names_in_archive(chosen: Iterable[Photo]) -> Iterator[tuple[Photo, str]]:
    """Each photo with a name that every system can write, and that no other one in the archive has in any case."""
    given: set[str] = set()
    for photo in chosen:
        name = safe_name(photo.filename)
        stem, ending = PurePath(name).stem, PurePath(name).suffix
        number = 1
        while name.casefold() in given:
            number += 1
            name = f"{stem} ({number}){ending}"
        given.add(name.casefold())
        yield photo, name


def safe_name(filename: str) -> str:
    """A file's name without what some system cannot have in one, at most 150 characters."""
    name = _UNSAFE.sub("_", "".join(c if c.isprintable() else "_" for c in filename)).strip(". ") or "file"
    if len(name) > 150:
        ending = PurePath(name).suffix[:20]
        name = name[: 150 - len(ending)] + ending
    return f"_{name}" if _DEVICES.fullmatch(name) else name


class _Sink(io.RawIOBase):
    """What an archive is written into: holds what came since it was last taken. It cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, data: Any) -> int:
        """Keep some bytes until they are taken."""
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


async def _ids_of(request: Request) -> list[str]:
    body = await request.body()
    try:
        if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json":
            return msgspec.json.decode(body, type=dict[str, list[str]])["ids"]
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_IDS)
    except (msgspec.MsgspecError, KeyError, ValueError) as error:
        raise invalid("ids", "Send the photos' ids in the field `ids`.") from error
    return [word for name, value in fields if name == "ids" for word in value.split(",") if word]


def _date_of(photo: Photo) -> tuple[int, int, int, int, int, int]:
    at = photo.shown_at
    # The format counts its years from 1980 and has room for 127 of them.
    at = min(max(at, datetime(1980, 1, 1)), datetime(2107, 12, 31))  # noqa: DTZ001 (clocks on a wall)
    return at.year, at.month, at.day, at.hour, at.minute, at.second
