"""What a checker of values found wrong, in plain words. Its own sentences are for programmers."""

import re
from collections.abc import Mapping
from typing import Any

from albumen.core.sentences import Sentence

_WORDS = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_long": "may have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "string_pattern_mismatch": "has a character or a form that is not allowed here",
    "string_unicode": "has characters that are none",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is larger than any number here may be",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "list_type": "must be a list",
    "too_long": "may name at most {max_length}",
    "too_short": "must name at least {min_length}",
    "dict_type": "must be an object with fields",
    "model_type": "must be an object with fields",
    "model_attributes_type": "must be an object with fields",
    "timezone_aware": "must say its zone, as in 2027-12-31T18:00:00+01:00",
    "url_parsing": "must be an address such as https://example.org",
    "path_type": "must be a path",
    "json_invalid": "cannot be read as JSON",
}
_SENTENCES = {kind: Sentence("field-" + kind.replace("_", "-"), f"This {words}.") for kind, words in _WORDS.items()}
_KINDS = {
    "datetime": "must be a date and time with its zone, as in 2027-12-31T18:00:00+01:00",
    "date": "must be a day, as in 2027-12-31",
    "time": "must be a time, as in 18:00",
    "uuid": "must be an id",
    "int": "must be a whole number",
    "float": "must be a number",
    "string": "must be text",
}


def plainly(found: Mapping[str, Any]) -> str:
    """What is wrong with a value, as the end of a sentence that begins with its name: "must be a whole number".

    `found` has the keys `type`, `ctx` and `msg` of the library that checks values.
    """
    kind, about = str(found.get("type", "")), found.get("ctx") or {}
    if kind in {"value_error", "assertion_error"}:
        # Ours: what a check of our own says.
        words = str(about.get("error", "")).strip().rstrip(".") or "is not as it should be"
        choice = re.fullmatch(r"'(.*)' is not one of (.*)", words)
        return f"must be one of {_listed(choice[2])}, and not “{choice[1]}”" if choice else words
    if kind == "unknown_field":
        return str(found.get("msg", "")).rstrip(".")
    pattern = _WORDS.get(kind)
    if pattern is not None:
        try:
            return pattern.format_map({name: _listed(value) for name, value in about.items()})
        except KeyError:
            pass
    return _KINDS.get(kind.partition("_")[0], "is not as it should be")


def told(found: Mapping[str, Any]) -> str:
    """The same as a whole sentence about the field: "This must be a whole number.", with its name where it has one."""
    sentence, about = _SENTENCES.get(str(found.get("type", ""))), found.get("ctx") or {}
    if sentence is not None:
        try:
            return sentence(
                **{key: value if isinstance(value, int) else _listed(value) for key, value in about.items()}
            )
        except KeyError:
            pass
    return f"This {plainly(found)}."


def _listed(value: object) -> str:
    """`'a', 'b' or 'c'` without quotation marks."""
    return str(value).replace("'", "")
