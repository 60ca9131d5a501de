"""Killed at any point, and lied to by the disk: what was promised holds, and the next run goes on."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumen import storage
from albumen.storage import BlobRef, Finding, LocalStore
from tests.contracts.blob_store import SMALL_BLOCKS
from tests.storage.library import Library, none_needed, ref_of
from tests.storage.power import broken_promises
from tests.storage.processes import CALLS, Children, Ran, inject, needs_strace

PHOTO = os.urandom(300_000)
AT_ONCE = SMALL_BLOCKS.model_copy(
    update={"grace_hours": 0.0, "orphan_hours": 0.0, "staged_hours": 0.0, "missing_percent": 100.0}
)
POINTS = [
    "S1.before",
    "S1.after",
    "S3.before",
    "S3.after",
    "S5.before",
    "S5.linked",
    "S5.after",
    "S6b.before",
    "S6b.after",
]


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    children = Children()
    yield children
    children.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo"
    path.write_bytes(PHOTO)
    return path


@pytest.fixture
async def root(tmp_path: Path) -> Path:
    await LocalStore(tmp_path / "store").create()
    return tmp_path / "store"


async def recover(library: Library) -> None:
    """What the next start does, with no patience at all; then nothing is wrong or left over."""

    async def examine() -> storage.FsckReport:
        return await storage.examine(
            library.open_tx,
            library.store,
            named_staged=none_needed,
            reread=storage.Slice(1, 1),
            settings=AT_ONCE,
            names=library.names,
        )

    found = (await examine()).findings
    assert not found[Finding.MISSING] + found[Finding.CORRUPT] + found[Finding.DANGLING]
    await storage.sweep(library.open_tx, library.store, named_staged=none_needed, settings=AT_ONCE, names=library.names)
    assert (await examine()).clean


@pytest.mark.parametrize("point", POINTS)
async def test_killed_on_the_way_in(
    children: Children, library: Library, root: Path, database_url: str, photo: Path, point: str
) -> None:
    ran = await children.run("upload", root, photo, database_url, crash=point)
    assert ran.killed
    assert ran.lines == []
    ref = ref_of(PHOTO)
    named = await library.named(ref)
    assert named == (point in ("S6b.before", "S6b.after"))
    await recover(library)
    assert (await library.store.stat(ref) is not None) == named
    assert (await children.run("upload", root, photo, database_url)).lines == ["acknowledged"]
    assert await library.read(ref) == PHOTO
    await recover(library)


@pytest.mark.parametrize("point", ["collect.marked", "collect.removed", "collect.dropped"])
async def test_killed_while_it_deletes(
    children: Children, library: Library, root: Path, database_url: str, photo: Path, point: str
) -> None:
    other = await library.put(b"somebody else's")
    ref = await library.put(PHOTO)
    assert (await children.run("collect", root, photo, database_url, crash=point)).killed
    await recover(library)
    assert await library.state(ref) is None
    assert await library.store.stat(ref) is None
    assert await library.read(other) == b"somebody else's"
    assert [size for _, size, _, _ in await library.record()] == [len(PHOTO)]
    assert (await children.run("upload", root, photo, database_url)).lines == ["acknowledged"]
    assert await library.read(ref) == PHOTO


@needs_strace
@pytest.mark.parametrize("verb", ["stage", "resume"])
async def test_what_is_promised_survives_a_loss_of_power(
    children: Children, root: Path, photo: Path, tmp_path: Path, verb: str
) -> None:
    trace = tmp_path / "trace"
    calls = "openat,write,writev,fsync,fdatasync,ftruncate,/^link,/^mkdir"
    ran = await children.run(verb, root, photo, strace=["-y", "-s", "100", "-e", f"trace={calls}", "-o", str(trace)])
    assert ran.lines[-1] == "kept"
    lines = [line for line in trace.read_text().splitlines() if str(root) in line or "writev(1" in line]
    assert broken_promises("\n".join(lines), root) == []
    # And this test can fail: without any one of the fsyncs that come before a promise, that promise is broken.
    fsyncs = [number for number, line in enumerate(lines) if re.search(r"\bfsync\(", line)]
    needless = [n for n in fsyncs if not broken_promises("\n".join(lines[:n] + lines[n + 1 :]), root)]
    # `seal` fsyncs what each append did already: an upload may be sealed by another process than wrote it.
    assert len(needless) == (1 if verb == "resume" else 0)


@needs_strace
async def test_a_write_that_the_disk_lost_is_not_asked_for_again(
    children: Children, root: Path, photo: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    ran = await children.run(
        "stage",
        root,
        photo,
        strace=["-y", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=1", "-o", str(trace)],
    )
    assert ran.lines[0] == "refused StoreFailed"
    assert "lost a write" in ran.lines[1]
    files = re.findall(r"fsync\(\d+<([^>]+)>", trace.read_text())
    assert files.count(files[0]) == 1
    assert contents(root) == {}
    assert (await children.run("stage", root, photo)).lines == ["kept"]


@needs_strace
@pytest.mark.parametrize(
    ("calls", "fault", "error"),
    [
        ("write", "error=ENOSPC", "StoreFull"),
        ("write", "error=EDQUOT", "StoreFull"),
        ("write", "error=EIO", "StoreFailed"),
        ("fsync", "error=ENOSPC", "StoreFull"),
        ("/^link", "error=EROFS", "StoreFailed"),
        ("/^link", "error=ENOSPC", "StoreFull"),
        ("/^mkdir", "error=ENOSPC", "StoreFull"),
        ("fchmod", "error=EPERM", "StoreFailed"),
    ],
)
async def test_what_the_disk_refuses_is_told_and_leaves_no_half_photo(
    children: Children, root: Path, photo: Path, calls: str, fault: str, error: str
) -> None:
    ran = await children.run("stage", root, photo, strace=inject(calls, fault, 1))
    assert ran.lines[0] == f"refused {error}"
    assert not [path for path in contents(root) if path.startswith("originals/")]
    assert (await children.run("stage", root, photo)).lines == ["kept"]
    assert contents(root)[ref_in_child().key] == PHOTO


@needs_strace
async def test_an_original_that_cannot_be_read_is_neither_missing_nor_damaged(
    children: Children, root: Path, photo: Path
) -> None:
    assert (await children.run("stage", root, photo)).lines == ["kept"]
    original = root / ref_in_child().key
    for when in (1, 3):
        ran = await children.run("read", root, photo, strace=inject("pread64", "error=EIO", when, "-P", str(original)))
        assert ran.lines == ["refused StoreFailed"]
    assert (await children.run("read", root, photo)).lines == ["same"]


@needs_strace
@pytest.mark.faults
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO", "error=ENOSPC"])
@pytest.mark.parametrize("verb", ["stage", "resume", "derive"])
async def test_at_every_system_call(
    children: Children, root: Path, photo: Path, tmp_path: Path, verb: str, fault: str
) -> None:
    trace = tmp_path / "trace"
    await children.run(verb, root, photo, strace=["-e", f"trace={CALLS}", "-o", str(trace)])
    calls = re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.M)
    assert len(calls) > 5
    empty(root)
    for call in sorted(set(calls)):
        for when in range(1, calls.count(call) + 1):
            ran = await children.run(verb, root, photo, strace=inject(call, fault, when))
            assert ran.killed or fault != "signal=KILL", f"{call} {when}"
            check(root, ran, f"{verb}: {fault} at {call} {when}")
            again = await children.run(verb, root, photo)
            assert again.lines[-1] in ("kept", "made")
            check(root, again, f"{verb}: after {fault} at {call} {when}")
            empty(root)


def check(root: Path, ran: Ran, story: str) -> None:
    """Whatever happened: no wrong bytes under any name, and what the child said it had is there."""
    there = contents(root)
    for path, data in there.items():
        top, *_, name = path.split("/")
        if top == "originals":
            assert hashlib.sha256(data).hexdigest() == name, story
        if top == "derived":
            assert data == PHOTO, story
    if "kept" in ran.lines:
        assert there.get(ref_in_child().key) == PHOTO, story
    if "made" in ran.lines:
        assert any(path.startswith("derived/") for path in there), story
    durable = [line.split() for line in ran.lines if line.startswith("durable")]
    if durable and "kept" not in ran.lines:
        _, length, name = durable[-1]
        staged = there.get(f"staging/{name}")
        # A disk that lost a write costs the staged file; nothing else does.
        assert staged is not None or not ran.killed, story
        if staged is not None:
            assert len(staged) >= int(length), story
            assert PHOTO.startswith(staged), story


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a store but its mark, by its path."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != "store-id"
    }


def empty(root: Path) -> None:
    for folder in ("staging", "originals", "derived", "quarantine"):
        shutil.rmtree(root / folder)
        (root / folder).mkdir()


def ref_in_child() -> BlobRef:
    return BlobRef(7, hashlib.sha256(PHOTO).digest())
