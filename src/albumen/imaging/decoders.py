"""Holds the processes that decode."""

from types import TracebackType
from typing import Self

from albumen.imaging.settings import ImagingSettings


class Decoders:
    """Children that decode foreign bytes, each for one owner, and the warm parent that they are forked from.

    One per process that decodes. Entering costs nothing: the warm parent starts at the first file. It must be used in the
    event loop it was entered in.
    """

    def __init__(self, settings: ImagingSettings) -> None:
        self._settings = settings

    async def __aenter__(self) -> Self:
        """Ready to decode."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every child and the warm parent. What was being decoded fails with `DecodersGone`."""
