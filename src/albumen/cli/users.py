"""`albumen users`: accounts, by whoever runs the server."""

import re
import sys
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from albumen.cli import say
from albumen.cli.options import DEFAULT_DATA, Data, Json

if TYPE_CHECKING:
    from albumen.database import Database
    from albumen.settings import Settings

app = typer.Typer(help="Make, list and change accounts.", no_args_is_help=True)

ACTOR = "command line"

Name = Annotated[str, typer.Argument(metavar="NAME", help="Username or e-mail address.", show_default=False)]
PasswordStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input (one line) instead of asking for it."),
]
_LETTERS = " KMGTP"


class RoleName(StrEnum):
    """The roles, in the words of the command line."""

    USER = "user"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


def amount(text: str) -> int:
    """Bytes, as in `500000000`, `500M` or `20G` (powers of 1000, as on the pages), or `20GiB` (powers of 1024)."""
    found = re.fullmatch(r"(\d+)\s*([KMGTP]?)(I?)B?", text.strip().upper())
    if found is None:
        raise typer.BadParameter("give a number of bytes, such as 500M or 20G")
    base = 1024 if found[3] else 1000
    unit: int = base ** _LETTERS.index(found[2] or " ")
    return int(found[1]) * unit


def amount_or_none(text: str) -> int | None:
    """Bytes, or None for the word `none`."""
    return None if text.strip().lower() == "none" else amount(text)


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Username of the new account.", show_default=False)],
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="E-mail address.", show_default=False)],
    password_stdin: PasswordStdin = False,
    admin: Annotated[bool, typer.Option("--admin", help="Make the person an administrator.")] = False,
    time_zone: Annotated[
        str,
        typer.Option(
            "--time-zone", metavar="ZONE", help="Home time zone, such as Europe/Berlin: undated times are read in it."
        ),
    ] = "UTC",
    quota: Annotated[
        int | None,
        typer.Option(
            "--quota",
            metavar="BYTES",
            parser=amount,
            help="Most bytes of originals, such as 500M or 20G.",
            show_default="ALBUMEN_ACCOUNTS_DEFAULT_QUOTA_BYTES, else no limit",
        ),
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Make an account, whether sign-up is open or not."""
    password = read_password(password_stdin)
    from albumen import accounts
    from albumen.cli.work import with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        new = accounts.NewUser(
            username=name,
            email=email,
            password=password,
            profile=accounts.Profile(time_zone=time_zone),
            role=accounts.Role.ADMINISTRATOR if admin else accounts.Role.USER,
            quota_bytes=settings.accounts.default_quota_bytes if quota is None else quota,
        )
        return await accounts.add_user(database.open_tx, new, actor=ACTOR)

    made = with_database(data, work, make=True)
    say.note(f"Made {'the administrator' if admin else 'the account'} {made.username}.")


@app.command("list")
def list_(json: Json = False, data: Data = DEFAULT_DATA) -> None:
    """List all accounts: name, e-mail address, role, state, room used and allowed."""
    from albumen import accounts
    from albumen.cli.work import with_database

    async def work(database: "Database", settings: "Settings") -> list[tuple[accounts.User, accounts.QuotaUse]]:
        found: list[tuple[accounts.User, accounts.QuotaUse]] = []
        while True:
            async with database.open_tx() as tx:
                page = await accounts.list_users(tx, after=found[-1][0].id if found else 0)
                uses = await accounts.quotas(tx, page)
            found += [(user, uses[user.id]) for user in page]
            if not page:
                return found

    people = with_database(data, work)
    if json:
        say.answer_json(
            [
                {
                    "id": str(user.id),
                    "username": user.username,
                    "email": user.email,
                    "role": user.role,
                    "state": user.state.name.lower(),
                    "used_bytes": use.used,
                    "quota_bytes": use.limit,
                    "created_at": user.created_at.isoformat(),
                    "delete_after": user.delete_after.isoformat() if user.delete_after else None,
                }
                for user, use in people
            ]
        )
        return
    say.table(
        ("NAME", "E-MAIL", "ROLE", "STATE", "USED", "QUOTA"),
        [
            (
                user.username,
                user.email,
                user.role,
                user.state.name.lower(),
                say.size(use.used),
                "none" if use.limit is None else say.size(use.limit),
            )
            for user, use in people
        ],
    )


@app.command()
def suspend(name: Name, data: Data = DEFAULT_DATA) -> None:
    """Suspend an account: it can do nothing and nobody sees what is its. Nothing is deleted."""
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        async with database.open_tx() as tx:
            return await accounts.suspend(tx, (await person(tx, name)).id, actor=ACTOR)

    say.note(f"{with_database(data, work).username} is suspended.")


@app.command()
def reinstate(name: Name, data: Data = DEFAULT_DATA) -> None:
    """Lift a suspension, or call off a deletion that has not happened yet."""
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        async with database.open_tx() as tx:
            return await accounts.reinstate(tx, (await person(tx, name)).id, actor=ACTOR)

    say.note(f"{with_database(data, work).username} is active again.")


@app.command()
def role(
    name: Name,
    role: Annotated[
        RoleName, typer.Argument(metavar="ROLE", help="user, moderator or administrator.", show_default=False)
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Give a person a role."""
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        async with database.open_tx() as tx:
            return await accounts.set_role(tx, (await person(tx, name)).id, accounts.Role(role), actor=ACTOR)

    say.note(f"{with_database(data, work).username} has the role {role} now.")


@app.command()
def quota(
    name: Name,
    limit: Annotated[
        str, typer.Argument(metavar="BYTES", help="Most bytes of originals, such as 20G; or none.", show_default=False)
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Give a person so much room for originals."""
    most = amount_or_none(limit)
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        async with database.open_tx() as tx:
            return await accounts.set_quota(tx, (await person(tx, name)).id, most, actor=ACTOR)

    may = "as much as there is room for" if most is None else say.size(most)
    say.note(f"{with_database(data, work).username} may keep {may}.")


@app.command()
def password(name: Name, password_stdin: PasswordStdin = False, data: Data = DEFAULT_DATA) -> None:
    """Set a person's password; all their sessions end. Their API keys stay."""
    new = read_password(password_stdin)
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        async with database.open_tx() as tx:
            user = await person(tx, name)
        await accounts.set_password(database.open_tx, user.id, new, actor=ACTOR)
        return user

    say.note(f"{with_database(data, work).username} has a new password; their sessions have ended.")


@app.command()
def delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Close an account, and delete it with all its photos when the days of grace (ALBUMEN_ACCOUNTS_DELETE_GRACE_DAYS) are over.

    Signing in before, or `albumen users reinstate`, calls it off.
    """
    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("there is no terminal on which somebody could be asked; say --yes if you mean it")
        typer.confirm(f"Delete the account {say.plain(name)} with all its photos?", abort=True)
    from albumen import accounts
    from albumen.cli.work import person, with_database

    async def work(database: "Database", settings: "Settings") -> accounts.User:
        grace = timedelta(days=settings.accounts.delete_grace_days)
        async with database.open_tx() as tx:
            return await accounts.delete_user(tx, (await person(tx, name)).id, grace=grace, actor=ACTOR)

    gone = with_database(data, work)
    when = f"{gone.delete_after:%Y-%m-%d %H:%M} UTC" if gone.delete_after else "soon"
    say.note(f"{gone.username} is closed and will be deleted with all photos after {when}.")


def read_password(from_stdin: bool) -> str:
    """A password: the first line of standard input, or asked for twice without showing it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise typer.BadParameter(
            "there is no terminal on which the password could be asked for; pipe it in: "
            "printf '%s' PASSWORD | albumen users … --password-stdin"
        )
    word: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return word
