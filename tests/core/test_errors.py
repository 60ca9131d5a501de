import importlib
import pkgutil

import pytest

import albumen
from albumen.core import AlbumenError, FieldError, Invalid, TooMany, Unavailable, errors
from albumen.jobs import Park

OF_NO_KIND = {AlbumenError, Park}
"""`Park` is a task's word to the queue; no request can meet it."""


def every_error() -> list[type[AlbumenError]]:
    for module in pkgutil.walk_packages(albumen.__path__, "albumen."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    found: list[type[AlbumenError]] = []
    waiting = [AlbumenError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return found


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_error_is_a_sentence_for_people_and_of_a_kind(kind: type[AlbumenError]) -> None:
    sentence = (kind.__doc__ or "").strip()
    assert sentence
    assert sentence[0].isupper()
    assert sentence[-1] in ".!"
    if kind not in OF_NO_KIND:
        kinds = [parent for parent in kind.__mro__ if parent.__module__ == errors.__name__]
        assert kinds[0] is not AlbumenError, "derives from no kind, so it would be answered with 500"


def test_what_is_said_exactly_wins_over_the_sentence() -> None:
    assert Invalid().detail == "Something in the request is not as it should be."
    assert Invalid("Not so.").detail == str(Invalid("Not so.")) == "Not so."
    assert Invalid(errors=(FieldError("day", "is none"),)).errors[0].field == "day"


def test_what_passes_says_when_to_come_again() -> None:
    assert TooMany(retry_after=12).retry_after == 12
    assert Unavailable().retry_after == 5
