"""A tus client that can stop and go on anywhere."""

import base64
from dataclasses import dataclass

import httpx

from tests.faults.harness import Instance
from tests.faults.pictures import Picture

_TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(slots=True)
class TusUpload:
    """One resumable upload of a picture, in so many pieces."""

    instance: Instance
    picture: Picture
    pieces: int = 2
    address: str | None = None

    async def go_on(self, client: httpx.AsyncClient) -> httpx.Response:
        """Ask how far it is (or begin), and send the rest; the last answer.

        Anything but a success ends it there. An acknowledgement goes into the ledger.
        """
        answer = await self.begin(client) if self.address is None else await self.look(client)
        while answer.is_success and "Albumen-Photo-Id" not in answer.headers:
            answer = await self.send(client, int(answer.headers.get("Upload-Offset", "0")))
        if answer.is_success:
            self.instance.ledger.note(self.picture, answer.headers["Albumen-Photo-Id"])
        return answer

    async def send(self, client: httpx.AsyncClient, at: int) -> httpx.Response:
        """Send the next piece."""
        assert self.address is not None
        to = min(self.picture.size, at + -(-self.picture.size // self.pieces))
        head = {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        answer = await client.patch(self.address, content=self.picture.data[at:to], headers=_TUS | head)
        assert not answer.is_success or int(answer.headers["Upload-Offset"]) == to
        return answer

    async def finish(self) -> str:
        """Go on to the end, as after a restart: the id of the photo."""
        # A writer that was killed keeps others away for some seconds, which a test need not sit out.
        await self.instance.rows("UPDATE uploads SET writer_until = now() RETURNING 1")
        async with self.instance.client() as client:
            answer = await self.go_on(client)
        assert answer.is_success, f"{answer.status_code} {answer.text}\n{self.instance.words('web')}"
        return self.instance.ledger.photos[self.picture]

    async def begin(self, client: httpx.AsyncClient) -> httpx.Response:
        """Make the upload; nothing of it is sent."""
        about = {"filename": self.picture.name, "sha256": self.picture.sha256}
        metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in about.items())
        head = {"Upload-Length": str(self.picture.size), "Upload-Metadata": metadata}
        answer = await client.post("/api/v1/uploads", headers=_TUS | head)
        if answer.is_success:
            self.address = answer.headers["Location"]
        return answer

    async def look(self, client: httpx.AsyncClient) -> httpx.Response:
        """Ask how far it is; begin anew where it is gone."""
        assert self.address is not None
        answer = await client.head(self.address, headers=_TUS)
        if answer.status_code == 404:
            return await self.begin(client)
        return answer
