"""The roof. Builds the application; nothing in the house imports this file."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

# Pages hang themselves on their blueprint, and words on the list of words, by being imported.
import accounts.views.account
import accounts.views.addresses
import accounts.views.invitations
import accounts.views.openid
import accounts.views.organisations
import accounts.views.own_data
import accounts.views.people
import accounts.views.recovery
import accounts.views.registration
import accounts.views.sign_in
import accounts.words
import billing.views.invoices
import billing.views.paying
import billing.views.treasury
import billing.words
import catalog.views.certification
import catalog.views.exports
import catalog.views.public
import catalog.views.sections
import catalog.views.vendor
import catalog.words.facts
import catalog.words.review
import catalog.workflow.publishing
import catalog.writings
import contracts.views.drivers
import contracts.views.estimate
import contracts.views.frameworks
import contracts.views.keys
import contracts.views.number_table
import contracts.views.pools
import contracts.views.runs
import contracts.views.scenario
import contracts.views.statements
import contracts.words.enums
import core.own_words
import core.views.feedback
import core.views.health
import core.views.jobs
import core.views.mailbox
import core.views.style
import core.views.texts
import onboarding.queries.writings
import onboarding.readiness_chores
import onboarding.views.agreement_decisions
import onboarding.views.agreement_documents
import onboarding.views.agreement_signing
import onboarding.views.agreements
import onboarding.views.applications
import onboarding.views.readiness
import onboarding.views.reviews
import onboarding.views.tasks
import onboarding.words.agreement
import onboarding.words.application
import onboarding.words.readiness
from accounts import cli as accounts_cli
from accounts import renamings
from accounts.entry import load_actor
from accounts.views.blueprint import blueprint as accounts_pages
from accounts.writings import introduce
from billing import cli as billing_cli
from billing.views.blueprint import blueprint as billing_pages
from catalog.views.blueprint import blueprint as catalog_pages
from contracts import cli as contracts_cli
from contracts.views.blueprint import blueprint as contracts_pages
from core import (
    chrome,
    cli,
    cli_translations,
    config,
    db,
    headers,
    locale,
    logs,
    received,
    refusals,
    web,
)
from core.config import Settings
from core.views.blueprint import blueprint as core_pages
from demo import cli as demo_cli
from onboarding import cli as onboarding_cli
from onboarding.views.blueprint import blueprint as onboarding_pages
from reports import menu
from reports.views import blueprint as reports_pages

MEGABYTE = 1024 * 1024
PAGES = (
    core_pages,
    accounts_pages,
    catalog_pages,
    onboarding_pages,
    contracts_pages,
    billing_pages,
    reports_pages,
)
WRITINGS = (
    catalog.writings.list_messages_by,
    onboarding.queries.writings.list_signatures_by,
    onboarding.queries.writings.list_comments_by,
    onboarding.queries.writings.list_remarks_by,
    onboarding.queries.writings.list_files_by,
)
"""Where people's own words are kept: a person may see all of them."""
RENAMINGS = (catalog.workflow.publishing.follow_name,)
"""What follows when an organisation gets other names."""
COMMANDS = (
    cli,
    cli_translations,
    accounts_cli,
    onboarding_cli,
    contracts_cli,
    billing_cli,
    demo_cli,
)


def create_app(settings: Settings | None = None, extra: Mapping[str, Any] | None = None) -> Flask:
    """The application, from settings (read from the environment unless given).

    `extra` goes into Flask's own configuration; tests use it. Raises ConfigError.
    """
    settings = settings or config.read()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.sqlalchemy_url,
        MAX_CONTENT_LENGTH=settings.body_limit_mb * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
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
    received.install(app)
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
    web.install(app, load_actor)
    menu.install(app, settings)
    for pages in PAGES:
        app.register_blueprint(pages)
    for source in WRITINGS:
        introduce(source)
    for follower in RENAMINGS:
        renamings.introduce(follower)
    for commands in COMMANDS:
        commands.install(app)
    return app
