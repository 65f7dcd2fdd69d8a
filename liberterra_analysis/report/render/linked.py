"""A report in the terms of schema.org, as JSON-LD: its page for search engines, and its key figures as claims."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from liberterra_analysis import places
from liberterra_analysis.document import Chart, Document, KeyFigure, KeyFigures, Link, Row, Table, plain, walk
from liberterra_analysis.report.render.imprint import Site

__all__ = [
    "DATA",
    "describe",
    "describe_report",
    "drop_blanks",
    "link_data",
    "list_agents",
    "list_claims",
    "refer",
    "refer_to_claims",
]

DATA = "data.zip"
"""All tables of an edition."""

Entity = dict[str, Any]


def describe(document: Document) -> str:
    """Summarise a report in a sentence or two."""
    paragraphs = (plain(block.inlines) for block in document.blocks if block.kind == "paragraph")
    return plain(document.title.finding) or document.title.subtitle or next(paragraphs, "")[:200]


def link_data(document: Document, files: Collection[str], site: Site) -> Entity:
    """Return the report, its data in `files`, and its key figures, each with the ends of its interval."""
    shared, claims = describe_report(document, site), list_claims(document)
    report = {"@id": "report.html", "@type": "Report", **shared, "mentions": refer_to_claims(claims)}
    data = {
        "@id": DATA,
        "@type": "Dataset",
        **shared,
        "name": f"Data of the report “{document.title.title}”",
        "isAccessibleForFree": True,
        "distribution": [*_list_downloads(document, files)],
    }
    graph = [report, data] if DATA in files else [report]
    return {"@context": "https://schema.org", "@graph": [*map(drop_blanks, graph), *list_agents(site), *claims]}


def describe_report(document: Document, site: Site) -> Entity:
    """Return the properties that a report, its data and its edition have in common."""
    title, day = document.title, document.title.checked or document.title.date
    years = title.topics.get("year", ())
    known = {
        "name": title.title,
        "description": describe(document),
        "inLanguage": document.language,
        "dateModified": day,
        "version": document.edition,
        "creator": refer(*(f"#creator-{at}" for at, _ in enumerate(site.creators, 1))),
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


def refer(*ids: str) -> Entity | list[Entity]:
    """Return a reference to an entity, or a list of references to several."""
    found = [{"@id": one} for one in ids]
    return found[0] if len(found) == 1 else found


def list_agents(site: Site) -> list[Entity]:
    """Return who made and who publishes a report, and its licence."""
    # A name alone does not tell a person from an organisation; most who publish are several.
    agents = {f"#creator-{at}": name for at, name in enumerate(site.creators, 1)}
    agents |= {"#publisher": site.publisher} if site.publisher else {}
    found = [{"@id": key, "@type": "Organization", "name": name} for key, name in agents.items()]
    licence = {"@id": site.terms, "@type": "CreativeWork", "name": site.licence}
    return [*found, licence] if site.terms else found


def list_claims(document: Document) -> list[Entity]:
    """Return the key figures of a report as claims, with their intervals and the pages on which they stand."""
    rows = {part.anchor: part for part in walk(document.blocks) if isinstance(part, Row) and part.anchor}
    found: dict[str, Entity] = {}
    for figure in (one for block in document.blocks if isinstance(block, KeyFigures) for one in block.figures):
        page = _find_page(rows.get(figure.number.target[1:]))
        for entity in _describe_claim(figure, page):
            found.setdefault(entity["@id"], entity)
    return list(found.values())


def refer_to_claims(claims: list[Entity]) -> Entity | list[Entity]:
    """Return the references to claims among entities."""
    return refer(*(one["@id"] for one in claims if one["@type"] == "Claim"))


def _describe_claim(figure: KeyFigure, page: str) -> Iterator[Entity]:
    key = figure.number.target
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
    yield _describe_download(DATA, "application/zip", "All tables, as a Data Package")
    for block in document.blocks:
        if isinstance(block, Table | Chart) and (path := f"tables/{block.name}.csv") in files:
            yield _describe_download(path, "text/csv", block.caption if isinstance(block, Table) else block.title)


def _describe_download(path: str, kind: str, name: str) -> Entity:
    return {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": path}
