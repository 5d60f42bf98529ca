"""The roof. Builds the application; nothing in the house imports this file."""

import importlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

from core import chrome, config, db, headers, locale, refusals, web
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
    db.db.init_app(app)
    with app.app_context():
        db.prepare(db.db.engine)
    Migrate(app, db.db, render_as_batch=True)
    Bootstrap5(app)
    locale.install(app)
    chrome.install(app, settings)
    headers.install(app, settings)
    refusals.install(app)

    # --- while the columns are being built: take what is there -----------------------------------
    def found(module: str, name: str) -> Any:
        try:
            return getattr(importlib.import_module(module), name, None)
        except ModuleNotFoundError as error:
            if module.startswith("reports") or (error.name and module.startswith(error.name)):
                return None
            raise

    load_actor = found("accounts.entry", "load_actor") or (lambda: None)
    web.install(app, load_actor)
    for module in (
        "core.views",
        "accounts.views",
        "catalog.views",
        "onboarding.views.blueprint",
        "contracts.views",
        "billing.views",
        "reports.views",
    ):
        for extra_module in {
            "onboarding.views.blueprint": ("readiness", "applications", "agreements")
        }.get(module, ()):
            found(f"onboarding.views.{extra_module}", "blueprint")
        if blueprint := found(module, "blueprint"):
            app.register_blueprint(blueprint)
        if words := found(module.split(".")[0] + ".words", "__name__"):
            pass
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"#{endpoint}")
    app.context_processor(
        lambda: {
            "chrome": {
                "languages": chrome.language_links(),
                "actor": None,
                "navigation": [],
                "demonstration": settings.demonstration,
                "coordinator": settings.coordinator_name,
                "waiting": None,
                "acting_for": "",
            }
        }
    )
    return app
