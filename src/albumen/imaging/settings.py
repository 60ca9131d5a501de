"""What may be tuned about reading pictures and videos: above all what one file may cost."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1 << 20


class ImagingSettings(BaseSettings):
    """Decoders, and what one file may cost them."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_IMAGING_")

    decoders: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Files that one Albumen process decodes at once. Default: one per processor core.",
    )
    jobs_per_child: int = Field(
        16,
        ge=1,
        le=1000,
        description="Files of one owner that a decoding process reads before a fresh one takes over. Default: 16.",
    )
    child_idle_seconds: float = Field(
        2, ge=0, le=600, description="Seconds for which a decoding process waits for its owner's next file. Default: 2."
    )
    parent_idle_seconds: float = Field(
        120,
        ge=0,
        le=86400,
        description="Seconds after the last file for which the decoding libraries stay loaded. Default: 120.",
    )
    still_megapixels: int = Field(
        250, ge=1, le=10_000, description="Megapixels of the largest picture that is opened. Default: 250."
    )
    animation_megapixels: int = Field(
        20_000,
        ge=1,
        le=1_000_000,
        description="Megapixels of an animation, all its frames together, that is opened. Default: 20000.",
    )
    probe_cpu_seconds: int = Field(
        3, ge=1, le=600, description="Processor seconds for finding out what an uploaded file is. Default: 3."
    )
    metadata_cpu_seconds: int = Field(
        5, ge=1, le=600, description="Processor seconds for reading what a file says of itself. Default: 5."
    )
    renditions_cpu_seconds: int = Field(
        20, ge=1, le=3600, description="Processor seconds for decoding a file and making its renditions. Default: 20."
    )
    storyboard_cpu_seconds: int = Field(
        20,
        ge=1,
        le=3600,
        description="Processor seconds for the small pictures along a video that one sees when looking for a place in it. "
        "Default: 20.",
    )
    wall_seconds: float = Field(
        120, ge=1, le=7200, description="Seconds by the clock for any of these, waiting included. Default: 120."
    )
    memory_bytes: int = Field(
        880 * MIB,
        ge=128 * MIB,
        description="Bytes of memory that one file may take to decode, libraries aside. Default: 922746880 (880 MiB).",
    )
    output_bytes: int = Field(
        64 * MIB,
        ge=1 * MIB,
        description="Bytes of everything made from one file in one go. Default: 67108864 (64 MiB).",
    )
    open_files: int = Field(
        64, ge=16, le=4096, description="Files, sockets and pipes that a decoding process may hold open. Default: 64."
    )
    video_nice: int = Field(
        10,
        ge=0,
        le=19,
        description="By how much the work on videos stands back behind all else (nice value). Default: 10.",
    )
    user_id: int = Field(
        65534,
        ge=1,
        description="Numeric user and group that decoding processes become when Albumen runs as root. "
        "Default: 65534 (`nobody`).",
    )
