import unicodedata
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.accounts import BadField, fields
from albumen.accounts.limits import network_of


@pytest.mark.parametrize("name", ["ab", "Ada", "a.b-c_d", "0x0", "a" * 30, "  trimmed  "])
def test_usernames(name: str) -> None:
    assert fields.username(name) == name.strip()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "a" * 31,
        ".ab",
        "ab-",
        "a b",
        "ä1",
        "a@b",
        "a/b",
        "..",
        "a\n",
        "ab\x00",
        "\u212aate",
        "adm\u0131n",
        "\u017fam",
    ],
)
def test_what_is_no_username(name: str) -> None:
    if name == "a\n":
        name = "a\nb"
    with pytest.raises(BadField):
        fields.username(name)


@pytest.mark.parametrize("name", ["admin", "Root", "API", "support", "albumen"])
def test_names_of_the_instance_are_not_for_who_signs_up(name: str) -> None:
    assert fields.username(name)
    with pytest.raises(BadField):
        fields.open_username(name)


@given(st.text(max_size=40))
def test_no_two_usernames_look_alike_but_are_found_apart(name: str) -> None:
    try:
        kept = fields.username(name)
    except BadField:
        return
    assert kept.isascii()
    assert fields.login_key(kept) == kept.lower() == fields.login_key(kept.upper())


@pytest.mark.parametrize("address", ["a@b.example", "ada+photos@mail.example.org", "josé@exämple.org"])
def test_addresses(address: str) -> None:
    assert fields.email(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@b.example",
        "a@",
        "a@b",
        "a b@c.example",
        "a@b@c.example",
        "a\x00@b.example",
        "a@b.example\x00",
        "a@b.c",
        "a\u200b@b.example",
        "<a@b.example>",
        "a" * 65 + "@b.example",
        "a@" + "b" * 250 + ".example",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(BadField):
        fields.email(address)


@given(st.text())
def test_an_address_holds_nothing_that_postgresql_or_a_mail_cannot(text: str) -> None:
    try:
        address = fields.email(text)
    except BadField:
        return
    assert address.isprintable()
    assert unicodedata.is_normalized("NFC", address)


@pytest.mark.parametrize(
    "password", ["", "1234567", "a" * 1025, "aaaaaaaa", "abababab", "Ada.Lovelace", "ADA@example.org"]
)
def test_what_is_no_password(password: str) -> None:
    with pytest.raises(BadField) as refused:
        fields.password(password, username="ada.lovelace", email="ada@example.org", field="new")
    assert [error.field for error in refused.value.errors] == ["new"]


@pytest.mark.parametrize("password", ["12345678", "pässwörd", "correct horse battery staple", "x1y" * 341])
def test_passwords_have_no_rules_of_composition(password: str) -> None:
    assert fields.password(password) == password


@given(st.sampled_from(sorted(fields.LIMITS)), st.text(max_size=200))
def test_free_text_holds_no_control_characters_and_keeps_its_lines(field: str, text: str) -> None:
    try:
        kept = fields.free_text(field, text)
    except BadField:
        return
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in kept)
    assert len(kept) <= fields.LIMITS[field]
    assert fields.free_text(field, kept) == kept


@pytest.mark.parametrize("address", ["", "https://example.org", "http://example.org:8080/~ada?x=1#y"])
def test_websites(address: str) -> None:
    assert fields.website(address) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "example.org", "https://", "http://[", "ftp://x.org"],
)
def test_what_is_no_website(address: str) -> None:
    with pytest.raises(BadField):
        fields.website(address)


def test_zones_are_those_of_the_package_and_not_of_this_machine() -> None:
    assert fields.time_zone("Europe/Berlin") == "Europe/Berlin"
    assert fields.time_zone("UTC") == "UTC"
    for wrong in ("", "Mars/Olympus", "localtime", "posixrules", "../../etc/passwd", "europe/berlin", "Europe/"):
        with pytest.raises(BadField):
            fields.time_zone(wrong)
    for name in fields._zones():
        assert zoneinfo.ZoneInfo(name)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("a unix socket", "a unix socket"),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
