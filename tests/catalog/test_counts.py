"""What is found is counted once, and again the moment the catalogue has changed, whoever did it."""

import subprocess
import sys
from datetime import timedelta

import pytest

from accounts.roles import Role
from app import create_app
from catalog.counts import count
from catalog.facts import CertificateStanding, FacetKind
from catalog.lookup import find_latest_revision
from catalog.states import CertificateStep
from catalog.workflow import certificates, review, vendor
from core import clock
from core.config import Settings
from core.db import db
from tests.catalog.many import fill
from tests.factories.accounts import a_vendor
from tests.factories.catalog import (
    FACTS,
    a_certified_service,
    a_certifier,
    a_review,
    acting,
    assessed,
    certificate_of,
)
from tests.queries import counted

TODAY = clock.today()
END = TODAY + timedelta(days=300)


def certified(**given):
    return a_certified_service(at=clock.now(), valid_to=END, **(FACTS | given))


def total(words="", **chosen):
    return count(words, {FacetKind(kind): values for kind, values in chosen.items()}, TODAY).total


def of_level(level="basic"):
    return count("", {}, TODAY).facets[FacetKind.LEVEL].get(level, 0)


def editor_of(service):
    return acting(service.vendor, Role.EDITOR)


@pytest.mark.usefixtures("session")
class TestHere:
    def test_a_search_that_was_counted_asks_one_question(self):
        certified()
        first = count("sanapolku", {FacetKind.LEVEL: ("basic",)}, TODAY)
        with counted() as asked:
            again = count(" SANApolku ", {FacetKind.LEVEL: ("basic",)}, TODAY)
        assert len(asked) == 1
        assert again is first

    def test_each_search_and_each_day_has_its_own_counts(self):
        certified()
        assert (total(), total("puuttuva"), total("sanapolku")) == (1, 0, 1)
        assert (total(level=("basic",)), total(level=("general_upper",))) == (1, 0)
        assert count("", {}, END + timedelta(days=1)).total == 0
        assert total() == 1

    def test_a_certified_and_a_withdrawn_service_count_at_once(self):
        assert (total(), of_level()) == (0, 0)
        first, _second = certified(), certified()
        assert (total(), of_level()) == (2, 2)
        vendor.withdraw(find_latest_revision(first.id), editor_of(first), clock.now())
        assert (total(), of_level()) == (1, 1)

    def test_a_suspended_and_a_reinstated_certificate_count_at_once(self):
        service, by = certified(), a_certifier()
        assert total() == 1
        at = clock.now()  # one moment for both: it is not the time that tells
        held = certificate_of(service)
        certificates.take(CertificateStep.SUSPEND, held, "Tietoturvapoikkeama.", by, at)
        assert (total(), of_level()) == (0, 0)
        certificates.take(CertificateStep.REINSTATE, held, "Korjattu.", by, at)
        assert (total(), of_level()) == (1, 1)

    def test_met_conditions_count_at_once(self):
        by, at = a_certifier(), clock.now()
        revision = assessed(a_review(by=by), by, at)
        review.certify_with_conditions(revision, END, "Korjaa.", END, by, at)
        db.session.flush()
        kind = FacetKind.CERTIFICATE
        assert count("", {}, TODAY).facets[kind] == {CertificateStanding.CONDITIONAL.value: 1}
        vendor.report_conditions(revision, "Korjattu.", editor_of(revision.service), at)
        review.confirm(revision, by, at)
        db.session.flush()
        assert count("", {}, TODAY).facets[kind] == {CertificateStanding.UNCONDITIONAL.value: 1}

    @pytest.mark.parametrize("chosen", [{}, {FacetKind.LEVEL: ("basic",)}])
    def test_only_what_is_stamped_walks_a_whole_index(self, chosen):
        """Every other question goes by a value in an index, so that rows of others cost nothing."""
        fill(a_vendor(), 200, TODAY)
        with counted() as asked:
            count("", chosen, TODAY)
        assert len(asked) == 3 + len(chosen)
        connection = db.session.connection()
        for question in asked:
            blanks = ("2026-01-01",) * question.count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", blanks)
            scans = [row[3] for row in plan if row[3].startswith("SCAN")]
            allowed = {
                "SCAN CONSTANT ROW",
                "SCAN certificate USING COVERING INDEX ix_certificate_stamp",
            }
            assert set(scans) <= allowed, question


@pytest.mark.process
def test_what_another_process_certified_or_withdrew_counts_at_once(tmp_path, root):
    app = create_app(Settings(data_dir=tmp_path))
    with app.app_context():
        db.create_all()
        certified()
        by = a_certifier()
        revision = assessed(a_review(by=by), by, clock.now())
        editor, number = editor_of(revision.service), revision.id
        db.session.commit()
    client = app.test_client()

    def found():
        with app.app_context():
            counts = total(), of_level()
        return client.get("/services?lang=en").text.count('<li class="offer">'), *counts

    def elsewhere(deed, actor):
        words = (tmp_path, deed, number, actor.person_id, actor.organisation_id)
        program = [sys.executable, "-m", "tests.catalog.elsewhere", *map(str, words)]
        subprocess.run(program, cwd=root, check=True)

    assert found() == (1, 1, 1)
    elsewhere("certify", by)
    assert found() == (2, 2, 2)
    elsewhere("withdraw", editor)
    assert found() == (1, 1, 1)
    with app.app_context():
        db.engine.dispose()
