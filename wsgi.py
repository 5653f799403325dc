"""The application for any WSGI server, its settings from file and environment: `gunicorn wsgi:app`."""

from geo.settings import load_settings
from webmap import create_app
from webmap.settings import web_settings

app = create_app(web_settings(load_settings()))
