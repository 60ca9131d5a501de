"""Real file systems of a few MiB: full, read-only, gone, out of inodes, able to share blocks."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from albumen.storage import (
    BlobRef,
    Derived,
    LocalStore,
    StorageSettings,
    StoreFailed,
    StoreFull,
    StoreRefused,
    stage,
    stage_file,
)
from tests.contracts.blob_store import SMALL_BLOCKS, chunks_of, put, read
from tests.storage.processes import needs_root

MIB = 1 << 20
Mount = Callable[..., Path]

pytestmark = needs_root


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Mounts a small file system in memory; all are gone after the test."""
    mounted: list[Path] = []

    def mount(*options: str, kind: str = "tmpfs", device: str = "tmpfs") -> Path:
        where = tmp_path / f"disk{len(mounted)}"
        where.mkdir()
        done = subprocess.run(
            ["mount", "-t", kind, "-o", ",".join(options), device, str(where)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"needs permission to mount a small file system ({done.stderr.strip()})")
        mounted.append(where)
        return where

    yield mount
    for where in mounted:
        subprocess.run(["umount", "-l", str(where)], check=False)


async def open_store(root: Path, settings: StorageSettings = SMALL_BLOCKS) -> LocalStore:
    store = LocalStore(root, settings)
    await store.create()
    return store


async def endless(seed: int) -> AsyncIterator[bytes]:
    while True:
        yield bytes([seed]) * 100_000


async def fill(store: LocalStore) -> list[BlobRef]:
    """Upload until the disk is full."""
    refs = []
    while True:
        try:
            refs.append(await put(store, os.urandom(200_000)))
        except StoreFull:
            return refs


async def test_a_full_disk_takes_nothing_and_gives_everything(mount: Mount) -> None:
    store = await open_store(mount("size=4m") / "store")
    refs = await fill(store)
    assert refs
    assert [entry async for entry in store.staged_names()] == []
    for ref in refs:
        await store.verify(ref)
    # A resumable upload keeps what arrived, and goes on when there is room again; nobody needs to restart anything.
    await store.remove(refs.pop())
    name = await store.stage_new()
    with pytest.raises(StoreFull):
        await store.stage_append(name, 0, endless(1), 1 << 30)
    length = await store.stage_length(name)
    assert length is not None
    assert length > 0
    with pytest.raises(StoreFull):
        await store.put_derived(Derived(refs[0], "grid"), bytes(MIB))
    assert await store.read_derived(Derived(refs[0], "grid")) is None
    await store.remove(refs.pop())
    await store.remove(refs.pop())
    assert (await store.check()).ok
    assert await store.stage_append(name, length, chunks_of(b"the rest"), 1 << 30) == length + 8
    staged = await store.seal(name)
    await store.keep(staged, BlobRef(7, staged.sha256))
    assert await read(store, BlobRef(7, staged.sha256)) == bytes([1]) * length + b"the rest"


async def test_the_floor_stops_before_the_disk_is_full(mount: Mount) -> None:
    floor = StorageSettings(floor_mib=20, floor_percent=0, block_kib=64)
    store = await open_store(mount("size=48m") / "store", floor)
    with pytest.raises(StoreFull):
        await stage(store, endless(1), 1 << 40)
    assert [entry async for entry in store.staged_names()] == []
    name = await store.stage_new()
    with pytest.raises(StoreFull):
        await store.stage_append(name, 0, endless(1), 1 << 40)
    # It is measured every few MiB.
    room = await store.free()
    assert room.floor - 9 * MIB < room.free <= room.floor
    await store.discard(name)
    assert await put(store, b"room again")


async def test_a_percentage_floor_follows_the_disk(mount: Mount) -> None:
    store = await open_store(mount("size=40m") / "store", StorageSettings(floor_mib=1, floor_percent=25))
    assert (await store.free()).floor == 10 * MIB


async def test_a_disk_out_of_inodes_counts_as_full(mount: Mount) -> None:
    store = await open_store(mount("size=8m", "nr_inodes=1100") / "store")
    ref = await put(store, b"one")
    for number in range(100):
        (store.root / "quarantine" / str(number)).touch()
    with pytest.raises(StoreFull):
        await put(store, b"two")
    assert await read(store, ref) == b"one"


async def test_a_read_only_disk_is_read(mount: Mount) -> None:
    disk = mount("size=4m")
    store = await open_store(disk / "store")
    ref = await put(store, b"kept")
    name = await store.stage_new()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for verb in (
        stage(store, chunks_of(b"x"), 10),
        store.stage_append(name, 0, chunks_of(b"x"), 10),
        store.put_derived(Derived(ref, "grid"), b"x"),
        store.remove(ref),
    ):
        with pytest.raises(StoreFailed, match="Read-only"):
            await verb
    assert any("Read-only" in problem for problem in (await store.check()).problems)
    assert await read(store, ref) == b"kept"
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert (await store.check()).ok
    assert await put(store, b"more")


async def test_an_unmounted_disk_is_no_empty_store(mount: Mount) -> None:
    disk = mount("size=4m")
    store = await open_store(disk / "store")
    ref = await put(store, b"kept")
    subprocess.run(["umount", str(disk)], check=True)
    (disk / "store").mkdir()
    for verb in (put(store, b"more"), store.stat(ref), store.verify(ref), store.remove(ref), store.spaces()):
        with pytest.raises(StoreRefused):
            await verb
    assert not (await store.check()).ok
    assert list((disk / "store").iterdir()) == []


async def test_many_at_once_on_a_filling_disk(mount: Mount) -> None:
    store = await open_store(mount("size=4m") / "store")
    results = await asyncio.gather(*(put(store, os.urandom(150_000)) for _ in range(60)), return_exceptions=True)
    kept = [result for result in results if isinstance(result, BlobRef)]
    assert {type(result) for result in results} == {BlobRef, StoreFull}
    for ref in kept:
        await store.verify(ref)
    assert [entry async for entry in store.staged_names()] == []
    listed = {entry.ref async for entry in store.originals(7)}
    assert set(kept) <= listed


async def test_files_of_the_same_disk_share_their_blocks(mount: Mount, tmp_path: Path) -> None:
    maker = shutil.which("mkfs.btrfs")
    if maker is None:
        pytest.skip("needs mkfs.btrfs (Debian: btrfs-progs)")
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(256 * MIB)
    subprocess.run([maker, "-q", str(image)], check=True, capture_output=True)
    disk = mount("loop", kind="btrfs", device=str(image))
    source = disk / "IMG_0001.JPG"
    source.write_bytes(os.urandom(60 * MIB))
    os.sync()
    store = await open_store(disk / "store")
    before = (await store.free()).free
    refs = []
    for space in range(3):
        staged = await stage_file(store, source, 1 << 30)
        refs.append(BlobRef(space, staged.sha256))
        await store.keep(staged, refs[-1])
        await store.discard(staged.name)
    os.sync()
    assert before - (await store.free()).free < 30 * MIB
    # And yet they are files of their own: what becomes of the source is its owner's business.
    assert source.stat().st_nlink == 1
    original = await read(store, refs[0])
    with source.open("r+b") as file:
        file.write(b"edited")
    for ref in refs:
        assert await read(store, ref) == original
