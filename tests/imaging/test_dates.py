"""Dates as files write them, and which of them are sane."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging import Precision
from albumen.imaging.metadata.dates import parse, parse_letter, parse_offset, parse_pair

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TAG = "Exif.Photo.DateTimeOriginal"

sane = st.datetimes(datetime(1800, 1, 1), datetime(2026, 11, 20))


@given(sane.filter(lambda wall: wall.replace(microsecond=0) not in {datetime(1904, 1, 1), datetime(1970, 1, 1)}))
def test_exif_and_iso_8601_say_the_same(wall: datetime) -> None:
    exif = parse(TAG, wall.strftime("%Y:%m:%d %H:%M:%S").rjust(19, "0"), NOW, subsecond=f"{wall.microsecond:06}")
    iso = parse(TAG, wall.isoformat(timespec="microseconds"), NOW)
    assert exif == iso
    assert exif
    assert exif.wall == wall
    assert exif.precision is Precision.SUBSECOND
    assert exif.offset is None
    assert not exif.is_utc


@given(st.text() | st.from_regex(r"[0-9 :TZ+.\-/\0]{0,30}", fullmatch=True), st.text(max_size=8), st.text(max_size=8))
def test_nonsense_never_raises_and_what_is_given_is_sane(written: str, subsecond: str, offset: str) -> None:
    fact = parse(TAG, written, NOW, subsecond=subsecond, offset=offset)
    if fact:
        assert 1800 <= fact.wall.year <= 2026
        assert fact.wall.tzinfo is None
        assert fact.offset is None or -720 <= fact.offset <= 840


@pytest.mark.parametrize(
    ("written", "wall", "precision"),
    [
        ("1987", datetime(1987, 1, 1), Precision.YEAR),
        ("1987:06", datetime(1987, 6, 1), Precision.MONTH),
        ("1987-06-05", datetime(1987, 6, 5), Precision.DAY),
        ("1987:00:00 00:00:00", datetime(1987, 1, 1), Precision.YEAR),
        ("1987:06:00 00:00:00", datetime(1987, 6, 1), Precision.MONTH),
        ("2024-05-06T07:08", datetime(2024, 5, 6, 7, 8), Precision.MINUTE),
        ("2024:05:06 07:08:09", datetime(2024, 5, 6, 7, 8, 9), Precision.SECOND),
        ("2024/05/06 07:08:09\0", datetime(2024, 5, 6, 7, 8, 9), Precision.SECOND),
        ("2024-05-06T07:08:09.5", datetime(2024, 5, 6, 7, 8, 9, 500_000), Precision.SUBSECOND),
        ("2016:12:31 23:59:60", datetime(2016, 12, 31, 23, 59, 59), Precision.SECOND),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(written: str, wall: datetime, precision: Precision) -> None:
    fact = parse(TAG, written, NOW)
    assert fact
    assert (fact.wall, fact.precision) == (wall, precision)


@pytest.mark.parametrize(
    "written",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "",
        "9999:99:99 99:99:99",
        "2023:02:29 12:00:00",
        "0001:01:01 00:00:00",
        "1114-11-11 11:11:11",
        "1799-12-31 23:59:59",
        "2999:12:31 23:59:59",
        "2036:02:07 06:28:16",
        "1904:01:01 00:00:00",
        "1904-01-01T00:00:00Z",
        "1970:01:01 00:00:00",
        "1970-01-01",
        "yesterday-ish!!!!!!",
        "2024:05:06 24:00:00",
        "２０２４:05:06 07:08:09",
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse(TAG, written, NOW) is None


def test_tomorrow_is_believed_since_clocks_and_zones_differ_and_the_day_after_is_not() -> None:
    assert parse(TAG, "2026:11:21 11:59:59", NOW)
    assert parse(TAG, "2026:11:21 12:00:01", NOW) is None


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("+02:00", 120), ("-0330", -210), ("Z", 0), ("+14:00", 840), ("-12:00", -720), ("+05:45", 345)],
)
def test_offsets(written: str, minutes: int) -> None:
    assert parse_offset(written) == minutes


@pytest.mark.parametrize("written", ["+25:99", "+14:01", "-12:30", "+02:60", "", "02:00", None])
def test_what_is_no_offset_is_none(written: str | None) -> None:
    assert parse_offset(written) is None


@given(st.integers(-12 * 60, 14 * 60))
def test_every_offset_on_earth_is_read_as_python_writes_it(minutes: int) -> None:
    written = datetime(2024, 5, 6, tzinfo=timezone(timedelta(minutes=minutes))).strftime("%z")
    assert parse_offset(written) == minutes


def test_an_offset_in_the_date_goes_before_one_beside_it() -> None:
    fact = parse(TAG, "2024-05-06T07:08:09+02:00", NOW, offset="+05:00")
    assert fact
    assert fact.offset == 120


def test_the_date_of_iptc_stands_in_two_tags() -> None:
    whole = parse_pair("Iptc.DateCreated", "20020620", "130102+0200", NOW)
    assert whole
    assert (whole.wall, whole.offset, whole.precision) == (datetime(2002, 6, 20, 13, 1, 2), 120, Precision.SECOND)
    day = parse_pair("Iptc.DateCreated", "2002-06-20", None, NOW)
    assert day
    assert (day.wall, day.offset, day.precision) == (datetime(2002, 6, 20), None, Precision.DAY)
    damaged = parse_pair("Iptc.DateCreated", "2002-06-20", "99:99:99", NOW)
    assert damaged
    assert damaged.precision is Precision.DAY


@pytest.mark.parametrize(
    ("written", "wall", "offset"),
    [
        ("Sun, 14 Jul 2019 15:30:00 +0200", datetime(2019, 7, 14, 15, 30), 120),
        ("14 Jul 2019 15:30:00 GMT", datetime(2019, 7, 14, 15, 30), 0),
        ("14 Jul 2019 15:30:00", datetime(2019, 7, 14, 15, 30), None),
        ("2019-07-14T15:30:00+02:00", datetime(2019, 7, 14, 15, 30), 120),
        ("2019:07:14 15:30:00", datetime(2019, 7, 14, 15, 30), None),
    ],
)
def test_as_letters_write_it(written: str, wall: datetime, offset: int | None) -> None:
    found = parse_letter("Png.CreationTime", written, NOW)
    assert found
    assert (found.wall, found.offset) == (wall, offset)


@pytest.mark.parametrize(
    "written", ["", None, "yesterday", "31 Feb 2019 15:30:00", "14 Jul 9999 15:30:00", "Thu, 1 Jan 1970 00:00:00 GMT"]
)
def test_letters_without_a_date(written: str | None) -> None:
    assert parse_letter("Png.CreationTime", written, NOW) is None
