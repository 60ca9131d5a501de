"""Sentences for people, each with a name: whoever shows one can say the same in the reader's language.

A sentence that belongs to a class of errors is that class's docstring and is called after the class; `Sentence` gives all
others their name. What the client knows is held to this list by a test.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Value = str | int

_named: dict[str, str] = {}


class Said(str):
    """A sentence as it is said, with its name and what was filled into it."""

    __slots__ = ("code", "values")

    code: str
    values: Mapping[str, Value]

    def __new__(cls, text: str, code: str, values: Mapping[str, Value] | None = None) -> "Said":
        """The text is whole; `values` are those that stand in it."""
        said = super().__new__(cls, text)
        said.code = code
        said.values = MappingProxyType(dict(values or {}))
        return said


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with a name that stays, and with places for values: `At most {most} tags.`"""

    code: str
    text: str

    def __post_init__(self) -> None:
        name(self.code, self.text)

    def __call__(self, **values: Value) -> Said:
        """The sentence with its values."""
        return Said(self.text.format(**values), self.code, values)


def name(code: str, text: str) -> None:
    """Enter a sentence in the list. Raises TypeError where another has the name already."""
    if _named.setdefault(code, text) != text:
        raise TypeError(f"two sentences are called {code}")
    _shapes.pop(code, None)


def named() -> Mapping[str, str]:
    """Every sentence that has a name, of the rooms that were loaded."""
    return MappingProxyType(_named)


def recognise(text: str | None) -> Said | None:
    """A sentence that was kept as text, with its name again; None: it is none of the list.

    What went wrong is kept as people read it, in rows, files and logs. Of several that fit, the most exact counts.
    """
    if text is None or isinstance(text, Said):
        return text
    fits = [
        (len(pattern) - sum(len(value) for value in found.groupdict().values()), code, found.groupdict())
        for code, pattern in _named.items()
        if (found := _shape(code, pattern).fullmatch(text)) is not None
    ]
    if not fits:
        return None
    _, code, values = max(fits, key=lambda fit: (fit[0], fit[1]))
    return Said(text, code, {key: int(value) if value.isdecimal() else value for key, value in values.items()})


_shapes: dict[str, re.Pattern[str]] = {}


def _shape(code: str, text: str) -> re.Pattern[str]:
    if code not in _shapes:
        parts = re.split(r"\{(\w+)\}", text)
        _shapes[code] = re.compile(
            "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
        )
    return _shapes[code]
