"""Bytes over HTTP: ranges (RFC 9110), validators, names for downloads (RFC 6266), and headers that keep them harmless."""

import re
from collections.abc import AsyncIterator
from typing import Literal
from urllib.parse import quote

from fastapi import Request, Response
from starlette.responses import StreamingResponse

from albumen.api.errors import problem
from albumen.delivery import Bytes

HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    # Whatever a browser makes of somebody's bytes, it runs nothing of it and lets it reach nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII | re.IGNORECASE)


async def file_response(
    request: Request,
    body: Bytes,
    *,
    cache: str,
    filename: str | None = None,
    disposition: Literal["attachment", "inline"] = "inline",
) -> Response:
    """Some bytes, a range of them (206), or that they have not changed (304). `cache` is the Cache-Control of the answer."""
    headers = {**HARMLESS, "ETag": body.etag, "Cache-Control": cache}
    if filename is not None:
        headers["Content-Disposition"] = content_disposition(disposition, filename)
    if {body.etag, "*"} & etags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    start, end, status = 0, body.size, 200
    wanted = request.headers.get("range") if request.method == "GET" else None
    if wanted and request.headers.get("if-range", body.etag) == body.etag:
        match = _range(wanted, body.size)
        if match == "unsatisfiable":
            headers["Content-Range"] = f"bytes */{body.size}"
            return problem(416, f"There are {body.size} bytes.", headers=headers | {"Cache-Control": "no-store"})
        if match is not None:
            start, end = match
            status = 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{body.size}"
    headers["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=body.media_type)
    if body.data is not None:
        return Response(body.data[start:end], status, headers=headers, media_type=body.media_type)
    blocks = body.read(start, end)
    # Read before the answer begins: what cannot be read at all is told as such, and not by breaking off.
    first = await anext(blocks, b"")
    return StreamingResponse(_joined(first, blocks), status, headers=headers, media_type=body.media_type)


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for block in rest:
        yield block


def unchanged_response(request: Request, etag: str, *, cache: str) -> Response | None:
    """That bytes have not changed (304), where whoever asks has them already: nobody need look for them."""
    if etag not in etags(request.headers.get("if-none-match", "")):
        return None
    return Response(status_code=304, headers={**HARMLESS, "ETag": etag, "Cache-Control": cache})


def content_disposition(disposition: str, filename: str) -> str:
    """How a download is named (RFC 6266): an ASCII fallback and the true name, neither of which can leave its quotes."""
    name = "".join(c for c in filename if c.isprintable()).replace("/", "_").replace("\\", "_").strip(". ") or "file"
    fallback = "".join(c if c.isascii() and c not in '"%;' else "_" for c in name)
    return f"{disposition}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"


def etags(header: str) -> set[str]:
    """The validators that a header names. Weak ones count: a proxy that compresses makes them so."""
    return {word.strip().removeprefix("W/") for word in header.split(",")}


def _range(header: str, size: int) -> tuple[int, int] | Literal["unsatisfiable"] | None:
    # Several ranges in one request are answered with the whole, as RFC 9110 allows.
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        length = min(int(match[2]), size)
        return (size - length, size) if length else "unsatisfiable"
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < first:
        return None
    return (first, last + 1) if first < size else "unsatisfiable"
