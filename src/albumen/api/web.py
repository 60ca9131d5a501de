"""The web client's files: everything built lies in one folder, and what is no file is its start page."""

import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.convertors import Convertor, register_url_convertor

from albumen.api.bytes import etags
from albumen.api.dependencies import authz
from albumen.api.errors import NO_ADDRESS
from albumen.core import NotFound

FOLDER = Path(__file__).parents[1] / "web"
"""Where the build of `web/` is put; it is part of the wheel."""

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""The policy where the build names none."""

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("text/javascript", ".js")


PACKED = {"br": ".br", "gzip": ".gz"}
"""Encodings that the build makes beside the files that get smaller by them, and what their names end in; the best first."""

_NONE_OF_IT = re.compile(r"q\s*=\s*0(\.0*)?\s*(;|$)")


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the client, in memory."""

    data: bytes
    media_type: str
    digest: str
    immutable: bool
    policy: str | None
    packed: tuple[tuple[str, bytes], ...] = ()
    """The same in the encodings that the build made of it, the smallest first."""


def load_client(folder: Path = FOLDER) -> dict[str, Page]:
    """Every file of the built client by its path; empty where it was not built."""
    policies: dict[str, str] = {}
    if (folder / "csp.json").is_file():
        policies = json.loads((folder / "csp.json").read_text())
    pages = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if not path.is_file() or path.name == "csp.json" or path.suffix in PACKED.values():
            continue
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        policy = policies.get(name) or (policies.get("page") if media_type == "text/html" else None)
        packed = tuple(
            (encoding, beside.read_bytes())
            for encoding, suffix in PACKED.items()
            if (beside := path.with_name(path.name + suffix)).is_file()
        )
        digest = hashlib.sha256(data).hexdigest()[:32]
        pages[name] = Page(data, media_type, digest, "/immutable/" in f"/{name}", policy, packed)
    return pages


class _ClientPath(Convertor[str]):
    """Any address but those of the API and of bytes, which answer by themselves that they have no such thing."""

    regex = r"(?!api/|media/|livez$|readyz$).*"

    def convert(self, value: str) -> str:
        """As it is."""
        return value

    def to_string(self, value: str) -> str:
        """As it is."""
        return value


register_url_convertor("client", _ClientPath())


def routes(pages: dict[str, Page]) -> APIRouter:
    """The route that answers all that no other route does."""
    router = APIRouter()

    @router.api_route("/{path:client}", methods=["GET", "HEAD"], include_in_schema=False, **authz("client", "view"))
    async def client(path: str, request: Request) -> Response:
        """A file of the client, or its start page, which finds its own way by the address."""
        page = pages.get(path)
        if page is None:
            if path.startswith("_app/"):
                raise NotFound(NO_ADDRESS())
            page = pages.get("index.html")
            if page is None:
                raise NotFound(NO_ADDRESS())
        encoding, data = _chosen(page, request.headers.get("accept-encoding", ""))
        # Two encodings of one file are two things to whoever keeps one.
        etag = f'"{page.digest}{f"-{encoding}" if encoding else ""}"'
        headers = {
            "ETag": etag,
            "Cache-Control": "public, max-age=31536000, immutable" if page.immutable else "no-cache",
        }
        if page.policy:
            headers["Content-Security-Policy"] = page.policy
        if page.packed:
            headers["Vary"] = "Accept-Encoding"
        if {etag, "*"} & etags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(data, media_type=page.media_type, headers=headers)

    return router


def _chosen(page: Page, accepted: str) -> tuple[str | None, bytes]:
    """The encoding in which a file is sent to somebody who accepts these (RFC 9110, 12.5.3), and its bytes."""
    if page.packed and accepted:
        wanted: dict[str, bool] = {}
        for word in accepted.lower().split(","):
            name, _, parameters = word.partition(";")
            wanted[name.strip()] = not _NONE_OF_IT.search(parameters)
        for encoding, data in page.packed:
            if wanted.get(encoding, wanted.get("*", False)):
                return encoding, data
    return None, page.data
