"""What may be tuned about backups."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class BackupsSettings(BaseSettings):
    """The dumps of the database that are written every night."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_BACKUPS_")

    dumps_kept: int = Field(
        14,
        ge=0,
        le=1000,
        description="Nightly dumps of the database that are kept in the folder `backups` of the data directory; 0 writes none. "
        "They hold no photos: those `albumen backup` copies. Default: 14.",
    )
