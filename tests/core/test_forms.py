"""What people type is read as they mean it, or refused beside the field with everything kept."""

from datetime import date

import pytest
from flask_babel import refresh
from werkzeug.datastructures import MultiDict

from core.errors import BadInput, Changed, NotAllowed
from core.forms import (
    DateField,
    EuroField,
    Form,
    LineField,
    LongTextField,
    Required,
    clean,
    parse_day,
)
from core.language import N_


class Sample(Form):
    title = LineField("Title", [Required()])
    total = EuroField("Total", [Required()])
    day = DateField("Day")
    text = LongTextField("Text", most=50)


@pytest.fixture
def filled(app, session):
    def fill(**typed):
        given = {"title": "Alusta", "total": "1 234,50", "day": "", "text": ""} | typed
        context = app.test_request_context("/?lang=en", method="POST", data=given)
        context.push()
        refresh()  # the language of an earlier request is forgotten
        contexts.append(context)
        return Sample(MultiDict(given), meta={"csrf": False})

    contexts = []
    yield fill
    for context in reversed(contexts):
        context.pop()


def done():
    """A deed that changes nothing."""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("21.11.2026", date(2026, 11, 21)),
        ("1.2.2027", date(2027, 2, 1)),
        ("01. 02. 2027", date(2027, 2, 1)),
        ("2026-11-21", date(2026, 11, 21)),
    ],
)
def test_a_finnish_date_is_read(typed, read):
    assert parse_day(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "11/21/2026",
        "21.11.26",
        "31.2.2026",
        "0.0.2026",
        "1.1.0001",
        "1.1.9999",
        "tänään",
        "٢١.١١.٢٠٢٦",
        "",
    ],
)
def test_a_foreign_or_impossible_date_is_not_guessed(typed):
    assert parse_day(typed) is None


def test_a_good_form_does_its_deed(filled):
    form = filled(day="21.11.2026")
    assert form.attempt(done)
    assert (form.total.data, form.day.data) == (123450, date(2026, 11, 21))


@pytest.mark.parametrize("amount", ["NaN", "1e9", "-5", "99999999999999999999", "abc", "1.234,50"])
def test_a_bad_amount_is_refused_and_kept(filled, amount):
    form = filled(total=amount)
    assert not form.attempt(done)
    assert form.status == 422
    assert form.total.errors
    assert form.total._value() == amount


def test_spaces_alone_are_nothing(filled):
    form = filled(title="  \u00a0 ")
    assert not form.attempt(done)
    assert form.title.errors == ["This is needed"]


def test_what_is_too_long_is_refused_not_cut(filled):
    form = filled(text="x" * 51)
    assert not form.attempt(done)
    assert form.text.data == "x" * 51


def test_a_refusal_of_one_field_stands_beside_it(filled):
    form = filled()

    def deed():
        raise BadInput("title", N_("There is one by that name already."))

    assert not form.attempt(deed)
    assert form.status == 422
    assert form.title.errors == ["There is one by that name already."]
    assert form.listed_errors() == [("title", "There is one by that name already.")]


def test_the_summary_tells_each_field_once_in_a_whole_sentence(filled):
    form = filled(title="", total="")
    assert not form.attempt(done)
    assert form.listed_errors() == [("title", "This is needed"), ("total", "This is needed")]


def test_somebody_first_is_said_above_the_form(filled):
    form = filled()

    def deed():
        raise Changed(N_("Somebody was first on %(day)s."), day=date(2026, 11, 21))

    assert not form.attempt(deed)
    assert form.status == 409
    assert form.listed_errors() == [("", "Somebody was first on 21.11.2026.")]


def test_what_is_not_about_the_input_goes_on(filled):
    def deed():
        raise NotAllowed(N_("No."))

    with pytest.raises(NotAllowed):
        filled().attempt(deed)


def test_marks_that_hide_or_reverse_text_are_taken_out():
    assert clean("a\x00b\u202egnp.exe\u2066") == "abgnp.exe"
