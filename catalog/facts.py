"""Ground floor. The closed lists a service is described with, so that services can be compared."""

from enum import StrEnum


class UseCategory(StrEnum):
    READING_WRITING = "reading_writing"
    MATHEMATICS = "mathematics"
    LANGUAGES = "languages"
    CREATIVE = "creative"
    LEARNING_MATERIALS = "learning_materials"
    LEARNING_ENVIRONMENT = "learning_environment"
    ASSESSMENT = "assessment"
    HOME_SCHOOL = "home_school"
    TIMETABLES = "timetables"
    STUDENT_RECORDS = "student_records"
    GUIDANCE = "guidance"
    WELLBEING = "wellbeing"
    LEARNING_SUPPORT = "learning_support"
    LIBRARY = "library"


class Audience(StrEnum):
    LEARNER = "learner"
    GUARDIAN = "guardian"
    TEACHER = "teacher"
    STAFF = "staff"
    LEADERSHIP = "leadership"


class EducationLevel(StrEnum):
    EARLY_CHILDHOOD = "early_childhood"
    PRE_PRIMARY = "pre_primary"
    BASIC = "basic"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
    BASIC_ARTS = "basic_arts"
    LIBERAL_ADULT = "liberal_adult"


class ServiceLanguage(StrEnum):
    """Languages a service can be used in: ISO 639 codes."""

    FINNISH = "fi"
    SWEDISH = "sv"
    ENGLISH = "en"
    NORTHERN_SAMI = "se"
    INARI_SAMI = "smn"
    SKOLT_SAMI = "sms"
    FINNISH_SIGN = "fse"
    FINLAND_SWEDISH_SIGN = "fss"
    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    ESTONIAN = "et"
    ARABIC = "ar"
    SOMALI = "so"


class Interface(StrEnum):
    """Open interfaces of the field, each published by the body that keeps it."""

    MPASSID = "mpassid"
    SAML = "saml"
    OIDC = "oidc"
    SCIM = "scim"
    ONEROSTER = "oneroster"
    LTI = "lti"
    KOSKI = "koski"
    XAPI = "xapi"
    CALIPER = "caliper"
    QTI = "qti"
    COMMON_CARTRIDGE = "common_cartridge"
    SCORM = "scorm"
    CMI5 = "cmi5"
    CASE = "case"
    OPEN_BADGES = "open_badges"
    EPERUSTEET = "eperusteet"
    ORGANISAATIOPALVELU = "organisaatiopalvelu"
    KOODISTOPALVELU = "koodistopalvelu"
    LRMI = "lrmi"
    OPEN_API = "open_api"  # the vendor's own, documented in public


SIGN_IN = frozenset({Interface.MPASSID, Interface.SAML, Interface.OIDC})


class PriceModel(StrEnum):
    FREE = "free"
    PER_LEARNER = "per_learner_year"
    PER_SCHOOL = "per_school_year"
    PER_MUNICIPALITY = "per_municipality_year"
    QUOTE = "quote"


PRICED = frozenset({PriceModel.PER_LEARNER, PriceModel.PER_SCHOOL, PriceModel.PER_MUNICIPALITY})
MAX_PRICE_CENTS = 10_000_000_00
"""Ten million euros a year excluding VAT: above this a price is a typing error."""


class DataElement(StrEnum):
    NAME = "name"
    CLASS_GROUP = "class_group"
    LEARNER_ID = "learner_id"
    SIGN_IN_ID = "sign_in_id"
    CONTACT = "contact"
    GUARDIAN = "guardian"
    RESULTS = "results"
    OWN_WORK = "own_work"
    MESSAGES = "messages"
    VOICE = "voice"
    IMAGE = "image"
    SUPPORT_NEEDS = "support_needs"
    USAGE_LOG = "usage_log"
    SCHEDULE = "schedule"
    OTHER = "other"


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    TEACHING = "teaching"
    ASSESSMENT = "assessment"
    COMMUNICATION = "communication"
    SCHEDULING = "scheduling"
    USER_SUPPORT = "user_support"
    STATISTICS = "statistics"
    SECURITY = "security"


class Place(StrEnum):
    """Where data is processed, in the classes of GDPR chapter V."""

    FINLAND = "finland"
    EEA = "eea"
    ADEQUATE = "adequate"  # art. 45: a country with an adequacy decision
    THIRD = "third"  # art. 46: needs safeguards and an assessment


class ProcessorTask(StrEnum):
    """What a sub-processor does for the service."""

    HOSTING = "hosting"
    MESSAGING = "messaging"
    AI = "ai"
    USER_SUPPORT = "user_support"
    MONITORING = "monitoring"
    OTHER = "other"


class RetainedFrom(StrEnum):
    COLLECTION = "collection"
    SCHOOL_YEAR_END = "school_year_end"
    USE_END = "use_end"
    CONTRACT_END = "contract_end"


class AiUse(StrEnum):
    NONE = "none"
    NO_PERSONAL_DATA = "no_personal_data"
    PERSONAL_DATA = "personal_data"
    ASSESSES_LEARNERS = "assesses_learners"  # (EU) 2024/1689 annex III point 3 may apply


class Conformance(StrEnum):
    """How the service meets WCAG 2.1 AA (EN 301 549), as its own statement says."""

    FULL = "full"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


class FacetKind(StrEnum):
    """What the catalogue can be narrowed by, in the order of the page."""

    USE = "use"
    LEVEL = "level"
    AUDIENCE = "audience"
    CERTIFICATE = "certificate"
    GRADE = "grade"
    INTERFACE = "interface"
    LANGUAGE = "language"
    PRICE = "price"


class CertificateStanding(StrEnum):
    """How a service in the catalogue is certified."""

    UNCONDITIONAL = "unconditional"
    CONDITIONAL = "conditional"


class Sort(StrEnum):
    GRADE = "grade"
    NEWEST = "newest"
    NAME = "name"
