"""Text out of files, made fit to be stored and shown."""

import re
import unicodedata

MAKER_LENGTH = 120
TITLE_LENGTH = 500
KEYWORD_LENGTH = 200
DESCRIPTION_LENGTH = 10_000
KEYWORDS = 500
"""As many keywords of one file are kept."""

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_SPACES = re.compile(r"\s+")
_MARKS = 6
"""As many marks may be stacked upon one letter; more only makes text that runs over its neighbours."""


def clean_line(raw: str | bytes | None, length: int) -> str | None:
    """One line of text, or None when nothing is left: see `clean_text`; every run of white space is one space."""
    text = clean_text(raw, length)
    return (_SPACES.sub(" ", text).strip() or None) if text else None


def clean_text(raw: str | bytes | None, length: int) -> str | None:
    """Text of at most `length` characters, or None when nothing is left.

    Bytes are UTF-8, or else Latin-1. What could not be decoded is U+FFFD; lone surrogates, control characters but line
    feed and tab, and what turns the direction of text around are gone; white space at both ends too.
    """
    if raw is None:
        return None
    if isinstance(raw, bytes):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
    else:
        text = raw.encode("utf-8", "surrogateescape" if _only_escapes(raw) else "replace").decode("utf-8", "replace")
    # Longer than what is kept, by what may fall away: a hostile megabyte is not worked through.
    text = _LINE_ENDS.sub("\n", text[: 4 * length + 64])
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs"} and character not in "\n\t":
            continue
        if character in _TURNING:
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= _MARKS:
            kept.append(character)
    return "".join(kept).strip()[:length].strip() or None


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")


def _only_escapes(text: str) -> bool:
    """Whether every surrogate stands for a byte that was not UTF-8."""
    return all(not 0xD800 <= ord(character) < 0xDC80 and not 0xDCFF < ord(character) < 0xE000 for character in text)


def clean_keywords(words: list[str], *, hierarchy: str | None = None) -> tuple[str, ...]:
    """Keywords in their order, clean and each once; levels of a `hierarchy` are joined by `/`, empty ones dropped."""
    kept: dict[str, None] = {}
    for word in words:
        if hierarchy is None:
            text = clean_line(word, KEYWORD_LENGTH)
        else:
            levels = (clean_line(level.replace("/", "|"), KEYWORD_LENGTH) for level in word.split(hierarchy))
            text = "/".join(level for level in levels if level)[:KEYWORD_LENGTH] or None
        if text:
            kept.setdefault(text)
        if len(kept) == KEYWORDS:
            break
    return tuple(kept)
