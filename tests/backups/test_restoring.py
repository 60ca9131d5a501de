"""Every damage of a backup is found, and nothing is restored over something else."""

import random
import shutil
from pathlib import Path

import pytest

from albumen import backups
from albumen.backups import BackupDamaged, Folder, NoBackup, UnknownFormat
from albumen.cli.report import bar
from albumen.core import AlbumenError
from albumen.database import DatabaseNotEmpty
from albumen.storage import BlobRef
from tests.backups.conftest import Library, Place, digest_of, originals_in


@pytest.fixture
async def backup(library: Library) -> Folder:
    """A backup with the secret."""
    secret = library.app.parts.settings.data / "a-secret"
    secret.write_text("a secret of the tests that is long enough to be one\n")
    await library.back_up(secret=secret)
    return library.folder


def parts_of(backup: Folder) -> list[Path]:
    return sorted(path for path in backup.root.rglob("*") if path.is_file() and path.name != "lock")


async def is_found(backup: Folder) -> bool:
    """Whether `verify` finds a damage, or `restore` would not begin because of it."""
    try:
        return bool(await backups.verify(backup, [backup.snapshot().name], bar))
    except AlbumenError:
        return True


async def test_a_flipped_bit_anywhere_is_found(backup: Folder) -> None:
    assert len(parts_of(backup)) == 11
    draw = random.Random(seed := random.SystemRandom().randrange(1 << 32))
    print(f"seed {seed}")
    for path in parts_of(backup):
        whole = path.read_bytes()
        for place in {0, len(whole) - 1, *(draw.randrange(len(whole)) for _ in range(6))}:
            damaged = bytearray(whole)
            damaged[place] ^= 1 << draw.randrange(8)
            path.write_bytes(damaged)
            assert await is_found(backup), f"byte {place} of {path.relative_to(backup.root)}"
        path.write_bytes(whole)
    assert not await is_found(backup)


@pytest.mark.parametrize("how", ["cut", "longer", "gone"])
async def test_a_file_that_is_not_what_it_was_is_found(backup: Folder, how: str) -> None:
    for path in parts_of(backup):
        whole = path.read_bytes()
        if how == "gone":
            path.unlink()
        else:
            path.write_bytes(whole[:-1] if how == "cut" else whole + b"\n")
        assert await is_found(backup), path
        path.write_bytes(whole)


async def test_what_is_damaged_is_named(backup: Folder, library: Library) -> None:
    ref = BlobRef(library.bob.id, digest_of(0))
    backup.path_of(ref).write_bytes(b"x" * backup.path_of(ref).stat().st_size)
    (damage,) = await library.verify()
    assert (damage.ref, damage.how) == (ref, "its bytes were changed")


async def test_a_blob_that_changed_since_it_was_verified_stops_it(
    backup: Folder, library: Library, place: Place
) -> None:
    path = backup.path_of(BlobRef(library.bob.id, digest_of(0)))
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(BackupDamaged, match="was changed while"):
        await backups.restore(backup, backup.snapshot(), place.url, place.store, progress=bar)
    assert f"{library.bob.id}/{digest_of(0).hex()}" not in originals_in(place.data)


async def test_what_is_damaged_can_be_left_out(backup: Folder, library: Library, place: Place) -> None:
    ref = BlobRef(library.bob.id, digest_of(0))
    backup.path_of(ref).unlink()
    count = await backups.restore(backup, backup.snapshot(), place.url, place.store, progress=bar, leave_out=[ref])
    assert count == 4


async def test_a_dump_that_is_half_restores_nothing(backup: Folder, place: Place) -> None:
    dump = backup.snapshot().dump
    whole = dump.read_bytes()
    dump.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AlbumenError):
        await backups.restore(backup, backup.snapshot(), place.url, place.store, progress=bar)
    assert not place.data.exists()
    dump.write_bytes(whole)
    assert await backups.restore(backup, backup.snapshot(), place.url, place.store, progress=bar) == 5


async def test_a_database_with_something_in_it_is_refused(backup: Folder, library: Library, place: Place) -> None:
    with pytest.raises(DatabaseNotEmpty):
        await backups.restore(backup, backup.snapshot(), library.app.parts.database.url, place.store, progress=bar)
    assert not place.data.exists()


async def test_a_snapshot_of_a_newer_albumen_is_refused(backup: Folder, place: Place) -> None:
    snapshot = backup.snapshot()
    newer = backups.Manifest(
        **{f: getattr(snapshot.manifest, f) for f in snapshot.manifest.__struct_fields__} | {"schema": "9999"}
    )
    with pytest.raises(UnknownFormat, match="newer"):
        await backups.restore(
            backup, backups.Snapshot(snapshot.name, snapshot.folder, newer), place.url, place.store, progress=bar
        )
    assert not place.data.exists()


async def test_a_place_without_a_backup(tmp_path: Path, backup: Folder) -> None:
    with pytest.raises(NoBackup, match="no backup"):
        Folder(tmp_path).snapshot()
    with pytest.raises(NoBackup, match="There are: "):
        backup.snapshot("2020-01-01T00-00-00Z")


async def test_one_that_is_being_written_is_none(backup: Folder) -> None:
    name = backup.names()[0]
    shutil.copytree(backup.root / "snapshots" / name, backup.root / "snapshots" / ".new-2999-01-01T00-00-00Z")
    assert backup.names() == [name]
