"""What tests leave half done goes with them: others look whether anything is left."""

from sqlalchemy import delete

from albumen.accounts import User
from albumen.core import shard_of
from albumen.ingest.tables import uploads
from tests.support.app import App


async def forget_uploads(app: App, owner: User) -> None:
    """Forget all resumable uploads of a person, and what arrived of them."""
    mine = (uploads.c.shard == shard_of(owner.id), uploads.c.owner_id == owner.id)
    async with app.open_tx() as tx:
        names = (await tx.scalars(delete(uploads).where(*mine).returning(uploads.c.staged_name))).all()
    for name in names:
        await app.parts.store.discard(name)
