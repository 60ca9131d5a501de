"""`albumen backup` and `albumen restore`."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli import say
from albumen.cli.options import DEFAULT_DATA, Data

if TYPE_CHECKING:
    from albumen import backups
    from albumen.settings import Settings

_SHOWN = 20
_NOT_IN_THE_WAY = {"lost+found"}


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file to the program."""
    app.command()(backup)
    app.command()(restore)


def backup(
    to: Annotated[
        Path,
        typer.Argument(
            metavar="TO",
            help="Folder of the backup, best on another disk or machine; made if missing.",
            show_default=False,
        ),
    ],
    keep: Annotated[
        int, typer.Option("--keep", metavar="N", min=1, help="How many states of the library stay in the backup.")
    ] = 14,
    with_secret: Annotated[
        bool,
        typer.Option(
            "--with-secret",
            help="Copy the secret key too, so that addresses of pictures that were given out outlive a restore. "
            "Whoever reads the backup can then make such addresses.",
        ),
    ] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Back nothing up; read what is in TO again and say what is damaged.")
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Copy the database and all photos into a folder, from which `albumen restore` brings them back.

    It can run while people use Albumen. The next time only what is new is copied. Pictures in smaller sizes are left out: they
    are made again. The exit code is 1 when an original could not be read, or the backup is damaged.
    """
    if verify:
        asyncio.run(_verify(to, data))
    else:
        asyncio.run(_backup(to, keep, with_secret, data))


def restore(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FROM",
            help="Folder of a backup; or one file of DIR/backups, which brings back the database alone.",
            show_default=False,
        ),
    ],
    snapshot: Annotated[
        str | None,
        typer.Option(
            "--snapshot",
            metavar="NAME",
            help="Which state of the library; `--list` names them.",
            show_default="the newest",
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Restore nothing; list what is in the backup.")] = False,
    without_damaged: Annotated[
        bool,
        typer.Option(
            "--without-damaged", help="Restore what is whole, even where some photos of the backup are damaged."
        ),
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Bring a backup back into an empty data directory.

    Everything in the backup is read and verified first. With ALBUMEN_DATABASE_URL the database goes there, and must be empty.
    """
    if list_:
        _list(source)
    elif source.is_file():
        asyncio.run(_restore_dump(source, data))
    else:
        asyncio.run(_restore(source, snapshot, without_damaged, data))


async def _backup(to: Path, keep: int, with_secret: bool, data: Path) -> None:
    from albumen import backups
    from albumen.cli.report import bar
    from albumen.cli.work import open_parts, settings_for

    settings = settings_for(data, log="critical")
    async with open_parts(settings) as parts:
        report = await backups.back_up(
            parts.database.open_tx,
            parts.database.url,
            parts.store,
            to,
            keep=keep,
            progress=bar,
            secret=settings.data / "secret" if with_secret and settings.delivery.secret_key is None else None,
        )
        await asyncio.to_thread(backups.note_backup, settings.data / "backups", to, report)
    say.answer(
        f"Backed up as {report.name}: {report.count} originals, {say.size(report.size)}; "
        f"{report.copied} of them new, {say.size(report.copied_size)}."
    )
    if report.forgotten:
        say.note(f"Removed {report.forgotten} older states, and {report.removed} originals that only they had.")
    if not with_secret:
        say.note("The secret key is not part of the backup (see --with-secret).")
    if report.unreadable:
        say.failure(f"{len(report.unreadable)} originals could not be read and are not in the backup:")
        for ref in report.unreadable[:_SHOWN]:
            say.note(f"    {ref}")
        say.note("`albumen fsck --read-data` looks for all that are damaged.")
        raise typer.Exit(1)


async def _verify(to: Path, data: Path) -> None:
    from albumen import backups
    from albumen.cli.report import bar

    folder = backups.Folder(to)
    names = folder.names()
    if not names:
        raise backups.NoBackup(f"There is no backup in {to}.")
    damages = await backups.verify(folder, names, bar)
    if os.access(data / "backups", os.W_OK):
        # The machine that reads a backup need not be the one that it is of.
        await asyncio.to_thread(backups.note_verified, data / "backups", to, len(names), len(damages))
    if damages:
        _tell_damages(damages)
        raise typer.Exit(1)
    states = f"one state of the library, {names[0]}"
    if len(names) > 1:
        states = f"{len(names)} states of the library, from {names[0]} to {names[-1]}"
    say.answer(f"The backup is whole: {states}.")


def _list(source: Path) -> None:
    from albumen import backups

    folder = backups.Folder(source)
    names = folder.names()
    if not names:
        raise backups.NoBackup(f"There is no backup in {source}.")
    snapshots = [folder.snapshot(name) for name in names]
    say.table(
        ("NAME", "ORIGINALS", "SIZE", "MADE BY"),
        [
            (s.name, str(s.manifest.count), say.size(s.manifest.bytes), f"Albumen {s.manifest.albumen}")
            for s in snapshots
        ],
    )


async def _restore(source: Path, name: str | None, without_damaged: bool, data: Path) -> None:
    from albumen import backups, storage
    from albumen.cli.report import bar
    from albumen.cli.work import RESTORING, make_data, settings_for

    settings = settings_for(data, log="critical")
    folder = backups.Folder(source)
    snapshot = await asyncio.to_thread(folder.snapshot, name)
    _refuse_taken(settings.data)
    damages = await backups.verify(folder, [snapshot.name], bar)
    lost = [damage.ref for damage in damages if damage.ref is not None]
    if damages:
        _tell_damages(damages)
        if len(lost) < len(damages) or not without_damaged:
            way = (
                "--without-damaged leaves out these photos"
                if len(lost) == len(damages)
                else "--snapshot names another state"
            )
            raise backups.BackupDamaged(
                f"{len(damages)} files of the backup are damaged. Nothing was restored ({way})."
            )
    store = storage.store_at(settings.storage, settings.data)
    # A bucket is not emptied with the folder: what lies there is asked for before anything is done.
    if await store.identity() not in (None, snapshot.manifest.instance):
        await store.close()
        raise backups.PlaceTaken(f"Another photo store lies in {settings.storage.url or settings.data}.")
    make_data(settings.data)
    mark = settings.data / RESTORING
    mark.touch(mode=0o600)
    async with _empty_database(settings) as url:
        try:
            count = await backups.restore(folder, snapshot, url, store, progress=bar, leave_out=lost)
        finally:
            await store.close()
    if snapshot.manifest.secret is not None:
        shutil.copyfile(snapshot.secret, settings.data / "secret")
        (settings.data / "secret").chmod(0o600)
    mark.unlink()
    to = settings.data if settings.storage.url is None else f"{settings.data} and {settings.storage.url}"
    say.answer(f"Restored {snapshot.name} with {count} originals into {to}.")
    if lost:
        say.note(f"{len(lost)} originals were damaged in the backup and are missing now; `albumen fsck` names them.")
    if snapshot.manifest.secret is None:
        say.note(
            "The secret key was not part of the backup. At the next start a new one is made: addresses of pictures that were "
            f"given out before stop working, nothing else changes. To keep them, put the old key at {settings.data / 'secret'}."
        )
    say.note(f"Start it with `albumen serve --data {settings.data}`.")


async def _restore_dump(dumped: Path, data: Path) -> None:
    from albumen import database
    from albumen.cli.work import make_data, settings_for

    settings = settings_for(data, log="critical")
    await database.check_dump(dumped)
    make_data(settings.data)
    async with _empty_database(settings) as url:
        await database.restore(url, dumped)
        await database.migrate(url)
    say.answer(f"Restored the database of {dumped.name}; the photos in {settings.data} were left as they are.")
    say.note("`albumen fsck` tells which photos came or went after it was written.")


@asynccontextmanager
async def _empty_database(settings: "Settings") -> AsyncIterator[str]:
    """The address of the database that is to be filled: the one that was named, or an embedded one that is made here."""
    from albumen.database import EmbeddedPostgres

    if settings.database.url is not None:
        yield settings.database.url.get_secret_value()
        return
    async with EmbeddedPostgres(settings.data / "postgres", user=settings.database.user) as server:
        yield server.url


def _refuse_taken(data: Path) -> None:
    from albumen.backups import PlaceTaken
    from albumen.cli.work import RESTORING

    if (data / RESTORING).exists():
        raise PlaceTaken(f"A restore into {data} broke off. Empty that folder, then try again.")
    if data.exists() and (not data.is_dir() or any(entry.name not in _NOT_IN_THE_WAY for entry in data.iterdir())):
        raise PlaceTaken(f"{data} is not empty. A backup is only restored into an empty place.")


def _tell_damages(damages: "Sequence[backups.Damage]") -> None:
    for damage in damages[:_SHOWN]:
        say.note(f"damaged: {say.plain(damage.what)}: {damage.how}")
    if len(damages) > _SHOWN:
        say.note(f"and {len(damages) - _SHOWN} more")
