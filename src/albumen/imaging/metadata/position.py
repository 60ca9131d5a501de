"""Places as files write them."""

import math
import re

from albumen.imaging.model import Position

_DEEPEST, _HIGHEST = -12_000, 100_000
"""Metres: below any sea, above any aeroplane."""
_NUMBER = r"([+\-]\d+(?:\.\d+)?)"
_ISO6709 = re.compile(rf"\s*{_NUMBER}{_NUMBER}(?:{_NUMBER})?(?:CRS[^/]*)?/?\s*", re.ASCII)
_XMP = re.compile(r"\s*(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?\s*([NSEW])\s*", re.ASCII | re.IGNORECASE)


def position(latitude: float | None, longitude: float | None, altitude: float | None = None) -> Position | None:
    """A place if it is one on earth; (0, 0) is what devices write that know none."""
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    if latitude == 0 and longitude == 0:
        return None
    if altitude is not None and not _DEEPEST <= altitude <= _HIGHEST:
        altitude = None
    return Position(latitude, longitude, altitude)


def degrees(parts: list[float], reference: str | None) -> float | None:
    """Degrees from degrees, minutes and seconds and the side of the earth (N, S, E, W); None without a side.

    Minutes or seconds that are no number count as 0.
    """
    side = (reference or "").strip().strip("\0").upper()[:1]
    if not parts or not math.isfinite(parts[0]) or side not in {"N", "S", "E", "W"}:
        return None
    units = zip(parts, (1, 60, 3600), strict=False)
    value: float = sum(part / unit for part, unit in units if math.isfinite(part))
    return -value if side in {"S", "W"} else value


def parse_xmp(written: str | None) -> float | None:
    """Degrees from XMP's `54,59.38N` or `54,59,23N`."""
    found = _XMP.fullmatch(written or "")
    if not found:
        return None
    return degrees([float(found[1]), float(found[2]), float(found[3] or 0)], found[4])


def parse_iso6709(written: str | None) -> Position | None:
    """The place of a video: `+48.8577+002.2950+035.2/`, in degrees, or with minutes and seconds packed in."""
    found = _ISO6709.fullmatch(written or "")
    if not found:
        return None
    altitude = float(found[3]) if found[3] else None
    return position(_packed(found[1], 2), _packed(found[2], 3), altitude)


def _packed(written: str, digits: int) -> float | None:
    """`+DD.D`, `+DDMM.M` or `+DDMMSS.S` with so many digits of degrees."""
    whole = written[1:].partition(".")[0]
    sign = -1 if written[0] == "-" else 1
    if len(whole) <= digits:
        return float(written)
    if len(whole) == digits + 2:
        return sign * (int(whole[:digits]) + float(written[1 + digits :]) / 60)
    if len(whole) == digits + 4:
        minutes = int(whole[digits : digits + 2])
        return sign * (int(whole[:digits]) + minutes / 60 + float(written[3 + digits :]) / 3600)
    return None
