"""The web service: `create_app` makes it from its settings; nothing happens when this package is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from geo.store.protocol import Store
    from webmap.settings import WebSettings


def create_app(settings: WebSettings, store: Store | None = None) -> Flask:
    """Make the web application.

    Parameters
    ----------
    settings
        Where the store is, which host names are answered, and the limits.
    store
        An open store, used as it is and from several threads; None: `settings.store` is opened at its first use.

    Returns
    -------
    Flask
        A WSGI application; `webmap.serve.run` serves it.
    """
    from flask import Flask

    from webmap import (
        accounts,
        admin,
        analyst,
        api,
        assets,
        basemap,
        commander,
        compression,
        errors,
        ground_credits,
        health,
        intake,
        languages,
        logs,
        maps,
        ogc,
        partner,
        released,
        security,
        services,
        sessions,
        source,
        triage,
        unreadable_heads,
        wording,
    )
    from webmap.released import embedding

    app = Flask("webmap", static_folder=None)
    services.init_app(app, settings, store)
    for part in (
        unreadable_heads,
        logs,
        source,
        sessions,
        compression,
        security,
        languages,
        wording,
        ground_credits,
        assets,
        errors,
    ):
        part.init_app(app, settings)
    for room in (
        accounts,
        commander,
        analyst,
        api,
        maps,
        basemap,
        health,
        admin,
        intake,
        triage,
        released,
        embedding,
        partner,
        ogc,
    ):
        app.register_blueprint(room.make_blueprint(settings))
    return app
