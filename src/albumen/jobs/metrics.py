"""What a process counts of its jobs. What the queue holds is asked of the database (`counts_by_task`), by whoever
shows it."""

from prometheus_client import Counter, Histogram

enqueued = Counter(
    "jobs_enqueued_total", "Jobs promised by this process, also in transactions that rolled back.", ["kind"]
)

duration = Histogram(
    "job_duration_seconds",
    "Seconds that one try of a job took, by how it ended.",
    ["kind", "outcome"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000),
)
