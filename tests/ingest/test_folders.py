"""What is found in folders: photos, their sidecars, and junk that is passed over with a reason."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from albumen.ingest import Inventory, look_through, photos_of


def write(root: Path, *names: str, data: bytes = b"x") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def found(inventory: Inventory) -> list[str]:
    return [file.relative for file in inventory.files]


def passed(inventory: Inventory) -> dict[str, str]:
    return {one.relative: one.reason for one in inventory.passed}


def test_everything_below_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, "b.jpg", "a.jpg", "2019/07/c.jpg", "2018/z.MP4", "notes.txt", ".hidden.jpg", "no ending")
    inventory = look_through([tmp_path])
    assert sorted(found(inventory)) == sorted(
        ["b.jpg", "a.jpg", "2019/07/c.jpg", "2018/z.MP4", "notes.txt", ".hidden.jpg", "no ending"]
    )
    assert found(inventory) == found(look_through([tmp_path]))
    assert inventory.passed == []
    assert inventory.size == 7


def test_size_and_time_of_a_file(tmp_path: Path) -> None:
    write(tmp_path, "a.jpg", data=b"12345")
    os.utime(tmp_path / "a.jpg", (0, 1563111000))
    (file,) = look_through([tmp_path]).files
    assert (file.size, file.modified) == (5, datetime(2019, 7, 14, 13, 30, tzinfo=UTC))
    assert file.path == tmp_path / "a.jpg"


@pytest.mark.parametrize(
    "name",
    [
        *("@eaDir/a.jpg", "@EADIR/a.jpg", "x/@__thumb/a.jpg", ".Spotlight-V100/a.jpg", "Recently Deleted/a.jpg"),
        *(
            ".photostructure/a.jpg",
            "Lightroom Catalog/a.jpg",
            "thumbnails/a.jpg",
            ".thumbnails/a.jpg",
            ".Trashes/a.jpg",
        ),
        *(
            "SYNOFILE_THUMB_M.jpg",
            "x/.DS_Store",
            "._a.jpg",
            "Thumbs.db",
            "a.THM",
            "a.scr",
            "GX010001.LRV",
            "desktop.ini",
        ),
    ],
)
def test_junk_is_passed_over_and_said(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, "good.jpg")
    inventory = look_through([tmp_path])
    assert found(inventory) == ["good.jpg"]
    (one,) = inventory.passed
    assert name.startswith(one.relative)
    assert one.reason.endswith(".")
    assert not one.wrong


def test_names_that_only_resemble_junk_are_photos(tmp_path: Path) -> None:
    names = ["thumbs.jpg", "my thumbnails/a.jpg", "a.thm.jpg", "ds_store.jpg", "eaDir/b.jpg", "Recently/c.jpg"]
    write(tmp_path, *names)
    assert sorted(found(look_through([tmp_path]))) == sorted(names)


def test_empty_files_and_what_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, "empty.jpg", data=b"")
    os.mkfifo(tmp_path / "pipe.jpg")
    inventory = look_through([tmp_path])
    assert inventory.files == []
    assert passed(inventory) == {"empty.jpg": "The file is empty.", "pipe.jpg": "It is not a plain file."}


def test_circles_of_links_are_walked_once(tmp_path: Path) -> None:
    write(tmp_path, "a/one.jpg", "b/two.jpg")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to(tmp_path / "a")
    (tmp_path / "b/a").symlink_to(tmp_path / "a")
    assert sorted(Path(name).name for name in found(look_through([tmp_path]))) == ["one.jpg", "two.jpg"]


def test_a_linked_file_is_a_photo_and_a_link_to_nothing_is_said(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "a.jpg")
    write(tmp_path / "here", "b.jpg")
    (tmp_path / "here/link.jpg").symlink_to(tmp_path / "elsewhere/a.jpg")
    (tmp_path / "here/nowhere.jpg").symlink_to(tmp_path / "nothing")
    (tmp_path / "here/round.jpg").symlink_to(tmp_path / "here/round.jpg")
    inventory = look_through([tmp_path / "here"])
    assert sorted(found(inventory)) == ["b.jpg", "link.jpg"]
    assert sorted(one.relative for one in inventory.passed if one.wrong) == ["nowhere.jpg", "round.jpg"]


def test_what_is_named_and_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, "a.jpg")
    inventory = look_through([tmp_path / "missing", tmp_path / "a.jpg"])
    assert [file.path for file in inventory.files] == [tmp_path / "a.jpg"]
    (one,) = inventory.passed
    assert one.wrong
    assert "No such file" in one.reason


def test_a_folder_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    """One whose path is longer than the system takes; that stops root, too."""
    write(tmp_path, "a.jpg", "z/b.jpg")
    name = "d" * 200
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir(name, dir_fd=here)
        here, above = os.open(name, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    inventory = look_through([tmp_path])
    assert sorted(found(inventory)) == ["a.jpg", "z/b.jpg"]
    (one,) = inventory.passed
    assert one.wrong
    assert "too long" in one.reason


def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.jpg")).write_bytes(b"x")
    (file,) = look_through([tmp_path]).files
    assert file.path.read_bytes() == b"x"


def test_a_clock_that_ran_wild_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.jpg")
    try:
        os.utime(tmp_path / "a.jpg", (1 << 40, 1 << 40))
    except OSError:
        return  # this disk has no such year either
    (file,) = look_through([tmp_path]).files
    assert file.modified is None or file.modified.year < 10_000


class TestSidecars:
    def owners(self, folder: Path, sidecar: str, *names: str) -> list[str]:
        return [path.name for path in photos_of(folder / sidecar, [folder / name for name in names])]

    @pytest.mark.parametrize(
        ("sidecar", "names", "owners"),
        [
            ("IMG.jpg.xmp", ["IMG.jpg", "IMG.dng"], ["IMG.jpg"]),
            ("img.JPG.XMP", ["IMG.jpg"], ["IMG.jpg"]),
            ("IMG.xmp", ["IMG.jpg", "IMG.dng", "IMG2.jpg"], ["IMG.jpg", "IMG.dng"]),
            ("IMG.xmp", ["IMG2.jpg"], []),
            ("IMG.jpg.json", ["IMG.jpg"], ["IMG.jpg"]),
            ("IMG.jpg.supplemental-metadata.json", ["IMG.jpg"], ["IMG.jpg"]),
            ("IMG.jpg.supplemental-me.json", ["IMG.jpg"], ["IMG.jpg"]),
            ("IMG.jpg.s.json", ["IMG.jpg"], ["IMG.jpg"]),
            ("IMG.jpg.supplemental-metadata(1).json", ["IMG.jpg", "IMG(1).jpg"], ["IMG(1).jpg"]),
            ("IMG.jpg(1).json", ["IMG.jpg", "IMG(1).jpg"], ["IMG(1).jpg"]),
            ("IMG.jpg.other.json", ["IMG.jpg"], []),
        ],
    )
    def test_names(self, tmp_path: Path, sidecar: str, names: list[str], owners: list[str]) -> None:
        assert sorted(self.owners(tmp_path, sidecar, *names)) == sorted(owners)

    def test_they_stand_behind_the_photos_of_their_folder(self, tmp_path: Path) -> None:
        write(tmp_path, "a.xmp", "b.jpg", "a.jpg", "a.dng", "x/a.xmp")
        inventory = look_through([tmp_path])
        (sidecar,) = [file for file in inventory.files if file.sidecar_of]
        assert sidecar.relative == "a.xmp"
        assert {path.name for path in sidecar.sidecar_of} == {"a.jpg", "a.dng"}
        names = found(inventory)
        assert names.index("a.xmp") > max(names.index(name) for name in ("a.jpg", "a.dng", "b.jpg"))
        assert passed(inventory) == {"x/a.xmp": "A sidecar without its photo."}

    def test_a_sidecar_that_is_named_alone_has_no_photo(self, tmp_path: Path) -> None:
        write(tmp_path, "a.xmp", "a.jpg")
        assert look_through([tmp_path / "a.xmp"]).files == []
        assert len(look_through([tmp_path / "a.xmp", tmp_path / "a.jpg"]).files) == 2
