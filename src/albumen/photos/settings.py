"""What may be tuned about the library."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class PhotosSettings(BaseSettings):
    """The trash."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_PHOTOS_")

    trash_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="Days that a photo stays in the trash before it is deleted for good. Default: 30.",
    )
