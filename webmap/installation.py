"""The installation's settings behind a web application, with where each value came from."""

from __future__ import annotations

from geo.settings import Settings, load_settings
from webmap.services import services
from webmap.settings import WebSettings


def installation() -> Settings:
    """Return the settings of the installation that answers the present request."""
    return settings_behind(services().settings)


def settings_behind(web: WebSettings) -> Settings:
    """Return the settings that web settings were made from; of ones made by hand, what they say and defaults."""
    if web.installation is not None:
        return web.installation
    return load_settings({}, store=web.store, lang=web.language, now=web.now)
