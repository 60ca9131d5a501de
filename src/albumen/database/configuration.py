"""How the embedded PostgreSQL is set up: what must hold, and what suits a photo library on one machine."""

from collections.abc import Mapping

NAME = "albumen"
"""The name of the database and of its one role."""

HBA = "local all all trust\n"
"""Who may connect: everybody who reaches the socket. Its directory is the guard (0700); nothing listens on TCP."""

_BINDING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

_DEFAULTS = {
    "cluster_name": NAME,
    "max_connections": 60,
    "shared_buffers": "96MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "random_page_cost": 1.1,
    "jit": "off",
    # Three idle worker processes for reads that mostly hit the cache of the system are not worth their memory.
    "io_method": "sync",
    "max_logical_replication_workers": 0,
    # Shared memory that grows would be files in /dev/shm, which containers keep small and a log-out may delete.
    "min_dynamic_shared_memory": "32MB",
    # Photo libraries grow by inserts in the hundred thousands: look often, or counts and plans are those of the empty table.
    "autovacuum_naptime": "20s",
    "autovacuum_vacuum_scale_factor": 0.05,
    "autovacuum_vacuum_insert_scale_factor": 0.05,
    "autovacuum_analyze_scale_factor": 0.02,
    "autovacuum_vacuum_cost_limit": 1000,
    "timezone": "UTC",
    "default_text_search_config": "pg_catalog.simple",
    "logging_collector": "on",
    "log_directory": "../log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": 0,
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %a ",
    "log_min_duration_statement": "1s",
    "log_checkpoints": "off",
    # What people wrote is not for a log: no values of parameters, no keys of rows.
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
    "log_error_verbosity": "terse",
}


def options(*, durable: bool, sockets: str) -> list[str]:
    """What must hold whatever a configuration file says: arguments of the command line, which has the last word."""
    settings = _BINDING | ({} if durable else _CARELESS) | {"unix_socket_directories": sockets}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def postgresql_conf() -> str:
    """The text of `postgresql.conf`, written at each start. What an operator says with ALTER SYSTEM goes above it."""
    return _file("Written by Albumen at each start. Your own settings: ALTER SYSTEM SET …", _DEFAULTS)


def _file(comment: str, settings: Mapping[str, object]) -> str:
    return "\n".join([f"# {comment}", *(f"{name} = '{value}'" for name, value in settings.items()), ""])
