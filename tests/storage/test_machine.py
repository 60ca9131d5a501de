"""A store against the plainest model of it: dictionaries of bytes, in lock-step, with breaks, damage and restarts."""

import asyncio
import hashlib
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from albumen.storage import (
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    BlobRef,
    BlobStore,
    Derived,
    LocalStore,
    MemoryStore,
    Staged,
    StagedConflict,
    StagedMissing,
    StagedTooLarge,
    stage,
)
from tests.contracts.blob_store import SMALL_BLOCKS, ClientGone, chunks_of

T = TypeVar("T")

CONTENTS = st.builds(
    lambda seed, size: (bytes([seed]) * 7 + bytes([seed + 1])) * (size // 8) + bytes(size % 8),
    st.integers(0, 3),
    st.sampled_from([0, 1, 5, 1000, 65_535, 65_536, 65_537, 200_000]),
)
SPACES = st.sampled_from([0, 7, 2**63 - 1])
NAMES = st.sampled_from(["grid", "preview-2.webp"])


class StoreMachine(RuleBasedStateMachine):
    """Every rule does the same to the store and to the model and compares what comes back."""

    names = Bundle("names")
    refs = Bundle("refs")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store = self.open()
        self.run(self.store.create())
        self.staged: dict[str, bytes] = {}
        self.sealed: dict[str, Staged] = {}
        self.originals: dict[BlobRef, bytes] = {}
        self.derived: dict[Derived, bytes] = {}

    def open(self) -> BlobStore:
        raise NotImplementedError

    def overwrite(self, ref: BlobRef, data: bytes) -> None:
        raise NotImplementedError

    def run(self, work: Awaitable[T]) -> T:
        async def main() -> T:
            return await work

        return self.runner.run(main())

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()

    # Staging.

    @rule(target=names)
    def stage_new(self) -> str:
        name = self.run(self.store.stage_new())
        assert name not in self.staged
        self.staged[name] = b""
        return name

    @rule(
        name=names,
        cut=st.sampled_from([0, 0, 1, 65_536]),
        beyond=st.booleans(),
        data=CONTENTS,
        breaks=st.booleans(),
        room=st.sampled_from([-1, 0, 1, 1 << 30]),
    )
    def append(self, name: str, cut: int, beyond: bool, data: bytes, breaks: bool, room: int) -> None:
        before = self.staged.get(name)
        at = max(0, len(before or b"") - cut) + beyond
        pieces = [data[start : start + 30_000] for start in range(0, len(data), 30_000)]
        verb = self.store.stage_append(name, at, chunks_of(*pieces, fail=breaks), at + len(data) + room)
        if before is None:
            with pytest.raises(StagedMissing):
                self.run(verb)
        elif name in self.sealed or at > len(before):
            with pytest.raises(StagedConflict):
                self.run(verb)
        elif room < 0 and data:
            with pytest.raises(StagedTooLarge):
                self.run(verb)
            self.staged[name] = before[:at]
        elif breaks:
            with pytest.raises(ClientGone):
                self.run(verb)
            self.staged[name] = before[:at] + data
        else:
            assert self.run(verb) == at + len(data)
            self.staged[name] = before[:at] + data

    @rule(name=names)
    def seal(self, name: str) -> None:
        data = self.staged.get(name)
        if data is None:
            with pytest.raises(StagedMissing):
                self.run(self.store.seal(name))
            return
        self.sealed[name] = self.run(self.store.seal(name))
        assert self.sealed[name] == Staged(name, len(data), hashlib.sha256(data).digest(), hashlib.sha1(data).digest())

    @rule(target=names, data=CONTENTS)
    def stage_in_one_pass(self, data: bytes) -> str:
        staged = self.run(stage(self.store, chunks_of(data), 1 << 30))
        self.staged[staged.name] = data
        self.sealed[staged.name] = self.run(self.store.seal(staged.name))
        assert self.sealed[staged.name] == staged
        return staged.name

    @rule(name=consumes(names))
    def discard(self, name: str) -> None:
        self.run(self.store.discard(name))
        self.staged.pop(name, None)
        self.sealed.pop(name, None)

    # Originals.

    @rule(target=refs, name=names, space=SPACES)
    def keep(self, name: str, space: int) -> object:
        staged = self.sealed.get(name)
        if staged is None:
            return multiple()
        ref = BlobRef(space, staged.sha256)
        if self.originals.get(ref, self.staged[name]) != self.staged[name]:
            with pytest.raises(BlobConflict):
                self.run(self.store.keep(staged, ref))
            del self.originals[ref], self.staged[name], self.sealed[name]
        else:
            self.run(self.store.keep(staged, ref))
            self.originals[ref] = self.staged[name]
        return ref

    @rule(ref=refs, damage=st.sampled_from([b"", b"other", b"longer than it was" * 9000]))
    def damage(self, ref: BlobRef, damage: bytes) -> None:
        if ref in self.originals:
            self.overwrite(ref, damage)
            self.originals[ref] = damage

    @rule(ref=refs, start=st.sampled_from([0, 0, 1, 65_536]), end=st.sampled_from([None, None, 1, 65_536, 1 << 40]))
    def read(self, ref: BlobRef, start: int, end: int | None) -> None:
        async def read() -> bytes:
            return b"".join([block async for block in self.store.open(ref, start, end)])

        data = self.originals.get(ref)
        whole = data is not None and start == 0 and (end is None or end >= len(data))
        if data is None:
            with pytest.raises(BlobMissing):
                self.run(read())
        elif whole and hashlib.sha256(data).digest() != ref.sha256:
            with pytest.raises(BlobCorrupt):
                self.run(read())
        else:
            assert self.run(read()) == data[start:end]

    @rule(ref=refs)
    def remove(self, ref: BlobRef) -> None:
        self.run(self.store.remove(ref))
        self.originals.pop(ref, None)

    @rule(ref=refs)
    def quarantine(self, ref: BlobRef) -> None:
        self.run(self.store.quarantine(ref, "drawn"))
        self.originals.pop(ref, None)

    # Derived bytes.

    @rule(ref=refs, name=NAMES, data=CONTENTS)
    def put_derived(self, ref: BlobRef, name: str, data: bytes) -> None:
        self.run(self.store.put_derived(Derived(ref, name), data))
        self.derived[Derived(ref, name)] = data

    @rule(ref=refs, name=NAMES)
    def read_derived(self, ref: BlobRef, name: str) -> None:
        assert self.run(self.store.read_derived(Derived(ref, name))) == self.derived.get(Derived(ref, name))

    @rule(ref=refs)
    def remove_derived(self, ref: BlobRef) -> None:
        self.run(self.store.remove_derived(ref))
        self.derived = {derived: data for derived, data in self.derived.items() if derived.ref != ref}

    # All of it.

    @rule()
    def restart(self) -> None:
        self.run(self.store.close())
        self.store = self.open()

    @invariant()
    def the_store_is_as_the_model(self) -> None:
        async def look() -> tuple[dict[str, int], dict[BlobRef, int], set[BlobRef]]:
            staged = {entry.name: entry.size async for entry in self.store.staged_names()}
            spaces = await self.store.spaces()
            originals = {entry.ref: entry.size for space in spaces async for entry in self.store.originals(space)}
            return staged, originals, {ref for space in spaces async for ref in self.store.derived_refs(space)}

        staged, originals, derived = self.run(look())
        assert staged == {name: len(data) for name, data in self.staged.items()}
        assert originals == {ref: len(data) for ref, data in self.originals.items()}
        assert derived == {made.ref for made in self.derived}


class LocalMachine(StoreMachine):
    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        super().__init__()

    def open(self) -> BlobStore:
        return LocalStore(Path(self.folder.name), SMALL_BLOCKS)

    def overwrite(self, ref: BlobRef, data: bytes) -> None:
        path = Path(self.folder.name) / ref.key
        path.unlink()
        path.write_bytes(data)

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


class MemoryMachine(StoreMachine):
    def open(self) -> BlobStore:
        return getattr(self, "store", None) or MemoryStore(SMALL_BLOCKS)

    def overwrite(self, ref: BlobRef, data: bytes) -> None:
        assert isinstance(self.store, MemoryStore)
        self.store.damage(ref, data)


SOME = settings(max_examples=30, stateful_step_count=40, deadline=None)
MANY = settings(max_examples=120, stateful_step_count=70, deadline=None)

TestLocal = LocalMachine.TestCase
TestLocal.settings = SOME
TestMemory = MemoryMachine.TestCase
TestMemory.settings = SOME


@pytest.mark.faults
class TestLocalLong(LocalMachine.TestCase):  # type: ignore[name-defined,misc]
    settings = MANY
