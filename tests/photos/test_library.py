import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, text, update

from albumen import photos, sharing
from albumen.accounts import User
from albumen.core import Invalid, encode_cursor, shard_of
from albumen.database import OpenTx, Tx
from albumen.photos import (
    BadEdit,
    Changes,
    DateSource,
    Facts,
    Kind,
    Photo,
    PhotoId,
    Presence,
    Shelf,
    State,
    Taken,
    actions,
    clean_tags,
    clean_text,
    photos_table,
)
from tests.support.library import NOON, a_photo, a_user, keep_blob, new_photo, session_of


@pytest.fixture
async def owner(open_tx: OpenTx) -> User:
    return await a_user(open_tx)


async def read(open_tx: OpenTx, photo: Photo) -> Photo:
    async with open_tx() as tx:
        found = await photos.get(tx, photo.id)
    assert found is not None
    return found


async def backdate(open_tx: OpenTx, photo: Photo, column: str, age: timedelta) -> None:
    async with open_tx() as tx:
        mine = (photos_table.c.shard == shard_of(photo.id), photos_table.c.id == photo.id)
        await tx.execute(update(photos_table).where(*mine).values({column: func.now() - age}))


class TestAdding:
    async def test_a_new_photo_stands_at_its_upload(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner, modified=None, title="A walk", tags=("sea",))
        assert photo.shown_at == NOON
        assert photo.taken == photos.UNKNOWN_DATE
        assert photo.edited == {"title", "tags"}
        assert photo == await read(open_tx, photo)

    async def test_an_id_that_another_process_minted_is_minted_again(
        self, open_tx: OpenTx, owner: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = await a_photo(open_tx, owner, 1)
        mint = actions.mint
        ids = iter([first.id, first.id, mint(shard_of(owner.id))])
        monkeypatch.setattr(actions, "mint", lambda shard: next(ids))
        second = await a_photo(open_tx, owner, 2)
        assert second.id != first.id
        assert await read(open_tx, first) == first

    async def test_the_same_bytes_of_two_owners_are_two_photos(self, open_tx: OpenTx, owner: User) -> None:
        other = await a_user(open_tx)
        mine, theirs = await a_photo(open_tx, owner, 1), await a_photo(open_tx, other, 1)
        assert mine.sha256 == theirs.sha256
        assert mine.id != theirs.id
        async with open_tx() as tx:
            assert list(await photos.find_digests(tx, owner.id, [mine.sha256])) == [mine.sha256]
            assert (await photos.find_digests(tx, owner.id, [mine.sha256]))[mine.sha256].photo_id == mine.id

    async def test_files_belong_to_their_photo_and_go_with_it(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner, 1)
        sidecar = new_photo(owner, 99)
        await keep_blob(open_tx, sidecar)
        about = {"sha256": sidecar.sha256, "size": sidecar.size, "kind": "xmp", "filename": "1.jpg.xmp"}
        async with open_tx() as tx:
            assert await photos.attach_file(tx, photo, **about)  # type: ignore[arg-type]
            assert not await photos.attach_file(tx, photo, **about)  # type: ignore[arg-type]
            (file,) = await photos.files_of(tx, photo.id)
            assert file.filename == "1.jpg.xmp"
            await photos.trash(tx, owner.id, [photo.id])
            assert set(await photos.purge(tx, owner.id, [photo.id])) == {photo.sha256, sidecar.sha256}
            assert list(await photos.files_of(tx, photo.id)) == []
            assert await photos.purge(tx, owner.id, [photo.id]) == []


class TestEdits:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            (Changes(title="x" * 501), "title"),
            (Changes(description="x" * 10_001), "description"),
            (Changes(tags=("x" * 101,)), "tag"),
            (Changes(tags=tuple(map(str, range(201)))), "tags"),
            (Changes(rating=6), "rating"),
            (Changes(rating=-1), "rating"),
            (Changes(latitude=1.0), "latitude"),
            (Changes(longitude=1.0), "latitude"),
            (Changes(latitude=91.0, longitude=0.0), "latitude"),
            (Changes(latitude=0.0, longitude=180.1), "latitude"),
            (Changes(latitude=float("nan"), longitude=0.0), "latitude"),
            (Changes(taken_at=datetime(1799, 12, 31)), "taken_at"),
            (Changes(taken_at=datetime(2201, 1, 1)), "taken_at"),
            (Changes(shift=timedelta(days=365 * 300)), "shift_seconds"),
            (Changes(shift=timedelta.max), "shift_seconds"),
            (Changes(shift=timedelta.min), "shift_seconds"),
        ],
    )
    async def test_what_makes_no_sense_is_refused_and_changes_nothing(
        self, open_tx: OpenTx, owner: User, changes: Changes, field: str
    ) -> None:
        photo = await a_photo(open_tx, owner)
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], Changes(taken_at=datetime(2020, 1, 1)))
        photo = await read(open_tx, photo)
        with pytest.raises(BadEdit) as refused:
            async with open_tx() as tx:
                await photos.edit(tx, owner.id, [photo.id], changes)
        assert [error.field for error in refused.value.errors] == [field]
        assert await read(open_tx, photo) == photo

    async def test_no_number_of_shifts_leaves_the_calendar(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner)
        century = timedelta(days=36_525)
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], Changes(taken_at=datetime(1820, 1, 1)))
            await photos.edit(tx, owner.id, [photo.id], Changes(shift=century))
        for by in (10 * century, 2 * -century):
            with pytest.raises(BadEdit):
                async with open_tx() as tx:
                    await photos.edit(tx, owner.id, [photo.id], Changes(shift=by))
        assert (await read(open_tx, photo)).shown_at == datetime(1820, 1, 1) + century

    async def test_a_shift_keeps_offset_and_precision_and_skips_what_has_no_date(
        self, open_tx: OpenTx, owner: User
    ) -> None:
        dated, undated = await a_photo(open_tx, owner, 1), await a_photo(open_tx, owner, 2)
        taken = Taken(datetime(2020, 1, 1), 120, DateSource.FILE_NAME, "likely", "day")
        async with open_tx() as tx:
            await photos.describe(tx, dated.id, Facts(1, 1, taken), step="s", version=1)
            changed = await photos.edit(tx, owner.id, [undated.id, dated.id], Changes(shift=timedelta(hours=-1)))
        assert changed == [dated.id]
        moved = (await read(open_tx, dated)).taken
        assert moved == Taken(datetime(2019, 12, 31, 23), 120, DateSource.USER, "certain", "day")
        assert (await read(open_tx, undated)).taken == photos.UNKNOWN_DATE

    @pytest.mark.parametrize("by", ["setting", "clearing", "shifting"])
    async def test_taking_an_edit_of_the_date_back_brings_back_how_it_is_known(
        self, open_tx: OpenTx, owner: User, by: str
    ) -> None:
        photo = await a_photo(open_tx, owner)
        found = Taken(datetime(2020, 1, 1, 12, 0, 7, 250_000), 120, DateSource.FILE_NAME, "likely", "day")
        there = Changes(taken_at=datetime(2021, 5, 5), taken_offset=0)
        back = Changes(taken_at=datetime(2020, 1, 1, 12, 0, 7), taken_offset=120)
        if by == "clearing":
            there = Changes(clear=frozenset({"taken_at"}))
        if by == "shifting":
            there, back = Changes(shift=timedelta(hours=3)), Changes(shift=timedelta(hours=-3))
        async with open_tx() as tx:
            await photos.describe(tx, photo.id, Facts(1, 1, found), step="s", version=1)
        before = await read(open_tx, photo)
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], there)
        said = await read(open_tx, photo)
        assert said.taken.source != found.source
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], replace(back, title="and this"))
        taken_back = await read(open_tx, photo)
        assert (taken_back.taken, taken_back.shown_at) == (found, before.shown_at)
        better = Taken(datetime(2020, 2, 2), 60, DateSource.GPS, "certain", "second")
        async with open_tx() as tx:
            await photos.describe(tx, photo.id, Facts(1, 1, better), step="s", version=2)
        renewed = await read(open_tx, photo)
        assert (renewed.taken, renewed.title) == (better, "and this")

    async def test_what_is_found_anew_stands_behind_what_was_said(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner)
        guess = Taken(datetime(2020, 1, 1), None, DateSource.FILE_NAME, "guess", "day")
        better = Taken(datetime(2020, 2, 2), 60, DateSource.GPS, "certain", "second")
        async with open_tx() as tx:
            await photos.describe(tx, photo.id, Facts(1, 1, guess), step="s", version=1)
            # Saying what was only guessed makes it certain.
            await photos.edit(tx, owner.id, [photo.id], Changes(taken_at=guess.wall))
        assert (await read(open_tx, photo)).taken.source is DateSource.USER
        async with open_tx() as tx:
            await photos.describe(tx, photo.id, Facts(1, 1, better), step="s", version=2)
        assert (await read(open_tx, photo)).taken.source is DateSource.USER
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], Changes(taken_at=better.wall, taken_offset=60))
        assert (await read(open_tx, photo)).taken == better

    async def test_a_date_that_was_cleared_is_unknown_again(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner)
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], Changes(taken_at=datetime(2020, 1, 1), taken_offset=60))
            await photos.edit(tx, owner.id, [photo.id], Changes(clear=frozenset({"taken_at"})))
        photo = await read(open_tx, photo)
        assert photo.taken == photos.UNKNOWN_DATE
        assert photo.shown_at == NOON
        taken = Taken(datetime(2020, 1, 1), None, DateSource.GPS, "certain", "second")
        async with open_tx() as tx:
            await photos.describe(tx, photo.id, Facts(1, 1, taken, 1.0, 2.0, 3.0), step="s", version=1)
        again = await read(open_tx, photo)
        assert again.taken == photos.UNKNOWN_DATE, "the owner said that it is not known"
        assert (again.latitude, again.longitude, again.altitude) == (1.0, 2.0, 3.0)

    async def test_a_place_given_by_hand_is_left_alone_height_and_all(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner)
        async with open_tx() as tx:
            await photos.edit(tx, owner.id, [photo.id], Changes(clear=frozenset({"location"})))
            facts = Facts(1, 1, photos.UNKNOWN_DATE, 1.0, 2.0, 3.0)
            await photos.describe(tx, photo.id, facts, step="s", version=1)
        photo = await read(open_tx, photo)
        assert (photo.latitude, photo.longitude, photo.altitude) == (None, None, None)

    @given(st.text(max_size=600))
    def test_text_is_clean_and_keeps_its_lines(self, text: str) -> None:
        try:
            kept = clean_text("title", text)
        except BadEdit:
            return
        assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in kept)
        assert clean_text("title", kept) == kept
        assert len(kept) <= 500

    @given(st.lists(st.text(max_size=20), max_size=30))
    def test_tags_are_lines_each_once_in_their_order(self, tags: list[str]) -> None:
        kept = clean_tags(tags)
        assert clean_tags(kept) == kept
        assert len({tag.casefold() for tag in kept}) == len(kept)
        assert all(tag and tag == " ".join(tag.split()) for tag in kept)
        assert clean_tags([*tags, *tags]) == kept


class TestReading:
    async def test_five_thousand_digests_in_one_question(self, open_tx: OpenTx, owner: User) -> None:
        there, trashed, purged = [await a_photo(open_tx, owner, number) for number in range(3)]
        async with open_tx() as tx:
            await photos.trash(tx, owner.id, [trashed.id, purged.id])
            await photos.purge(tx, owner.id, [purged.id])
            statements = await statements_of(tx)
            asked = [new_photo(owner, number).sha256 for number in range(5000)]
            found = await photos.find_digests(tx, owner.id, asked)
            assert await photos.find_digests(tx, owner.id, []) == {}
        assert len(statements) == 1
        assert "unnest" in statements[0]
        assert {digest: (hit.photo_id, hit.presence) for digest, hit in found.items()} == {
            there.sha256: (there.id, Presence.PRESENT),
            trashed.sha256: (trashed.id, Presence.TRASHED),
            purged.sha256: (None, Presence.PURGED),
        }

    async def test_a_forged_cursor_is_refused_or_a_place_in_the_day(self, open_tx: OpenTx, owner: User) -> None:
        await a_photo(open_tx, owner)
        among = sharing.visible_photos(session_of(owner))
        for forged in ("x", encode_cursor((NOON, 2**70)), encode_cursor((NOON, -1)), encode_cursor(("9999", 1))):
            with pytest.raises(Invalid):
                async with open_tx() as tx:
                    await photos.bucket(tx, owner.id, Shelf.LIBRARY, NOON.date(), among, cursor=forged, limit=10)
        for odd in ((datetime(1, 1, 1), 5), (datetime.max, 2**63 - 1), (NOON, 1)):
            async with open_tx() as tx:
                await photos.bucket(
                    tx, owner.id, Shelf.LIBRARY, NOON.date(), among, cursor=encode_cursor(odd), limit=10
                )

    @pytest.mark.parametrize("day", [date.min, date.max])
    async def test_the_ends_of_the_calendar_are_days_too(self, open_tx: OpenTx, owner: User, day: date) -> None:
        async with open_tx() as tx:
            among = sharing.visible_photos(session_of(owner))
            found = await photos.bucket(tx, owner.id, Shelf.LIBRARY, day, among, cursor=None, limit=10)
        assert found.tiles == ()
        assert found.cursor is None

    @pytest.mark.parametrize("limit", [1, 3, 1000])
    async def test_some_days_at_once_are_the_same_as_one_after_the_other(
        self, open_tx: OpenTx, owner: User, limit: int
    ) -> None:
        walls = [datetime(2020, 2, 27, 23, 59), datetime(2020, 2, 28), NOON, datetime(2020, 3, 1, 0, 0)]
        for number, wall in enumerate(walls * 3):
            await a_photo(open_tx, owner, number, uploaded_wall=wall)
        among = sharing.visible_photos(session_of(owner))

        async def read(tx: Tx, day: date, since: date | None, limit: int) -> list[PhotoId]:
            found: list[PhotoId] = []
            cursor: str | None = None
            while True:
                piece = await photos.bucket(
                    tx, owner.id, Shelf.LIBRARY, day, among, since=since, cursor=cursor, limit=limit
                )
                found += [tile.id for tile in piece.tiles]
                cursor = piece.cursor
                if cursor is None:
                    return found

        async with open_tx() as tx:
            together = await read(tx, date(2020, 3, 1), date(2020, 2, 28), limit)
            apart = [await read(tx, day, None, 1000) for day in (date(2020, 3, 1), date(2020, 2, 28))]
        assert together == apart[0] + apart[1]
        assert len(together) == 6

    async def test_the_last_moment_of_a_day_is_of_that_day(self, open_tx: OpenTx, owner: User) -> None:
        last = datetime(2020, 2, 29, 23, 59, 59, 999_999)
        for number, wall in enumerate([last, last + timedelta(microseconds=1), datetime(2020, 2, 29)]):
            await a_photo(open_tx, owner, number, uploaded_wall=wall)
        among = sharing.visible_photos(session_of(owner))
        async with open_tx() as tx:
            found = await photos.bucket(tx, owner.id, Shelf.LIBRARY, date(2020, 2, 29), among, cursor=None, limit=10)
        assert [tile.shown_at for tile in found.tiles] == [last, datetime(2020, 2, 29)]

    async def test_a_tile_is_what_a_grid_needs(self, open_tx: OpenTx, owner: User) -> None:
        photo = await a_photo(open_tx, owner, kind=Kind.VIDEO)
        made = {"renditions": {"grid": "grid-1.webp"}, "thumbhash": "h", "width": 1920, "height": 1080}
        async with open_tx() as tx:
            assert await photos.put_renditions(tx, photo.id, **made, step="m", version=1)  # type: ignore[arg-type]
            among = sharing.visible_photos(session_of(owner))
            (tile,) = (
                await photos.bucket(tx, owner.id, Shelf.LIBRARY, NOON.date(), among, cursor=None, limit=10)
            ).tiles
        assert (tile.id, tile.kind, tile.ratio, tile.taken_known) == (photo.id, Kind.VIDEO, 1.7778, False)
        assert (tile.state, tile.thumbhash, tile.renditions) == (State.READY, "h", {"grid": "grid-1.webp"})


class TestUpkeep:
    async def test_what_lies_in_the_trash_is_due_the_oldest_first(self, open_tx: OpenTx, owner: User) -> None:
        lying = [await a_photo(open_tx, owner, number) for number in range(4)]
        async with open_tx() as tx:
            await photos.trash(tx, owner.id, [photo.id for photo in lying[:3]])
        for photo, days in zip(lying, (31, 40, 29), strict=False):
            await backdate(open_tx, photo, "trashed_at", timedelta(days=days))
        async with open_tx() as tx:
            month = timedelta(days=30)
            assert await photos.trash_due(tx, owner.id, month, limit=10) == [lying[1].id, lying[0].id]
            assert await photos.trash_due(tx, owner.id, month, limit=1) == [lying[1].id]
            assert len(await photos.trash_due(tx, owner.id, timedelta(0), limit=10)) == 3

    async def test_what_is_stuck_and_what_is_outdated(self, open_tx: OpenTx, owner: User) -> None:
        names = ("new", "stuck", "old version", "done", "failed", "opaque")
        found = {name: await a_photo(open_tx, owner, number) for number, name in enumerate(names)}
        await backdate(open_tx, found["stuck"], "updated_at", timedelta(hours=2))
        steps = {"old version": 1, "done": 2, "failed": 1, "opaque": 1}
        states = {"failed": State.FAILED, "opaque": State.OPAQUE}
        async with open_tx() as tx:
            for name, version in steps.items():
                assert await photos.mark_step(tx, found[name].id, step="read", version=version)
                await photos.mark(tx, found[name].id, states.get(name, State.READY), None)
            stuck = await photos.stuck(tx, owner.id, timedelta(hours=1), limit=10)
            old = await photos.outdated(tx, owner.id, Kind.IMAGE, {"read": 2}, after=0, limit=10)
            assert await photos.outdated(tx, owner.id, Kind.IMAGE, {"read": 2}, after=old[0], limit=10) == old[1:]
        assert stuck == [found["stuck"].id]
        assert old == [found["old version"].id, found["opaque"].id]

    async def test_what_is_gone_is_not_described(self, open_tx: OpenTx, owner: User) -> None:
        gone = PhotoId(owner.id)
        async with open_tx() as tx:
            assert not await photos.describe(tx, gone, Facts(1, 1, photos.UNKNOWN_DATE), step="s", version=1)
            assert not await photos.mark(tx, gone, State.FAILED, "why")
            assert not await photos.mark_step(tx, gone, step="s", version=1)


async def statements_of(tx: object) -> list[str]:
    """The statements that are sent in this transaction from now on."""
    from sqlalchemy import event

    sent: list[str] = []
    connection = tx.sync_connection  # type: ignore[attr-defined]

    @event.listens_for(connection, "before_cursor_execute")
    def note(c: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    await tx.execute(text("SELECT 1"))  # type: ignore[attr-defined]
    sent.clear()
    return sent
