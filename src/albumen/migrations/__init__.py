"""The road that the schema has come: Alembic's scripts. Data, not a room: it stands outside the stairs and looks at all rooms."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from sqlalchemy import MetaData

from albumen import database

_ALBUMEN = Path(__file__).parents[1]


def load_all_tables() -> MetaData:
    """The declared schema: the metadata after the `tables.py` of every room was read.

    A room's tables stand on `database` alone, so they are read without opening the room: that would load the libraries for
    pictures, films and the web, which no schema needs.
    """
    for path in sorted(_ALBUMEN.rglob("tables.py")):
        name = ".".join(("albumen", *path.relative_to(_ALBUMEN).with_suffix("").parts))
        if name in sys.modules:
            continue
        spec = spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        # Under its own name, so that the room finds this very module when it is opened later.
        sys.modules[name] = module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return database.metadata
