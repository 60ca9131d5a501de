"""The instance's secret: made once, kept from others, and one key for each purpose."""

import concurrent.futures
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from albumen.delivery import DeliverySettings, WeakSecret, derive, load_secrets

LONG = "a secret that is long enough to be one"


def settings(words: str | None = None) -> DeliverySettings:
    return DeliverySettings(secret_key=None if words is None else SecretStr(words))


@pytest.fixture(autouse=True)
def no_secret_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALBUMEN_SECRET_KEY", raising=False)


def test_it_is_made_at_the_first_start_for_its_owner_alone(tmp_path: Path) -> None:
    (secret,) = load_secrets(settings(), tmp_path)
    assert len(secret) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert load_secrets(settings(), tmp_path) == (secret,)
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_every_instance_has_its_own(tmp_path: Path) -> None:
    folders = [tmp_path / str(n) for n in range(3)]
    for folder in folders:
        folder.mkdir()
    assert len({load_secrets(settings(), folder) for folder in folders}) == 3


def test_processes_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: load_secrets(settings(), tmp_path), range(64)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_settings_go_first_and_may_name_older_ones(tmp_path: Path) -> None:
    assert load_secrets(settings(f"{LONG}1, {LONG}2"), tmp_path) == (f"{LONG}1".encode(), f"{LONG}2".encode())
    assert list(tmp_path.iterdir()) == []


def test_older_ones_in_the_file_stand_behind_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{LONG.replace(' ', '-')}-new\n{LONG.replace(' ', '-')}-old\n")
    assert [word.rpartition(b"-")[2] for word in load_secrets(settings(), tmp_path)] == [b"new", b"old"]


@pytest.mark.parametrize("words", ["short", "", " , ", f"{LONG},short", "x" * 31])
def test_weak_ones_are_refused(tmp_path: Path, words: str) -> None:
    # By the settings themselves, which are read before anything starts.
    with pytest.raises(ValueError, match="32 characters"):
        load_secrets(settings(words), tmp_path)


def test_an_empty_file_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    with pytest.raises(WeakSecret):
        load_secrets(settings(), tmp_path)
    assert (tmp_path / "secret").read_text() == ""


def test_keys_of_purposes_know_nothing_of_each_other() -> None:
    secret = (LONG.encode(),)
    one, other = derive(secret, "one"), derive(secret, "other")
    assert one.verify(b"message", one.sign(b"message"))
    assert not other.verify(b"message", one.sign(b"message"))
    assert not one.verify(b"messagf", one.sign(b"message"))
    assert LONG.encode() not in one.all[0]


def test_hkdf_is_that_of_rfc_5869() -> None:
    """With the libraries' own words: extract without salt, one block of expand."""
    import hashlib
    import hmac

    extracted = hmac.new(bytes(32), LONG.encode(), hashlib.sha256).digest()
    expanded = hmac.new(extracted, b"media addresses\x01", hashlib.sha256).digest()
    assert derive((LONG.encode(),), "media addresses").all == (expanded,)
