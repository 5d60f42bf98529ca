"""What somebody typed in one language says so on a page in another (WCAG 2.2, 3.1.2)."""

import pytest
from markupsafe import Markup

from core.forms import Form, WrittenInField
from core.locale import in_language, written


class Note(Form):
    written_in = WrittenInField()


def shown(content, code, page, tag="span"):
    with in_language(page):
        return str(written(content, code, tag))


@pytest.mark.parametrize(
    ("page", "words"),
    [("sv", "Skrivet på finska."), ("en", "Written in Finnish.")],
)
def test_another_language_is_marked_and_said(app, page, words):
    with app.test_request_context():
        expected = f'<span lang="fi">Hyvä.</span> <span class="written-in">{words}</span>'
        assert shown("Hyvä.", "fi", page) == expected


def test_the_pages_own_language_is_not_said(app):
    with app.test_request_context():
        assert shown("Hyvä.", "fi", "fi") == "Hyvä."
        assert shown("", "sv", "fi") == ""


def test_what_was_typed_is_escaped_and_paragraphs_stay(app):
    with app.test_request_context():
        assert "<b>" not in shown("<b>", "fi", "fi") + shown("<b>", "fi", "sv")
        html = shown(Markup("<p>Hej</p>"), "sv", "fi", "div")
        assert html.startswith('<div lang="sv"><p>Hej</p></div>')
        assert html.endswith('<p class="written-in">Kirjoitettu ruotsiksi.</p>')


def test_a_form_begins_with_the_writers_language_and_knows_only_ours(app):
    with app.app_context(), app.test_request_context("/?lang=sv"):
        assert Note(formdata=None).written_in.data == "sv"
    with (
        app.app_context(),
        app.test_request_context("/?lang=sv", method="POST", data={"written_in": "en"}),
    ):
        form = Note(meta={"csrf": False})
        assert form.validate()
        assert form.written_in.data == "en"
    with (
        app.app_context(),
        app.test_request_context("/?lang=sv", method="POST", data={"written_in": "de"}),
    ):
        assert not Note(meta={"csrf": False}).validate()
    with app.app_context(), app.test_request_context("/?lang=sv", method="POST", data={}):
        form = Note(meta={"csrf": False})
        assert form.validate()
        assert form.written_in.data == "sv"
