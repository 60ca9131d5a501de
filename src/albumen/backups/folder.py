"""The folder of a backup, on any file system: nothing but plain files, renames and fsync.

albumen-backup.json                    the format and whose backup it is
lock                                   held (flock) by whoever writes
blobs/<space>/aa/<sha256>              each blob once
snapshots/<name>/database.dump         the database at one moment
snapshots/<name>/blobs.gz              the blobs that belong to it
snapshots/<name>/secret                the key of signed addresses, where it was asked for
snapshots/<name>/manifest.json         what the others must be
snapshots/<name>/manifest.sha256       what the manifest must be
snapshots/.new-<name>/                 one that is being written, or broke off
snapshots/.old-<name>/                 one that is being removed, or was when that broke off
"""

import errno
import fcntl
import gzip
import hashlib
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import msgspec

from albumen.backups.errors import BackupBusy, BackupDamaged, NoBackup, OtherInstance, UnknownFormat
from albumen.backups.model import FORMAT, Blob, FileInfo, Manifest
from albumen.storage import BlobRef

BLOCK = 1024 * 1024
"""Bytes that are read at once."""
_NEW, _OLD = ".new-", ".old-"


class _Mark(msgspec.Struct, frozen=True):
    format: int
    instance: UUID


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that is whole: its name, its folder, its manifest."""

    name: str
    folder: Path
    manifest: Manifest

    @property
    def dump(self) -> Path:
        """The dump of the database."""
        return self.folder / "database.dump"

    @property
    def secret(self) -> Path:
        """The key of signed addresses; there only where the manifest says so."""
        return self.folder / "secret"

    @property
    def list(self) -> Path:
        """The list of its blobs (`read_list`)."""
        return self.folder / "blobs.gz"


class Folder:
    """Holds where a backup is."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def open_for(self, instance: UUID) -> None:
        """Make the folder of this instance's backups, or find it made. Raises `OtherInstance` and `UnknownFormat`."""
        for folder in (self.root, self.root / "blobs", self.root / "snapshots"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = self._mark()
        if mark is None:
            if any(self.names()):
                raise NoBackup(f"{self.root} holds snapshots, but does not say whose.")
            write_durably(self.root / "albumen-backup.json", msgspec.json.encode(_Mark(FORMAT, instance)))
        elif mark.instance != instance:
            raise OtherInstance

    @contextmanager
    def only_writer(self) -> Iterator[None]:
        """Be the only one who writes here. Raises `BackupBusy`."""
        descriptor = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupBusy from None
            yield
        finally:
            os.close(descriptor)

    def names(self) -> list[str]:
        """The names of the whole snapshots, the oldest first."""
        try:
            entries = list(os.scandir(self.root / "snapshots"))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(
            entry.name
            for entry in entries
            if not entry.name.startswith(".") and (Path(entry.path) / "manifest.json").is_file()
        )

    def snapshot(self, name: str | None = None) -> Snapshot:
        """One snapshot, or the newest. Raises `NoBackup`, `UnknownFormat` and `BackupDamaged`."""
        names = self.names()
        if not names:
            raise NoBackup(f"There is no backup in {self.root}.")
        if name is not None and name not in names:
            raise NoBackup(f"There is no snapshot {name} in {self.root}. There are: {', '.join(names)}.")
        chosen = name or names[-1]
        folder = self.root / "snapshots" / chosen
        try:
            written = (folder / "manifest.json").read_bytes()
            if (folder / "manifest.sha256").read_bytes() != _sum_of(written):
                raise BackupDamaged(f"The manifest of {chosen} is damaged.")
            manifest = msgspec.json.decode(written, type=Manifest)
        except (OSError, msgspec.MsgspecError) as error:
            raise BackupDamaged(f"The manifest of {chosen} is damaged.") from error
        if manifest.format != FORMAT:
            raise UnknownFormat
        return Snapshot(chosen, folder, manifest)

    def begin(self, name: str) -> Path:
        """A new folder for a snapshot; what broke off before goes."""
        for entry in (self.root / "snapshots").iterdir():
            if entry.name.startswith((_NEW, _OLD)):
                shutil.rmtree(entry)
        folder = self.root / "snapshots" / f"{_NEW}{name}"
        folder.mkdir(mode=0o700)
        return folder

    def finish(self, name: str, manifest: Manifest) -> None:
        """Make a snapshot whole: from here on it counts, even over a loss of power."""
        folder = self.root / "snapshots" / f"{_NEW}{name}"
        written = msgspec.json.format(msgspec.json.encode(manifest))
        write_durably(folder / "manifest.sha256", _sum_of(written))
        write_durably(folder / "manifest.json", written)
        sync_folder(folder)
        folder.rename(self.root / "snapshots" / name)
        sync_folder(self.root / "snapshots")

    def forget(self, name: str) -> None:
        """Remove a snapshot; it first loses its name, so that half of it is never taken for whole, nor in another's way."""
        snapshots = self.root / "snapshots"
        old = (snapshots / name).rename(snapshots / f"{_OLD}{name}")
        sync_folder(snapshots)
        shutil.rmtree(old)

    def path_of(self, ref: BlobRef) -> Path:
        """Where a blob lies."""
        return self.root / "blobs" / str(ref.space) / ref.hex[:2] / ref.hex

    def stored(self) -> Iterator[Path]:
        """Every file among the blobs."""
        for folder, _, names in os.walk(self.root / "blobs"):
            for name in names:
                yield Path(folder, name)

    def instance(self) -> UUID | None:
        """Whose backups these are; None where it does not say. Raises `UnknownFormat` and `BackupDamaged`."""
        mark = self._mark()
        return mark.instance if mark is not None else None

    def _mark(self) -> _Mark | None:
        try:
            written = (self.root / "albumen-backup.json").read_bytes()
            mark = msgspec.json.decode(written, type=_Mark)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise BackupDamaged(f"{self.root}/albumen-backup.json is damaged.") from error
        if mark.format != FORMAT:
            raise UnknownFormat
        if written != msgspec.json.encode(mark):
            raise BackupDamaged(f"{self.root}/albumen-backup.json is damaged.")
        return mark


def read_list(listed: Path) -> Iterator[Blob]:
    """The blobs of a list, in the order of space and digest. Raises `BackupDamaged`."""
    try:
        with gzip.open(listed, "rt", encoding="ascii") as lines:
            for line in lines:
                space, digest, size = line.split()
                yield Blob(BlobRef(int(space), bytes.fromhex(digest)), int(size))
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BackupDamaged(f"The list of photos {listed} is damaged.") from error


def _sum_of(manifest: bytes) -> bytes:
    """What `sha256sum manifest.json` says."""
    return f"{hashlib.sha256(manifest).hexdigest()}  manifest.json\n".encode()


def info_of(path: Path) -> FileInfo:
    """Size and digest of a file, read from the disk and not from the page cache."""
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        digest = hashlib.sha256()
        size = 0
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return FileInfo(size, digest.hexdigest())


def write_durably(path: Path, data: bytes) -> None:
    """Write a small file so that it is there whole or not at all."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where its file system knows how."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(descriptor)
