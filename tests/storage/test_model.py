"""Names of blobs and of what is made of them: safe as keys, whatever they come from."""

import stat
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.core import MAX_ID, shard_of
from albumen.storage import BlobRef, Derived, LocalStore, Room, StorageSettings
from tests.contracts.blob_store import SMALL_BLOCKS, put

REFS = st.builds(BlobRef, st.integers(0, MAX_ID), st.binary(min_size=32, max_size=32))


@given(ref=REFS)
def test_a_key_tells_space_and_digest(ref: BlobRef) -> None:
    top, space, drawer, name = ref.key.split("/")
    assert (top, int(space), bytes.fromhex(name), drawer) == ("originals", ref.space, ref.sha256, name[:2])
    assert ref.shard == shard_of(ref.space)
    assert str(ref) == f"{ref.space}/{ref.hex}"


@given(one=REFS, other=REFS)
def test_order_is_that_of_space_and_digest(one: BlobRef, other: BlobRef) -> None:
    assert (one < other) == ((one.space, one.hex) < (other.space, other.hex))
    assert (one.key == other.key) == (one == other)


@pytest.mark.parametrize(
    ("space", "sha256"), [(-1, bytes(32)), (2**63, bytes(32)), (0, b""), (0, bytes(31)), (0, bytes(33))]
)
def test_no_other_thing_is_a_blob(space: int, sha256: bytes) -> None:
    with pytest.raises(ValueError, match=r"has|is a"):
        BlobRef(space, sha256)


@given(name=st.text(max_size=120))
def test_a_derived_name_stays_in_its_folder(name: str) -> None:
    ref = BlobRef(1, bytes(32))
    try:
        key = Derived(ref, name).key
    except ValueError:
        return
    assert PurePosixPath(key).parent == PurePosixPath(ref.derived_key)
    assert PurePosixPath(key).name == name
    assert name.isascii()
    assert not name.startswith(".")


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", "A", "ü", "a\0", "a\n", "-x", "x" * 101, " x"])
def test_hostile_derived_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="derived name"):
        Derived(BlobRef(1, bytes(32)), name)


@pytest.mark.parametrize(
    ("total", "floor"), [(10 << 30, 2 << 30), (100 << 30, 2 << 30), (1 << 40, (1 << 40) * 2 // 100), (1 << 20, 2 << 30)]
)
def test_the_floor_is_the_larger_of_two(total: int, floor: int) -> None:
    assert StorageSettings().floor(total) == floor


def test_room_below_the_floor_is_none() -> None:
    assert (Room(10, 100, 4).usable, Room(4, 100, 4).usable, Room(0, 100, 4).usable) == (6, 0, 0)


async def test_originals_are_read_only_and_no_others_read_them(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store", SMALL_BLOCKS)
    await store.create()
    ref = await put(store, b"a photo")
    name = await store.stage_new()
    await store.put_derived(Derived(ref, "grid"), b"small")
    modes = {
        path: stat.S_IMODE((tmp_path / "store" / path).stat().st_mode) for path in (ref.key, f"staging/{name}", "")
    }
    assert modes == {ref.key: 0o440, f"staging/{name}": 0o600, "": 0o750}
    for path in (tmp_path / "store").rglob("*"):
        assert not path.stat().st_mode & stat.S_IRWXO, path
