"""Who gets in at the pages of shared costs."""

from contracts.states.run import RunState
from onboarding.states.agreement import AgreementState
from tests.doors.routes import FOREIGN_TOWN, TIERA, TOWN, Route
from tests.factories.contracts import a_framework, a_number, a_pool, a_run
from tests.factories.onboarding_agreements import a_cast, a_member, an_agreement

KEEPER = {"tiera.contract_manager"}
TREASURER = {"tiera.treasurer"}
READERS = TOWN | FOREIGN_TOWN | TIERA
REPORTERS = {"town.finance", "town.preparer", "town.admin"}
IMPORTERS = {"tiera.contract_manager", "tiera.treasurer", "tiera.coordinator"}
CHECKERS = {"tiera.treasurer", "tiera.coordinator"}
SHUT_AT_TIERA = dict.fromkeys(TIERA, 403)  # they see the run and may not take this step


def build(world):
    a_member(world.town)
    world.number = a_number(world.town, 1_000)
    world.waiting_number = a_number(world.town, 1_100, confirmed=False)
    world.pool = a_pool()
    world.run = a_run(RunState.LOCKED)
    world.framework = a_framework(in_force=False)
    world.key = world.pool.key_version.key
    world.open_pool = a_pool(key=world.key)
    world.draft_run = a_run()
    world.joiner = an_agreement(AgreementState.DRAFT, a_cast(world.foreign_town))


FRAMEWORK = {"framework_id": lambda world: world.framework.id}
POOL = {"pool_id": lambda world: world.open_pool.id}
KEY = {"key_id": lambda world: world.key.id}
VALUE = {"value_id": lambda world: world.waiting_number.id}
RUN = {"run_id": lambda world: world.draft_run.id}
STATEMENT = {
    "run_id": lambda world: world.run.id,
    "organisation_id": lambda world: world.town.id,
}
AGREEMENT = {"agreement_id": lambda world: world.joiner.id}
ESTIMATORS = {"tiera.contract_manager", "tiera.coordinator", "tiera.treasurer"}

ROUTES = {
    "contracts.frameworks": Route(may=READERS),
    "contracts.framework": Route(FRAMEWORK, may=READERS),
    "contracts.new_framework": Route(may=KEEPER),
    "contracts.create_framework": Route(may=KEEPER),
    "contracts.edit_framework": Route(FRAMEWORK, may=KEEPER),
    "contracts.save_framework": Route(FRAMEWORK, may=KEEPER),
    "contracts.take_framework": Route(FRAMEWORK | {"step": "begin"}, may=KEEPER),
    "contracts.pools": Route(may=READERS),
    "contracts.pool": Route(POOL, may=READERS),
    "contracts.new_pool": Route(may=KEEPER),
    "contracts.create_pool": Route(may=KEEPER),
    "contracts.edit_pool": Route(POOL, may=KEEPER),
    "contracts.save_pool": Route(POOL, may=KEEPER),
    "contracts.withdraw_pool": Route(POOL, may=KEEPER),
    "contracts.keys": Route(may=READERS),
    "contracts.key": Route(KEY, may=READERS),
    "contracts.new_key": Route(may=KEEPER),
    "contracts.create_key": Route(may=KEEPER),
    "contracts.new_version": Route(KEY, may=KEEPER),
    "contracts.create_version": Route(KEY, may=KEEPER),
    "contracts.drivers": Route(may=READERS),
    "contracts.driver": Route(VALUE, may=TOWN | TIERA),
    "contracts.new_driver": Route(may=REPORTERS | FOREIGN_TOWN),
    "contracts.create_driver": Route(may=REPORTERS | FOREIGN_TOWN),
    "contracts.confirm_driver": Route(VALUE, may=CHECKERS, data={"version": "1"}),
    "contracts.return_driver": Route(VALUE, may=CHECKERS),
    "contracts.run_list": Route(may=TIERA),
    "contracts.run": Route(RUN, may=TIERA),
    "contracts.new_run": Route(may=TREASURER),
    "contracts.create_run": Route(may=TREASURER),
    "contracts.take_run": Route(
        RUN | {"step": "calculate"}, may=TREASURER, otherwise=SHUT_AT_TIERA
    ),
    "contracts.statements": Route(may=READERS),
    "contracts.number_table": Route(may=IMPORTERS),
    "contracts.bring_in_numbers": Route(may=IMPORTERS),
    "contracts.confirm_numbers": Route(may=CHECKERS),
    "contracts.scenario": Route(may=READERS),
    "contracts.scenario_as_csv": Route(may=READERS),
    "contracts.add_change": Route({"kind": "leave"}, may=READERS),
    "contracts.statement": Route(STATEMENT, may=TOWN | TIERA),
    "contracts.statement_as_csv": Route(STATEMENT, may=TOWN | TIERA),
    "contracts.statement_as_json": Route(STATEMENT, may=TOWN | TIERA),
    "contracts.statement_as_pdf": Route(STATEMENT, may=TOWN | TIERA),
    "contracts.estimate": Route(AGREEMENT, may=FOREIGN_TOWN | TIERA),
    "contracts.attach": Route(
        AGREEMENT,
        may=ESTIMATORS,
        otherwise=dict.fromkeys(TIERA | FOREIGN_TOWN, 403),
    ),
}
