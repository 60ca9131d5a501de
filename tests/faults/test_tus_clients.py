"""Other people's clients upload 200 MB over a connection that is cut again and again, to a server that is killed twice.

Time: 10 seconds for each client on an idle machine, most of it for starting the server anew.
"""

import asyncio
import hashlib
import random
from pathlib import Path

import pytest
from tusclient.client import TusClient

from tests.faults.harness import Instance
from tests.faults.pictures import Picture
from tests.faults.processes import PATIENCE
from tests.faults.proxy import BadProxy

MB = 1_000_000
SIZE = 200 * MB
ROOT = Path(__file__).parents[2]
CUTS = 12

pytestmark = pytest.mark.xdist_group("tus clients")


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, str]:
    """A picture of 200 MB, and its digest."""
    draw = random.Random("a large picture")
    digest = hashlib.sha256()
    path = tmp_path / "large.jpg"
    head = Picture(1, 5000).data
    with path.open("wb") as file:
        for part in (head, *(draw.randbytes(MB) for _ in range(SIZE // MB - 1)), draw.randbytes(MB - len(head))):
            file.write(part)
            digest.update(part)
    return path, digest.hexdigest()


async def killed_and_started(instance: Instance) -> None:
    """SIGKILL to the web process, and a new one in its place."""
    await instance.kill_web()
    await instance.start_web()


def proxy_to(instance: Instance, seed: int) -> BadProxy:
    async def kill() -> None:
        await killed_and_started(instance)

    acts = {random.Random(seed).randint(30, 70) * MB: kill, random.Random(-seed).randint(110, 160) * MB: kill}
    return BadProxy(instance.port, seed, CUTS, MB // 2, 20 * MB, acts)


async def check(instance: Instance, proxy: BadProxy, photo_id: str, digest: str) -> None:
    """The photo is the very file, there is no other, and the way there was as bad as it should have been."""
    found = hashlib.sha256()
    async with instance.client() as client, client.stream("GET", f"/api/v1/photos/{photo_id}/original") as answer:
        assert answer.status_code == 200
        async for block in answer.aiter_bytes():
            found.update(block)
    assert found.hexdigest() == digest
    assert await instance.rows("SELECT count(*) FROM photos") == [(1,)]
    assert proxy.cuts_left == 0
    assert proxy.passed > SIZE
    await instance.check()


async def test_tuspy(instance: Instance, large: tuple[Path, str]) -> None:
    path, digest = large
    await instance.start_web()
    proxy = proxy_to(instance, seed=5)

    def upload() -> str:
        client = TusClient(f"http://127.0.0.1:{proxy.port}/api/v1/uploads", {"Authorization": f"Bearer {instance.key}"})
        metadata = {"filename": path.name, "sha256": digest}
        uploader = client.uploader(
            str(path),
            chunk_size=6 * MB,
            metadata=metadata,
            retries=100,
            retry_delay=0.2,  # type: ignore[arg-type]
        )
        uploader.upload()
        found: str = uploader.request.response_headers["albumen-photo-id"]
        return found

    async with proxy.listening(), asyncio.timeout(2 * PATIENCE):
        photo_id = await asyncio.to_thread(upload)
    await check(instance, proxy, photo_id, digest)


async def test_tus_js_client(instance: Instance, large: tuple[Path, str]) -> None:
    node, package = ROOT / ".venv/bin/node", ROOT / "web/package.json"
    if not node.exists() or not (ROOT / "web/node_modules/tus-js-client").exists():
        pytest.skip("needs Node and the web client's packages (make setup)")
    path, digest = large
    await instance.start_web()
    proxy = proxy_to(instance, seed=7)
    async with proxy.listening(), asyncio.timeout(2 * PATIENCE):
        words = [str(Path(__file__).with_name("tus_js.mjs")), str(package)]
        words += [f"http://127.0.0.1:{proxy.port}/api/v1/uploads", instance.key, str(path), digest]
        process = await asyncio.create_subprocess_exec(
            node, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        try:
            said, errors = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0, errors.decode()
    await check(instance, proxy, said.decode().strip(), digest)
