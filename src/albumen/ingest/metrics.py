"""What a process counts of the way in."""

from prometheus_client import Counter

from albumen.core import AlbumenError
from albumen.photos import Added

_acks = Counter(
    "upload_acks_total", "Uploads that were acknowledged, by whether the bytes were there already.", ["dedup"]
)
_bytes = Counter("upload_bytes_total", "Bytes of uploads that were acknowledged.")
_failures = Counter("upload_failures_total", "Uploads that were not, by reason.", ["reason"])


def acknowledged(added: Added, size: int) -> None:
    """Count an upload that may be acknowledged."""
    _acks.labels(dedup=str(not added.created).lower()).inc()
    _bytes.inc(size)


def failed(error: BaseException) -> None:
    """Count one that may not. What the sender broke off counts as `gone`."""
    ours = isinstance(error, AlbumenError)
    strange = "fault" if isinstance(error, Exception) else "gone"
    _failures.labels(reason=type(error).__name__ if ours else strange).inc()
