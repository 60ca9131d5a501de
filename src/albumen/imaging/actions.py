"""The verbs of imaging. Each sends one file to a decoding child and gives back what it said."""

from albumen.imaging.decoders import Decoders
from albumen.imaging.model import File, Metadata, Probe, Recipe, Renditions


async def probe(decoders: Decoders, owner: int, file: File) -> Probe:
    """What a file is, told from its bytes.

    A file of an accepted type whose header no decoder can read (or that breaks or overloads the decoder) has
    `decodable=False`: it is kept as it is. Raises `UnsupportedType` for everything else.
    """
    raise NotImplementedError


async def read_metadata(decoders: Decoders, owner: int, file: File, probe: Probe) -> Metadata:
    """What a file says of itself. Works as well for what is not decodable: then without what only a decoder knows.

    Raises `DecoderLimit`, `DecoderCrashed`.
    """
    raise NotImplementedError


async def make_renditions(
    decoders: Decoders, owner: int, file: File, probe: Probe, wanted: tuple[Recipe, ...]
) -> Renditions:
    """Decode a picture (or a telling frame of a video) once, and make all wanted renditions and the thumbhash of it.

    Raises `Undecodable`, `DecoderLimit`, `DecoderCrashed`.
    """
    raise NotImplementedError


async def limits_not_enforced(decoders: Decoders) -> tuple[str, ...]:
    """What this system cannot hold decoders to, a sentence for each; empty when everything is enforced."""
    raise NotImplementedError
