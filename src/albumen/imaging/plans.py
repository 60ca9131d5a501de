"""The jobs that children do, by name and by what they give: so that their holder need not load any decoder itself."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from albumen.imaging.model import Metadata, Renditions, Storyboard

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan(Generic[T]):
    """A function of a module that the warm parent has loaded."""

    function: str
    """`module:name`. Its first argument is the `Input`, all are annotated."""
    gives: type[T]
    """What it returns; of a type that msgspec can read."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a header says: the type as a decoder sees it, and the size where the decoder could read one."""

    media_type: str
    decodable: bool
    width: int | None = None
    height: int | None = None
    frames: int = 1


@dataclass(frozen=True, slots=True)
class PixelLimits:
    """How large a picture may be that is opened."""

    still: int
    """Pixels."""
    animation: int
    """Pixels of all frames together."""


READ_HEAD = Plan("albumen.imaging.jobs:read_head", Head)
READ_METADATA = Plan("albumen.imaging.jobs:read_metadata", Metadata)
MAKE_RENDITIONS = Plan("albumen.imaging.jobs:make_renditions", Renditions)
MAKE_STORYBOARD = Plan("albumen.imaging.jobs:make_storyboard", Storyboard)
