"""The web entry: eventlet first, then the app. `python wsgi.py` serves it; `flask` finds `app` here."""

import os

if os.environ.get("ASYNC_MODE", "eventlet") == "eventlet" and os.environ.get("FLASK_RUN_FROM_CLI") != "true":
    # Its own resolver reads the system's settings its own way, and takes 7 MB: see launch.names.
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    import eventlet

    eventlet.monkey_patch()
    from psycogreen.eventlet import patch_psycopg

    patch_psycopg()

from app.bootstrap import create_app
from app.config import Settings
from app.db import bind_migrations
from blueprints import mount

settings = Settings.from_env()
app = create_app(settings, mount)
if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
    bind_migrations(app)

if __name__ == "__main__":
    from launch.server import serve

    serve(app, settings)
