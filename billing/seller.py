"""Ground floor. Who invoices, to which account, with how many days to pay: as settings say now."""

from dataclasses import dataclass

from core.config import Settings


@dataclass(frozen=True)
class Seller:
    """Copied onto every invoice, so that a later change of account never rewrites an old one."""

    name: str
    business_id: str
    address: str
    iban: str
    bic: str
    term_days: int

    @classmethod
    def from_settings(cls, settings: Settings, address: str = "") -> "Seller":
        """As settings say. `address`, the coordinator's own, when settings give none."""
        return cls(
            name=settings.seller_name,
            business_id=settings.seller_business_id,
            address=settings.seller_address.strip() or address,
            iban=settings.bank_iban.replace(" ", "").upper(),
            bic=settings.bank_bic,
            term_days=settings.payment_term_days,
        )


def vat_number(business_id: str) -> str:
    """The Finnish VAT number of a business ID: FI and its digits without the hyphen."""
    return f"FI{business_id.replace('-', '')}"


def iban_in_groups(iban: str) -> str:
    """In groups of four, as banks print it: FI21 1234 5600 0007 85."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))
