"""Tables of numbers as spreadsheets hand them over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.number_table import decoded, folded, read_table, whole

KNOWN = {folded(name): key for name, key in [("005", 1), ("0177619-3", 1), ("Alajärvi", 1)]}
KNOWN |= {folded(name): key for name, key in [("049", 2), ("Espoo", 2), ("Esbo", 2)]}


def told(text):
    return [(line.key, line.value, line.problem) for line in read_table(text, KNOWN)]


@pytest.mark.parametrize(
    "text",
    [
        "005;1234\n049;30500",
        "5\t1 234\n49\t30\u00a0500",
        "Kuntakoodi;Kunta;Oppijat\r\n5;Alajärvi;1234,0\r\n49;Espoo;30500,00\r\n",
        "name,learners\n alajärvi ,1234\nEsbo,30500",
        "\ufeff0177619-3;1234\n\n049;30500\n;\n",
        '"Alajärvi";"1 234"\n"Espoo";"30 500"',
    ],
)
def test_the_same_numbers_in_many_clothes(text):
    assert told(text) == [(1, 1234, ""), (2, 30500, "")]


def test_latin_1_from_an_old_spreadsheet_is_read():
    data = "Kunta;Määrä\nAlajärvi;7".encode("cp1252")
    assert [line.value for line in read_table(decoded(data), KNOWN)] == [7]


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "1,23", "1.234", "1e3", "٣", "abc", "9" * 12])
def test_what_is_no_whole_number_is_not_guessed(typed):
    assert whole(typed) is None
    line = read_table(f"005;{typed}", KNOWN)[0]
    assert line.problem == "This is not a whole number."
    assert line.typed == typed


def test_a_stranger_a_double_and_a_short_row_are_named_by_their_place():
    lines = read_table("005;1\nNarnia;2\nAlajärvi;3\n049\n49;4", KNOWN)
    assert [(line.place, line.problem) for line in lines] == [
        (1, ""),
        (2, "There is no such organisation in the service."),
        (3, "This organisation is in the table twice."),
        (4, "The row has too few columns."),
        (5, ""),
    ]


def test_nothing_is_no_rows():
    assert read_table(" \n\t\n", KNOWN) == []


def test_a_file_of_another_kind_is_told_and_harms_nothing():
    lines = read_table("005;1\n" + "x" * 200_000 + ";2", KNOWN)
    assert [line.good for line in lines] == [True, False]


@given(st.text(max_size=200))
def test_whatever_is_pasted_gives_rows_or_reasons(text):
    for line in read_table(text, KNOWN):
        assert line.good == (line.key is not None and line.value is not None and not line.problem)
        assert bool(line.problem) != line.good
