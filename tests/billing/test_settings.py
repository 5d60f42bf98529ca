"""What an installation must say before it may invoice anybody."""

import pytest

from billing.seller import Seller, iban_in_groups, vat_number
from billing.stripe_gateway import StripeGateway
from core.config import ConfigError, Settings, read


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BANK_IBAN", "FI2112345600000786", "check digits"),
        ("BANK_IBAN", "", "check digits"),
        ("SELLER_BUSINESS_ID", "2362180-0", "business ID"),
        ("PAYMENT_TERM_DAYS", "-1", "from 0 to 180"),
        ("STRIPE_API_KEY", "sk_test_x", "give both or neither"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(name, value, says):
    with pytest.raises(ConfigError, match=says):
        read({f"KUNTATORI_{name}": value})


def test_production_does_not_start_with_the_account_of_the_examples():
    with pytest.raises(ConfigError, match="bank_iban: production"):
        read({"KUNTATORI_MODE": "production"})


def test_the_account_is_written_as_banks_write_it():
    seller = Seller.from_settings(Settings(bank_iban="fi21 1234 5600 0007 85"))
    assert seller.iban == "FI2112345600000785"
    assert iban_in_groups(seller.iban) == "FI21 1234 5600 0007 85"
    assert vat_number("2362180-3") == "FI23621803"


def test_the_seller_is_where_settings_say_or_else_where_the_coordinator_is():
    own = "Keksittykatu 1\n00100 Helsinki"
    assert Seller.from_settings(Settings(), own).address == own
    told = Settings(seller_address="PL 1\n00001 Helsinki")
    assert Seller.from_settings(told, own).address == "PL 1\n00001 Helsinki"
    assert Seller.from_settings(Settings(seller_address=" ")).address == ""


def test_without_a_key_there_is_no_gateway():
    assert StripeGateway.from_settings(Settings()) is None
    keys = Settings(stripe_api_key="sk_test_x", stripe_webhook_secret="whsec_x")
    assert StripeGateway.from_settings(keys) is not None


def test_only_a_server_on_this_machine_is_asked_past_the_proxy():
    from billing.stripe_gateway import _session

    here = _session("http://127.0.0.1:8001")
    assert here is not None
    assert here.trust_env is False
    assert _session("") is None
    assert _session("https://api.stripe.com") is None
