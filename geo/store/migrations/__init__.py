"""Alembic's folder: `env.py` runs the versions on the connection it is given; each version is one schema step."""
