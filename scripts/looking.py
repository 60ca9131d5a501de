"""What is looked at on a page: what somebody did there before the picture is taken. For scripts/screenshots.py."""

import re
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

Act = Callable[[Page], object]


def nothing(page: Page) -> None:
    """The page as it is when it has been opened."""


class State(NamedTuple):
    """A page in one of its states."""

    where: str
    """Its address. The names in {braces} stand for photos of the drawn library: see `live_in` in scripts/screenshots.py."""
    act: Act = nothing
    """What is done there."""
    who: str | None = "ann"
    """Who is signed in: `ann` has the library, `ben` brings photos in, `cleo` has none. None: nobody."""
    before: Act = nothing
    """What is done before the page is opened."""
    also: tuple[str, ...] = ()
    """Seen also in German (`de`) and written from the right (`rtl`)."""
    after: Act = nothing
    """What takes back what was done, so that the next picture finds the library as it was."""
    sizes: tuple[str, ...] = ("desk", "phone")
    """Where it exists."""


def press(*keys: str) -> Act:
    """Press keys, one after the other."""

    def pressing(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return pressing


def click(role: str, name: str) -> Act:
    """Press the first thing of that role whose name, in English or German, is this expression."""

    def clicking(page: Page) -> None:
        page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]

    return clicking


def then(*acts: Act) -> Act:
    """One after the other."""

    def all_of_it(page: Page) -> None:
        for act in acts:
            act(page)

    return all_of_it
