"""One app and one schema per run; every test inside a savepoint that never commits."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.pool import StaticPool
from werkzeug.test import TestResponse

from accounts.models import Person
from app import create_app
from core.config import Settings
from core.db import db
from tests.pages import problems
from tests.postgres import (  # noqa: F401 (fixtures)
    postgres_app,
    postgres_empty,
    postgres_pattern,
    postgres_server,
    postgres_url,
)

OPENS_PAGES = {"browser", "client", "visitor"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever opens pages is a web test: the others can be run, and waited for, between two thoughts."""
    for item in items:
        if OPENS_PAGES & set(getattr(item, "fixturenames", ())):
            item.add_marker("web")


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """pytest-flask would push one request context around the whole test, and `g` would leak."""


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Tests talk to this machine and to nobody else."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"tests do not talk to {host}")
        return real(self, address)  # type: ignore[arg-type]

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        secret_key="for tests only, long enough to be taken seriously",
        data_dir=tmp_path_factory.mktemp("data"),
        database_url="sqlite://",
        base_url="http://localhost",
        stripe_api_key="sk_test_kuntatori",
        stripe_webhook_secret="whsec_kuntatori",
        stripe_api_base="http://127.0.0.1:9",
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(
        settings,
        {"TESTING": True, "SQLALCHEMY_ENGINE_OPTIONS": {"poolclass": StaticPool}},
    )
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        flask_migrate.stamp()  # the schema is the newest: /readyz asks
        yield app


@contextmanager
def all_undone() -> Iterator[None]:
    """What is written meanwhile is gone afterwards, commits included."""
    engine = db.engine
    with engine.connect() as connection, connection.begin() as outer:
        db.engines[None] = connection  # type: ignore[index]
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        yield
        db.session.remove()
        outer.rollback()
    db.engines[None] = engine  # type: ignore[index]


@pytest.fixture
def session(app: Flask) -> Iterator[None]:
    """What a test writes is gone when it ends, commits included."""
    with all_undone():
        yield


class Browser(FlaskClient):
    """Posts carry a CSRF token; a page is checked the moment it is served."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        """A request as the server would meet it: nothing of the test's own context leaks into it."""
        kwargs.setdefault("buffered", True)
        db.session.commit()  # what the test has prepared is there
        response = Context().run(super().open, *args, **kwargs)
        db.session.expire_all()
        mail = "sandbox" in response.headers.get(
            "Content-Security-Policy", ""
        )  # not a page of ours
        if (
            response.mimetype == "text/html"
            and not mail
            and not 300 <= response.status_code < 400  # Werkzeug's own page, which nobody sees
            and "Content-Encoding" not in response.headers
        ):
            found = problems(response.text)
            assert not found, f"{response.request.path}: " + "; ".join(found)
        return response

    def submit(
        self, url: str, data: dict[str, object] | None = None, **more: object
    ) -> TestResponse:
        """Post a form with its CSRF token."""
        with self.session_transaction() as cookie:
            cookie.setdefault("csrf_token", "t" * 40)
            raw = cookie["csrf_token"]
        return self.post(url, data={"csrf_token": self._signed(raw), **(data or {}), **more})

    def _signed(self, raw: str) -> str:
        from itsdangerous import URLSafeTimedSerializer

        secret = self.application.config["SECRET_KEY"]
        return URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw)


@pytest.fixture
def browser(app: Flask, session: None) -> Callable[..., Browser]:
    """`browser()` is a stranger's; `browser(person)` is signed in, acting for their organisation."""

    def signed_in_as(person: Person | None = None, language: str = "en", **more: object) -> Browser:
        client = app.test_client()
        client.set_cookie("lang", language)
        if person is not None:
            from tests.factories.accounts import sign_in

            sign_in(client, person, **more)
        return client

    return signed_in_as


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).parent.parent
