"""What may be tuned about the database."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class DatabaseSettings(BaseSettings):
    """Where the database is."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_DATABASE_")

    url: SecretStr | None = Field(
        None,
        description="Address of a PostgreSQL server (16 or newer, `postgresql://…`) to use instead of the embedded one. "
        "Default: the embedded one.",
    )
    pool_size: int = Field(10, ge=2, le=200, description="Connections that each process may hold at once. Default: 10.")
    user: str | None = Field(
        None,
        description="System user that the embedded PostgreSQL runs as when Albumen is started by root; PostgreSQL refuses root. "
        "Default: the owner of the data, else `albumen`, which is made when missing, else `nobody`.",
    )

    @field_validator("url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it begins with postgresql://")
        return value
