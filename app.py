"""The roof. Builds the application; nothing in the house imports this file."""

import importlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

from core import chrome, cli, config, db, headers, locale, logs, refusals, web
from core.config import Settings


def create_app(settings: Settings | None = None, extra: Mapping[str, Any] | None = None) -> Flask:
    """The application, from settings (read from the environment unless given)."""
    settings = settings or config.read()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        MAX_CONTENT_LENGTH=settings.body_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="kuntatori",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.config.from_mapping(extra or {})
    logs.install(app, settings)
    db.db.init_app(app)
    with app.app_context():
        db.prepare(db.db.engine)
    Migrate(app, db.db, render_as_batch=True)
    Bootstrap5(app)
    locale.install(app)
    chrome.install(app, settings)
    headers.install(app, settings)
    refusals.install(app)
    cli.install(app)

    # --- while the columns are being built: take what is there -----------------------------------
    def rooms(column: str, room: str) -> list[Any]:
        folder = Path(app.root_path) / column / room
        names = [f"{column}.{room}.{p.stem}" for p in sorted(folder.glob("*.py")) if p.stem != "__init__"]
        if folder.with_suffix(".py").exists():
            names = [f"{column}.{room}"]
        try:
            return [importlib.import_module(name) for name in names]
        except ModuleNotFoundError:
            if column != "reports":
                raise
            return []

    entry = Path(app.root_path) / "accounts" / "entry.py"
    web.install(app, importlib.import_module("accounts.entry").load_actor if entry.exists() else lambda: None)
    for column in ("core", "accounts", "catalog", "onboarding", "contracts", "billing", "reports"):
        rooms(column, "words")
        for module in rooms(column, "views"):
            if (blueprint := getattr(module, "blueprint", None)) and blueprint.name not in app.blueprints:
                found = blueprint
        if "found" in locals() and found.name not in app.blueprints:
            app.register_blueprint(found)
        for module in rooms(column, "cli"):
            if hasattr(module, "install"):
                module.install(app)
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"#{endpoint}")
    importlib.import_module("reports.menu").install(app, settings)
    return app
