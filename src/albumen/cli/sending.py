"""Sends files to another Albumen: hashed and asked for in batches, sent several at a time; one bad file never stops them."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from albumen.cli.client import Server
    from albumen.cli.report import Bar
    from albumen.core import AlbumenError
    from albumen.ingest import Found

_ASK_MOST = 200
"""Digests that are asked for at once: few enough that sending begins soon."""
THERE = {"added", "already there"}
"""What becomes of a file that is a photo there afterwards."""
LEFT_ALONE = {"trashed": "It lies in the trash.", "purged": "It was deleted for good."}
"""Why a file is not sent whose photo was thrown away, by the state that the server tells."""

Tell = Callable[["Found", str, str], None]
"""Told of a file what became of it, and why."""


def sha256_of(file: "Found") -> bytes:
    """The SHA-256 of a file. Blocking. Raises OSError."""
    with file.path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").digest()


class Run:
    """Holds what the senders of one upload share."""

    def __init__(
        self,
        server: "Server",
        waiting: "Iterator[Found]",
        shown: "Bar",
        tell: Tell,
        *,
        again: bool = False,
        digest_of: Callable[["Found"], bytes] = sha256_of,
        judge: Callable[[bytes, str | None], str | None] = lambda _, state: state,
    ) -> None:
        """`tell` hears what became of each file; `again`: send also what was trashed or purged there; `digest_of` blocks;
        `judge`: what to believe when the server says this of a digest (None: not there).
        """
        self._server, self._waiting, self._again = server, waiting, again
        self._shown, self._tell, self._digest_of, self._judge = shown, tell, digest_of, judge
        self._stopped: AlbumenError | None = None
        self._same: dict[bytes, list[Found]] = {}
        """Files with the bytes of one that is about to be sent: what becomes of that becomes of them."""
        self._fates: dict[bytes, tuple[str, str]] = {}
        """What became of the bytes that were sent."""
        self.there: dict[Path, bytes] = {}
        """The SHA-256 of the files that are photos there now: where sidecars find theirs."""

    async def work(self, parallel: int) -> None:
        """Send what is missing there, batch by batch; the next is hashed and asked for meanwhile.

        Raises what concerns every file.
        """
        missing = await self._find_missing()
        while missing is not None and self._stopped is None:
            coming = asyncio.create_task(self._find_missing())
            try:
                senders = iter(missing)
                await asyncio.gather(*(self._send_all(senders) for _ in range(parallel)))
            except BaseException:
                coming.cancel()
                raise
            missing = await coming
        if self._stopped is not None:
            raise self._stopped

    async def attach(self, sidecars: "Sequence[Found]", parallel: int) -> None:
        """Send sidecars of what is there by now. They are small: what is there already is seen when it has arrived.

        Raises what concerns every file.
        """
        waiting = iter(sidecars)
        await asyncio.gather(*(self._attach_all(waiting) for _ in range(parallel)))
        if self._stopped is not None:
            raise self._stopped

    async def _attach_all(self, sidecars: "Iterator[Found]") -> None:
        for file in sidecars:
            fate, reason = await self._outcome(self._attach(file))
            self._done(file, fate, reason)
            if self._stopped is not None:
                return

    async def _attach(self, file: "Found") -> tuple[str, str]:
        from albumen import ingest
        from albumen.core import NotFound

        photos = [self.there[path] for path in file.sidecar_of if path in self.there]
        if not photos:
            return "skipped", "Its photo is not there."
        if file.size > ingest.MOST_SIDECAR_BYTES:
            return "skipped", "It is too large for a sidecar."
        name = ingest.clean_name(file.path.name)
        try:
            attached = [await self._server.attach(photo, file.path, name) for photo in photos]
        except NotFound:
            return "skipped", "Its photo is not there."
        return ("sidecar" if any(attached) else "already there"), ""

    async def _find_missing(self) -> "list[tuple[Found, bytes]] | None":
        """Those of the next files that must be sent, with their SHA-256; None when there are no more files."""
        batch = list(islice(self._waiting, _ASK_MOST)) if self._stopped is None else []
        if not batch:
            return None
        hashed = []
        for file in batch:
            try:
                hashed.append((file, await asyncio.to_thread(self._digest_of, file)))
            except OSError as error:
                self._done(file, "failed", f"It cannot be read ({error.strerror or type(error).__name__}).")
        known = await self._server.check([digest for _, digest in hashed])
        missing = []
        for file, digest in hashed:
            state = self._judge(digest, known.get(digest))
            if digest in self._fates:
                self._settle(file, digest, *self._fates[digest])
            elif digest in self._same:
                self._same[digest].append(file)
            elif state is None or (self._again and state != "present"):
                self._same[digest] = []
                missing.append((file, digest))
            elif state == "present":
                self._settle(file, digest, "already there")
            else:
                self._done(file, "skipped", LEFT_ALONE.get(state, f"The server says: {state}."))
        return missing

    async def _send_all(self, missing: "Iterator[tuple[Found, bytes]]") -> None:
        for file, digest in missing:
            fate, reason = await self._send(file, digest)
            self._settle(file, digest, fate, reason, shown=file.size)
            self._fates[digest] = ("already there", "") if fate == "added" else (fate, reason)
            for same in self._same.pop(digest):
                self._settle(same, digest, *self._fates[digest])
            if self._stopped is not None:
                return

    async def _send(self, file: "Found", digest: bytes) -> tuple[str, str]:
        """Send one file; what became of it, and why."""
        from albumen import imaging, ingest
        from albumen.cli.client import Sending

        sending = Sending(
            file.path,
            ingest.clean_name(file.path.name),
            ingest.clean_path(file.relative),
            file.modified,
            file.size,
            digest,
        )
        sent = _Sent(self._shown)

        async def send() -> tuple[str, str]:
            if not await asyncio.to_thread(imaging.accepts, file.path):
                raise imaging.UnsupportedType
            await self._server.send(sending, sent.more)
            return "added", ""

        fate, reason = await self._outcome(send())
        sent.more(file.size - sent.size)
        return fate, reason

    async def _outcome(self, doing: "Awaitable[tuple[str, str]]") -> tuple[str, str]:
        """What becomes of a file that is being sent, and why; notes what concerns every file."""
        from albumen.core import AlbumenError, Forbidden, NoRoom, TooLarge, Unauthenticated, Unavailable, Unsupported

        try:
            return await doing
        except (Unsupported, TooLarge) as error:
            return "skipped", error.detail
        except (Unauthenticated, Forbidden, NoRoom) as error:
            self._stopped = error
            return "failed", error.detail
        except Unavailable as error:
            # Is it this file, or is it the server?
            try:
                await self._server.greet()
            except AlbumenError:
                self._stopped = error
            return "failed", error.detail
        except AlbumenError as error:
            return "failed", error.detail
        except OSError as error:
            return "failed", f"It cannot be read ({error.strerror or error})."

    def _settle(self, file: "Found", digest: bytes, fate: str, reason: str = "", *, shown: int = 0) -> None:
        """Note what became of a photo, of whose bytes so many were shown as done before."""
        if fate in THERE:
            self.there[file.path] = digest
        self._tell(file, fate, reason)
        self._shown.step(file.size - shown)

    def _done(self, file: "Found", fate: str, reason: str = "") -> None:
        self._tell(file, fate, reason)
        self._shown.step(file.size)


class _Sent:
    """Holds how many bytes of one file were shown as sent."""

    def __init__(self, shown: "Bar") -> None:
        self._shown = shown
        self.size = 0

    def more(self, size: int) -> None:
        """So many more bytes (or fewer) are on their way."""
        self.size += size
        self._shown.step(size, things=0)
