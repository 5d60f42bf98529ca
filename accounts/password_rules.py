"""Ground floor. Which passwords are too easy (after NIST SP 800-63B, 3.1.1.2)."""

import re
import unicodedata

from core.language import N_

SHORTEST = 12
LONGEST = 200

TOO_SHORT = N_(
    "The password must have at least %(least)s characters. Several words in a row are good."
)
TOO_LONG = N_("The password can have at most %(most)s characters.")
TOO_PLAIN = N_(
    "The password repeats a few characters or runs along the keyboard. Choose another one."
)
TOO_COMMON = N_("The password is one that many people use. Choose another one.")
TOO_PERSONAL = N_("The password contains your name or e-mail address. Choose another one.")

RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzåäö",
    "qwertyuiopåasdfghjklöäzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
)
COMMON = frozenset(
    """password passwort salasana lösenord losenord qwerty qwertyuiop asdfgh zxcvbn letmein welcome
    tervetuloa välkommen iloveyou minärakastan admin administrator hallinta ylläpito changeme
    vaihdaminut secret salainen hemlig football jalkapallo jääkiekko dragon monkey sunshine
    princess superman batman kuntatori kunta kommun municipality digione tiera suomi finland
    sverige perkele kissa koira kesä talvi syksy kevät summer winter autumn spring trustno
    correcthorsebatterystaple abc test testi demo torilla tavataan""".split()  # noqa: SIM905
)
"""Words that make a password easy when nothing else stands beside them."""


class WeakPassword(ValueError):
    """The password is refused; message and values as in core.errors."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def normal(password: str) -> str:
    """One spelling for what looks the same, so that å typed on two keyboards is one å."""
    return unicodedata.normalize("NFKC", password).replace("\x00", "")


def check(password: str, email: str, name: str) -> None:
    """Raises WeakPassword when the password is too short, too common or about the person."""
    typed = normal(password)
    if len(typed) < SHORTEST:
        raise WeakPassword(TOO_SHORT, least=SHORTEST)
    if len(typed) > LONGEST:
        raise WeakPassword(TOO_LONG, most=LONGEST)
    plain = typed.casefold()
    if len(set(plain)) < 5 or runs_along(plain):
        raise WeakPassword(TOO_PLAIN)
    if is_common(plain):
        raise WeakPassword(TOO_COMMON)
    if any(part in plain for part in parts_of(email, name)):
        raise WeakPassword(TOO_PERSONAL)


def runs_along(plain: str) -> bool:
    """True when most of it is one run of the alphabet, the digits or the keyboard, either way."""
    whole = len(plain) * 2 // 3
    pieces = {plain[start : start + whole] for start in range(len(plain) - whole + 1)}
    return any(piece in run or piece in run[::-1] for piece in pieces for run in RUNS)


def is_common(plain: str) -> bool:
    """True when nothing is left but common words, digits and signs."""
    written = re.sub(r"[\W\d_]+", "", plain)
    meant = re.sub(r"[\W\d_]+$", "", plain).translate(str.maketrans("013457@$", "oieastas"))
    letters = re.sub(r"[\W\d_]+", "", meant)
    return any(made_of(word, 4) for word in (letters, written))


def made_of(letters: str, words: int) -> bool:
    if not letters:
        return True
    return words > 0 and any(
        letters.startswith(word) and made_of(letters.removeprefix(word), words - 1)
        for word in COMMON
    )


def parts_of(email: str, name: str) -> set[str]:
    """Pieces of a person's name and address that are long enough to be recognised."""
    return {part for part in re.split(r"[\W_]+", f"{email} {name}".casefold()) if len(part) >= 5}
