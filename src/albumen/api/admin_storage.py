"""Where everything is kept and how much of it there is, for whoever keeps the disk. Numbers and paths; nobody's photos."""

from fastapi import APIRouter, status
from pydantic import AwareDatetime, BaseModel, Field

from albumen import accounts, backups, core, database, jobs, photos, settings, storage
from albumen.accounts import Scope
from albumen.api.dependencies import WithParts, authz
from albumen.api.json import Id
from albumen.ingest import tidy
from albumen.wiring import Parts

router = APIRouter(prefix="/admin", tags=["Administration"])

SMALL_DISK = 32 * 1000**3
"""Bytes: a disk of fewer is filled by the photos of one telephone."""


class PlaceOut(BaseModel):
    """Something that is kept: where, how many, how many bytes."""

    path: str | None = Field(description="A folder of this machine, or a bucket and its server; null: neither")
    count: int | None = Field(description="null: not counted yet")
    bytes: int | None = Field(description="null: not measured yet")


class DiskOut(BaseModel):
    """Room for photos, in bytes."""

    free: int
    total: int
    floor: int = Field(description="Below this, nothing more is taken in")
    kind: str | None = Field(description="The file system")
    fleeting: str | None = Field(description="Why what lies there does not last; null where it does")
    small: bool = Field(description="Too small for a library of photos")


class TrashOut(BaseModel):
    """What lies in everybody's trash."""

    count: int
    bytes: int = Field(description="What purging it will free")
    days: int = Field(description="After so many days in the trash a photo is purged")
    oldest: AwareDatetime | None


class SurveyOut(BaseModel):
    """What the last sweep of the store found."""

    at: AwareDatetime
    missing: int = Field(description="Originals that the database knows and that are not there")
    collected: int
    discarded: int
    failed: int
    stopped: str | None = Field(description="Why it deleted nothing at all")


class PersonOut(BaseModel):
    """How much room somebody uses."""

    id: Id
    username: str
    photos: int
    used: int
    limit: int | None
    trash: int


class StorageOut(BaseModel):
    """Where everything is kept and how much of it there is."""

    data: str
    originals: PlaceOut
    renditions: PlaceOut
    database: PlaceOut
    dumps: PlaceOut
    disk: DiskOut
    trash: TrashOut
    survey: SurveyOut | None
    people: list[PersonOut] = Field(description="Who uses most first, at most 100")
    more_people: int = Field(description="How many are not in the list")


@router.get("/storage", summary="Where everything is kept", **authz("instance", "view storage", Scope.ADMIN))
async def get_storage(parts: WithParts) -> StorageOut:
    """Paths, bytes and counts, the room on the disk, who uses how much, and what the last sweep found."""
    data = parts.settings.data
    async with parts.database.open_tx() as tx:
        count, size = await storage.live_totals(tx)
        survey = await storage.last_survey(tx)
        trash = await photos.trash_weight(tx)
        facts = await database.facts(tx)
        people = await accounts.biggest(tx)
        everybody = await accounts.count_users(tx)
        weights = await photos.weights(tx, [user.id for user, _ in people])
    dumps = backups.list_dumps(data / "backups")
    # `serve` tells its processes an address either way.
    embedded = "ALBUMEN_DATABASE_URL" not in settings.chosen()
    return StorageOut(
        data=str(data),
        originals=PlaceOut(path=storage.where(parts.settings.storage, data, "originals"), count=count, bytes=size),
        renditions=PlaceOut(
            path=storage.where(parts.settings.storage, data, "derived"),
            count=survey.derived_count if survey else None,
            bytes=survey.derived_bytes if survey else None,
        ),
        database=PlaceOut(path=str(data / "postgres") if embedded else None, count=None, bytes=facts.size),
        dumps=PlaceOut(path=str(data / "backups"), count=len(dumps), bytes=sum(d.stat().st_size for d in dumps)),
        disk=await disk_of(parts),
        trash=TrashOut(
            count=trash.count, bytes=trash.bytes, days=parts.settings.photos.trash_days, oldest=trash.oldest
        ),
        survey=SurveyOut(
            at=survey.at,
            missing=survey.missing,
            collected=survey.collected,
            discarded=survey.discarded,
            failed=survey.failed,
            stopped=survey.stopped,
        )
        if survey
        else None,
        people=[
            PersonOut(
                id=user.id,
                username=user.username,
                photos=sum(weight.count for kind, weight in weights[user.id].items() if kind != "trash"),
                used=use.used,
                limit=use.limit,
                trash=weights[user.id]["trash"].bytes if "trash" in weights[user.id] else 0,
            )
            for user, use in people
        ],
        more_people=max(0, everybody - len(people)),
    )


@router.post(
    "/storage/survey",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Look through the store",
    **authz("job", "create", Scope.ADMIN),
)
async def survey_storage(parts: WithParts) -> None:
    """Have the store looked through and measured soon, as happens every six hours."""
    async with parts.database.open_tx() as tx:
        await jobs.enqueue(tx, tidy, priority=jobs.Priority.INTERACTIVE)


async def disk_of(parts: Parts) -> DiskOut:
    """The disk on which photos are kept; where they are in a bucket, the one that they come through."""
    room = await parts.store.free()
    found = core.file_system(parts.settings.data)
    return DiskOut(
        free=room.free,
        total=room.total,
        floor=room.floor,
        kind=found.kind if found else None,
        fleeting=found.fleeting if found else None,
        small=room.total < SMALL_DISK and parts.settings.storage.url is None,
    )
