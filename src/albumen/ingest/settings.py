"""What may be tuned about the way in."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IngestSettings(BaseSettings):
    """Limits and times of uploads."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_INGEST_")

    largest_file_bytes: int = Field(
        50 * 1024**3, ge=1024, description="Bytes that one file may have at most. Default: 50 GiB."
    )
    upload_days: int = Field(
        7, ge=1, le=90, description="Days after which an unfinished upload is given up. Default: 7."
    )
