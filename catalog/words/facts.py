"""Top floor. What the closed lists a service is described with are called."""

from flask_babel import lazy_gettext as _l

from catalog.facts import (
    AiUse,
    Audience,
    CertificateStanding,
    Conformance,
    DataElement,
    EducationLevel,
    FacetKind,
    Interface,
    Place,
    PriceModel,
    ProcessorTask,
    Purpose,
    RetainedFrom,
    ServiceLanguage,
    Sort,
    UseCategory,
)
from core.words import register

register(
    UseCategory,
    {
        UseCategory.READING_WRITING: _l("Reading and writing"),
        UseCategory.MATHEMATICS: _l("Mathematics"),
        UseCategory.LANGUAGES: _l("Languages"),
        UseCategory.CREATIVE: _l("Arts and making"),
        UseCategory.LEARNING_MATERIALS: _l("Learning materials"),
        UseCategory.LEARNING_ENVIRONMENT: _l("Learning environments"),
        UseCategory.ASSESSMENT: _l("Assessment and screening"),
        UseCategory.HOME_SCHOOL: _l("Home and school communication"),
        UseCategory.TIMETABLES: _l("Timetables and rooms"),
        UseCategory.STUDENT_RECORDS: _l("Student records"),
        UseCategory.GUIDANCE: _l("Guidance counselling"),
        UseCategory.WELLBEING: _l("Wellbeing"),
        UseCategory.LEARNING_SUPPORT: _l("Learning support"),
        UseCategory.LIBRARY: _l("School library"),
    },
)
register(
    Audience,
    {
        Audience.LEARNER: _l("Learners"),
        Audience.GUARDIAN: _l("Guardians"),
        Audience.TEACHER: _l("Teachers"),
        Audience.STAFF: _l("Other staff of schools"),
        Audience.LEADERSHIP: _l("Leadership of education"),
    },
)
register(
    EducationLevel,
    {
        EducationLevel.EARLY_CHILDHOOD: _l("Early childhood education"),
        EducationLevel.PRE_PRIMARY: _l("Pre-primary education"),
        EducationLevel.BASIC: _l("Basic education"),
        EducationLevel.UPPER_SECONDARY: _l("General upper secondary education"),
        EducationLevel.VOCATIONAL: _l("Vocational education"),
        EducationLevel.BASIC_ARTS: _l("Basic education in the arts"),
        EducationLevel.LIBERAL_ADULT: _l("Liberal adult education"),
    },
)
register(
    ServiceLanguage,
    {
        ServiceLanguage.FINNISH: _l("Finnish"),
        ServiceLanguage.SWEDISH: _l("Swedish"),
        ServiceLanguage.ENGLISH: _l("English"),
        ServiceLanguage.NORTHERN_SAMI: _l("Northern Sámi"),
        ServiceLanguage.INARI_SAMI: _l("Inari Sámi"),
        ServiceLanguage.SKOLT_SAMI: _l("Skolt Sámi"),
        ServiceLanguage.FINNISH_SIGN: _l("Finnish Sign Language"),
        ServiceLanguage.FINLAND_SWEDISH_SIGN: _l("Finland-Swedish Sign Language"),
        ServiceLanguage.UKRAINIAN: _l("Ukrainian"),
        ServiceLanguage.RUSSIAN: _l("Russian"),
        ServiceLanguage.ESTONIAN: _l("Estonian"),
        ServiceLanguage.ARABIC: _l("Arabic"),
        ServiceLanguage.SOMALI: _l("Somali"),
    },
)
register(
    Interface,
    {
        Interface.MPASSID: _l("MPASSid"),
        Interface.SAML: _l("SAML 2.0"),
        Interface.OIDC: _l("OpenID Connect"),
        Interface.SCIM: _l("SCIM 2.0"),
        Interface.ONEROSTER: _l("OneRoster 1.2"),
        Interface.LTI: _l("LTI 1.3"),
        Interface.KOSKI: _l("KOSKI"),
        Interface.XAPI: _l("xAPI"),
        Interface.CALIPER: _l("Caliper 1.2"),
        Interface.QTI: _l("QTI 3.0"),
        Interface.COMMON_CARTRIDGE: _l("Common Cartridge"),
        Interface.SCORM: _l("SCORM"),
        Interface.CMI5: _l("cmi5"),
        Interface.CASE: _l("CASE"),
        Interface.OPEN_BADGES: _l("Open Badges 3.0"),
        Interface.EPERUSTEET: _l("ePerusteet"),
        Interface.ORGANISAATIOPALVELU: _l("Organisaatiopalvelu"),
        Interface.KOODISTOPALVELU: _l("Koodistopalvelu"),
        Interface.LRMI: _l("LRMI"),
        Interface.OPEN_API: _l("Own open interface, documented in public"),
    },
)
register(
    PriceModel,
    {
        PriceModel.FREE: _l("Free of charge"),
        PriceModel.PER_LEARNER: _l("Per learner and year"),
        PriceModel.PER_SCHOOL: _l("Per school and year"),
        PriceModel.PER_MUNICIPALITY: _l("Per municipality and year"),
        PriceModel.QUOTE: _l("Price by request"),
    },
)
register(
    DataElement,
    {
        DataElement.NAME: _l("Name"),
        DataElement.CLASS_GROUP: _l("Class, group and school"),
        DataElement.LEARNER_ID: _l("Learner number"),
        DataElement.SIGN_IN_ID: _l("Sign-in identifier"),
        DataElement.CONTACT: _l("Contact details"),
        DataElement.GUARDIAN: _l("Guardians and their contact details"),
        DataElement.RESULTS: _l("Results and progress"),
        DataElement.OWN_WORK: _l("The learner’s own work"),
        DataElement.MESSAGES: _l("Messages"),
        DataElement.VOICE: _l("Voice recordings"),
        DataElement.IMAGE: _l("Pictures and videos"),
        DataElement.SUPPORT_NEEDS: _l("Support needs (special category or secret)"),
        DataElement.USAGE_LOG: _l("Log of use"),
        DataElement.SCHEDULE: _l("Timetable and absences"),
        DataElement.OTHER: _l("Other personal data"),
    },
)
register(
    Purpose,
    {
        Purpose.SIGN_IN: _l("Signing in and groups"),
        Purpose.TEACHING: _l("Teaching and practice"),
        Purpose.ASSESSMENT: _l("Assessment"),
        Purpose.COMMUNICATION: _l("Communication"),
        Purpose.SCHEDULING: _l("Planning of timetables"),
        Purpose.USER_SUPPORT: _l("User support"),
        Purpose.STATISTICS: _l("Statistics and development"),
        Purpose.SECURITY: _l("Security and investigation of faults"),
    },
)
register(
    Place,
    {
        Place.FINLAND: _l("Finland"),
        Place.EEA: _l("Elsewhere in the EEA"),
        Place.ADEQUATE: _l("A country with an adequacy decision"),
        Place.THIRD: _l("Another country outside the EEA"),
    },
)
register(
    ProcessorTask,
    {
        ProcessorTask.HOSTING: _l("Servers and storage"),
        ProcessorTask.MESSAGING: _l("E-mail and text messages"),
        ProcessorTask.AI: _l("Artificial intelligence"),
        ProcessorTask.USER_SUPPORT: _l("User support"),
        ProcessorTask.MONITORING: _l("Monitoring and logs"),
        ProcessorTask.OTHER: _l("Other task"),
    },
)
register(
    RetainedFrom,
    {
        RetainedFrom.COLLECTION: _l("from when it was stored"),
        RetainedFrom.SCHOOL_YEAR_END: _l("from the end of the school year"),
        RetainedFrom.USE_END: _l("from when the learner leaves the service"),
        RetainedFrom.CONTRACT_END: _l("from the end of the contract"),
    },
)
register(
    AiUse,
    {
        AiUse.NONE: _l("No artificial intelligence"),
        AiUse.NO_PERSONAL_DATA: _l("Artificial intelligence without personal data"),
        AiUse.PERSONAL_DATA: _l("Artificial intelligence that processes personal data"),
        AiUse.ASSESSES_LEARNERS: _l("Artificial intelligence that assesses or steers learners"),
    },
)
register(
    Conformance,
    {
        Conformance.FULL: _l("Meets WCAG 2.1 AA"),
        Conformance.PARTIAL: _l("Meets WCAG 2.1 AA in part"),
        Conformance.UNKNOWN: _l("Not assessed"),
    },
)
register(
    FacetKind,
    {
        FacetKind.USE: _l("Use"),
        FacetKind.LEVEL: _l("Education level"),
        FacetKind.AUDIENCE: _l("For whom"),
        FacetKind.CERTIFICATE: _l("Certificate"),
        FacetKind.GRADE: _l("Grade of evidence at least"),
        FacetKind.INTERFACE: _l("Interface"),
        FacetKind.LANGUAGE: _l("Language"),
        FacetKind.PRICE: _l("Price"),
    },
)
register(
    CertificateStanding,
    {
        CertificateStanding.UNCONDITIONAL: _l("In force"),
        CertificateStanding.CONDITIONAL: _l("In force with conditions"),
    },
)
register(
    Sort,
    {
        Sort.GRADE: _l("Grade of evidence, best first"),
        Sort.NEWEST: _l("Newest certificate first"),
        Sort.NAME: _l("Name"),
    },
)
