"""Every setting of every room, gathered. They come from the environment: `ALBUMEN_<ROOM>_<NAME>`."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from albumen.accounts import AccountsSettings
from albumen.backups import BackupsSettings
from albumen.database import DatabaseSettings
from albumen.delivery import DeliverySettings
from albumen.imaging import ImagingSettings
from albumen.ingest import IngestSettings
from albumen.jobs import JobsSettings
from albumen.photos import PhotosSettings
from albumen.storage import StorageSettings


class ProcessSettings(BaseSettings):
    """What concerns the whole process."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_")

    data: Path = Field(
        Path("data"),
        description="Folder in which everything is kept. Every command takes it as `--data` too. Default: `./data`.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="How much is written to the log: debug, info, warning or error. Default: info.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto",
        description="Log lines as `json` or as `text` for people; `auto` is text on a terminal. Default: auto.",
    )


class WebSettings(BaseSettings):
    """How Albumen is reached from outside."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_WEB_", populate_by_name=True)

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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of all rooms."""

    process: ProcessSettings = field(default_factory=ProcessSettings)
    accounts: AccountsSettings = field(default_factory=AccountsSettings)
    web: WebSettings = field(default_factory=WebSettings)
    backups: BackupsSettings = field(default_factory=BackupsSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    imaging: ImagingSettings = field(default_factory=ImagingSettings)
    ingest: IngestSettings = field(default_factory=IngestSettings)
    jobs: JobsSettings = field(default_factory=JobsSettings)
    photos: PhotosSettings = field(default_factory=PhotosSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)

    @property
    def data(self) -> Path:
        """The data directory, absolute."""
        return self.process.data.absolute()


def load(data: Path | None = None) -> Settings:
    """The settings from the environment; `data` overrides the data directory. Raises pydantic's ValidationError."""
    process = ProcessSettings() if data is None else ProcessSettings(data=data)
    return Settings(process=process)
