"""Public data sets in their publishers' layouts: each trap of each file, on tiny files."""

import math
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
import pytest

from liberterra_analysis import datasets
from liberterra_analysis.datasets import DATASETS, add_file, add_up, list_vintages, load_dataset, store
from liberterra_analysis.datasets.publishers import TIDY
from liberterra_analysis.datasets.registry import COUNT, WHAT
from liberterra_analysis.errors import DataError, UsageError
from liberterra_analysis.workspace import Workspace

Rows = Sequence[Sequence[object]]

GLOTIP = (
    "Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source"
)
VICTIMS, CONVICTED = "Detected trafficking victims", "Persons convicted"


def victims(
    country: str, value: str, *, category: str = "Total", sex: str = "Total", age: str = "Total"
) -> list[object]:
    dimension = "Total" if category == "Total" else "by citizenship"
    return [country, country, "Asia", "Asia", VICTIMS, dimension, category, sex, age, 2022.0, "Counts", value, "GLOTIP"]


def xlsx(path: Path, rows: Rows) -> Path:
    """Write the smallest workbook that is one: text as text, numbers as numbers."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="data" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="s" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def ods(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write the smallest OpenDocument workbook that is one; "2024-09-29" becomes a date."""

    def cell(value: object) -> str:
        text = str(value)
        kind = f'office:value-type="float" office:value="{text}"'
        if isinstance(value, str):
            kind = 'office:value-type="string"'
            if text[:2] == "20" and text[4:5] == "-":
                kind = f'office:value-type="date" office:date-value="{text}"'
        return f"<table:table-cell {kind}><text:p>{escape(text)}</text:p></table:table-cell>"

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr("content.xml", content)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def load(place: Workspace, tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """Store a file made of text, or at a path, and load it."""

    def loaded(name: str, given: str | Path, **options: str) -> pd.DataFrame:
        if isinstance(given, str):
            path = tmp_path / f"{name}.csv"
            path.write_text(given, "utf-8")
            given = path
        add_file(name, given, vintage="2026-01-01", workspace=place)
        return load_dataset(name, workspace=place, **options)

    return loaded


def ends(rows: pd.DataFrame) -> list[tuple[float, float]]:
    return list(zip(rows["lower"], rows["upper"], strict=True))


# All of them


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
def test_a_data_set_says_what_it_is(dataset: datasets.Dataset) -> None:
    assert {*WHAT, *COUNT} <= set(dataset.columns)
    assert dataset.page.startswith("https://")
    assert "migrants" not in dataset.unit
    assert len(dataset.bias) > 2
    assert dataset.may in {"redistribute", "aggregate"}
    # Where no licence was found, only sums may be passed on.
    assert (dataset.may == "aggregate") == any(
        word in dataset.licence.lower() for word in ("not stated", "none", "no open")
    )
    assert dataset.name in TIDY
    for layout in dataset.layouts:
        assert len({*layout.values()}) == len(layout)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
def test_a_changed_header_is_told(load: Callable[..., pd.DataFrame], dataset: datasets.Dataset) -> None:
    for layout in dataset.layouts:
        *names, last = layout
        with pytest.raises(DataError) as caught:
            load(dataset.name, ",".join([*names, f"{last} (new)"]) + "\n" + ",".join("x" for _ in layout) + "\n")
        says = str(caught.value)
        assert says.startswith(f"{dataset.name}.csv: holds no row under the columns of {dataset.title}: ")
        assert all(repr(wanted) in says for wanted in layout)


def test_a_cell_that_is_no_count_is_found_by_its_row(load: Callable[..., pd.DataFrame]) -> None:
    text = "Country Name,Country Code,Year,Value\nAruba,ABW,1960,54922\nAruba,ABW,1961,many\n"
    with pytest.raises(DataError) as caught:
        load("population", text)
    assert str(caught.value) == "population.csv, row 3, column 'published': 'many' is no count."


def test_a_data_set_that_was_not_fetched(place: Workspace) -> None:
    with pytest.raises(UsageError) as caught:
        load_dataset("cbp", workspace=place)
    assert str(caught.value) == "No vintage of 'cbp' is held. Run 'liberterra fetch cbp'."
    with pytest.raises(UsageError, match=r"^data set 'cpb' is not one of .*; did you mean 'cbp'\?$"):
        load_dataset("cpb", workspace=place)


def test_vintage_and_download_are_kept_with_every_row(load: Callable[..., pd.DataFrame], place: Workspace) -> None:
    rows = load("population", "Country Name,Country Code,Year,Value\nAruba,ABW,1960,54922\n")
    assert rows["vintage"].tolist() == ["2026-01-01"]
    assert rows["downloaded"].tolist() == [list_vintages("population", workspace=place)[0].downloaded]
    assert rows["dataset"].tolist() == ["population"]


def test_columns_are_chosen(load: Callable[..., pd.DataFrame]) -> None:
    rows = load("population", "Country Name,Country Code,Year,Value\nAruba,ABW,1960,1\n", columns=["vintage", "lower"])
    assert rows.to_dict("records") == [{"vintage": "2026-01-01", "lower": 1.0}]


def test_a_file_changed_after_the_fetch_is_refused(load: Callable[..., pd.DataFrame], place: Workspace) -> None:
    load("population", "Country Name,Country Code,Year,Value\nAruba,ABW,1960,1\n")
    folder = place.data / "context" / "population" / "2026-01-01"
    (folder / "population.csv").write_text("Country Name,Country Code,Year,Value\nAruba,ABW,1960,2\n", "utf-8")
    next(folder.glob("tidy-*")).unlink()
    with pytest.raises(DataError, match="is not the file that was fetched"):
        load_dataset("population", workspace=place)


def test_two_processes_may_make_the_rows_at_the_same_time(
    load: Callable[..., pd.DataFrame], place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = load("population", "Country Name,Country Code,Year,Value\nAruba,ABW,1960,1\n")
    folder, read_rows = place.data / "context" / "population" / "2026-01-01", store.read_rows

    def read_as_another_does(dataset: datasets.Dataset, path: Path) -> pd.DataFrame:
        monkeypatch.setattr(store, "read_rows", read_rows)
        load_dataset("population", workspace=place)
        return read_rows(dataset, path)

    (made,) = folder.glob("tidy-*")
    made.rename(folder / "tidy-earlier.parquet")
    monkeypatch.setattr(store, "read_rows", read_as_another_does)
    pd.testing.assert_frame_equal(load_dataset("population", workspace=place), rows)
    assert [path.name for path in folder.glob("tidy-*")] == [made.name]


# UNODC


def glotip(tmp_path: Path, *rows: list[object]) -> Path:
    head: Rows = [["UNODC"], ["14/04/2025"], GLOTIP.split(",")]
    return xlsx(tmp_path / "glotip.xlsx", [*head, *rows])


def test_glotip_keeps_suppressed_counts_and_commas(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    rows = load("glotip", glotip(tmp_path, victims("NAM", "<5"), victims("PAK", "26,539"), victims("ALB", "<10")))
    assert ends(rows) == [(1, 4), (26539, 26539), (1, 9)]
    assert rows["published"].tolist() == ["<5", "26,539", "<10"]
    total = add_up(rows).iloc[0]
    assert (total["lower"], total["upper"], total["suppressed"]) == (26541, 26552, 2)
    assert rows["unit"].tolist() == ["detected victims"] * 3
    assert rows["start"].tolist() == [pd.Timestamp("2022-01-01")] * 3
    assert rows["end"].tolist() == [pd.Timestamp("2022-12-31")] * 3


def test_glotip_names_leaked_questionnaire_cells(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    leaked = [
        victims("PAK", text, category=name)
        for name, text in (("Q6.1_21s_2020", "61,212,020"), ("Nationals", "6,112,019"))
    ]
    rows = load("glotip", glotip(tmp_path, *leaked, victims("PAK", "7", category="Pakistani")))
    assert rows["doubt"].tolist() == ["name of a questionnaire's cell", "more than 1,000,000", ""]
    total = add_up(rows).iloc[0]
    assert (total["lower"], total["upper"], total["counts"], total["left_out"]) == (7, 7, 1, 2)


def test_glotip_totals_are_not_added_to_parts(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    parts = [victims("PAK", "4", sex="Male"), victims("PAK", "6", sex="Female"), victims("PAK", "10")]
    rows = load("glotip", glotip(tmp_path, *parts, victims("PAK", "6", sex="Female", age="0 to 17 years")))
    assert rows["is_total"].tolist() == [True, True, True, False]
    with pytest.raises(UsageError) as caught:
        add_up(rows)
    assert str(caught.value) == (
        "Rows cannot be added up: 'split' is 'whole', 'whole, sex', 'whole, sex, age'; parts stand beside their total. "
        "Choose one of them, or add 'split' to 'by'."
    )
    assert add_up(rows, ["split"])["lower"].tolist() == [10, 10, 6]


def test_glotip_duplicates_become_one_interval(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    rows = load("glotip", glotip(tmp_path, victims("ARG", "<5", sex="Other"), victims("ARG", "11", sex="Other")))
    assert ends(rows) == [(11, 15)]
    assert rows["published"].tolist() == ["<5; 11"]


def test_glotip_broken_letters_do_not_break_the_reading(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    rows = load("glotip", glotip(tmp_path, victims("SLV", "3", category="Ciudadanos de su pa\ufffds")))
    assert rows["nationality"].tolist() == ["Ciudadanos de su pa?s"]
    assert rows["nationality_iso3"].tolist() == [""]


# Frontex


def test_frontex_wide_workbook(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    path = tmp_path / "frontex.xlsx"
    head: Rows = [[], ["Route", "Border type or inland", "Nationality", "SEP2024", "OCT2024"]]
    rows = load(
        "frontex",
        xlsx(path, [*head, ["Black Sea Route", "Sea", "Syria", 7, ""], ["Other", "Land", "Stateless", "", 2]]),
    )
    assert rows["published"].tolist() == ["7", "2"], "a blank cell is no zero"
    assert rows["nationality_iso3"].tolist() == ["SYR", ""]
    assert rows["start"].dt.strftime("%Y-%m-%d").tolist() == ["2024-09-01", "2024-10-01"]
    assert rows["end"].dt.strftime("%Y-%m-%d").tolist() == ["2024-09-30", "2024-10-31"]
    assert set(rows["unit"]) == {"detections"}


def test_names_as_publishers_write_them(load: Callable[..., pd.DataFrame]) -> None:
    codes = {
        "Turkey": "TUR",
        "Türkiye": "TUR",
        "Viet Nam": "VNM",
        "Cote d'Ivoire": "CIV",
        "Côte d’Ivoire": "CIV",
        "Macedonia": "MKD",
        "Swaziland": "SWZ",
        "Curacao": "CUW",
        "Turks and Caicos Islands": "TCA",
        "Unknown": "",
        "Congo": "",
    }
    lines = "".join(f'Other,Sea,"{name}",2024-02-01,1\n' for name in codes)
    rows = load("frontex", f"route,type,nat,t,n\n{lines}")
    assert dict(zip(rows["nationality"], rows["nationality_iso3"], strict=True)) == codes


def test_frontex_codes_that_are_no_country(load: Callable[..., pd.DataFrame]) -> None:
    codes = ("XKX", "STL", "OOO", "TIB", "NAM", "NA")
    text = "route,type,nat,t,n\n" + "".join(f"Other,Sea,{code},2024-02-01,1.0\n" for code in codes)
    rows = load("frontex", text)
    assert rows["nationality"].tolist() == list(codes), "Namibia's 'NA' is text"
    assert rows["nationality_iso3"].tolist() == ["XKX", "", "", "", "NAM", ""]
    assert rows["end"].dt.day.unique().tolist() == [29]


# US CBP

CBP = (
    "fiscal_year,month_grouping,month_abbv,component,land_border_region,area_of_responsibility,aor_abbv,demographic,"
    "citizenship,title_of_authority,encounter_type,encounter_count\n"
)


def test_cbp_fiscal_years_become_calendar_months(load: Callable[..., pd.DataFrame]) -> None:
    rest = "U.S. Border Patrol,Southwest Land Border,Tucson Sector,TCA,Single Adults,{},Title 8,Apprehensions,{}\n"
    lines = [
        "2024,FYTD,SEP," + rest.format("VENEZUELA", 5),
        "2025 (FYTD),FYTD,OCT," + rest.format('"CHINA, PEOPLES REPUBLIC OF"', 6),
        "2025,Remaining,JAN," + rest.format("OTHER", '"1,007"'),
        "2025,Remaining,JAN," + rest.format("MYANMAR (BURMA)", 1),
    ]
    rows = load("cbp", CBP + "".join(lines))
    assert rows["start"].dt.strftime("%Y-%m").tolist() == ["2024-09", "2024-10", "2025-01", "2025-01"]
    assert rows["nationality_iso3"].tolist() == ["VEN", "CHN", "", "MMR"]
    assert rows["nationality"].tolist()[2] == "OTHER"
    assert set(rows["series"]) == {"encounters at all borders"}
    assert add_up(rows).iloc[0][["lower", "unit"]].tolist() == [1019, "encounters"]


# Transit


@pytest.mark.parametrize(("name", "country"), [("darien", "PAN"), ("honduras", "HND"), ("mexico", "MEX")])
def test_transit_by_nationality(load: Callable[..., pd.DataFrame], name: str, country: str) -> None:
    rows = load(name, "t,nat,n\n2024-09-01,VEN,19800.0\n2024-09-01,OOO,3\n")
    assert rows["country_iso3"].tolist() == [country] * 2
    assert rows["nationality_iso3"].tolist() == ["VEN", ""]
    assert add_up(rows).iloc[0]["lower"] == 19803


# UK


def test_small_boats_dash_is_not_zero(load: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    columns = ["Migrants arrived", "Boats arrived", "Boats arrived - involved in uncontrolled landings"]
    days: Rows = [["Date", *columns, "Notes"], ["2024-09-28", 0, 0, "-", ""], ["2024-09-29", 717, 13, 0, "Revised"]]
    weeks: Rows = [
        ["Week ending", *columns, "Migrants prevented", "Events prevented", "Notes"],
        ["2024-09-29", 717, 13, "-", "-", 4, ""],
    ]
    rows = load("small-boats", ods(tmp_path / "boats.ods", {"Notes": [["Notes"]], "SB_01": days, "SB_02": weeks}))
    landings = rows[(rows["series"] == "boats in uncontrolled landings") & (rows["split"] == "day")]
    assert ends(landings) == [(0, math.inf), (0, 0)]
    assert add_up(landings).iloc[0][["lower", "upper", "suppressed"]].tolist() == [0, math.inf, 1]
    prevented = rows[rows["series"].isin(["preventions", "events prevented"])].set_index("series")
    assert prevented["split"].tolist() == ["week"] * 2, "the days have no such columns"
    assert prevented["unit"].to_dict() == {
        "preventions": "people prevented, by French estimates",
        "events prevented": "events, by French estimates",
    }
    arrivals = rows[rows["series"] == "arrivals in small boats"]
    with pytest.raises(UsageError, match="'split' is 'day', 'week'; parts stand beside their total"):
        add_up(arrivals)
    assert arrivals["is_total"].tolist() == [False, False, True]
    assert arrivals["start"].dt.strftime("%m-%d").tolist() == ["09-28", "09-29", "09-23"]
    assert arrivals["revised"].tolist() == ["", "revised", ""]
    with pytest.raises(UsageError, match="'series' is 'arrivals in small boats', 'boats arrived'"):
        add_up(rows[rows["series"].isin(["arrivals in small boats", "boats arrived"])])


def test_nrm_total_rows_stand_beside_their_parts(load: Callable[..., pd.DataFrame]) -> None:
    head = "Year,Quarter,Age at exploitation,Location of exploitation,NRM referrals\n"
    rows = load("nrm", head + "2023,Q4,Adult,UK,3\n2023,Q4,Adult,Overseas,4\n2023,Q4,Adult,Total,7\n2023,Q4,A,UK,0\n")
    assert ends(rows[-1:]) == [(0, 0)], "nine of ten rows of these files are zero, and are kept"
    rows = rows[:-1]
    assert rows["is_total"].tolist() == [False, False, True]
    assert add_up(rows, ["split"])["lower"].tolist() == [7, 7]
    with pytest.raises(UsageError, match="parts stand beside their total"):
        add_up(rows)
    assert (rows["start"].iloc[0], rows["end"].iloc[0]) == (pd.Timestamp("2023-10-01"), pd.Timestamp("2023-12-31"))


# World Bank


def test_population_groups_are_no_countries(load: Callable[..., pd.DataFrame]) -> None:
    rows = load("population", "Country Name,Country Code,Year,Value\nKosovo,XKX,2023,1\nWorld,WLD,2023,9\n")
    assert rows["is_total"].tolist() == [False, True]
    assert rows["country_iso3"].tolist() == ["XKX", ""]


# IOM

OLD = (
    '"Web ID","Region of Incident","Reported Date","Reported Year","Reported Month","Number Dead",'
    '"Minimum Estimated Number of Missing","Total Dead and Missing","Number of Survivors","Number of Females",'
    '"Number of Males","Number of Children","Cause of Death","Location Description","Information Source",'
    '"Location Coordinates","Migration Route","URL","UNSD Geographical Grouping","Source Quality"\n'
)
NEW = (
    '"Main ID","Incident ID",Region,"Incident Date",Year,"Reported Month","Number Dead",'
    '"Minimum Estimated Number of Missing","Number of Survivors","Number of Females","Number of Males",'
    '"Number of Children","Region of Origin","Cause of Death","Country of Origin","Location of death",'
    '"Information Source",Coordinates,"Migration route",URL,"UNSD Geographical Grouping","Source Quality"{}\n'
)


def test_missing_migrants_of_the_first_header(load: Callable[..., pd.DataFrame]) -> None:
    line = '"1","Sea","May 04, 2015","2015","May","22","1,000","1,022","","","","","Drowning","x\ny","z","0, 0",'
    rows = load("missing-migrants", OLD + line + '"r","u","g","4"\n')
    assert rows["series"].tolist() == ["dead", "missing"], "the total of the two is not a third"
    assert ends(rows) == [(22, math.inf), (1000, math.inf)], "minimum estimates are open upwards"
    assert rows["start"].tolist() == [pd.Timestamp("2015-05-04")] * 2


def test_missing_migrants_of_the_second_header(load: Callable[..., pd.DataFrame]) -> None:
    line = (
        '2026.1,2026.1{},Sea,"Sun, 02/01/2026 - 12:00",2026,February,{},0,,,,,A,Drowning,"{}",L,S,"0, 0",R,U,G,1,{}\n'
    )
    lines = line.format("a", 2, "Iraq", "Split Incident") + line.format("b", 3, "Iraq, Syria", "Incident")
    rows = load(
        "missing-migrants",
        NEW.format(",Incident Type") + lines + line.format("c", 90, "Unknown", "Cumulative Incident"),
    )
    dead = rows[rows["series"] == "dead"]
    assert dead["start"].unique().tolist() == [pd.Timestamp("2026-02-01")], "month before day"
    assert dead["nationality_iso3"].tolist() == ["IRQ", "", ""], "several countries are none"
    assert dead["is_total"].tolist() == [False, False, True]
    with pytest.raises(UsageError, match="'split' is 'cumulative', 'incident'"):
        add_up(dead)
    assert add_up(dead[~dead["is_total"]]).iloc[0][["lower", "upper"]].tolist() == [5, math.inf]


# Workbooks that are none, or worse


NO_WORKBOOK = "is no workbook that can be read within 120 seconds and 2,000,000,000 bytes of memory."


def test_an_archive_that_is_no_workbook(place: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "frontex.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(DataError) as caught:
        add_file("frontex", path, workspace=place)
    assert str(caught.value) == f"frontex.xlsx: {NO_WORKBOOK}"


def raw_xlsx(path: Path, rows: str) -> Path:
    """Write a workbook whose sheet holds what no program writes."""
    xlsx(path, [])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text.replace("<sheetData>", f"<sheetData>{rows}"))
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the memory of a process")
@pytest.mark.parametrize("cell", ["XFD1048576", "XFD4294967295"])
def test_a_workbook_that_asks_for_all_memory_is_refused(place: Workspace, tmp_path: Path, cell: str) -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    path = raw_xlsx(tmp_path / "bomb.xlsx", f'{first}<row r="{cell[3:]}"><c r="{cell}"><v>1</v></c></row>')
    with pytest.raises(DataError) as caught:
        add_file("glotip", path, workspace=place)
    assert str(caught.value) == f"bomb.xlsx: {NO_WORKBOOK}"
    assert list_vintages("glotip", workspace=place) == []
