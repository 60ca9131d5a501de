"""How Alembic reaches the database and the declared schema. The connection is handed in; there is no `alembic.ini`."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import types


def ours(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Leave alone what the declared schema does not speak of: the queue's own tables come from its own scripts."""
    return not (kind == "table" and reflected and compared is None and (name or "").startswith("procrastinate_"))


def plain(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the SQL types they are: a released script must not change with the code."""
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    # Only who writes a new script hands in what is declared; who runs them needs no room's code.
    target_metadata=context.config.attributes.get("declared"),
    # Each script is one transaction: whatever kills us, the next start goes on after the last complete one.
    transaction_per_migration=True,
    include_object=ours,
    render_item=plain,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
