"""Every route says who may come in, and no page changes anything by being read."""

import pytest

from core.errors import NotAllowed
from core.web import Access, guard

FILES = {"static", "bootstrap.static"}


def test_every_door_has_a_sign(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FILES:
            access = getattr(app.view_functions[rule.endpoint], "access", None)
            assert isinstance(access, Access), f"{rule} is open to whom?"


def test_reading_and_writing_use_different_doors(app):
    for rule in app.url_map.iter_rules():
        writes = rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
        assert writes in (set(), {"POST"}), f"{rule} writes by {writes}"
        assert not (writes and "GET" in rule.methods), f"{rule} both reads and writes"


def test_an_unmarked_route_is_shut(app):
    app.view_functions["forgotten"] = lambda: "secret"
    try:
        with app.test_request_context("/x") as context:
            context.request.url_rule = type("Rule", (), {"endpoint": "forgotten"})()
            with pytest.raises(NotAllowed):
                guard()
    finally:
        del app.view_functions["forgotten"]


def test_addresses_are_english_words_and_stay(app):
    fixed = {"/", "/services", "/services/<slug>", "/services.csv", "/services.json", "/members"}
    fixed |= {"/sign-in", "/queue", "/style", "/accessibility", "/feedback", "/healthz", "/readyz"}
    assert fixed <= {rule.rule for rule in app.url_map.iter_rules()}
