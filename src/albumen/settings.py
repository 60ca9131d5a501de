"""Every setting of every room, gathered. They come from the environment: `ALBUMEN_<ROOM>_<NAME>`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from albumen.accounts import AccountsSettings
from albumen.api.settings import ApiSettings
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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of all rooms."""

    process: ProcessSettings = field(default_factory=ProcessSettings)
    accounts: AccountsSettings = field(default_factory=AccountsSettings)
    api: ApiSettings = field(default_factory=ApiSettings)
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
