"""Any object with its labels, and its cells quoted."""

import re
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from liberterra_analysis import display, plots
from liberterra_analysis import document as doc
from liberterra_analysis.display.shown import Shown
from liberterra_analysis.errors import UsageError

PORTS = pd.DataFrame(
    {
        "port": ["Mombasa", "Haiphong"],
        "kg": [12_500.5, 8.0],
        "year": [2023, 2024],
        "at": pd.to_datetime(["2024-03-05"] * 2),
    }
).set_index("port")


def texts(shown: object) -> list[list[str]]:
    assert isinstance(shown, Shown)
    assert isinstance(shown.block, doc.Table)
    return [[doc.plain(cell) for cell in row.cells] for row in shown.block.rows]


def test_a_frame_shows_its_index_and_numbers_as_people_write_them() -> None:
    shown = display.show(PORTS, title="Ivory, by port", source="Port log")
    assert texts(shown) == [["Mombasa", "12,500.5", "2023", "2024-03-05"], ["Haiphong", "8.0", "2024", "2024-03-05"]]
    assert shown.block.name == "ivory-by-port"
    assert shown.block.csv.splitlines()[1] == "Mombasa,12500.5,2023,2024-03-05"
    assert texts(display.show(pd.DataFrame({"share": [0.123456, None]}))) == [["0.123456"], [""]]
    assert texts(display.show(pd.DataFrame({"rate": [4e-7, 2.5e-6]}))) == [["0.0000004"], ["0.0000025"]], "not nothing"
    assert texts(display.show(pd.Series({("a", 1): 7}, name="n"))) == [["a", "1", "7"]]
    hedged = pd.DataFrame({"n": pd.Series(["more than 250"], dtype="hedged")})
    assert texts(display.show(hedged)) == [["more than 250"]]


def test_a_cell_is_quoted_by_its_row_and_column_and_leads_there() -> None:
    shown = display.show(PORTS, title="Ivory")
    link = display.ref(shown, "Haiphong", "kg")
    assert (f"{link} kg", link.number) == ("[8.0](#ivory--haiphong) kg", True)
    assert display.ref(shown, 0, "year").text == "2023"
    with pytest.raises(UsageError, match=r"^column 'KG' is not one of .*; did you mean 'kg'"):
        display.ref(shown, "Haiphong", "KG")
    with pytest.raises(
        UsageError, match=r"^row 'Haipong' is not one of 'Haiphong', 'Mombasa'; did you mean 'Haiphong'"
    ):
        display.ref(shown, "Haipong", "kg")
    with pytest.raises(UsageError, match="made with a title; this is none"):
        display.ref(display.show(PORTS), "Haiphong", "kg")


def test_other_objects_keep_how_they_show_themselves_and_get_labels(tmp_path: Path) -> None:
    data, metadata = display.show(PORTS.style, title="Ivory", source="Log")._repr_mimebundle_()
    assert "<table" in data["text/html"]
    assert metadata == {"liberterra": {"title": "Ivory", "source": "Log"}}
    assert display.show("*text*").data == {"text/markdown": "*text*"}
    (tmp_path / "a.svg").write_text("<svg/>")
    assert display.show(tmp_path / "a.svg", alt="A line").labels == {"alt": "A line"}
    with pytest.raises(UsageError, match=r"a.pdf: the ending '.pdf' is not one of"):
        display.show(tmp_path / "a.pdf")


def test_a_plot_keeps_its_words_and_its_data_unless_others_are_passed() -> None:
    drawn = {"kg": pd.Series(["more than 90", "about 20"], dtype="hedged"), "port": ["Mombasa", "Haiphong"]}
    rows = pd.DataFrame(drawn).rename(columns={"kg": "number"})
    said = plots.description_of(plots.plot_intervals(rows, label="port"))
    block = display.show(plots.plot_intervals(rows, label="port")).block
    assert (block.title, block.subtitle, block.alt) == (said.title, said.subtitle, said.alt)
    assert [len(row.cells) for row in block.data.rows] == [len(said.columns)] * 2
    assert said.title not in " ".join(re.sub("<[^>]+>", " ", block.svg).split())
    block = display.show(plots.plot_intervals(rows, label="port").figure, title="Ivory", alt="90 and 20 kg.").block
    assert (block.title, block.subtitle, block.alt) == ("Ivory", said.subtitle, "90 and 20 kg.")
    plt.close("all")


def test_a_notebook_and_a_saved_picture_name_the_source(tmp_path: Path) -> None:
    _, axes = plt.subplots()
    chart = display.show(axes, title="Rising", alt="From 1 to 2.", source="[Port log](https://example.org/log), 2031")
    chart.save(tmp_path / "rising.svg")
    assert ">Source: Port log, 2031</text>" in (tmp_path / "rising.svg").read_text("utf-8")
    assert "Source: Log</p>" in display.show(PORTS, title="Ivory", source="Log")._repr_mimebundle_()[0]["text/html"]


def test_axes_become_a_drawing_and_are_closed() -> None:
    _, axes = plt.subplots()
    axes.plot([1, 2])
    shown = display.show(axes, title="Rising", alt="From 1 to 2.")
    assert (shown.block.kind, shown.block.alt, plt.get_fignums()) == ("figure", "From 1 to 2.", [])
    assert "<svg" in shown.block.svg
