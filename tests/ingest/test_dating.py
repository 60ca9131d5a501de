"""When a photo was taken: the order of what is believed, the zones of clocks, and the pitfalls that others fell into."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from albumen import places
from albumen.imaging import Camera, DateFact, Precision
from albumen.ingest.dating import UNDATED, Confidence, Dated, date_in_folders, date_in_name, decide, timeline_day
from albumen.photos import DateSource

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORIGINAL = "Exif.Photo.DateTimeOriginal"
HEADER = "QuickTime.CreateDate"
SATELLITES = "Exif.GPSInfo.DateTime"


def said(tag: str, wall: str, offset: int | None = None, precision: Precision = Precision.SECOND) -> DateFact:
    return DateFact(tag, datetime.fromisoformat(wall), offset, False, precision)


def utc(tag: str, wall: str) -> DateFact:
    return DateFact(tag, datetime.fromisoformat(wall), 0, True, Precision.SECOND)


def taken(*facts: DateFact, **told: Any) -> Dated:
    defaults: dict[str, Any] = {
        "camera": Camera(),
        "position_zone": None,
        "home_zone": "Europe/Berlin",
        "filename": "",
        "modified": None,
        "now": NOW,
    }
    return decide(facts, **{**defaults, **told})


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def instant(dated: Dated) -> datetime:
    assert dated.wall is not None
    assert dated.offset is not None
    return dated.wall.replace(tzinfo=UTC) - timedelta(minutes=dated.offset)


# ---- the order ------------------------------------------------------------------------------------------------------------

TAGS_IN_ORDER = [
    "QuickTime.CreationDate",
    "QuickTime.ContentCreateDate",
    "Exif.Photo.DateTimeOriginal",
    "Xmp.exif.DateTimeOriginal",
    "Xmp.photoshop.DateCreated",
    "Iptc.DateCreated",
    "Exif.Photo.DateTimeDigitized",
    "Xmp.exif.DateTimeDigitized",
    "Xmp.xmp.CreateDate",
    "Iptc.DigitizationDate",
    "Riff.DateCreated",
    "Png.CreationTime",
    "QuickTime.CreateDate",
    "QuickTime.MediaCreateDate",
    "Matroska.DateUTC",
    "Exif.GPSInfo.DateTime",
    "Xmp.exif.GPSDateTime",
]
IN_UTC = frozenset(TAGS_IN_ORDER[-5:])


def test_tags_are_believed_in_one_order() -> None:
    facts = [
        DateFact(tag, datetime(2001 + i, 1, 2), None, tag in IN_UTC, Precision.SECOND)
        for i, tag in enumerate(TAGS_IN_ORDER)
    ]
    while facts:
        assert taken(*reversed(facts), filename="IMG_20250101_120000.jpg").tag == facts[0].tag
        facts.pop(0)


def test_then_come_the_name_the_last_writing_the_folder_and_the_last_change() -> None:
    everything: dict[str, Any] = {
        "filename": "IMG_20110203_040506.jpg",
        "path": "2012-03-04 Beach/IMG_20110203_040506.jpg",
        "modified": datetime(2013, 4, 5, 6, tzinfo=UTC),
    }
    written = said("Exif.Image.DateTime", "2014-05-06 07:08:09")
    changed = said("Xmp.xmp.ModifyDate", "2015-05-06 07:08:09")

    named = taken(changed, written, **everything)
    assert (named.wall, named.source, named.tag) == (wall("2011-02-03 04:05:06"), DateSource.FILE_NAME, None)
    everything |= {"filename": "beach.jpg", "path": "2012-03-04 Beach/beach.jpg"}
    assert taken(changed, written, **everything).tag == "Exif.Image.DateTime"
    assert taken(changed, **everything).tag == "Xmp.xmp.ModifyDate"
    folder = taken(**everything)
    assert (folder.wall, folder.source) == (wall("2012-03-04"), DateSource.FILE_NAME)
    assert (folder.precision, folder.confidence) == (Precision.DAY, Confidence.GUESS)
    modified = taken(**{**everything, "path": "beach.jpg"})
    assert (modified.wall, modified.source) == (wall("2013-04-05 08:00:00"), DateSource.MODIFIED)


def test_nothing_known_is_no_date() -> None:
    assert taken() == UNDATED
    assert (UNDATED.wall, UNDATED.source) == (None, None)


def test_a_tag_that_is_no_date_of_taking_is_none() -> None:
    assert (
        taken(said("Xmp.xmp.MetadataDate", "2020-01-01 12:00:00"), said("Xmp.pdf.CreationDate", "2020-01-01"))
        == UNDATED
    )


def test_a_scan_has_the_date_of_what_it_shows() -> None:
    shown = said("Xmp.photoshop.DateCreated", "1987-06-01", precision=Precision.MONTH)
    scanned = said("Exif.Photo.DateTimeDigitized", "2015-03-04 10:11:12")
    assert taken(scanned, shown).wall == wall("1987-06-01")


def test_a_day_without_a_time_gives_way_to_the_time_of_that_day() -> None:
    day = said("Iptc.DateCreated", "2019-07-14", precision=Precision.DAY)
    created = said("Xmp.xmp.CreateDate", "2019-07-14 15:30:00", 120)
    other_day = said("Xmp.xmp.CreateDate", "2019-07-15 15:30:00", 120)
    assert (taken(day, created).wall, taken(day, created).offset) == (wall("2019-07-14 15:30:00"), 120)
    assert taken(day, other_day).wall == wall("2019-07-14")
    assert taken(day, filename="IMG_20190714_153000.jpg").source is DateSource.FILE_NAME
    # A video's year of publication, as editors write it, against its header.
    year = said("QuickTime.ContentCreateDate", "2020-01-01", precision=Precision.YEAR)
    assert taken(year, utc(HEADER, "2020-11-20 14:04:36")).wall == wall("2020-11-20 15:04:36")
    # What only tells when the file changed does not count.
    assert taken(day, said("Exif.Image.DateTime", "2019-07-14 20:00:00")).precision is Precision.DAY


# ---- the zones of wall clocks ---------------------------------------------------------------------------------------------


def test_a_stated_offset_is_kept() -> None:
    dated = taken(said(ORIGINAL, "2025-12-27 09:40:05.138", -480, Precision.SUBSECOND), position_zone="Europe/Paris")
    assert dated == Dated(
        wall("2025-12-27 09:40:05.138"), -480, DateSource.OFFSET_TAG, Confidence.CERTAIN, Precision.SECOND, ORIGINAL
    )


def test_an_offset_that_another_tag_states_for_the_same_moment_counts() -> None:
    camera = said(ORIGINAL, "2007-12-06 14:33:18")
    dated = taken(camera, said("Xmp.photoshop.DateCreated", "2007-12-06 14:33:18", 540))
    assert (dated.tag, dated.offset, dated.source) == (ORIGINAL, 540, DateSource.OFFSET_TAG)
    # The offset of a later change belongs to that change: summer time may lie between.
    assert taken(camera, said("Exif.Image.DateTime", "2008-07-06 14:33:18", 600)).offset is None


def test_the_offset_of_iptc_is_not_believed_when_it_is_zero() -> None:
    """Its format demands an offset: programs that know none write +00:00."""
    dated = taken(said(ORIGINAL, "2022-03-31 11:31:56"), said("Iptc.DateCreated", "2022-03-31 11:31:56", 0))
    assert (dated.offset, dated.source) == (None, DateSource.HOME_ZONE)
    assert taken(said("Iptc.DateCreated", "2022-01-10 15:15:44", -240)).offset == -240


@pytest.mark.parametrize("offset", [25 * 60, -13 * 60, 61, 14 * 60 + 15])
def test_an_offset_that_no_clock_has_is_not_believed(offset: int) -> None:
    dated = taken(said(ORIGINAL, "2024-05-06 07:08:09", offset))
    assert (dated.wall, dated.offset) == (wall("2024-05-06 07:08:09"), None)


def test_the_place_tells_the_zone() -> None:
    dated = taken(said(ORIGINAL, "2011-01-13 14:33:39"), position_zone="Europe/Rome")
    assert (dated.offset, dated.source, dated.confidence) == (60, DateSource.GPS, Confidence.CERTAIN)


def test_the_satellites_clock_tells_the_zone_better_than_the_place() -> None:
    """A camera that was left on London's time, in Paris: its wall clock stays, and the instant is right."""
    dated = taken(
        said(ORIGINAL, "2002-08-24 13:59:08"), utc(SATELLITES, "2002-08-24 12:59:04"), position_zone="Europe/Paris"
    )
    assert (dated.wall, dated.offset, dated.source) == (wall("2002-08-24 13:59:08"), 60, DateSource.GPS)


@pytest.mark.parametrize(
    ("local", "satellites", "place", "offset"),
    [
        ("2023-04-27 19:44:18", "2023-04-27 16:43:45", None, 180),  # half a minute late
        ("2024-01-01 17:45:10", "2024-01-01 12:00:00", None, 345),  # Kathmandu
        ("2024-01-01 02:00:00", "2024-01-01 12:00:30", None, -600),  # the day before
        ("2024-07-01 14:06:00", "2024-07-01 12:00:00", "Europe/Berlin", 120),  # six minutes late, as the place confirms
        (
            "2024-07-01 14:06:00",
            "2024-07-01 12:00:00",
            "Asia/Tokyo",
            120,
        ),  # as home confirms: a clock not set on a journey
        ("2024-07-01 15:06:00", "2024-07-01 12:00:00", "Europe/Berlin", 120),  # an hour late: the place decides
        ("2024-07-01 14:20:00", "2024-07-01 12:05:00", None, None),  # no zone has 2:15
        ("2024-07-01 14:00:00", "2024-07-02 12:00:00", None, None),  # no zone has -22:00
        ("2024-07-01 14:06:00", "2024-07-01 13:00:00", None, None),  # nothing confirms +1:00
    ],
)
def test_offsets_by_satellite_are_plausible_or_none(
    local: str, satellites: str, place: str | None, offset: int | None
) -> None:
    dated = taken(said(ORIGINAL, local), utc(SATELLITES, satellites), position_zone=place)
    assert (dated.wall, dated.offset) == (wall(local), offset)


def test_the_satellites_alone_date_a_photo() -> None:
    assert taken(utc(SATELLITES, "2018-07-16 15:52:22"), position_zone="Europe/Oslo") == Dated(
        wall("2018-07-16 17:52:22"), 120, DateSource.GPS, Confidence.LIKELY, Precision.SECOND, SATELLITES
    )


def test_local_mean_time_has_no_offset() -> None:
    """Berlin's clocks were 53 minutes and 28 seconds ahead."""
    for fact in (utc(SATELLITES, "1880-01-01 12:00:00"), said(ORIGINAL, "1880-01-01 12:53:28")):
        dated = taken(fact, position_zone="Europe/Berlin")
        assert (dated.wall, dated.offset) == (wall("1880-01-01 12:53:28"), None)


def test_the_satellites_and_a_name_tell_the_zone_together() -> None:
    dated = taken(utc(SATELLITES, "2019-07-14 13:29:58"), filename="IMG_20190714_153000.jpg", home_zone="Asia/Tokyo")
    assert (dated.wall, dated.offset, dated.source) == (wall("2019-07-14 15:30:00"), 120, DateSource.FILE_NAME)


def test_without_a_zone_the_wall_clock_stays_and_says_so() -> None:
    dated = taken(said(ORIGINAL, "2003-09-06 14:45:48"), home_zone="Asia/Tokyo")
    assert dated == Dated(
        wall("2003-09-06 14:45:48"), None, DateSource.HOME_ZONE, Confidence.LIKELY, Precision.SECOND, ORIGINAL
    )


# ---- pitfalls -------------------------------------------------------------------------------------------------------------


def test_pitfall_1_apple_states_the_offset_beside_the_header() -> None:
    dated = taken(utc(HEADER, "2019-07-24 08:25:57"), said("QuickTime.CreationDate", "2019-07-24 11:25:40", 180))
    assert (dated.wall, dated.offset, dated.source) == (wall("2019-07-24 11:25:40"), 180, DateSource.OFFSET_TAG)


@pytest.mark.parametrize(
    ("camera", "filename"),
    [
        (Camera("NIKON CORPORATION", "NIKON Z 30"), "Z30_5236.MOV"),
        (Camera("GoPro", "HERO11 Black"), "a.mp4"),
        (Camera(None, "HERO5 Black"), "a.mp4"),
        (Camera(), "GX010123.MP4"),
        (Camera(), "DCIM/100GOPRO/GOPR0123.MP4"),
    ],
)
def test_pitfall_1_some_cameras_write_local_time_into_the_header(camera: Camera, filename: str) -> None:
    header = utc(HEADER, "2024-09-28 12:54:53")
    dated = taken(header, camera=camera, filename=filename, home_zone="Asia/Shanghai")
    assert (dated.wall, dated.offset, dated.source) == (wall("2024-09-28 12:54:53"), None, DateSource.HOME_ZONE)
    dated = taken(header, camera=camera, filename=filename, position_zone="Asia/Bangkok")
    assert (dated.wall, dated.offset, dated.source) == (wall("2024-09-28 12:54:53"), 420, DateSource.GPS)


@pytest.mark.parametrize(
    ("filename", "header", "duration"),
    [
        ("20240928_125453.MP4", "2024-09-28 12:54:53", None),  # the beginning
        ("2024_0928_125453_001.MP4", "2024-09-28 12:55:50", None),  # the end, a minute later
        ("REC_2024_09_28_12_54_53_F.MP4", "2024-09-28 12:59:53", 300),  # the end, five minutes later
    ],
)
def test_pitfall_1_a_dashcam_shows_its_local_time_by_the_name(
    filename: str, header: str, duration: float | None
) -> None:
    dated = taken(utc(HEADER, header), filename=filename, duration=duration, home_zone="Asia/Shanghai")
    assert (dated.wall, dated.offset, dated.source) == (wall(header), None, DateSource.HOME_ZONE)


def test_pitfall_1_the_satellites_clock_shows_what_a_header_means() -> None:
    satellites = utc("Xmp.exif.GPSDateTime", "2024-07-01 10:00:05")
    local = taken(utc(HEADER, "2024-07-01 12:00:00"), satellites)
    assert (local.wall, local.offset, local.source) == (wall("2024-07-01 12:00:00"), 120, DateSource.GPS)
    # The same evidence is stronger than what is known of the camera: this one's clock was set to UTC.
    right = taken(utc(HEADER, "2024-07-01 10:00:00"), satellites, camera=Camera("GoPro"), position_zone="Europe/Berlin")
    assert (right.wall, right.offset) == (wall("2024-07-01 12:00:00"), 120)


@pytest.mark.parametrize(
    ("filename", "header", "duration", "offset"),
    [
        ("VID_20201120_150402.mp4", "2020-11-20 14:04:36", None, 60),
        ("VID_20201120_150402.mp4", "2020-11-20 14:04:36", 33.5, 60),
        ("20201120_150402.mp4", "2020-11-20 20:24:02", 20 * 60, -300),  # the header has the end
        ("20201120_150402.mp4", "2020-11-20 09:19:10", None, 345),
    ],
)
def test_pitfall_1_the_name_tells_the_zone_of_a_header(
    filename: str, header: str, duration: float | None, offset: int
) -> None:
    dated = taken(utc(HEADER, header), filename=filename, duration=duration)
    assert (dated.wall, dated.offset, dated.source) == (wall("2020-11-20 15:04:02"), offset, DateSource.FILE_NAME)


def test_pitfall_1_the_name_has_the_beginning_and_the_place_the_zone() -> None:
    header = utc(HEADER, "2020-11-20 14:09:36")
    told: dict[str, Any] = {"position_zone": "Europe/Amsterdam", "home_zone": "Asia/Tokyo"}
    dated = taken(header, filename="VID_20201120_150402.mp4", duration=333.9, **told)
    assert (dated.wall, dated.offset, dated.source) == (wall("2020-11-20 15:04:02"), 60, DateSource.GPS)
    # A clock that was not set to the place's zone does not fit it.
    dated = taken(header, filename="VID_20201120_230402.mp4", duration=333.9, **told)
    assert (dated.wall, dated.offset, dated.source) == (wall("2020-11-20 15:09:36"), 60, DateSource.GPS)


def test_pitfall_1_a_long_recording_may_fit_two_zones() -> None:
    """An hour long, named 15:04, header 14:04: begun at 14:04 UTC, or ended then. Home decides, else the beginning."""
    header = utc(HEADER, "2020-07-20 14:04:02")
    for home, offset in (("Europe/Berlin", 120), ("Europe/London", 60), ("Asia/Tokyo", 60)):
        dated = taken(header, filename="VID_20200720_150402.mp4", duration=3600, home_zone=home)
        assert (dated.wall, dated.offset) == (wall("2020-07-20 15:04:02"), offset)


def test_pitfall_1_only_headers_are_suspected_of_local_time() -> None:
    dated = taken(filename="PXL_20190714_153000123.jpg", camera=Camera("NIKON"), home_zone="Asia/Tokyo")
    assert dated.wall == wall("2019-07-15 00:30:00.123")


def test_pitfall_1_a_name_that_does_not_fit_changes_nothing() -> None:
    header = utc(HEADER, "2020-11-20 10:00:00")
    for filename in ("VID_20190101_101010.mp4", "PXL_20201120_100000123.mp4", "2020-11-20.mp4", "1605866400000.mp4"):
        assert taken(header, filename=filename) == taken(header)


def test_pitfall_2_a_video_without_a_zone_takes_that_of_its_place_else_of_home() -> None:
    header = utc(HEADER, "2017-02-22 08:20:28")
    at_place = taken(header, position_zone="Asia/Tokyo", home_zone="America/New_York")
    assert (at_place.wall, at_place.offset, at_place.source) == (wall("2017-02-22 17:20:28"), 540, DateSource.GPS)
    at_home = taken(header, home_zone="America/New_York")
    assert (at_home.wall, at_home.offset, at_home.source) == (wall("2017-02-22 03:20:28"), None, DateSource.HOME_ZONE)


def test_pitfall_3_the_zone_of_the_server_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = decisions_of_every_kind()
    try:
        for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert decisions_of_every_kind() == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def decisions_of_every_kind() -> list[tuple[Dated, date]]:
    modified = datetime(2020, 6, 1, 22, 30, tzinfo=UTC)
    decisions = [
        taken(said(ORIGINAL, "2020-06-01 23:30:00")),
        taken(said(ORIGINAL, "2020-06-01 23:30:00"), position_zone="Europe/Paris"),
        taken(utc(HEADER, "2020-06-01 22:30:00")),
        taken(utc(SATELLITES, "2020-06-01 22:30:00"), position_zone="America/Lima"),
        taken(filename="PXL_20200601_223000123.jpg"),
        taken(filename="FB_IMG_1591050600000.jpg"),
        taken(modified=modified),
        UNDATED,
    ]
    return [(dated, timeline_day(dated, modified, "Europe/Berlin")) for dated in decisions]


def test_pitfall_4_a_screenshot_without_a_zone_keeps_its_wall_clock() -> None:
    dated = taken(said(ORIGINAL, "2024-01-05 08:09:10"), filename="IMG_0312.PNG", home_zone="Asia/Tokyo")
    assert (dated.wall, dated.offset, dated.source) == (wall("2024-01-05 08:09:10"), None, DateSource.HOME_ZONE)


def test_pitfall_5_the_satellites_clock_is_in_utc() -> None:
    dated = taken(said(ORIGINAL, "2019-03-21 11:04:22"), utc(SATELLITES, "2019-03-21 16:04:21"))
    assert instant(dated) == datetime(2019, 3, 21, 16, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "garbage",
    [
        "0001-01-01 00:00:00",
        "1114-11-01 10:00:00",
        "1799-12-31 23:59:59",
        "1904-01-01 00:00:00",
        "1904-01-01 02:13:20",
        "1970-01-01 00:00:00",
        "1970-01-01 07:00:00",
        "1969-12-31 16:00:00",
        "2002-12-08 12:00:00",
        "2026-11-21 12:00:01",
        "2036-02-07 06:28:16",
        "2999-12-31 23:59:59",
        "9999-12-31 23:59:59",
    ],
)
def test_pitfall_6_garbage_never_stands_in_the_timeline(garbage: str) -> None:
    for fact in (said(ORIGINAL, garbage), said(ORIGINAL, garbage, 540), utc(HEADER, garbage), utc(SATELLITES, garbage)):
        assert taken(fact) == UNDATED
        assert taken(fact, position_zone="Pacific/Kiritimati") == UNDATED
        good = said("Xmp.xmp.CreateDate", "2018-07-16 17:52:22")
        assert taken(fact, good) == taken(good)


def test_pitfall_6_files_without_a_time_of_change_have_none() -> None:
    for garbage in (
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1980, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14))),
        NOW + timedelta(days=2),
    ):
        for home in ("America/Los_Angeles", "UTC", "Pacific/Kiritimati"):
            assert taken(modified=garbage, home_zone=home) == UNDATED


def test_pitfall_6_old_pictures_are_believed() -> None:
    assert taken(said(ORIGINAL, "1826-06-01 00:00:00")).wall == wall("1826-06-01 00:00:00")
    assert taken(said("Iptc.DateCreated", "1970-01-01", precision=Precision.YEAR)).wall == wall("1970-01-01")
    assert taken(said("Iptc.DateCreated", "1904-01-01", precision=Precision.DAY)).wall == wall("1904-01-01")


def test_pitfall_6_tomorrow_is_believed_where_it_has_begun() -> None:
    late = datetime(2026, 11, 20, 23, tzinfo=UTC)
    dated = taken(utc(HEADER, "2026-11-20 22:59:00"), now=late, position_zone="Pacific/Kiritimati")
    assert dated.wall == wall("2026-11-21 12:59:00")


def test_pitfall_7_digits_below_the_second_order_a_burst() -> None:
    bursts = [
        taken(said(ORIGINAL, f"2020-05-04 18:39:11.{digits}", -240, Precision.SUBSECOND))
        for digits in ("0644", "64", "9")
    ]
    assert [dated.wall for dated in bursts] == sorted(
        wall(f"2020-05-04 18:39:11.{digits}") for digits in ("0644", "64", "9")
    )
    assert {dated.precision for dated in bursts} == {Precision.SECOND}


def test_pitfall_8_days_and_months_end_by_the_wall_clock() -> None:
    """Half an hour before midnight at the end of July in Los Angeles is August in UTC and at home."""
    dated = taken(said(ORIGINAL, "2024-07-31 23:30:00", -420))
    assert timeline_day(dated, NOW, "Europe/Berlin") == date(2024, 7, 31)
    video = taken(utc(HEADER, "2024-07-31 22:30:00"), home_zone="Europe/Berlin")
    assert timeline_day(video, NOW, "Europe/Berlin") == date(2024, 8, 1)


def test_pitfall_8_without_a_date_it_is_the_day_of_the_upload_in_the_owners_zone() -> None:
    uploaded = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)
    assert timeline_day(UNDATED, uploaded, "America/New_York") == date(2025, 12, 31)
    assert timeline_day(UNDATED, uploaded, "Asia/Tokyo") == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "precision"),
    [("1987-01-01", Precision.YEAR), ("1987-06-01", Precision.MONTH), ("1987-06-15", Precision.DAY)],
)
def test_pitfall_9_a_date_keeps_its_precision_and_has_no_offset(text: str, precision: Precision) -> None:
    dated = taken(said("Xmp.photoshop.DateCreated", text, 60, precision), position_zone="Europe/Berlin")
    assert (dated.wall, dated.offset, dated.precision) == (wall(text), None, precision)


def test_pitfall_10_a_date_from_the_last_change_is_called_a_guess() -> None:
    dated = taken(modified=datetime(2021, 6, 1, 22, 30, tzinfo=UTC))
    assert dated == Dated(
        wall("2021-06-02 00:30:00"), None, DateSource.MODIFIED, Confidence.GUESS, Precision.SECOND, None
    )


def test_pitfall_11_an_hour_that_never_was_and_one_that_came_twice() -> None:
    gap = taken(said(ORIGINAL, "2024-03-31 02:30:00"), position_zone="Europe/Berlin")
    assert (gap.wall, gap.offset) == (wall("2024-03-31 02:30:00"), 60)
    twice = taken(said(ORIGINAL, "2024-10-27 02:30:00"), position_zone="Europe/Berlin")
    assert (twice.wall, twice.offset) == (wall("2024-10-27 02:30:00"), 120)
    # In UTC nothing comes twice.
    for hour, offset in ((0, 120), (1, 60)):
        dated = taken(utc(HEADER, f"2024-10-27 0{hour}:30:00"), position_zone="Europe/Berlin")
        assert (dated.wall, dated.offset) == (wall("2024-10-27 02:30:00"), offset)


# ---- names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20190714_153000.jpg",
        "IMG_20190714_153000~2.jpg",
        "IMG20190714153000.jpg",
        "MVIMG_20190714_153000.jpg",
        "PANO_20190714_153000.vr.jpg",
        "VID_20190714_153000.mp4",
        "VID20190714153000.3gp",
        "20190714_153000.jpg",
        "20190714_153000(0).jpg",
        "20190714_153000_001.jpg",
        "img20190714_15300012.jpg",
        "PXL_20190714_153000.MP.jpg",
        "Screenshot_20190714-153000.png",
        "Screenshot_20190714-153000_Firefox.jpg",
        "Screenshot_20190714_153000_com.android.chrome.jpg",
        "Screenshot_2019-07-14-15-30-00.png",
        "Screenshot_2019-07-14-15-30-00-647_com.snapchat.jpg",
        "Screenshot 2019-07-14 153000.png",
        "Screenshot from 2019-07-14 15-30-00.png",
        "Screen Shot 2019-07-14 at 15.30.00.png",
        "Screen Shot 2019-07-14 at 3.30.00 PM.png",
        "Screenshot 2019-07-14 at 3.30.00\u202fPM.png",
        "Bildschirmfoto 2019-07-14 um 15.30.00.png",
        "Capture d\u2019e\u0301cran 2019-07-14 a\u0300 15.30.00.png",
        "Captura de pantalla 2019-07-14 a las 15.30.00.png",
        "Skärmavbild 2019-07-14 kl. 15.30.00.png",
        "スクリーンショット 2019-07-14 15.30.00.png",
        "signal-2019-07-14-153000.jpg",
        "signal-2019-07-14-15-30-00-123.jpg",
        "signal-2019-07-14-15-30-00-123-1.jpg",
        "PHOTO-2019-07-14-15-30-00.jpg",
        "WhatsApp Image 2019-07-14 at 15.30.00.jpeg",
        "WhatsApp Image 2019-07-14 at 3.30.00 PM (1).jpeg",
        "photo_2019-07-14_15-30-00.jpg",
        "photo_5305@14-07-2019_15-30-00.jpg",
        "2019-07-14 15.30.00.jpg",
        "2019-07-14 15.30.00-1.jpg",
        "2019-07-14_15-30-00.jpg",
        "2019-07-14T15:30:00.jpg",
        "WIN_20190714_15_30_00_Pro.jpg",
        "DJI_20190714153000_0001_D.MP4",
        "2019_0714_153000_001.MP4",
        "20190714153000_000123.MP4",
        "NO20190714-153000-000123.MP4",
        "REC_2019_07_14_15_30_00_F.MP4",
        "2019-07-14_15-30-00-front.mp4",
        "00001IMG_00001_BURST20190714153000.jpg",
        "DSC_0007_BURST20190714153000_COVER.JPG",
        "phone/DCIM/IMG_20190714_153000.jpg",
        "C:\\Users\\ada\\IMG_20190714_153000.jpg",
    ],
)
def test_names_with_a_date_and_a_time(name: str) -> None:
    found = date_in_name(name)
    assert found is not None
    assert (found.wall, found.is_utc, found.precision) == (wall("2019-07-14 15:30:00"), False, Precision.SECOND)
    assert taken(filename=name, home_zone="Asia/Tokyo") == Dated(
        wall("2019-07-14 15:30:00"), None, DateSource.FILE_NAME, Confidence.LIKELY, Precision.SECOND, None
    )
    assert taken(filename=name, position_zone="Europe/Berlin").offset == 120


@pytest.mark.parametrize(
    "name",
    [
        "IMG-20190714-WA0001.jpg",
        "VID-20190714-WA0012.mp4",
        "WhatsApp 2\\IMG-20190714-WA0001.jpg",
        "20190714.jpg",
        "IMG_20190714.jpg",
        "DSC_20190714 (2).jpg",
        "2019-07-14.jpg",
        "2019-07-14 Beach.jpg",
        "Beach 2019.07.14.jpg",
        "20190714_2561.jpg",
        "20190714_995959.jpg",
        "2019-07-14 at 13.30.00 PM.jpg",
    ],
)
def test_names_with_a_day_only(name: str) -> None:
    dated = taken(filename=name, position_zone="Europe/Berlin", modified=datetime(2019, 7, 14, 12, tzinfo=UTC))
    assert dated == Dated(wall("2019-07-14"), None, DateSource.FILE_NAME, Confidence.LIKELY, Precision.DAY, None)


@pytest.mark.parametrize(
    "name", ["PXL_20190714_153000123.jpg", "PXL_20190714_153000123.RAW-01.COVER.jpg", "20190714_153000123_iOS.jpg"]
)
def test_names_in_utc(name: str) -> None:
    at_home = taken(filename=name, home_zone="America/New_York")
    assert (at_home.wall, at_home.offset) == (wall("2019-07-14 11:30:00.123"), None)
    at_place = taken(filename=name, position_zone="Asia/Tokyo")
    assert (at_place.wall, at_place.offset, at_place.source) == (
        wall("2019-07-15 00:30:00.123"),
        540,
        DateSource.FILE_NAME,
    )


@pytest.mark.parametrize(
    "name",
    ["FB_IMG_1563111000000.jpg", "mmexport1563111000000.jpg", "1563111000000.jpg", "wx_camera_1563111000000.jpg"],
)
def test_names_that_count_milliseconds_are_guesses(name: str) -> None:
    dated = taken(filename=name, home_zone="Europe/Berlin")
    assert dated == Dated(
        wall("2019-07-14 15:30:00"), None, DateSource.FILE_NAME, Confidence.GUESS, Precision.SECOND, None
    )


@pytest.mark.parametrize(
    "name",
    [
        "",
        "beach.jpg",
        "IMG_0312.JPG",
        "DSC_0101.JPG",
        "P1010203.JPG",
        "100_2019.JPG",
        "1987.jpg",
        "2019.jpg",
        "2019-07.jpg",
        "1920x1080.jpg",
        "20191332.jpg",  # no such month
        "20190230.jpg",  # no such day
        "19791231_101010.jpg",  # before there were such names
        "20301231_101010.jpg",  # not yet
        "+491701234567.jpg",
        "IMG-491701234567.jpg",
        "015112345678.jpg",
        "2015550123.jpg",  # a telephone number in New Jersey
        "20121231234.jpg",
        "order_4711_20190714.jpg",  # digits before it
        "received_1020157890123456.jpeg",
        "10406429_10152345678901234_1234567890123456789_n.jpg",
        "Snapchat-1563111000.jpg",
        "14-07-2019.jpg",  # or is it 07-14-2019?
        "3f250419-0e89-11d3-9a0c-0305e82c3301.jpg",
        "a20190714f0e8911d39a0c0305e82c33.jpg",
        "GX010123.MP4",
        "9781563111000.jpg",  # a book
        "4006381333931.jpg",  # a pencil
    ],
)
def test_digits_that_are_no_date(name: str) -> None:
    assert taken(filename=name) == UNDATED


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2019/07/14/a.jpg", "2019-07-14"),
        ("Photos/2019/2019-07/2019-07-14 Beach/a.jpg", "2019-07-14"),
        ("Photos\\20190714 Beach\\a.jpg", "2019-07-14"),
        ("2018-01-01 to 2019/2019.07.14/raw", "2019-07-14"),
        ("2019-07-14", "2019-07-14"),
        ("Photos from 2019/a.jpg", None),
        ("2019/07/a.jpg", None),
        ("2019-02-30/a.jpg", None),
        ("", None),
    ],
)
def test_days_in_folders(path: str, day: str | None) -> None:
    found = date_in_folders(path, "a.jpg")
    assert (found.wall if found else None) == (wall(day) if day else None)


def test_a_name_at_the_end_of_the_path_is_no_folder() -> None:
    assert date_in_folders("2019-07-14 Beach.jpg", "2019-07-14 Beach.jpg") is None


@given(st.text(max_size=80))
def test_any_name_can_be_asked(name: str) -> None:
    found = date_in_name(name)
    assert found is None or found.wall.year >= 1980
    date_in_folders(name, name)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2026, 11, 20)), st.sampled_from(["", "IMG_", "VID-", "a b "]))
def test_every_moment_can_be_in_a_name(moment: datetime, prefix: str) -> None:
    moment = moment.replace(microsecond=0)
    for pattern in ("%Y%m%d_%H%M%S", "%Y-%m-%d %H.%M.%S", "%Y%m%d%H%M%S", "%Y-%m-%d at %I.%M.%S %p"):
        found = date_in_name(f"{prefix}{moment:{pattern}}.jpg")
        assert found is not None
        assert found.wall == moment


@given(st.text("0123456789", min_size=9, max_size=13).filter(lambda digits: not digits.startswith("1")))
def test_a_run_of_9_to_13_digits_is_no_date(digits: str) -> None:
    assert date_in_name(f"{digits}.jpg") is None


# ---- properties -----------------------------------------------------------------------------------------------------------

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu", "Etc/GMT+12"]
)
OFFSETS = st.integers(-48, 56).map(lambda quarters: 15 * quarters)
SANE_WALLS = st.datetimes(datetime(1972, 1, 1), datetime(2026, 11, 20))
NAMES = st.sampled_from(
    ["", "a.jpg", "IMG_20190714_153000.jpg", "PXL_20190714_153000123.jpg", "IMG-20190714-WA0001.jpg"]
)


@st.composite
def facts_of(draw: st.DrawFn, walls: st.SearchStrategy[datetime]) -> DateFact:
    tag = draw(st.sampled_from([*TAGS_IN_ORDER, "Exif.Image.DateTime", "Xmp.xmp.ModifyDate", "Xmp.xmp.MetadataDate"]))
    is_utc = tag in IN_UTC
    offset = 0 if is_utc else draw(st.none() | st.integers(-1080, 1080))
    return DateFact(tag, draw(walls), offset, is_utc, draw(st.sampled_from(Precision)))


TOLD = st.fixed_dictionaries(
    {
        "position_zone": st.none() | ZONES,
        "home_zone": ZONES,
        "filename": NAMES,
        "path": st.sampled_from(["", "2012/03/04/a.jpg"]),
        "modified": st.none() | st.datetimes(timezones=st.just(UTC)),
        "duration": st.none() | st.floats(),
        "camera": st.sampled_from([Camera(), Camera("GoPro"), Camera("Apple", "iPhone 6")]),
    }
)


@given(st.lists(facts_of(st.datetimes()), max_size=6), TOLD, st.randoms())
def test_any_facts_give_a_sane_decision_that_does_not_depend_on_their_order(
    facts: list[DateFact], told: Any, random: Any
) -> None:
    dated = taken(*facts, **told)
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert taken(*shuffled, **told) == dated
    if dated.wall is None:
        assert dated == UNDATED
        return
    assert datetime(1800, 1, 1) <= dated.wall <= (NOW + timedelta(days=1)).replace(tzinfo=None)
    assert dated.source is not None
    assert dated.offset is None or (-12 * 60 <= dated.offset <= 14 * 60 or told["position_zone"])
    # The promises of `taken_at_source`.
    assert dated.source is not DateSource.HOME_ZONE or dated.offset is None
    assert dated.source is not DateSource.OFFSET_TAG or dated.offset is not None
    # Until 1972 some zones kept no whole minutes.
    assert dated.source is not DateSource.GPS or dated.offset is not None or dated.wall.year <= 1972
    assert dated.confidence is not Confidence.CERTAIN or dated.offset is not None
    assert dated.tag is not None or dated.source in (DateSource.FILE_NAME, DateSource.MODIFIED)


@given(st.sampled_from(TAGS_IN_ORDER[:11]), SANE_WALLS, OFFSETS, TOLD, st.lists(facts_of(SANE_WALLS), max_size=4))
def test_a_stated_offset_preserves_the_instant(
    tag: str, moment: datetime, offset: int, told: Any, others: list[DateFact]
) -> None:
    assume(not (tag.startswith("Iptc.") and offset == 0) and moment != datetime(2002, 12, 8, 12))
    fact = DateFact(tag, moment, offset, False, Precision.SECOND)
    dated = taken(fact, *(other for other in others if _rank(other) > _rank(fact)), **told)
    assert (dated.wall, dated.offset, dated.tag, dated.source) == (moment, offset, tag, DateSource.OFFSET_TAG)


@given(SANE_WALLS, ZONES)
def test_what_is_in_utc_preserves_the_instant_at_a_known_place(moment: datetime, zone: str) -> None:
    assume(moment != datetime(2002, 12, 8, 12))
    for tag in (HEADER, SATELLITES):
        dated = taken(DateFact(tag, moment, 0, True, Precision.SECOND), position_zone=zone)
        assume(dated.wall != datetime(2002, 12, 8, 12))
        assert instant(dated) == moment.replace(tzinfo=UTC)
        assert dated.wall == places.wall_in(zone, moment.replace(tzinfo=UTC))


@given(
    st.sampled_from(TAGS_IN_ORDER[:11]),
    st.datetimes(datetime(2003, 1, 1), datetime(2026, 11, 20)),
    st.none() | OFFSETS,
    st.lists(facts_of(SANE_WALLS), max_size=4),
    TOLD,
)
def test_a_weaker_fact_never_changes_the_date_of_a_stronger(
    tag: str, moment: datetime, offset: int | None, others: list[DateFact], told: Any
) -> None:
    """It may only tell the zone of its wall clock."""
    strong = DateFact(tag, moment, offset, False, Precision.SECOND)
    alone = taken(strong, **told)
    dated = taken(*(other for other in others if _rank(other) > _rank(strong)), strong, **told)
    assert (dated.wall, dated.tag, dated.precision) == (moment, tag, Precision.SECOND)
    if alone.source is DateSource.OFFSET_TAG:
        assert dated == alone


@given(st.lists(facts_of(SANE_WALLS), min_size=1, max_size=3), TOLD)
def test_the_last_change_never_changes_a_date_from_elsewhere(facts: list[DateFact], told: Any) -> None:
    without = taken(*facts, **{**told, "modified": None})
    assume(without.wall is not None)
    assert taken(*facts, **told) == without


def _rank(fact: DateFact) -> int:
    return TAGS_IN_ORDER.index(fact.tag) if fact.tag in TAGS_IN_ORDER else len(TAGS_IN_ORDER)


# ---- refusals -------------------------------------------------------------------------------------------------------------


def test_instants_must_say_their_zone() -> None:
    with pytest.raises(ValueError, match="instant"):
        taken(now=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="instant"):
        taken(modified=datetime(2026, 1, 1))


def test_an_unknown_home_is_refused() -> None:
    with pytest.raises(places.UnknownZone):
        taken(utc(HEADER, "2020-01-01 10:00:00"), home_zone="localtime")
