import csv
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from importlib import resources

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from liberterra_analysis.errors import UsageError
from liberterra_analysis.places import (
    country_codes,
    country_name,
    find_country,
    find_nationality,
    is_country,
    is_place,
    place_name,
)
from liberterra_analysis.vocabulary import PLACE_SCHEMES

ROWS = list(
    csv.DictReader(
        resources.files("liberterra_analysis").joinpath("places.csv").read_text(encoding="utf-8").splitlines()
    )
)
COUNTRIES = [row for row in ROWS if row["scheme"] == "iso3166"]
IN_ISO = [row for row in COUNTRIES if row["code"] != "XKX"]
REGIONS = {row["code"]: row["name"] for row in ROWS if row["scheme"] == "m49"}
ALIASES = [(alias, row["code"]) for row in COUNTRIES for alias in row["aliases"].split(";") if alias]
DEMONYMS = [(word, row["code"]) for row in COUNTRIES for word in row["demonyms"].split(";") if word]


def test_table_holds_all_of_iso_3166_1_and_kosovo() -> None:
    assert len(IN_ISO) == 249
    assert country_codes() == {row["code"] for row in COUNTRIES}
    for row in IN_ISO:
        assert re.fullmatch("[A-Z]{3}", row["code"])
        assert re.fullmatch("[A-Z]{2}", row["alpha2"])
        assert re.fullmatch("[0-9]{3}", row["numeric"])
        assert row["iso_name"]
    for column in ("code", "alpha2", "numeric", "iso_name"):
        assert len({row[column] for row in IN_ISO}) == 249, column


def test_kosovo_is_marked_as_not_in_iso_3166_1() -> None:
    kosovo = next(row for row in COUNTRIES if row["code"] == "XKX")
    assert (kosovo["alpha2"], kosovo["numeric"], kosovo["iso_name"]) == ("XK", "", "")
    assert kosovo["note"].startswith("Not in ISO 3166-1")
    assert country_name("XKX") == "Kosovo"


def test_regions_of_countries_are_regions_of_the_table() -> None:
    assert [row["code"] for row in COUNTRIES if not row["region"]] == ["ATA"]
    for row in COUNTRIES:
        if row["code"] == "ATA":
            continue
        assert REGIONS[row["region"]] in {"Africa", "Americas", "Asia", "Europe", "Oceania"}
        assert row["subregion"] in REGIONS
        assert not row["intermediate_region"] or row["intermediate_region"] in REGIONS


@pytest.mark.parametrize(
    ("code", "region", "subregion", "intermediate"),
    [
        ("TUR", "Asia", "Western Asia", ""),
        ("VNM", "Asia", "South-eastern Asia", ""),
        ("VEN", "Americas", "Latin America and the Caribbean", "South America"),
        ("DZA", "Africa", "Northern Africa", ""),
        ("NGA", "Africa", "Sub-Saharan Africa", "Western Africa"),
        ("GBR", "Europe", "Northern Europe", ""),
    ],
)
def test_region_of_a_country_is_that_of_m49(code: str, region: str, subregion: str, intermediate: str) -> None:
    row = next(row for row in COUNTRIES if row["code"] == code)
    assert (REGIONS[row["region"]], REGIONS[row["subregion"]]) == (region, subregion)
    assert REGIONS.get(row["intermediate_region"], "") == intermediate


def test_country_is_known_to_babel_and_found_by_each_of_its_names() -> None:
    territories = Locale("en").territories
    for row in COUNTRIES:
        code = row["code"]
        assert is_country(code)
        assert country_name(code) == (row["name"] or territories[row["alpha2"]])
        assert {find_country(name) for name in (country_name(code), row["iso_name"]) if name} == {code}


def test_no_two_countries_share_a_name() -> None:
    names = [country_name(code) for code in country_codes()]
    assert len(set(names)) == len(names)


def test_own_names_are_given_only_where_cldr_has_another() -> None:
    territories = Locale("en").territories
    assert not [row["code"] for row in COUNTRIES if row["name"] and row["name"] == territories[row["alpha2"]]]


def test_alias_finds_its_one_country() -> None:
    assert [alias for alias, code in ALIASES if find_country(alias) != code] == []


def test_demonyms_find_their_one_country_and_shared_ones_none() -> None:
    shared = {word for word, code in DEMONYMS if find_nationality(word) != code}
    assert shared == {"Congolese", "Dominican"}
    assert all(find_nationality(word) is None for word in shared)


@given(
    pair=st.sampled_from(ALIASES),
    change=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
    space=st.sampled_from(["", " ", "\n", "\u00a0", "  "]),
)
def test_case_accents_and_spaces_do_not_matter(
    pair: tuple[str, str], change: Callable[[str], str], form: str, space: str
) -> None:
    alias, code = pair
    written = unicodedata.normalize(form, change(alias))
    assert find_country(space + written + space) == code
    assert find_country("the " + written) == code
    bare = "".join(letter for letter in unicodedata.normalize("NFD", written) if not unicodedata.combining(letter))
    assert find_country(bare) == code


@given(st.text())
def test_any_text_finds_a_country_or_none(text: str) -> None:
    assert find_country(text) is None or find_country(text) in country_codes()
    assert find_nationality(text) is None or find_nationality(text) in country_codes()


AS_WRITTEN = {
    "TUR": ["Turkey", "Türkiye", "Turkiye"],
    "VNM": ["Vietnam", "Viet Nam"],
    "GBR": ["UK", "U.K.", "Britain", "Great Britain", "Scotland"],
    "USA": ["US", "U.S.", "the United States", "America"],
    "CIV": ["Ivory Coast", "Côte d'Ivoire", "Côte d’Ivoire"],
    "SWZ": ["Swaziland"],
    "MKD": ["Macedonia", "North Macedonia"],
    "MMR": ["Burma"],
    "NLD": ["Holland", "the Netherlands"],
    "RUS": ["Russia"],
    "KOR": ["South Korea", "Republic of Korea"],
    "COD": ["DR Congo"],
    "BIH": ["Bosnia and Herzegovina", "Bosnia & Herzegovina"],
    "PHL": ["the Philippines"],
    "LCA": ["St. Lucia"],
    "KNA": ["Saint Kitts & Nevis"],
    "GNB": ["Guinea-Bissau"],
    "GIN": ["Guinea"],
    "NER": ["Niger"],
    "DMA": ["Dominica"],
    "XKX": ["Kosovo"],
    None: [
        "Congo",
        "the Congo",
        "Korea",
        "Asia",
        "the Americas",
        "European Union",
        "the Middle East",
        "Syrian",
        "",
        "the",
    ],
}


def test_find_country_as_the_press_writes_it() -> None:
    found = {code: [find_country(text) for text in texts] for code, texts in AS_WRITTEN.items()}
    assert found == {code: [code] * len(texts) for code, texts in AS_WRITTEN.items()}


NATIONALITIES = {
    "SYR": ["Syrian", "Syrians"],
    "NAM": ["Namibians"],
    "VNM": ["Vietnamese"],
    "VEN": ["Venezuelans"],
    "CHN": ["Chinese"],
    "CHE": ["Swiss"],
    "TUN": ["Tunisian"],
    "SRB": ["Serbian"],
    "TUR": ["Turks"],
    "NGA": ["Nigerian"],
    "NER": ["Nigeriens"],
    "SSD": ["South Sudanese"],
    "GNB": ["Bissau-Guineans"],
    "BEN": ["Beninese"],
    None: ["Korean", "Dominicans", "Kurdish", "Asian", "Syria", "s", ""],
}


def test_find_nationality_as_the_press_writes_it() -> None:
    found = {code: [find_nationality(text) for text in texts] for code, texts in NATIONALITIES.items()}
    assert found == {code: [code] * len(texts) for code, texts in NATIONALITIES.items()}


def test_every_code_has_a_name_in_its_scheme_and_stands_in_no_other() -> None:
    schemes = {row["code"]: [scheme for scheme in PLACE_SCHEMES if is_place(row["code"], scheme)] for row in ROWS}
    assert schemes == {row["code"]: [row["scheme"]] for row in ROWS}
    assert all(place_name(row["code"], row["scheme"]) for row in ROWS)


def test_regions_are_those_of_m49() -> None:
    names = {
        "001": "World",
        "002": "Africa",
        "003": "North America",
        "005": "South America",
        "009": "Oceania",
        "019": "Americas",
        "142": "Asia",
        "145": "Western Asia",
        "150": "Europe",
        "419": "Latin America and the Caribbean",
    }
    assert {code: place_name(code, "m49") for code in names} == names
    assert len(REGIONS) == 31
    assert all(code in Locale("en").territories for code in REGIONS)


@pytest.mark.parametrize("code", ["", "NA", "EU", "nam", "Nam", "NAM ", "UK", "EUR", "840", "XXX"])
def test_what_is_no_country(code: str) -> None:
    assert not is_country(code)
    assert not is_place(code, "iso3166")


SCHEME = "place scheme 'iso3166-1' is not one of 'iso3166', 'iso3166_reserved', 'm49'; did you mean 'iso3166'?"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: country_name("TURK"),
            "country code 'TURK' is not one of 'ABW', 'AFG', 'AGO', 'AIA', 'ALA', 'ALB', 'AND', 'TUR', … (250 in all);"
            " did you mean 'TUR'?",
        ),
        (lambda: place_name("NA", "iso3166_reserved"), "iso3166_reserved code 'NA' is not one of 'EU'"),
        (lambda: place_name("NLD", "iso3166-1"), SCHEME),
        (lambda: is_place("NLD", "iso3166-1"), SCHEME),
    ],
)
def test_what_is_unknown_is_an_error_that_helps(call: Callable[[], object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        call()
    assert str(caught.value) == message


def test_importing_the_module_reads_no_table() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import liberterra_analysis.places as places\n"
        "read = lambda: sorted(name.rpartition('/')[2] for name in opened if name.endswith(('places.csv', 'en.dat')))\n"
        "assert read() == [], read()\n"
        "places.country_name('TUR')\n"
        "assert read() == ['en.dat', 'places.csv'], read()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
