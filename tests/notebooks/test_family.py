"""The notebooks that are not about one operation: series, countries, and the ledger make a report."""

import re
from pathlib import Path

import pandas as pd
import pytest

import liberterra_analysis as lt
from liberterra_analysis import analysis, places
from liberterra_analysis.analysis.figures import shorten_publisher
from liberterra_analysis.document import Chart, Document, Heading, Items, Table, plain
from liberterra_analysis.report.publish.catalogue import read_catalogue
from tests.notebooks.test_notebooks import WORKSPACE, document_of

REFUSED = "not comparable"


def named_countries() -> list[str]:
    """Return every country about which the ledger has a claim."""
    claims, routes = lt.load_claims(), lt.load_routes()
    columns = [claims[name] for name in ("country_iso3", "nationality_iso3")]
    columns.append(routes.loc[routes["place_scheme"] == "iso3166", "place_code"])
    return sorted(set(pd.concat(columns).dropna()))


COUNTRIES = named_countries()


def notebook(name: str) -> Path:
    return WORKSPACE.notebooks / f"{name}.ipynb"


def tables(document: Document) -> dict[str, Table]:
    return {block.name: block for block in document.blocks if isinstance(block, Table)}


def sentences(document: Document) -> list[str]:
    return [plain(item) for block in document.blocks if isinstance(block, Items) for item in block.items]


def resolved() -> pd.DataFrame:
    return analysis.resolve_claims(lt.load_claims(), lt.load_sources(), lt.load_metrics())


def publishers_drawn(series: str) -> set[str]:
    figures, operations = resolved(), analysis.choose_operations(lt.load_operations(), series=series)
    panels = analysis.arrange_panels(figures, operations, analysis.compare_operations(figures, operations))
    return {*figures.loc[figures["claim_id"].isin(panels["claim_id"]), "publisher"].map(shorten_publisher)}


@pytest.mark.parametrize("series", ["Adwenpa", "Liberterra", "Turquesa"])  # of one operation, and of several
def test_a_series_makes_a_report(series: str) -> None:
    document = document_of(notebook("comparison"), series=series)
    found = tables(document)
    operations = lt.load_operations().query("series == @series")
    assert document.title.title == f"Series: {series}"
    (chart,) = (block for block in document.blocks if isinstance(block, Chart))
    assert {*re.sub(r"^Sources?: |\.$", "", plain(chart.source)).split("; ")} == publishers_drawn(series)
    assert [row.anchor for row in found["operations"].rows] == [
        f"operation-{key}" for key in operations["operation_id"]
    ]
    for row in found["comparison"].rows if "comparison" in found else ():
        *_, state, change, day, country, reasons = (plain(cell) for cell in row.cells)
        assert reasons or state == "comparable"
        assert state != REFUSED or (change, day, country) == ("", "", "")
    for said in sentences(document):
        refused = "Not comparable:" in said
        assert not (refused and ("higher by" in said or "lower by" in said or "Per day" in said)), said


def test_operations_of_different_series_side_by_side() -> None:
    document = document_of(notebook("comparison"), operations=["liberterra-2", "global-chain-2024"])
    assert document.title.title == "Operation Global Chain 2024 and Operation Liberterra II"


# A country of many figures, of its own, of its nationals, on a route, in a statement, and of none at all.
@pytest.mark.parametrize("country", ["GBR", "SYR", "UKR", "BGR", "VNM", "LUX"])
def test_a_country_makes_a_report(country: str) -> None:
    document = document_of(notebook("country"), country=country)
    found, claims = tables(document), resolved()
    about = claims[(claims["country_iso3"] == country) | (claims["nationality_iso3"] == country)]
    whole_figures = claims.loc[claims["claim_id"].isin(about["subset_of"]), "figure"]
    wholes = {f"#claim-{key}" for key in claims.loc[claims["figure"].isin(whole_figures), "claim_id"]}
    assert document.title.title == places.country_name(country)
    counted = analysis.select_country_claims(claims, lt.load_routes(), country)["claim_id"].nunique()
    said = plain(dict(document.title.facts)["Figures"])  # totals of shares are not about it
    assert said.startswith(f"{counted} claim" if counted else "none")
    for name, column in (("territory", "country_iso3"), ("nationals", "nationality_iso3")):
        wanted = {f"#claim-{key}" for key in claims.loc[claims[column] == country, "claim_id"]}
        at = [one.label for one in found[name].columns].index("What is counted") if name in found else 0
        cells = [row.cells[at] for row in found[name].rows] if name in found else []
        shown = [[link.target for link in cell if link.kind == "link"] for cell in cells]
        assert {first for first, *_ in shown} <= wanted
        assert {beside for _, *others in shown for beside in others} <= wanted | wholes
        assert bool(shown) == bool(wanted)


def test_a_country_without_a_figure_is_told_so() -> None:
    document = document_of(notebook("country"), country="LUX")
    says = "We have recorded no figure about Luxembourg. That is no sign that nothing happened there."
    assert plain(document.title.finding) == says
    assert tables(document) == {}
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["What is not known", "Method and limits", "Every figure and its source", "Sources"]


def test_every_country_has_a_report_or_stands_in_the_one_on_countries() -> None:
    reports = read_catalogue(WORKSPACE).reports
    own = {one.parameters["country"] for one in reports.values() if one.notebook == "country"}
    found = tables(document_of(notebook("countries"), **reports["countries"].parameters))
    few = {places.find_country(plain(row.cells[0])) for row in found["few"].rows}
    assert {places.find_country(plain(row.cells[0])) for row in found["countries"].rows} == set(COUNTRIES)
    assert (own | few, own & few) == (set(COUNTRIES), set())
    shown = {(plain(row.cells[0]), plain(row.cells[1])) for row in found["few"].rows}
    claims = lt.load_claims()
    nationals = claims[claims["nationality_iso3"].isin([*few])]
    assert nationals["country_iso3"].isna().any()
    for country, place in nationals[["nationality_iso3", "country_iso3"]].itertuples(index=False, name=None):
        where = f", in {places.country_in_prose(place)}" if pd.notna(place) else ""
        assert (places.country_name(country), f"Its nationals{where}") in shown
    statements = lt.load_statements()
    named = statements[["country_iso3", "nationality_iso3"]]
    is_elsewhere = named.notna() & ~named.isin([*own])
    assert is_elsewhere.any().all()
    elsewhere = is_elsewhere.any(axis=1)
    assert {*statements.loc[elsewhere, "statement"]} <= {plain(row.cells[0]) for row in found["statements"].rows}


def test_a_series_of_one_operation_has_no_report() -> None:
    reports = read_catalogue(WORKSPACE).reports.values()
    found = [one.parameters["series"] for one in reports if one.notebook == "comparison"]
    sizes = lt.load_operations()["series"].value_counts()
    assert sorted(found) == sorted(sizes[sizes > 1].index)
    assert len(found) < len(sizes)


def test_the_audit() -> None:
    document = document_of(notebook("ledger"))
    claims = lt.load_claims()
    assert {row.anchor for row in tables(document)["claims"].rows} < {f"claim-{key}" for key in claims["claim_id"]}
    assert tables(document)["claims"].csv.count("\n") == len(claims) + 1
    shares = {plain(row.cells[0]): plain(row.cells[2]) for row in tables(document)["evidence"].rows}
    assert shares["claims with a quote"] == f"{len(claims):,}"
    assert len(tables(document)["gaps"].rows) == len(lt.load_operations())
    cells = (
        "INTERPOL: nearly 24,000 flights monitored",
        "The National: about 24,000 flights monitored",
        "Hedge changed",
    )
    lost = [tuple(map(plain, row.cells)) for row in tables(document)["losses"].rows]
    assert ("Operation Liberterra II", *cells) in lost


@pytest.mark.parametrize("basis", ["liberterra-1", "liberterra-2", "epervier-2017"])
def test_scenarios(basis: str) -> None:
    document = document_of(notebook("scenario"), basis=basis)
    figures = analysis.resolve_claims(lt.load_claims(basis), lt.load_sources(), lt.load_metrics())
    counted = analysis.select_headline(figures).query("unit in ['persons', 'arrests'] and kind == 'outcome'")
    assert ("scenario" in tables(document)) == bool(len(counted))
    (chart,) = (block for block in document.blocks if isinstance(block, Chart))
    assert max(map(int, re.findall(r"\d+", chart.alt))) <= 365  # multiples, and no number of persons
