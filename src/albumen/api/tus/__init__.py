"""The resumable upload protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload), as its clients speak it.

Extensions: creation, creation-with-upload, checksum, expiration, termination. The promises behind it are `ingest.uploads`.
"""

from albumen.api.tus.routes import router

__all__ = ["router"]
