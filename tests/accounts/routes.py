"""Who may open which page of the accounts column."""

from datetime import timedelta

from accounts.models import Claim, Invitation, PasswordReset, RemovalRequest
from accounts.queries import find_membership
from accounts.roles import OrganisationKind
from accounts.tokens import fingerprint
from core.clock import now
from tests.doors.routes import EVERYONE, SIGNED_IN, TIERA, TOWN, Route
from tests.factories.accounts import a_business_id, a_loner, a_register_entry, saved

MANAGERS = {"town.admin", "tiera.administrator"}
DECIDERS = {"tiera.coordinator", "tiera.administrator"}
COLLEAGUES = dict.fromkeys(TOWN, 403)
COLLEAGUES_AND_TIERA = dict.fromkeys(TOWN | TIERA, 403)
TIERA_MAY_NOT = dict.fromkeys(TIERA, 403)


def build(world):
    at = now()
    viewer = world.person["town.viewer"]
    world.viewer_membership = find_membership(viewer.id, world.town.id)
    world.entry = a_register_entry()
    world.persona = a_loner(demonstration_note={"order": 1, "fi": "Kokeile"})
    world.claim = saved(
        Claim(
            sent_at=at,
            kind=OrganisationKind.VENDOR,
            business_id=a_business_id(),
            name_fi="Uusi Oy",
            claimer_name="Uusi Tulija",
            claimer_email="uusi@tulija.example",
            claimer_position="johtaja",
            claimer_language="fi",
        )
    )
    world.invitation = an_invitation(world, "kutsuttu@kunta.example", "invited", at)
    world.invitation_of_known = an_invitation(
        world, world.person["foreign_vendor.all"].email, "known", at
    )
    world.reset = saved(
        PasswordReset(
            person_id=viewer.id,
            token_hash=fingerprint("reset"),
            sent_at=at,
            expires_at=at + timedelta(hours=1),
        )
    )
    world.removal = saved(RemovalRequest(person_id=viewer.id, requested_at=at))


def an_invitation(world, email, token, at):
    return saved(
        Invitation(
            organisation_id=world.town.id,
            email=email,
            roles=["viewer"],
            language="fi",
            token_hash=fingerprint(token),
            sent_at=at,
            expires_at=at + timedelta(days=7),
        )
    )


TOWN_ID = {"organisation_id": lambda world: world.town.id}
VIEWER = {"membership_id": lambda world: world.viewer_membership.id}
CLAIM = {"claim_id": lambda world: world.claim.id}
REMOVAL = {"request_id": lambda world: world.removal.id}
CODE = {"code": lambda world: world.entry.code}
NO_PROVIDER = Route(may=set(), otherwise=404, stranger=404)

ROUTES = {
    "accounts.sign_in": Route(may=EVERYONE),
    "accounts.start_session": Route(may=EVERYONE),
    "accounts.play": Route({"person_id": lambda world: world.persona.id}, may=EVERYONE),
    "accounts.sign_out": Route(may=SIGNED_IN),
    "accounts.forgotten": Route(may=EVERYONE),
    "accounts.send_reset": Route(may=EVERYONE, data={"email": "kuka@tahansa.example"}),
    "accounts.reset_sent": Route(may=EVERYONE),
    "accounts.reset_password": Route({"token": "reset"}, may=EVERYONE),
    "accounts.use_reset": Route(
        {"token": "reset"}, may=EVERYONE, data={"new_password": "neljä harmaata kurkea"}
    ),
    "accounts.openid_ask": NO_PROVIDER,
    "accounts.openid_answer": NO_PROVIDER,
    "accounts.openid_finish": NO_PROVIDER,
    "accounts.account": Route(may=SIGNED_IN),
    "accounts.switch": Route(may=TOWN, data=lambda world: {"organisation": world.town.id}),
    "accounts.edit_profile": Route(may=SIGNED_IN),
    "accounts.save_profile": Route(may=SIGNED_IN, data={"name": "Uusi Nimi", "language": "sv"}),
    "accounts.edit_password": Route(may=SIGNED_IN),
    "accounts.save_password": Route(may=SIGNED_IN),
    "accounts.end_sessions": Route(may=SIGNED_IN),
    "accounts.ask_leave": Route(VIEWER, may={"town.viewer"}),
    "accounts.leave": Route(VIEWER, may={"town.viewer"}),
    "accounts.people": Route(may=SIGNED_IN),
    "accounts.invite": Route(TOWN_ID, may=MANAGERS, otherwise=COLLEAGUES),
    "accounts.send_invitation": Route(
        TOWN_ID,
        may=MANAGERS,
        otherwise=COLLEAGUES,
        data={"email": "joku@kunta.example", "roles": "viewer", "language": "fi"},
    ),
    "accounts.revoke": Route(
        {"invitation_id": lambda world: world.invitation.id}, may=MANAGERS, otherwise=COLLEAGUES
    ),
    "accounts.member": Route(VIEWER, may=MANAGERS, otherwise=COLLEAGUES),
    "accounts.save_roles": Route(
        VIEWER, may=MANAGERS, otherwise=COLLEAGUES, data={"roles": "finance"}
    ),
    "accounts.take_member_step": Route(
        {**VIEWER, "deed": "deactivate"}, may=MANAGERS, otherwise=COLLEAGUES
    ),
    "accounts.invitation": Route({"token": "invited"}, may=EVERYONE),
    "accounts.accept_as_new": Route(
        {"token": "invited"},
        may=EVERYONE,
        data={"name": "Uusi", "language": "fi", "password": "neljä harmaata kurkea"},
    ),
    "accounts.accept_as": Route({"token": "known"}, may={"foreign_vendor.all"}, otherwise=403),
    "accounts.list_organisations": Route(may=TIERA),
    "accounts.organisation": Route(TOWN_ID, may=TIERA | TOWN),
    "accounts.edit_organisation": Route(TOWN_ID, may=MANAGERS, otherwise=COLLEAGUES_AND_TIERA),
    "accounts.save_organisation": Route(
        TOWN_ID, may=MANAGERS, otherwise=COLLEAGUES_AND_TIERA, data={"name_fi": "Uusi nimi"}
    ),
    "accounts.edit_addresses": Route(
        TOWN_ID,
        may=MANAGERS | {"tiera.treasurer"},
        otherwise=COLLEAGUES_AND_TIERA,
    ),
    "accounts.save_addresses": Route(
        TOWN_ID,
        may=MANAGERS | {"tiera.treasurer"},
        otherwise=COLLEAGUES_AND_TIERA,
        data={"street": "Kunnantie 1", "postcode": "42700", "place": "Keuruu"},
    ),
    "accounts.close_organisation": Route(
        TOWN_ID, may={"tiera.administrator"}, otherwise=TIERA_MAY_NOT
    ),
    "accounts.claim": Route(CLAIM, may=TIERA),
    "accounts.decide_claim": Route(
        {**CLAIM, "step": "confirm"}, may=DECIDERS, otherwise=TIERA_MAY_NOT
    ),
    "accounts.register": Route(may=EVERYONE),
    "accounts.register_municipality": Route(CODE, may=EVERYONE),
    "accounts.claim_municipality": Route(CODE, may=EVERYONE),
    "accounts.register_organisation": Route(may=EVERYONE),
    "accounts.claim_organisation": Route(may=EVERYONE),
    "accounts.registered": Route(may=EVERYONE),
    "accounts.own_data": Route(may=SIGNED_IN),
    "accounts.own_data_file": Route(may=SIGNED_IN),
    "accounts.request_removal": Route(may=SIGNED_IN),
    "accounts.withdraw_removal": Route(may={"town.viewer"}),
    "accounts.removals": Route(may={"tiera.administrator"}),
    "accounts.removal": Route(REMOVAL, may={"tiera.administrator"}),
    "accounts.decide_removal": Route({**REMOVAL, "step": "carry_out"}, may={"tiera.administrator"}),
}
