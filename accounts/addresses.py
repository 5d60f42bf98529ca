"""Ground floor. Where letters and electronic invoices reach a Finnish organisation.

An invoice needs the names and addresses of the seller and the buyer (Value Added Tax Act 1501/1993,
section 209 e).
"""

import re
from dataclasses import dataclass

from stdnum import iban

from accounts.identifiers import BadBusinessId, business_id
from core.language import N_

NOT_A_POSTCODE = N_("A Finnish postcode has five digits, for example 42700.")
NOT_AN_EINVOICE_ADDRESS = N_(
    "An e-invoice address is an OVT code, for example 003702083882, or a Finnish account number."
)
NOT_AN_OPERATOR = N_("An operator's code has 6 to 20 letters and digits, for example 003721291126.")
OVT = re.compile(r"0037(\d{8})[0-9A-Z]{0,5}", re.ASCII)
PEPPOL = "0216:"  # the scheme of OVT codes in the Peppol network


class BadAddress(ValueError):
    """What was typed reaches nobody; the text says why, for the person who typed it."""


@dataclass(frozen=True)
class PostalAddress:
    """A whole address in Finland, or nothing at all."""

    street: str = ""
    postcode: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.street and self.postcode and self.place)

    @property
    def lines(self) -> str:
        """As an envelope has it, two lines; empty when there is no address."""
        return f"{self.street}\n{self.postcode} {self.place}" if self else ""


@dataclass(frozen=True)
class EInvoiceAddress:
    """Where electronic invoices go: an address and the operator that carries them; or nothing."""

    address: str = ""
    operator: str = ""

    def __bool__(self) -> bool:
        return bool(self.address and self.operator)


def postcode(typed: str) -> str:
    """Five digits, as Posti gives them. Raises BadAddress."""
    plain = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"\d{5}", plain, re.ASCII):
        raise BadAddress(NOT_A_POSTCODE)
    return plain


def einvoice_address(typed: str) -> str:
    """An OVT code (ISO 6523 identifier 0037, business ID, up to five characters) or an IBAN.

    Source: Tieke, "OVT-tunnus"; Finance Finland, "Finvoice 3.0 Implementation guidelines".
    Raises BadAddress.
    """
    plain = re.sub(r"[\s-]", "", typed).upper().removeprefix(PEPPOL)
    if found := OVT.fullmatch(plain):
        try:
            business_id(found[1])
        except BadBusinessId:
            raise BadAddress(NOT_AN_EINVOICE_ADDRESS) from None
        return plain
    if plain.startswith("FI") and iban.is_valid(plain):
        return plain
    raise BadAddress(NOT_AN_EINVOICE_ADDRESS)


def einvoice_operator(typed: str) -> str:
    """The code of the operator or bank: an OVT code, a BIC or what the operator calls itself."""
    plain = re.sub(r"\s", "", typed).upper()
    if not re.fullmatch(r"[0-9A-Z]{6,20}", plain, re.ASCII):
        raise BadAddress(NOT_AN_OPERATOR)
    return plain
