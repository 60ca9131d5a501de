"""How Alembic reaches the database and the declared schema. The connection is handed in; there is no `alembic.ini`."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateTableOp, MigrationScript
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Column, types


def ours(item: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """Leave alone what the declared schema does not speak of: the queue's own tables come from its own scripts."""
    return not (kind == "table" and reflected and compared is None and (name or "").startswith("procrastinate_"))


def plain(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the SQL types they are: a released script must not change with the code."""
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def complete(context: MigrationContext, revision: object, scripts: list[MigrationScript]) -> None:
    """Write the CHECK constraints that stand beside a column, which Alembic leaves out, with those of its table."""
    for script in scripts:
        assert script.upgrade_ops is not None
        for operation in script.upgrade_ops.ops:
            if not isinstance(operation, CreateTableOp):
                continue
            columns = [column for column in operation.columns if isinstance(column, Column)]
            checks = [check for column in columns for check in column.constraints if isinstance(check, CheckConstraint)]
            operation.columns = [
                *operation.columns,
                *(CheckConstraint(check.sqltext, name=check.name) for check in checks),
            ]
            operation.info = {}


context.configure(
    connection=context.config.attributes["connection"],
    # Only who writes a new script hands in what is declared; who runs them needs no room's code.
    target_metadata=context.config.attributes.get("declared"),
    # Each script is one transaction: whatever kills us, the next start goes on after the last complete one.
    transaction_per_migration=True,
    include_object=ours,
    render_item=plain,
    process_revision_directives=complete,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
