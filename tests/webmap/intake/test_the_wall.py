"""The public room imports no staff room, and asks the store for nothing but the region."""

from __future__ import annotations

import ast
from pathlib import Path

import webmap.intake

ROOM = Path(webmap.intake.__file__).parent
STAFF = ("webmap.commander", "webmap.analyst", "webmap.admin", "webmap.triage", "webmap.partner", "webmap.api")


def test_no_staff_room_and_no_store_enters_the_public_room() -> None:
    for path in ROOM.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in names if name.startswith(STAFF)], path
        stores = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "store"]
        assert {ast.unparse(node) for node in stores} <= {"services().settings.store"}, path
