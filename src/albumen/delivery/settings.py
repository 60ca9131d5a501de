"""What may be tuned about addresses of pictures, and the secret that signs them."""

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST = 32
"""Fewest characters of a secret."""


class DeliverySettings(BaseSettings):
    """The key that signs addresses."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_DELIVERY_", populate_by_name=True)

    secret_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ALBUMEN_SECRET_KEY"),
        description="Secret of at least 32 characters that signs the addresses of pictures; after a comma, older ones that "
        "still count. Default: the one in `DIR/secret`, made at the first start.",
    )

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not are_secrets(words_of(value)):
            raise ValueError(f"each secret needs at least {SHORTEST} characters")
        return value


def words_of(value: SecretStr) -> list[str]:
    """The secrets of the setting, the newest first."""
    return [word.strip() for word in value.get_secret_value().split(",") if word.strip()]


def are_secrets(words: list[str]) -> bool:
    """Whether there is a secret, and all of them are long enough."""
    return bool(words) and all(len(word) >= SHORTEST for word in words)
