"""The one answer, in all its forms, against the oracle: every cell, in this process."""

from collections import defaultdict

import pytest

from albumen import photos, sharing
from albumen.accounts import Viewer
from albumen.database import OpenTx, Tx
from albumen.photos import Shelf
from albumen.sharing import Action
from tests.sharing.oracle import RELATIONS, Asking, Condition, Decision, Relation, decide, every_asking
from tests.sharing.world import World, make_world

SHELVES: dict[Shelf, set[Condition]] = {
    Shelf.LIBRARY: {"normal", "processing", "opaque", "failed"},
    Shelf.FAVOURITES: set(),
    Shelf.ARCHIVE: {"archived"},
    Shelf.TRASH: {"trashed"},
}
"""What stands where, for whoever may see it."""


async def decision_of(tx: Tx, viewer: Viewer, photo_id: int, action: Action) -> Decision:
    try:
        photo = await sharing.get_visible(tx, viewer, photo_id, action)
    except sharing.Hidden:
        return "hidden"
    except sharing.NotForYou:
        return "refused"
    assert photo.id == photo_id
    return "allowed"


@pytest.mark.parametrize("relation", RELATIONS)
async def test_every_cell_of_the_table(open_tx: OpenTx, relation: Relation) -> None:
    world = await make_world(open_tx)
    wrong = []
    async with open_tx() as tx:
        for asking in every_asking(relation):
            got = await decision_of(tx, world.viewer_of(asking), world.photo_of(asking), Action(asking.act))
            if got != decide(asking):
                wrong.append((asking, got))
    assert not wrong, f"{len(wrong)} cells, the first: {wrong[0]}"


async def test_a_list_holds_what_each_alone_would_be_allowed(open_tx: OpenTx) -> None:
    world = await make_world(open_tx)
    everything = list(world.photos.values())
    async with open_tx() as tx:
        for (viewer, act), askings in grouped(world).items():
            allowed = {world.photo_of(asking) for asking in askings if decide(asking) == "allowed"}
            listed = await sharing.list_visible(tx, viewer, [*everything, *everything[:3]], Action(act))
            # In the order asked for, and each once.
            assert [photo.id for photo in listed] == [i for i in everything if i in allowed], (viewer, act)


async def test_the_selection_holds_what_may_be_seen_and_so_does_every_shelf(open_tx: OpenTx) -> None:
    world = await make_world(open_tx)
    async with open_tx() as tx:
        for (viewer, act), askings in grouped(world).items():
            if act != "view":
                continue
            seen = {asking.photo: world.photo_of(asking) for asking in askings if decide(asking) == "allowed"}
            selection = sharing.visible_photos(viewer)
            assert {row.id for row in await tx.execute(selection)} == set(seen.values()), viewer
            for shelf, conditions in SHELVES.items():
                expected = {photo_id for condition, photo_id in seen.items() if condition in conditions}
                for owner in world.owners.values():
                    mine = expected if viewer.user_id == owner.id else set()
                    assert await on_shelf(tx, owner.id, shelf, viewer) == mine, (viewer, shelf, owner.username)


async def on_shelf(tx: Tx, owner_id: int, shelf: Shelf, viewer: Viewer) -> set[int]:
    """What the days of a shelf hold; that their counts say as much."""
    among = sharing.visible_photos(viewer)
    found: set[int] = set()
    for day in await photos.days(tx, owner_id, shelf, among):
        bucket = await photos.bucket(tx, owner_id, shelf, day.day, among, cursor=None, limit=photos.MOST_PER_BUCKET)
        assert len(bucket.tiles) == day.count
        found |= {tile.id for tile in bucket.tiles}
    return found


def grouped(world: World) -> dict[tuple[Viewer, str], list[Asking]]:
    """All cells by who asks for what."""
    groups: defaultdict[tuple[Viewer, str], list[Asking]] = defaultdict(list)
    for relation in RELATIONS:
        for asking in every_asking(relation):
            groups[world.viewer_of(asking), asking.act].append(asking)
    return groups


def test_the_oracle_allows_something_and_denies_more() -> None:
    # A table that says the same to everybody would make every comparison true.
    counts: defaultdict[Decision, int] = defaultdict(int)
    for relation in RELATIONS:
        for asking in every_asking(relation):
            counts[decide(asking)] += 1
    assert 0 < counts["refused"] < counts["hidden"]
    assert 0 < counts["allowed"] < counts["hidden"]
