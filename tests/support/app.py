"""The real application in this process: real database, real store in a folder, real decoders; spoken to over ASGI."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from albumen import accounts, photos, storage, wiring
from albumen.accounts import Scope, User, Viewer
from albumen.api import create_api
from albumen.api.app import edge_of
from albumen.database import OpenTx
from albumen.delivery import DeliverySettings
from albumen.photos import Photo
from albumen.settings import ProcessSettings, Settings, WebSettings
from albumen.storage import BlobRef, Derived, StorageSettings
from albumen.wiring import Parts
from tests.support.library import bytes_of, new_photo, session_of

HOST = "http://albumen.test"
SECRET = "a secret of the tests that is long enough to be one"


class App:
    """The application, its parts, and clients for it."""

    def __init__(self, api: FastAPI, parts: Parts) -> None:
        self.api = api
        self.parts = parts
        self.asgi = edge_of(api)

    @property
    def open_tx(self) -> OpenTx:
        """Opens transactions on the application's database."""
        return self.parts.database.open_tx

    def client(self, base_url: str = HOST, peer: str = "192.0.2.10", **headers: str) -> httpx.AsyncClient:
        """Somebody at an address who says nothing of who they are."""
        transport = httpx.ASGITransport(self.asgi, client=(peer, 40_000), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=base_url, headers=headers, timeout=60)

    async def browser(self, user: User, **options: Any) -> httpx.AsyncClient:
        """A browser in which this person is signed in."""
        client = self.client(**options)
        async with self.open_tx() as tx:
            token = await accounts.open_session(
                tx, user.id, address="192.0.2.10", user_agent="tests", lifetime=timedelta(days=1)
            )
        name = "__Host-albumen" if str(client.base_url).startswith("https") else "albumen"
        client.cookies.set(name, token)
        return client

    async def key(self, user: User, *scopes: Scope) -> str:
        """An API key of this person with these scopes; without any, with all that they may have."""
        async with self.open_tx() as tx:
            _, key = await accounts.make_key(tx, session_of(user), name="tests", scopes=scopes or None)
        return key

    async def program(self, user: User, *scopes: Scope, **options: Any) -> httpx.AsyncClient:
        """A program with such a key."""
        client = self.client(**options)
        client.headers["Authorization"] = f"Bearer {await self.key(user, *scopes)}"
        return client

    async def photo(self, owner: User, number: int = 0, *, ready: bool = True, **about: Any) -> Photo:
        """A photo of `bytes_of(number)`, its bytes in the store; `ready` with a small picture that is no picture."""
        new = new_photo(owner, number, **about)
        data = bytes_of(number)

        async def chunks() -> AsyncIterator[bytes]:
            yield data

        store, ref = self.parts.store, BlobRef(owner.id, new.sha256)
        staged = await storage.stage(store, chunks(), len(data))
        claim = await storage.claim(self.open_tx, ref, new.size, new.sha1)
        await store.keep(staged, ref)
        await store.discard(staged.name)
        async with self.open_tx() as tx:
            if await storage.make_live(tx, claim):
                await accounts.charge(tx, owner, new.size)
            photo = (await photos.add(tx, new)).photo
        if ready:
            await store.put_derived(Derived(ref, "grid-1.webp"), b"the small picture of " + data)
            made = {"renditions": {"grid": "grid-1.webp"}, "thumbhash": "aGFzaA==", "width": 40, "height": 30}
            async with self.open_tx() as tx:
                await photos.put_renditions(tx, photo.id, **made, step="make_renditions", version=1)
                again = await photos.get(tx, photo.id)
            assert again is not None
            return again
        return photo

    async def do(self, verb: Any, *arguments: Any, **more: Any) -> Any:
        """A verb of a room in a transaction of its own."""
        async with self.open_tx() as tx:
            return await verb(tx, *arguments, **more)

    async def viewer(self, user: User) -> Viewer:
        """The viewer that this person is now."""
        user = await self.do(accounts.get_user, user.id)
        return session_of(user)


@asynccontextmanager
async def running(database_url: str, data: Path, **changes: Any) -> AsyncIterator[App]:
    """The application on a database and a folder; `changes` are settings of rooms."""
    settings = Settings(
        **{
            "process": ProcessSettings(data=data),
            "storage": StorageSettings(floor_mib=0, floor_percent=0),
            "delivery": DeliverySettings(secret_key=SECRET),
            "web": WebSettings(),
        }
        | changes
    )

    @asynccontextmanager
    async def open_parts() -> AsyncIterator[Parts]:
        async with wiring.build(settings, database_url, application="tests") as parts:
            yield parts

    api = create_api(open_parts)
    async with api.router.lifespan_context(api):
        yield App(api, api.state.parts)


def is_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem that an answer tells; fails where it is none, or of another status."""
    assert response.status_code == status, f"{response.status_code}: {response.text[:500]}"
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert body["status"] == status
    assert {"type", "title", "detail"} <= body.keys()
    assert body["detail"].endswith((".", "!")), body["detail"]
    return body
