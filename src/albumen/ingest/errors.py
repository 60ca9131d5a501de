"""What may go wrong on the way in."""

from albumen.core import Conflict, FieldError, Forbidden, Invalid, NotFound, TooLarge, Unavailable, Unsupported


class NoSuchUpload(NotFound):
    """There is no such upload. It may have expired, or been refused."""


class EmptyFile(Invalid):
    """The file is empty."""


class WrongSize(Invalid):
    """The file does not have the size that was declared. Nothing was kept."""


class WrongDigest(Invalid):
    """The bytes do not have the digest that was declared: they were changed on the way. Nothing was kept."""

    def __init__(self) -> None:
        super().__init__(errors=(FieldError("sha256", "differs from that of the bytes that arrived"),))


class FileTooLarge(TooLarge):
    """The file is larger than this instance takes."""


class NotASidecar(Unsupported):
    """The name of a sidecar ends with .xmp or .json."""


class OwnerGone(Forbidden):
    """This account may not add photos any more."""


class WrongOffset(Conflict):
    """The upload does not go on there. Ask for its offset first."""


class UploadBusy(Unavailable):
    """Somebody else is writing to this upload just now. Please try again in a moment."""


class WrongChecksum(Invalid):
    """This part of the file was changed on the way. Please send it again."""


class NoDirectUploads(NotFound):
    """This upload cannot be sent straight to the photo store. Send it here."""


class NothingSent(Conflict):
    """Nothing was sent for this upload, or not all of it. Send it first."""
