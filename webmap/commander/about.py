"""What this is, where its data come from, and under which licences its parts may be used."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, render_template

from webmap.assets import FOLDER
from webmap.services import services
from webmap.settings import WebSettings


def add_routes(room: Blueprint, settings: WebSettings) -> None:
    """Add `/tentang`."""
    _ = settings

    @room.get("/tentang")
    def about() -> str:
        region = services().region()
        sources = sorted(
            {
                str(text)
                for layer in (*region.layers.values(), region.places)
                if "source" in layer.columns
                for text in layer["source"].dropna()
                if str(text).strip()
            }
        )
        manifest = json.loads((FOLDER / "vendor" / "MANIFEST.json").read_text(encoding="utf-8"))
        return render_template(
            "about.html", sources=sources[:20], vendored=manifest["packages"], program=_version("petarawan")
        )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "–"
