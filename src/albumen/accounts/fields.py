"""What people may write into the fields of an account. Each function gives the cleaned value or raises `BadField`."""

import functools
import re
import unicodedata
from importlib import resources
from urllib.parse import urlsplit

from albumen.accounts.errors import (
    EMAIL_FORM,
    INSTANCE_NAME,
    PASSWORD_EASY,
    PASSWORD_LONG,
    PASSWORD_SHORT,
    TEXT_LONG,
    TIME_ZONE,
    USERNAME_FORM,
    USERNAME_RESERVED,
    WEBSITE_FORM,
    WEBSITE_SCHEME,
    BadField,
)
from albumen.accounts.model import Language

# ASCII: without it, IGNORECASE lets in ı, ſ and the Kelvin sign, which look like other letters.
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,189}\.[^\s@<>\".]{2,}")
_RESERVED = frozenset(
    """
    about account accounts admin administrator albumen albums api app apps assets auth confirm explore
    favicon feed forgot groups help host i instance invitations invite join library login logout mail me
    messages moderator new notifications oauth people photos place post posts reset root search security
    session settings setup share shared signin signout signup start static stories support system timeline trash
    upload uploads user users waiting webmaster welcome well-known www
    """.split()  # noqa: SIM905
)

LIMITS = {"display_name": 80, "real_name": 120, "bio": 2000, "website": 300, "location": 120}
"""Most characters of each free field of a profile."""


def username(value: str) -> str:
    """2 to 30 Latin letters, digits, dots, dashes and underscores; begins and ends with a letter or digit."""
    name = value.strip()
    if len(name) < 2 or not _USERNAME.fullmatch(name):
        raise BadField("username", USERNAME_FORM())
    return name


def open_username(value: str) -> str:
    """A username for somebody who signs up: not one that could be mistaken for the instance itself."""
    name = username(value)
    if name.casefold() in _RESERVED:
        raise BadField("username", USERNAME_RESERVED())
    return name


def email(value: str) -> str:
    """An e-mail address, by its shape only."""
    address = unicodedata.normalize("NFC", value.strip())
    if len(address) > 254 or not address.isprintable() or not _EMAIL.fullmatch(address):
        raise BadField("email", EMAIL_FORM())
    return address


def login_key(value: str) -> str:
    """What a username or e-mail address is found by: without regard to case."""
    return unicodedata.normalize("NFC", value.strip()).casefold()


def password(value: str, *, username: str = "", email: str = "", field: str = "password") -> str:
    """8 to 1024 characters, not the person's own name, not one character repeated (ASVS 6.2: no rules of composition)."""
    if len(value) < 8:
        raise BadField(field, PASSWORD_SHORT(least=8))
    if len(value) > 1024:
        raise BadField(field, PASSWORD_LONG(most=1024))
    if value.casefold() in {username.casefold(), email.casefold()} or len(set(value)) < 3:
        raise BadField(field, PASSWORD_EASY())
    return value


def free_text(field: str, value: str) -> str:
    """A free field of the profile: control characters removed, cut ends, within its limit."""
    text = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()
    if len(text) > LIMITS[field]:
        raise BadField(field, TEXT_LONG(most=LIMITS[field]))
    return text


def website(value: str) -> str:
    """Empty, or an http or https address."""
    address = free_text("website", value)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadField("website", WEBSITE_FORM()) from error
    if address and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise BadField("website", WEBSITE_SCHEME())
    return address


def time_zone(value: str) -> str:
    """An IANA time zone such as Europe/Berlin: one that the package `tzdata` has, whatever this machine knows besides."""
    if value not in _zones():
        raise BadField("time_zone", TIME_ZONE())
    return value


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


def instance_name(value: str) -> str:
    """The name of an instance: 1 to 60 characters."""
    text = "".join(c for c in value if unicodedata.category(c) not in {"Cc", "Cs"}).strip()
    if not 1 <= len(text) <= 60:
        raise BadField("name", INSTANCE_NAME(most=60))
    return text


def language(value: str) -> Language:
    """A language that letters are written in, of a tag such as `de-AT`; English for all others."""
    wanted = value.strip().lower().partition("-")[0]
    return Language(wanted) if wanted in set(Language) else Language.EN


def one_line(value: str, most: int) -> str:
    """Text of others (a browser's name, a key's label) on one line, without control characters, cut to `most`."""
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in value).strip()[:most]
