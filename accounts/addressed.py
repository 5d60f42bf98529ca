"""First floor. What a record has that is reached by letter and by electronic invoice."""

from sqlalchemy.orm import Mapped, mapped_column

from accounts.addresses import EInvoiceAddress, PostalAddress

WHOLE_ADDRESS = "(street = '') = (postcode = '') AND (street = '') = (place = '')"
WHOLE_EINVOICE = "(einvoice_address = '') = (einvoice_operator = '')"


class Addressed:
    """Has a postal address: all three parts of it, or none."""

    street: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")  # five digits
    place: Mapped[str] = mapped_column(default="")

    @property
    def postal_address(self) -> PostalAddress:
        return PostalAddress(self.street, self.postcode, self.place)

    @postal_address.setter
    def postal_address(self, value: PostalAddress) -> None:
        self.street, self.postcode, self.place = value.street, value.postcode, value.place


class Invoiced:
    """Has an address for electronic invoices and the operator that carries them, or neither."""

    einvoice_address: Mapped[str] = mapped_column(default="")  # an OVT code or an IBAN
    einvoice_operator: Mapped[str] = mapped_column(default="")

    @property
    def einvoice(self) -> EInvoiceAddress:
        return EInvoiceAddress(self.einvoice_address, self.einvoice_operator)

    @einvoice.setter
    def einvoice(self, value: EInvoiceAddress) -> None:
        self.einvoice_address, self.einvoice_operator = value.address, value.operator
