"""Holds what every room may lean on: errors, ids, clock, paging, log and metrics. No word of the domain is spoken here."""

from albumen.core.cancelling import to_its_end
from albumen.core.clock import at, now
from albumen.core.crashpoint import crashpoint
from albumen.core.errors import (
    AlbumenError,
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NoRoom,
    NotFound,
    Outdated,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
    Unsupported,
    code_of,
    invalid,
)
from albumen.core.ids import MAX_ID, SHARDS, IdMint, mint, minted_at, random_shard, shard_of
from albumen.core.log import configure_logging
from albumen.core.metrics import Gauge, Measure, telling_metrics
from albumen.core.mounts import FileSystem, file_system
from albumen.core.paging import decode_cursor, encode_cursor
from albumen.core.plain import plainly, told
from albumen.core.sentences import Said, Sentence, Value, named, recognise
from albumen.core.sizes import size

__all__ = [
    "MAX_ID",
    "SHARDS",
    "AlbumenError",
    "Conflict",
    "FieldError",
    "FileSystem",
    "Forbidden",
    "Gauge",
    "IdMint",
    "Invalid",
    "Measure",
    "NoRoom",
    "NotFound",
    "Outdated",
    "Said",
    "Sentence",
    "TooLarge",
    "TooMany",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "Value",
    "at",
    "code_of",
    "configure_logging",
    "crashpoint",
    "decode_cursor",
    "encode_cursor",
    "file_system",
    "invalid",
    "mint",
    "minted_at",
    "named",
    "now",
    "plainly",
    "random_shard",
    "recognise",
    "shard_of",
    "size",
    "telling_metrics",
    "to_its_end",
    "told",
]
