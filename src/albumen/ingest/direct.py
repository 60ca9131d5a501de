"""Uploads whose bytes go straight to the server on which the store keeps its own, and are fetched from there.

They are resumable uploads with another way for the bytes: the same row, quota and lifetime, and the same end. What was sent
counts for nothing until it was read from there, onto the disk, hashed there as every upload is (S1 to S7), so that nobody
can exchange it in between.
"""

from dataclasses import replace
from datetime import timedelta

from albumen.accounts import User
from albumen.ingest.errors import NoDirectUploads, NoSuchUpload, NothingSent
from albumen.ingest.model import Receiving, Upload, UploadId
from albumen.ingest.uploads import find_upload, finishing, write, writer_of
from albumen.storage import StagedMissing


async def address_of(receiving: Receiving, owner: User, upload_id: UploadId) -> tuple[Upload, str]:
    """An upload, and the address to which its bytes may be PUT. Raises `NoSuchUpload` and `NoDirectUploads`."""
    upload = await find_upload(receiving, owner, upload_id)
    address = receiving.store.address_to_stage(upload.staged_name, upload.size)
    if address is None or upload.photo_id is not None:
        raise NoDirectUploads
    return upload, address


async def fetch(receiving: Receiving, owner: User, upload_id: UploadId, lifetime: timedelta) -> Upload:
    """Fetch what was sent, and make it a photo; asked again, the same photo.

    It is fetched from the beginning each time: what lies there may be another than last time. Raises `NothingSent`,
    `UploadBusy`, `NoSuchUpload` and what `receive` raises; a file that is refused is dropped with its upload.
    """
    async with writer_of(receiving, owner.id, upload_id) as writer:
        upload = await find_upload(receiving, owner, upload_id)
        if upload.photo_id is not None:
            return upload
        try:
            chunks = receiving.store.sent(upload.staged_name)
            upload = await write(receiving, replace(upload, offset=0), chunks, writer, lifetime)
        except (NoSuchUpload, StagedMissing) as error:
            # The upload itself was just found: it is in the bucket that nothing lies.
            raise NothingSent from error
        if upload.offset < upload.size:
            raise NothingSent
        return await finishing(receiving, owner, upload)
