"""What can go wrong with stored bytes."""

from albumen.core import Conflict, NoRoom, NotFound, Sentence, TooLarge, Unavailable

STORE_AWAY = Sentence(
    "store-away", "The photo store is not there: its folder or bucket is missing, empty or not mounted."
)
STORE_OTHER = Sentence("store-other", "Another photo store lies where Albumen's should be.")
STORE_MARK = Sentence("store-mark", "The file {file} of the photo store is damaged.")
STORE_SAID = Sentence("store-said", "The photo store could not {what} just now ({system}).")
WRITE_LOST = Sentence("write-lost", "The disk of the photo store lost a write ({system}): check it, then restart.")
S3_KEY = Sentence("s3-key", "The S3 server does not know the photo store's key, or the secret is not its own.")
S3_CLOCK = Sentence("s3-clock", "This machine's clock and the S3 server's differ too much: set the clock.")
S3_BUCKET = Sentence("s3-bucket", "There is no bucket {bucket} at the S3 server.")
S3_REGION = Sentence("s3-region", "The bucket {bucket} does not lie in the region {region}.")
S3_FORBIDDEN = Sentence(
    "s3-forbidden", "The photo store could not {what}: the S3 server does not allow that to its key."
)
S3_AWAY = Sentence("s3-away", "The S3 server {endpoint} of the photo store does not answer.")
S3_UNFIT = Sentence("s3-unfit", "The S3 server {endpoint} cannot hold a photo store: {what}.")
FILES_MISSING = Sentence("files-missing", "{missing} of {all} stored files are missing: is the right disk mounted?")
FILES_UNKNOWN = Sentence(
    "files-unknown", "{unknown} stored files are unknown to the database: was it restored from an older backup?"
)


class StoreFailed(Unavailable):
    """The photo store could not be read or written just now. Nothing that was confirmed is lost."""


class StoreRefused(StoreFailed):
    """What lies at the photo store's place is not the store that Albumen knows; nothing there is touched."""


class StoreFull(NoRoom):
    """The disk of the photo store is too full to take more. What is stored can still be seen and deleted."""


class BlobMissing(StoreFailed):
    """The bytes of this file are not in the photo store. Nothing was deleted because of that."""


class BlobCorrupt(StoreFailed):
    """The stored bytes of this file are damaged, so they are not handed out."""


class BlobConflict(StoreFailed):
    """Other bytes lay where this file belongs; both were put aside for the operator. Please send it again."""


class AlreadyHeld(Conflict):
    """Another backup is running just now."""


class BlobBusy(Unavailable):
    """The same file is being deleted at this moment. Please send it again in a few seconds."""


class StagedMissing(NotFound):
    """This upload is no longer there."""


class StagedConflict(Conflict):
    """This upload cannot be continued like that."""


class StagedTooLarge(TooLarge):
    """More bytes arrived than were announced or are allowed."""
