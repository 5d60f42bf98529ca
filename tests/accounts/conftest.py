"""Passwords are hashed quickly here: the slow parameters are tried where they matter."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from accounts import passwords


@pytest.fixture(autouse=True, scope="session")
def quick_hashes() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr(passwords, "HASHER", quick)
    patch.setattr(passwords, "DUMMY", quick.hash("nobody has this password"))
    yield
    patch.undo()
