"""What may be tuned about the photo store."""

from datetime import timedelta
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class StorageSettings(BaseSettings):
    """How bytes are kept, and how long what nobody names is left alone."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_STORAGE_")

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
