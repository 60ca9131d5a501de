"""`albumen fsck`: whether everything is as it should be."""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli import say
from albumen.cli.options import DEFAULT_DATA, Data, Json

if TYPE_CHECKING:
    from albumen.ingest import LibraryReport

_SHOWN = 20
_FOUND, _COULD_NOT = 1, 2

_MEANINGS = {
    "missing": "Originals that the database knows and the store does not have",
    "corrupt": "Originals whose bytes are damaged",
    "unreadable": "Originals that the disk did not give back",
    "orphan": "Originals that the database does not know",
    "dangling": "Photos whose original is not counted as stored",
    "unfinished": "Deletions that broke off (the worker finishes them)",
    "unnamed": "Originals that no photo names any more (the worker clears them away)",
    "leftovers": "Parts of uploads that nobody needs any more (the worker clears them away)",
    "quota drift": "People whose used room is counted wrongly",
    "photo_days drift": "Days whose photos are counted wrongly",
}


def add_to(app: typer.Typer) -> None:
    """Add the command of this file to the program."""
    app.command()(fsck)


def slice_of(text: str) -> tuple[int, int]:
    """`3/10` as two numbers."""
    found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise typer.BadParameter("give n/t, such as 3/10 for the third of ten parts")
    return int(found[1]), int(found[2])


def fsck(
    read_data: Annotated[
        bool, typer.Option("--read-data", help="Read every original again and compare its digest; takes its time.")
    ] = False,
    part: Annotated[
        str | None,
        typer.Option(
            "--slice",
            metavar="n/t",
            show_default=False,
            help="Read only the n-th of t equal parts: with 1/30 today, 2/30 tomorrow … all is read within a month.",
        ),
    ] = None,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Mend without deleting anything: put damaged originals aside, adopt unknown ones, count again.",
        ),
    ] = False,
    json: Json = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Compare the stored photos with the database, and what is counted with what is there.

    It can run while people use Albumen. Exit codes: 0 all is well, 1 something is wrong, 2 it could not be checked.
    """
    reread = slice_of(part) if part is not None else (1, 1) if read_data else None
    from albumen.core import AlbumenError

    try:
        report, mended = asyncio.run(_fsck(reread, repair, data))
    except (AlbumenError, OSError) as error:
        say.failure(error.detail if isinstance(error, AlbumenError) else str(error))
        raise typer.Exit(_COULD_NOT) from error
    found = _by_name(report)
    if json:
        say.answer_json(
            {
                "clean": report.clean,
                "blobs": report.store.blobs,
                "read": report.store.read,
                **{name.replace(" ", "_"): things for name, things in found.items()},
                "repaired": mended,
            }
        )
    else:
        _tell(report, found, mended)
    if not report.clean:
        raise typer.Exit(_FOUND)


async def _fsck(part: tuple[int, int] | None, repair: bool, data: Path) -> "tuple[LibraryReport, list[str]]":
    from albumen import ingest, storage
    from albumen.cli.report import bar
    from albumen.cli.work import open_parts, settings_for

    settings = settings_for(data, log="critical")
    async with open_parts(settings) as parts:
        open_tx, store = parts.database.open_tx, parts.store
        reread = storage.Slice(*part) if part is not None else None
        async with open_tx() as tx:
            count, size = await storage.totals(tx)
        with bar("Checking", count, size if part is not None else 0) as shown:
            report = await ingest.examine(
                open_tx, store, settings.storage, reread=reread, told=lambda sight: shown.step(sight.size)
            )
        if not repair or report.clean:
            return report, []
        mended = [f"{ref} {what}" for ref, what in await ingest.repair(open_tx, store, report)]
        # What is wrong after the repair is what counts.
        return await ingest.examine(open_tx, store, settings.storage), mended


def _by_name(report: "LibraryReport") -> dict[str, list[object]]:
    found: dict[str, list[object]] = {
        finding.value: [str(ref) for ref in refs] for finding, refs in report.store.findings.items()
    }
    found["leftovers"] = list(report.store.staged)
    found["quota drift"] = [{"owner": str(d.owner), "kept": d.kept, "true": d.true} for d in report.quotas]
    found["photo_days drift"] = [
        {"owner": str(d.owner), "day": d.what, "kept": d.kept, "true": d.true} for d in report.days
    ]
    return found


def _tell(report: "LibraryReport", found: dict[str, list[object]], mended: list[str]) -> None:
    for line in mended[:_SHOWN]:
        say.note(f"repaired: {line}")
    if len(mended) > _SHOWN:
        say.note(f"and {len(mended) - _SHOWN} more repaired")
    for name, things in found.items():
        if things:
            say.answer(f"{_MEANINGS.get(name, name)}: {len(things)}")
            for thing in things[:_SHOWN]:
                words = thing if isinstance(thing, dict) else {"": thing}
                say.answer("    " + ", ".join(f"{key} {value}".strip() for key, value in words.items()))
            if len(things) > _SHOWN:
                say.answer(f"    and {len(things) - _SHOWN} more")
    read = f", {report.store.read} of them read again" if report.store.read else ""
    say.answer(f"{'All is well' if report.clean else 'Something is wrong'}: {report.store.blobs} originals{read}.")
