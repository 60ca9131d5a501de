"""JSON as this API speaks it: ids are decimal strings, wall clocks have no zone, instants end in Z."""

from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Any

import msgspec
from fastapi import Response
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from albumen.core import MAX_ID, Said, invalid


def _plain(value: object) -> str:
    """What the encoder does not know: sentences that know their name are text like any other."""
    if isinstance(value, Said):
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing that JSON has")


_encoder = msgspec.json.Encoder(decimal_format="string", enc_hook=_plain)


def encode_json(value: object) -> bytes:
    """A value made of plain types, dates and msgspec structs as JSON."""
    return _encoder.encode(value)


def json_response(body: object, status_code: int = 200) -> Response:
    """Such a value as an answer that is kept nowhere."""
    headers = {"Cache-Control": "private, no-store"}
    return Response(encode_json(body), status_code, media_type="application/json", headers=headers)


class Body(BaseModel):
    """What every body of a request is made of: a field that it does not know is refused, with the name that was meant.

    A field with a slip of the pen would otherwise change nothing, and its sender would not hear of it.
    """

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _knows_every_field(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        unknown = [str(name) for name in body if name not in cls.model_fields]
        if unknown:
            raise ValidationError.from_exception_data(
                cls.__name__, [cls._unknown(name) for name in unknown[:_MOST_TOLD]]
            )
        return body

    @classmethod
    def _unknown(cls, name: str) -> InitErrorDetails:
        near = get_close_matches(name[:_LONGEST_NAME].lower(), cls.model_fields, n=1, cutoff=0.6)
        words = f"is not a field here (did you mean {near[0]}?)" if near else "is not a field here"
        told = name if name.isprintable() and len(name) <= _LONGEST_NAME else "(a name that is none)"
        return InitErrorDetails(type=PydanticCustomError("unknown_field", words), loc=(told,), input=None)


_MOST_TOLD = 20
_LONGEST_NAME = 60


def _parse_id(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
        raise ValueError("is not an id: a whole number as a string of digits")
    return value


Id = Annotated[
    int,
    BeforeValidator(_parse_id),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,19}$", "examples": ["234446389214451140"]}),
]
"""An id: a number in Python, a string of digits in JSON (JavaScript's numbers end at 2**53)."""

MOST_IDS = 5000
"""Ids that one request may name."""

Ids = Annotated[list[Id], Field(min_length=1, max_length=MOST_IDS)]
"""Between 1 and 5,000 ids."""


def parse_ids(words: Sequence[str], most: int = MOST_IDS) -> list[int]:
    """Ids where they do not come as JSON. Raises `Invalid` for what is none, for no id at all, and for more than `most`."""
    try:
        if 0 < len(words) <= most:
            return [_parse_id(word) for word in words]
    except ValueError:
        pass
    raise invalid("ids", f"Name between 1 and {most} photos by their ids: whole numbers as strings of digits.")


def instant(value: datetime | None) -> str | None:
    """An instant as RFC 3339 in UTC, to the millisecond."""
    if value is None:
        return None
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def wall_clock(value: datetime | None, offset: int | None) -> str | None:
    """What a clock on the wall showed, as ISO 8601; with its offset from UTC (minutes) only when that is known."""
    if value is None:
        return None
    text = value.isoformat(timespec="milliseconds" if value.microsecond else "seconds")
    if offset is None:
        return text
    hours, minutes = divmod(abs(offset), 60)
    return f"{text}{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"
