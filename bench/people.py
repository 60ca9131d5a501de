"""People of a benchmark, made by the verbs of the product: the command line would start an interpreter for each."""

import asyncio
from dataclasses import dataclass

from albumen import accounts
from albumen.accounts import ALL_SCOPES, NewUser, Role, User, Viewer
from albumen.database import Database

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Person:
    """Somebody with a key that may do everything."""

    user: User
    key: str


def make_people(database_url: str, *names: str) -> list[Person]:
    """New administrators of these names."""
    return asyncio.run(_make_people(database_url, names))


async def _make_people(database_url: str, names: tuple[str, ...]) -> list[Person]:
    database = Database(database_url, pool_size=2, application="albumen bench")
    made = []
    for name in names:
        new = NewUser(name, f"{name}@example.org", PASSWORD, role=Role.ADMINISTRATOR)
        user = await accounts.add_user(database.open_tx, new, actor="bench")
        async with database.open_tx() as tx:
            _, key = await accounts.make_key(tx, Viewer(user, ALL_SCOPES), name="bench", scopes=None)
        made.append(Person(user, key))
    await database.close()
    return made
