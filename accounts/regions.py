"""Ground floor. The 19 regions of Finland (Statistics Finland, regions 2025, CC BY 4.0)."""

from collections.abc import Mapping

from core.language import Text

REGIONS: Mapping[str, Text] = {
    "01": {"fi": "Uusimaa", "sv": "Nyland", "en": "Uusimaa"},
    "02": {"fi": "Varsinais-Suomi", "sv": "Egentliga Finland", "en": "Southwest Finland"},
    "04": {"fi": "Satakunta", "sv": "Satakunta", "en": "Satakunta"},
    "05": {"fi": "Kanta-Häme", "sv": "Egentliga Tavastland", "en": "Kanta-Häme"},
    "06": {"fi": "Pirkanmaa", "sv": "Birkaland", "en": "Pirkanmaa"},
    "07": {"fi": "Päijät-Häme", "sv": "Päijänne-Tavastland", "en": "Päijät-Häme"},
    "08": {"fi": "Kymenlaakso", "sv": "Kymmenedalen", "en": "Kymenlaakso"},
    "09": {"fi": "Etelä-Karjala", "sv": "Södra Karelen", "en": "South Karelia"},
    "10": {"fi": "Etelä-Savo", "sv": "Södra Savolax", "en": "South Savo"},
    "11": {"fi": "Pohjois-Savo", "sv": "Norra Savolax", "en": "North Savo"},
    "12": {"fi": "Pohjois-Karjala", "sv": "Norra Karelen", "en": "North Karelia"},
    "13": {"fi": "Keski-Suomi", "sv": "Mellersta Finland", "en": "Central Finland"},
    "14": {"fi": "Etelä-Pohjanmaa", "sv": "Södra Österbotten", "en": "South Ostrobothnia"},
    "15": {"fi": "Pohjanmaa", "sv": "Österbotten", "en": "Ostrobothnia"},
    "16": {"fi": "Keski-Pohjanmaa", "sv": "Mellersta Österbotten", "en": "Central Ostrobothnia"},
    "17": {"fi": "Pohjois-Pohjanmaa", "sv": "Norra Österbotten", "en": "North Ostrobothnia"},
    "18": {"fi": "Kainuu", "sv": "Kajanaland", "en": "Kainuu"},
    "19": {"fi": "Lappi", "sv": "Lappland", "en": "Lapland"},
    "21": {"fi": "Ahvenanmaa", "sv": "Åland", "en": "Åland"},
}
