"""The states of applications and tasks, walked at random; and deeds that no page shows."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.roles import Role
from core import audit
from core.db import db
from core.errors import BadInput, Changed, NotAllowed, RuleBroken
from core.states import IllegalStep, after, steps_from
from core.stored_file import StoredFile
from onboarding.checklist import shelf
from onboarding.checklist.details import Draft
from onboarding.checklist.progress import Mark, progress
from onboarding.models.application import Application, Review, Submission
from onboarding.models.readiness import Answer
from onboarding.policy.application import may_take
from onboarding.queries.readiness import find_check_up, list_evidence_of
from onboarding.readiness_chores import expire_evidence
from onboarding.states import application as application_states
from onboarding.states import readiness as task_states
from onboarding.states.application import ApplicationState, ApplicationStep
from onboarding.states.readiness import (
    AnswerChoice,
    ReadinessEvent,
    ReopenReason,
    TaskState,
    TaskStep,
)
from onboarding.workflow import application as application_workflow
from onboarding.workflow import evidence as evidence_workflow
from onboarding.workflow import readiness as workflow
from onboarding.workflow import review
from tests.factories.accounts import actor_of, tiera
from tests.factories.onboarding_readiness import (
    STARTED,
    a_colleague,
    a_full_draft,
    a_pdf,
    a_preparer,
    an_application,
    an_open_application,
    answer_to,
    completed,
    preparer_of,
)

TABLES = [application_states.TABLE, task_states.TABLE]
LATER = STARTED + timedelta(days=30)


@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("step", list(ApplicationStep))
def test_every_step_of_an_application_is_in_the_table_or_refused(state, step):
    if (state, step) in application_states.TABLE:
        assert step in steps_from(application_states.TABLE, state)
    else:
        with pytest.raises(IllegalStep):
            after(application_states.TABLE, state, step)


@pytest.mark.parametrize("state", list(TaskState))
@pytest.mark.parametrize("step", list(TaskStep))
def test_every_step_of_a_task_is_in_the_table_or_refused(state, step):
    if (state, step) not in task_states.TABLE:
        with pytest.raises(IllegalStep):
            after(task_states.TABLE, state, step)


def test_nothing_leads_out_of_an_ended_application():
    for state in application_states.FINAL:
        assert steps_from(application_states.TABLE, state) == []
    assert set(application_states.WAITS_FOR) == set(ApplicationState)
    assert set(application_states.EVENT) == set(ApplicationStep)


@pytest.mark.parametrize("state", list(ApplicationState))
def test_deeds_lead_to_every_state_and_write_it_down(session, state):
    application = an_application(state)
    assert application.state is state
    verbs = [event.verb for event in audit.history(application)]
    assert len(verbs) >= 1
    assert all(verb.startswith("application.") for verb in verbs)


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("step", list(ApplicationStep))
def test_a_stranger_may_take_no_step(state, step):
    stranger = actor_of(a_preparer())
    application = an_application(state)
    assert not may_take(stranger, application, step)
    viewer = actor_of(a_colleague(application, Role.VIEWER))
    assert not may_take(viewer, application, step)


@pytest.mark.usefixtures("session")
def test_one_organisation_has_one_live_application_whatever_the_code_says():
    application = an_open_application()
    db.session.add(
        Application(
            organisation_id=application.organisation_id,
            state_since=STARTED,
            started_by_id=application.started_by_id,
            started_at=STARTED,
            education_levels=[],
            languages=[],
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.usefixtures("session")
def test_the_records_refuse_a_completed_task_without_an_answer():
    row = answer_to(an_open_application(), "owner")
    row.state = TaskState.COMPLETED
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("model", [Submission, Review])
def test_what_was_sent_and_answered_is_never_rewritten(model):
    an_application(ApplicationState.ACCEPTED)
    row = db.session.scalars(select(model)).first()
    row.by_id = row.by_id + 1
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.usefixtures("session")
def test_a_sending_keeps_what_was_sent():
    application = an_application(ApplicationState.INFO_REQUESTED)
    submission = db.session.scalars(select(Submission)).one()
    assert submission.content["dpia"]["answer"] == "yes"
    actor = actor_of(preparer_of(application))
    workflow.save(answer_to(application, "dpia"), Draft(AnswerChoice.NO), actor, LATER, None)
    db.session.commit()
    assert db.session.scalars(select(Submission)).one().content["dpia"]["answer"] == "yes"
    assert len(submission.fingerprint) == 64


@pytest.mark.usefixtures("session")
def test_a_file_that_was_sent_stays_and_one_that_was_not_goes():
    application = an_application(ApplicationState.INFO_REQUESTED)
    actor = actor_of(preparer_of(application))
    row = answer_to(application, "dpia")
    sent = list_evidence_of(row.id)[0]
    fresh = evidence_workflow.add_evidence(
        row, BytesIO(a_pdf("uusi")), "uusi.pdf", None, actor, LATER
    )
    evidence_workflow.remove_evidence(sent, actor, LATER)
    evidence_workflow.remove_evidence(fresh, actor, LATER)
    db.session.commit()
    assert db.session.get(StoredFile, sent.stored_file_id).removed_at is None
    assert db.session.get(StoredFile, fresh.stored_file_id).removed_at == LATER
    assert sent.removed_by_id == actor.person_id


@pytest.mark.usefixtures("session")
def test_saves_of_one_sitting_are_one_line_of_history():
    application = an_open_application()
    actor = actor_of(preparer_of(application))
    row = answer_to(application, "owner")
    for minute in range(10):
        draft = Draft(AnswerChoice.YES, {"name": f"Sanna {minute}"})
        workflow.save(row, draft, actor, STARTED + timedelta(minutes=minute), row.edits)
    saved = [e for e in audit.history(row) if e.verb == ReadinessEvent.TASK_SAVED]
    assert (len(saved), row.edits) == (1, 10)
    assert "Sanna" not in str([e.facts for e in audit.history(row)]), "history holds no names"


@pytest.mark.usefixtures("session")
def test_a_save_that_changes_nothing_counts_for_nothing():
    application = an_open_application()
    actor = actor_of(preparer_of(application))
    row = answer_to(application, "owner")
    workflow.save(row, Draft(), actor, STARTED, 0)
    assert (row.edits, row.state) == (0, TaskState.NOT_STARTED)


@pytest.mark.usefixtures("session")
def test_the_second_of_two_writers_is_told():
    application = an_open_application()
    row = answer_to(application, "owner")
    actor, other = actor_of(preparer_of(application)), actor_of(a_colleague(application))
    workflow.save(row, Draft(AnswerChoice.YES), actor, STARTED, 0)
    with pytest.raises(Changed):
        workflow.save(row, Draft(AnswerChoice.NO), other, STARTED, 0)
    assert row.answer is AnswerChoice.YES


@pytest.mark.usefixtures("session")
def test_evidence_past_its_last_day_opens_the_task_again():
    application = completed(an_open_application(), "processing-agreement")
    file = list_evidence_of(answer_to(application, "dpia").id)[0]
    file.valid_until = date(2026, 12, 31)
    db.session.commit()
    at = STARTED.replace(year=2027, month=1, day=1)
    assert find_check_up(application, date(2026, 12, 31)).marks["dpia"].expired is False
    assert find_check_up(application, date(2027, 1, 1)).marks["dpia"].expired is True
    expire_evidence(at - timedelta(days=2))
    assert answer_to(application, "dpia").state is TaskState.COMPLETED
    expire_evidence(at)
    expire_evidence(at)
    assert answer_to(application, "dpia").reopened_because is ReopenReason.EVIDENCE_EXPIRED
    later = answer_to(application, "processing-agreement")
    assert later.reopened_because is ReopenReason.EARLIER_TASK_REOPENED
    assert later.reopened_by_task == "dpia"


@pytest.mark.usefixtures("session")
def test_roles_share_the_work_as_agreed():
    application = an_open_application()
    row = answer_to(application, "owner")
    for role in (Role.ADMIN, Role.PREPARER, Role.FINANCE, Role.SIGNATORY):
        workflow.save(
            row, Draft(note=role), actor_of(a_colleague(application, role)), STARTED, None
        )
    for role in (Role.VIEWER, Role.STEERING_MEMBER):
        with pytest.raises(NotAllowed):
            workflow.save(row, Draft(), actor_of(a_colleague(application, role)), STARTED, None)
    with pytest.raises(NotAllowed):
        application_workflow.submit(
            an_application(ApplicationState.INFO_REQUESTED), actor_of(a_preparer()), LATER
        )


class TasksUnderWork(RuleBasedStateMachine):
    """Colleagues answer, prove, remove, complete; whatever they do, what is shown stays true."""

    @initialize()
    def begin(self):
        from flask import current_app

        self.app = current_app
        self.outer = db.session.begin_nested()
        self.application = an_open_application()
        self.actor = actor_of(preparer_of(self.application))
        self.at = STARTED

    def up(self):
        self.at += timedelta(minutes=5)
        return find_check_up(self.application, self.at.date())

    keys = st.sampled_from(
        [
            "competent-body",
            "disqualification",
            "privacy-roles",
            "dpia",
            "processing-agreement",
            "ai",
        ]
    )

    @rule(key=keys, choice=st.sampled_from(AnswerChoice), full=st.booleans())
    def write(self, key, choice, full):
        up = self.up()
        task = up.checklist.task(key)
        draft = a_full_draft(task, answer=choice) if full else Draft(choice)
        waits = up.waiting_for(task)
        try:
            workflow.save(up.answers[key], draft, self.actor, self.at, None)
        except RuleBroken:
            assert waits
        else:
            assert not waits

    @rule(key=keys)
    def prove(self, key):
        up = self.up()
        try:
            evidence_workflow.add_evidence(
                up.answers[key], BytesIO(a_pdf(key)), "näyttö.pdf", None, self.actor, self.at
            )
        except RuleBroken:
            assert up.waiting_for(up.checklist.task(key))

    @rule(key=keys)
    def complete(self, key):
        up = self.up()
        try:
            workflow.complete(up.answers[key], self.actor, self.at)
        except (BadInput, RuleBroken):
            pass
        else:
            row = up.answers[key]
            assert row.state is TaskState.COMPLETED
            assert (
                len(up.evidence[key]) >= up.checklist.task(key).evidence
                or row.answer is not AnswerChoice.YES
            )

    @rule(key=keys)
    def remove(self, key):
        up = self.up()
        for file in up.evidence[key][:1]:
            was = up.answers[key].state
            try:
                evidence_workflow.remove_evidence(file, self.actor, self.at)
            except RuleBroken:  # pragma: no cover
                raise AssertionError(
                    "a file may always be removed while the check is open"
                ) from None
            if was is TaskState.COMPLETED:
                assert up.answers[key].reopened_because is ReopenReason.EVIDENCE_REMOVED

    @invariant()
    def nothing_is_completed_that_waits(self):
        if not hasattr(self, "application"):
            return
        up = self.up()
        for task in up.tasks:
            if up.answers[task.key].state is TaskState.COMPLETED:
                assert not up.waiting_for(task), task.key

    @invariant()
    def a_reopened_task_says_why(self):
        if not hasattr(self, "application"):
            return
        for row in db.session.scalars(select(Answer)):
            assert (row.state is TaskState.REOPENED) == (row.reopened_because is not None)

    @invariant()
    def nothing_has_been_sent(self):
        if hasattr(self, "application"):
            assert self.application.state is ApplicationState.OPEN

    @precondition(lambda self: hasattr(self, "application"))
    @rule()
    def progress_agrees_with_the_records(self):
        up = self.up()
        assert progress(up.checklist, up.profile, up.marks).gates.done == sum(
            1
            for task in up.tasks
            if task.is_gate
            and up.answers[task.key].state is TaskState.COMPLETED
            and up.answers[task.key].answer is AnswerChoice.YES
        )

    def teardown(self):
        db.session.rollback()


@pytest.mark.usefixtures("session")
def test_tasks_stay_true_whatever_colleagues_do():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        TasksUnderWork,
        settings=hypothesis_settings(max_examples=8, stateful_step_count=12, deadline=None),
    )


class ApplicationsOnTheRoad(RuleBasedStateMachine):
    """The table itself, walked at random: only listed steps lead anywhere, ends are ends."""

    def __init__(self):
        super().__init__()
        self.state = ApplicationState.INTEREST
        self.sent = False

    @rule(step=st.sampled_from(ApplicationStep))
    def take(self, step):
        try:
            to = after(application_states.TABLE, self.state, step)
        except IllegalStep:
            assert (self.state, step) not in application_states.TABLE
            return
        assert self.state not in application_states.FINAL
        self.sent = self.sent or step is ApplicationStep.SUBMIT
        self.state = to

    @invariant()
    def nothing_is_judged_unsent(self):
        judged = {
            ApplicationState.ACCEPTED,
            ApplicationState.DECLINED,
            ApplicationState.INFO_REQUESTED,
        }
        assert self.state not in judged or self.sent


TestApplicationsOnTheRoad = ApplicationsOnTheRoad.TestCase


@pytest.mark.usefixtures("session")
def test_an_older_version_of_the_checklist_stays_what_it_was():
    application = an_open_application()
    up = find_check_up(application, STARTED.date())
    assert up.check.fingerprint == shelf.newest().fingerprint
    assert set(up.answers) == {task.key for task in up.checklist.tasks}
    assert up.marks["owner"] == Mark()


@pytest.mark.usefixtures("session")
def test_a_review_needs_a_sent_application():
    application = an_open_application()
    judge = actor_of(tiera(Role.COORDINATOR))
    with pytest.raises(RuleBroken):
        review.remark(application, "dpia", "Hei", judge, LATER)
    db.session.rollback()
    with pytest.raises(IllegalStep):
        review.decline(application, "Syy", judge, LATER)
    db.session.rollback()
