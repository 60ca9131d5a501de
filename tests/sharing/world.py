"""A small world that has every cell of the oracle: owners of each state with photos in each condition, and who looks at them."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import update

from albumen import accounts, photos
from albumen.accounts import NOBODY, Role, Scope, User, UserState, Viewer
from albumen.core import mint, shard_of
from albumen.database import OpenTx
from albumen.photos import Changes, PhotoId, State
from tests.sharing.oracle import ACCOUNTS, CONDITIONS, Account, Asking, Condition, Relation
from tests.support.library import a_photo, a_user

GRACE = timedelta(days=7)
SHARD = 77
"""All live here: whoever forgets the owner in a question finds the others' photos."""


@dataclass(frozen=True, slots=True)
class World:
    """Owners by the state of their account, their photos by condition, and people who own nothing."""

    owners: dict[Account, User]
    photos: dict[tuple[Account, Condition], PhotoId]
    others: dict[Relation, User]

    def photo_of(self, asking: Asking) -> PhotoId:
        """The photo that is asked for."""
        return self.photos[asking.owner, asking.photo]

    def viewer_of(self, asking: Asking) -> Viewer:
        """Whoever asks, as their session or key says: the state of their account is that of when it was looked up."""
        if asking.relation == "anonymous":
            return NOBODY
        user = self.owners[asking.owner] if asking.relation == "owner" else self.others[asking.relation]
        return Viewer(replace(user, state=UserState[asking.account.upper()]), frozenset(map(Scope, asking.scopes)))


async def make_world(open_tx: OpenTx) -> World:
    """The world, in an empty database."""
    owners: dict[Account, User] = {state: await a_user(open_tx, state, shard=SHARD) for state in ACCOUNTS}
    others: dict[Relation, User] = {
        "stranger": await a_user(open_tx, "stranger", shard=SHARD),
        "moderator": await a_user(open_tx, "mo", role=Role.MODERATOR, shard=SHARD),
        "administrator": await a_user(open_tx, "ad", role=Role.ADMINISTRATOR, shard=SHARD),
    }
    made: dict[tuple[Account, Condition], PhotoId] = {}
    for state, owner in owners.items():
        for number, condition in enumerate(CONDITIONS):
            made[state, condition] = await photo_in(open_tx, owner, number, condition)
    async with open_tx() as tx:
        await accounts.suspend(tx, owners["suspended"].id, actor="test")
        await accounts.delete_user(tx, owners["deleted"].id, grace=GRACE, actor="test")
        # No way leads from owning photos to these; they are denied all the same.
        for name in ("unconfirmed", "waiting", "invited"):
            statement = update(accounts.users).where(accounts.users.c.id == owners[name].id)
            await tx.execute(statement.values(state=UserState[name.upper()].value))
    return World(owners, made, others)


async def photo_in(open_tx: OpenTx, owner: User, number: int, condition: Condition) -> PhotoId:
    """A photo of this owner in this condition; for `unknown` an id that none has."""
    if condition == "unknown":
        return PhotoId(mint(shard_of(owner.id)))
    photo = await a_photo(open_tx, owner, number)
    async with open_tx() as tx:
        state = State(condition) if condition in {"processing", "opaque", "failed"} else State.READY
        await photos.mark(tx, photo.id, state, None if state is State.READY else "a reason")
        if condition == "archived":
            await photos.edit(tx, owner.id, [photo.id], Changes(archived=True))
        if condition in {"trashed", "purged"}:
            await photos.trash(tx, owner.id, [photo.id])
        if condition == "purged":
            await photos.purge(tx, owner.id, [photo.id])
    return photo.id
