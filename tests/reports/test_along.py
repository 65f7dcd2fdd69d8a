"""What readers take along: the report as Markdown and Word, its data, charts for other pages, and its descriptions."""

import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest
from PIL import Image

from liberterra_analysis.document import (
    Chart,
    Code,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Link,
    Paragraph,
    Row,
    Table,
    Text,
    Title,
)
from liberterra_analysis.report.publish.datapackage import pack_tables
from liberterra_analysis.report.publish.dcat import describe_catalogue
from liberterra_analysis.report.publish.edition import make_edition
from liberterra_analysis.report.publish.manifest import Manifest
from liberterra_analysis.report.publish.search import list_words
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.markdown import render_markdown
from tests.markdown import find_lost, to_html
from tests.reports import sample
from tests.reports.sample import notebook_of
from tests.reports.stage import make_inputs, make_manifest

PUBLISH = Path(__file__).parents[2] / "docs/howto/publish.md"

SITE = Site(
    title="Reports",
    description="What they say.",
    publisher="A newsroom",
    licence="CC-BY-4.0",
    address="https://example.org/r/",
)
DAY = {"date": "2024-11-06", "checked": "2026-01-02"}


@pytest.fixture(scope="module")
def document() -> Document:
    return sample.sample().model_copy(update={"title": sample.sample().title.model_copy(update=DAY)})


@pytest.fixture(scope="module")
def edition(document: Document) -> tuple[Manifest, dict[str, bytes]]:
    return make_edition(document, notebook_of(), make_inputs("sample", title="Sample", site=SITE))


def test_no_hedge_is_lost_in_markdown(document: Document) -> None:
    for one in (document, sample.hostile()):
        assert find_lost(one, to_html(render_markdown(one))) == []


def test_every_number_that_leads_to_a_claim_has_its_row_as_footnote(document: Document) -> None:
    text = render_markdown(document)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.+)$", text, re.MULTILINE))
    number = notes[re.search(r"about 17,800\[\^(\d+)\]", text)[1]]
    assert "As printed: “more than 30”" in number
    assert {*re.findall(r"\[\^(\d+)\](?!:)", text)} == {*notes}


def test_no_text_of_the_data_is_markup_in_markdown() -> None:
    tree = lxml.html.fromstring(to_html(render_markdown(sample.hostile())))
    assert {one.tag for one in tree.iter()} & {"script", "img", "b"} == set()
    assert [one.get("href") for one in tree.iter("a") if not one.get("href").startswith("#fn")] == []
    assert len(tree.xpath("//h2")) == len(sample.HOSTILE)


def test_markdown_keeps_what_its_marks_could_break() -> None:
    number = Link(text="9", target="https://a.org/x")
    columns = (Column(label="Port"), Column(label="kg", align="right"))
    table = Table(name="t", title="T", columns=columns, rows=(Row(cells=((Text(text="a\nb"),), (Text(text="8"),))),))
    text = (Text(text="1. so"), Text(text=" many ", style="strong"), Text(text="a|b", style="code"))
    blocks = (
        Paragraph(inlines=text),
        Code(text="a ``` b"),
        KeyFigures(figures=(KeyFigure(number=number, label="kg", change="8 in the edition before"),)),
        Chart(name="f", title="F", alt="8", svg='<svg xmlns="http://www.w3.org/2000/svg"/>', data=table),
    )
    assert render_markdown(Document(title=Title(title="T"), blocks=blocks)).partition("\n\n")[2] == (
        "1\\. so **many** a\\|b\n\n"
        "````\na ``` b\n````\n\n"
        "- [9](https://a.org/x) kg (8 in the edition before)\n\n"
        "## F\n\nChart: 8\n\n"
        "Table: T\n\n| Port | kg |\n| ----- | ---: |\n| a b | 8 |\n"
    )


def test_no_hedge_is_lost_in_word(document: Document, tmp_path: Path) -> None:
    if (pandoc := shutil.which("pandoc")) is None:
        pytest.skip("pandoc, which makes Word files, is not installed")
    (line,) = re.findall(r"^pandoc (.+)$", PUBLISH.read_text("utf-8"), re.MULTILINE)
    for one in (document, sample.hostile()):
        (tmp_path / "report.md").write_text(render_markdown(one), "utf-8")
        subprocess.run([pandoc, *line.split()], cwd=tmp_path, check=True)
        back = [pandoc, "report.docx", "-t", "html"]
        page = subprocess.run(back, cwd=tmp_path, capture_output=True, check=True).stdout.decode()
        assert find_lost(one, page) == []


def test_data_are_a_valid_data_package_that_excel_opens(edition: Any, tmp_path: Path) -> None:
    from frictionless import Package

    _, files = edition
    with zipfile.ZipFile(io.BytesIO(files["data.zip"])) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
        archive.extractall(tmp_path)
    tables = {name for name in files if name.startswith("tables/")}
    assert tables == {f"tables/{path.name}" for path in (tmp_path / "tables").iterdir()} != set()
    assert all((tmp_path / name).read_bytes() == files[name] and files[name][:3] == b"\xef\xbb\xbf" for name in tables)
    package = Package(tmp_path / "datapackage.json")
    report = package.validate()
    assert report.flatten(["rowNumber", "fieldName", "message"]) == []
    assert package.get_resource("claims").schema.field_names == ["claim_id", "as_printed"]
    assert (package.licenses[0]["name"], package.version) == ("CC-BY-4.0", edition[0].edition)


def test_the_tables_of_a_package_say_their_types_and_refer_to_sources() -> None:
    texts = {
        "claims": "claim_id,source_id,value,share,placed\na,b,3,0.5,True\nc,b,,-1,False\n",
        "sources": "source_id,day\nb,2024-11-06\n",
    }
    tables = (Table(name=name, title=name, columns=(), rows=(), csv=csv) for name, csv in texts.items())
    packed = pack_tables(Document(title=Title(title="T"), blocks=tuple(tables)), make_inputs())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        described = json.loads(archive.read("datapackage.json"))["resources"]
    claims, sources = (one["schema"] for one in described)
    assert [field["type"] for field in claims["fields"]] == ["string", "string", "integer", "number", "boolean"]
    assert [field["type"] for field in sources["fields"]] == ["string", "date"]
    assert (claims["primaryKey"], sources["primaryKey"]) == (["claim_id"], ["source_id"])
    (key,) = claims["foreignKeys"]
    assert key == {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
    assert "foreignKeys" not in sources


def test_a_report_is_found_by_its_words_and_not_by_code_and_addresses() -> None:
    text = Paragraph(inlines=(Text(text=f"Łódź’s 1,250 kg, U.K., {'w' * 31}"),))
    document = Document(title=Title(title="Épervier"), blocks=(text, Code(text="total = 1")))
    assert list_words(document) == "1,250 epervier kg uk łodz’s"


def test_a_chart_stands_in_other_pages(edition: Any) -> None:
    manifest, files = edition
    page = files["embed/arrests-by-country.html"].decode()
    where = f"https://example.org/r/sample/editions/{manifest.edition}"
    assert len(page) < 60_000
    assert "<script" not in page
    assert 'href="../report.html#arrests-by-country" target="_top"' in page
    for one in (page, files["report.html"].decode()):
        assert f'<meta property="og:image" content="{where}/figures/arrests-by-country.card.png">' in one
    frame = html.escape('<iframe src="https://example.org/r/sample/index.html#embed=arrests-by-country"')
    assert frame in files["report.html"].decode().replace("&#34;", "&quot;")  # the edition may be withdrawn
    assert Image.open(io.BytesIO(files["figures/arrests-by-country.card.png"])).size == (1200, 630)


def test_a_report_without_an_address_offers_no_line_to_copy(document: Document) -> None:
    title = document.title.model_copy(update={"title": "Who was arrested?"})
    _, files = make_edition(document.model_copy(update={"title": title}), notebook_of(), make_inputs("sample"))
    assert "Report: Who was arrested? Edition " in files["figures/arrests-by-country.svg"].decode()
    assert "iframe" not in files["report.html"].decode()
    assert "og:image" not in files["embed/arrests-by-country.html"].decode()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_edition_is_a_valid_research_object(edition: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The context of RO-Crate comes from the package `rocrate`: nothing is fetched."""
    from rocrate_validator import models, services
    from rocrate_validator.utils import http

    manifest, files = edition
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    context = (resources.files("rocrate") / "data" / "ro-crate.jsonld").read_bytes()
    answer = SimpleNamespace(
        status_code=200,
        ok=True,
        content=context,
        text=context.decode(),
        headers={"Content-Type": "application/ld+json"},
        history=[],
        raise_for_status=lambda: None,
    )
    answer.json = lambda: json.loads(context)
    monkeypatch.setattr(http.HttpRequester, "get", lambda *_, **__: answer, raising=False)
    settings = services.ValidationSettings(
        rocrate_uri=str(tmp_path), profile_identifier="ro-crate-1.2", requirement_severity=models.Severity.REQUIRED
    )
    assert [one.message for one in services.validate(settings).get_issues()] == []

    graph = {one["@id"]: one for one in json.loads(files["ro-crate-metadata.json"])["@graph"]}
    root = graph["./"]
    assert {one["@id"] for one in root["hasPart"]} == {*files} - {"ro-crate-metadata.json"}
    assert (root["version"], root["license"]["@id"]) == (manifest.edition, "https://spdx.org/licenses/CC-BY-4.0.html")


def test_key_figures_are_claims_with_their_intervals(document: Document) -> None:
    from liberterra_analysis.report.render.jsonld import list_claims

    strip = next(block for block in document.blocks if block.kind == "key_figures")
    figure = strip.figures[3].model_copy(update={"lower": 23_000.0, "upper": None})
    known = document.model_copy(
        update={"blocks": (strip.model_copy(update={"figures": (figure,)}), *document.blocks[-1:])}
    )
    claim, interval, page = list_claims(known)
    assert (claim["@type"], claim["name"]) == ("Claim", "nearly 24,000 flights monitored")
    assert claim["about"]["@id"] == interval["@id"]
    assert (interval["minValue"], "maxValue" in interval) == (23_000, False)
    assert claim["appearance"]["@id"] == page["@id"] == sample.SOURCE


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_catalogue_conforms_to_dcat_ap(edition: Any) -> None:
    import pyshacl
    import rdflib

    shapes = rdflib.Graph().parse(Path(__file__).with_name("dcat-ap.ttl"))
    catalogue = rdflib.Graph().parse(data=describe_catalogue([edition[0]], SITE), format="json-ld")
    valid, _, why = pyshacl.validate(catalogue, shacl_graph=shapes, inference="rdfs")
    assert valid, why
    found = catalogue.value(predicate=rdflib.DCAT.downloadURL, any=False)
    assert rdflib.URIRef(f"https://example.org/r/sample/editions/{edition[0].edition}/data.zip") in {
        *catalogue.objects(None, rdflib.DCAT.downloadURL)
    }, found


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2024", {"@type": "xsd:gYear", "@value": "2024"}), ("2024-11", {"@type": "xsd:gYearMonth", "@value": "2024-11"}),
     ("autumn", None)],
)  # fmt: skip
def test_the_catalogue_dates_a_report_as_exactly_as_it_is_known(date: str, expected: object, edition: Any) -> None:
    manifests = [edition[0].model_copy(update={"date": date, "checked": ""}), make_manifest(make_inputs("b"), {})]
    (dataset,) = json.loads(describe_catalogue(manifests, SITE))["dcat:dataset"]  # the other one has no data
    assert dataset.get("dct:modified") == expected


def test_a_title_of_any_characters_leaves_the_lists_readable(edition: Any) -> None:
    inputs = edition[0].inputs.model_copy(update={"title": 'A "b" \\ [c](d)\u2028'})
    text = describe_catalogue([edition[0].model_copy(update={"inputs": inputs})], SITE)
    assert json.loads(text)["dcat:dataset"][0]["dct:title"] == inputs.title
