"""Ground floor. How a service's name becomes an address, a search text and a place in a list."""

import hashlib
import re
import unicodedata

RESERVED = frozenset({"mine", "new", "compare", "shortlist", "search"})
"""Words that are addresses of pages beside /services/<slug>."""

MAX_SLUG = 60
_PLAIN = str.maketrans({"å": "a", "ä": "a", "ö": "o", "ø": "o", "æ": "a", "ß": "s", "đ": "d"})


def slug_of(name: str) -> str:
    """The address of a service by its name: lower case, a to z, digits and hyphens.

    A name without a single such letter becomes 'service'; a reserved word gets a tail.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    plain = plain.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-") or "service"
    return f"{slug}-service" if slug in RESERVED else slug


def searchable(*texts: str) -> str:
    """Texts as one line to search in: composed, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", " ".join(texts)).casefold().split())


def words_of(typed: str, limit: int = 8) -> list[str]:
    """The words somebody searches for, each once, the first `limit` of them."""
    return list(dict.fromkeys(searchable(typed[:200]).split()))[:limit]


def sort_key(name: str) -> str:
    """A key that sorts as Finnish and Swedish do (å, ä, ö last) in any database's collation."""
    key = unicodedata.normalize("NFC", name).casefold().strip()
    for letter, place in (("å", "zzz1"), ("ä", "zzz2"), ("ö", "zzz3")):
        key = key.replace(letter, place)
    return key[:200]


def tie_break(service_id: int) -> str:
    """What decides between equals in a list: SHA-256 of the service's number, in hexadecimal.

    Nobody can buy it, wish for it or name themselves into it.
    """
    return hashlib.sha256(str(service_id).encode()).hexdigest()
