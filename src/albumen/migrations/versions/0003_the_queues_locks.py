"""The queue's locks.

To take a job, the queue asks whether one with the same lock is before it. procrastinate has no index for that question: with
100,000 waiting jobs that each have a lock it reads them all for every job it takes.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX albumen_queue_lock_idx ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')")
