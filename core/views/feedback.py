"""Top floor. The feedback form that everybody may use, and the coordinator's side of it."""

import hashlib
import hmac

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, workflow
from core.clock import now, today
from core.db import expect, get, lock
from core.errors import NotFound
from core.feedback import Feedback
from core.feedback_forms import AnswerForm, CloseForm, FeedbackForm
from core.feedback_states import TABLE, FeedbackCategory, FeedbackState, due_on
from core.locale import language, moment
from core.pages import page_of
from core.policy import may_answer_feedback
from core.queries import all_feedback, count_feedback
from core.speech import _
from core.states import steps_from
from core.views.blueprint import blueprint
from core.web import Access, one_of, open_to, settings, whole_number
from core.words import sentence


def sender() -> str:
    """Whoever writes, for counting only: keyed, and another one tomorrow, so nobody is followed."""
    text = f"{today()} {request.remote_addr}"
    return hmac.new(settings().secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def get_mine(id: int) -> Feedback:
    """The feedback, for whoever may answer it; nobody else learns that it exists."""
    if not may_answer_feedback(g.actor):
        raise NotFound()
    return get(Feedback, id)


@blueprint.get("/feedback")
@open_to(Access.EVERYONE)
def feedback() -> ResponseReturnValue:
    """The form; `page` in the address is where the visitor came from."""
    form = FeedbackForm(page=request.args.get("page", ""))
    form.category.data = request.args.get("about", form.category.data)
    form.name_choices()
    return render_template("core/feedback.html", form=form)


@blueprint.post("/feedback")
@open_to(Access.EVERYONE)
def send_feedback() -> ResponseReturnValue:
    form = FeedbackForm()
    form.name_choices()
    if form.attempt(
        lambda: workflow.receive_feedback(
            FeedbackCategory(form.category.data),
            form.text.data or "",
            form.email.data,
            form.local_page(),
            language(),
            sender(),
            now(),
        )
    ):
        return redirect(url_for(".feedback_thanks"))
    return render_template("core/feedback.html", form=form), form.status


@blueprint.get("/feedback/thanks")
@open_to(Access.EVERYONE)
def feedback_thanks() -> ResponseReturnValue:
    return render_template("core/feedback_thanks.html", due=due_on(today()))


@blueprint.get("/feedback/inbox")
@open_to(Access.SIGNED_IN)
def feedback_inbox() -> ResponseReturnValue:
    """What has come in, the most urgent first."""
    if not may_answer_feedback(g.actor):
        raise NotFound()
    state = one_of(FeedbackState, request.args.get("state", FeedbackState.NEW.value))
    return render_template(
        "core/feedback_inbox.html",
        page=page_of(all_feedback(state), whole_number("page", 1)),
        state=state,
        counts=count_feedback(),
        today=today(),
    )


@blueprint.get("/feedback/<int:id>")
@open_to(Access.SIGNED_IN)
def feedback_item(id: int) -> ResponseReturnValue:
    item = get_mine(id)
    return show(item, AnswerForm(version=item.version)), 200


def show(item: Feedback, form: AnswerForm) -> str:
    who = settings().coordinator_name
    events = [
        (moment(event.at), sentence(event.verb, actor=who), "", False)
        for event in reversed(audit.history(item))
    ]
    return render_template(
        "core/feedback_item.html",
        item=item,
        form=form,
        steps=steps_from(TABLE, item.state),
        events=events,
        today=today(),
    )


@blueprint.post("/feedback/<int:id>/answer")
@open_to(Access.SIGNED_IN)
def answer_feedback(id: int) -> ResponseReturnValue:
    item = get_mine(id)
    form = AnswerForm()

    def answer() -> None:
        fresh = lock(Feedback, id)
        expect(fresh, form.version.data)
        workflow.answer_feedback(fresh, form.answer.data or "", g.actor, now())

    if form.attempt(answer):
        flash(_("The answer has been saved."))
        return redirect(url_for(".feedback_inbox"))
    return show(item, form), form.status


@blueprint.post("/feedback/<int:id>/close")
@open_to(Access.SIGNED_IN)
def close_feedback(id: int) -> ResponseReturnValue:
    get_mine(id)
    form = CloseForm()

    def close() -> None:
        fresh = lock(Feedback, id)
        expect(fresh, form.version.data)
        workflow.close_feedback(fresh, g.actor, now())

    if form.attempt(close):
        flash(_("The feedback has been closed without an answer."))
        return redirect(url_for(".feedback_inbox"))
    return show(get(Feedback, id), AnswerForm()), form.status
