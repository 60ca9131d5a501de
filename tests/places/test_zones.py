"""Time zones: the right one at a point, and clocks that show the same on every machine."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen import places

SOME_ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/St_Johns",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Africa/Casablanca",
        "America/Sao_Paulo",
        "Etc/GMT+8",
    ]
)


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.5186, 13.3763, "Europe/Berlin"),
        (48.5734, 7.7521, "Europe/Paris"),  # Strasbourg, 3 km from Germany
        (48.5728, 7.8158, "Europe/Berlin"),  # Kehl, across the Rhine
        (42.3149, -83.0364, "America/Toronto"),  # Windsor, Ontario
        (42.3314, -83.0458, "America/Detroit"),  # across the river, 2 km
        (27.7172, 85.3240, "Asia/Kathmandu"),
        (-31.6767, 128.8890, "Australia/Eucla"),
        (-13.8333, -171.7667, "Pacific/Apia"),
        (-14.2756, -170.7020, "Pacific/Pago_Pago"),  # 130 km and 25 hours from Apia
        (36.0544, -112.1401, "America/Phoenix"),
        (1.8721, -157.4278, "Pacific/Kiritimati"),
        (35.0, -140.0, "Etc/GMT+9"),  # the open Pacific
    ],
)
def test_the_zone_at_a_point(latitude: float, longitude: float, zone: str) -> None:
    assert places.zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.001, 0), (-91, 0), (0, 180.5), (0, -1e300), (float("nan"), 0), (0, float("inf"))],
)
def test_no_point_on_earth_has_no_zone(latitude: float, longitude: float) -> None:
    assert places.zone_at(latitude, longitude) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_on_earth_has_a_zone_whose_clocks_are_known(latitude: float, longitude: float) -> None:
    zone = places.zone_at(latitude, longitude)
    assert zone is not None
    assert places.is_zone(zone)


def test_every_zone_of_the_map_has_clocks() -> None:
    from timezonefinder import TimezoneFinder

    assert [name for name in TimezoneFinder().timezone_names if not places.is_zone(name)] == []


def test_several_threads_may_ask_at_once() -> None:
    points = [(latitude, longitude) for latitude in range(-80, 81, 8) for longitude in range(-179, 180, 7)]
    alone = [places.zone_at(*point) for point in points]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda point: places.zone_at(*point), points)) == alone


def test_the_map_is_loaded_only_when_a_point_is_asked_for() -> None:
    program = """
import sys
from datetime import UTC, datetime
from albumen import places
places.wall_in("Europe/Berlin", datetime(2024, 1, 1, tzinfo=UTC)), places.is_zone("UTC")
assert "timezonefinder" not in sys.modules and "numpy" not in sys.modules
places.zone_at(52, 13)
assert "timezonefinder" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_names_of_zones() -> None:
    assert all(map(places.is_zone, ["Europe/Berlin", "UTC", "US/Pacific", "Etc/GMT+8"]))
    assert not any(
        map(
            places.is_zone,
            ["", "Berlin", "europe/berlin", "localtime", "../zones", "/etc/localtime", "Europe", "UTC\n", "UTC\0"],
        )
    )


def test_an_unknown_zone_is_refused() -> None:
    for zone in ("Mars/Olympus_Mons", "../../../etc/passwd", ""):
        with pytest.raises(places.UnknownZone):
            places.offset_minutes(zone, datetime(2024, 1, 1))
        with pytest.raises(places.UnknownZone):
            places.wall_in(zone, datetime(2024, 1, 1, tzinfo=UTC))


def test_an_instant_must_say_its_zone() -> None:
    with pytest.raises(ValueError, match="instant"):
        places.wall_in("Europe/Berlin", datetime(2024, 1, 1))


@pytest.mark.parametrize(
    ("zone", "wall", "minutes"),
    [
        ("Europe/Berlin", datetime(2024, 1, 15, 12), 60),
        ("Europe/Berlin", datetime(2024, 7, 15, 12), 120),
        ("Asia/Kathmandu", datetime(2024, 7, 15, 12), 345),
        ("America/St_Johns", datetime(2024, 1, 15, 12), -210),
        ("Pacific/Kiritimati", datetime(2024, 1, 15, 12), 840),
        # An hour that never was (02:00 to 03:00) counts on from the old time; the hour that comes twice is the first.
        ("Europe/Berlin", datetime(2024, 3, 31, 1, 59, 59), 60),
        ("Europe/Berlin", datetime(2024, 3, 31, 2, 30), 60),
        ("Europe/Berlin", datetime(2024, 3, 31, 3), 120),
        ("Europe/Berlin", datetime(2024, 10, 27, 2, 30), 120),
        ("Europe/Berlin", datetime(2024, 10, 27, 3), 60),
        ("Australia/Lord_Howe", datetime(2024, 10, 6, 2, 15), 630),  # a gap of half an hour
        ("Pacific/Apia", datetime(2011, 12, 30, 12), -600),  # a day that never was
        # Local mean time had no whole minutes.
        ("Europe/Berlin", datetime(1880, 1, 1), None),
    ],
)
def test_the_offset_of_a_wall_clock(zone: str, wall: datetime, minutes: int | None) -> None:
    assert places.offset_minutes(zone, wall) == minutes
    assert places.offset_minutes(zone, wall.replace(fold=1)) == minutes


@given(SOME_ZONES, st.datetimes(datetime(1972, 1, 7), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_clocks_agree_with_their_offset(zone: str, instant: datetime) -> None:
    wall = places.wall_in(zone, instant)
    minutes = places.offset_minutes(zone, wall)
    assert wall.tzinfo is None
    assert minutes is not None
    back = wall.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    # Only in an hour that comes twice does the wall clock lose the instant; the first of the two is meant.
    assert back == instant or (back < instant and places.wall_in(zone, back) == wall)


@given(SOME_ZONES, st.datetimes(datetime(1972, 1, 7), datetime(2200, 1, 1)), st.integers(-720, 840))
def test_an_instant_is_the_same_in_whatever_zone_it_is_said(zone: str, wall: datetime, minutes: int) -> None:
    instant = wall.replace(tzinfo=UTC)
    elsewhere = instant.astimezone(ZoneInfo("America/New_York"))
    assert places.wall_in(zone, elsewhere) == places.wall_in(zone, instant)


def test_neither_the_environment_nor_the_zone_files_of_the_machine_are_asked(tmp_path: Path) -> None:
    """A server whose own zone files are old, wrong or missing gives the same dates."""
    wrong = tmp_path / "Europe"
    wrong.mkdir()
    (wrong / "Berlin").write_bytes(resources.files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes())
    program = """
from datetime import UTC, datetime
from albumen import places
print(places.wall_in("Europe/Berlin", datetime(2024, 7, 15, 12, tzinfo=UTC)))
print(places.offset_minutes("Europe/Berlin", datetime(2024, 7, 15, 12)))
"""
    for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles"):
        environment = {**os.environ, "TZ": zone, "PYTHONTZPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["2024-07-15", "14:00:00", "120"]


def test_the_credit_names_the_licence() -> None:
    assert "OpenStreetMap" in places.ZONE_DATA_CREDIT
    assert "Open Database License" in places.ZONE_DATA_CREDIT
