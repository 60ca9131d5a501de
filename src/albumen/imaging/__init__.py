"""Keeps the reading of pictures and videos: what a file is, what it says of itself, and renditions of it.

Knows no photo, no store and no database. Foreign bytes are decoded only in child processes that serve one owner and can
touch nothing.
"""

from albumen.imaging.actions import accepts, limits_not_enforced, make_renditions, make_storyboard, probe, read_metadata
from albumen.imaging.decoders import Decoders
from albumen.imaging.errors import DecoderCrashed, DecoderLimit, DecodersGone, Undecodable, UnsupportedType
from albumen.imaging.model import (
    AVATAR,
    GRID,
    PORTRAIT,
    POSTER,
    PREVIEW,
    Camera,
    DateFact,
    Descriptor,
    Exposure,
    File,
    Kind,
    Metadata,
    Position,
    Precision,
    Probe,
    Recipe,
    Rendition,
    RenditionFormat,
    Renditions,
    Storyboard,
    StoryboardLayout,
)
from albumen.imaging.settings import ImagingSettings

__all__ = [
    "AVATAR",
    "GRID",
    "PORTRAIT",
    "POSTER",
    "PREVIEW",
    "Camera",
    "DateFact",
    "DecoderCrashed",
    "DecoderLimit",
    "Decoders",
    "DecodersGone",
    "Descriptor",
    "Exposure",
    "File",
    "ImagingSettings",
    "Kind",
    "Metadata",
    "Position",
    "Precision",
    "Probe",
    "Recipe",
    "Rendition",
    "RenditionFormat",
    "Renditions",
    "Storyboard",
    "StoryboardLayout",
    "Undecodable",
    "UnsupportedType",
    "accepts",
    "limits_not_enforced",
    "make_renditions",
    "make_storyboard",
    "probe",
    "read_metadata",
]
