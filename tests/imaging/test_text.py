"""Text out of files is clean, whatever was in them."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging.metadata.text import clean_keywords, clean_line, clean_text

any_text = st.text(alphabet=st.characters()) | st.text(
    alphabet=st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Ll"])
)


@given(any_text | st.binary(), st.integers(1, 50))
def test_is_always_fit_to_be_stored_and_shown(raw: str | bytes, length: int) -> None:
    text = clean_text(raw, length)
    if text is None:
        return
    assert 0 < len(text) <= length
    assert text == text.strip()
    text.encode()
    assert not [one for one in text if unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t"]
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(any_text, st.integers(1, 50))
def test_cleaning_twice_is_cleaning_once(raw: str, length: int) -> None:
    once = clean_text(raw, length)
    assert clean_text(once, length) == once


@given(any_text | st.binary())
def test_a_line_has_no_line_ends(raw: str | bytes) -> None:
    line = clean_line(raw, 100)
    assert line is None or line.splitlines() == [line]


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u061c"), max_size=80))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean_text(text, 100) == (text.strip() or None)


def test_bytes_that_are_not_utf8_are_latin1() -> None:
    assert clean_text("Käsekuchen".encode("latin-1"), 50) == "Käsekuchen"


def test_bytes_that_a_library_escaped_become_replacement_characters() -> None:
    assert clean_text("caf\udce9", 50) == "caf\ufffd"


def test_lone_surrogates_never_come_through() -> None:
    assert clean_text("a\ud800b\udfffc", 50) == "a?b?c"


def test_nul_ends_nothing_but_is_gone() -> None:
    assert clean_text("before\0after", 50) == "beforeafter"


def test_stacked_marks_are_few() -> None:
    text = clean_text("e" + "\u0301" * 5000 + "x", 10_000)
    assert text is not None
    assert text[0] == "e"
    assert text[-1] == "x"
    assert len(text) < 12


@given(st.lists(any_text, max_size=20))
def test_keywords_come_once_and_in_order(words: list[str]) -> None:
    clean = clean_keywords(words)
    assert len(set(clean)) == len(clean)
    assert list(clean) == sorted(clean, key=[clean_line(word, 200) for word in words].index)


def test_levels_are_joined_and_a_slash_in_one_is_no_level() -> None:
    words = ["Places|France||Paris", "AC/DC|Live", "|", "Places|France||Paris"]
    assert clean_keywords(words, hierarchy="|") == ("Places/France/Paris", "AC|DC/Live")
