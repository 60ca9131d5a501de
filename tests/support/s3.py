"""A real S3 server for tests, and buckets in it."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import httpx
from pydantic import SecretStr

from albumen.storage import StorageSettings
from albumen.storage.signing import Signer

KEY, SECRET = "tests:albumen", "a-secret-of-the-tests"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server: where it answers, and to which key."""

    endpoint: str
    key: str = KEY
    secret: str = SECRET

    def make_bucket(self) -> str:
        """The name of a new bucket."""
        name = f"photos-{next(_numbers)}"
        signer = Signer(self.endpoint, "us-east-1", self.key, self.secret)
        httpx.put(signer.address("PUT", f"/{name}", 60), timeout=30).raise_for_status()
        return name

    def at(self, endpoint: str) -> "S3Server":
        """The same server, reached another way."""
        return replace(self, endpoint=endpoint)

    def settings(self, bucket: str, **more: object) -> StorageSettings:
        """Settings of a store in a bucket, with small blocks and no floor."""
        chosen = {
            "url": f"s3://{bucket}",
            "s3_endpoint": self.endpoint,
            "s3_key": SecretStr(self.key),
            "s3_secret": SecretStr(self.secret),
            "s3_timeout": 20,
            "s3_deadline": 20,
            "floor_mib": 0,
            "floor_percent": 0,
            "block_kib": 64,
        }
        return StorageSettings.model_validate({**chosen, **more})

    def environment(self, bucket: str) -> dict[str, str]:
        """Environment variables with which Albumen keeps its photos in a bucket."""
        return {
            "ALBUMEN_STORAGE_URL": f"s3://{bucket}/albumen",
            "ALBUMEN_STORAGE_S3_ENDPOINT": self.endpoint,
            "ALBUMEN_STORAGE_S3_KEY": self.key,
            "ALBUMEN_STORAGE_S3_SECRET": self.secret,
        }


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """A server while the block runs, without durability: its disk is memory where there is such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="albumen-s3-", dir=memory if memory.is_dir() else None))
    program = [sys.executable, str(Path(__file__).with_name("swift_server.py")), str(folder / "swift"), KEY, SECRET]
    with (folder / "errors").open("wb") as errors:
        server = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
    try:
        assert server.stdin
        assert server.stdout
        endpoint = server.stdout.readline().decode().strip()
        if not endpoint:
            raise RuntimeError(f"the S3 server did not start: {(folder / 'errors').read_text()[-2000:]}")
        yield S3Server(endpoint)
        server.stdin.close()
        server.wait(10)
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
