"""What may be tuned about the web process."""

import ipaddress
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ApiSettings(BaseSettings):
    """How Albumen is reached from outside."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_API_", populate_by_name=True)

    public_url: str | None = Field(
        None,
        validation_alias=AliasChoices("ALBUMEN_PUBLIC_URL"),
        description="Address at which people reach this instance, such as `https://photos.example.org`. Mails and absolute "
        "links are made from it alone, never from what a request says. Default: the address that `serve` listens on.",
    )
    trusted_proxies: str = Field(
        "",
        validation_alias=AliasChoices("ALBUMEN_TRUSTED_PROXIES"),
        description="Addresses or networks of reverse proxies, comma-separated: only their `X-Forwarded-For` and "
        "`X-Forwarded-Proto` are believed. Default: none.",
    )

    @field_validator("public_url")
    @classmethod
    def _is_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
            raise ValueError("ALBUMEN_PUBLIC_URL must look like https://photos.example.org")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for word in value.split(","):
            if word.strip():
                ipaddress.ip_network(word.strip(), strict=False)
        return value

    def networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The trusted proxies as networks."""
        return tuple(
            ipaddress.ip_network(word.strip(), strict=False) for word in self.trusted_proxies.split(",") if word.strip()
        )
