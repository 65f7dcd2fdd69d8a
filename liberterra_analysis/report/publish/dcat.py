"""The folder of reports in the terms of DCAT, which catalogues of data read, as JSON-LD."""

from collections.abc import Sequence
from typing import Any

from liberterra_analysis.report.publish.manifest import Manifest
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.jsonld import DATA, MEDIA, drop_blanks, format_entities

TERMS = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

KEYWORDS = ("year", "organisation", "series", "country")
_DATES = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
"""Types of dates by their length."""


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
    return format_entities(drop_blanks(catalogue), "dcat:dataset", datasets)


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
