"""The front door: languages, headers, refusals, and where nobody may be led."""

import gzip

import pytest

from core.headers import content_security_policy
from core.web import safe_next

REFUSED = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/a\x00b",
    "/a\nSet-Cookie: x",
    "",
    None,
]


@pytest.mark.parametrize("target", REFUSED)
def test_nobody_is_led_to_another_site(target):
    assert safe_next(target, "/queue") == "/queue"


def test_a_page_of_our_own_is_returned_to():
    assert safe_next("/agreements/7?x=1", "/queue") == "/agreements/7?x=1"


@pytest.mark.parametrize(
    ("language", "words"), [("fi", 'lang="fi"'), ("sv", 'lang="sv"'), ("en", 'lang="en"')]
)
def test_the_language_follows_the_address_and_stays(browser, language, words):
    client = browser(language="en")
    page = client.get(f"/style?lang={language}")
    assert f"<html {words}>" in page.text
    assert f"<html {words}>" in client.get("/style").text


def test_an_unknown_language_is_no_language(browser):
    assert '<html lang="en">' in browser().get("/style?lang=xx").text


def test_the_switch_keeps_the_page_and_its_words(browser):
    page = browser().get("/style?page=3&q=a%26b")
    assert "/style?page=3&amp;q=a%26b&amp;lang=sv" in page.text


def test_a_browser_without_a_cookie_is_asked_what_it_reads(app, session):
    client = app.test_client()
    assert '<html lang="sv">' in client.get("/style", headers={"Accept-Language": "sv-FI"}).text
    assert (
        '<html lang="fi">'
        in app.test_client().get("/style", headers={"Accept-Language": "de"}).text
    )


def test_every_answer_is_guarded(browser):
    answer = browser().get("/style")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_form_may_lead_to_a_payment_page_only_where_a_page_says_so():
    assert "form-action 'self';" in content_security_policy()
    assert "form-action 'self' https://pay.example;" in content_security_policy(
        "https://pay.example"
    )


def test_a_page_travels_compressed(browser):
    answer = browser().get("/style", headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.data)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_files_with_a_fingerprint_may_be_kept_for_a_year(browser):
    client = browser()
    page = client.get("/style").text
    address = page.split('rel="stylesheet" href="')[2].split('"')[0].replace("&amp;", "&")
    assert "theme.css?v=" in address
    assert "immutable" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_missing_page_is_said_kindly_in_each_language(browser, language):
    answer = browser(language=language).get("/no-such-page")
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text


def test_a_wrong_method_is_said_kindly(browser):
    assert browser().submit("/style").status_code == 405


def test_a_form_without_its_token_is_refused(browser):
    answer = browser().post("/feedback", data={"text": "x"})
    assert answer.status_code == 400
    assert "expired" in answer.text


def test_a_forged_token_is_refused(browser):
    assert browser().post("/feedback", data={"csrf_token": "ä", "text": "x"}).status_code == 400


def test_a_machine_is_told_in_json(browser):
    answer = browser().get("/nothing.json", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json["error"]["status"] == 404


def test_a_body_that_is_too_large_is_refused(app, browser):
    answer = browser().submit("/feedback", data={"text": "x" * 3_000_000})
    assert answer.status_code == 413


def test_a_tampered_cookie_signs_nobody_in(browser):
    client = browser()
    client.set_cookie("kuntatori", "eyJzaWQiOiJ4In0.AAAAAA.forged")
    answer = client.get("/queue")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_what_nobody_expected_shows_no_innards(app, browser, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("core.views.style.samples", lambda: 1 / 0)
    try:
        answer = browser().get("/style")
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
