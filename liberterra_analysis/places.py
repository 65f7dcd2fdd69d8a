"""Countries, regions, and the names under which the press knows them.

The table is packaged as `places.csv`; nothing is read before the first call. A name that stands for two countries, as
"Congo" and "Korea" do, finds none: a missing country is noticed, a wrong one is not.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from babel import Locale

from liberterra_analysis.arguments import export
from liberterra_analysis.errors import require_known
from liberterra_analysis.vocabulary import PLACE_SCHEMES

NAMES, PEOPLE = ("name", "iso_name", "aliases"), "demonyms"
"""Columns with the names of a country, and of its people."""

Row = Mapping[str, str]
Ring = tuple[tuple[float, float], ...]
"""Longitudes and latitudes around a piece of land, in degrees."""


@cache
def _places() -> Mapping[str, Mapping[str, Row]]:
    """Read the table: scheme, then code, then row."""
    places: dict[str, dict[str, Row]] = {scheme: {} for scheme in PLACE_SCHEMES}
    table = resources.files("liberterra_analysis").joinpath("places.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        # CLDR writes "Congo - Kinshasa" and "St. Lucia"; the table has a name of its own where the press differs.
        name = row["name"] or str(Locale("en").territories[row["alpha2"]])
        places[row["scheme"]][row["code"]] = row | {"name": name}
    return places


@lru_cache(maxsize=8192)
def fold_name(text: str) -> str:
    """Reduce a name to what its spellings share: no case, accents, punctuation, leading article."""
    letters = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in ".'’‘`")
    words = re.sub(r"[\W_]+", " ", bare).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join("saint" if word == "st" else word for word in words)


@cache
def _index_countries(*columns: str) -> Mapping[str, str]:
    """Map the folded names of countries in some columns to codes, without names that stand for more than one."""
    found: dict[str, set[str]] = {}
    for code, row in _places()["iso3166"].items():
        for name in ";".join(row[column] for column in columns).split(";"):
            found.setdefault(fold_name(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


@cache
def first_words() -> frozenset[str]:
    """Return the first words of all names of countries and their people, folded, for a quick look at a text."""
    return frozenset(name.split()[0] for name in (*_index_countries(*NAMES), *_index_countries(PEOPLE)))


@cache
def country_codes() -> frozenset[str]:
    """Return the 249 alpha-3 codes of ISO 3166-1, and XKX for Kosovo, a code for users to assign."""
    return frozenset(_places()["iso3166"])


def is_country(code: str) -> bool:
    """Return whether an alpha-3 code is that of a country or territory.

    >>> is_country("NAM"), is_country("NA"), is_country("EU")
    (True, False, False)
    """
    return code in country_codes()


def country_name(code: str) -> str:
    """Return the English name of a country, without article.

    The name is the one in the Unicode CLDR, as Babel carries it ("Türkiye", "Vietnam", "Syria"), except where CLDR
    shortens a word or adds what a running text would not: "Bosnia and Herzegovina", "DR Congo", "Hong Kong",
    "Myanmar", "Palestine", "Saint Lucia". Names imply no opinion on the status of any territory.

    >>> country_name("TUR"), country_name("COD")
    ('Türkiye', 'DR Congo')
    """
    require_known("country code", code, country_codes())
    return _places()["iso3166"][code]["name"]


def country_names(code: str) -> list[str]:
    """Return all names of a country and its people that are known: in the CLDR, in ISO 3166-1, in the press.

    >>> country_names("TUR")
    ['Türkiye', 'Türkiye', 'Turkey', 'Republic of Turkey', 'Republic of Türkiye', 'Turkish', 'Turk']
    """
    row = _places()["iso3166"].get(code, {})
    return [name for column in (*NAMES, PEOPLE) for name in row.get(column, "").split(";") if name]


def country_in_prose(code: str) -> str:
    """Return the English name of a country as a sentence needs it: "the United Kingdom", "Türkiye"."""
    name = country_name(code)
    return f"{_places()['iso3166'][code]['article']} {name}".strip()


def find_country(text: str) -> str | None:
    """Return the alpha-3 code of the country that a name stands for, or None.

    Known are the names of `country_name`, the short names of ISO 3166-1, former names, and what the press writes:
    "Turkey", "UK", "Britain", "Ivory Coast", "Burma", "Holland". England, Scotland, Wales and Northern Ireland count as
    the United Kingdom. Case, accents, punctuation and a leading "the" are ignored. Whether "us" or "Jersey" is a name
    where it stands is for the caller to know.

    >>> find_country("Turkey"), find_country("the U.K."), find_country("Cote d'Ivoire"), find_country("Congo")
    ('TUR', 'GBR', 'CIV', None)
    """
    return _index_countries(*NAMES).get(fold_name(text))


def find_nationality(text: str) -> str | None:
    """Return the alpha-3 code of the country whose people an adjective or noun names, or None.

    >>> find_nationality("Syrian"), find_nationality("Venezuelans"), find_nationality("Dominican")
    ('SYR', 'VEN', None)
    """
    codes, word = _index_countries(PEOPLE), fold_name(text)
    return codes.get(word) or codes.get(word.removesuffix("s"))


def is_place(code: str, scheme: str) -> bool:
    """Return whether a scheme of `vocabulary.PLACE_SCHEMES` has a code; M49 codes have leading zeros.

    >>> is_place("145", "m49"), is_place("EU", "iso3166_reserved"), is_place("EU", "iso3166")
    (True, True, False)
    """
    return code in _scheme(scheme)


def place_name(code: str, scheme: str) -> str:
    """Return the English name of a country or region by its code in a scheme.

    >>> place_name("142", "m49"), place_name("EU", "iso3166_reserved"), place_name("NLD", "iso3166")
    ('Asia', 'European Union', 'Netherlands')
    """
    places = _scheme(scheme)
    require_known(f"{scheme} code", code, places)
    return places[code]["name"]


def _scheme(scheme: str) -> Mapping[str, Row]:
    require_known("place scheme", scheme, PLACE_SCHEMES)
    return _places()[scheme]


@cache
def _shapes() -> Mapping[str, tuple[Ring, ...]]:
    """Read the shapes; what Natural Earth has no outline for is a ring of one point."""
    text = resources.files("liberterra_analysis").joinpath("shapes.geojson").read_text(encoding="utf-8")
    return {feature["id"]: _rings(feature["geometry"]) for feature in json.loads(text)["features"]}


def _rings(geometry: Mapping[str, Any]) -> tuple[Ring, ...]:
    if geometry["type"] == "Point":
        return ((tuple(geometry["coordinates"]),),)
    return tuple(tuple((x, y) for x, y in polygon[0]) for polygon in geometry["coordinates"])


def country_shape(code: str) -> tuple[Ring, ...]:
    """Return the outlines of a country, the largest piece of land first.

    From Natural Earth 4.1.0 (public domain), simplified; small islands are left out, and a country too small for the
    map has one ring of one point. Natural Earth draws who controls a territory; here each territory belongs to the code
    under which ISO 3166-1 has it: Crimea to Ukraine, Northern Cyprus to Cyprus, Somaliland to Somalia; Taiwan, Western
    Sahara, French Guiana and Kosovo have shapes of their own. That is a rule for drawing and implies no opinion on the
    status of any territory.

    >>> len(country_shape("TUR")), country_shape("MLT")
    (2, (((14.4, 35.9),),))
    """
    require_known("country code", code, country_codes())
    return _shapes()[code]


export(globals())
