"""A library on a fresh database and a fresh folder."""

from pathlib import Path

import pytest

from albumen.database import OpenTx
from albumen.storage import LocalStore
from tests.contracts.blob_store import SMALL_BLOCKS
from tests.storage.library import Library


@pytest.fixture
async def library(open_tx: OpenTx, tmp_path: Path) -> Library:
    store = LocalStore(tmp_path / "store", SMALL_BLOCKS)
    await store.create()
    library = Library(open_tx, store)
    await library.create()
    return library
