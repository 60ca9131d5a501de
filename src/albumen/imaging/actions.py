"""The verbs of imaging. Each sends one file to a decoding child and gives back what it said."""

import os
from pathlib import Path

from albumen.core import now
from albumen.imaging import formats
from albumen.imaging.decoders import Decoders, Effort
from albumen.imaging.errors import DecoderCrashed, DecoderLimit, Undecodable, UnsupportedType
from albumen.imaging.model import File, Kind, Metadata, Probe, Recipe, Renditions, Storyboard
from albumen.imaging.plans import MAKE_RENDITIONS, MAKE_STORYBOARD, READ_HEAD, READ_METADATA, Head, PixelLimits

_MEGA = 1_000_000


def accepts(file: File) -> bool:
    """Whether a file begins like one of the types that are kept. Quick, and no promise: only `probe` opens it. Raises OSError."""
    return formats.sniff(_beginning(file)) is not None


async def probe(decoders: Decoders, owner: int, file: File) -> Probe:
    """What a file is, told from its bytes.

    A file of an accepted type whose header no decoder can read (or that breaks or overloads the decoder) has
    `decodable=False`: it is kept as it is. Raises `UnsupportedType` for everything else; `DecodersGone`, OSError.
    """
    format = formats.sniff(_beginning(file))
    if format is None:
        raise UnsupportedType
    try:
        head = await decoders.run(
            owner, file, Effort(decoders.settings.probe_cpu_seconds), READ_HEAD, format.media_type
        )
    except (Undecodable, DecoderLimit, DecoderCrashed):
        head = Head(format.media_type, decodable=False)
    format = formats.BY_MEDIA_TYPE[head.media_type]
    return Probe(format.media_type, format.extension, format.kind, head.decodable, head.width, head.height, head.frames)


async def read_metadata(decoders: Decoders, owner: int, file: File, probe: Probe) -> Metadata:
    """What a file says of itself. Works as well for what is not decodable: then without what only a decoder knows.

    Raises `DecoderLimit`, `DecoderCrashed`, `DecodersGone`, OSError.
    """
    effort = Effort(decoders.settings.metadata_cpu_seconds, niced=probe.kind is Kind.VIDEO)
    return await decoders.run(owner, file, effort, READ_METADATA, probe.media_type, now())


async def make_renditions(
    decoders: Decoders, owner: int, file: File, probe: Probe, wanted: tuple[Recipe, ...]
) -> Renditions:
    """Decode a picture (or a telling frame of a video) once, and make all wanted renditions and the thumbhash of it.

    Raises `Undecodable`, `DecoderLimit`, `DecoderCrashed`, `DecodersGone`, OSError.
    """
    settings = decoders.settings
    effort = Effort(settings.renditions_cpu_seconds, niced=probe.kind is Kind.VIDEO)
    limits = PixelLimits(settings.still_megapixels * _MEGA, settings.animation_megapixels * _MEGA)
    return await decoders.run(owner, file, effort, MAKE_RENDITIONS, probe.media_type, wanted, limits)


async def make_storyboard(decoders: Decoders, owner: int, file: File, probe: Probe) -> Storyboard:
    """Small pictures along a video. How near each comes to its place depends on what the processor does in the time allowed.

    Raises `Undecodable` (also for what is no video), `DecoderLimit`, `DecoderCrashed`, `DecodersGone`, OSError.
    """
    if probe.kind is not Kind.VIDEO or not probe.decodable:
        raise Undecodable
    settings = decoders.settings
    effort = Effort(settings.storyboard_cpu_seconds, niced=True)
    # It stops by itself long before it is stopped.
    budget = settings.storyboard_cpu_seconds / 2
    return await decoders.run(
        owner, file, effort, MAKE_STORYBOARD, probe.media_type, budget, settings.still_megapixels * _MEGA
    )


async def limits_not_enforced(decoders: Decoders) -> tuple[str, ...]:
    """What this system cannot hold decoders to, a sentence for each; empty when everything is enforced."""
    return await decoders.not_enforced()


def _beginning(file: File) -> bytes:
    """As much of a file as its type is told by."""
    path = file if isinstance(file, Path) else Path(f"/proc/self/fd/{file.fileno()}")
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.pread(descriptor, formats.HEAD_BYTES, 0)
    finally:
        os.close(descriptor)
