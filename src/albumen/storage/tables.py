"""The blobs that exist, the stores that hold them, and the record of what was destroyed."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Integer, Text, Uuid, func

from albumen.database import BlobKey, Digest, local, reference, sharded

blobs = sharded(
    "blobs",
    Column("space", BigInteger, nullable=False),
    Column("sha256", BlobKey, nullable=False),
    Column("sha1", Digest),
    Column("size", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("touched_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("verified_at", DateTime(timezone=True)),
    CheckConstraint("space >= 0", name="space"),
    CheckConstraint("length(sha256) = 32", name="sha256"),
    CheckConstraint("state IN ('claimed', 'live', 'deleting')", name="state"),
    # A stray file is entered as `deleting` before it goes: nobody read its SHA-1, and it may be empty.
    CheckConstraint("state = 'deleting' OR (size > 0 AND length(sha1) = 20)", name="whole"),
    owner="space",
    key=("space", "sha256"),
)
"""One row for each blob: claimed (on its way in), live, or deleting. `touched_at` is when it was last claimed."""

destructions = sharded(
    "destructions",
    Column("id", BigInteger, nullable=False),
    Column("space", BigInteger, nullable=False),
    Column("sha256", Digest, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("job_id", BigInteger),
    Column("version", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("id > 0", name="id"),
    owner="space",
    key=("id",),
)
"""Every act that destroys an original, written before the act; only appended to."""

stores = reference(
    "stores",
    Column("name", Text, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""The mark that each store carries, so that an empty or foreign folder at its place is noticed."""

surveys = local(
    "storage_surveys",
    Column("id", Integer, CheckConstraint("id = 1", name="single_row"), primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("derived_count", BigInteger, nullable=False),
    Column("derived_bytes", BigInteger, nullable=False),
    Column("missing", BigInteger, nullable=False),
    Column("collected", BigInteger, nullable=False),
    Column("discarded", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("stopped", Text),
)
"""What the last sweep of the store found and did, for administrators."""
