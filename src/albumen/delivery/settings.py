"""What may be tuned about addresses of pictures, and the secret that signs them."""

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class DeliverySettings(BaseSettings):
    """The key that signs addresses."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_DELIVERY_", populate_by_name=True)

    secret_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ALBUMEN_SECRET_KEY"),
        description="Secret of at least 32 characters that signs the addresses of pictures; after a comma, older ones that "
        "still count. Default: the one in `DIR/secret`, made at the first start.",
    )
