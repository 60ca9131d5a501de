"""Decides when a photo was taken, from everything that is known about its file. Pure: no clock, no disk, no environment.

The rules, the strongest first. The first date that can be believed is taken; what stands lower never changes it.

 1. A video's own words: `QuickTime.CreationDate` (Apple), `QuickTime.ContentCreateDate`.
 2. The moment of exposure: `Exif.Photo.DateTimeOriginal`, `Xmp.exif.DateTimeOriginal`.
 3. What somebody says it shows (a scan of 1987): `Xmp.photoshop.DateCreated`, `Iptc.DateCreated`.
 4. When it became a file: `Exif.Photo.DateTimeDigitized`, `Xmp.exif.DateTimeDigitized`, `Xmp.xmp.CreateDate`,
    `Iptc.DigitizationDate`, `Riff.DateCreated`, `Png.CreationTime`.
 5. The headers of a video, in UTC by their standards: `QuickTime.CreateDate`, `QuickTime.MediaCreateDate`, `Matroska.DateUTC`.
 6. The clock of the satellites, in UTC: `Exif.GPSInfo.DateTime`, `Xmp.exif.GPSDateTime`.
 7. The file's name (`_NAMES`).
 8. When a program last wrote it: `Exif.Image.DateTime`, `Xmp.xmp.ModifyDate`.
 9. A folder that is named after a day.
10. When the file was last modified.

Any other tag is no date of taking. Only this comes from below: a date without a time (`1987`, `2019-07-14`) gives way to the
first finer one of 1 to 7 that lies inside it.

Not believed: dates before 1800 or more than a day ahead, and where unset clocks start (`_is_believable`).

The zone of a wall clock is the first of these that is known (`_offset_of`):

 a. The offset that the tag states, or that another tag states for the same moment. IPTC's +00:00 states nothing: its format has
    no way to leave the offset out.
 b. The difference to the satellites' clock, where it makes an offset that the world uses.
 c. The zone of the place. Around a change of the clocks: `places.offset_minutes`.

Where none is known the wall clock stays as it is, without an offset. What is in UTC becomes the wall clock of the place, or else
the one in the file's name where the two fit, or else that of the owner's home, without an offset. Some cameras write local time
where UTC belongs (`_shows_local_time`).

The zone of the server plays no part. Every answer says where it comes from and how far it can be trusted.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from albumen import places
from albumen.imaging import Camera, DateFact, Precision
from albumen.photos import DateSource


class Confidence(StrEnum):
    """How far a date can be trusted."""

    CERTAIN = "certain"
    """The camera's word for the moment, and the zone of its clock."""
    LIKELY = "likely"
    """Something else that tells the moment, or a clock of unknown zone."""
    GUESS = "guess"
    """Something that happened to the file, perhaps long after. Worth a look by its owner."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A decision: when a photo was taken, as well as it is known."""

    wall: datetime | None
    """What a clock on the wall showed, without a zone. Parts finer than `precision` mean nothing."""
    offset: int | None
    """Minutes by which that clock was ahead of UTC; None when that is not known."""
    source: DateSource | None
    """Where the date comes from; for a date from a tag, what told its zone."""
    confidence: Confidence
    precision: Precision
    """year, month, day, minute or second."""
    tag: str | None
    """The tag that stated it; None when no tag did."""


UNDATED = Dated(None, None, None, Confidence.GUESS, Precision.DAY, None)
"""Nothing is known. The photo stands on the day of its upload."""


@dataclass(frozen=True, slots=True)
class _Clues:
    """What `decide` was told."""

    facts: tuple[DateFact, ...]
    camera: Camera
    place: str | None
    home: str
    filename: str
    name: DateFact | None
    """The date in the file's name."""
    path: str
    modified: datetime | None
    duration: timedelta
    now: datetime
    latest: datetime
    """The last wall clock that is believed."""


def decide(
    facts: tuple[DateFact, ...],
    *,
    camera: Camera,
    position_zone: str | None,
    home_zone: str,
    filename: str,
    modified: datetime | None,
    now: datetime,
    path: str = "",
    duration: float | None = None,
) -> Dated:
    """When a photo was taken, by the rules above; `UNDATED` when nothing tells.

    `facts` are all dates of the file, in any order. Zones are IANA names: of the place where it was taken, and of its owner's
    home. `filename` and `path` are the sender's (the path with or without the name at its end), `modified` is when the file last
    changed there, `duration` are the seconds of a video. Raises `places.UnknownZone`; ValueError when `modified` or `now`, which
    are instants, do not say their zone.
    """
    if now.tzinfo is None or (modified is not None and modified.tzinfo is None):
        raise ValueError("an instant says its zone")
    latest = now.astimezone(UTC).replace(tzinfo=None) + _A_DAY
    clues = _Clues(
        # What cannot be believed is no clue to anything else either. Sorted, so that the order in the file does not matter.
        tuple(sorted((fact for fact in facts if _is_believable(fact.wall, fact.precision, latest)), key=_rank)),
        camera,
        position_zone,
        home_zone,
        filename,
        date_in_name(filename),
        path,
        modified,
        timedelta(seconds=duration) if duration and 0 < duration < _A_DAY.total_seconds() else timedelta(0),
        now,
        latest,
    )
    best: Dated | None = None
    for found in _taken(clues):
        if best is None or _refines(found, best):
            best = found
    return best or next(_touched(clues), UNDATED)


def timeline_day(dated: Dated, uploaded_at: datetime, home_zone: str) -> date:
    """The day of the timeline that a photo stands on: of its wall clock, else that of its upload in the owner's zone."""
    return (dated.wall or places.wall_in(home_zone, uploaded_at)).date()


# ---- the order ------------------------------------------------------------------------------------------------------------

_HEADERS = ("QuickTime.CreateDate", "QuickTime.MediaCreateDate", "Matroska.DateUTC")
_SATELLITES = ("Exif.GPSInfo.DateTime", "Xmp.exif.GPSDateTime")

_TAGS_OF_TAKING = {
    "QuickTime.CreationDate": Confidence.CERTAIN,
    "QuickTime.ContentCreateDate": Confidence.CERTAIN,
    "Exif.Photo.DateTimeOriginal": Confidence.CERTAIN,
    "Xmp.exif.DateTimeOriginal": Confidence.CERTAIN,
    "Xmp.photoshop.DateCreated": Confidence.CERTAIN,
    "Iptc.DateCreated": Confidence.CERTAIN,
    "Exif.Photo.DateTimeDigitized": Confidence.LIKELY,
    "Xmp.exif.DateTimeDigitized": Confidence.LIKELY,
    "Xmp.xmp.CreateDate": Confidence.LIKELY,
    "Iptc.DigitizationDate": Confidence.LIKELY,
    "Riff.DateCreated": Confidence.LIKELY,
    "Png.CreationTime": Confidence.LIKELY,
    **dict.fromkeys(_HEADERS, Confidence.LIKELY),
    **dict.fromkeys(_SATELLITES, Confidence.LIKELY),
}
"""Rules 1 to 6, the strongest first, with the most that each can be trusted."""

_TAGS_OF_WRITING = ("Exif.Image.DateTime", "Xmp.xmp.ModifyDate")
"""Rule 8."""

_ORDER = {tag: rank for rank, tag in enumerate((*_TAGS_OF_TAKING, *_TAGS_OF_WRITING))}


def _rank(fact: DateFact) -> tuple[int, str, datetime, bool, int, str]:
    rank = _ORDER.get(fact.tag, len(_ORDER))
    return rank, fact.tag, fact.wall, fact.offset is None, fact.offset or 0, fact.precision


def _taken(clues: _Clues) -> Iterator[Dated]:
    """Rules 1 to 7: what tells when the photo was taken."""
    for fact in clues.facts:
        if fact.tag in _TAGS_OF_TAKING:
            yield from _believed(_read(fact, _TAGS_OF_TAKING[fact.tag], clues), clues)
    if clues.name:
        trust = Confidence.GUESS if clues.name.tag == _NUMBER else Confidence.LIKELY
        yield from _believed(_named(_read(clues.name, trust, clues)), clues)


def _touched(clues: _Clues) -> Iterator[Dated]:
    """Rules 8 to 10: what only tells when something happened to the file."""
    for fact in clues.facts:
        if fact.tag in _TAGS_OF_WRITING:
            yield from _believed(_read(fact, Confidence.GUESS, clues), clues)
    folder = date_in_folders(clues.path, clues.filename)
    if folder:
        yield from _believed(_named(_read(folder, Confidence.GUESS, clues)), clues)
    if clues.modified and clues.modified.year > _EARLIEST.year and clues.modified - clues.now <= _A_DAY:
        wall = places.wall_in(clues.home, clues.modified)
        if wall.date() not in _UNSET_FILE_DAYS:
            dated = Dated(wall, None, DateSource.MODIFIED, Confidence.GUESS, Precision.SECOND, None)
            yield from _believed(dated, clues)


def _named(dated: Dated) -> Dated:
    return replace(dated, source=DateSource.FILE_NAME, tag=None)


def _refines(finer: Dated, coarse: Dated) -> bool:
    """Whether a date lies inside one that has no time, and is finer."""
    parts = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}
    known = parts.get(coarse.precision)
    if known is None or parts.get(finer.precision, 6) <= known or coarse.wall is None or finer.wall is None:
        return False
    return finer.wall.timetuple()[:known] == coarse.wall.timetuple()[:known]


# ---- what is believed -----------------------------------------------------------------------------------------------------

_EARLIEST = datetime(1800, 1, 1)  # noqa: DTZ001  (a wall clock has no zone)
"""Photography is younger."""

_A_DAY = timedelta(days=1)
"""Somewhere it is later than here, and clocks run fast; but not further into the future than this."""

_UNSET_DAYS = frozenset({date(1904, 1, 1), date(1969, 12, 31), date(1970, 1, 1)})
"""A time on one of these is a clock that nobody set: the zeros of QuickTime and Unix. The bare day, month or year is believed."""

_UNSET_MOMENTS = frozenset({datetime(2002, 12, 8, 12)})  # noqa: DTZ001
"""The same, of many Android phones."""

_UNSET_FILE_DAYS = _UNSET_DAYS | {date(1979, 12, 31), date(1980, 1, 1)}
"""Files also come with the zero of FAT and of zip."""


def _is_believable(wall: datetime, precision: Precision, latest: datetime) -> bool:
    if not _EARLIEST <= wall <= latest:
        return False
    return not _has_time(precision) or (wall.date() not in _UNSET_DAYS and wall not in _UNSET_MOMENTS)


def _believed(dated: Dated, clues: _Clues) -> Iterator[Dated]:
    if dated.wall is not None and _is_believable(dated.wall, dated.precision, clues.latest):
        yield dated


def _has_time(precision: Precision) -> bool:
    """Whether a date has a time of day. Without one it has no zone either."""
    return precision not in (Precision.YEAR, Precision.MONTH, Precision.DAY)


# ---- wall clocks and their zones ------------------------------------------------------------------------------------------

_A_MOMENT = timedelta(minutes=1)
"""Two clocks this close show the same moment."""

_OFFSET_STEP = timedelta(minutes=15)
_OFFSETS_IN_USE = frozenset(
    {60 * hours for hours in range(-12, 15)}
    | {-570, -270, -210, -150, 210, 270, 330, 345, 390, 450, 510, 525, 570, 630, 690, 765, 825}
)
"""Minutes that clocks were ahead of UTC somewhere, winter or summer, since there are digital cameras."""


def _read(fact: DateFact, trust: Confidence, clues: _Clues) -> Dated:
    """A fact as a wall clock, with its offset as far as that is known."""
    precision = Precision.SECOND if fact.precision is Precision.SUBSECOND else fact.precision
    wall, offset, source = fact.wall, None, DateSource.HOME_ZONE
    if _has_time(precision):
        if fact.is_utc and not (fact.tag in _HEADERS and _shows_local_time(fact, clues)):
            wall, offset, source = _from_utc(fact, clues)
        else:
            offset, source = _offset_of(fact, clues)
    if offset is None and trust is Confidence.CERTAIN:
        trust = Confidence.LIKELY
    return Dated(wall, offset, source, trust, precision, fact.tag)


def _offset_of(fact: DateFact, clues: _Clues) -> tuple[int | None, DateSource]:
    """The offset of a wall clock, and what told it: rules a, b, c."""
    for other in (fact, *clues.facts):
        if _has_time(other.precision) and abs(other.wall - fact.wall) <= _A_MOMENT:
            stated = _stated_offset(other)
            if stated is not None:
                return stated, DateSource.OFFSET_TAG
    offset = _offset_by_satellites(fact.wall, clues)
    if offset is None and clues.place is not None:
        offset = places.offset_minutes(clues.place, fact.wall)
    return offset, DateSource.HOME_ZONE if offset is None else DateSource.GPS


def _stated_offset(fact: DateFact) -> int | None:
    """The offset that a tag states, where clocks can have such an offset and the tag can mean it."""
    if fact.is_utc or fact.offset is None or fact.offset % 15 or not -12 * 60 <= fact.offset <= 14 * 60:
        return None
    return None if fact.tag.startswith("Iptc.") and fact.offset == 0 else fact.offset


def _offset_by_satellites(wall: datetime, clues: _Clues) -> int | None:
    """The offset by the satellites' clock. Without a signal that clock stands still, for hours at worst.

    So the difference must be an offset to the minute, or nearest to the one of the place or of home.
    """
    for clock in _satellite_clocks(clues):
        exact = _as_offset(wall - clock.wall, _A_MOMENT)
        if exact is not None:
            return exact
        rough = _as_offset(wall - clock.wall, _OFFSET_STEP / 2)
        zones = [zone for zone in (clues.place, clues.home) if zone]
        if rough is not None and rough in [places.offset_minutes(zone, wall) for zone in zones]:
            return rough
    return None


def _satellite_clocks(clues: _Clues) -> list[DateFact]:
    return [fact for fact in clues.facts if fact.tag in _SATELLITES and fact.is_utc and _has_time(fact.precision)]


def _as_offset(difference: timedelta, tolerance: timedelta) -> int | None:
    """The offset in minutes that a difference between two clocks makes; None when it makes none that is in use."""
    steps = round(difference / _OFFSET_STEP)
    if abs(difference - steps * _OFFSET_STEP) > tolerance:
        return None
    return 15 * steps if 15 * steps in _OFFSETS_IN_USE else None


# ---- what is in UTC, or should be -----------------------------------------------------------------------------------------

_LOCAL_TIME_CAMERAS = re.compile(r"gopro|\bhero\d|nikon", re.IGNORECASE)
"""Makes and models whose videos have local time in their headers: their clocks know no zone."""

_LOCAL_TIME_NAMES = re.compile(r"(?:GOPR\d{4}|GP\d{6}|G[HLSX]\d{6})\.", re.IGNORECASE)
"""The same by the file's name: GoPro's videos often name no maker."""


def _shows_local_time(header: DateFact, clues: _Clues) -> bool:
    """Whether a video's header has local time where its standard wants UTC.

    Evidence comes first: the satellites' clock, then the file's name. Then what is known of the camera, else the standard.
    """
    for clock in _satellite_clocks(clues):
        ahead = [_as_offset(start - clock.wall, _A_MOMENT) for start in _starts(header, clues)]
        if any(minutes is not None for minutes in ahead):
            return 0 not in ahead
    behind = _behind_name(header, clues)
    if behind:
        return 0 in behind
    camera = f"{clues.camera.make or ''} {clues.camera.model or ''}"
    return bool(_LOCAL_TIME_CAMERAS.search(camera) or _LOCAL_TIME_NAMES.match(_last_part(clues.filename)))


def _from_utc(fact: DateFact, clues: _Clues) -> tuple[datetime, int | None, DateSource]:
    """The wall clock of an instant, its offset, and what told the zone: the place, the file's name, else home.

    Where the file's name fits, its clock is taken: a phone names a video when it begins, and writes the header when it ends.
    """
    wall = places.wall_in(clues.place or clues.home, fact.wall.replace(tzinfo=UTC))
    offset = _whole_minutes(wall - fact.wall)
    behind = _behind_name(fact, clues)
    if clues.place is not None:
        return clues.name.wall if clues.name and offset in behind else wall, offset, DateSource.GPS
    if clues.name and behind:
        return clues.name.wall, offset if offset in behind else behind[0], DateSource.FILE_NAME
    return wall, None, DateSource.HOME_ZONE


def _behind_name(fact: DateFact, clues: _Clues) -> list[int]:
    """By how many minutes a date may be behind the wall clock in the file's name; none when the two do not fit."""
    if clues.name is None or clues.name.is_utc or not _has_time(clues.name.precision):
        return []
    behind = [_as_offset(clues.name.wall - start, _A_MOMENT) for start in _starts(fact, clues)]
    return [minutes for minutes in behind if minutes is not None]


def _starts(fact: DateFact, clues: _Clues) -> tuple[datetime, datetime]:
    """When it may have begun: of a recording, some cameras write the beginning into the header, and phones the end."""
    return fact.wall, fact.wall - clues.duration


def _whole_minutes(ahead: timedelta) -> int | None:
    minutes, rest = divmod(ahead, timedelta(minutes=1))
    return None if rest else minutes


# ---- names ----------------------------------------------------------------------------------------------------------------

_YEAR = r"(?P<year>19[89]\d|20\d\d)"
_MONTH, _DAY, _HOUR, _MINUTE, _SECOND = (rf"(?P<{part}>\d\d)" for part in ("month", "day", "hour", "minute", "second"))
_GAP = r"(?:[-_.T ]{0,3}|[_ ](?:[^\s\d_]{1,5}[_ ]){1,2})"  # `_`, ` - `, ` at `, ` um `, ` kl. `, ` a las `
_DAY_THEN = rf"(?<!\d){_YEAR}(?P<dash>[-_.]?){_MONTH}(?P=dash)?{_DAY}{_GAP}"

_NUMBER = "number"

_NAMES = {
    # IMG_20190714_153000, IMG20190714153000123, 20190714_153000(0), 2019_0714_153000_001, signal-2019-07-14-153000
    "name": rf"{_DAY_THEN}{_HOUR}{_MINUTE}{_SECOND}(?:(?P<milliseconds>\d{{3}})|\d{{1,2}})?(?!\d)",
    # 2019-07-14 15.30.00-1, WIN_20190714_15_30_00_Pro, Screenshot_2019-07-14-15-30-00, Screen Shot 2019-07-14 at 3.30.00 PM
    "spaced name": rf"{_DAY_THEN}(?P<hour>\d\d?)(?P<colon>[-_.: ]){_MINUTE}(?P=colon){_SECOND}(?!\d)(?: ?(?P<half>[ap])\.?m\b)?",
    # photo_5305@14-07-2019_15-30-00. Elsewhere a day before its month cannot be told from a month before its day.
    "Telegram's name": rf"@{_DAY}-{_MONTH}-{_YEAR}_{_HOUR}-{_MINUTE}-{_SECOND}(?!\d)",
    # 2019-07-14 Beach
    "day": rf"(?<!\d){_YEAR}(?P<dash>[-_.]){_MONTH}(?P=dash){_DAY}(?!\d)",
    # IMG-20190714-WA0001, 20190714: only where these are the first digits, and a word of their own
    "bare day": rf"^[^\d]*{_YEAR}{_MONTH}{_DAY}(?=$|[-_ .(~])",
    # FB_IMG_1563111000000, mmexport1563111000000: milliseconds since 1970, of a download rather than of the taking
    _NUMBER: r"^[a-z_]*[-_.]?(?P<epoch>1\d{12})(?=$|[-_ .(~])",
}
"""The names that state a date, by kind."""

_COMPILED_NAMES = {kind: re.compile(pattern, re.ASCII | re.IGNORECASE) for kind, pattern in _NAMES.items()}

_UTC_NAMES = re.compile(r"PXL_\d{8}_\d{9}|\d{8}_\d{9}_iOS")
"""Google's camera and OneDrive count in UTC. Not `PXL_20180725_163424`: to that, without milliseconds, only people rename."""

_DAYS_IN_FOLDERS = re.compile(rf"(?:^|/){_YEAR}(?P<dash>[-_. /]?){_MONTH}(?P=dash){_DAY}(?!\d)", re.ASCII)
"""`2019/07/14/`, `2019-07-14 Beach/`, `2019/20190714/`."""


def date_in_name(filename: str) -> DateFact | None:
    """The date that a file's name states, from 1980 on, with the kind of its pattern as `tag`; None when it states none.

    Digits of other meanings (counters, telephone numbers, checksums) are no date.
    """
    name = _last_part(filename)
    for kind, pattern in _COMPILED_NAMES.items():
        for match in pattern.finditer(name):
            parts = match.groupdict()
            wall = _from_epoch(parts["epoch"]) if kind == _NUMBER else _from_parts(parts)
            if wall is not None:
                precision = Precision.SECOND if kind == _NUMBER or "second" in parts else Precision.DAY
                is_utc = kind == _NUMBER or bool(_UTC_NAMES.match(name))
                return DateFact(kind, wall, 0 if is_utc else None, is_utc, precision)
    return None


def date_in_folders(path: str, filename: str = "") -> DateFact | None:
    """The day that a file's folders are named after, the innermost first; None when they name none."""
    folders = path.replace("\\", "/")
    if folders.rpartition("/")[2] == filename:
        folders = folders.rpartition("/")[0]
    for match in reversed(list(_DAYS_IN_FOLDERS.finditer(folders))):
        wall = _from_parts(match.groupdict())
        if wall is not None:
            return DateFact("folder", wall, None, False, Precision.DAY)
    return None


def _last_part(filename: str) -> str:
    # In compatibility forms, because macOS puts a narrow space before PM and takes letters apart from their accents.
    return unicodedata.normalize("NFKC", filename).replace("\\", "/").rpartition("/")[2]


def _from_parts(parts: dict[str, str]) -> datetime | None:
    """The wall clock that the parts of a match make; None when there is no such day or time."""
    numbers = {name: int(digits) for name, digits in parts.items() if digits and digits.isdecimal()}
    hour = numbers.get("hour", 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        return datetime(  # noqa: DTZ001  (a wall clock has no zone)
            numbers["year"],
            numbers["month"],
            numbers["day"],
            hour,
            numbers.get("minute", 0),
            numbers.get("second", 0),
            1000 * numbers.get("milliseconds", 0),
        )
    except ValueError:
        return None


def _from_epoch(milliseconds: str) -> datetime:
    return datetime(1970, 1, 1) + timedelta(milliseconds=int(milliseconds))  # noqa: DTZ001  (UTC, as `is_utc` says)
