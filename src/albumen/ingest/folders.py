"""What lies in folders: what may be a photo, which sidecars belong to which of them, and what is junk. Nothing is opened."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath

_JUNK_FOLDERS = frozenset(
    name.casefold()
    for name in (
        "@eaDir", "@__thumb", "#recycle", ".AppleDouble", ".DocumentRevisions-V100", ".fseventsd", ".photostructure",
        ".Spotlight-V100", ".TemporaryItems", ".thumbnails", ".Trash", ".Trashes", "$RECYCLE.BIN", "Lightroom Catalog",
        "Recently Deleted", "System Volume Information", "thumbnails",
    )
)  # fmt: skip
_JUNK_FILES = frozenset({".ds_store", ".nomedia", "desktop.ini", "ehthumbs.db", "thumbs.db"})
_JUNK_BEGINNINGS = ("._", "synofile_thumb_")
_JUNK_ENDINGS = (".thm", ".scr", ".lrv")

_NUMBER = re.compile(r"\(\d+\)$")
_SUPPLEMENT = ".supplemental-metadata"
_SIDECARS = (".xmp", ".json")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a photo, or a sidecar of others: where it is, its path below the folder that was named."""

    path: Path
    relative: str
    size: int
    modified: datetime | None
    sidecar_of: tuple[Path, ...] = ()
    """The photos that it belongs to; empty for what may be a photo itself."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What was passed over while looking, and why; `wrong` where it should have been possible to read it."""

    path: Path
    relative: str
    reason: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies in some folders. In `files` the sidecars of a folder stand behind its photos."""

    files: list[Found] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def look_through(roots: Iterable[Path]) -> Inventory:
    """Everything that lies in these folders, and these files, in the order of their names.

    Links are followed, but no folder is walked through twice, so a link to a folder above does no harm. Blocking: it reads
    directories. What cannot be read is in `passed`.
    """
    inventory = Inventory()
    walked: set[tuple[int, int]] = set()
    single: dict[Path, list[str]] = {}
    for root in roots:
        try:
            found = root.stat()
        except OSError as error:
            inventory.passed.append(Passed(root, str(root), _reason(error), wrong=True))
            continue
        if stat.S_ISDIR(found.st_mode):
            _walk(root, walked, inventory)
        else:
            single.setdefault(root.parent, []).append(root.name)
    for folder, names in single.items():
        _sort_out(folder, sorted(set(names)), folder, inventory)
    return inventory


def _walk(root: Path, walked: set[tuple[int, int]], inventory: Inventory) -> None:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            here = folder.stat()
            if (here.st_dev, here.st_ino) in walked:
                continue
            walked.add((here.st_dev, here.st_ino))
            with os.scandir(folder) as listing:
                entries = sorted((entry.name, _is_folder(entry)) for entry in listing)
        except OSError as error:
            inventory.passed.append(Passed(folder, _relative(folder, root), _reason(error), wrong=True))
            continue
        inside = []
        for name, is_folder in entries:
            if is_folder and name.casefold() in _JUNK_FOLDERS:
                path = folder / name
                inventory.passed.append(
                    Passed(path, _relative(path, root), "A folder that programs keep for themselves.")
                )
            elif is_folder:
                inside.append(folder / name)
        waiting.extend(reversed(inside))
        _sort_out(folder, [name for name, is_folder in entries if not is_folder], root, inventory)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link in a circle: what is wrong with it is said where its size is asked for


def _sort_out(folder: Path, names: list[str], root: Path, inventory: Inventory) -> None:
    """Tell the files of one folder apart."""
    seen: list[tuple[Path, os.stat_result]] = []
    for name in names:
        path = folder / name
        relative = _relative(path, root)
        if _is_junk(name):
            inventory.passed.append(Passed(path, relative, "A file that programs keep for themselves."))
            continue
        try:
            found = path.stat()
        except OSError as error:
            inventory.passed.append(Passed(path, relative, _reason(error), wrong=True))
            continue
        if not stat.S_ISREG(found.st_mode):
            inventory.passed.append(Passed(path, relative, "It is not a plain file."))
        elif found.st_size == 0:
            inventory.passed.append(Passed(path, relative, "The file is empty."))
        else:
            seen.append((path, found))
    photos = [path for path, _ in seen if sidecar_kind(path.name) is None]
    sidecars = []
    for path, found in seen:
        relative = _relative(path, root)
        if sidecar_kind(path.name) is None:
            inventory.files.append(Found(path, relative, found.st_size, _instant(found)))
            continue
        owners = tuple(photos_of(path, photos))
        if owners:
            sidecars.append(Found(path, relative, found.st_size, _instant(found), owners))
        else:
            inventory.passed.append(Passed(path, relative, "A sidecar without its photo."))
    inventory.files.extend(sidecars)


def sidecar_kind(name: str) -> str | None:
    """The kind of sidecar that a file of this name is: `xmp` or `json`; None for all others."""
    ending = PurePath(name).suffix.casefold()
    return ending.removeprefix(".") if ending in _SIDECARS else None


def photos_of(sidecar: Path, photos: Iterable[Path]) -> list[Path]:
    """The photos of the same folder that a sidecar belongs to, by its name; capitals do not matter.

    `IMG.jpg.xmp`, `IMG.jpg.json` and `IMG.jpg.supplemental-metadata.json` (which Takeout cuts off anywhere behind the dot, and
    numbers as `IMG.jpg.supplemental-metadata(1).json` for `IMG(1).jpg`) name one photo. `IMG.xmp` and `IMG.json` name
    whatever is called IMG: both halves of a pair of RAW and JPEG.
    """
    by_name: dict[str, list[Path]] = {}
    by_stem: dict[str, list[Path]] = {}
    for photo in photos:
        by_name.setdefault(photo.name.casefold(), []).append(photo)
        by_stem.setdefault(photo.stem.casefold(), []).append(photo)
    stem = sidecar.stem.casefold()
    for name in _names_in(stem):
        if name in by_name:
            return by_name[name]
    return by_stem.get(stem, [])


def _names_in(stem: str) -> Iterator[str]:
    """The full names of photos that the stem of a sidecar may mean, the most exact first."""
    yield stem
    numbered = _NUMBER.search(stem)
    bare, number = (stem[: numbered.start()], numbered[0]) if numbered else (stem, "")
    before, dot, after = bare.rpartition(".")
    if dot and _SUPPLEMENT.startswith(dot + after):
        yield _numbered(before, number)
    elif number:
        yield _numbered(bare, number)


def _numbered(name: str, number: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return f"{stem}{number}.{extension}" if dot else f"{name}{number}"


def _is_junk(name: str) -> bool:
    folded = name.casefold()
    return folded in _JUNK_FILES or folded.startswith(_JUNK_BEGINNINGS) or folded.endswith(_JUNK_ENDINGS)


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path != root else str(path)


def _instant(found: os.stat_result) -> datetime | None:
    try:
        return datetime.fromtimestamp(found.st_mtime, UTC)
    except (OverflowError, ValueError, OSError):
        return None  # a clock that ran wild: no such year


def _reason(error: OSError) -> str:
    return f"It cannot be read ({error.strerror or type(error).__name__})."
