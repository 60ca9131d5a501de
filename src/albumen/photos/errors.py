"""What may go wrong with photos."""

from albumen.core import FieldError, Invalid, NotFound


class NoSuchPhoto(NotFound):
    """There is no such photo, or you may not see it."""


class BadEdit(Invalid):
    """One property of the photo is not as it should be."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail, errors=(FieldError(field, detail),))
