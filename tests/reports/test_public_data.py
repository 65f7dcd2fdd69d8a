"""Reports on public data: made when the data are there, made anew with a new vintage, and without what may not be told.

The files are of our own making: every row of theirs has a number or a word that stands nowhere else, so that it is
found wherever it went.
"""

import base64
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from liberterra_analysis import datasets
from liberterra_analysis.errors import UsageError
from liberterra_analysis.report.publish.build import build
from liberterra_analysis.report.publish.catalogue import read_catalogue
from liberterra_analysis.report.publish.plan import plan
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.pdf import read_text
from tests.reports.stage import TITLE, make_workspace, write_catalogue, write_notebook

NOTEBOOKS_NEED_LIBRARIES = True

PROJECT = Path(__file__).parents[2]
MONTHS = pd.period_range("2022-11", "2024-11", freq="M")
OF = {"VEN": 40_009, "COL": 20_011, "ECU": 10_007, "VNM": 30_011, "CUB": 0}
"""The first count of each nationality; it rises by 100 a month, but that of a few persons, who are three each month."""

INCIDENTS = (
    '"Web ID","Region of Incident","Reported Date","Number Dead","Minimum Estimated Number of Missing",'
    '"Number of Survivors","Number of Females","Number of Males","Number of Children","Cause of Death",'
    '"Migration Route"\n'
    '"sentinel-7","Sentinel Sea","October 01, 2024","77017","77023","","","","","Sentinel cause","Sentinel route"\n'
)
VICTIMS = "Iso3_code,Region,Indicator,Dimension,Category,Sex,Age,Year,txtVALUE\n" + "".join(
    f"{country},Asia,Detected trafficking victims,Total,Total,Total,Total,2022,{count}\n"
    for country, count in (("NER", "88019"), ("TGO", "88037"), ("BEN", "<5"))
)


def transit() -> dict[tuple[str, str], int]:
    """Return the rows of a file on transit: month, nationality, count."""
    return {
        (f"{month}-01", nation): first + 100 * at if first else 3
        for nation, first in OF.items()
        for at, month in enumerate(MONTHS)
    }


def text(rows: dict[tuple[str, str], int]) -> str:
    return "t,nat,n\n" + "".join(f"{month},{nation},{count}.0\n" for (month, nation), count in rows.items())


def hold(workspace: Workspace, name: str, given: str, vintage: str = "2025-01-01") -> None:
    path = workspace.root / f"{name}.csv"
    path.write_text(given, "utf-8")
    datasets.add_file(name, path, vintage=vintage, workspace=workspace)


def words_of(path: Path) -> Iterator[str]:
    """Return all that can be read in a file of an edition: the text of a PDF, and what is embedded or packed in it."""
    if path.suffix == ".png":
        return
    if path.suffix == ".zip":
        with ZipFile(path) as packed:
            yield from (packed.read(name).decode("utf-8") for name in packed.namelist())
        return
    if path.suffix == ".pdf":
        yield read_text(path)
        return
    whole = re.sub(r'"contentSize": "\d+"', "", path.read_text("utf-8"))  # bytes, which may be any number
    yield whole
    for embedded in re.findall(r"base64,([A-Za-z0-9+/=]+)", whole):
        yield base64.b64decode(embedded).decode("utf-8", "replace")


def stands_in(number: int, text: str) -> bool:
    return bool(re.search(rf"(?<![\w,.])(?:{number}|{number:,})(?:\.0)?(?![\w,])", text))


def test_neither_rows_nor_few_persons_are_in_any_file_of_an_edition(tmp_path: Path) -> None:
    place = make_workspace(tmp_path, ledger=True)
    shutil.copy(PROJECT / "notebooks" / "context.ipynb", place.notebooks)
    shutil.copy(PROJECT / "reports" / "reports.toml", place.reports)
    rows = transit()
    hold(place, "darien", text(rows))
    hold(place, "glotip", VICTIMS)
    hold(place, "missing-migrants", INCIDENTS)
    few = {("2024-09-01", "VEN"): 3, ("2024-10-01", "VEN"): 1, ("2024-09-01", "COL"): 90, ("2024-10-01", "COL"): 91}
    hold(place, "honduras", text(few))
    (made,) = build(place, ["context-liberterra-2"])
    assert made.error == ""
    assert made.folder is not None
    files = {path: list(words_of(path)) for path in made.folder.rglob("*") if path.is_file()}
    assert {path.suffix for path in files} == {".html", ".pdf", ".ipynb", ".csv", ".json", ".md", ".zip"}
    everything = [words for found in files.values() for words in found]
    # The sums are there: what is tested below is no empty report.
    two = sum(rows[month, "VEN"] for month in ("2024-09-01", "2024-10-01"))
    year = sum(count for (month, nation), count in rows.items() if nation == "VNM" and "2023-11" <= month < "2024-11")
    assert all(any(stands_in(total, words) for words in everything) for total in (two, year))
    csv = (made.folder / "tables" / "public-counts.csv").read_text("utf-8")
    assert "fewer than 5 entries recorded of people from Venezuela; the largest other group, Colombia, has 181." in csv
    scale = (made.folder / "tables" / "scale.csv").read_text("utf-8")
    assert "the total is not shown, for it would give away a count of few persons" in scale
    for path, found in files.items():
        for words in found:
            told = [one for one in {*rows.values(), 77017, 77023, 88019, 88037, 185} - {3} if stands_in(one, words)]
            assert told == [], path
            assert "entinel" not in words, path
            assert "<5" not in words, path


def test_a_bare_frame_of_rows_stops_the_report(tmp_path: Path) -> None:
    place = make_workspace(tmp_path, ledger=True)
    hold(place, "darien", text(transit()))
    load = "from liberterra_analysis import datasets, display\nrows = datasets.load_dataset('darien')"
    table = "display.show_table(rows[['lower']], {'lower': 'Count>'}, name='rows', caption='Rows', empty='None.')"
    write_notebook(place, "days: int = 6", TITLE, load, "rows", name="bare", prose="## Where")
    write_notebook(place, "days: int = 6", TITLE, load, table, name="shown", prose="## Where")
    write_catalogue(place, {"a": 'notebook = "bare"', "b": 'notebook = "shown"'})
    bare, shown = build(place)
    assert "is no block that leads to claims; show one with" in bare.error
    assert "Rows of 'darien' may not be published: its terms do not allow rows to be passed on" in shown.error
    assert Store(place).current("a") == Store(place).current("b") == ""


def test_a_vintage_that_is_fetched_makes_reports_stale_and_the_plan_says_which(tmp_path: Path) -> None:
    place = make_workspace(tmp_path, ledger=True)
    counts = "from liberterra_analysis import datasets\ncounts = datasets.load_counts()"
    write_notebook(place, "days: int = 6", TITLE, counts, prose="## Where")
    needs = 'needs = "data/context/*/*/source.json"'
    write_catalogue(place, {"always": "", "later": needs})
    assert read_catalogue(place).waiting == {"later": "data/context/*/*/source.json"}
    with pytest.raises(UsageError) as caught:
        plan(place, ["later"])
    says = "report 'later' needs data/context/*/*/source.json, and there is no such file yet."
    assert str(caught.value) == says
    assert [one.error for one in build(place)] == [""]
    assert [one.reasons for one in plan(place)] == [()]

    hold(place, "darien", text(transit()))
    assert [(one.name, one.reasons) for one in plan(place)] == [
        ("always", ("data/context/darien appeared",)),
        ("later", ("not built yet",)),
    ]
    assert [one.error for one in build(place)] == ["", ""]
    hold(place, "population", "Country Name,Country Code,Year,Value\nAruba,ABW,1960,54922\n")
    assert [one.reasons for one in plan(place)] == [(), ()], "it counts nothing that a report holds claims against"
    hold(place, "darien", text(transit() | {("2024-12-01", "VEN"): 7}), vintage="2025-02-01")
    assert [one.reasons for one in plan(place)] == [("data/context/darien changed",)] * 2
