"""Dates as files write them."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from fractions import Fraction

from albumen.imaging.model import DateFact, Precision

EARLIEST_YEAR = 1800
_TOMORROW = timedelta(days=1)
_EMPTY = {datetime(1904, 1, 1), datetime(1970, 1, 1)}  # noqa: DTZ001 - no zone is what they have
"""What a device writes that has no date: the zero of QuickTime and of Unix."""
_MOST_WEST, _MOST_EAST = -12 * 60, 14 * 60

_WRITTEN = re.compile(
    r"""\s*(?P<year>\d{4})
    (?:[:\-/.](?P<month>\d{1,2})
      (?:[:\-/.](?P<day>\d{1,2})
        (?:[ T]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})
          (?::(?P<second>\d{2}) (?:[.,](?P<fraction>\d{1,12}))? )?
          \s*(?P<zone>Z|[+\-]\d{2}:?\d{2})?
    )?)?)?\s*\0*\s*""",
    re.VERBOSE | re.ASCII,
)
_BELOW_MONTH = ("day", "hour", "minute", "second", "fraction", "zone")
_BELOW_YEAR = ("month", *_BELOW_MONTH)
_PACKED = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})\s*", re.ASCII)
_PACKED_TIME = re.compile(r"\s*(\d{2}):?(\d{2}):?(\d{2})(?:[.,]\d+)?\s*(Z|[+\-]\d{2}:?\d{2})?\s*", re.ASCII)
_OFFSET = re.compile(r"\s*(?:(Z)|([+\-])(\d{1,2}):?(\d{2}))\s*\0*\s*", re.ASCII)


def parse(
    tag: str,
    written: str | None,
    now: datetime,
    *,
    subsecond: str | None = None,
    offset: str | None = None,
    is_utc: bool = False,
) -> DateFact | None:
    """The date that a tag states, None when it states none or no sane one.

    `written` is EXIF's `2024:05:06 07:08:09` or ISO 8601, whole or broken off after any part, perhaps with fraction and
    offset; `subsecond` and `offset` are EXIF's tags beside it. `now` has a zone.
    """
    found = _WRITTEN.fullmatch(written or "")
    if not found:
        return None
    part = found.groupdict()
    # A part that is zero is not known, and what is finer neither: `1987:06:00 00:00:00`.
    if part["month"] and not int(part["month"]):
        part |= dict.fromkeys(_BELOW_YEAR)
    if part["day"] and not int(part["day"]):
        part |= dict.fromkeys(_BELOW_MONTH)
    fraction = part["fraction"] or (_digits(subsecond) if part["second"] else None)
    precision = (
        Precision.SUBSECOND
        if fraction
        else next(
            name
            for name, group in (
                (Precision.SECOND, "second"),
                (Precision.MINUTE, "minute"),
                (Precision.DAY, "day"),
                (Precision.MONTH, "month"),
                (Precision.YEAR, "year"),
            )
            if part[group]
        )
    )
    try:
        wall = datetime(  # noqa: DTZ001 - digits as written, whatever zone they mean
            int(part["year"]),
            int(part["month"] or 1),
            int(part["day"] or 1),
            int(part["hour"] or 0),
            int(part["minute"] or 0),
            # A leap second is one that the calendar here does not have.
            min(59, int(part["second"] or 0)) if part["second"] == "60" else int(part["second"] or 0),
            int(Fraction(f"0.{fraction}") * 1_000_000) if fraction else 0,
        )
    except ValueError:
        return None
    minutes = parse_offset(part["zone"]) if part["zone"] else parse_offset(offset)
    return fact(tag, wall, precision, now, offset=minutes, is_utc=is_utc)


def parse_letter(tag: str, written: str | None, now: datetime) -> DateFact | None:
    """The date of a tag that writes as letters do (`Sun, 14 Jul 2019 15:30:00 +0200`), or else as everybody does."""
    found = parsedate_tz(written or "")
    if found is None or parse(tag, written, now):
        return parse(tag, written, now)
    try:
        wall = datetime(*found[:6])  # noqa: DTZ001 - digits as written
    except ValueError:
        return None
    # Where the time of day stands last no zone is stated, which the parser takes for UTC.
    zone = (written or "").split()[-1]
    offset = None if ":" in zone or found[9] is None else found[9] // 60
    return fact(tag, wall, Precision.SECOND, now, offset=offset)


def parse_pair(tag: str, day: str | None, time: str | None, now: datetime, *, is_utc: bool = False) -> DateFact | None:
    """The date of a tag that keeps day and time apart, as IPTC does (`2002-06-20` or `20020620`, `130102+0200`)."""
    whole = _PACKED.fullmatch(day or "")
    if not whole:
        return parse(tag, day, now)
    written = "-".join(whole.groups())
    clock = _PACKED_TIME.fullmatch(time or "")
    if clock:
        written += f"T{clock[1]}:{clock[2]}:{clock[3]}{clock[4] or ''}"
    return parse(tag, written, now, is_utc=is_utc) or parse(tag, written[:10], now, is_utc=is_utc)


def fact(
    tag: str, wall: datetime, precision: Precision, now: datetime, *, offset: int | None = None, is_utc: bool = False
) -> DateFact | None:
    """A date if it is sane: not before 1800, not after tomorrow, and not the zero of some clock."""
    latest = (now.astimezone(UTC) + _TOMORROW).replace(tzinfo=None)
    if wall.year < EARLIEST_YEAR or wall > latest or wall.replace(microsecond=0) in _EMPTY:
        return None
    return DateFact(tag, wall, 0 if is_utc else offset, is_utc, precision)


def parse_offset(written: str | None) -> int | None:
    """Minutes east of UTC of `+02:00`, `+0200` or `Z`; None when it is not one that exists on earth."""
    found = _OFFSET.fullmatch(written or "")
    if not found:
        return None
    if found[1]:
        return 0
    minutes = int(found[3]) * 60 + int(found[4])
    minutes = -minutes if found[2] == "-" else minutes
    return minutes if int(found[4]) < 60 and _MOST_WEST <= minutes <= _MOST_EAST else None


def _digits(subsecond: str | None) -> str | None:
    """The digits after the point that a tag of its own gives, none when it gives something else."""
    text = (subsecond or "").strip().rstrip("\0").strip()
    return text[:12] if text.isascii() and text.isdigit() else None
