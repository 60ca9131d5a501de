"""The schema of a database as a text that two databases have in common exactly when their schemas are the same."""

import re
import subprocess

from albumen.database import binary, client_environment

_STATEMENT = re.compile(r";\n(?=\n|$)")
_TABLE = re.compile(r"^(CREATE TABLE [^\n]*\(\n)(.*)(\n\))$", re.DOTALL)


def dump_schema(url: str) -> str:
    """What `pg_dump` says of a database's schema, without the order of columns: a later script can only add at the end."""
    command = [
        binary("pg_dump"),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "--exclude-table=alembic_version",
        url,
    ]
    dump = subprocess.run(command, env=client_environment(url), capture_output=True, text=True, check=True).stdout
    lines = [line for line in dump.splitlines() if line and not line.startswith(("--", "SET ", "\\"))]
    statements = _STATEMENT.split("\n".join(lines).replace(";\n", ";\n\n"))
    return "\n".join(sorted(_TABLE.sub(_sort_columns, statement.strip()) for statement in statements))


def _sort_columns(table: re.Match[str]) -> str:
    return table[1] + "\n".join(sorted(line.strip().rstrip(",") for line in table[2].splitlines())) + table[3]
