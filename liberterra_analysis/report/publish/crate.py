"""What catalogues of data read: each edition described as RO-Crate, and the folder of reports in the terms of DCAT."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from liberterra_analysis.document import Chart, Document, Table
from liberterra_analysis.report.publish.manifest import Manifest
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.linked import (
    DATA,
    describe_report,
    drop_blanks,
    list_agents,
    list_claims,
    refer,
    refer_to_claims,
)

__all__ = ["CRATE", "describe_catalogue", "describe_crate"]

CRATE = "ro-crate-metadata.json"

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

TERMS = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

KEYWORDS = ("year", "organisation", "series", "country")
_DATES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Types of dates by their length."""


def describe_crate(document: Document, files: Mapping[str, bytes], site: Site) -> bytes:
    """Return the metadata of an RO-Crate (https://w3id.org/ro/crate/1.2) of an edition with these files.

    Only key figures are claims in it; `tables/claims.csv` holds the others.
    """
    claims = list_claims(document)
    about = {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}}
    root = {
        "@id": "./",
        "@type": "Dataset",
        **(shared := describe_report(document, site)),
        "datePublished": shared.get("dateModified"),
        "hasPart": refer(*files),
        "mentions": refer_to_claims(claims),
    }
    graph: list[dict[str, Any]] = [
        about | {"conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"}},
        drop_blanks(root),
        *_describe_files(document, files),
        *list_agents(site),
        *claims,
    ]
    return _format({"@context": "https://w3id.org/ro/crate/1.2/context"}, "@graph", graph).encode()


def _format(head: Mapping[str, Any], key: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """Format a JSON object whose last value is a list, with a line for each of its entities."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in entities)
    return f"{json.dumps({**head, key: []}, ensure_ascii=False)[:-2]}\n{lines}\n]}}\n"


def _describe_files(document: Document, files: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    named = (block for block in document.blocks if isinstance(block, Table | Chart))
    titles = {block.name: block.caption if isinstance(block, Table) else block.title for block in named}
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


def describe_catalogue(manifests: Sequence[Manifest], site: Site) -> str:
    """Return a DCAT catalogue (https://www.w3.org/TR/vocab-dcat-3/) of the data of reports, as JSON-LD."""
    publisher = site.publisher or ", ".join(site.creators)
    catalogue = {
        "@context": TERMS | ({"@base": site.address} if site.address else {}),
        "@id": "./",
        "@type": "dcat:Catalog",
        "dct:title": site.title or "Reports",
        "dct:description": site.description or "Reports in which every number leads to the claim it rests on.",
        "dct:publisher": {"@id": "#publisher", "@type": "foaf:Agent", "foaf:name": publisher} if publisher else None,
        "dct:license": _describe_licence(site),
        "foaf:homepage": {"@id": "index.html", "@type": "foaf:Document"},
    }
    datasets = (_describe_dataset(one, site, publisher) for one in manifests if DATA in one.outputs)
    return _format(drop_blanks(catalogue), "dcat:dataset", datasets)


def _describe_dataset(manifest: Manifest, site: Site, publisher: str) -> dict[str, Any]:
    report, day = manifest.inputs.report, manifest.day
    dataset = {
        "@id": f"{report}/",
        "@type": "dcat:Dataset",
        "dct:title": manifest.inputs.title,
        "dct:description": manifest.finding or manifest.inputs.title,
        "dct:identifier": report,
        "dcat:version": manifest.edition,
        "dct:modified": {"@type": _DATES[len(day)], "@value": day} if len(day) in _DATES else None,
        "dct:publisher": {"@id": "#publisher"} if publisher else None,
        "dcat:keyword": [word for topic in KEYWORDS for word in manifest.topics.get(topic, ())],
        "dcat:landingPage": {"@id": f"{report}/index.html", "@type": "foaf:Document"},
        "dcat:distribution": _describe_distribution(manifest, site),
    }
    return drop_blanks(dataset)


def _describe_distribution(manifest: Manifest, site: Site) -> dict[str, Any]:
    address = {"@id": f"{manifest.folder}{DATA}"}
    media = f"https://www.iana.org/assignments/media-types/{MEDIA['.zip']}"
    distribution = {
        "@type": "dcat:Distribution",
        "dct:title": "All tables, as a Data Package",
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": media, "@type": "dct:MediaType"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(manifest.sizes[DATA])},
        "dct:license": _describe_licence(site),
    }
    return drop_blanks(distribution)


def _describe_licence(site: Site) -> dict[str, str] | None:
    return {"@id": site.terms, "@type": "dct:LicenseDocument"} if site.terms else None
