"""The store in a bucket, against a real S3 server."""

from pathlib import Path

import pytest

from albumen.storage import BlobRef, BlobStore
from albumen.storage.bucket import Abilities
from albumen.storage.s3 import S3Store
from tests.contracts.blob_store import BlobStoreContract
from tests.support.s3 import S3Server

pytestmark = pytest.mark.xdist_group("s3")


@pytest.fixture(scope="module")
def bucket(s3: S3Server) -> str:
    return s3.make_bucket()


class TestS3Store(BlobStoreContract):
    @pytest.fixture
    async def store(self, s3: S3Server, bucket: str, tmp_path: Path) -> S3Store:
        settings = s3.settings(bucket, url=f"s3://{bucket}/{tmp_path.name}")
        store = S3Store(tmp_path / "spool", settings, can=Abilities(create=True, copy=True))
        await store.create()
        return store

    async def overwrite(self, store: BlobStore, ref: BlobRef, data: bytes) -> None:
        assert isinstance(store, S3Store)
        store.bucket.write(ref.key, data)

    def full(self, store: BlobStore) -> BlobStore:
        assert isinstance(store, S3Store)
        return S3Store(store.root, store.settings.model_copy(update={"floor_mib": 1 << 40}), can=store.bucket.can)
