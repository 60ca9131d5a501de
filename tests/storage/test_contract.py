"""The stores that run on one machine, through the contract."""

from pathlib import Path

import pytest

from albumen.storage import BlobRef, BlobStore, LocalStore, MemoryStore, StorageSettings
from tests.contracts.blob_store import SMALL_BLOCKS, BlobStoreContract

NO_ROOM = StorageSettings(floor_mib=1 << 40, floor_percent=0, block_kib=64)


class TestLocalStore(BlobStoreContract):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> LocalStore:
        store = LocalStore(tmp_path / "store", SMALL_BLOCKS)
        await store.create()
        return store

    async def overwrite(self, store: BlobStore, ref: BlobRef, data: bytes) -> None:
        assert isinstance(store, LocalStore)
        path = store.root / ref.key
        path.unlink()
        path.write_bytes(data)

    def full(self, store: BlobStore) -> BlobStore:
        assert isinstance(store, LocalStore)
        return LocalStore(store.root, NO_ROOM)


class TestMemoryStore(BlobStoreContract):
    @pytest.fixture
    async def store(self) -> MemoryStore:
        store = MemoryStore(SMALL_BLOCKS)
        await store.create()
        return store

    async def overwrite(self, store: BlobStore, ref: BlobRef, data: bytes) -> None:
        assert isinstance(store, MemoryStore)
        store.damage(ref, data)

    def full(self, store: BlobStore) -> BlobStore:
        assert isinstance(store, MemoryStore)
        store.settings = NO_ROOM
        return store
