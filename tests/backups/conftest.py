"""A library with a bit of everything, and places to bring it back to."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from albumen import accounts, backups, photos
from albumen.accounts import User
from albumen.backups import BackupReport, Folder
from albumen.cli.report import bar
from albumen.ingest import upkeep
from albumen.photos import Changes
from albumen.storage import LocalStore, StorageSettings
from tests.conftest import Template, fresh_database
from tests.support.app import App, running
from tests.support.library import a_user, bytes_of

AT_ONCE = StorageSettings(grace_hours=0, missing_most=100, missing_percent=100, floor_mib=0, floor_percent=0)
ROOMY = StorageSettings(floor_mib=0, floor_percent=0)


@dataclass
class Library:
    """A library, and the folder of its backups."""

    app: App
    ada: User
    bob: User
    folder: Folder

    async def back_up(self, **options: Any) -> BackupReport:
        """Back it up."""
        parts = self.app.parts
        return await backups.back_up(
            parts.database.open_tx,
            parts.database.url,
            parts.store,
            self.folder.root,
            **{"keep": 5, "progress": bar} | options,
        )

    async def verify(self) -> list[backups.Damage]:
        """What is damaged in all of its backups."""
        return await backups.verify(self.folder, self.folder.names(), bar)

    async def purge(self, *numbers: int) -> None:
        """Delete photos of Ada's for good."""
        found = await self.app.do(photos.find_digests, self.ada.id, [digest_of(number) for number in numbers])
        ids = [each.photo_id for each in found.values() if each.photo_id is not None]
        await self.app.do(photos.trash, self.ada.id, ids)
        await self.app.do(photos.purge, self.ada.id, ids)

    async def collect(self) -> None:
        """Let the hours of grace be over for what nobody names any more."""
        await upkeep.tidy(self.app.open_tx, self.app.parts.store, AT_ONCE)

    @property
    def blobs(self) -> dict[str, bytes]:
        """All originals in its store, by space and digest."""
        return originals_in(self.app.parts.settings.data)


@dataclass
class Place:
    """A database and a store that are empty until something is restored."""

    url: str
    data: Path
    store: LocalStore


@pytest.fixture
async def library(database_url: str, tmp_path: Path) -> AsyncIterator[Library]:
    """Two people, of whom both have one photo; one is in the trash, one was deleted for good, one has a sidecar and words."""
    async with running(database_url, tmp_path / "data") as app:
        ada, bob = await a_user(app.open_tx, "ada"), await a_user(app.open_tx, "bob")
        mine = [await app.photo(ada, number) for number in range(5)]
        await app.photo(bob, 0)
        await app.do(photos.trash, ada.id, [mine[1].id, mine[2].id])
        words = Changes(title="Ähren", description="Ein Feld\nim Wind", tags=("corn", "été"), favourite=True)
        await app.do(photos.edit, ada.id, [mine[3].id], words)
        await app.do(accounts.suspend, bob.id, actor="test")
        library = Library(app, ada, bob, Folder(tmp_path / "backup"))
        await library.purge(2)
        await library.collect()
        yield library


@asynccontextmanager
async def an_empty_place(template: Template, data: Path) -> AsyncIterator[Place]:
    """Somewhere to restore to."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(fresh_database(template, copy_of="template0"))
        store = LocalStore(data, ROOMY)
        stack.push_async_callback(store.close)
        yield Place(url, data, store)


@pytest.fixture
async def place(template: Template, tmp_path: Path) -> AsyncIterator[Place]:
    """An empty place."""
    async with an_empty_place(template, tmp_path / "restored") as place:
        yield place


def digest_of(number: int) -> bytes:
    """The digest of the photo of a number."""
    return hashlib.sha256(bytes_of(number)).digest()


def originals_in(data: Path) -> dict[str, bytes]:
    """All originals in a store, by space and digest."""
    return {
        f"{path.parts[-3]}/{path.name}": path.read_bytes()
        for path in (data / "originals").glob("*/*/*")
        if path.is_file()
    }


async def all_rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        found = await connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        rows = {}
        for (name,) in await found.fetchall():
            statement = sql.SQL("SELECT /* all shards */ t::text FROM {} t ORDER BY 1").format(sql.Identifier(name))
            rows[name] = [text for (text,) in await (await connection.execute(statement)).fetchall()]
        return rows
