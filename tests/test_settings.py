"""Every setting has its sentence in the manual, and the manual says nothing else."""

import runpy
from pathlib import Path

import pytest

from albumen import settings

ROOT = Path(__file__).parents[1]


def test_the_manual_is_what_the_settings_say() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "settings_manual.py"))
    assert (ROOT / "docs" / "settings.md").read_text() == script["manual"]()


def test_every_setting_has_a_sentence_and_says_its_default() -> None:
    for room in settings.Settings.__annotations__.values():
        for name, field in room.model_fields.items():
            sentence = field.description or ""
            assert sentence.rstrip().endswith("."), f"{room.__name__}.{name}"
            assert "Default:" in sentence or "default:" in sentence, f"{room.__name__}.{name} does not say its default"


def test_the_data_directory_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALBUMEN_DATA", str(tmp_path))
    assert settings.load().data == tmp_path
    assert settings.load(tmp_path / "other").data == tmp_path / "other"


@pytest.mark.parametrize("wrong", ["photos.example.org", "ftp://x", "https://x/path", "https://x?y=1"])
def test_a_public_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ALBUMEN_PUBLIC_URL", wrong)
    with pytest.raises(ValueError, match="ALBUMEN_PUBLIC_URL"):
        settings.load()
