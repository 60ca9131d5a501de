"""What may be tuned about backups."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class BackupsSettings(BaseSettings):
    """The dumps of the database that are written every night, and where whole backups go."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_BACKUPS_")

    dumps_kept: int = Field(
        14,
        ge=0,
        le=1000,
        description="Nightly dumps of the database that are kept in the folder `backups` of the data directory; 0 writes none. "
        "They hold no photos: those `albumen backup` copies. Default: 14.",
    )
    to: Path | None = Field(
        None,
        description="Folder into which everything is backed up every night at 03:45 UTC, as `albumen backup` does, best on "
        "another disk; administrators can have it done at any time. Default: none.",
    )
    keep: int = Field(
        14,
        ge=1,
        le=1000,
        description="States of the library that stay in that folder. Default: 14.",
    )
