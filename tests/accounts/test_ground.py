"""Small ground rooms: passwords, waiting times, tokens, working days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import passwords, throttle
from accounts.password_rules import WeakPassword, check
from accounts.roles import ADMIN_OF, ROLES_OF, Actor, OrganisationKind, Role
from accounts.states import (
    working_days_after,
)
from accounts.tokens import blurred, fingerprint, new_token

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
EMAIL, NAME = "sanna.perala@toholampi.example", "Sanna Perälä"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("lyhyt", "at least"),
        ("elevenchars", "at least"),
        ("x" * 201, "at most"),
        ("aaaaaaaaaaaaab", "repeats"),
        ("abababababab", "repeats"),
        ("123456789012", "repeats|runs"),
        ("qwertyuiopås", "runs"),
        ("poiuytrewq12", "runs"),
        ("abcdefghijkl", "runs"),
        ("passwordpassword", "many people"),
        ("Salasana12345!", "many people"),
        ("P4ssw0rd2026!!", "many people"),
        ("kissa koira kissa", "many people"),
        ("torilla-tavataan", "many people"),
        ("sanna-perälä-on-paras", "your name"),
        ("toholampi on hieno", "your name"),
    ],
)
def test_easy_passwords_are_refused_with_the_reason(password, reason):
    with pytest.raises(WeakPassword, match=reason):
        check(password, EMAIL, NAME)


@pytest.mark.parametrize(
    "password",
    [
        "kolme valkoista joutsenta",
        "xK9#mQ2$vL7!",
        "hevosia ja pilviä",
        "日本語のパスワード文字列です",
    ],
)
def test_good_passwords_pass(password):
    check(password, EMAIL, NAME)


def test_the_same_letters_typed_differently_are_the_same_password():
    kept = passwords.hashed("ääkköset ja öljy")
    assert passwords.is_right(kept, "a\u0308a\u0308kko\u0308set ja o\u0308ljy")
    assert not passwords.is_right(kept, "ääkköset ja oljy")


def test_nobody_is_never_right_and_garbage_never_crashes():
    assert not passwords.is_right(None, "nobody has this password")
    assert not passwords.is_right("not a hash", "x")
    assert not passwords.is_right(passwords.hashed("x" * 12), "x" * 100_000)


def test_four_failures_are_free_the_fifth_costs_a_quarter_and_then_it_doubles():
    def opens(failures):
        times = [AT - timedelta(seconds=n) for n in range(failures)]
        return throttle.account_opens(times, AT)

    assert opens(4) is None
    assert [opens(n) - AT for n in (5, 6, 7, 8, 9, 10, 50)] == [
        timedelta(minutes=m) for m in (15, 30, 60, 120, 240, 240, 240)
    ]


def test_waiting_ends_and_old_failures_are_forgotten():
    five = [AT] * 5
    assert throttle.account_opens(five, AT + timedelta(minutes=14, seconds=59)) is not None
    assert throttle.account_opens(five, AT + timedelta(minutes=15)) is None
    assert throttle.account_opens([AT] * 50, AT + timedelta(hours=24)) is None


def test_a_window_slides():
    tries = [AT + timedelta(minutes=n) for n in range(3)]
    hour = timedelta(hours=1)
    assert throttle.window_opens(tries, AT + timedelta(minutes=3), 3, hour) is None
    assert throttle.window_opens(tries, AT + timedelta(minutes=3), 2, hour) == AT + hour
    assert throttle.window_opens(tries, AT + hour, 2, hour) is None


def test_tokens_are_long_different_and_kept_as_fingerprints():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 and fingerprint(token) != token for token in tokens)
    assert blurred("a", "x") != blurred("b", "x") != blurred("b", "y")


def test_a_promise_in_working_days_skips_the_weekend():
    assert working_days_after(date(2026, 11, 20), 2) == date(2026, 11, 24)  # Friday to Tuesday
    assert working_days_after(date(2026, 11, 23), 2) == date(2026, 11, 25)


def test_every_kind_of_organisation_has_somebody_who_manages_its_people():
    for kind in OrganisationKind:
        assert ADMIN_OF[kind] in ROLES_OF[kind]


def test_an_actor_acts_for_one_organisation_only():
    actor = Actor(1, "A", 7, OrganisationKind.MUNICIPALITY, frozenset({Role.FINANCE}))
    assert actor.acts_for(7)
    assert actor.acts_for(7, Role.ADMIN, Role.FINANCE)
    assert not actor.acts_for(7, Role.ADMIN)
    assert not actor.acts_for(8)
    assert not actor.of_tiera()
