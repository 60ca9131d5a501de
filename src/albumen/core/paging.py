"""Cursors: where a list was left, as an opaque word that a client hands back."""

import base64
import binascii
from typing import TypeVar

import msgspec

from albumen.core.errors import FieldError, Invalid

T = TypeVar("T")


def encode_cursor(position: object) -> str:
    """A position (anything msgspec can write) as a word that is safe in a URL."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).rstrip(b"=").decode()


def decode_cursor(word: str, shape: type[T]) -> T:
    """The position that `encode_cursor` wrote; `Invalid` when the word is not one of ours or has another shape."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise Invalid(
            "The cursor is not one that this list gave.", errors=(FieldError("cursor", "is not a cursor of this list"),)
        ) from error
