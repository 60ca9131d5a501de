"""Forms as clients send them, byte by byte: in any order, with any name, whole or broken off."""

import hashlib
import io
from collections.abc import Iterable
from typing import Any

import httpx
from PIL import Image

BOUNDARY = "----a-boundary-of-the-tests"
TYPE = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
PHOTOS = "/api/v1/photos"

Field = tuple[str, str | bytes] | tuple[str, bytes, bytes]
"""A field's name and value; a file's with its name as raw bytes between them."""


def form(*fields: Field, end: bool = True) -> bytes:
    """A body of `multipart/form-data` with these fields in this order; without its `end` it breaks off."""
    body = b""
    for name, *rest in fields:
        value = rest[-1].encode() if isinstance(rest[-1], str) else rest[-1]
        head = b'Content-Disposition: form-data; name="' + name.encode() + b'"'
        if len(rest) == 2:
            assert isinstance(rest[0], bytes)
            head += b'; filename="' + rest[0] + b'"\r\nContent-Type: application/octet-stream'
        body += b"--" + BOUNDARY.encode() + b"\r\n" + head + b"\r\n\r\n" + value + b"\r\n"
    return body + (b"--" + BOUNDARY.encode() + b"--\r\n" if end else b"")


def small_jpeg(number: int = 0, size: tuple[int, int] = (48, 32), **options: Any) -> bytes:
    """A picture that only this number stands for; `options` are Pillow's, such as `exif`."""
    image = Image.new("RGB", size, (number % 256, number // 256 % 256, 128))
    file = io.BytesIO()
    image.save(file, "JPEG", comment=f"picture {number}", **options)
    return file.getvalue()


def sha256_of(data: bytes) -> str:
    """The digest of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


async def send(client: httpx.AsyncClient, *fields: Field) -> httpx.Response:
    """The answer to a form of these fields."""
    return await client.post(PHOTOS, content=form(*fields), headers=TYPE)


async def add(client: httpx.AsyncClient, data: bytes, name: str = "a.jpg", **fields: str) -> dict[str, Any]:
    """What the API says of a photo that was added, or was there."""
    about: Iterable[Field] = fields.items()
    answer = await send(client, ("file", name.encode(), data), *about)
    assert answer.status_code in {200, 201}, answer.text
    body: dict[str, Any] = answer.json()
    return body
