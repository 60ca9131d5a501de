"""Time zones: where they lie, and what their clocks show.

The rules of the clocks come from the package `tzdata` alone, in the version that the lock names, never from the files or the
environment of this machine: the same photo gets the same date on every server.

The shapes of the zones are OpenStreetMap's, under the Open Database License 1.0 (timezone-boundary-builder, in the package
`timezonefinder-data`). The licence asks that users are told: `ZONE_DATA_CREDIT` is the sentence, and the docs show it.
"""

from __future__ import annotations

import functools
import math
import threading
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from albumen.places.errors import UnknownZone

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder

ZONE_DATA_CREDIT = (
    "Time zone boundaries: © OpenStreetMap contributors, prepared by timezone-boundary-builder, "
    "under the Open Database License 1.0 (https://opendatacommons.org/licenses/odbl/1-0/)."
)
"""The attribution that the licence of the zones' shapes asks for, to be shown in the docs."""

_lock = threading.Lock()
"""One finder serves the whole process, one question (microseconds) at a time: a finder is not made for several threads."""


@functools.cache
def _finder() -> TimezoneFinder:
    # Imported and made at the first question (0.4 s, about 35 MB with its libraries), because most processes never ask one.
    # The polygons stay in their mapped file, so memory stays bounded.
    from timezonefinder import TimezoneFinder

    return TimezoneFinder(in_memory=False)


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA name of the zone at a point (degrees, north and east positive); None for what is no point on earth.

    At sea outside territorial waters it is the nautical zone, such as `Etc/GMT+8`.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    with _lock:
        return _finder().timezone_at(lat=latitude, lng=longitude)


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@functools.cache
def _rules(zone: str) -> ZoneInfo:
    # Only known names become a path.
    if zone not in _names():
        raise UnknownZone
    with resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def is_zone(name: str) -> bool:
    """Whether this is the IANA name of a time zone, as `Europe/Berlin` or `UTC`. Capitals matter."""
    return name in _names()


def offset_minutes(zone: str, wall: datetime) -> int | None:
    """How far the clocks of a zone are from UTC when they show `wall` (without a zone), in minutes, east positive.

    Around a change of the clocks it is always the offset in force *before* the change: of an hour that comes twice the first is
    meant, and an hour that is skipped is counted on from the old time. None where the zone kept no whole minutes (local mean
    time, mostly before 1900). Raises `UnknownZone`.
    """
    # For fold=0, PEP 495 says just that: the offset before the change, in a fold and in a gap.
    offset = wall.replace(tzinfo=_rules(zone), fold=0).utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        return None
    return offset // timedelta(minutes=1)


def wall_in(zone: str, instant: datetime) -> datetime:
    """What the clocks of a zone show at an instant (which must say its zone): a wall clock without one. Raises `UnknownZone`."""
    if instant.tzinfo is None:
        raise ValueError("an instant says its zone")
    return instant.astimezone(UTC).astimezone(_rules(zone)).replace(tzinfo=None, fold=0)
