"""What a loss of power would leave, told from the system calls of a process: only what was fsynced."""

import re
from dataclasses import dataclass, field
from pathlib import PurePath

_CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)")
_PATH_OF_FD = re.compile(r"^\d+<(?P<path>[^>]*)>")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class Disk:
    """Files whose bytes, and folders whose names, are not on the disk yet."""

    root: PurePath
    dirty: set[str] = field(default_factory=set)
    pending: set[PurePath] = field(default_factory=set)
    same_file: dict[str, str] = field(default_factory=dict)

    def lost(self, path: PurePath) -> list[str]:
        """Why a file could not be read after a loss of power."""
        why = [f"its bytes: {path.name}"] if self.same_file.get(str(path), str(path)) in self.dirty else []
        while path != self.root:
            if path in self.pending:
                why.append(f"the name {path.relative_to(self.root)}")
            path = path.parent
        return why

    def take(self, line: str) -> None:
        """Follow one line of `strace -f -y`."""
        call = _CALL.match(line)
        if call is None or call["result"].startswith("-"):
            return
        fd = _PATH_OF_FD.match(call["args"])
        paths = [PurePath(path) for path in _QUOTED.findall(call["args"])]
        match call["name"]:
            case "write" | "ftruncate" if fd:
                self.dirty.add(self.same_file.get(fd["path"], fd["path"]))
            case "fsync" | "fdatasync" if fd:
                self.dirty.discard(self.same_file.get(fd["path"], fd["path"]))
                self.pending = {path for path in self.pending if str(path.parent) != fd["path"]}
            case "openat" if "O_CREAT" in call["args"]:
                self.pending.add(paths[0])
            case "mkdir" | "mkdirat":
                self.pending.add(paths[0])
            case "link" | "linkat":
                self.same_file[str(paths[1])] = str(paths[0])
                self.pending.add(paths[1])


def broken_promises(trace: str, root: PurePath) -> list[str]:
    """What the process said it had kept, or had durably, though a loss of power at that moment would have taken it."""
    disk, broken, linked = Disk(root), [], None
    for line in trace.splitlines():
        disk.take(line)
        if re.match(r"^\d+ +link(at)?\(", line):
            linked = PurePath(_QUOTED.findall(line)[1])
        if "writev(1" in line:
            said = _QUOTED.findall(line)[0].removesuffix("\\n").split()
            if said[0] == "kept":
                assert linked is not None
                broken += disk.lost(linked)
            if said[0] == "durable":
                broken += disk.lost(root / "staging" / said[2])
    return broken
