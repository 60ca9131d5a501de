"""While somebody copies what the database knows, nothing of it is destroyed."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from albumen import storage
from albumen.database import DatabaseUnavailable
from albumen.storage import AlreadyHeld, holding
from tests.storage.library import Library

NOW = timedelta(0)


async def test_what_nobody_names_stays_while_it_is_held(library: Library) -> None:
    ref = await library.put(b"purged during a backup")
    async with storage.hold(library.open_tx):
        await library.forget(ref)
        assert not await library.collect(ref, grace=NOW)
        assert await library.store.stat(ref)
    assert await library.collect(ref, grace=NOW)
    assert await library.store.stat(ref) is None


async def test_only_one_holds(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "_WAIT", 0.1)
    async with storage.hold(library.open_tx):
        with pytest.raises(AlreadyHeld):
            async with storage.hold(library.open_tx):
                raise AssertionError("held twice")
    async with storage.hold(library.open_tx):
        pass


async def test_whoever_lost_the_connection_hears_of_it(library: Library) -> None:
    """The lock went with it, so blobs may have been destroyed: what was copied is not what was asked for."""
    with pytest.raises(DatabaseUnavailable):
        async with storage.hold(library.open_tx), library.open_tx() as tx:
            await tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
                )
            )
