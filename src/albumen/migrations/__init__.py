"""The road that the schema has come: Alembic's scripts. Data, not a room: it stands outside the stairs and looks at all rooms."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

_ALBUMEN = Path(__file__).parents[1]


def load_all_tables() -> MetaData:
    """The declared schema: the metadata after the `tables.py` of every room was read."""
    for module in sorted(_ALBUMEN.rglob("tables.py")):
        import_module(".".join(("albumen", *module.relative_to(_ALBUMEN).with_suffix("").parts)))
    metadata = import_module("albumen.database").metadata
    assert isinstance(metadata, MetaData)
    return metadata
