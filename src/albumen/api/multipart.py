"""A photo as `multipart/form-data`, in any order of its fields: the file goes straight to the store while it is parsed."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from fastapi import Request
from multipart import (
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from albumen import ingest, photos, storage
from albumen.core import TooLarge, invalid
from albumen.ingest import About, clean_name, clean_path
from albumen.storage import Staged
from albumen.wiring import Parts

_FIELDS = frozenset({"sha256", "modified", "path", "title", "description", "tags"})
LONGEST_FIELD = 64 * 1024
"""Bytes of a field that is no file."""
_MOST_FIELDS = 300


Event: TypeAlias = MultipartSegment | bytes | bytearray | None
"""What the parser gives: the head of a field, then its bytes, then None at its end."""


@dataclass(slots=True)
class _Form:
    filename: str | None = None
    staged: Staged | None = None
    fields: dict[str, list[str]] = field(default_factory=dict)


def form_of(**fields: dict[str, Any]) -> dict[str, Any]:
    """How the description tells such a form: a file, its digest, and these fields."""
    always = {
        "file": {"type": "string", "format": "binary"},
        "sha256": {"type": "string", "maxLength": 64, "description": "If given, the bytes must have it"},
    }
    return {"multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": always | fields}}}


async def read_upload(request: Request, parts: Parts, *, largest: int) -> tuple[Staged, About]:
    """The staged file of a form, of at most `largest` bytes, and what the form says of it.

    Raises `Invalid` for what is not such a form, `ingest.FileTooLarge`, and what staging raises; then nothing stays staged.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get("boundary", "")
    if content_type != "multipart/form-data" or not boundary:
        raise invalid("file", "Send the photo as multipart/form-data, in the field `file`.")
    # Names are read as bytes first: browsers send UTF-8, hostile clients anything.
    parser = PushMultipartParser(boundary, max_segment_count=_MOST_FIELDS, header_charset="latin-1")
    form = _Form()
    try:
        await _parse(_events(parser, request), form, parts, largest)
        if form.staged is None or form.filename is None:
            raise invalid("file", "There is no file in the field `file`.")
        return form.staged, about_from(form.fields, form.filename)
    except (MultipartError, ParserLimitReached) as error:
        await _discard(form, parts)
        raise invalid("body", "The form ended too early or is not well-formed.") from error
    except BaseException:
        await _discard(form, parts)
        raise


def about_from(fields: dict[str, list[str]], filename: str) -> About:
    """What a sender says of a file, checked. Raises `Invalid` and `photos.BadEdit` with the name of the field."""

    def last(name: str) -> str:
        return fields.get(name, [""])[-1]

    return About(
        filename=clean_name(filename),
        path=clean_path(last("path")),
        modified=parse_instant("modified", last("modified")),
        sha256=parse_sha256(last("sha256")),
        title=photos.clean_text("title", last("title")),
        description=photos.clean_text("description", last("description")),
        tags=tuple(photos.clean_tags(fields.get("tags", []))),
    )


def parse_sha256(word: str, field: str = "sha256") -> bytes | None:
    """A declared digest; None when nothing is declared. Raises `Invalid` with the name of the field."""
    if not word:
        return None
    try:
        digest = bytes.fromhex(word)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise invalid(field, "A SHA-256 has 64 hexadecimal digits.")
    return digest


def parse_instant(name: str, word: str) -> dt.datetime | None:
    """A declared instant in ISO 8601 (without a zone: UTC); None when nothing is declared, or nothing that can be true."""
    if not word:
        return None
    try:
        value = dt.datetime.fromisoformat(word)
        value = (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except ValueError as error:
        raise invalid(name, "A time looks like 2024-05-31T18:30:00Z.") from error
    except OverflowError:
        return None
    # At the very ends of the calendar another zone's clock shows a year that does not exist.
    return value if 1 < value.year < 9999 else None


async def _parse(events: AsyncIterator[Event], form: _Form, parts: Parts, largest: int) -> None:
    async for event in events:
        if not isinstance(event, MultipartSegment):
            continue
        if event.name == "file":
            if form.staged is not None:
                raise invalid("file", "One file at a time, please.")
            form.filename = (event.filename or "unnamed").encode("latin-1", "replace").decode("utf-8", "replace")
            try:
                form.staged = await storage.stage(parts.store, _body(events), largest)
            except storage.StagedTooLarge as error:
                raise ingest.FileTooLarge from error
        elif event.name in _FIELDS:
            value = bytearray()
            async for chunk in _body(events):
                value += chunk
                if len(value) > LONGEST_FIELD:
                    raise TooLarge(f"The field `{event.name}` is too long.")
            form.fields.setdefault(event.name, []).append(value.decode("utf-8", "replace"))
        else:
            async for _ in _body(events):
                pass


async def _events(parser: PushMultipartParser, request: Request) -> AsyncIterator[Event]:
    async for chunk in request.stream():
        if chunk:
            for event in parser.parse(chunk):
                yield event
    for event in parser.parse(b""):
        yield event


async def _body(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    async for event in events:
        if event is None:
            return
        if not isinstance(event, MultipartSegment):
            yield bytes(event)


async def _discard(form: _Form, parts: Parts) -> None:
    if form.staged is not None:
        await parts.store.discard(form.staged.name)
