"""The file system under a path, as the system tells it."""

from dataclasses import dataclass
from pathlib import Path

_FLEETING = {
    "overlay": "the writable layer of a container: it goes with the container",
    "aufs": "the writable layer of a container: it goes with the container",
    "tmpfs": "in memory: it goes with the next restart",
    "ramfs": "in memory: it goes with the next restart",
}


@dataclass(frozen=True, slots=True)
class FileSystem:
    """The file system under a path: its kind (`ext4`), where it is mounted, and from what."""

    kind: str
    mount: Path
    source: str

    @property
    def fleeting(self) -> str | None:
        """Why what lies here does not last; None where it does."""
        return _FLEETING.get(self.kind)


def file_system(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> FileSystem | None:
    """The file system under a path (which need not exist yet), None where the system does not tell (proc(5), mountinfo)."""
    wanted = path.resolve()
    best: FileSystem | None = None
    try:
        lines = mounts.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kind_and_source = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(kind_and_source) < 2:
            continue
        mount = Path(_unescaped(fields[4]))
        # What is mounted later on the same place hides what was there, so the last of equals counts.
        if wanted.is_relative_to(mount) and (best is None or len(mount.parts) >= len(best.mount.parts)):
            best = FileSystem(kind_and_source[0], mount, _unescaped(kind_and_source[1]))
    return best


def _unescaped(word: str) -> str:
    """A field of mountinfo, in which blanks and backslashes stand as octal escapes."""
    for octal, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        word = word.replace(octal, character)
    return word
