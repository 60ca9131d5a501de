"""Keeps a staged file in the bucket of the settings: `python -m tests.support.s3_keeping SPOOL NAME SIZE SHA256 SHA1`."""

import asyncio
import sys
from pathlib import Path

from albumen.storage import BlobRef, Staged, StorageSettings
from albumen.storage.bucket import Abilities
from albumen.storage.s3 import S3Store


async def main(spool: str, name: str, size: str, sha256: str, sha1: str) -> None:
    store = S3Store(Path(spool), StorageSettings(), one_put=6 << 20, can=Abilities(create=True, copy=True))
    staged = Staged(name, int(size), bytes.fromhex(sha256), bytes.fromhex(sha1))
    await store.keep(staged, BlobRef(7, staged.sha256))


asyncio.run(main(*sys.argv[1:]))
