import csv
import io

import pytest
from sqlalchemy import func, select

from accounts.cli import FILE
from accounts.models import Municipality
from accounts.register import BadRegister, Certainty, read
from accounts.workflow import register as workflow
from core.db import db

TEXT = FILE.read_text(encoding="utf-8")


def changed(line: int, **values: str) -> str:
    """The register with some values of one line (counted as in an editor) changed."""
    rows = list(csv.DictReader(io.StringIO(TEXT)))
    rows[line - 2].update(values)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def reasons(text: str) -> list[str]:
    with pytest.raises(BadRegister) as told:
        read(text)
    return [str(problem) for problem in told.value.problems]


def test_the_projects_own_register_is_whole():
    facts = read(TEXT)
    assert len(facts) == 308
    assert sum(fact.population for fact in facts) == 5_563_970
    assert len({fact.region_code for fact in facts}) == 19
    assert {fact.population_on.isoformat() for fact in facts} == {"2022-12-31"}
    [heinola] = [fact for fact in facts if fact.code == "111"]
    assert heinola.business_id is None
    assert heinola.business_id_status is Certainty.MISSING


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"code": "5"}, "not three digits"),
        ({"code": "009"}, "already stands on line"),
        ({"name_sv": ""}, "name_sv is empty"),
        ({"name_fi": "Alajärvi "}, "spaces around"),
        ({"name_fi": "A" * 81}, "too long"),
        ({"region_code": "03"}, "is not a region"),
        ({"region_sv": "Nyland"}, "is called Södra Österbotten"),
        ({"language": "se"}, "language 'se' is not one of"),
        ({"type": "city"}, "type 'city' is not one of"),
        ({"business_id": "0177619-4"}, "not a valid Y-tunnus"),
        ({"business_id": "0184674-5"}, "already stands on line"),
        ({"business_id": ""}, "does not say it is missing"),
        ({"business_id_status": "missing"}, "says it is missing"),
        ({"business_id_status": "sure"}, "is not one of"),
        ({"population": "NaN"}, "not a whole positive number"),
        ({"population": "-1"}, "not a whole positive number"),
        ({"population": "9184"}, "adds up to 5563971"),
        ({"population_on": "31.12.2022"}, "not a day such as"),
        ({"population_on": "2021-12-31"}, "2 different days"),
    ],
)
def test_each_kind_of_error_is_found(values, reason):
    assert any(reason in told for told in reasons(changed(2, **values)))


def test_every_bad_line_is_named_in_order():
    text = changed(300, population="many").replace("0182779-8", "0182779-7")
    told = reasons(text)
    lines = [line.split(":")[0] for line in told]
    toholampi = 1 + next(n for n, row in enumerate(TEXT.splitlines()) if row.startswith("849"))
    assert lines[:2] == sorted([f"line {toholampi}", "line 300"], key=lambda x: int(x.split()[1]))
    assert lines[-1] == "whole file"


def test_a_missing_line_and_a_missing_column_are_found():
    assert any("307 municipalities" in told for told in reasons("\n".join(TEXT.splitlines()[:-1])))
    assert "columns must be" in reasons(TEXT.replace("name_sv", "nimi"))[0]
    assert "columns must be" in reasons("")[0]
    assert any("values" in told for told in reasons(TEXT + "999,Liian lyhyt\n"))


def test_loading_twice_changes_nothing(session):
    assert workflow.load(read(TEXT)) == (308, 0)
    assert workflow.load(read(TEXT)) == (0, 0)
    assert db.session.scalar(select(func.count()).select_from(Municipality)) == 308


def test_what_changed_is_written_over_also_when_two_swap_their_numbers(session):
    workflow.load(read(TEXT))
    rows = {row.code: row for row in db.session.scalars(select(Municipality))}
    rows["005"].business_id, rows["009"].business_id = None, None
    db.session.flush()
    rows["005"].business_id, rows["009"].business_id = "0184674-5", "0177619-3"
    rows["010"].name_fi = "Väärä"
    db.session.flush()
    assert workflow.load(read(TEXT)) == (0, 3)
    assert rows["005"].business_id == "0177619-3"


def test_the_command_loads_and_says_what_it_did(app, session):
    result = app.test_cli_runner().invoke(args=["register", "load"])
    assert result.exit_code == 0, result.output
    assert "308 municipalities: 308 added" in result.output


def test_the_command_loads_nothing_when_one_line_is_bad(app, session, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text(changed(5, code="x", population="0"), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["register", "load", str(file)])
    assert result.exit_code == 1
    assert "line 5: code 'x'" in result.output
    assert "line 5: population '0'" in result.output
    assert "nothing was loaded" in result.output
    assert db.session.scalar(select(func.count()).select_from(Municipality)) == 0


def test_a_file_in_another_encoding_is_told_clearly(app, session, tmp_path):
    file = tmp_path / "latin.csv"
    file.write_bytes(TEXT.encode("latin-1"))
    result = app.test_cli_runner().invoke(args=["register", "load", str(file)])
    assert result.exit_code == 1
    assert "UTF-8" in result.output
