"""Top floor. What states, steps and criteria are called, and what the history of a service says."""

from flask_babel import lazy_gettext as _l

from catalog.criteria import Area, EvidenceGrade, Result, Weight
from catalog.sections import Section
from catalog.states import (
    CatalogEvent,
    CertificateState,
    CertificateStep,
    MessageKind,
    ServiceState,
    ServiceStep,
)
from core.words import register, register_history

register(
    ServiceState,
    {
        ServiceState.DRAFT: _l("Draft"),
        ServiceState.SUBMITTED: _l("Sent for review"),
        ServiceState.IN_REVIEW: _l("Under review"),
        ServiceState.INFO_REQUESTED: _l("Waits for the vendor’s answer"),
        ServiceState.CERTIFIED: _l("Certified"),
        ServiceState.CERTIFIED_WITH_CONDITIONS: _l("Certified with conditions"),
        ServiceState.REJECTED: _l("Returned with reasons"),
        ServiceState.WITHDRAWN: _l("Withdrawn"),
    },
)
register(
    ServiceStep,
    {
        ServiceStep.SUBMIT: _l("Send for review"),
        ServiceStep.TAKE_UP: _l("Take up the review"),
        ServiceStep.ASK: _l("Ask the vendor"),
        ServiceStep.ANSWER: _l("Answer the question"),
        ServiceStep.CERTIFY: _l("Certify"),
        ServiceStep.CERTIFY_WITH_CONDITIONS: _l("Certify with conditions"),
        ServiceStep.REJECT: _l("Return with reasons"),
        ServiceStep.CONFIRM: _l("Confirm that the conditions are met"),
        ServiceStep.WITHDRAW: _l("Withdraw"),
    },
)
register(
    CertificateState,
    {
        CertificateState.ACTIVE: _l("In force"),
        CertificateState.SUSPENDED: _l("Suspended"),
        CertificateState.REVOKED: _l("Revoked"),
        CertificateState.SUPERSEDED: _l("Replaced by a newer one"),
        CertificateState.WITHDRAWN: _l("Ended when the vendor withdrew the service"),
    },
)
register(
    CertificateStep,
    {
        CertificateStep.SUSPEND: _l("Suspend the certificate"),
        CertificateStep.REINSTATE: _l("Put the certificate back in force"),
        CertificateStep.REVOKE: _l("Revoke the certificate"),
        CertificateStep.SUPERSEDE: _l("Replace the certificate"),
        CertificateStep.WITHDRAW: _l("End the certificate"),
    },
)
register(
    MessageKind,
    {
        MessageKind.QUESTION: _l("Question from the certifier"),
        MessageKind.ANSWER: _l("Answer from the vendor"),
        MessageKind.REPORT: _l("How the conditions have been met"),
        MessageKind.REASONS: _l("Reasons for returning"),
        MessageKind.CONDITIONS: _l("Conditions of the certificate"),
    },
)
register(
    Area,
    {
        Area.DATA_PROTECTION: _l("Data protection"),
        Area.SECURITY: _l("Information security"),
        Area.ACCESSIBILITY: _l("Accessibility"),
        Area.INTEROPERABILITY: _l("Interfaces and interoperability"),
        Area.PORTABILITY: _l("Portability and exit"),
        Area.PEDAGOGY: _l("Pedagogy and language"),
        Area.SUPPORT: _l("Support"),
        Area.AI: _l("Use of artificial intelligence"),
    },
)
register(
    Weight,
    {
        Weight.GATE: _l("Gate: required for a certificate"),
        Weight.SCORE: _l("Helps to choose, not required"),
    },
)
register(
    EvidenceGrade,
    {
        EvidenceGrade.DECLARED: _l("Declared by the vendor"),
        EvidenceGrade.DOCUMENT_SEEN: _l("Document seen"),
        EvidenceGrade.TESTED: _l("Tested"),
        EvidenceGrade.PEER_REVIEWED: _l("Peer reviewed"),
        EvidenceGrade.EXTERNALLY_AUDITED: _l("Externally audited"),
    },
)
register(
    Result,
    {
        Result.MET: _l("Met"),
        Result.PARTLY: _l("Partly met"),
        Result.NOT_MET: _l("Not met"),
        Result.NOT_APPLICABLE: _l("Does not apply"),
    },
)
register(
    Section,
    {
        Section.TEXTS_FI: _l("Name and description in Finnish"),
        Section.TEXTS_SV: _l("Name and description in Swedish"),
        Section.TEXTS_EN: _l("Name and description in English"),
        Section.USE: _l("What it is for and for whom"),
        Section.INTERFACES: _l("Interfaces, export and leaving"),
        Section.PRICE: _l("Price"),
        Section.PRIVACY: _l("Data sheet: what personal data is processed"),
        Section.AI: _l("Artificial intelligence"),
        Section.SUPPORT: _l("Support and accessibility"),
        Section.CRITERIA: _l("How the service meets the criteria"),
    },
)
register_history(
    {
        CatalogEvent.DRAFTED: _l("%(actor)s began to describe the service"),
        CatalogEvent.REVISED: _l("%(actor)s began version %(revision)s"),
        CatalogEvent.EDITED: _l("%(actor)s edited version %(revision)s"),
        CatalogEvent.SUBMITTED: _l("%(actor)s sent version %(revision)s for review"),
        CatalogEvent.TAKEN_UP: _l("%(actor)s took up the review of version %(revision)s"),
        CatalogEvent.INFO_REQUESTED: _l("%(actor)s asked for more information"),
        CatalogEvent.ANSWERED: _l("%(actor)s answered the certifier’s question"),
        CatalogEvent.ASSESSED: _l("%(actor)s assessed a criterion of version %(revision)s"),
        CatalogEvent.CERTIFIED: _l("%(actor)s certified version %(revision)s"),
        CatalogEvent.CERTIFIED_WITH_CONDITIONS: _l(
            "%(actor)s certified version %(revision)s with conditions"
        ),
        CatalogEvent.REJECTED: _l("%(actor)s returned version %(revision)s with reasons"),
        CatalogEvent.REPORTED: _l("%(actor)s reported that the conditions are met"),
        CatalogEvent.CONFIRMED: _l("%(actor)s confirmed that the conditions are met"),
        CatalogEvent.DISCARDED: _l("%(actor)s took back version %(revision)s"),
        CatalogEvent.WITHDRAWN: _l("%(actor)s withdrew the service from the catalogue"),
        CatalogEvent.SUSPENDED: _l("%(actor)s suspended the certificate"),
        CatalogEvent.REINSTATED: _l("%(actor)s put the certificate back in force"),
        CatalogEvent.REVOKED: _l("%(actor)s revoked the certificate"),
    }
)
