"""The one answer to "may this viewer see this?": as a selection of rows, and for one photo."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, exists, select

from albumen import photos
from albumen.accounts import Scope, UserState, Viewer, users
from albumen.core import shard_of
from albumen.database import Tx
from albumen.photos import Photo
from albumen.sharing.errors import IN_THE_TRASH, Hidden, NotForYou
from albumen.sharing.rules import IN_TRASH, SCOPE_OF, Action


def visible_photos(viewer: Viewer) -> Select[Any]:
    """All photos that this viewer may see, as whole rows of the table of photos; others narrow or join it."""
    table = photos.photos_table
    if not viewer.has(Scope.PHOTOS_READ) or viewer.user_id is None:
        # No photo has the id 0. (A plain `false` would swallow the shard.)
        return select(table).where(table.c.shard == 0, table.c.id == 0)
    # Asked once, of the viewer, who is the owner: asked of each photo, it makes the owner's index look like the way to a few.
    owner_may_be_seen = exists().where(users.c.id == viewer.user_id, users.c.state == UserState.ACTIVE)
    return select(table).where(
        table.c.shard == shard_of(viewer.user_id), photos.owned_by(viewer.user_id), owner_may_be_seen
    )


async def get_visible(tx: Tx, viewer: Viewer, photo_id: int, action: Action = Action.VIEW) -> Photo:
    """The photo, when this viewer may do this to it.

    Raises `Hidden` (a NotFound) when the viewer may not even see it, whether or not it exists, and `NotForYou` (a Forbidden)
    when they may see it but not do this.
    """
    table = photos.photos_table
    among = visible_photos(viewer).where(table.c.shard == shard_of(photo_id), table.c.id == photo_id)
    photo = await photos.first(tx, among)
    if photo is None:
        raise Hidden
    if not viewer.has(SCOPE_OF[action]):
        raise NotForYou
    if photo.trashed_at is not None and action not in IN_TRASH:
        raise NotForYou(IN_THE_TRASH())
    return photo


async def list_visible(tx: Tx, viewer: Viewer, ids: Iterable[int], action: Action = Action.VIEW) -> list[Photo]:
    """Those of these photos that this viewer may do this to, in the order of the ids; the others are left out."""
    if not viewer.has(SCOPE_OF[action]):
        return []
    found = await photos.listing(tx, visible_photos(viewer), ids)
    return [photo for photo in found if photo.trashed_at is None or action in IN_TRASH]
