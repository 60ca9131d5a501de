"""`albumen keys`: API keys, by whoever runs the server."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli import say
from albumen.cli.options import DEFAULT_DATA, Data, Json
from albumen.cli.users import Name

if TYPE_CHECKING:
    from albumen.database import Database
    from albumen.settings import Settings

app = typer.Typer(help="Make, list and delete API keys.", no_args_is_help=True)


class ScopeName(StrEnum):
    """The scopes, in the words of the command line."""

    PHOTOS_READ = "photos:read"
    PHOTOS_WRITE = "photos:write"
    PHOTOS_DELETE = "photos:delete"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    KEYS = "keys"
    ADMIN = "admin"


def end_of(text: str) -> datetime:
    """The end of a day (`2027-12-31`) by this machine's clock, or an instant with its zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            raise typer.BadParameter("give a day such as 2027-12-31") from None
        return instant.astimezone()
    return datetime.combine(day + timedelta(days=1), time()).astimezone()


@app.command()
def add(
    user: Name,
    scope: Annotated[
        list[ScopeName] | None,
        typer.Option(
            "--scope",
            metavar="SCOPE",
            help="What the key may do; say it again for more: " + ", ".join(ScopeName) + ".",
            show_default="all that its user may do",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="LABEL", help="What the key is for, so that it is known again.")
    ] = "command line",
    expires: Annotated[
        datetime | None,
        typer.Option(
            "--expires",
            metavar="DAY",
            parser=end_of,
            help="Last day on which it works, such as 2027-12-31.",
            show_default="never",
        ),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Make an API key for a person and print it: it is shown this once."""
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> str:
        scopes = [accounts.Scope(word) for word in scope] if scope else None
        async with database.open_tx() as tx:
            viewer = accounts.Viewer(await person(tx, user), accounts.ALL_SCOPES)
            _, key = await accounts.make_key(tx, viewer, name=name, scopes=scopes, expires_at=expires)
        return key

    say.answer(with_database(data, work))


@app.command("list")
def list_(user: Name, json: Json = False, data: Data = DEFAULT_DATA) -> None:
    """List a person's API keys, without their secrets."""
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> list[accounts.ApiKey]:
        async with database.open_tx() as tx:
            return await accounts.list_keys(tx, (await person(tx, user)).id)

    keys = with_database(data, work)
    if json:
        say.answer_json(
            [
                {
                    "id": str(key.id),
                    "name": key.name,
                    "scopes": sorted(key.scopes),
                    "created_at": key.created_at.isoformat(),
                    "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
                    "expires_at": key.expires_at.isoformat() if key.expires_at else None,
                }
                for key in keys
            ]
        )
        return
    say.table(
        ("ID", "LABEL", "SCOPES", "MADE", "LAST USED", "EXPIRES"),
        [
            (
                str(key.id),
                key.name,
                " ".join(sorted(key.scopes)),
                f"{key.created_at:%Y-%m-%d}",
                f"{key.last_used_at:%Y-%m-%d}" if key.last_used_at else "never",
                f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never",
            )
            for key in keys
        ],
    )


@app.command()
def delete(
    user: Name,
    key: Annotated[
        int, typer.Argument(metavar="ID", help="The key's id, as `albumen keys list` shows it.", show_default=False)
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Delete an API key: it stops working at once."""
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> None:
        async with database.open_tx() as tx:
            await accounts.delete_key(tx, (await person(tx, user)).id, accounts.KeyId(key))

    with_database(data, work)
    say.note("The key is deleted.")
