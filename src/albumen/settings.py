"""Every setting of every room, gathered. They come from the environment: `ALBUMEN_<ROOM>_<NAME>`."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from albumen import core
from albumen.accounts import AccountsSettings
from albumen.backups import BackupsSettings
from albumen.database import DatabaseSettings
from albumen.delivery import DeliverySettings
from albumen.imaging import ImagingSettings
from albumen.ingest import IngestSettings
from albumen.jobs import JobsSettings
from albumen.mail import MailSettings
from albumen.photos import PhotosSettings
from albumen.storage import StorageSettings

GIVEN = "ALBUMEN_GIVEN_BY_SERVE"
"""Variable in which `serve` tells its children which of their settings it worked out itself."""


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
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port on which a process tells its metrics to Prometheus, at `/metrics`; never the public one. "
        "`serve --metrics-port` gives it to the web process, and the next one to the worker. Default: none.",
    )
    metrics_host: str = Field(
        "127.0.0.1",
        description="Address on which metrics are told. Whoever reaches it reads them. Default: 127.0.0.1.",
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

    idle_seconds: float = Field(
        120.0,
        gt=0,
        le=86400,
        description="Seconds for which the sender of a request's body may be silent before it is hung up on. What arrived of a "
        "resumable upload is kept, and it goes on from there. Default: 120.",
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
            try:
                if word.strip():
                    ipaddress.ip_network(word.strip(), strict=False)
            except ValueError:
                raise ValueError(f"{word.strip()} is no address or network such as 192.0.2.1 or 10.0.0.0/8") from None
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
    mail: MailSettings = field(default_factory=MailSettings)
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


def variable_of(settings: type[BaseSettings], name: str) -> str:
    """The environment variable of a setting."""
    alias = settings.model_fields[name].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"{settings.model_config.get('env_prefix', '')}{name}".upper()


def variables() -> frozenset[str]:
    """The environment variables of all settings."""
    return frozenset(variable_of(room, name) for room in _rooms() for name in room.model_fields)


def chosen() -> list[str]:
    """The environment variables of the settings that somebody set."""
    given = set(os.environ.get(GIVEN, "").split(","))
    return sorted((variables() & os.environ.keys()) - given)


def problems(error: ValidationError) -> list[str]:
    """What `load` found wrong, a sentence for each setting, by the name of its environment variable."""
    room = next(room for room in _rooms() if room.__name__ == error.title)
    sentences = []
    for wrong in error.errors():
        field = str(wrong["loc"][0]) if wrong["loc"] else ""
        name = variable_of(room, field) if field in room.model_fields else field.upper() or "ALBUMEN_…"
        sentences.append(f"The setting {name} cannot be understood: {_wrong(wrong)}.")
    return sentences


def _wrong(found: Mapping[str, Any]) -> str:
    words = core.plainly(found)
    return words if found["type"] == "value_error" else f"it {words}"


def _rooms() -> list[type[BaseSettings]]:
    return [cast(type[BaseSettings], room.type) for room in fields(Settings)]
