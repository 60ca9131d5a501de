"""A room is entered by its door: `from albumen import photos`, then `photos.add(…)`; never past it, from anywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "albumen"
OUTSIDE = {"migrations"}
"""Data, not a room: it looks at every room's tables."""


def door_of(room: str) -> set[str] | None:
    """The names in a room's `__all__`; None for what is one module and so has no inside."""
    init = SOURCE / room / "__init__.py"
    for node in ast.parse(init.read_text()).body if init.exists() else []:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def past_the_door(source: str, own_room: str) -> Iterator[str]:
    """Every place in the source at which another room is entered other than by a public name of its door."""
    tree = ast.parse(source)
    rooms: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            yield from (".".join(n) for n in names if n[0] == "albumen" and len(n) > 2 and n[1] != own_room)
        elif isinstance(node, ast.ImportFrom) and node.module == "albumen":
            rooms |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name != own_room}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("albumen."):
            room, *inside = (node.module or "").split(".")[1:]
            door = door_of(room)
            for alias in node.names if room != own_room else []:
                if inside or (door is not None and alias.name not in door):
                    yield f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in rooms:
            door = door_of(rooms[node.value.id])
            if door is not None and node.attr not in door:
                yield f"{rooms[node.value.id]}.{node.attr}"


def test_every_room_is_entered_by_its_door() -> None:
    files = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in OUTSIDE]
    assert len(files) > 50
    found = [
        f"{path.relative_to(SOURCE)}: {name}"
        for path in files
        for name in past_the_door(path.read_text(), path.relative_to(SOURCE).parts[0].removesuffix(".py"))
    ]
    assert not found


@pytest.mark.parametrize(
    "planted",
    [
        "from albumen.photos.actions import add",
        "import albumen.photos.actions",
        "from albumen.photos import tables",
        "from albumen import photos\nphotos.tables.photos",
        "from albumen import photos as library\nlibrary.photo_from(row)",
        "def later():\n    from albumen.photos.queries import days",
    ],
)
def test_a_planted_way_past_the_door_is_seen(planted: str) -> None:
    assert list(past_the_door(planted, "sharing"))


@pytest.mark.parametrize(
    "proper",
    [
        "from albumen import photos\nphotos.add(tx, new)",
        "from albumen.photos import Photo, PhotoId",
        "from albumen.sharing.rules import Action",
        "from albumen.wiring import Parts",
    ],
)
def test_the_door_itself_is_open(proper: str) -> None:
    assert not list(past_the_door(proper, "sharing"))
