"""Top floor. The words people read about applications, and the sentences of their history."""

from flask_babel import lazy_gettext as _l

from core.words import register, register_history
from onboarding.states.application import (
    ApplicationEvent,
    ApplicationState,
    ApplicationStep,
    EducationLevel,
    Ict,
    ReviewOutcome,
)

S, X, E = ApplicationState, ApplicationStep, ApplicationEvent

register(
    ApplicationState,
    {
        S.INTEREST: _l("Interested"),
        S.OPEN: _l("Being prepared"),
        S.SUBMITTED: _l("With the coordinator"),
        S.INFO_REQUESTED: _l("More information asked for"),
        S.ACCEPTED: _l("Accepted"),
        S.DECLINED: _l("Declined"),
        S.WITHDRAWN: _l("Withdrawn"),
    },
)
register(
    ApplicationStep,
    {
        X.OPEN: _l("Start the readiness check"),
        X.SUBMIT: _l("Send the application"),
        X.REQUEST_INFO: _l("Ask for more information"),
        X.ACCEPT: _l("Accept the application"),
        X.DECLINE: _l("Decline the application"),
        X.WITHDRAW: _l("Withdraw the application"),
    },
)
register(
    ReviewOutcome,
    {
        ReviewOutcome.RETURNED: _l("More information asked for"),
        ReviewOutcome.ACCEPTED: _l("Accepted"),
        ReviewOutcome.DECLINED: _l("Declined"),
    },
)
register(
    Ict,
    {
        Ict.OWN: _l("Our own people"),
        Ict.JOINT: _l("A joint provider of several municipalities"),
        Ict.BOUGHT: _l("Bought from a company"),
    },
)
register(
    EducationLevel,
    {
        EducationLevel.EARLY: _l("Early childhood education"),
        EducationLevel.BASIC: _l("Basic education"),
        EducationLevel.UPPER_SECONDARY: _l("General upper secondary education"),
        EducationLevel.VOCATIONAL: _l("Vocational education"),
    },
)
TEACHING_LANGUAGES = {"fi": _l("Finnish"), "sv": _l("Swedish"), "se": _l("Sámi languages")}
register_history(
    {
        E.INTERESTED: _l("%(actor)s told the coordinator of the organisation's interest"),
        E.OPENED: _l("%(actor)s started the readiness check"),
        E.PROFILED: _l("%(actor)s changed the organisation's basic facts"),
        E.SUBMITTED: _l("%(actor)s sent the application"),
        E.INFO_REQUESTED: _l("%(actor)s asked for more information"),
        E.ACCEPTED: _l("%(actor)s accepted the application"),
        E.DECLINED: _l("%(actor)s declined the application"),
        E.WITHDRAWN: _l("%(actor)s withdrew the application"),
        E.REMARKED: _l("%(actor)s wrote a remark on a task"),
        E.REMARK_REMOVED: _l("%(actor)s took back a remark that had not been given"),
    }
)
