"""What `upload --watch` remembers from run to run: the digests of files, and which photos were thrown away.

A file of one JSON object per line that only grows while it runs. It is a help, never the truth: a line that cannot be read
is passed over, and without the file everything is read once more and asked for.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TextIO

from albumen.cli import say
from albumen.cli.errors import AlreadyWatching

Signature = tuple[int, int, int, int]
"""What tells whether a file is still the same without reading it: device, inode, bytes, nanoseconds of its last change."""

_HEAD = {"albumen upload --watch": 1}
_SPARE = 1000
"""Lines that say nothing new, above as many as there are facts, before the file is written anew."""


def memory_folder() -> Path:
    """Where it is remembered (XDG base directories)."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "albumen" / "watch"


class Memory:
    """Holds what is known of files, and appends what is learned to the file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._by_path: dict[str, tuple[Signature, bytes]] = {}
        self._by_signature: dict[Signature, bytes] = {}
        self._left: dict[bytes, str] = {}
        self._out: TextIO | None = None
        lines = self._read()
        if lines > 2 * (len(self._by_path) + len(self._left)) + _SPARE:
            with suppress(OSError):  # then it stays as long as it is; whether it can be written to is told when it is
                self._write_anew()

    @classmethod
    @contextmanager
    def open(cls, address: str, key: str, *, folder: Path | None = None) -> Iterator[Self]:
        """The memory for one server and key, held by one process at a time. Raises `AlreadyWatching`."""
        folder = folder or memory_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(f"{address}\0{key}".encode()).hexdigest()[:32]
        # The lock is on a file of its own, which is never replaced.
        with (folder / f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyWatching from error
            memory = cls(folder / f"{name}.jsonl")
            try:
                yield memory
            finally:
                memory.close()

    def digest(self, path: Path, signature: Signature) -> bytes | None:
        """The SHA-256 of a file that did not change since it was read, also where it was moved meanwhile."""
        known = self._by_path.get(str(path))
        if known is not None and known[0] == signature:
            return known[1]
        return self._by_signature.get(signature)

    def learn(self, path: Path, signature: Signature, digest: bytes) -> None:
        """A file was read."""
        if self._by_path.get(str(path)) == (signature, digest):
            return
        self._keep(str(path), signature, digest)
        self._append(_file_line(str(path), signature, digest))

    def judge(self, digest: bytes, state: str | None) -> str | None:
        """What to believe when the server says this of a digest (None: never seen). What was thrown away stays so.

        Only the server can take that back, by saying that the photo is present again.
        """
        left = self._left.get(digest)
        if state is None:
            return left
        now = None if state == "present" else state
        if now != left:
            self._leave(digest, now)
            self._append(_left_line(digest, now))
        return state

    def close(self) -> None:
        """Close the file."""
        if self._out is not None:
            with suppress(OSError):
                self._out.close()

    def _keep(self, path: str, signature: Signature, digest: bytes) -> None:
        self._by_path[path] = (signature, digest)
        self._by_signature[signature] = digest

    def _leave(self, digest: bytes, state: str | None) -> None:
        if state is None:
            self._left.pop(digest, None)
        else:
            self._left[digest] = state

    def _read(self) -> int:
        """Take in what stands in the file; how many lines that were."""
        lines = 0
        try:
            with self._file.open(encoding="utf-8", errors="replace") as opened:
                for line in opened:
                    lines += 1
                    with suppress(ValueError, KeyError, TypeError, RecursionError):
                        self._take(json.loads(line))
        except FileNotFoundError:
            pass
        return lines

    def _take(self, fact: dict[str, Any]) -> None:
        if "path" in fact:
            device, inode, size, modified = (int(number) for number in fact["signature"])
            self._keep(str(fact["path"]), (device, inode, size, modified), _digest(fact["sha256"]))
        elif "left" in fact:
            self._leave(_digest(fact["left"]), None if fact["state"] is None else str(fact["state"]))

    def _append(self, fact: dict[str, object]) -> None:
        try:
            if self._out is None:
                # A line that was cut off by a sudden end must not spoil the next one.
                torn = self._file.exists() and self._file.read_bytes()[-1:] not in {b"", b"\n"}
                self._out = self._file.open("a", encoding="ascii")
                self._out.write("\n" if torn else "" if self._out.tell() else _line(_HEAD))
            self._out.write(_line(fact))
            self._out.flush()
        except OSError as error:
            # It goes on without; the next run reads these files once more.
            say.note(f"What was learned cannot be written down: {self._file}: {error.strerror or error}.")

    def _write_anew(self) -> None:
        draft = self._file.with_suffix(".draft")
        with draft.open("w", encoding="ascii") as out:
            out.write(_line(_HEAD))
            out.writelines(_line(_file_line(path, *known)) for path, known in self._by_path.items())
            out.writelines(_line(_left_line(*left)) for left in self._left.items())
        draft.replace(self._file)


def _digest(digits: str) -> bytes:
    digest = bytes.fromhex(digits)
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError(digits)
    return digest


def _file_line(path: str, signature: Signature, digest: bytes) -> dict[str, object]:
    return {"path": path, "signature": signature, "sha256": digest.hex()}


def _left_line(digest: bytes, state: str | None) -> dict[str, object]:
    return {"left": digest.hex(), "state": state}


def _line(fact: dict[str, object] | dict[str, int]) -> str:
    # As ASCII, so that names which are no text (lone surrogates) come back as they were.
    return json.dumps(fact) + "\n"
