"""Places as files write them, and which of them are on earth."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging.metadata.position import degrees, parse_iso6709, parse_xmp, position

any_float = st.floats(allow_nan=True, allow_infinity=True)


@given(any_float | st.none(), any_float | st.none(), any_float | st.none())
def test_a_place_is_on_earth_or_there_is_none(
    latitude: float | None, longitude: float | None, altitude: float | None
) -> None:
    found = position(latitude, longitude, altitude)
    if found:
        assert -90 <= found.latitude <= 90
        assert -180 <= found.longitude <= 180
        assert (found.latitude, found.longitude) != (0, 0)
        assert found.altitude is None or math.isfinite(found.altitude)


def test_nowhere_is_where_both_are_zero() -> None:
    assert position(0.0, 0.0) is None
    assert position(0.0, 6.5)
    assert position(51.5, 0.0)
    assert position(-90.0, -180.0)


@given(st.integers(0, 89), st.integers(0, 59), st.floats(0, 59.99), st.sampled_from("NS"))
def test_degrees_minutes_and_seconds(whole: int, minutes: int, seconds: float, side: str) -> None:
    value = degrees([whole, minutes, seconds], side)
    assert value is not None
    assert abs(value) == pytest.approx(whole + minutes / 60 + seconds / 3600)
    assert value == 0 or (value < 0) == (side == "S")


@pytest.mark.parametrize("reference", [None, "", "X", "\0"])
def test_without_its_side_of_the_earth_a_number_is_no_place(reference: str | None) -> None:
    assert degrees([48, 51, 29.6], reference) is None


def test_what_is_no_number_counts_as_nothing_but_not_for_degrees() -> None:
    assert degrees([48, math.nan, math.inf], "N") == 48
    assert degrees([math.nan, 5, 5], "N") is None
    assert degrees([], "N") is None


@pytest.mark.parametrize(
    ("written", "value"), [("54,59.38N", 54.98966667), ("1,54.85W", -1.91416667), ("48,51,30S", -48.85833333)]
)
def test_xmp(written: str, value: float) -> None:
    assert parse_xmp(written) == pytest.approx(value)


@pytest.mark.parametrize(
    ("written", "latitude", "longitude", "altitude"),
    [
        ("+32.0929+034.8620+028.516/", 32.0929, 34.862, 28.516),
        ("+51.4169-000.0806/", 51.4169, -0.0806, None),
        ("-3352.5+15112.6/", -33.875, 151.21, None),
        ("+405130.5-0740210/", 40.858472, -74.036111, None),
        ("+48.8577+002.295CRSWGS_84/", 48.8577, 2.295, None),
    ],
)
def test_iso_6709(written: str, latitude: float, longitude: float, altitude: float | None) -> None:
    found = parse_iso6709(written)
    assert found
    assert found.latitude == pytest.approx(latitude, abs=1e-6)
    assert found.longitude == pytest.approx(longitude, abs=1e-6)
    assert found.altitude == altitude


@given(st.text(alphabet="+-0123456789./ NSEWCRS,", max_size=40))
def test_nonsense_is_no_place(written: str) -> None:
    for found in (parse_iso6709(written), position(parse_xmp(written), 1.0)):
        assert found is None or abs(found.latitude) <= 90
