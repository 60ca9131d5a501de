"""What may be tuned about background work."""

import os
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class JobsSettings(BaseSettings):
    """How much runs at once, and how soon the queue notices things."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_JOBS_")

    concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=256,
        description="How many jobs run at once, videos, upkeep and backups apart. Default: the number of processor cores.",
    )
    video_concurrency: int = Field(
        1, ge=1, le=64, description="How many video jobs run at once beside the others. Default: 1."
    )
    video_niceness: int = Field(
        10,
        ge=0,
        le=19,
        description="How far work on videos, upkeep and backups yields the processor to all else (0 not at all, 19 most). "
        "Default: 10.",
    )
    poll_seconds: float = Field(
        2.0,
        gt=0,
        le=60,
        description="Seconds between looks for jobs whose time has come; new jobs wake the worker at once. Default: 2.",
    )
    heartbeat_seconds: float = Field(
        2.0,
        gt=0,
        le=60,
        description="Seconds between two signs of life that a worker leaves in the database. Default: 2.",
    )
    dead_after_seconds: float = Field(
        6.0,
        gt=0,
        le=600,
        description="Seconds without a sign of life after which a worker counts as dead and its jobs are taken back. "
        "Default: 6.",
    )
    stop_seconds: float = Field(
        20.0,
        ge=0,
        le=600,
        description="Seconds that running jobs are given to finish when the worker stops; then they are put back. "
        "Default: 20.",
    )

    @model_validator(mode="after")
    def _beats_before_it_is_dead(self) -> Self:
        if self.dead_after_seconds < 2 * self.heartbeat_seconds:
            raise ValueError("ALBUMEN_JOBS_DEAD_AFTER_SECONDS must be at least twice ALBUMEN_JOBS_HEARTBEAT_SECONDS")
        return self
