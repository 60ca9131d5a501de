"""A client of another Albumen: asks by hash, and sends files so that a broken connection costs only what was under way."""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import httpx

from albumen import __version__
from albumen.core import (
    AlbumenError,
    Forbidden,
    Invalid,
    NoRoom,
    NotFound,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

_TUS = {"Tus-Resumable": "1.0.0"}
_OFFSET_TYPE = "application/offset+octet-stream"
_BLOCK = 1024 * 1024
_PART = 48 * 1024 * 1024
"""Bytes of one request: many proxies refuse bodies of more than 50 or 100 MB."""
_SMALL = 8 * 1024 * 1024
"""Bytes up to which a file is sent with the request that announces it: what broke off is sent again from its beginning."""
_STATE_KEPT = 14 * 86400.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
_KINDS: dict[int, type[AlbumenError]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
    415: Unsupported,
    507: NoRoom,
}
LOCAL = {"localhost", "127.0.0.1", "::1"}
"""Hosts that are this very machine."""
_FOR_A_MOMENT = {408, 409, 423, 425, 429, 502, 503, 504}

Told = Callable[[int], None]
"""Told how many more bytes of a file are on their way (fewer than none where they must go again)."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A file to be sent: where it is, what is said of it, its size and SHA-256."""

    path: Path
    filename: str
    relative: str
    modified: datetime | None
    size: int
    digest: bytes


class Server:
    """Holds the connections to one Albumen, and which uploads to it are unfinished (in files, so that the next run goes on)."""

    def __init__(self, address: str, key: str, *, patience: float = 300, state: Path | None = None) -> None:
        """`patience`: seconds without any progress after which a file is given up. Raises `Invalid` for a bad address."""
        # Without a scheme: https, but for this very machine, where no certificate is.
        scheme = "http" if urlsplit(f"//{address}").hostname in LOCAL else "https"
        parts = urlsplit(address if "://" in address else f"{scheme}://{address}")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Invalid("The server's address looks like https://photos.example.org.")
        self.address = f"{parts.scheme}://{parts.netloc}"
        self._key = key
        self._patience = patience
        self._state = state or state_folder()
        self._http = httpx.AsyncClient(
            base_url=self.address,
            headers={"Authorization": f"Bearer {key}", "User-Agent": f"albumen/{__version__}"},
            # The answer to the last bytes comes when they are safe on the server's disk.
            timeout=httpx.Timeout(connect=10, read=300, write=60, pool=None),
            limits=httpx.Limits(max_connections=None),
        )

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read along: https, or this very machine."""
        return self.address.startswith("https://") or urlsplit(self.address).hostname in LOCAL

    async def __aenter__(self) -> Self:
        self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._forget_old()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def check(self, digests: Sequence[bytes]) -> dict[bytes, str]:
        """What the library knows of these SHA-256 (at most 5,000): present, trashed or purged; the others are not in it."""
        body = {"sha256": [digest.hex() for digest in digests]}
        answer = await self._patiently(lambda: self._http.post("/api/v1/photos/check", json=body))
        try:
            found: dict[str, dict[str, Any]] = answer.json()["found"]
        except (ValueError, KeyError, TypeError) as error:
            raise Invalid(f"What answers at {self.address} is not Albumen.") from error
        return {bytes.fromhex(digest): str(hit["state"]) for digest, hit in found.items()}

    async def greet(self) -> None:
        """See whether the server is there and takes the key; at once, without patience."""
        try:
            answer = await self._http.post("/api/v1/photos/check", json={"sha256": []})
        except httpx.TransportError as error:
            raise Unavailable(f"{self.address} cannot be reached ({_why(error)}).") from error
        if answer.status_code == 401:
            raise Unauthenticated(f"{self.address} does not accept this key.")
        if answer.status_code in {404, 405}:
            raise NotFound(f"What answers at {self.address} is not Albumen.")
        _raise_for(answer)

    async def attach(self, photo: bytes, path: Path, filename: str) -> bool:
        """Send a sidecar of the photo with this SHA-256; False when the photo had it already. Raises as `send` does."""
        data = await asyncio.to_thread(path.read_bytes)
        form = {"sha256": hashlib.sha256(data).hexdigest()}
        where = {"photo": photo.hex()}

        def ask() -> Awaitable[httpx.Response]:
            return self._http.post("/api/v1/photos/sidecars", params=where, data=form, files={"file": (filename, data)})

        return (await self._patiently(ask)).status_code == HTTPStatus.CREATED

    async def send(self, file: Sending, told: Told) -> str:
        """Send one file; the id of the photo that it is then. Goes on where an earlier run stopped.

        Raises the kinds of `core.errors` that the server's statuses mean, and OSError for the file itself.
        """
        upload = _Upload(self, file, told)
        return await upload.run()

    # For uploads.

    async def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One request."""
        return await self._http.request(method, url, **options)

    @property
    def patience(self) -> float:
        """Seconds without progress that are borne."""
        return self._patience

    def note_of(self, digest: bytes) -> Path:
        """The file that remembers where an unfinished upload of this server, key and digest goes on."""
        name = hashlib.sha256(b"\0".join((self.address.encode(), self._key.encode(), digest))).hexdigest()
        return self._state / name

    def _forget_old(self) -> None:
        for note in self._state.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - note.stat().st_mtime > _STATE_KEPT:
                    note.unlink()

    async def _patiently(self, ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        pauses = Pauses(self._patience)
        while True:
            try:
                answer = await ask()
            except httpx.TransportError as error:
                await pauses.wait(Unavailable(f"{self.address} cannot be reached ({_why(error)})."))
                continue
            if answer.status_code in _FOR_A_MOMENT:
                await pauses.wait(_error_of(answer), answer)
                continue
            _raise_for(answer)
            return answer


class Pauses:
    """Holds how long one has been waiting for the other side: longer and longer, until patience ends."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self.progress()

    def progress(self) -> None:
        """Something went on: patience begins anew."""
        self._since, self._pause = time.monotonic(), _FIRST_PAUSE

    async def wait(self, error: AlbumenError, answer: httpx.Response | None = None) -> None:
        """Wait a while before the next try; raise `error` when patience is over."""
        asked = answer.headers.get("retry-after", "") if answer is not None else ""
        pause = max(self._pause, min(float(asked), 60.0)) if asked.isdigit() else self._pause
        if time.monotonic() + pause - self._since > self._patience:
            raise error
        await asyncio.sleep(pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


class _Upload:
    """Holds one file on its way: where the server keeps it, and how much of it arrived."""

    def __init__(self, server: Server, file: Sending, told: Told) -> None:
        self._server, self._file, self._told = server, file, told
        self._note = server.note_of(file.digest)
        self._location: str | None = None
        self._offset = 0
        self._shown = 0

    async def run(self) -> str:
        pauses = Pauses(self._server.patience)
        self._location = await asyncio.to_thread(_read_note, self._note)
        arrived = 0
        while True:
            answer = None
            try:
                answer = await self._step()
                error: AlbumenError = _error_of(answer)
            except httpx.TransportError as broken:
                error = Unavailable(f"{self._server.address} cannot be reached ({_why(broken)}).")
            if answer is not None and answer.is_success:
                if photo := answer.headers.get("albumen-photo-id"):
                    self._show(self._file.size)
                    self._forget()
                    return str(photo)
                if self._offset > arrived:
                    arrived = self._offset
                    pauses.progress()
                    continue
                error = Unavailable(f"{self._server.address} keeps nothing of what is sent.")
            elif answer is not None and answer.status_code in {404, 410} and self._location is not None:
                # It expired, or the server refused it while we were away: from the beginning.
                self._forget()
                arrived = 0
            elif answer is not None and answer.status_code not in _FOR_A_MOMENT:
                self._forget()
                raise error
            await pauses.wait(error, answer)

    async def _step(self) -> httpx.Response:
        """The next request: announce the upload, ask how far it is, or send a part of it."""
        if self._location is None:
            return await self._create()
        answer = await self._server.request("HEAD", self._location, headers=_TUS)
        if not answer.is_success or "albumen-photo-id" in answer.headers:
            return answer
        self._arrived(answer)
        return await self._append()

    async def _create(self) -> httpx.Response:
        file = self._file
        headers = _TUS | {"Upload-Length": str(file.size), "Upload-Metadata": _metadata(file)}
        self._offset = 0
        self._show(0)
        if file.size <= _SMALL:
            headers |= {"Content-Type": _OFFSET_TYPE, "Content-Length": str(file.size)}
            answer = await self._server.request(
                "POST", "/api/v1/uploads", headers=headers, content=self._bytes(0, file.size)
            )
        else:
            answer = await self._server.request("POST", "/api/v1/uploads", headers=headers)
        if answer.is_success:
            self._location = urljoin(f"{self._server.address}/api/v1/uploads", answer.headers["location"])
            if file.size > _SMALL:
                await asyncio.to_thread(_write_note, self._note, self._location)
            self._arrived(answer)
        return answer

    async def _append(self) -> httpx.Response:
        assert self._location is not None
        start = self._offset
        end = min(start + _PART, self._file.size)
        headers = _TUS | {
            "Upload-Offset": str(start),
            "Content-Type": _OFFSET_TYPE,
            "Content-Length": str(end - start),
        }
        answer = await self._server.request("PATCH", self._location, headers=headers, content=self._bytes(start, end))
        if answer.is_success:
            self._arrived(answer)
        return answer

    async def _bytes(self, start: int, end: int) -> AsyncIterator[bytes]:
        with self._file.path.open("rb") as opened:
            opened.seek(start)
            while start < end:
                block = await asyncio.to_thread(opened.read, min(_BLOCK, end - start))
                if not block:
                    raise OSError(f"{self._file.path} became shorter while it was sent")
                start += len(block)
                yield block
                self._show(start)

    def _arrived(self, answer: httpx.Response) -> None:
        self._offset = int(answer.headers.get("upload-offset", 0))
        self._show(self._offset)

    def _show(self, sent: int) -> None:
        self._told(sent - self._shown)
        self._shown = sent

    def _forget(self) -> None:
        self._location = None
        self._note.unlink(missing_ok=True)


def state_folder() -> Path:
    """Where unfinished uploads are remembered (XDG base directories)."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "albumen" / "uploads"


def _metadata(file: Sending) -> str:
    fields = {"filename": file.filename, "path": file.relative, "sha256": file.digest.hex()}
    if file.modified is not None:
        fields["modified"] = file.modified.isoformat()
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in fields.items())


def _error_of(answer: httpx.Response) -> AlbumenError:
    """What an answer that is no success means, in the server's own words where it has some."""
    try:
        said = str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        said = f"The server answered {answer.status_code} {answer.reason_phrase}."
    passes = answer.status_code >= 500 or answer.status_code in _FOR_A_MOMENT
    kind = _KINDS.get(answer.status_code, Unavailable if passes else Invalid)
    return kind(said)


def _raise_for(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise _error_of(answer)


def _why(error: httpx.TransportError) -> str:
    return str(error) or type(error).__name__


def _read_note(note: Path) -> str | None:
    try:
        return str(json.loads(note.read_text())["location"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _write_note(note: Path, location: str) -> None:
    draft = note.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"location": location}))
    draft.replace(note)
