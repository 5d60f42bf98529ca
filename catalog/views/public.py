"""Top floor. The catalogue as everybody sees it: the list and the page of one service."""

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from catalog import policy, search, shown, story
from catalog.counts import Counts
from catalog.criteria import EvidenceGrade, criteria_set
from catalog.facts import (
    Audience,
    CertificateStanding,
    EducationLevel,
    FacetKind,
    Interface,
    PriceModel,
    ServiceLanguage,
    Sort,
    UseCategory,
)
from catalog.lookup import find_certificate, find_latest_revision, get_service
from catalog.models import Certificate, Service, ServiceRevision
from catalog.queries import list_findings
from catalog.search import Wish
from catalog.states import PUBLIC, CertificateState
from catalog.validity import latest_end
from catalog.views.blueprint import blueprint
from core import audit, clock
from core.chrome import same_page
from core.errors import NotFound
from core.locale import language, text
from core.speech import _, ngettext
from core.typed_text import prose
from core.web import Access, open_to, whole_number
from core.words import word

VALUES: dict[FacetKind, list[Any]] = {
    FacetKind.USE: list(UseCategory),
    FacetKind.LEVEL: list(EducationLevel),
    FacetKind.AUDIENCE: list(Audience),
    FacetKind.CERTIFICATE: list(CertificateStanding),
    FacetKind.GRADE: list(EvidenceGrade)[1:],
    FacetKind.INTERFACE: list(Interface),
    FacetKind.LANGUAGE: list(ServiceLanguage),
    FacetKind.PRICE: list(PriceModel),
}
LONG_FACET = 8
OPEN_FACETS = 5
GONE = (CertificateState.WITHDRAWN, CertificateState.SUSPENDED, CertificateState.REVOKED)


def read_wish() -> Wish:
    """What the address asks for; words it does not know are left out."""
    chosen = {}
    for kind, members in VALUES.items():
        asked = set(request.args.getlist(kind.value))
        if values := tuple(member.value for member in members if member.value in asked):
            chosen[kind] = values
    sort = request.args.get("sort", "")
    return Wish(
        words=request.args.get("q", "")[:200].replace("\x00", ""),
        chosen=chosen,
        sort=Sort(sort) if sort in set(Sort) else Sort.GRADE,
    )


@blueprint.get("/services")
@open_to(Access.EVERYONE)
def index() -> ResponseReturnValue:
    wish = read_wish()
    number = whole_number("page", 1)
    page, counts = search.find_page(wish, clock.today(), language(), number)
    return render_template(
        "catalog/index.html",
        wish=wish,
        page=page,
        found=_sentence(wish, page.total),
        facets=_facets(wish, counts),
        limits=_chips(wish),
        cards=[(row, *shown.standing(row)) for row in page.rows],
        shown=shown,
        grade_words=shown.grade_words(),
        sorts=[(sort.value, word(sort)) for sort in Sort],
        exports={
            "csv": same_page(page=None).replace("/services", "/services.csv", 1),
            "json": same_page(page=None).replace("/services", "/services.json", 1),
        },
    )


@blueprint.get("/services/<slug>")
@open_to(Access.EVERYONE)
def show(slug: str) -> ResponseReturnValue:
    service = get_service(slug)
    held = find_certificate(service.id)
    if held is None:
        if not policy.may_see_unpublished(g.actor, service):
            raise NotFound()
        revision = find_latest_revision(service.id)
        if revision is None:
            raise NotFound()
        return page_of_service(service, revision, None)
    status = 410 if held.state in GONE else 200
    return page_of_service(service, held.revision, held), status


def page_of_revision(service: Service, revision: ServiceRevision) -> str:
    """The page of any revision, with its certificate when it has one, for those who may see it."""
    held = find_certificate(service.id)
    return page_of_service(
        service, revision, held if held and held.revision_id == revision.id else None
    )


def page_of_service(service: Service, revision: ServiceRevision, held: Certificate | None) -> str:
    """The page of one revision; without a certificate it is what its vendor and Tiera may see."""
    findings = list_findings(revision.id) if held else []
    rules = criteria_set(held.criteria_set if held else revision.criteria_set)
    today = clock.today()
    return render_template(
        "catalog/service.html",
        service=service,
        revision=revision,
        held=held,
        standing=shown.certificate_standing(held, today) if held else None,
        expired=held is not None and held.valid_to < today,
        lasts_full=held is not None and held.valid_to == latest_end(rules, [], held.issued_on),
        ends_with=shown.what_ends(held, rules, findings) if held else "",
        rules=rules,
        areas=shown.by_area(rules, findings),
        findings_sentence=shown.findings_sentence(findings) if findings else "",
        description=prose(text(revision.descriptions)),
        sheet=shown.data_sheet(revision),
        sub_processors=shown.sub_processors(revision),
        history=story.history(audit.history(service), public=True),
        shown=shown,
        grade_words=shown.grade_words(),
        may_manage=policy.may_manage(g.actor, service),
        may_review=policy.may_review(g.actor, service),
        listed=revision.state in PUBLIC,
    )


def _facets(wish: Wish, counts: Counts) -> list[dict[str, Any]]:
    """Every facet with a count beside each value; zeros are shown too, quietly."""
    facets = []
    for place, (kind, members) in enumerate(VALUES.items()):
        chosen = wish.chosen.get(kind, ())
        items = [
            (member.value, word(member), counts[kind].get(member.value, 0), member.value in chosen)
            for member in members
        ]
        long = len(items) > LONG_FACET
        if long:  # what is chosen and what there is stand first
            items.sort(key=lambda item: (not item[3], item[2] == 0))
        facets.append(
            {
                "id": kind.value,
                "name": word(kind),
                "find": long,
                "items": items,
                "open": place < OPEN_FACETS or bool(chosen),
            }
        )
    return facets


def _chips(wish: Wish) -> list[tuple[str, str]]:
    """Each limit with the address of the same list without it."""
    chips = []
    for kind, values in wish.chosen.items():
        members = {member.value: member for member in VALUES[kind]}
        for value in values:
            rest = [other for other in values if other != value]
            chips.append((word(members[value]), _without(kind.value, rest)))
    return chips


def _without(name: str, rest: list[str]) -> str:
    path = same_page(**{name: None, "page": None})
    for value in rest:
        path += f"{'&' if '?' in path else '?'}{name}={value}"
    return path


def _sentence(wish: Wish, total: int) -> str:
    """What was found, in a sentence."""
    limits = ", ".join(text for text, _href in _chips(wish))
    words = wish.words.strip()
    if words and limits:
        return ngettext(
            "%(num)d service matches “%(words)s” within: %(limits)s.",
            "%(num)d services match “%(words)s” within: %(limits)s.",
            total,
            words=words,
            limits=limits,
        )
    if words:
        return ngettext(
            "%(num)d service matches “%(words)s”.",
            "%(num)d services match “%(words)s”.",
            total,
            words=words,
        )
    if limits:
        return ngettext(
            "%(num)d service within: %(limits)s.",
            "%(num)d services within: %(limits)s.",
            total,
            limits=limits,
        )
    if not total:
        return _("No service has been certified yet.")
    return ngettext("%(num)d certified service.", "%(num)d certified services.", total)
