"""Signed addresses: what they stand for, for how long, and that nothing of them can be changed."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.delivery import Address, Audience, BadAddress, Keys, derive, url_for, verify
from albumen.storage import BlobRef

KEYS = derive((b"a secret of the tests that is long",), "media addresses")
OTHERS = derive((b"another secret of the tests, as long",), "media addresses")
REF = BlobRef(4711, bytes(range(32)))
NOW = datetime(2026, 11, 20, 12, 34, 56, tzinfo=UTC)


def parts(address: str) -> tuple[str, dict[str, str]]:
    """Path and query, as a server sees them."""
    path, _, query = address.partition("?")
    return path, dict(parse_qsl(query, keep_blank_values=True))


def read(address: str, now: datetime = NOW, keys: Keys = KEYS) -> Address:
    return verify(keys, *parts(address), now)


ADDRESS = url_for(KEYS, REF, "grid-1.webp", Audience.PRIVATE, NOW)

moments = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
refs = st.builds(BlobRef, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
names = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,60}", fullmatch=True)


@given(refs, names, st.sampled_from(Audience), moments)
def test_what_is_signed_is_what_is_read(ref: BlobRef, name: str, audience: Audience, now: datetime) -> None:
    found = read(url_for(KEYS, ref, name, audience, now), now)
    assert (found.ref, found.name, found.audience) == (ref, name, audience)


@given(moments, st.timedeltas(timedelta(0), timedelta(hours=3)))
def test_it_is_good_until_the_end_of_the_next_full_hour_and_not_a_second_longer(
    now: datetime, later: timedelta
) -> None:
    address = url_for(KEYS, REF, "grid-1.webp", Audience.PRIVATE, now)
    end = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    assert timedelta(hours=1) < end - now <= timedelta(hours=2)
    if now + later < end:
        assert read(address, now + later).expires == end.timestamp()
    else:
        with pytest.raises(BadAddress):
            read(address, now + later)


def test_within_an_hour_it_is_the_same_so_that_browsers_find_it_again() -> None:
    hour = NOW.replace(minute=0, second=0)
    within = {url_for(KEYS, REF, "a", Audience.PRIVATE, hour + timedelta(minutes=m, seconds=59)) for m in range(60)}
    assert len(within) == 1
    assert url_for(KEYS, REF, "a", Audience.PRIVATE, hour + timedelta(hours=1)) not in within


def test_nothing_of_it_can_be_changed() -> None:
    path, query = parts(ADDRESS)
    end = int(query["e"])
    changed = [
        (path.replace("/4711/", "/4712/"), query),
        (path.replace("/4711/", "/04711/"), query),
        (path.replace(REF.hex, REF.hex[:-1] + "0"), query),
        (path.replace(REF.hex, REF.hex.upper()), query),
        (path.replace("grid-1", "grid-2"), query),
        (path.replace("grid-1.webp", "original.bin"), query),
        (path + "/", query),
        ("/" + path, query),
        (path.replace("/media/", "/media//"), query),
        (path.replace("/media/", "/media/x/../"), query),
        (path + "%00", query),
        (path + "\n", query),
        (path, query | {"e": str(end + 1)}),
        (path, query | {"e": str(end + 3600)}),
        (path, query | {"e": f" {end}"} | {"e": f"{end}x"}),
        (path, query | {"e": "9" * 400}),
        (path, query | {"a": "p"}),
        (path, query | {"a": "x"}),
        (path, query | {"a": ""}),
        (path, query | {"s": ""}),
        (path, query | {"s": "AAAA"}),
        (path, query | {"s": query["s"][:-2]}),
        (path, query | {"s": "é"}),
        (path, query | {"s": query["s"][::-1]}),
        *((path, {name: value for name, value in query.items() if name != left_out}) for left_out in query),
        (path, {}),
    ]
    for there, asked in changed:
        with pytest.raises(BadAddress):
            verify(KEYS, there, asked, NOW)


@given(st.data())
def test_no_single_letter_can_be_changed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ADDRESS) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_./"))
    spoilt = ADDRESS[:at] + letter + ADDRESS[at + 1 :]
    if spoilt == ADDRESS:
        return
    try:
        found = read(spoilt)
    except BadAddress:
        return
    # Base64 has letters whose last bits mean nothing: then it is the very same signature.
    assert found == read(ADDRESS)
    assert at == len(ADDRESS) - 1


@given(st.text(max_size=200), st.dictionaries(st.text(max_size=3), st.text(max_size=40), max_size=4))
def test_no_words_are_too_strange(path: str, query: dict[str, str]) -> None:
    with pytest.raises(BadAddress):
        verify(KEYS, path, query, NOW)


def test_a_signature_of_other_keys_or_another_purpose_is_none() -> None:
    with pytest.raises(BadAddress):
        read(ADDRESS, keys=OTHERS)
    with pytest.raises(BadAddress):
        read(ADDRESS, keys=derive((b"a secret of the tests that is long",), "sessions"))


def test_an_older_secret_still_verifies_and_the_newest_signs() -> None:
    both = derive((b"another secret of the tests, as long", b"a secret of the tests that is long"), "media addresses")
    assert read(ADDRESS, keys=both).ref == REF
    assert url_for(both, REF, "grid-1.webp", Audience.PRIVATE, NOW) == url_for(
        OTHERS, REF, "grid-1.webp", Audience.PRIVATE, NOW
    )


def test_it_shows_nothing_of_the_secret_and_is_plain_text() -> None:
    assert re.fullmatch(r"/media/4711/[0-9a-f]{64}/grid-1\.webp\?a=v&e=\d{10}&s=[A-Za-z0-9_-]{22}", ADDRESS)
