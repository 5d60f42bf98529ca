"""Ground floor. The 19 regions as square tiles: where each stands and how its name breaks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A tile's column and row, counted from the top left, and the lines of its name by language."""

    code: str
    column: int
    row: int
    fi: str
    sv: str
    en: str

    def lines(self, language: str) -> list[str]:
        """The name in this language, broken into lines that fit the tile."""
        text: str = getattr(self, language if language in ("sv", "en") else "fi")
        return text.split("|")


PLACES = (
    Place("19", 3, 0, "Lappi", "Lappland", "Lapland"),
    Place("17", 3, 1, "Pohjois-|Pohjanmaa", "Norra|Österbotten", "North|Ostro-|bothnia"),
    Place("18", 4, 1, "Kainuu", "Kajana-|land", "Kainuu"),
    Place("15", 1, 2, "Pohjanmaa", "Österbotten", "Ostro-|bothnia"),
    Place("16", 2, 2, "Keski-|Pohjanmaa", "Mellersta|Österbotten", "Central|Ostro-|bothnia"),
    Place("11", 3, 2, "Pohjois-|Savo", "Norra|Savolax", "North|Savo"),
    Place("12", 4, 2, "Pohjois-|Karjala", "Norra|Karelen", "North|Karelia"),
    Place("14", 1, 3, "Etelä-|Pohjanmaa", "Södra|Österbotten", "South|Ostro-|bothnia"),
    Place("13", 2, 3, "Keski-|Suomi", "Mellersta|Finland", "Central|Finland"),
    Place("10", 3, 3, "Etelä-|Savo", "Södra|Savolax", "South|Savo"),
    Place("04", 1, 4, "Satakunta", "Satakunta", "Satakunta"),
    Place("06", 2, 4, "Pirkan-|maa", "Birkaland", "Pirkan-|maa"),
    Place("07", 3, 4, "Päijät-|Häme", "Päijänne-|Tavastland", "Päijät-|Häme"),
    Place("09", 4, 4, "Etelä-|Karjala", "Södra|Karelen", "South|Karelia"),
    Place("21", 0, 5, "Ahvenan-|maa", "Åland", "Åland"),
    Place("02", 1, 5, "Varsinais-|Suomi", "Egentliga|Finland", "Southwest|Finland"),
    Place("05", 2, 5, "Kanta-|Häme", "Egentliga|Tavast-|land", "Kanta-|Häme"),
    Place("01", 3, 5, "Uusimaa", "Nyland", "Uusimaa"),
    Place("08", 4, 5, "Kymen-|laakso", "Kymmene-|dalen", "Kymen-|laakso"),
)
