"""A bucket of an S3 server: what it answers, what it can do, and in words what it refuses.

Over obstore's blocking calls, in threads: with its asynchronous ones a short program aborts at its end (a third of them did,
obstore 0.12), and what a caller stopped waiting for runs to its end here as on a disk.
"""

import html
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import obstore
import structlog
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError, PreconditionError

from albumen.core import Said, Sentence
from albumen.storage.errors import (
    S3_AWAY,
    S3_BUCKET,
    S3_CLOCK,
    S3_FORBIDDEN,
    S3_KEY,
    S3_REGION,
    STORE_SAID,
    StoreFailed,
    StoreRefused,
)
from albumen.storage.settings import StorageSettings
from albumen.storage.signing import Signer

log = structlog.get_logger(__name__)

MIB = 1024 * 1024
ONE_PUT = 8 * MIB
"""Bytes that are sent in one request; what is larger is sent in parts."""
LARGEST_COPY = LARGEST_PUT = 5 * 1024 * MIB
"""Bytes that S3 copies, or takes, in one request."""
_MOST_PARTS = 9_000
_PARTS_AT_ONCE = 3
_ABSENT = (FileNotFoundError, NotFoundError)
_THERE = (FileExistsError, AlreadyExistsError, PreconditionError)
_CODES: dict[str, Sentence] = {
    "SignatureDoesNotMatch": S3_KEY,
    "InvalidAccessKeyId": S3_KEY,
    "InvalidToken": S3_KEY,
    "RequestTimeTooSkewed": S3_CLOCK,
    "RequestExpired": S3_CLOCK,
    "NoSuchBucket": S3_BUCKET,
    "InvalidBucketName": S3_BUCKET,
    "AuthorizationHeaderMalformed": S3_REGION,
    "PermanentRedirect": S3_REGION,
    "AccessDenied": S3_FORBIDDEN,
    "AllAccessDisabled": S3_FORBIDDEN,
}
_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})")


@dataclass(frozen=True, slots=True)
class Object:
    """An object of the bucket: its key under the prefix, its size in bytes, when it was written, and its tag."""

    key: str
    size: int
    written_at: datetime
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An upload in parts that did not end: the key that it is for, its id, when it began."""

    key: str
    upload: str
    began_at: datetime


@dataclass(slots=True)
class Abilities:
    """What this server can do, as it was seen to."""

    create: bool = False
    """Refuse to write where something lies."""
    copy: bool = False
    """Refuse to copy to where something lies."""


class Bucket:
    """Blocking calls on the objects under one prefix of a bucket; they raise `StoreFailed` and `StoreRefused`."""

    def __init__(self, settings: StorageSettings) -> None:
        """Nothing is asked of the server before the first call. Raises ValueError where a setting is missing."""
        place = urlsplit(settings.url or "")
        key, secret = settings.s3_key, settings.s3_secret
        if place.scheme != "s3" or not place.netloc or key is None or secret is None:
            raise ValueError("a store in a bucket needs its address, a key and a secret")
        self.name = place.netloc
        self.prefix = f"{place.path.strip('/')}/" if place.path.strip("/") else ""
        self.endpoint = (settings.s3_endpoint or f"https://s3.{settings.s3_region}.amazonaws.com").rstrip("/")
        self.can = Abilities()
        self._region = settings.s3_region
        self._deadline = settings.s3_deadline
        self._timeout = settings.s3_timeout
        self._signer = Signer(self.endpoint, self._region, key.get_secret_value(), secret.get_secret_value())
        outside = (settings.s3_public_endpoint or self.endpoint).rstrip("/")
        self._signer_outside = Signer(outside, self._region, self._signer.key, self._signer.secret)
        self._store = obstore.store.S3Store(
            self.name,
            config={
                "endpoint": self.endpoint,
                "region": self._region,
                "access_key_id": self._signer.key,
                "secret_access_key": self._signer.secret,
                "copy_if_not_exists": "multipart",
                # One request for each: not every server has the other way.
                "disable_bulk_delete": True,
            },
            client_options={
                "allow_http": self.endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=min(5.0, self._timeout)),
                "timeout": timedelta(seconds=self._timeout),
            },
            retry_config={
                "max_retries": 8,
                "retry_timeout": timedelta(seconds=self._deadline),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=5),
                    "base": 2,
                },
            },
        )

    # Reading.

    def read(self, key: str) -> bytes | None:
        """All of an object, or None where there is none."""
        with self.told("be read"):
            try:
                return obstore.get(self._store, self.prefix + key).bytes().to_bytes()
            except _ABSENT as error:
                self._need_bucket(error)
                return None

    def head(self, key: str) -> Object | None:
        """What is known of an object, or None where there is none (or no bucket: S3 does not say which)."""
        with self.told("be read"):
            try:
                return self._object(obstore.head(self._store, self.prefix + key))
            except _ABSENT:
                return None

    def pieces(self, key: str, start: int, end: int | None, piece: int) -> Generator[tuple[bytes, int], None, None]:
        """The bytes from `start` to `end` (or the last), and with each piece the size of the whole.

        Each piece is a request of its own: so a slow reader holds no connection, and one that breaks costs a piece. Raises
        FileNotFoundError.
        """
        size = None
        while size is None or start < min(end if end is not None else size, size):
            until = start + piece if end is None else min(start + piece, end)
            with self.told("be read"):
                try:
                    got = self._piece(key, start, until)
                except BaseError as error:
                    # Nothing lies there: an object without bytes, or its end. Only then is it asked for its size.
                    if _status(error) != 416:
                        raise
                    return
            data, size = got
            if not data:
                raise StoreFailed(STORE_SAID(what="be read", system="0 bytes"))
            start += len(data)
            yield data, size

    def _piece(self, key: str, start: int, end: int) -> tuple[bytes, int]:
        for _ in range(2):
            try:
                return self._ask_piece(key, start, end)
            except BaseError as error:
                # A body that breaks off is not asked for again by obstore, unlike a request that fails.
                if _status(error) is not None:
                    raise
                log.info("storage.s3_read_again", key=key, error=_short(error))
        return self._ask_piece(key, start, end)

    def _ask_piece(self, key: str, start: int, end: int) -> tuple[bytes, int]:
        try:
            got = obstore.get(self._store, self.prefix + key, options={"range": (start, end)})
            return got.bytes().to_bytes(), got.meta["size"]
        except _ABSENT as error:
            self._need_bucket(error)
            raise FileNotFoundError(key) from error

    def listed(self, prefix: str) -> Iterator[Object]:
        """The objects whose keys begin so, in the order of their keys."""
        with self.told("be listed"):
            for page in obstore.list(self._store, prefix=(self.prefix + prefix).rstrip("/") or None):
                yield from map(self._object, page)

    def folders(self, prefix: str) -> list[str]:
        """The names that stand between `prefix` and the next slash."""
        with self.told("be listed"):
            found = obstore.list_with_delimiter(self._store, prefix=(self.prefix + prefix).rstrip("/"))
        return [each.rstrip("/").rpartition("/")[2] for each in found["common_prefixes"]]

    # Writing.

    def create(self, key: str, data: bytes) -> bool:
        """Write an object where there is none; False where there is one."""
        if not self.can.create and self.head(key) is not None:
            return False
        with self.told("be written"):
            try:
                obstore.put(
                    self._store,
                    self.prefix + key,
                    data,
                    mode="create" if self.can.create else "overwrite",
                    use_multipart=False,
                )
            except _THERE:
                return False
            except _ABSENT as error:
                self._need_bucket(error)
                raise
        return True

    def write(self, key: str, data: bytes) -> None:
        """Write or replace an object."""
        with self.told("be written"):
            obstore.put(self._store, self.prefix + key, data, use_multipart=False)

    def upload(self, key: str, path: Path, size: int) -> None:
        """Write or replace an object with a file, in parts where it is large; readers see all of it or none."""
        part = max(ONE_PUT, -(-size // _MOST_PARTS))
        with self.told("be written"):
            obstore.put(self._store, self.prefix + key, path, chunk_size=part, max_concurrency=_PARTS_AT_ONCE)

    def copy_new(self, key: str, to: str) -> bool:
        """Copy an object, on the server, to where there is none; False where there is one."""
        if not self.can.copy and self.head(to) is not None:
            return False
        with self.told("be written"):
            try:
                obstore.copy(self._store, self.prefix + key, self.prefix + to, overwrite=not self.can.copy)
            except _THERE:
                return False
        return True

    def copy(self, key: str, to: str) -> None:
        """Copy an object on the server."""
        with self.told("be written"):
            obstore.copy(self._store, self.prefix + key, self.prefix + to)

    def delete(self, key: str) -> None:
        """Destroy an object, if it is there."""
        with self.told("delete a file"):
            try:
                obstore.delete(self._store, self.prefix + key)
            except _ABSENT as error:
                self._need_bucket(error)

    # Signed addresses.

    def address(self, key: str, seconds: int, query: dict[str, str]) -> str:
        """An address at which whoever has it may read an object for some seconds."""
        return self._signer_outside.address("GET", f"/{self.name}/{self.prefix}{key}", seconds, query)

    def address_to_send(self, key: str, seconds: int, size: int) -> str:
        """An address at which whoever has it may write an object of exactly that size."""
        return self._signer_outside.address("PUT", f"/{self.name}/{self.prefix}{key}", seconds, length=size)

    def parts(self, prefix: str) -> list[Part]:
        """The uploads in parts that began and did not end; none where the server does not tell."""
        found: list[Part] = []
        query = {"uploads": "", "prefix": self.prefix + prefix}
        while True:
            answer = self._ask("GET", "", query)
            if answer.status_code != 200:
                log.info("storage.s3_parts_unknown", status=answer.status_code)
                return found
            for entry in re.findall(r"<Upload>(.*?)</Upload>", answer.text, re.DOTALL):
                key, upload, began = (_tagged(entry, name) for name in ("Key", "UploadId", "Initiated"))
                found.append(Part(key.removeprefix(self.prefix), upload, datetime.fromisoformat(began)))
            if _tagged(answer.text, "IsTruncated") != "true":
                return found
            query["key-marker"] = _tagged(answer.text, "NextKeyMarker")
            query["upload-id-marker"] = _tagged(answer.text, "NextUploadIdMarker")

    def abort(self, part: Part) -> None:
        """Let the parts of an upload go."""
        self._ask("DELETE", part.key, {"uploadId": part.upload})

    def _ask(self, method: str, key: str, query: dict[str, str]) -> httpx.Response:
        place = f"/{self.name}/{self.prefix}{key}" if key else f"/{self.name}"
        try:
            return httpx.request(method, self._signer.address(method, place, 300, query), timeout=self._timeout)
        except httpx.HTTPError as error:
            raise StoreFailed(S3_AWAY(endpoint=self.endpoint)) from error

    # What went wrong.

    @contextmanager
    def told(self, what: str) -> Iterator[None]:
        """Tell what the server refuses in words; `what` completes "the photo store could not …"."""
        try:
            yield
        # obstore tells some refusals with Python's own errors.
        except (BaseError, PermissionError, NotImplementedError, TimeoutError, ConnectionError) as error:
            said, lasting = self._said(error, what)
            log.error("storage.failed", doing=what, status=_status(error), reason=_code(error), answer=_short(error))
            raise (StoreRefused if lasting else StoreFailed)(said) from error

    def _need_bucket(self, error: Exception) -> None:
        """Raise `StoreRefused` where it was not the object that is missing but the bucket."""
        if _code(error) == "NoSuchBucket":
            raise StoreRefused(S3_BUCKET(bucket=self.name)) from error

    def _said(self, error: Exception, what: str) -> tuple[Said, bool]:
        code, status = _code(error), _status(error)
        if code is None and status == 403:
            code = "AccessDenied"
        sentence = _CODES.get(code or "")
        if sentence is not None:
            values = {"bucket": self.name, "endpoint": self.endpoint, "region": self._region, "what": what}
            return sentence(**{name: values[name] for name in re.findall(r"\{(\w+)\}", sentence.text)}), True
        if code is None and status is None:
            return S3_AWAY(endpoint=self.endpoint), False
        return STORE_SAID(what=what, system=" ".join(str(word) for word in (status, code) if word)), False

    def _object(self, meta: Any) -> Object:
        key = cast(str, meta["path"]).removeprefix(self.prefix)
        return Object(key, meta["size"], meta["last_modified"], meta["e_tag"])


def _code(error: Exception) -> str | None:
    found = _CODE.search(str(error))
    return found[1] if found else None


def _status(error: Exception) -> int | None:
    found = _STATUS.search(str(error))
    return int(found[1]) if found else None


def _short(error: Exception) -> str:
    """Its first line: the rest repeats it."""
    return str(error).partition("\n")[0][:300]


def _tagged(text: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return html.unescape(found[1]) if found else ""
