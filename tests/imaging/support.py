"""How tests develop a file as the product does, and look at what came of it."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pyvips

from albumen.core import AlbumenError
from albumen.imaging import (
    GRID,
    PREVIEW,
    Decoders,
    Metadata,
    Probe,
    Rendition,
    Renditions,
    make_renditions,
    probe,
    read_metadata,
)
from albumen.imaging.decoders import ChildEnded


@dataclass(slots=True)
class Developed:
    """One file on its way through probe, metadata and renditions, as far as it came."""

    owner: int
    probe: Probe | None = None
    metadata: Metadata | None = None
    renditions: Renditions | None = None
    errors: list[AlbumenError] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether it would be shown."""
        return self.renditions is not None


class Bench:
    """Decoders, the costs of their children, and a new owner for every file."""

    decoders: Decoders

    def __init__(self) -> None:
        self.ended: list[ChildEnded] = []
        self._owners = count(1)

    async def develop(self, file: Path) -> Developed:
        """Probe, metadata and renditions of one file, each as the product would ask for it."""
        done = Developed(next(self._owners))
        try:
            done.probe = await probe(self.decoders, done.owner, file)
        except AlbumenError as error:
            done.errors.append(error)
            return done
        try:
            done.metadata = await read_metadata(self.decoders, done.owner, file, done.probe)
        except AlbumenError as error:
            done.errors.append(error)
        try:
            done.renditions = await make_renditions(self.decoders, done.owner, file, done.probe, (GRID, PREVIEW))
        except AlbumenError as error:
            done.errors.append(error)
        return done

    async def renditions(self, file: Path) -> Renditions:
        """The renditions of a file that must have some."""
        done = await self.develop(file)
        assert done.renditions, done.errors
        return done.renditions

    async def metadata(self, file: Path) -> Metadata:
        """What a file says of itself."""
        done = await self.develop(file)
        assert done.metadata, done.errors
        return done.metadata


def picture_of(rendition: Rendition) -> pyvips.Image:
    """A rendition as pixels. It is our own make, so the test may decode it in its own process."""
    return pyvips.Image.new_from_buffer(rendition.data, "")
