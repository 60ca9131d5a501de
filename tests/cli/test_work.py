"""What commands make sure of before they work."""

import os
from pathlib import Path

import pytest

from albumen.cli.errors import BadData
from albumen.cli.work import refuse_as_stranger

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@needs_root
def test_root_adds_nothing_to_photos_of_somebody_who_could_not_read_it(tmp_path: Path) -> None:
    originals = tmp_path / "originals"
    originals.mkdir()
    os.chown(originals, 65_534, 65_534)
    with pytest.raises(BadData, match=r"belong to nobody, .*sudo -u 'nobody' albumen"):
        refuse_as_stranger(tmp_path)
    os.chown(originals, 54_321, 54_321)
    with pytest.raises(BadData, match=r"sudo -u '#54321'"):
        refuse_as_stranger(tmp_path)


def test_whoever_owns_the_photos_may_add_to_them(tmp_path: Path) -> None:
    refuse_as_stranger(tmp_path)
    (tmp_path / "originals").mkdir()
    refuse_as_stranger(tmp_path)
