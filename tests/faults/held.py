"""An upload that stops in the middle until it is told to go on."""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self

import httpx

from tests.faults.harness import Instance
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE

_BOUNDARY = "the-edge-of-a-picture"


class HeldUpload:
    """One request with a picture; inside of the block the server has taken its beginning and waits for the rest.

    With `resumable`, the address of an upload of which `at` bytes are there, it is a PATCH of the others.
    """

    def __init__(self, instance: Instance, picture: Picture, resumable: str | None = None, at: int = 0) -> None:
        self._instance, self._picture, self._resumable, self._at = instance, picture, resumable, at
        self._go_on = asyncio.Event()
        self._client = instance.client()

    async def __aenter__(self) -> Self:
        """Send the first half, and wait until the server has begun to write it."""
        before = await self._writing()
        self._sending = asyncio.create_task(self._send())
        async with asyncio.timeout(PATIENCE):
            while not await self._writing() - before:
                assert not self._sending.done(), self._sending.result()
                await asyncio.sleep(0.01)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)
        await self._client.aclose()

    async def finish(self) -> httpx.Response:
        """Send the rest; an acknowledgement goes into the ledger."""
        self._go_on.set()
        answer = await self._sending
        if answer.is_success:
            photo_id = answer.headers["Albumen-Photo-Id"] if self._resumable else answer.json()["id"]
            self._instance.ledger.note(self._picture, photo_id)
        return answer

    async def _writing(self) -> set[object]:
        """What tells that the server is at it: a staged file, or that the upload has a writer."""
        if self._resumable:
            return set(await self._instance.rows("SELECT id FROM uploads WHERE writer_until > now()"))
        return set((self._instance.data / "staging").iterdir())

    async def _send(self) -> httpx.Response:
        if self._resumable:
            head = {
                "Content-Type": "application/offset+octet-stream",
                "Upload-Offset": str(self._at),
                "Tus-Resumable": "1.0.0",
            }
            return await self._client.patch(self._resumable, content=self._body(b"", b""), headers=head)
        head = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        name = f'Content-Disposition: form-data; name="file"; filename="{self._picture.name}"'
        edges = f"--{_BOUNDARY}\r\n{name}\r\n\r\n".encode(), f"\r\n--{_BOUNDARY}--\r\n".encode()
        return await self._client.post("/api/v1/photos", content=self._body(*edges), headers=head)

    async def _body(self, before: bytes, after: bytes) -> AsyncIterator[bytes]:
        data = self._picture.data[self._at :]
        half = len(data) // 2
        yield before + data[:half]
        await self._go_on.wait()
        yield data[half:] + after
