"""A report in the terms of schema.org, as JSON-LD: its page for search engines, and its edition for archives."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from liberterra_analysis import places
from liberterra_analysis.document import Chart, Document, KeyFigure, KeyFigures, Link, Row, Table, plain, walk
from liberterra_analysis.report.render.imprint import Site

CRATE = "ro-crate-metadata.json"

DATA = "data.zip"
"""All tables of an edition."""

MEDIA = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".zip": "application/zip",
}

WHOLE = {
    DATA: "All tables of the report, as a Data Package",
    "notebook.ipynb": "The executed notebook of which the report is made",
    "report.html": "The report as a page",
    "report.md": "The report as text, in Markdown",
    "report.pdf": "The report in print",
}
"""What the files are that hold the whole report."""

Entity = dict[str, Any]


def describe(document: Document) -> str:
    """Summarise a report in a sentence or two."""
    paragraphs = (plain(block.inlines) for block in document.blocks if block.kind == "paragraph")
    return plain(document.title.finding) or document.title.subtitle or next(paragraphs, "")[:200]


def link_data(document: Document, files: Collection[str], site: Site) -> Entity:
    """Return the report, its data in `files`, and its key figures, each with the ends of its interval."""
    shared, claims = _describe_report(document, site), list_claims(document)
    report = {"@id": "report.html", "@type": "Report", **shared, "mentions": _refer_to_claims(claims)}
    data = {
        "@id": DATA,
        "@type": "Dataset",
        **shared,
        "name": f"Data of the report “{document.title.title}”",
        "isAccessibleForFree": True,
        "distribution": [*_list_downloads(document, files)],
    }
    graph = [report, data] if DATA in files else [report]
    return {"@context": "https://schema.org", "@graph": [*map(drop_blanks, graph), *_list_agents(site), *claims]}


def describe_crate(document: Document, files: Mapping[str, bytes], site: Site) -> bytes:
    """Return the metadata of an RO-Crate (https://w3id.org/ro/crate/1.2) of an edition, and of its key figures."""
    claims = list_claims(document)
    about = {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}}
    root = {
        "@id": "./",
        "@type": "Dataset",
        **(shared := _describe_report(document, site)),
        "datePublished": shared.get("dateModified"),
        "hasPart": _refer(*files),
        "mentions": _refer_to_claims(claims),
    }
    graph: list[Entity] = [
        about | {"conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"}},
        drop_blanks(root),
        *_describe_files(document, files),
        *_list_agents(site),
        *claims,
    ]
    return format_entities({"@context": "https://w3id.org/ro/crate/1.2/context"}, "@graph", graph).encode()


def format_entities(head: Mapping[str, Any], key: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """Format a JSON object whose last value is a list, with a line for each of its entities."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in entities)
    return f"{json.dumps({**head, key: []}, ensure_ascii=False)[:-2]}\n{lines}\n]}}\n"


def _describe_files(document: Document, files: Mapping[str, bytes]) -> Iterator[Entity]:
    titles = _list_titles(document)
    for path, data in files.items():
        file = PurePosixPath(path)
        yield {
            "@id": path,
            "@type": "File",
            "name": path,
            "description": titles.get(file.stem.removesuffix(".card"), "") if file.parent.name else WHOLE[path],
            "encodingFormat": MEDIA[file.suffix],
            "contentSize": str(len(data)),
        }


def _describe_report(document: Document, site: Site) -> Entity:
    """Return the properties that a report, its data and its edition have in common."""
    title, day = document.title, document.title.checked or document.title.date
    years = title.topics.get("year", ())
    known = {
        "name": title.title,
        "description": describe(document),
        "inLanguage": document.language,
        "dateModified": day,
        "version": document.edition,
        "creator": _refer(*(f"#creator-{at}" for at, _ in enumerate(site.creators, 1))),
        "publisher": {"@id": "#publisher"} if site.publisher else None,
        "license": {"@id": site.terms} if site.terms else None,
        "keywords": [*title.topics.get("organisation", ()), *title.topics.get("series", ())],
        "temporalCoverage": "/".join(dict.fromkeys([*years[:1], *years[-1:]])),
        "spatialCoverage": [places.country_name(code) for code in title.topics.get("country", ())],
    }
    return drop_blanks(known)


def drop_blanks(entity: Mapping[str, Any]) -> Entity:
    """Return an entity without properties that are blank."""
    return {name: value for name, value in entity.items() if value}


def _refer(*ids: str) -> Entity | list[Entity]:
    """Return a reference to an entity, or a list of references to several."""
    found = [{"@id": one} for one in ids]
    return found[0] if len(found) == 1 else found


def _list_agents(site: Site) -> list[Entity]:
    """Return who made and who publishes a report, and its licence."""
    # A name alone does not tell a person from an organisation; most who publish are several.
    agents = {f"#creator-{at}": name for at, name in enumerate(site.creators, 1)}
    agents |= {"#publisher": site.publisher} if site.publisher else {}
    found = [{"@id": key, "@type": "Organization", "name": name} for key, name in agents.items()]
    licence = {"@id": site.terms, "@type": "CreativeWork", "name": site.licence}
    return [*found, licence] if site.terms else found


def list_claims(document: Document) -> list[Entity]:
    """Return the key figures of a report as claims, with their intervals and the pages on which they stand."""
    tables = (block for block in document.blocks if isinstance(block, Table))
    rows = {row.anchor: row for table in tables for row in table.rows if row.anchor}
    found: dict[str, Entity] = {}
    for figure in (one for block in document.blocks if isinstance(block, KeyFigures) for one in block.figures):
        page = _find_page(rows.get(figure.target[1:]))
        for entity in _describe_claim(figure, page) if figure.target else ():
            found.setdefault(entity["@id"], entity)
    return list(found.values())


def _refer_to_claims(claims: list[Entity]) -> Entity | list[Entity]:
    """Return the references to claims among entities."""
    return _refer(*(one["@id"] for one in claims if one["@type"] == "Claim"))


def _describe_claim(figure: KeyFigure, page: str) -> Iterator[Entity]:
    key = figure.target
    claim = {
        "@id": key,
        "@type": "Claim",
        "name": f"{figure.number.text} {figure.label}",
        "description": figure.detail,
        "about": {"@id": f"{key}.interval"},
        "appearance": {"@id": page} if page else None,
    }
    yield drop_blanks(claim)
    known = (("minValue", figure.lower), ("maxValue", figure.upper))
    ends = {name: int(end) if end.is_integer() else end for name, end in known if end is not None}
    about = {"@id": f"{key}.interval", "@type": "QuantitativeValue", "name": figure.number.text}
    yield about | {"unitText": figure.label} | ends
    if page:
        yield {"@id": page, "@type": "WebPage", "name": figure.source.text if figure.source else page}


def _find_page(row: Row | None) -> str:
    """Return the address of the page to which the row of a claim links, without the words to look for there."""
    links = (part.target for part in walk(row) if isinstance(part, Link)) if row else iter(())
    return next((one.partition("#:~:")[0] for one in links if one.startswith("http")), "")


def _list_downloads(document: Document, files: Collection[str]) -> Iterator[Entity]:
    tables = {f"tables/{name}.csv": title for name, title in _list_titles(document).items()}
    for path, title in {DATA: "All tables, as a Data Package", **tables}.items():
        if path in files:
            media = MEDIA[PurePosixPath(path).suffix]
            yield {"@type": "DataDownload", "name": title, "encodingFormat": media, "contentUrl": path}


def _list_titles(document: Document) -> dict[str, str]:
    """Return the title of each table and chart by its name."""
    named = (block for block in document.blocks if isinstance(block, Table | Chart))
    return {block.name: block.title for block in named}
