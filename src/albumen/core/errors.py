"""The kinds of failure. A room's own errors each derive from one kind; `api/errors.py` gives every kind its status.

The docstring of an error class is the sentence a person reads when nothing more exact was said, and the class's name is that
sentence's: `NoSuchPhoto` is `no-such-photo`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from albumen.core.sentences import Said, Value, name


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field of a request: the field's name and a sentence about it."""

    field: str
    detail: str


class AlbumenError(Exception):
    """Something went wrong in Albumen."""

    def __init_subclass__(cls, **more: Any) -> None:
        """Every kind of error is in the list of sentences, under its own name."""
        super().__init_subclass__(**more)
        name(code_of(cls), _sentence_of(cls))

    def __init__(self, detail: str | None = None, *, errors: tuple[FieldError, ...] = ()) -> None:
        self.detail = detail or Said(_sentence_of(type(self)), code_of(type(self)))
        self.errors = errors
        super().__init__(self.detail)

    @property
    def code(self) -> str:
        """The name of what is said; that of the class where it was said in words of the moment."""
        return self.detail.code if isinstance(self.detail, Said) else code_of(type(self))

    @property
    def values(self) -> Mapping[str, Value]:
        """What was filled into the sentence of that name."""
        return self.detail.values if isinstance(self.detail, Said) else {}


def code_of(kind: type[AlbumenError]) -> str:
    """What the sentence of a class of errors is called: its name in small letters, with dashes."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def _sentence_of(kind: type[AlbumenError]) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


class NotFound(AlbumenError):
    """There is nothing here, or nothing that you may see."""


class Unauthenticated(AlbumenError):
    """Please sign in."""


class Forbidden(AlbumenError):
    """You may see this, but not do that to it."""


class Conflict(AlbumenError):
    """This does not go together with what is already there."""


class Outdated(AlbumenError):
    """This is not any more as you last saw it. Nothing was changed: look at it again."""


class Invalid(AlbumenError):
    """Something in the request is not as it should be."""


def invalid(field: str, detail: str) -> Invalid:
    """What to raise where one field is not as it should be, told in a sentence."""
    return Invalid(detail, errors=(FieldError(field, detail),))


class Unsupported(AlbumenError):
    """Albumen does not keep files of this type."""


class TooLarge(AlbumenError):
    """This is larger than the limit."""


class NoRoom(AlbumenError):
    """There is not enough room to store this."""


class TooMany(AlbumenError):
    """Too many attempts. Please wait a moment."""

    def __init__(self, detail: str | None = None, *, retry_after: float = 60, limit: int | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        """Seconds after which another attempt makes sense."""
        self.limit = limit
        """Attempts that are allowed in the time, where that is told."""


class Unavailable(AlbumenError):
    """Albumen cannot do this just now. Please try again in a moment."""

    def __init__(self, detail: str | None = None, *, retry_after: float = 5) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
        """Seconds after which another attempt makes sense."""
