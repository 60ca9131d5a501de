"""The library against a model of it that fits on two pages: whatever is done to photos, both say the same afterwards."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from albumen import photos, sharing
from albumen.database import Database
from albumen.photos import Changes, DateSource, Facts, Photo, PhotoId, Presence, Shelf, State, Taken
from tests.support.library import a_photo, a_user, keep_blob, new_photo, session_of

NUMBERS = st.integers(0, 5)
"""Which bytes: few, so that the same come again."""
CLOCKS = st.datetimes(datetime(2019, 12, 30), datetime(2020, 1, 3)).map(
    # Few days, and moments that several photos share.
    lambda at: at.replace(hour=at.hour // 12 * 12, minute=0, second=0, microsecond=0)
)
SHELVES = list(Shelf)


@dataclass
class Known:
    """What the model knows of a photo."""

    number: int
    uploaded: datetime
    title: str = ""
    tags: tuple[str, ...] = ()
    rating: int = 0
    taken: datetime | None = None
    source: DateSource | None = None
    place: tuple[float | None, float | None] = (None, None)
    favourite: bool = False
    archived: bool = False
    trashed: bool = False
    state: State = State.PROCESSING
    size: tuple[int | None, int | None] = (None, None)
    edited: set[str] = field(default_factory=set)

    @property
    def shown(self) -> datetime:
        return self.taken or self.uploaded

    def is_on(self, shelf: Shelf) -> bool:
        if shelf is Shelf.TRASH:
            return self.trashed
        return (
            not self.trashed
            and {
                Shelf.LIBRARY: not self.archived,
                Shelf.FAVOURITES: self.favourite,
                Shelf.ARCHIVE: self.archived,
            }[shelf]
        )


changes = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["", "A walk", "Rain"]),
        "tags": st.sampled_from([(), ("sea",), ("sea", "rain")]),
        "rating": st.integers(0, 5),
        "favourite": st.booleans(),
        "archived": st.booleans(),
        "taken_at": CLOCKS,
        "place": st.sampled_from([(0.5, 1.5), (-90.0, 180.0)]),
        "shift": st.integers(-3, 3).map(lambda n: timedelta(hours=12 * n)),
        "clear": st.frozensets(st.sampled_from(["taken_at", "location"])),
    },
)
facts = st.fixed_dictionaries(
    {
        "taken": st.none() | CLOCKS,
        "title": st.sampled_from(["", "As the file says"]),
        "tags": st.sampled_from([(), ("from the file",)]),
        "rating": st.integers(0, 5),
        "place": st.sampled_from([(None, None), (10.0, 20.0)]),
        "size": st.sampled_from([(None, None), (640, 480)]),
    }
)


class Library(RuleBasedStateMachine):
    """One owner's library. Another's lies beside it, and nothing may happen to that."""

    url: str
    there = Bundle("there")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.model: dict[PhotoId, Known] = {}
        self.purged: set[int] = set()
        self.version = 0
        self.clock = count()
        self.runner.run(self.begin())

    async def begin(self) -> None:
        self.database = Database(self.url, pool_size=2)
        self.owner = await a_user(self.database.open_tx)
        self.other = await a_user(self.database.open_tx, shard=(self.owner.id >> 10) & 8191)
        self.others = await a_photo(self.database.open_tx, self.other, 0)

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()

    def do(self, verb: Any, *arguments: Any, **more: Any) -> Any:
        async def in_tx() -> Any:
            async with self.database.open_tx() as tx:
                return await verb(tx, *arguments, **more)

        return self.runner.run(in_tx())

    @rule(target=there, number=NUMBERS, said=st.booleans())
    def add(self, number: int, said: bool) -> PhotoId:
        uploaded = datetime(2020, 1, 1) + timedelta(minutes=next(self.clock))
        about = {"title": "Said at once", "tags": ("t",)} if said else {}
        already = next((i for i, known in self.model.items() if known.number == number), None)

        async def come() -> photos.Added:
            new = new_photo(self.owner, number, uploaded_wall=uploaded, **about)
            await keep_blob(self.database.open_tx, new)
            async with self.database.open_tx() as tx:
                return await photos.add(tx, new)

        added = self.runner.run(come())
        assert added.created == (already is None)
        if already is not None:
            assert added.photo.id == already
            assert added.restored == self.model[already].trashed
            self.model[already].trashed = False
        else:
            self.model[added.photo.id] = Known(number, uploaded, **about, edited=set(about))
            self.purged.discard(number)
        return added.photo.id

    @rule(ids=st.lists(there, max_size=4), said=changes, stranger=st.booleans())
    def edit(self, ids: list[PhotoId], said: dict[str, Any], stranger: bool) -> None:
        asked = [*ids, self.others.id, PhotoId(4711 << 10)] if stranger else ids
        latitude, longitude = said.get("place", (None, None))
        given = {key: value for key, value in said.items() if key != "place"}
        changed = self.do(photos.edit, self.owner.id, asked, Changes(**given, latitude=latitude, longitude=longitude))
        meant = [i for i in dict.fromkeys(ids) if i in self.model]
        assert set(changed) == {i for i in meant if self.model_edit(self.model[i], said)}

    def model_edit(self, known: Known, said: dict[str, Any]) -> bool:
        clear = said.get("clear", frozenset())
        for name in ("title", "tags", "rating", "favourite", "archived"):
            if name in said:
                setattr(known, name, said[name])
        known.edited |= said.keys() & {"title", "tags", "rating"}
        touched = bool(said.keys() - {"clear", "shift"}) or bool(clear)
        if "taken_at" in said or "taken_at" in clear:
            known.taken = said.get("taken_at")
            known.source = DateSource.USER if known.taken else None
            known.edited.add("taken_at")
        if "place" in said or "location" in clear:
            known.place = said.get("place", (None, None))
            known.edited.add("location")
        if "shift" in said and known.taken is not None:
            known.taken += said["shift"]
            known.source = DateSource.USER
            known.edited.add("taken_at")
            touched = True
        return touched

    @rule(photo=there, found=facts)
    def describe(self, photo: PhotoId, found: dict[str, Any]) -> None:
        taken = Taken(found["taken"], None, DateSource.HOME_ZONE if found["taken"] else None, "likely", "second")
        latitude, longitude = found["place"]
        width, height = found["size"]
        said = Facts(
            width, height, taken, latitude, longitude, title=found["title"], tags=found["tags"], rating=found["rating"]
        )
        assert self.do(photos.describe, photo, said, step="read", version=1) == (photo in self.model)
        if photo not in self.model:
            return
        known = self.model[photo]
        for name in {"title", "tags", "rating"} - known.edited:
            setattr(known, name, found[name])
        if "taken_at" not in known.edited:
            known.taken, known.source = taken.wall, taken.source
        if "location" not in known.edited:
            known.place = found["place"]
        known.size = found["size"] if width else known.size

    @rule(photo=there)
    def show(self, photo: PhotoId) -> None:
        made = {"renditions": {"grid": "grid-1.webp"}, "thumbhash": "x", "width": 64, "height": 48}
        assert self.do(photos.put_renditions, photo, **made, step="make", version=1) == (photo in self.model)
        if photo in self.model:
            known = self.model[photo]
            known.state, known.size = State.READY, known.size if known.size[0] else (64, 48)

    @rule(photo=there)
    def fail(self, photo: PhotoId) -> None:
        assert self.do(photos.mark, photo, State.FAILED, "why") == (photo in self.model)
        if photo in self.model:
            self.model[photo].state = State.FAILED

    @rule(ids=st.lists(there, max_size=4))
    def trash(self, ids: list[PhotoId]) -> None:
        meant = {i for i in ids if i in self.model and not self.model[i].trashed}
        assert set(self.do(photos.trash, self.owner.id, [*ids, self.others.id])) == meant
        for i in meant:
            self.model[i].trashed = True

    @rule(ids=st.lists(there, max_size=4))
    def restore(self, ids: list[PhotoId]) -> None:
        meant = {i for i in ids if i in self.model and self.model[i].trashed}
        assert set(self.do(photos.restore, self.owner.id, [*ids, self.others.id])) == meant
        for i in meant:
            self.model[i].trashed = False

    @rule(ids=st.lists(there, max_size=3))
    def purge(self, ids: list[PhotoId]) -> None:
        meant = {i for i in ids if i in self.model and self.model[i].trashed}
        digests = self.do(photos.purge, self.owner.id, [*ids, self.others.id])
        assert set(digests) == {new_photo(self.owner, self.model[i].number).sha256 for i in meant}
        for i in meant:
            self.purged.add(self.model.pop(i).number)

    @invariant()
    def both_say_the_same(self) -> None:
        self.runner.run(self.compare())

    async def compare(self) -> None:
        async with self.database.open_tx() as tx:
            among = sharing.visible_photos(session_of(self.owner))
            for shelf in SHELVES:
                found = await photos.days(tx, self.owner.id, shelf, among)
                assert [(day.day, day.count) for day in found] == self.days_of(shelf), shelf
            listed = await photos.listing(tx, among, self.model)
            assert {photo.id for photo in listed} == self.model.keys()
            for photo in listed:
                self.compare_photo(photo, self.model[photo.id])
            for kind in ("sha256", "sha1"):
                asked = {getattr(new_photo(self.owner, number), kind): number for number in range(6)}
                known = await photos.find_digests(tx, self.owner.id, list(asked))
                assert {asked[digest]: (hit.photo_id, hit.presence) for digest, hit in known.items()} == self.digests()
            version = await photos.version(tx, self.owner.id)
            assert version >= self.version
            self.version = version
            assert await photos.get(tx, self.others.id) == self.others, "nothing happens to anybody else's"
            theirs = await photos.days(tx, self.other.id, Shelf.LIBRARY, sharing.visible_photos(session_of(self.other)))
            assert [day.count for day in theirs] == [1]

    def days_of(self, shelf: Shelf) -> list[tuple[date, int]]:
        counts = Counter(known.shown.date() for known in self.model.values() if known.is_on(shelf))
        return sorted(counts.items(), reverse=True)

    def digests(self) -> dict[int, tuple[PhotoId | None, Presence]]:
        gone: dict[int, tuple[PhotoId | None, Presence]] = dict.fromkeys(self.purged, (None, Presence.PURGED))
        lying = {True: Presence.TRASHED, False: Presence.PRESENT}
        return gone | {known.number: (i, lying[known.trashed]) for i, known in self.model.items()}

    def compare_photo(self, photo: Photo, known: Known) -> None:
        assert (photo.title, photo.tags, photo.rating) == (known.title, known.tags, known.rating)
        assert (photo.taken.wall, photo.taken.source, photo.shown_at) == (known.taken, known.source, known.shown)
        assert (photo.latitude, photo.longitude) == known.place
        assert (photo.favourite, photo.archived) == (known.favourite, known.archived)
        assert (photo.trashed_at is not None) == known.trashed
        assert (photo.state, (photo.width, photo.height)) == (known.state, known.size)
        assert photo.edited == known.edited

    @rule(shelf=st.sampled_from(SHELVES), limit=st.integers(1, 4))
    def page_through_a_shelf(self, shelf: Shelf, limit: int) -> None:
        among = sharing.visible_photos(session_of(self.owner))
        standing = {i: known for i, known in self.model.items() if known.is_on(shelf)}
        for day in {known.shown.date() for known in standing.values()}:
            seen, cursor = [], None
            while True:
                page = self.do(photos.bucket, self.owner.id, shelf, day, among, cursor=cursor, limit=limit)
                assert 0 < len(page.tiles) <= limit
                seen += [(tile.shown_at, tile.id) for tile in page.tiles]
                cursor = page.cursor
                if cursor is None:
                    break
            expected = [(known.shown, i) for i, known in standing.items() if known.shown.date() == day]
            assert seen == sorted(expected, reverse=True)

    @precondition(lambda self: self.model)
    @rule()
    def every_change_is_told_by_the_version(self) -> None:
        photo = next(iter(self.model))
        before = self.do(photos.version, self.owner.id)
        self.do(photos.edit, self.owner.id, [photo], Changes(favourite=not self.model[photo].favourite))
        self.model[photo].favourite = not self.model[photo].favourite
        assert self.do(photos.version, self.owner.id) > before


def test_the_library_is_what_its_model_is(database_url: str) -> None:
    machine = type("Library", (Library,), {"url": database_url})
    run_state_machine_as_test(machine, settings=settings(max_examples=20, stateful_step_count=25))
