"""What arrives is no more than a row could hold, and nobody says where it comes from but the net."""

import pytest
from flask import request

from app import create_app
from core.config import Settings

SECRET = "for tests only, long enough to be taken seriously"


@pytest.mark.parametrize("number", ["2147483648", "9" * 20, "9" * 5000, "-1", "1e3", "%D9%A1"])
def test_a_number_no_row_can_have_is_no_address(browser, number):
    assert browser().get(f"/mailbox/{number}").status_code == 404


def test_an_address_with_nul_is_none(browser):
    assert browser().get("/services/a%00b").status_code == 404


def test_nul_is_taken_out_of_what_was_typed(app):
    typed = {"te\x00xt": "a\x00b", "other": "c"}
    with app.test_request_context("/?q=a%00b&q=c", method="POST", data=typed) as context:
        assert context.request.args.getlist("q") == ["ab", "c"]
        assert context.request.form.to_dict() == {"text": "ab", "other": "c"}


PART = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n%s\r\n'
TEN_MB = b"x" * 10_000_000


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"text=" + TEN_MB),
        ("multipart/form-data; boundary=b", PART % TEN_MB + b"--b--\r\n"),
        ("multipart/form-data; boundary=b", PART % b"x" * 1_100 + b"--b--\r\n"),
    ],
    ids=["typed", "in one part", "in too many parts"],
)
def test_too_much_text_is_refused_in_either_kind_of_form(browser, kind, body):
    answer = browser().post("/feedback", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.parametrize(("proxies", "heard"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_only_a_trusted_proxy_says_whose_request_it_is(tmp_path, proxies, heard):
    """Otherwise anybody would have a new address for each guess of a password."""
    settings = Settings(secret_key=SECRET, data_dir=tmp_path, trusted_proxies=proxies)
    app = create_app(settings, {"TESTING": True})
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    headers = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Real-IP": "198.51.100.8"}
    app.test_client().get("/healthz", headers=headers)
    assert seen == [heard]


def test_a_strange_host_leads_nobody_away(browser):
    answer = browser().get("/queue", headers={"Host": "evil.example"})
    assert answer.location.startswith("/sign-in")
    assert "evil.example" not in browser().get("/", headers={"Host": "evil.example"}).text
