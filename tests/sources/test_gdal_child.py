from __future__ import annotations

import ast
import sys
from pathlib import Path

from geo.sources import gdal_child


def test_child_imports_nothing_of_the_project() -> None:
    tree = ast.parse(Path(gdal_child.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) == {"pyogrio", "pyarrow"}


def test_only_two_drivers_are_allowed() -> None:
    """U35."""
    assert gdal_child.ALLOWED_DRIVERS == ("ESRI Shapefile", "GPKG")
