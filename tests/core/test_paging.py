import base64
import re
from datetime import datetime
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.core import Invalid, decode_cursor, encode_cursor

positions = st.tuples(st.datetimes(), st.integers(1, 2**63 - 1))


@given(positions)
def test_what_was_encoded_comes_back(position: tuple[datetime, int]) -> None:
    word = encode_cursor(position)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", word)
    assert decode_cursor(word, tuple[datetime, int]) == position


@given(st.one_of(st.text(max_size=300), st.binary(max_size=200).map(lambda b: base64.urlsafe_b64encode(b).decode())))
def test_garbage_is_refused_and_nothing_else_happens(word: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_cursor(word, tuple[datetime, int])
    assert [error.field for error in refused.value.errors] == ["cursor"]


@given(positions, st.integers(0, 200), st.characters())
def test_a_cursor_that_was_tampered_with_is_refused_or_another_position(
    position: tuple[datetime, int], at: int, character: str
) -> None:
    word = encode_cursor(position)
    at %= len(word)
    try:
        found = decode_cursor(word[:at] + character + word[at + 1 :], tuple[datetime, int])
    except Invalid:
        return
    assert isinstance(found[0], datetime)
    assert isinstance(found[1], int)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(("a", 1)), tuple[int, int])
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(2**64), Annotated[int, msgspec.Meta(gt=0, lt=2**63)])
