"""The verbs of the library. All go through `days`, which keeps the counts."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    SmallInteger,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from albumen.core import mint, now, shard_of
from albumen.database import Tx
from albumen.photos.days import delete_counted, insert_counted, update_counted
from albumen.photos.errors import (
    CAPTION_LONG,
    DATE_NOT_YET,
    HALF_A_PLACE,
    NO_SUCH_DATE,
    NO_SUCH_PLACE,
    RATING,
    TAGS_MOST,
    BadEdit,
    ChangedMeanwhile,
)
from albumen.photos.model import UNKNOWN_DATE, Added, DateSource, Facts, NewPhoto, Photo, PhotoId, State, Taken
from albumen.photos.queries import photo_from
from albumen.photos.tables import one_of, owned_by, photo_files, photos, tombstones

MOST_TAGS = 200
LONGEST = {"title": 500, "description": 10_000, "tag": 100}
"""Most characters of what a person or a file may say of a photo."""
EARLIEST, LATEST = datetime(1800, 1, 1), datetime(2200, 12, 31, 23, 59, 59)  # noqa: DTZ001 (clocks on a wall)
"""Between these lie the dates that a person may give a photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a person changes about photos. None leaves a thing as it is; `clear` names what is to be emptied."""

    title: str | None = None
    description: str | None = None
    tags: tuple[str, ...] | None = None
    rating: int | None = None
    favourite: bool | None = None
    archived: bool | None = None
    taken_at: datetime | None = None
    """A wall clock without zone; its offset is `taken_offset`."""
    taken_offset: int | None = None
    """Minutes ahead of UTC."""
    shift: timedelta | None = None
    """Move the date of each photo by this much; photos without a date stay as they are."""
    latitude: float | None = None
    longitude: float | None = None
    clear: frozenset[str] = frozenset()
    """Among: taken_at, location."""


async def add(tx: Tx, new: NewPhoto) -> Added:
    """Put a photo into its owner's library.

    The same owner and the same bytes are the same photo: then the one already there is the answer, taken out of the trash
    if it lay there, and nothing else about it changes. A tombstone of these bytes goes: somebody wants them again.
    """
    shard = shard_of(new.owner_id)
    while True:
        row = await insert_counted(tx, _row(new, mint(shard), shard))
        if row is not None:
            await tx.execute(
                tombstones.delete().where(
                    tombstones.c.shard == shard,
                    tombstones.c.owner_id == new.owner_id,
                    tombstones.c.sha256 == new.sha256,
                )
            )
            return Added(photo_from(row), created=True)
        there = (
            await tx.execute(
                select(photos)
                .where(photos.c.shard == shard, photos.c.owner_id == new.owner_id, photos.c.sha256 == new.sha256)
                .with_for_update()
            )
        ).one_or_none()
        if there is not None:
            restored = there.trashed_at is not None
            if restored:
                await restore(tx, new.owner_id, [there.id])
                there = (await tx.execute(select(photos).where(photos.c.shard == shard, photos.c.id == there.id))).one()
            return Added(photo_from(there), created=False, restored=restored)
        # Neither inserted nor there: another process minted this very id. Mint again.


async def describe(tx: Tx, photo_id: PhotoId, facts: Facts, *, step: str, version: int) -> bool:
    """Write down what developing found out, except where the owner has edited since. False when the photo is gone."""
    row = await _locked(tx, photo_id)
    if row is None:
        return False
    edited = frozenset(row.edited)
    values: dict[str, Any] = {
        "make": facts.make,
        "model": facts.model,
        "lens": facts.lens,
        "exposure": dict(facts.exposure or {}),
        "details": dict(facts.details or {}),
        "duration": facts.duration,
        "steps": photos.c.steps.concat({step: version}),
    }
    if "taken_at" not in edited:
        values |= _taken_values(facts.taken, facts.taken.wall or row.uploaded_wall)
    elif row.taken_found is not None:
        found = facts.taken
        values["taken_found"] = {
            "wall": found.wall.isoformat() if found.wall else None,
            "offset": found.offset,
            "source": found.source,
            "confidence": found.confidence,
            "precision": found.precision,
        }
    if "location" not in edited:
        values |= {"latitude": facts.latitude, "longitude": facts.longitude, "altitude": facts.altitude}
    if facts.width is not None and facts.height is not None:
        values |= {"width": facts.width, "height": facts.height}
    for name in ("title", "description", "tags", "rating"):
        if name not in edited:
            values[name] = getattr(facts, name)
    if "tags" in values:
        values["tags"] = list(values["tags"])
    await update_counted(tx, row.owner_id, [photo_id], values)
    return True


async def put_renditions(
    tx: Tx,
    photo_id: PhotoId,
    *,
    renditions: Mapping[str, str],
    thumbhash: str | None,
    width: int,
    height: int,
    step: str,
    version: int,
) -> bool:
    """Note the renditions that were made; the photo is then ready to be seen. False when it is gone.

    `width` and `height` are of the picture that was decoded. They count where the file itself did not tell its size.
    """
    values = {
        "renditions": photos.c.renditions.concat(dict(renditions)),
        "thumbhash": thumbhash,
        "width": func.coalesce(photos.c.width, width),
        "height": func.coalesce(photos.c.height, height),
        "steps": photos.c.steps.concat({step: version}),
        "state": State.READY.value,
        "reason": None,
    }
    return await _set(tx, photo_id, values)


async def put_storyboard(tx: Tx, photo_id: PhotoId, name: str, *, step: str, version: int) -> bool:
    """Note the storyboard that was made of a video. False when it is gone."""
    values = {
        "renditions": photos.c.renditions.concat({"storyboard": name}),
        "steps": photos.c.steps.concat({step: version}),
    }
    return await _set(tx, photo_id, values)


async def mark_step(tx: Tx, photo_id: PhotoId, *, step: str, version: int) -> bool:
    """Note that a step of development was done. False when the photo is gone."""
    return await _set(tx, photo_id, {"steps": photos.c.steps.concat({step: version})})


async def mark(tx: Tx, photo_id: PhotoId, state: State, reason: str | None) -> bool:
    """Set how far a photo has come, with the reason where it did not get to be seen. False when it is gone."""
    return await _set(tx, photo_id, {"state": state.value, "reason": reason})


def version_of(photo: "Photo | Row[Any]") -> str:
    """What changes whenever anything of the photo does."""
    return f"{photo.id}-{round(photo.updated_at.timestamp() * 1_000_000)}"


async def expect(tx: Tx, photo_id: PhotoId, versions: Collection[str]) -> None:
    """Hold a photo until the transaction ends. Raises `ChangedMeanwhile` where it is none of these versions any more."""
    row = await _locked(tx, photo_id)
    if row is None or version_of(row) not in versions:
        raise ChangedMeanwhile


async def edit(tx: Tx, owner_id: int, ids: Sequence[int], changes: Changes) -> list[int]:
    """Change what the owner says of photos; the ids that were changed. Raises `BadEdit`.

    What was edited by hand is never again overwritten by what the file says.
    """
    values, edited = _edited_values(changes)
    changed: list[int] = []
    if values:
        if edited:
            values["edited"] = _with_names(edited)
        if "taken_at" in edited:
            values = _or_as_found(values)
        changed = await update_counted(tx, owner_id, ids, values)
    if changes.shift is not None:
        changed = sorted({*changed, *await _shift(tx, owner_id, ids, changes.shift)})
    return changed


async def _shift(tx: Tx, owner_id: int, ids: Sequence[int], by: timedelta) -> list[int]:
    moved = photos.c.taken_at + by
    theirs = (photos.c.shard == shard_of(owner_id), owned_by(owner_id), one_of(photos.c.id, ids))
    if abs(by) > LATEST - EARLIEST or await tx.scalar(
        select(exists().where(*theirs, ~moved.between(EARLIEST, LATEST)))
    ):
        raise BadEdit("shift_seconds", NO_SUCH_DATE(first=EARLIEST.year))
    # Those that say the future already may come back from it, in as many steps as one likes.
    if by > timedelta() and await tx.scalar(select(exists().where(*theirs, moved > _wall_now() + 2 * _LEEWAY))):
        raise BadEdit("shift_seconds", DATE_NOT_YET())
    values = {
        "taken_at": moved,
        "shown_at": moved,
        "taken_source": DateSource.USER.value,
        "taken_confidence": _CERTAIN,
        "edited": _with_names({"taken_at"}),
    }
    values = _or_as_found(
        {**values, "taken_offset": photos.c.taken_offset, "taken_precision": photos.c.taken_precision}
    )
    return await update_counted(tx, owner_id, ids, values, where=photos.c.taken_at.is_not(None))


async def trash(tx: Tx, owner_id: int, ids: Sequence[int]) -> list[int]:
    """Put photos into the trash; the ids that were not there yet. Their bytes stay until they are purged."""
    there = photos.c.trashed_at.is_(None)
    return await update_counted(tx, owner_id, ids, {"trashed_at": func.now()}, where=there)


async def restore(tx: Tx, owner_id: int, ids: Sequence[int]) -> list[int]:
    """Take photos out of the trash; the ids that lay there."""
    lying = photos.c.trashed_at.is_not(None)
    return await update_counted(tx, owner_id, ids, {"trashed_at": None}, where=lying)


async def purge(tx: Tx, owner_id: int, ids: Sequence[int]) -> list[bytes]:
    """Delete the rows of photos that lie in the trash, leaving their digests as tombstones; the digests.

    The bytes are not touched here: the collector of `storage` deletes those that nothing names any more.
    """
    named = (
        await tx.scalars(
            select(photo_files.c.sha256).where(
                photo_files.c.shard == shard_of(owner_id),
                one_of(photo_files.c.photo_id, ids),
            )
        )
    ).all()
    gone = await delete_counted(tx, owner_id, ids, where=photos.c.trashed_at.is_not(None))
    if not gone:
        return []
    statement = upsert(tombstones).values(
        [{"owner_id": owner_id, "shard": shard_of(owner_id), "sha256": row.sha256, "sha1": row.sha1} for row in gone]
    )
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["owner_id", "sha256", "shard"], set_={"purged_at": func.now()})
    )
    return [*(row.sha256 for row in gone), *named]


async def attach_file(tx: Tx, photo: Photo, *, sha256: bytes, size: int, kind: str, filename: str) -> bool:
    """Keep a file (a sidecar) as part of a photo. False when the photo has it already, or is gone."""
    shard = shard_of(photo.owner_id)
    present = select(photos.c.id).where(photos.c.shard == shard, photos.c.id == photo.id)
    if await tx.scalar(present.with_for_update(read=True, key_share=True)) is None:
        return False
    there = exists().where(
        photo_files.c.shard == shard, photo_files.c.photo_id == photo.id, photo_files.c.sha256 == sha256
    )
    of_photo = {"owner_id": photo.owner_id, "photo_id": photo.id, "sha256": sha256}
    about = {"size": size, "kind": kind, "filename": filename}
    while not await tx.scalar(select(there)):
        # Nothing inserted: the same file came at the same moment, or another process minted this very id.
        values = {"id": mint(shard), "shard": shard, **of_photo, **about}
        attaching = upsert(photo_files).values(values).on_conflict_do_nothing().returning(photo_files.c.id)
        if await tx.scalar(attaching) is not None:
            return True
    return False


_CERTAIN = "certain"
_LEEWAY = timedelta(days=1)
"""By so much a date may lie ahead: somewhere on earth tomorrow has begun, and clocks of cameras run fast."""


def _wall_now() -> datetime:
    return now().astimezone(UTC).replace(tzinfo=None)


def _row(new: NewPhoto, photo_id: int, shard: int) -> dict[str, Any]:
    said = {"title": new.title, "description": new.description, "tags": list(new.tags)}
    return {
        "id": photo_id,
        "shard": shard,
        "owner_id": new.owner_id,
        "sha256": new.sha256,
        "sha1": new.sha1,
        "size": new.size,
        "kind": new.kind.value,
        "media_type": new.media_type,
        "filename": new.filename,
        "path": new.path,
        "modified": new.modified,
        "state": new.state.value,
        "uploaded_wall": new.uploaded_wall,
        "shown_at": new.uploaded_wall,
        **said,
        "edited": [name for name, value in said.items() if value],
    }


def _taken_values(taken: Taken, shown_at: Any) -> dict[str, Any]:
    return {
        "taken_at": taken.wall,
        "taken_offset": taken.offset,
        "taken_source": taken.source,
        "taken_confidence": taken.confidence,
        "taken_precision": taken.precision,
        "shown_at": shown_at,
    }


def _or_as_found(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new date; but where it is the one that was found before any was said, that again, with how it is known.

    So whoever takes back what they said of a date has not said anything of it.
    """
    found = photos.c.taken_found
    wall = cast(found["wall"].astext, DateTime(timezone=False))
    offset = cast(found["offset"].astext, SmallInteger)
    new = cast(values["taken_at"], DateTime(timezone=False))
    back = and_(
        found.is_not(None),
        # People say seconds; files may say less than one.
        func.date_trunc("second", wall) == func.date_trunc("second", new),
        offset.is_not_distinct_from(cast(values["taken_offset"], SmallInteger)),
    )
    as_found = {
        "taken_at": wall,
        "shown_at": func.coalesce(wall, photos.c.uploaded_wall),
        "taken_source": found["source"].astext,
        "taken_confidence": found["confidence"].astext,
        "taken_precision": found["precision"].astext,
        "edited": func.array_remove(values["edited"], "taken_at"),
    }
    now = func.jsonb_build_object(
        *("wall", photos.c.taken_at, "offset", photos.c.taken_offset, "source", photos.c.taken_source),
        *("confidence", photos.c.taken_confidence, "precision", photos.c.taken_precision),
    )
    kept = case((back, null()), (literal("taken_at") == any_(photos.c.edited), found), else_=now)
    return {
        **values,
        **{name: case((back, value), else_=values[name]) for name, value in as_found.items()},
        "taken_found": kept,
    }


def _edited_values(changes: Changes) -> tuple[dict[str, Any], set[str]]:
    values: dict[str, Any] = {}
    for name in ("title", "description"):
        text = getattr(changes, name)
        if text is not None:
            values[name] = clean_text(name, text)
    if changes.tags is not None:
        values["tags"] = clean_tags(changes.tags)
    if changes.rating is not None:
        if not 0 <= changes.rating <= 5:
            raise BadEdit("rating", RATING(most=5))
        values["rating"] = changes.rating
    edited = set(values)
    if changes.taken_at is not None:
        if not EARLIEST <= changes.taken_at <= LATEST:
            raise BadEdit("taken_at", NO_SUCH_DATE(first=EARLIEST.year))
        if changes.taken_at - timedelta(minutes=changes.taken_offset or 0) > _wall_now() + _LEEWAY:
            raise BadEdit("taken_at", DATE_NOT_YET())
        taken = Taken(changes.taken_at, changes.taken_offset, DateSource.USER, _CERTAIN, "second")
        values |= _taken_values(taken, changes.taken_at)
        edited.add("taken_at")
    elif "taken_at" in changes.clear:
        values |= _taken_values(UNKNOWN_DATE, photos.c.uploaded_wall)
        edited.add("taken_at")
    if changes.latitude is not None or changes.longitude is not None:
        if changes.latitude is None or changes.longitude is None:
            raise BadEdit("latitude", HALF_A_PLACE())
        if not (-90 <= changes.latitude <= 90 and -180 <= changes.longitude <= 180):
            raise BadEdit("latitude", NO_SUCH_PLACE())
        values |= {"latitude": changes.latitude, "longitude": changes.longitude}
        edited.add("location")
    elif "location" in changes.clear:
        values |= {"latitude": None, "longitude": None, "altitude": None}
        edited.add("location")
    for name in ("favourite", "archived"):
        if getattr(changes, name) is not None:
            values[name] = getattr(changes, name)
    return values, edited


def clean_text(field: str, value: str) -> str:
    """Text about a photo: control characters removed except line breaks, cut ends. Raises `BadEdit` when too long."""
    text = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()
    if len(text) > LONGEST[field]:
        raise BadEdit(field, CAPTION_LONG(most=LONGEST[field]))
    return text


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Tags without doubles (in any case) and empty ones, in their order. Raises `BadEdit` when there are too many."""
    cleaned: dict[str, str] = {}
    for tag in tags:
        text = " ".join(clean_text("tag", tag).split())
        if text:
            cleaned.setdefault(text.casefold(), text)
    if len(cleaned) > MOST_TAGS:
        raise BadEdit("tags", TAGS_MOST(most=MOST_TAGS))
    return list(cleaned.values())


def _with_names(names: set[str]) -> ColumnElement[Any]:
    kept = func.unnest(func.array_cat(photos.c.edited, sorted(names))).table_valued("name")
    return select(func.array_agg(kept.c.name.distinct())).scalar_subquery()


async def _locked(tx: Tx, photo_id: PhotoId) -> Any:
    statement = select(photos).where(photos.c.shard == shard_of(photo_id), photos.c.id == photo_id)
    return (await tx.execute(statement.with_for_update())).one_or_none()


async def _set(tx: Tx, photo_id: PhotoId, values: dict[str, Any]) -> bool:
    row = await _locked(tx, photo_id)
    if row is None:
        return False
    await update_counted(tx, row.owner_id, [photo_id], values)
    return True
