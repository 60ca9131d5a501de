"""A process that works on a store, to be killed, or lied to by the kernel. It prints what it was promised, a line each.

python -m tests.storage.child stage ROOT FILE          one pass: stage, keep, discard
python -m tests.storage.child resume ROOT FILE         three appends, seal, keep, discard
python -m tests.storage.child derive ROOT FILE         put derived bytes
python -m tests.storage.child read ROOT FILE           read the original back
python -m tests.storage.child upload ROOT FILE URL     all of an upload, with the database
python -m tests.storage.child collect ROOT FILE URL    forget and collect
"""

import asyncio
import ctypes
import hashlib
import importlib
import json
import os
import sys
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import structlog

from albumen.core import AlbumenError
from albumen.database import Database
from albumen.storage import BlobRef, Derived, LocalStore, StorageSettings, stage
from tests.storage import library as small

SPACE = 7
LARGE = 1 << 40


def say(*words: object) -> None:
    """Print a line, by another system call than those that write files."""
    os.writev(1, [(" ".join(map(str, words)) + "\n").encode()])


async def chunks_of(data: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(data), 40_000):
        yield data[at : at + 40_000]


async def stage_and_keep(store: LocalStore, data: bytes) -> None:
    staged = await stage(store, chunks_of(data), LARGE)
    await store.keep(staged, BlobRef(SPACE, staged.sha256))
    say("kept")
    await store.discard(staged.name)


async def resume(store: LocalStore, data: bytes) -> None:
    name = await store.stage_new()
    third = len(data) // 3
    for start, end in ((0, third), (third, 2 * third), (2 * third, len(data))):
        say("durable", await store.stage_append(name, start, chunks_of(data[start:end]), len(data)), name)
    staged = await store.seal(name)
    await store.keep(staged, BlobRef(SPACE, staged.sha256))
    say("kept")
    await store.discard(name)


async def derive(store: LocalStore, data: bytes) -> None:
    await store.put_derived(Derived(ref_of(data), "grid"), data)
    say("made")


async def read(store: LocalStore, data: bytes) -> None:
    got = b"".join([block async for block in store.open(ref_of(data))])
    say("same" if got == data else "OTHER BYTES")


def ref_of(data: bytes) -> BlobRef:
    return BlobRef(SPACE, hashlib.sha256(data).digest())


async def main(verb: str, root: str, file: str, url: str = "") -> None:
    data = await asyncio.to_thread(Path(file).read_bytes)
    store = LocalStore(Path(root), StorageSettings(floor_mib=0, floor_percent=0, block_kib=64), threads=1)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    say("began")
    try:
        match verb:
            case "stage":
                await stage_and_keep(store, data)
            case "resume":
                await resume(store, data)
            case "derive":
                await derive(store, data)
            case "read":
                await read(store, data)
            case "upload" | "collect":
                await with_database(verb, store, data, url)
    except AlbumenError as error:
        say("refused", type(error).__name__)
        problems = (await store.check()).problems
        if problems:
            say("problem", problems[0])
    await store.close()


async def with_database(verb: str, store: LocalStore, data: bytes, url: str) -> None:
    database = Database(url)
    library = small.Library(database.open_tx, store)
    if verb == "upload":
        await library.put(data)
        say("acknowledged")
    else:
        ref = small.ref_of(data)
        await library.forget(ref)
        await library.collect(ref, grace=timedelta(0))
        say("collected")
    await database.close()


def serve() -> None:
    """Fork a child for each line of JSON on standard input: everything is imported once, not once per child."""
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            be_born(job)
        print(json.dumps(pid), flush=True)
        print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])), flush=True)


def be_born(job: dict[str, Any]) -> NoReturn:
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        os.dup2(os.open(job["out"] if number == 1 else job["err"] if number == 2 else os.devnull, mode), number)
    os.environ["ALBUMEN_CRASHPOINT"] = job["crash"]
    # The module read its environment when it was imported; functions look into its same old dictionary.
    importlib.reload(sys.modules["albumen.core.crashpoint"])
    if job["traced"]:
        wait_for_tracer()
    try:
        asyncio.run(main(*job["args"]))
    except Exception:  # noqa: BLE001  whatever it is, it must not go on as the mother
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def wait_for_tracer() -> None:
    """Any process of this user may trace this one, and nothing is done before one does."""
    ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(2**64 - 1), 0, 0, 0)  # PR_SET_PTRACER, PR_SET_PTRACER_ANY
    while "TracerPid:\t0\n" in Path("/proc/self/status").read_text():
        os.sched_yield()


if __name__ == "__main__":
    serve()
