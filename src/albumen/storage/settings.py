"""What may be tuned about the photo store."""

import re
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(?:[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*)?")


class StorageSettings(BaseSettings):
    """How bytes are kept, and how long what nobody names is left alone."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_STORAGE_")

    url: str | None = Field(
        None,
        description="Where originals and renditions are kept: `s3://bucket` or `s3://bucket/prefix` at an S3 server (see the "
        "operator guide). Default: none, the data directory.",
    )
    s3_endpoint: str | None = Field(
        None,
        description="Address of the S3 server, such as `https://s3.example.org`. Default: AWS, in the region.",
    )
    s3_public_endpoint: str | None = Field(
        None,
        description="The same server's address as browsers reach it, for downloads that go straight to it. Default: "
        "`s3_endpoint`.",
    )
    s3_region: str = Field("us-east-1", min_length=1, description="Region of the bucket. Default: us-east-1.")
    s3_key: SecretStr | None = Field(None, description="Access key for the bucket. Default: none.")
    s3_secret: SecretStr | None = Field(None, description="The secret that belongs to the key. Default: none.")
    s3_reread: bool = Field(
        True,
        description="Read every original again from the S3 server before its upload is confirmed. Off, Albumen trusts the "
        "server to have compared what arrived with the digest sent along, and reads only the size. Default: true.",
    )
    s3_timeout: float = Field(
        60.0,
        gt=0,
        le=600,
        description="Seconds that one request to the S3 server may take (8 MiB at most). Default: 60.",
    )
    s3_deadline: float = Field(
        180.0,
        gt=0,
        le=280,
        description="Seconds for which a request that fails is tried again before the failure is told. Default: 180.",
    )
    s3_downloads: bool = Field(
        False,
        description="Whether originals are downloaded straight from the S3 server, by an address that is signed for each and "
        "soon expires. Browsers must reach that server. Default: false.",
    )
    s3_download_seconds: int = Field(
        60,
        ge=5,
        le=3600,
        description="Seconds for which such an address begins a download; whoever has it needs no sign-in. Default: 60.",
    )
    s3_uploads: bool = Field(
        False,
        description="Whether programs may send files straight to the S3 server, by an address that is signed for each; Albumen "
        "then reads and checks them before it confirms. Default: false.",
    )
    s3_upload_minutes: int = Field(
        60, ge=1, le=1440, description="Minutes for which such an address takes a file. Default: 60."
    )
    floor_mib: int = Field(
        2048,
        ge=0,
        description="Free disk space, in MiB, below which uploads and renditions are refused: a full disk would "
        "stop the database too. The larger of this and `floor_percent` counts, and never less than 32 MiB. "
        "Default: 2048.",
    )
    floor_percent: float = Field(2.0, ge=0, le=90, description="The same floor, in percent of the disk. Default: 2.")
    grace_hours: float = Field(
        24.0,
        ge=0,
        description="Hours since a file was last uploaded before its bytes may be deleted, once nothing names them. "
        "Default: 24.",
    )
    staged_hours: float = Field(
        24.0,
        ge=0,
        description="Hours after which a partial upload that no upload in progress names is cleared away. Default: 24.",
    )
    orphan_hours: float = Field(
        168.0,
        ge=0,
        description="Hours after which a stored file that the database does not know is cleared away: time to notice "
        "that the database was restored from an older backup. Default: 168, a week.",
    )
    missing_most: int = Field(
        100,
        ge=0,
        description="Files that may be missing, or unknown to the database, before the sweep stops and deletes "
        "nothing. Default: 100.",
    )
    missing_percent: float = Field(
        1.0,
        ge=0,
        le=100,
        description="Percent of the files that may be missing before the sweep stops and deletes nothing. Default: 1.",
    )
    block_kib: int = Field(
        1024,
        ge=64,
        le=65536,
        description="KiB read or written at once. Each running upload or download holds about two such blocks in "
        "memory. Default: 1024.",
    )

    @field_validator("url")
    @classmethod
    def _is_bucket(cls, value: str | None) -> str | None:
        if value is None:
            return None
        place = urlsplit(value)
        if place.scheme != "s3" or not _BUCKET.fullmatch(place.netloc) or place.query or place.fragment:
            raise ValueError("it must look like s3://bucket or s3://bucket/prefix")
        if not _PREFIX.fullmatch(place.path.strip("/")):
            raise ValueError("its prefix may have letters, digits, dot, dash, underscore and slashes")
        return value

    @field_validator("s3_endpoint", "s3_public_endpoint")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        place = urlsplit(value)
        if place.scheme not in {"http", "https"} or not place.hostname or place.query or place.username:
            raise ValueError("it must look like https://s3.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _has_key(self) -> Self:
        if self.url is not None and not (self.s3_key and self.s3_secret):
            raise ValueError("ALBUMEN_STORAGE_URL needs ALBUMEN_STORAGE_S3_KEY and ALBUMEN_STORAGE_S3_SECRET")
        return self

    def with_floor(self, mib: int) -> Self:
        """The same, with a floor of at least so many MiB."""
        return self.model_copy(update={"floor_mib": max(self.floor_mib, mib)})

    def floor(self, total: int) -> int:
        """Bytes that stay free on a disk of `total` bytes."""
        return max(self.floor_mib * MIB, int(total * self.floor_percent / 100))

    @property
    def block(self) -> int:
        """Bytes read or written at once."""
        return self.block_kib * 1024

    @property
    def grace(self) -> timedelta:
        """How long an unnamed blob is left alone after it was last claimed."""
        return timedelta(hours=self.grace_hours)

    @property
    def staged_kept(self) -> timedelta:
        """How long a staged object that no upload names is left alone."""
        return timedelta(hours=self.staged_hours)

    @property
    def orphan_kept(self) -> timedelta:
        """How long a file without a row is left alone."""
        return timedelta(hours=self.orphan_hours)
